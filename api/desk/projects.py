"""What an organisation's own projects come to in the accepted plan: their works, days and shares."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from api.desk.opened import plan_file_in
from api.desk.planning import accepted_plan
from api.desk.shown_plan import hidden_from, namer
from api.desk.visibility import visible_works
from api.store.tables import Case, PlannedWork, PlanVersion, Project, StoredFile
from planner.messages import Language
from planner.schedule.games import divide_elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from api.security.access import Person

__all__ = ["Own", "Part", "opened_shares", "own_projects"]

_Stretch = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One planned work a project is a member of, seen from the project.

    ``install`` are the project's own days, None where the plan names none; ``fair_m`` is its share of the opened
    metres and ``alone_m`` what it would open by itself; ``case_id`` of the case of this work, None before there is one.
    """

    work: PlannedWork
    install: tuple[date, date] | None
    acceptance: tuple[date, date]
    partners: tuple[str, ...]
    fair_m: float
    alone_m: float
    case_id: str | None
    case_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One project of an organisation that counts today, with its parts of the accepted plan.

    ``reasons`` are the plan's sentences for it, in the person's language; empty where the plan does not know it.
    """

    project: Project
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]


def own_projects(session: Session, person: Person) -> tuple[PlanVersion | None, list[Own]]:
    """Return the accepted plan, None before the first, and every project of a person's organisation that counts."""
    plan = accepted_plan(session)
    mine = select(Project).where(Project.organisation == person.organisation, Project.current.is_(True))
    projects = [*session.scalars(mine.order_by(Project.earliest_start, Project.project_id))]
    works = [] if plan is None else [*session.scalars(_works(plan, person))]
    cases = {} if plan is None else _cases(session, person)
    told = {} if plan is None else _told(session, plan, person)
    works_of = _by_member(works, person.organisation)
    return plan, [_own(each, works_of, cases, told) for each in projects]


def opened_shares(work: Mapping[str, Any]) -> dict[str, float]:
    """Divide the opened metres of a work of ``plan.json`` among its members: each metre among those who lie on it.

    That is the Shapley value (``planner.schedule.games.divide_elements``); the shares add up to ``opened_m``.
    """
    sections: dict[str, list[_Stretch]] = {}
    for stretch in work["stretches"]:
        sections.setdefault(stretch["section_id"], []).append(stretch)
    elements = [element for stretches in sections.values() for element in _elements(stretches)]
    return divide_elements(elements, work["members"])


def _elements(stretches: Sequence[_Stretch]) -> Iterator[tuple[float, list[str]]]:
    """Yield each interval between ends of stretches on a section with those who lie on it."""
    ends = sorted({end for each in stretches for end in (each["from_m"], each["to_m"])})
    for low, high in pairwise(ends):
        users = sorted({each["project_id"] for each in stretches if each["from_m"] <= low and high <= each["to_m"]})
        if users:
            yield high - low, users


def _works(plan: PlanVersion, person: Person) -> Any:  # noqa: ANN401 - a select, generic in SQLAlchemy
    rows = select(PlannedWork).where(PlannedWork.plan_id == plan.id, visible_works(person))
    return rows.order_by(PlannedWork.starts_on, PlannedWork.work_id)


def _cases(session: Session, person: Person) -> dict[tuple[str, tuple[str, ...]], Case]:
    """Return the cases an organisation is a member of, by what a later plan keeps of their work: road and members."""
    own = select(Case).where(Case.owners.contains(f" {person.organisation} ", autoescape=True))
    return {
        (case.work["road_name"], tuple(sorted(case.work["members"]))): case
        for case in session.scalars(own.order_by(Case.opened_at))
    }


def _told(session: Session, plan: PlanVersion, person: Person) -> dict[str, tuple[str, ...]]:
    """Return what a plan says of each project of a person's utility, by its key; nothing that names the hidden."""
    said = session.get_one(StoredFile, plan.files[plan_file_in(plan, Language(person.language))]).content
    own = (each for each in json.loads(said)["projects"] if each["utility"] == person.organisation)
    named = namer(hidden_from(session, person, plan.id))
    return {each["project_id"]: tuple(r["text"] for r in each["reasons"] if not named(r["text"])) for each in own}


def _own(
    project: Project,
    works_of: Mapping[str, Sequence[PlannedWork]],
    cases: Mapping[Any, Case],
    told: Mapping[str, tuple[str, ...]],
) -> Own:
    # a member is named with its utility where another's has the same number
    full = f"{project.organisation}/{project.project_id}"
    key = full if full in works_of else project.project_id
    parts = tuple(_part(each, key, cases) for each in works_of.get(key, ()))
    return Own(project=project, parts=parts, reasons=told.get(full, told.get(project.project_id, ())))


def _by_member(works: Sequence[PlannedWork], utility: str) -> dict[str, list[PlannedWork]]:
    """Return the works of each member of a utility, in their order."""
    found: dict[str, list[PlannedWork]] = {}
    for each in works:
        for member, owner in each.work["owners"].items():
            if owner == utility:
                found.setdefault(member, []).append(each)
    return found


def _part(planned: PlannedWork, key: str, cases: Mapping[Any, Case]) -> Part:
    work, phases = planned.work, planned.work["phases"]
    own = [each for each in work["stretches"] if each["project_id"] == key]
    install = next((each for each in phases["installation"] if each["project_id"] == key), None)
    case = cases.get((planned.road_name, tuple(sorted(planned.members))))
    return Part(
        work=planned,
        install=_days((install["start"], install["end"])) if install is not None else None,
        acceptance=_days(phases["acceptance"]),
        partners=tuple(sorted({owner for member, owner in work["owners"].items() if member != key})),
        fair_m=opened_shares(work)[key],
        alone_m=sum(each["to_m"] - each["from_m"] for each in own),
        case_id=case.id if case is not None else None,
        case_number=case.number if case is not None else None,
    )


def _days(period: Sequence[str]) -> tuple[date, date]:
    return date.fromisoformat(period[0]), date.fromisoformat(period[1])
