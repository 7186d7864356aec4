"""A plan without what somebody may not see: hidden projects, their works, and every reason that names one."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from sqlalchemy import not_, select

from api.desk.visibility import sees_everything, visible_projects, visible_works
from api.store.tables import PlannedWork, Project
from planner.messages import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session

    from api.security.access import Person
    from planner.model import Ints, Plan, Reason, Routes, Shared, Situation
    from planner.model.ground import Crossings, RouteCrossings, Stretches, Unmatched

    Rows = TypeVar("Rows", Crossings, RouteCrossings, Stretches, Unmatched)

__all__ = ["hidden_from", "namer", "without"]


def hidden_from(session: Session, person: Person, plan_id: str) -> frozenset[str]:
    """Return the keys a plan may give to projects that somebody may not see; those who dig together see each other.

    A project has its number as its key, or that with its utility before it where two utilities have the same one.
    """
    if sees_everything(person):
        return frozenset()
    hidden = (Project.confidential.is_(True), not_(visible_projects(person)))
    own = (PlannedWork.plan_id == plan_id, PlannedWork.confidential.is_(True), visible_works(person))
    partners = {member for members in session.scalars(select(PlannedWork.members).where(*own)) for member in members}
    projects = session.execute(select(Project.organisation, Project.project_id).where(*hidden))
    return frozenset(key for owner, number in projects for key in (number, f"{owner}/{number}")) - partners


def namer(hidden: frozenset[str]) -> Callable[[str], bool]:
    """Return what tells whether a sentence names a hidden project; it takes no longer for many than for one."""
    if not hidden:
        return lambda _: False
    search = re.compile(_any_of(sorted(hidden))).search
    return lambda text: search(text) is not None


def _any_of(keys: Sequence[str]) -> str:
    """Return a pattern of all sorted keys in which those that begin alike are looked for together."""
    if "" in keys:
        # whatever is longer holds the key that ends here
        return ""
    alike = [(first, [key[1:] for key in some]) for first, some in groupby(keys, key=lambda key: key[0])]
    branches = [f"{re.escape(first)}{_any_of(rests)}" for first, rests in alike]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def without(plan: Plan, situation: Situation, hidden: frozenset[str]) -> tuple[Plan, Situation]:
    """Return a plan and its ground as if the hidden projects were not there; its totals stay those of all."""
    if not hidden:
        return plan, situation
    works = tuple(work for work in plan.joint_works if hidden.isdisjoint(work.members))
    named = namer(hidden)
    kept = replace(
        plan,
        outcomes=tuple(
            replace(each, reasons=_unnamed(each.reasons, named))
            for each in plan.outcomes
            if each.project.key not in hidden
        ),
        joint_works=tuple(replace(work, reasons=_unnamed(work.reasons, named)) for work in works),
        declined=tuple(each for each in plan.declined if hidden.isdisjoint(each.projects)),
    )
    return kept, _ground(situation, hidden)


def _unnamed(reasons: Iterable[Reason], named: Callable[[str], bool]) -> tuple[Reason, ...]:
    return tuple(each for each in reasons if not named(text_of(each)))


def _ground(situation: Situation, hidden: frozenset[str]) -> Situation:
    seen = np.array([project.key not in hidden for project in situation.routes.projects], bool)
    number = np.where(seen, np.cumsum(seen) - 1, -1)
    return replace(
        situation,
        routes=_routes(situation.routes, seen, number),
        stretches=_rows(situation.stretches, number, ("project",)),
        crossings=_rows(situation.crossings, number, ("project",)),
        unmatched=_rows(situation.unmatched, number, ("project",)),
        route_crossings=_rows(situation.route_crossings, number, ("one", "other")),
        shared=_shared(situation.shared, number),
    )


def _routes(routes: Routes, seen: np.ndarray[tuple[int], np.dtype[np.bool_]], number: Ints) -> Routes:
    parts, areas = seen[routes.project_of_part], seen[routes.project_of_area]
    return replace(
        routes,
        projects=tuple(project for project, kept in zip(routes.projects, seen.tolist(), strict=True) if kept),
        parts=routes.parts[parts],
        project_of_part=number[routes.project_of_part[parts]],
        source_of_part=routes.source_of_part[parts],
        feature_of_part=routes.feature_of_part[parts],
        areas=routes.areas[areas],
        project_of_area=number[routes.project_of_area[areas]],
        source_of_area=routes.source_of_area[areas],
    )


def _rows(table: Rows, number: Ints, projects: tuple[str, ...]) -> Rows:
    """Return the rows all of whose projects are seen, with the new numbers of these."""
    kept = np.logical_and.reduce([number[getattr(table, name)] >= 0 for name in projects])
    columns = {each.name: getattr(table, each.name)[kept] for each in fields(table)}
    return replace(table, **{**columns, **{name: number[columns[name]] for name in projects}})


def _shared(shared: Shared, number: Ints) -> Shared:
    """Return the intervals on which two or more of the projects that are seen lie."""
    row = np.repeat(np.arange(len(shared)), np.diff(shared.member_start))
    seen = number[shared.members] >= 0
    count = np.bincount(row[seen], minlength=len(shared))
    kept = count >= 2
    members = number[shared.members[seen & kept[row]]]
    return replace(
        shared,
        section=shared.section[kept],
        from_m=shared.from_m[kept],
        to_m=shared.to_m[kept],
        member_start=np.r_[0, np.cumsum(count[kept])].astype(np.int64),
        members=members,
    )
