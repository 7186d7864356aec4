"""Sets of runs of a crowded road that may be worth one opening, each broken up where it cannot be one.

On a road that does not branch a group covers one stretch of it from end to end. For a start, a stretch and the working
days of the longest installation, every run that lies inside and may start there for as many days may join, and none
costs a metre more. So few sets hold every legal group of the same stretch and the same longest stay, and each price of
the runs is answered by looking at all of them.

Such a set need not be legal itself. Where it is not, some of its runs alone are why, and every legal group inside it
lacks one of these: the sets without one of them take its place. So what is looked at always holds every legal group,
and what it costs is never more than they do.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

from planner.schedule.phases import FORGIVEN_M

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.model import Floats, Ints
    from planner.schedule.constraints import Mask
    from planner.schedule.elements import Line, Part
    from planner.schedule.groups import Verdict

__all__ = ["Candidates", "Group", "Judging"]

Group: TypeAlias = tuple[int, ...]
_Extent: TypeAlias = tuple[int, int, int]
_Sets: TypeAlias = "tuple[Mask, Floats]"

_PACKED = 64


class Judging(Protocol):
    """Tells of ascending runs that hang together whether they may start, and if not, which of them are why."""

    def __call__(self, group: Group) -> Verdict:
        """Tell whether a group may start."""

    def core(self, group: Group, order: Sequence[int]) -> Group:
        """Return runs that let nothing start that holds them, lies in the group and covers as many metres."""


class Candidates:
    """Sets of one component that together hold every legal group, at no more than it costs."""

    def __init__(self, part: Part, line: Line, judge: Judging) -> None:
        """Gather the largest sets."""
        self._part = part
        self._judge = judge
        self._legal: dict[Group, bool] = {}
        self._near = [sum(1 << n for n in near) for near in part.neighbours]
        self._ends = list(zip(line.first.tolist(), (line.last + 1).tolist(), part.site_days, strict=True))
        self._weight: list[float] = [0.0, *np.cumsum(line.weight).tolist()]
        self._order = np.argsort(part.site_days, kind="stable")
        self._days_cost = part.closure_day * np.array(part.site_days, np.float64)[self._order]
        self._joined, self._stretch_cost = _largest_sets(line, self._order)
        # A part of a largest set is a row, and a column for the run of its longest stay; broken parts are closed.
        self._open = self._joined.copy()
        self._broken: set[Group] = set()
        self._smaller: list[Group] = []
        self._smaller_rows, self._smaller_cost = np.zeros((0, len(part.runs))), np.zeros(0)
        self._covering: dict[_Extent, list[int]] = {}

    def cost(self, group: Group) -> float:
        """Return what a group that hangs together costs: it covers its stretch from end to end."""
        first, last, days = self._extent(group)
        metres: float = self._weight[last] - self._weight[first]
        return metres + self._part.opening + self._part.closure_day * days

    def is_legal(self, group: Group) -> bool:
        """Tell whether ascending runs that hang together may be one group."""
        if group not in self._legal:
            self._legal[group] = len(group) == 1 or self._judge(group).possible
        return self._legal[group]

    def pieces(self, group: Iterable[int]) -> list[Group]:
        """Split runs into groups that hang together."""
        chosen = sorted(group)
        left, found = _bits(chosen), list[Group]()
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
            found.append(tuple(r for r in chosen if piece >> r & 1))
        return found

    def is_broken(self, group: Group) -> bool:
        """Tell whether smaller sets have taken the place of a set."""
        return group in self._broken

    def quickly_below(self, limit: float, price: Floats) -> list[Group]:
        """Return some sets that cost less than ``limit`` over the price of their runs, the cheapest first.

        Of each largest set only the best part is looked at: none found does not mean that there is none.
        """
        while True:
            reduced = self._reduced(price)
            column = np.argmin(reduced, axis=1)
            row = np.flatnonzero(reduced[np.arange(len(column)), column] < limit)
            found, is_stale = self._priced(row, column[row], limit, price)
            if found or not is_stale:
                return found

    def below(self, limit: float, price: Floats) -> list[Group]:
        """Return all sets that cost less than ``limit`` over the price of their runs, the cheapest first."""
        row, column = np.nonzero(self._reduced(price) < limit)
        return self._priced(row, column, limit, price)[0]

    def break_up(self, group: Group, price: Floats) -> list[Group]:
        """Put smaller sets in the place of one that is not legal, and return those that were not there before.

        Legal groups of a shorter stretch or stay are part of other sets. Runs of a low price are let off where others
        are enough to explain it, so that what must be left out is dear.
        """
        extent, prices = self._extent(group), price.tolist()
        without = {run: self._alike(extent, [r for r in group if r != run]) for run in group}
        order = sorted(group, key=lambda run: (not without[run], prices[run], run))
        self._broken.add(group)
        if _bits(group) in self._covering.get(extent, ()):
            self._covering[extent].remove(_bits(group))
        core = self._judge.core(group, order)
        fresh = [piece for piece in sorted({p for run in core for p in without[run]}) if self._take(extent, piece)]
        self._smaller += fresh
        rows = np.zeros((len(fresh), len(self._part.runs)))
        for row, piece in zip(rows, fresh, strict=True):
            row[list(piece)] = 1.0
        self._smaller_rows = np.concatenate([self._smaller_rows, rows])
        self._smaller_cost = np.r_[self._smaller_cost, np.full(len(fresh), self.cost(group))]
        return fresh

    def _alike(self, extent: _Extent, left: Sequence[int]) -> list[Group]:
        """Return what hangs together of some runs and still covers all of a stretch for as many days."""
        return [piece for piece in self.pieces(left) if self._extent(piece) == extent]

    def _take(self, extent: _Extent, piece: Group) -> bool:
        """Take a smaller set in, and tell whether it was: not where another one of its extent holds all of it."""
        bits, others = _bits(piece), self._covering.setdefault(extent, [])
        if piece in self._broken or any(bits & other == bits for other in others):
            return False
        others.append(bits)
        return True

    def _extent(self, group: Group) -> _Extent:
        """Return the first interval, the one behind the last, and the days of the longest stay."""
        firsts, lasts, days = zip(*[self._ends[r] for r in group], strict=True)
        return min(firsts), max(lasts), max(days)

    def _reduced(self, price: Floats) -> Floats:
        """Return what each part of each largest set costs over the price of its runs, infinite where it is closed."""
        gain = np.cumsum(self._joined * price[self._order], axis=1) - self._days_cost
        reduced: Floats = self._stretch_cost[:, None] + self._part.opening - np.where(self._open, gain, -np.inf)
        return reduced

    def _priced(self, row: Ints, column: Ints, limit: float, price: Floats) -> tuple[list[Group], bool]:
        """Return sets below a limit, of some parts of largest sets and of all smaller sets.

        Parts that are broken are closed; whether there was one is told beside.
        """
        prices, is_stale = price.tolist(), False
        found: set[Group] = set()
        for (at, last), pieces in zip(
            zip(row.tolist(), column.tolist(), strict=True), self._parts(row, column), strict=True
        ):
            whole = [piece for piece in pieces if piece not in self._broken]
            found.update(whole)
            if not whole:
                self._open[at, last], is_stale = False, True
        dear = self._smaller_cost - self._smaller_rows @ price
        found.update(self._smaller[number] for number in np.flatnonzero(dear < limit).tolist())
        reduced = [(self.cost(g) - sum([prices[r] for r in g]), g) for g in found if g not in self._broken]
        return [group for over, group in sorted(reduced) if over < limit], is_stale

    def _parts(self, row: Ints, column: Ints) -> Iterator[list[Group]]:
        """Yield the pieces of each part of a largest set."""
        chosen = self._joined[row] & (np.arange(len(self._order)) <= column[:, None])
        members = np.zeros_like(chosen)
        members[:, self._order] = chosen
        known: dict[bytes, list[Group]] = {}
        for each, key in zip(members, np.packbits(members, axis=1), strict=True):
            if key.tobytes() not in known:
                known[key.tobytes()] = self.pieces(np.flatnonzero(each).tolist())
            yield known[key.tobytes()]


def _largest_sets(line: Line, order: Ints) -> _Sets:
    """Return, per start, stretch and longest installation, all runs that may join, and the weight of the stretch.

    Only sets that reach both ends of their stretch; each once. Runs in the given order.
    """
    firsts, lasts, levels = np.unique(line.first), np.unique(line.last), np.unique(line.install)
    weight, metres = (np.r_[0.0, np.cumsum(column)] for column in (line.weight, line.metres))
    sets, costs = [np.zeros((0, len(order)), bool)], [np.zeros(0)]
    for first in firsts.tolist():
        for last in lasts[lasts >= first].tolist():
            inside = (line.first >= first) & (line.last <= last)
            if not (line.first[inside] == first).any() or not (line.last[inside] == last).any():
                continue
            row = levels + _digging(line, float(metres[last + 1] - metres[first])) - int(line.days[0])
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


def _bits(group: Iterable[int]) -> int:
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
