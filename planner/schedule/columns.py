"""Grouping a crowded road by columns: legal groups are made as the prices of the runs ask for them.

On a road that does not branch a group covers one stretch of it from end to end. For a start, a stretch and the working
days of the longest installation, every run that lies inside and may start there for as many days may join, and none
costs a metre more: so the sets worth asking for are few, and each price of the runs is answered by looking at all of
them. The linear program over the columns, once no set is cheaper than its runs are priced, is a proven bound.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from planner.schedule.elements import group_cost, pieces_of
from planner.schedule.highs import cover_prices
from planner.schedule.partition import cheapest_partition
from planner.schedule.phases import FORGIVEN_M

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planner.model import Floats, Ints
    from planner.schedule.elements import Line, Part

__all__ = ["Columns", "solve_columns"]

Group: TypeAlias = tuple[int, ...]
_Sets: TypeAlias = "tuple[np.ndarray[tuple[int, int], np.dtype[np.bool_]], Floats]"

_ROUNDS, _PER_ROUND, _LOOKED, _LISTINGS = 80, 60, 1_500, 1
_SLACK = (1, 3, 6)
_CHEAPER = 1e-7
_EXACT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The cheapest groups found, and a proven lower bound over all legal ones."""

    groups: list[Group]
    bound: float


def solve_columns(part: Part, line: Line, known: Iterable[Group], legal: Callable[[Group], bool]) -> Columns:
    """Partition a component into its cheapest legal groups.

    Parameters
    ----------
    known : Legal groups to begin with; every run alone is one anyway.
    legal : Tells whether a group that hangs together may start.

    Raises
    ------
    SolverError
        If HiGHS ends without a solution.
    """
    pool = _Pool(part, line, legal)
    pool.add([*((r,) for r in range(len(part.runs))), *known])
    bound = -math.inf
    for _ in range(_ROUNDS):
        value, price = cover_prices(pool.groups, pool.costs, len(part.runs))
        found = pool.quickly_cheaper(price, -_CHEAPER)
        if not found:
            found, least = pool.cheaper(price, -_CHEAPER)
            bound = max(bound, _proven(value, least, part.opening))
        if not found:
            break
        pool.add(found)
    return _whole(pool, bound)


def _whole(pool: _Pool, bound: float) -> Columns:
    """Choose among the columns; where the best is dearer than the bound, list all that could better it, and again."""
    value, price = cover_prices(pool.groups, pool.costs, len(pool.part.runs))
    best, _ = pool.choose(price, math.inf)
    for _ in range(_LISTINGS):
        cost = pool.cost_of(best)
        if cost <= bound + _EXACT:
            break
        found, least = pool.cheaper(price, cost - value, every=True)
        pool.add(found)
        better, proven = pool.choose(price, cost - value)
        if least >= cost - value:
            return Columns(groups=better, bound=max(bound, min(proven, cost)))
        if pool.cost_of(better) >= cost - _EXACT:
            break
        best = better
    return Columns(groups=best, bound=bound)


def _proven(value: float, least: float, opening: float) -> float:
    """Return the bound that prices give whose cheapest column is by ``least`` cheaper than its runs (Farley)."""
    if least >= -_CHEAPER:
        return value
    return value * opening / (opening - least)


