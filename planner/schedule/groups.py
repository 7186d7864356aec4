"""Who opens the road together: the element-label model of one component, solved to a proven bound.

Runs choose a start label; an element is paid once per label at which any of its members starts. A label at which
the cheapest choice is no legal campaign is *contested*: it gets one copy per run, the copy of run r holding the
group in which r is the first, and the illegal choice is cut off. Every round is a relaxation of the next, so the
bound of each is valid; cuts are finite in number, so the rounds end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from planner.schedule.elements import group_cost, pieces_of
from planner.schedule.milp import Cut, solve_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from planner.schedule.elements import Part

__all__ = ["Grouping", "Verdict", "group_part"]

_ROUNDS = 60
_REFINED_RUNS = 12
_EXACT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a group may start at a label; ``hopeless`` where no larger group could either."""

    possible: bool
    hopeless: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Groups of one component, sorted; their cost by elements, and a proven lower bound of it."""

    groups: tuple[tuple[int, ...], ...]
    objective: float
    bound: float


@dataclass(slots=True)
class _Search:
    """Cuts and contested labels found so far."""

    cuts: list[Cut] = field(default_factory=list)
    contested: set[int] = field(default_factory=set)


_Class = tuple[int, int, tuple[int, ...]]


def group_part(part: Part, judge: Callable[[tuple[int, ...], int], Verdict]) -> Grouping:
    """Group the runs of a component at least cost.

    Parameters
    ----------
    judge : Tells of a group (ascending runs that hang together) and a label whether it may start there. A run
        alone may start at every label it ``can``.

    Returns
    -------
    Groups that are all possible. ``objective`` equals ``bound`` where the component is solved to proof;
    components over a dozen runs keep the small gap that groups of one start leave in closure days.

    Raises
    ------
    SolverError
        If the solver ends without a solution.
    """
    if len(part.runs) == 1:
        cost = group_cost(part, (0,))
        return Grouping(groups=((0,),), objective=cost, bound=cost)
    search = _Search()
    _contest_excluded(part, search)
    bound, best = -np.inf, _as_grouping(part, [(r,) for r in range(len(part.runs))], -np.inf)
    for _ in range(_ROUNDS):
        solution = solve_labels(part, search.cuts, frozenset(search.contested))
        bound = max(bound, solution.bound)
        best = min(best, _repaired(part, solution.classes, judge, bound), key=lambda g: g.objective)
        if best.objective <= bound + _EXACT or not _cut_off(part, solution.classes, judge, search):
            break
    return Grouping(groups=best.groups, objective=best.objective, bound=min(bound, best.objective))


def _as_grouping(part: Part, groups: Iterable[tuple[int, ...]], bound: float) -> Grouping:
    ordered = tuple(sorted(groups))
    return Grouping(groups=ordered, objective=sum(group_cost(part, g) for g in ordered), bound=bound)


def _contest_excluded(part: Part, search: _Search) -> None:
    """Cut off pairs that may never share wherever both can start."""
    for pair in sorted(part.never, key=sorted):
        one, other = sorted(pair)
        if other in part.neighbours[one]:
            for label in np.flatnonzero(part.can[one] & part.can[other]).tolist():
                search.contested.add(label)
                search.cuts.append(Cut(label=label, members=pair))


def _repaired(
    part: Part, classes: Sequence[_Class], judge: Callable[[tuple[int, ...], int], Verdict], bound: float
) -> Grouping:
    """Turn the classes of a solution into legal groups: an illegal one gives up members until it is legal."""
    groups: list[tuple[int, ...]] = []
    for label, _, runs in classes:
        for piece in pieces_of(part, runs):
            groups += _legal(part, piece, label, judge)
    return _as_grouping(part, groups, bound)


def _legal(
    part: Part, piece: tuple[int, ...], label: int, judge: Callable[[tuple[int, ...], int], Verdict]
) -> list[tuple[int, ...]]:
    if len(piece) == 1 or judge(piece, label).possible:
        return [piece]
    groups: list[tuple[int, ...]] = []
    for run in piece:
        joined = next((g for g in groups if _joins(part, g, run) and judge((*g, run), label).possible), None)
        if joined:
            groups.remove(joined)
        groups.append((*(joined or ()), run))
    return groups


def _joins(part: Part, group: tuple[int, ...], run: int) -> bool:
    return not part.neighbours[run].isdisjoint(group)


def _cut_off(
    part: Part, classes: Sequence[_Class], judge: Callable[[tuple[int, ...], int], Verdict], search: _Search
) -> bool:
    """Cut off what is illegal in a solution, and in small components what its cost leaves out; tell if anything was."""
    before = len(search.cuts), len(search.contested)
    for label, first, runs in classes:
        pieces = pieces_of(part, runs)
        for piece in pieces:
            if len(piece) > 1 and not judge(piece, label).possible:
                search.contested.add(label)
                search.cuts += _cuts_of(part, piece, label, judge)
        if len(pieces) > 1 and len(part.runs) <= _REFINED_RUNS:
            search.contested.add(label)
            if first >= 0:
                search.cuts += _connections(part, label, first, pieces)
    return before != (len(search.cuts), len(search.contested))


def _cuts_of(
    part: Part, piece: tuple[int, ...], label: int, judge: Callable[[tuple[int, ...], int], Verdict]
) -> list[Cut]:
    """Forbid a group at a label: with all larger ones where those are hopeless too, else exactly this one."""
    if not judge(piece, label).hopeless:
        around = frozenset(n for r in piece for n in part.neighbours[r]) - set(piece)
        return [Cut(label=label, members=frozenset(piece), rescue=around)]
    core = _smallest_hopeless(part, piece, label, judge)
    labels = np.flatnonzero(part.can[list(core)].all(axis=0)).tolist()
    return [Cut(label=at, members=frozenset(core)) for at in labels if judge(core, at).hopeless]


def _smallest_hopeless(
    part: Part, piece: tuple[int, ...], label: int, judge: Callable[[tuple[int, ...], int], Verdict]
) -> tuple[int, ...]:
    core = piece
    for run in piece:
        rest = tuple(r for r in core if r != run)
        if len(rest) > 1 and len(pieces_of(part, rest)) == 1 and judge(rest, label).hopeless:
            core = rest
    return core


def _connections(part: Part, label: int, first: int, pieces: Sequence[tuple[int, ...]]) -> list[Cut]:
    """Let a run join the copy of ``first`` only through a neighbour of the piece that ``first`` is in."""
    home = next(p for p in pieces if first in p)
    around = frozenset(n for r in home for n in part.neighbours[r]) - set(home)
    return [
        Cut(label=label, members=frozenset({run}), rescue=around, limit=0, copy=first)
        for piece in pieces
        if piece is not home
        for run in piece
    ]
