"""Committed works: which runs they dig, and when they stand open; they stay exactly as they are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import FrozenWorkError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.model import Dates, JointStretch, JointWork, Network, Project, Window
    from planner.schedule.runs import Runs

__all__ = ["Held", "held_works"]

_TOLERANCE_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A committed work, the ascending runs it digs, and its first and last working day on site as indices."""

    work: JointWork
    runs: tuple[int, ...]
    start: int
    end: int


def held_works(
    frozen: Iterable[JointWork], runs: Runs, projects: Sequence[Project], network: Network, days: Dates
) -> tuple[Held, ...]:
    """Find the runs of committed works, sorted by their first run.

    Parameters
    ----------
    projects : In the order of the project numbers of ``runs``.
    days : Working days of the calendar.

    Raises
    ------
    FrozenWorkError
        If a committed work does not dig whole runs of its members, digs what another one digs, or lies off the
        calendar; every such work is named.
    """
    runs_of = _runs_of_projects(runs, projects)
    found = [_held(work, runs, runs_of, network, days) for work in sorted(frozen, key=lambda w: w.id)]
    owners: dict[int, list[str]] = {}
    for held in found:
        for run in held.runs:
            owners.setdefault(run, []).append(held.work.id)
    wrong = {h.work.id for h in found if not h.runs}
    wrong.update(chain.from_iterable(works for works in owners.values() if len(works) > 1))
    if wrong:
        raise FrozenWorkError(sorted(wrong))
    return tuple(sorted(found, key=lambda h: h.runs))


def _runs_of_projects(runs: Runs, projects: Sequence[Project]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for run, project in enumerate(runs.project.tolist()):
        found.setdefault(projects[project].key, []).append(run)
    return found


def _held(work: JointWork, runs: Runs, runs_of: Mapping[str, Sequence[int]], network: Network, days: Dates) -> Held:
    """Return a work with its runs; with none where it does not dig whole runs or lies off the calendar."""
    chosen: list[int] = []
    for member in work.members:
        mine = [s for s in work.stretches if s.project == member]
        own = [r for r in runs_of.get(member, ()) if _touches(r, mine, runs, network)]
        metres = sum(s.to_m - s.from_m for s in mine)
        if not own or abs(float(runs.length_m[own].sum()) - metres) > _TOLERANCE_M * (1 + len(mine)):
            return Held(work=work, runs=(), start=0, end=0)
        chosen += own
    first, last = work.phases.excavation.first, work.phases.reinstatement.last
    start = int(np.searchsorted(days, np.datetime64(first)))
    end = int(np.searchsorted(days, np.datetime64(last), side="right")) - 1
    inside = _on_calendar(work.phases.excavation, days) and _on_calendar(work.phases.reinstatement, days)
    return Held(work=work, runs=tuple(sorted(chosen)) if inside else (), start=start, end=end)


def _on_calendar(window: Window, days: Dates) -> bool:
    return bool(days[0] <= np.datetime64(window.first) and np.datetime64(window.last) <= days[-1])


def _touches(run: int, stretches: Iterable[JointStretch], runs: Runs, network: Network) -> bool:
    here = runs.pieces(run)
    places = zip(
        network.section_ids[runs.section[here]].tolist(),
        runs.from_m[here].tolist(),
        runs.to_m[here].tolist(),
        strict=True,
    )
    return any(
        str(section) == s.section_id and min(last, s.to_m) - max(first, s.from_m) > _TOLERANCE_M
        for section, first, last in places
        for s in stretches
    )
