"""Who opens the road together: one component solved to a proven bound.

A small component is partitioned into the cheapest of all its legal groups. A larger one is first put to the
element-label model, which knows metres, openings and levels of duration but not what a group as a whole needs: its own
days on site, its services, its closure. Where its answer is legal and costs what the model said, it is the optimum.
Elsewhere the legal groups themselves are listed and the component is partitioned into the cheapest of them: exactly
where the list is complete, else against the bound of the element-label model. Where a road that does not branch has too
many to list, sets of runs are looked at as prices of the runs ask for them.
"""

from __future__ import annotations

import functools
import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from planner.schedule.columns import solve_columns
from planner.schedule.elements import group_cost, pieces_of
from planner.schedule.labels import solve_labels
from planner.schedule.partition import SMALL, cheapest_partition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.schedule.candidates import Judging
    from planner.schedule.elements import Part

__all__ = ["Grouping", "Verdict", "group_part", "legal_groups"]

_JUDGED = 4_000
_GROWN = 12
_LISTED = 20
_EXACT = 1e-6

Group: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a group may start at all; ``hopeless`` where no larger group could either."""

    possible: bool
    hopeless: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Groups of one component, sorted; their cost by elements, a proven lower bound of it, and what proves it."""

    groups: tuple[Group, ...]
    objective: float
    bound: float
    proof: str = "trial"


def group_part(part: Part, judge: Judging, *, tried: int = SMALL) -> Grouping:
    """Group the runs of a component at least cost.

    Parameters
    ----------
    judge : Tells of a group (ascending runs that hang together) whether it may start. A run alone always may.
    tried : Components of at most so many runs are solved by trying every set of runs, without HiGHS.

    Returns
    -------
    Groups that are all possible. ``objective`` equals ``bound`` where the component is solved to proof; only
    components with more legal groups than can be listed may keep a gap.

    Raises
    ------
    SolverError
        If the solver ends without a solution.
    """
    if len(part.runs) == 1:
        cost = group_cost(part, (0,))
        return Grouping(groups=((0,),), objective=cost, bound=cost)
    if len(part.runs) <= tried:
        return _partitioned(part, (), -math.inf, judge, tried)
    by_columns = part.line is not None and len(part.runs) > _LISTED
    labelled = solve_labels(part, in_shares=by_columns)
    pieces = [piece for runs in labelled.classes for piece in pieces_of(part, runs)]
    legal = [group for piece in pieces for group in _legal(part, piece, judge)]
    best = _grouping(part, legal, labelled.bound, "lp.labels")
    if best.objective <= labelled.bound + _EXACT:
        return best
    if not by_columns:
        best = _partitioned(part, legal, labelled.bound, judge, tried)
    if part.line is None or best.objective <= best.bound + _EXACT:
        return best
    columns = solve_columns(part, part.line, best.groups, judge)
    proof = "lp.columns" if columns.bound > labelled.bound else "lp.labels"
    return _grouping(part, columns.groups, max(columns.bound, labelled.bound), proof)


def legal_groups(part: Part, judge: Judging) -> list[Group]:
    """Return every group that may start, the smallest first; for components that are small enough to list them."""
    return list(_Listing(part, judge, judged=1 << len(part.runs)).possible())


def _grouping(part: Part, groups: Iterable[Group], bound: float, proof: str) -> Grouping:
    ordered = tuple(sorted(groups))
    objective = sum(group_cost(part, g) for g in ordered)
    return Grouping(groups=ordered, objective=objective, bound=min(bound, objective), proof=proof)


def _legal(part: Part, piece: Group, judge: Judging) -> list[Group]:
    """Return a piece, or where it is not possible, legal groups it is put together from run by run."""
    if len(piece) == 1 or judge(piece).possible:
        return [piece]
    groups: list[Group] = []
    for run in piece:
        near = (g for g in groups if not part.neighbours[run].isdisjoint(g))
        joined = next((g for g in near if judge(_with(g, run)).possible), None)
        if joined:
            groups.remove(joined)
        groups.append(_with(joined or (), run))
    return groups


def _with(group: Group, run: int) -> Group:
    return tuple(sorted((*group, run)))


def _partitioned(part: Part, known: Iterable[Group], bound: float, judge: Judging, tried: int) -> Grouping:
    """Partition the component into the cheapest of the known and the listed groups."""
    listing = _Listing(part, judge)
    groups = {*known, *listing.possible()}
    best, proven = _cheapest(part, groups, tried)
    if listing.complete:
        proof = "trial" if len(part.runs) <= tried else "lp.groups"
        return _grouping(part, best.groups, max(bound, proven), proof if proven > bound else "lp.labels")
    for _ in range(_GROWN):
        groups.update(g for g in _grown(part, best.groups) if judge(g).possible)
        better, _ = _cheapest(part, groups, tried)
        if better.objective >= best.objective - _EXACT:
            break
        best = better
    return _grouping(part, best.groups, bound, "lp.labels")


def _cheapest(part: Part, groups: Iterable[Group], tried: int) -> tuple[Grouping, float]:
    ordered = sorted(groups, key=lambda g: (len(g), g))
    costs = [group_cost(part, g) for g in ordered]
    chosen, proven = cheapest_partition(ordered, costs, len(part.runs), tried=tried)
    return _grouping(part, chosen, proven, "lp.groups"), proven


def _grown(part: Part, groups: Iterable[Group]) -> list[Group]:
    """Return what groups become with one run more or fewer, or joined with another, where they hang together."""
    found: set[Group] = set()
    ordered = tuple(groups)
    for group in ordered:
        near = {n for r in group for n in part.neighbours[r]} - set(group)
        found.update(_with(group, run) for run in near)
        found.update(tuple(r for r in group if r != run) for run in group if len(group) > 1)
        found.update(tuple(sorted((*group, *other))) for other in ordered if not near.isdisjoint(other))
    return sorted(g for g in found if len(pieces_of(part, g)) == 1)


class _Listing:
    """Possible groups, the smallest first, until so many sets have been judged."""

    def __init__(self, part: Part, judge: Judging, *, judged: int = _JUDGED) -> None:
        self._judged = judged
        self._part = part
        self._judge = judge
        self._can = [int.from_bytes(np.packbits(labels).tobytes()) for labels in part.can]
        self._never = [
            frozenset(r for pair in part.never if run in pair for r in pair) for run in range(len(part.runs))
        ]
        self.complete = True

    def possible(self) -> Iterator[Group]:
        """Yield every possible group; ``complete`` is false where some were left out."""
        judged = 0
        edge: list[Group] = [(r,) for r in range(len(self._part.runs))]
        yield from edge
        while edge:
            hopeful = []
            for group in self._larger(edge):
                judged += 1
                if judged > self._judged:
                    self.complete = False
                    return
                verdict = self._judge(group)
                if verdict.possible:
                    yield group
                if not verdict.hopeless:
                    hopeful.append(group)
            edge = hopeful

    def _larger(self, groups: Iterable[Group]) -> list[Group]:
        """Return, sorted, what the groups become with one neighbour more that may start on a day of all."""
        found = set()
        for group in groups:
            inside = set(group)
            days = functools.reduce(operator.and_, (self._can[r] for r in group))
            for run in {n for r in group for n in self._part.neighbours[r]} - inside:
                if days & self._can[run] and inside.isdisjoint(self._never[run]):
                    found.add(_with(group, run))
        return sorted(found)
