"""The works that open the same metres apart and should have been one, for the monthly meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from api.desk.members import projects_behind
from api.store.tables import Case, Decision, PlannedWork, PlanVersion, Project
from planner.schedule.regret import Dug, regrets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from api.state import Desk
    from planner.schedule.regret import Regret

__all__ = ["HIDDEN", "RegretRow", "regret_rows"]

# What stands for a project or an organisation that the meeting may not know of
HIDDEN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegretRow:
    """Two works that open the same metres of a section apart.

    Attributes
    ----------
    works : A case's number, or the id of a work of the accepted plan; the one that begins first, then the other.
    projects, organisations : Who of either work lies on the shared metres; an empty name stands for a confidential
        project and its organisation.
    avoidable : The later work is not decided yet, so the two can still be brought together.
    """

    works: tuple[str, str]
    road_name: str
    section_id: str
    shared_m: float
    days_between: int
    projects: tuple[tuple[str, ...], tuple[str, ...]]
    organisations: tuple[tuple[str, ...], tuple[str, ...]]
    avoidable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    name: str
    record: dict[str, Any]
    decided: bool


def regret_rows(session: Session, desk: Desk, as_of: date) -> tuple[RegretRow, ...]:
    """Return the regrets among all decided works and the accepted plan's own, most shared metres first.

    A planned work that became a case counts once, as its case. Emergencies are not works that could have waited.
    """
    works = {work.name: work for work in _works(session)}
    dug = [row for work in works.values() for row in _dug(work)]
    minimum = desk.rulebook.matching.minimum_shared_m.value
    hidden = _hidden(session)
    pairs = regrets_of(dug, as_of=as_of, minimum_m=minimum).pairs
    return tuple(_row(pair, works, hidden) for pair in pairs)


def _works(session: Session) -> Iterator[_Work]:
    taken: set[tuple[str, tuple[str, ...]]] = set()
    rows = select(Case).join(Decision, Decision.case_id == Case.id).where(Decision.edition == 1).order_by(Case.number)
    for case in session.scalars(rows):
        taken.add((case.work["road_name"], tuple(case.work["members"])))
        yield _Work(name=case.number, record=case.work, decided=True)
    planned = select(PlannedWork).join(PlanVersion).where(PlanVersion.state == "accepted").order_by(PlannedWork.work_id)
    for each in session.scalars(planned):
        if (each.road_name, tuple(each.members)) not in taken:
            yield _Work(name=each.work_id, record=each.work, decided=False)


def _dug(work: _Work) -> Iterator[Dug]:
    record = work.record
    first, last = record["phases"]["excavation"][0], record["phases"]["reinstatement"][1]
    for each in record["stretches"]:
        yield Dug(
            work=work.name,
            project=each["project_id"],
            utility=record["owners"][each["project_id"]],
            section_id=each["section_id"],
            from_m=each["from_m"],
            to_m=each["to_m"],
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
        )


def _hidden(session: Session) -> frozenset[tuple[str, str]]:
    """Return organisation and id of every project that counts and is confidential."""
    rows = select(Project.organisation, Project.project_id).where(Project.confidential.is_(True))
    return frozenset((organisation, project) for organisation, project in session.execute(rows))


def _row(pair: Regret, works: dict[str, _Work], hidden: frozenset[tuple[str, str]]) -> RegretRow:
    one, other = (works[name] for name in pair.works)
    seen = tuple(_seen(keys, work, hidden) for keys, work in zip(pair.projects, (one, other), strict=True))
    return RegretRow(
        works=pair.works,
        road_name=one.record["road_name"],
        section_id=pair.section_id,
        shared_m=round(pair.shared_m, 3),
        days_between=pair.days_between,
        projects=(_names(key for key, _ in seen[0]), _names(key for key, _ in seen[1])),
        organisations=(_names(owner for _, owner in seen[0]), _names(owner for _, owner in seen[1])),
        avoidable=not other.decided,
    )


def _seen(keys: Iterable[str], work: _Work, hidden: frozenset[tuple[str, str]]) -> list[tuple[str, str]]:
    owners = [(key, str(work.record["owners"][key])) for key in keys]
    return [(HIDDEN, HIDDEN) if hidden & projects_behind({key: owner}) else (key, owner) for key, owner in owners]


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
