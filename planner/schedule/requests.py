"""The shifts of dates worth asking submitters for: what each would bring together, and what the plan would then save.

What a shift saves is measured, not guessed: everybody who hangs together with the shifted projects is scheduled twice,
with the dates as submitted and with the shift granted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.model import Window
from planner.schedule.solve import schedule_works

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.calendar import WorkCalendar
    from planner.model import Ints, Project, Situation, Totals
    from planner.schedule.advice import Shift
    from planner.schedule.declined import Sought
    from planner.schedule.problem import Problem

__all__ = ["MEASURED", "Request", "part_of", "requests_of"]

MEASURED = 20
"""So many shifts, the most promising ones, are measured; each costs two small schedules."""

_CENTIMETRE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Shifts to ask for together, and what the plan would open less if they were granted.

    Attributes
    ----------
    shifts : One project, or two, with the days each window moves.
    pairs : Pairs of projects that could then start together, sorted.
    saves_opened_m, saves_openings, saves_closure_days : By how much the best plan would need less.
    """

    shifts: tuple[Shift, ...]
    pairs: tuple[tuple[str, str], ...]
    saves_opened_m: float
    saves_openings: int
    saves_closure_days: int


def requests_of(
    problem: Problem,
    situation: Situation,
    calendar: WorkCalendar,
    sought: Iterable[Sought],
    *,
    measured: int = MEASURED,
) -> tuple[Request, ...]:
    """Return the shifts that save metres, most metres first, then the smallest shift.

    Parameters
    ----------
    situation, calendar : What the problem was made of.
    sought : Pairs that dig apart, with the shifts that would bring each together.
    measured : Most shifts that are measured: those whose pairs share most metres.
    """
    promised = _promised(sought)
    ordered = sorted(promised, key=lambda shifts: (-round(promised[shifts].metres, 3), _size(shifts), shifts))
    label = _components(problem)
    found = (_measured(problem, situation, calendar, label, promised[shifts]) for shifts in ordered[:measured])
    worth = [r for r in found if r.saves_opened_m > _CENTIMETRE]
    return tuple(sorted(worth, key=lambda r: (-round(r.saves_opened_m, 3), _size(r.shifts), r.shifts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promise:
    """Shifts, and the pairs and metres they would bring together at best."""

    shifts: tuple[Shift, ...]
    pairs: tuple[tuple[str, str], ...]
    metres: float


def _promised(sought: Iterable[Sought]) -> dict[tuple[Shift, ...], _Promise]:
    """Gather the pairs by the shifts that would bring them together."""
    by_shifts: dict[tuple[Shift, ...], list[Sought]] = defaultdict(list)
    for each in sought:
        for shifts in each.shifts:
            by_shifts[shifts].append(each)
    return {
        shifts: _Promise(
            shifts=shifts,
            pairs=tuple(sorted({each.declined.projects for each in them})),
            metres=sum(each.declined.shared_m for each in them),
        )
        for shifts, them in by_shifts.items()
    }


def _size(shifts: Sequence[Shift]) -> tuple[int, int]:
    days = [abs(shift) for _, shift in shifts]
    return max(days), sum(days)


def _components(problem: Problem) -> Ints:
    """Return the component of each run in the sharing graph, whether it can be scheduled or not."""
    size, edges = len(problem.runs), problem.shared_edges
    graph = coo_array((np.ones(len(edges), np.int8), (edges.first, edges.second)), shape=(size, size))
    label: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return label


def _measured(
    problem: Problem, situation: Situation, calendar: WorkCalendar, label: Ints, promise: _Promise
) -> Request:
    days = dict(promise.shifts)
    moved = np.array([p.key in days for p in problem.projects], bool)
    near = np.isin(label, label[moved[problem.runs.project]])
    keys = {problem.projects[p].key for p in np.unique(problem.runs.project[near]).tolist()}
    small = part_of(situation, keys)
    before, after = (_totals(problem, ground, calendar) for ground in (small, _shifted(small, days)))
    return Request(
        shifts=promise.shifts,
        pairs=promise.pairs,
        saves_opened_m=before.opened_m - after.opened_m,
        saves_openings=before.openings - after.openings,
        saves_closure_days=before.closure_days - after.closure_days,
    )


def _totals(problem: Problem, ground: Situation, calendar: WorkCalendar) -> Totals:
    keys = {p.key for p in ground.routes.projects}
    wishes = problem.rulebook.wishes
    within = replace(wishes, together=tuple(pair for pair in wishes.together if pair.keys <= keys))
    book = replace(problem.rulebook, wishes=within)
    return schedule_works(ground, book, calendar, problem.as_of, problem.price).totals


def part_of(situation: Situation, keys: set[str]) -> Situation:
    """Return the ground of some projects alone, as far as a schedule asks for it."""
    kept = [i for i, p in enumerate(situation.routes.projects) if p.key in keys]
    number = np.full(len(situation.routes.projects), -1, np.int64)
    number[kept] = np.arange(len(kept))
    stretches, off_road = situation.stretches, situation.unmatched
    here, there = number[stretches.project] >= 0, number[off_road.project] >= 0
    return replace(
        situation,
        routes=replace(situation.routes, projects=tuple(situation.routes.projects[i] for i in kept)),
        stretches=replace(
            stretches,
            project=number[stretches.project[here]],
            section=stretches.section[here],
            from_m=stretches.from_m[here],
            to_m=stretches.to_m[here],
            offset_m=stretches.offset_m[here],
            side=stretches.side[here],
            confidence=stretches.confidence[here],
        ),
        unmatched=replace(
            off_road,
            project=number[off_road.project[there]],
            lines=off_road.lines[there],
            length_m=off_road.length_m[there],
        ),
    )


def _shifted(situation: Situation, days: Mapping[str, int]) -> Situation:
    projects = tuple(_later(p, days.get(p.key, 0)) for p in situation.routes.projects)
    return replace(situation, routes=replace(situation.routes, projects=projects))


def _later(project: Project, days: int) -> Project:
    """Return a project whose dates have moved; what it prefers moves along."""
    by = timedelta(days=days)
    wanted = project.preferred_start
    window = Window(first=project.window.first + by, last=project.window.last + by)
    return replace(project, window=window, preferred_start=wanted and wanted + by)
