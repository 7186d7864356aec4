"""Calls before a road is closed: it is due for resurfacing, and nobody may dig it in the years after.

Whoever submits works on such a road is the occasion; every other utility is asked, whether it has submitted there or
not, since what it does not lay now waits for years (城市道路管理条例 art. 33).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from api.store.tables import Organisation, Project, Stretch
from planner.rulebook.moratoria import protected_until
from planner.rulebook.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from api.state import Desk
    from planner.rulebook.road_rules import Resurfacing

__all__ = ["Closing", "closings_of", "others_laying"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """One's own project on a road that is about to be closed.

    Attributes
    ----------
    places : Its intervals there as (section, from_m, to_m).
    period : The days left to dig: from the project's first to the last of the resurfacing.
    closed_until : The first day the road may be dug again.
    """

    own: Project
    road_name: str
    places: tuple[tuple[str, float, float], ...]
    period: tuple[date, date]
    closed_until: date


def closings_of(session: Session, desk: Desk, keys: Sequence[str]) -> list[Closing]:
    """Return where some projects lie on roads that are due for resurfacing and may still be dug before."""
    dues = [due for due in desk.rulebook.resurfacing if due.last >= desk.today()]
    if not dues or desk.ground is None:
        return []
    rows = select(Project, Stretch).join(Stretch, Stretch.project_key == Project.id).where(Project.id.in_(keys))
    ordered = rows.order_by(Project.project_id, Stretch.section_id, Stretch.from_m)
    lies = [(project, stretch) for project, stretch in session.execute(ordered)]
    return [each for due in dues for each in _of(due, desk, lies)]


def others_laying(session: Session, organisation: str) -> list[str]:
    """Return every utility but one."""
    utilities = select(Organisation.code).where(Organisation.kind == "utility", Organisation.code != organisation)
    return [*session.scalars(utilities.order_by(Organisation.code))]


def _of(due: Resurfacing, desk: Desk, lies: Sequence[tuple[Project, Stretch]]) -> Iterator[Closing]:
    assert desk.ground is not None  # noqa: S101 - seen to by the caller
    network = desk.ground.roads.network
    places = Places(network, desk.rulebook.areas)
    number = {str(name): i for i, name in enumerate(network.section_ids)}
    found: dict[tuple[str, str], list[tuple[Project, Stretch]]] = {}
    for project, stretch in lies:
        inside = places.holds(due, number[stretch.section_id], stretch.from_m, stretch.to_m)
        if inside and project.earliest_start <= due.last:
            found.setdefault((project.id, stretch.road_name), []).append((project, stretch))
    for (_, road), rows in found.items():
        project = rows[0][0]
        yield Closing(
            own=project,
            road_name=road,
            places=tuple((each.section_id, each.from_m, each.to_m) for _, each in rows),
            period=(project.earliest_start, due.last),
            closed_until=protected_until(due.last, due.kind.value, desk.rulebook),
        )
