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

from planner.schedule.elements import group_cost
from planner.schedule.highs import cover_prices
from planner.schedule.partition import cheapest_partition
from planner.schedule.phases import FORGIVEN_M

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from planner.model import Floats, Ints
    from planner.schedule.constraints import Mask
    from planner.schedule.elements import Line, Part

__all__ = ["Columns", "solve_columns"]

Group: TypeAlias = tuple[int, ...]
_Sets: TypeAlias = "tuple[np.ndarray[tuple[int, int], np.dtype[np.bool_]], Floats]"

_ROUNDS, _PER_ROUND, _LOOKED = 80, 60, 3_000
_LISTINGS, _LISTED = 3, 6_000
_SLACK = (1, 3, 6)
_CHEAPER = 1e-7
_PACKED = 64
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
    """Choose among the columns; where the best is dearer than the bound, list all that could better it, and again.

    No grouping that is cheaper than one at hand holds a column that costs more than its runs are priced by more than
    the difference between the two and the linear program.
    """
    value, price = cover_prices(pool.groups, pool.costs, len(pool.part.runs))
    best, _ = pool.choose(price, math.inf)
    for _ in range(_LISTINGS):
        cost = pool.cost_of(best)
        if cost <= bound + _EXACT:
            break
        found, complete = pool.within(price, cost - value + _EXACT)
        pool.add(found)
        better, proven = pool.choose(price, cost - value + _EXACT)
        if complete and bound >= value - _EXACT:
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
        self._near = [sum(1 << n for n in near) for near in part.neighbours]
        self._ends = list(zip(line.first.tolist(), (line.last + 1).tolist(), part.site_days, strict=True))
        self._weight: list[float] = [0.0, *np.cumsum(line.weight).tolist()]
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
                self.costs.append(self._cost(group))

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

    def _cost(self, group: Group) -> float:
        """Return what a group that hangs together costs: it covers its stretch from end to end."""
        firsts, lasts, days = zip(*[self._ends[r] for r in group], strict=True)
        metres: float = self._weight[max(lasts)] - self._weight[min(firsts)]
        closed: int = max(days)
        return metres + self.part.opening + self.part.closure_day * closed

    def _pieces(self, group: Group) -> list[Group]:
        """Split ascending runs into groups that hang together."""
        left, found = _bits(group), list[Group]()
        while left:
            piece, edge = 0, left & -left
            while edge:
                piece |= edge
                grown = 0
                while edge:
                    lowest = edge & -edge
                    grown |= self._near[lowest.bit_length() - 1]
                    edge ^= lowest
                edge = grown & left & ~piece
            left ^= piece
            found.append(tuple(r for r in group if piece >> r & 1))
        return found

    def cost_of(self, groups: Iterable[Group]) -> float:
        """Add up what groups cost."""
        return sum(group_cost(self.part, g) for g in groups)

    def cheaper(self, price: Floats, limit: float) -> tuple[list[Group], float]:
        """Return legal groups that cost less than their runs are priced, by ``limit``, and the least such difference.

        Where none is found within a fixed number of sets, the difference is a lower bound of it all the same.
        """
        heap = self._openings(self._largest, price, limit, every=True)
        found, priced = list[Group](), price.tolist()
        least, looked, seen = limit, 0, {_bits(group) for _, group in heap}
        while heap:
            reduced, group = heapq.heappop(heap)
            looked += 1
            if looked > _LOOKED or len(found) >= _PER_ROUND:
                return found, min(least, reduced)
            if self._is_legal(group):
                found.append(group)
                least = min(least, reduced)
            else:
                self._push_smaller(heap, group, priced, limit, seen)
        return found, least

    def within(self, price: Floats, limit: float) -> tuple[list[Group], bool]:
        """Return legal groups that cost at most so much more than their runs are priced, and whether these are all."""
        heap = self._openings(self._largest, price, limit, every=True)
        found, priced = list[Group](), price.tolist()
        seen = {_bits(group) for _, group in heap}
        for _ in range(_LISTED):
            if not heap:
                break
            _, group = heapq.heappop(heap)
            if self._is_legal(group):
                found.append(group)
            self._push_smaller(heap, group, priced, limit, seen)
        return found, not heap

    def quickly_cheaper(self, price: Floats, limit: float) -> list[Group]:
        """Return some legal groups that cost less than their runs are priced, none where none is found at once."""
        heap = self._openings(self._roomy, price, limit, every=False)
        heap += self._openings(self._largest, price, limit, every=False)
        found = (group for _, group in sorted(set(heap)) if self._is_legal(group))
        return list(islice(found, _PER_ROUND))

    def _openings(self, sets: _Sets, price: Floats, limit: float, *, every: bool) -> list[tuple[float, Group]]:
        """Return groups of each set by what they cost beyond their price, those below a limit, as a heap.

        A group takes all runs of its set that are no longer than some run of it: ``every`` such group, of which each
        other one of the set is part and cheaper than none of them, or the best one alone.
        """
        joined, stretch_cost = sets
        gain = np.cumsum(joined * price[self._order], axis=1) - self._days_cost
        reduced = stretch_cost[:, None] + self.part.opening - np.where(joined, gain, -np.inf)
        if every:
            rows, last = np.nonzero(reduced < limit)
        else:
            last = np.argmin(reduced, axis=1)
            rows = np.flatnonzero(reduced[np.arange(len(last)), last] < limit)
            last = last[rows]
        heap: dict[Group, float] = {}
        priced = price.tolist()
        for members in _distinct(joined[rows] & (np.arange(len(self._order)) <= last[:, None])):
            self._enter(heap, tuple(sorted(self._order[members].tolist())), priced, limit)
        ordered = [(reduced, group) for group, reduced in heap.items()]
        heapq.heapify(ordered)
        return ordered

    def _enter(self, heap: dict[Group, float], group: Group, price: Sequence[float], limit: float) -> None:
        for piece in self._pieces(group):
            if piece not in heap:
                reduced = self._cost(piece) - sum([price[r] for r in piece])
                if reduced < limit:
                    heap[piece] = reduced

    def _push_smaller(
        self, heap: list[tuple[float, Group]], group: Group, price: Sequence[float], limit: float, seen: set[int]
    ) -> None:
        """Push what a group becomes with one run fewer; what was pushed or split before, as bits, is not again."""
        whole = _bits(group)
        for run in group if len(group) > 1 else ():
            left = whole ^ 1 << run
            if left in seen:
                continue
            seen.add(left)
            smaller: dict[Group, float] = {}
            self._enter(smaller, tuple(r for r in group if r != run), price, limit)
            for piece, reduced in smaller.items():
                bits = _bits(piece)
                if bits == left or bits not in seen:
                    seen.add(bits)
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
            joined = _distinct(may.reshape(-1, len(order)))
            ends = joined[:, line.first == first].any(axis=1) & joined[:, line.last == last].any(axis=1)
            sets.append(joined[ends][:, order])
            costs.append(np.full(int(ends.sum()), weight[last + 1] - weight[first]))
    return np.concatenate(sets), np.concatenate(costs)


def _digging(line: Line, metres: float) -> int:
    """Return the working days of excavation, backfill and reinstatement."""
    return sum(max(1, math.ceil((metres - FORGIVEN_M) / pace)) for pace in line.paces)


def _bits(group: Group) -> int:
    return sum([1 << run for run in group])


def _distinct(rows: Mask) -> Mask:
    """Return the distinct rows; packed into whole numbers where they are short enough, which sorts much faster."""
    if not len(rows) or rows.shape[1] > _PACKED:
        return np.unique(rows, axis=0)
    packed = np.zeros((len(rows), _PACKED // 8), np.uint8)
    bits = np.packbits(rows, axis=1)
    packed[:, : bits.shape[1]] = bits
    _, first = np.unique(packed.view(np.uint64)[:, 0], return_index=True)
    return rows[first]