class _Pool:
    """Columns of a component, and the sets of runs that are worth asking for."""

    def __init__(self, part: Part, line: Line, legal: Callable[[Group], bool]) -> None:
        self.part = part
        self.groups: list[Group] = []
        self.costs: list[float] = []
        self._legal = legal
        self._known: dict[Group, bool] = {}
        self._order = np.argsort(part.site_days, kind="stable")
        self._days_cost = part.closure_day * np.array(part.site_days, np.float64)[self._order]
        self._largest = _largest_sets(line, self._order, (0,))
        self._roomy = _largest_sets(line, self._order, _SLACK)

    def add(self, groups: Iterable[Group]) -> None:
        """Take legal groups in, each once."""
        have = set(self.groups)
        for group in groups:
            if group not in have:
                have.add(group)
                self.groups.append(group)
                self.costs.append(group_cost(self.part, group))

    def choose(self, price: Floats, limit: float) -> tuple[list[Group], float]:
        """Choose columns that hold every run once, and a proven bound over the columns.

        Only columns are looked at that cost at most ``limit`` more than their runs are priced.
        """
        kept = [
            (g, c)
            for g, c in zip(self.groups, self.costs, strict=True)
            if len(g) == 1 or c - float(price[list(g)].sum()) <= limit
        ]
        return cheapest_partition([g for g, _ in kept], [c for _, c in kept], len(self.part.runs), tried=0)

    def cost_of(self, groups: Iterable[Group]) -> float:
        """Add up what groups cost."""
        return sum(group_cost(self.part, g) for g in groups)

    def cheaper(self, price: Floats, limit: float, *, every: bool = False) -> tuple[list[Group], float]:
        """Return legal groups that cost less than their runs are priced, by ``limit``, and the least such difference.

        Parameters
        ----------
        every : Look for all of them, subsets too, as far as a fixed number of sets goes.
        """
        heap = self._openings(self._largest, price, limit)
        found: list[Group] = []
        least, looked, seen = limit, 0, {group for _, group in heap}
        while heap:
            reduced, group = heapq.heappop(heap)
            looked += 1
            if looked > _LOOKED or (len(found) >= _PER_ROUND and not every):
                return found, min(least, reduced)
            good = self._is_legal(group)
            if good:
                found.append(group)
                least = min(least, reduced)
            if every or not good:
                self._push_smaller(heap, group, price, limit, seen)
        return found, least

    def quickly_cheaper(self, price: Floats, limit: float) -> list[Group]:
        """Return some legal groups that cost less than their runs are priced, none where none is found at once."""
        heap = self._openings(self._roomy, price, limit) + self._openings(self._largest, price, limit)
        found = (group for _, group in sorted(set(heap)) if self._is_legal(group))
        return list(islice(found, _PER_ROUND))

    def _openings(self, sets: _Sets, price: Floats, limit: float) -> list[tuple[float, Group]]:
        """Return the best group of each set by what it costs beyond its price, those below a limit, as a heap."""
        joined, stretch_cost = sets
        gain = np.cumsum(joined * price[self._order], axis=1) - self._days_cost
        last = np.argmax(np.where(joined, gain, -np.inf), axis=1)
        rows = np.arange(len(last))
        reduced = stretch_cost + self.part.opening - gain[rows, last]
        heap: dict[Group, float] = {}
        for row in np.flatnonzero(reduced < limit).tolist():
            members = self._order[: last[row] + 1][joined[row, : last[row] + 1]]
            self._enter(heap, tuple(sorted(members.tolist())), price, limit)
        ordered = [(reduced, group) for group, reduced in heap.items()]
        heapq.heapify(ordered)
        return ordered

    def _enter(self, heap: dict[Group, float], group: Group, price: Floats, limit: float) -> None:
        for piece in pieces_of(self.part, group):
            if piece not in heap:
                reduced = group_cost(self.part, piece) - float(price[list(piece)].sum())
                if reduced < limit:
                    heap[piece] = reduced

    def _push_smaller(
        self, heap: list[tuple[float, Group]], group: Group, price: Floats, limit: float, seen: set[Group]
    ) -> None:
        for run in group if len(group) > 1 else ():
            smaller: dict[Group, float] = {}
            self._enter(smaller, tuple(r for r in group if r != run), price, limit)
            for piece, reduced in smaller.items():
                if piece not in seen:
                    seen.add(piece)
                    heapq.heappush(heap, (reduced, piece))

    def _is_legal(self, group: Group) -> bool:
        if group not in self._known:
            self._known[group] = len(group) == 1 or self._legal(group)
        return self._known[group]


def _largest_sets(line: Line, order: Ints, slack: tuple[int, ...]) -> _Sets:
    """Return, per start, stretch and longest installation, all runs that may join, and the weight of the stretch.

    Only sets that reach both ends of their stretch; each once. Runs in the given order. ``slack`` are working days
    that some of the sets leave over and above what they need at least.
    """
    firsts, lasts = np.unique(line.first), np.unique(line.last)
    weight, metres = (np.r_[0.0, np.cumsum(column)] for column in (line.weight, line.metres))
    levels, spare = (a.reshape(-1) for a in np.meshgrid(np.unique(line.install), np.array(slack, np.int64)))
    sets, costs = [np.zeros((0, len(order)), bool)], [np.zeros(0)]
    for first in firsts.tolist():
        for last in lasts[lasts >= first].tolist():
            inside = (line.first >= first) & (line.last <= last)
            if not (line.first[inside] == first).any() or not (line.last[inside] == last).any():
                continue
            digging = _digging(line, float(metres[last + 1] - metres[first]))
            row = levels + digging + spare - int(line.days[0])
            kept = (row >= 0) & (row < len(line.days))
            may = line.fits[row[kept]].transpose(0, 2, 1) & inside & (line.install <= levels[kept][:, None, None])
            joined = np.unique(may.reshape(-1, len(order)), axis=0)
            ends = joined[:, line.first == first].any(axis=1) & joined[:, line.last == last].any(axis=1)
            sets.append(joined[ends][:, order])
            costs.append(np.full(int(ends.sum()), weight[last + 1] - weight[first]))
    return np.concatenate(sets), np.concatenate(costs)


def _digging(line: Line, metres: float) -> int:
    """Return the working days of excavation, backfill and reinstatement."""
    return sum(max(1, math.ceil((metres - FORGIVEN_M) / pace)) for pace in line.paces)
