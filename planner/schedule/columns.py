"""Grouping a crowded road by columns: sets of runs are looked at as the prices of the runs ask for them.

The sets hold every legal group at no more than it costs, so the linear program over them, once no set is cheaper than
its runs are priced, is a proven bound. Those it uses that are not legal are broken up, until all are. Then every set
that a cheaper grouping than the one at hand could use is put to an integer program.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.schedule.candidates import Candidates
from planner.schedule.highs import cover_prices
from planner.schedule.partition import cheapest_cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import Floats
    from planner.schedule.candidates import Group, Judging
    from planner.schedule.elements import Line, Part

__all__ = ["Columns", "solve_columns"]

_ROUNDS, _PER_ROUND = 400, 60
_CHOICES, _BY_NEED, _ORDERS = 12, 4, 12
_LIKELIEST, _MOST_SETS, _MOST_BROKEN = 1_500, 6_000, 3_000
_CHEAPER = 1e-7
_USED = 1e-9
_EXACT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The cheapest groups found, and a proven lower bound over all legal ones."""

    groups: list[Group]
    bound: float


def solve_columns(part: Part, line: Line, known: Iterable[Group], judge: Judging) -> Columns:
    """Partition a component into its cheapest legal groups.

    Parameters
    ----------
    known : Legal groups to begin with; every run alone is one anyway.
    judge : Tells whether a group that hangs together may start. A run alone always may.

    Raises
    ------
    SolverError
        If HiGHS ends without a solution.
    """
    return _Search(part, Candidates(part, line, judge), known).answer()


class _Search:
    """The cheapest grouping known of one component, a bound, and the sets in between."""

    def __init__(self, part: Part, sets: Candidates, known: Iterable[Group]) -> None:
        self._part, self._sets = part, sets
        self._runs = len(part.runs)
        alone: list[Group] = [(r,) for r in range(self._runs)]
        self._costs = {group: sets.cost(group) for group in (*alone, *known)}
        self._best, self._cost, self._bound = alone, sum(self._costs[g] for g in alone), -math.inf

    def answer(self) -> Columns:
        """Price, then choose."""
        price = self._priced_out()
        self._better(self._cover([g for g in self._costs if self._sets.is_legal(g)])[0])
        if self._cost > self._bound + _EXACT:
            self._choose(price)
        return Columns(groups=self._best, bound=min(self._bound, self._cost))

    def _priced_out(self) -> Floats:
        """Return prices of the runs that no set undercuts; together they are the bound."""
        price = np.zeros(self._runs)
        for _ in range(_ROUNDS):
            price, used = self._prices()
            broken = self._break_up((g for g in used if not self._sets.is_legal(g)), price)
            taken = self._take(self._sets.quickly_below(-_CHEAPER, price))
            if not taken and not self._take(self._sets.below(-_CHEAPER, price)) and not broken:
                break
        price = price * self._fair(price)
        self._bound = float(price.sum())
        return price

    def _prices(self) -> tuple[Floats, list[Group]]:
        """Return the prices of the runs, and the columns that the linear program uses."""
        groups = list(self._costs)
        price, share = cover_prices(groups, list(self._costs.values()), self._runs)
        return price, [groups[number] for number in np.flatnonzero(share > _USED).tolist()]

    def _take(self, found: Iterable[Group]) -> int:
        """Take the first of some sets in as columns, and return how many were none yet: prices are not that exact."""
        fresh = [group for group in found if group not in self._costs][:_PER_ROUND]
        self._costs.update((group, self._sets.cost(group)) for group in fresh)
        return len(fresh)

    def _fair(self, price: Floats) -> float:
        """Return what prices must be multiplied with so that no set undercuts them (Farley)."""
        cheapest = next(iter(self._sets.below(-_CHEAPER, price)), None)
        if cheapest is None:
            return 1.0
        least = self._sets.cost(cheapest) - float(price[list(cheapest)].sum())
        return self._part.opening / (self._part.opening - least)

    def _break_up(self, groups: Iterable[Group], price: Floats) -> int:
        """Put smaller sets in the place of some that are not legal, and return how many these were."""
        broken = list(groups)
        for group in broken:
            self._sets.break_up(group, price)
            self._costs.pop(group, None)
        return len(broken)

    def _choose(self, price: Floats) -> None:
        """Choose among all sets that a cheaper grouping could use; where these are too many, among the likeliest first.

        As no set undercuts the prices, a cheaper grouping holds none that costs more over its price than the difference
        between the grouping at hand and the bound.
        """
        for most in (_LIKELIEST, _MOST_SETS):
            limit = self._cost - self._bound + _EXACT
            sets = self._sets.below(limit, price)
            self._choose_among(sets[:most], limit, price, are_all=len(sets) <= most)
            if len(sets) <= most:
                return

    def _choose_among(self, chosen: Iterable[Group], limit: float, price: Floats, *, are_all: bool) -> None:
        """Choose among some sets, breaking up what is not legal; what is best of all that could matter is a bound."""
        sets = dict.fromkeys(chosen)
        for turn in range(_CHOICES):
            if self._cost <= self._bound + _EXACT:
                return
            if turn >= _BY_NEED:
                self._break_all(sets, limit, price)
            sets.update(dict.fromkeys((r,) for r in range(self._runs)))
            cover, proven = self._cover(list(sets))
            self._bound = max(self._bound, min(proven, self._cost)) if are_all else self._bound
            self._better(cover)
            illegal = [g for g in cover if not self._sets.is_legal(g)]
            if not illegal:
                return
            self._replace(sets, illegal, limit, price)

    def _replace(self, sets: dict[Group, None], illegal: Iterable[Group], limit: float, price: Floats) -> list[Group]:
        """Put smaller sets below a limit in the place of some that are not legal, and return these smaller ones."""
        fresh: dict[Group, None] = {}
        for group in illegal:
            del sets[group]
            smaller = self._sets.break_up(group, price)
            near = [g for g in smaller if self._sets.cost(g) - float(price[list(g)].sum()) < limit]
            sets.update(dict.fromkeys(near))
            fresh.update(dict.fromkeys(near))
        return [group for group in fresh if group in sets]

    def _break_all(self, sets: dict[Group, None], limit: float, price: Floats) -> None:
        """Break up all that are not legal, and what comes of them, up to a number."""
        asked, broken = list(sets), 0
        while asked and broken < _MOST_BROKEN:
            illegal = [g for g in asked if not self._sets.is_legal(g)][: _MOST_BROKEN - broken]
            asked = self._replace(sets, illegal, limit, price)
            broken += len(illegal)

    def _cover(self, groups: Sequence[Group]) -> tuple[list[Group], float]:
        """Return the cheapest sets of some that hold every run, and a proven bound over them."""
        return cheapest_cover(groups, [self._sets.cost(g) for g in groups], self._runs)

    def _better(self, cover: Sequence[Group]) -> None:
        """Take the groups that sets which hold every run come to, if they are the cheapest so far.

        Who is taken out of a set first decides whether the others may still start: some orders are tried.
        """
        often = Counter(run for group in cover for run in group)
        twice = sorted(r for r, times in often.items() if times > 1)
        least = sum(self._sets.cost(g) for g in cover)
        for first in range(min(_ORDERS, max(1, len(twice)))):
            for order in (twice[first:] + twice[:first], twice[first::-1] + twice[:first:-1]):
                groups = self._apart(cover, order)
                cost = sum(self._sets.cost(g) for g in groups)
                if cost < self._cost - _EXACT:
                    self._best, self._cost = groups, cost
                if self._cost <= least + _EXACT:
                    return

    def _apart(self, cover: Iterable[Group], twice: Iterable[int]) -> list[Group]:
        """Leave every run in one set, where the others are still legal without it, and make groups of the sets."""
        left = [set(group) for group in cover]
        for run in twice:
            holding = [group for group in left if run in group]
            keeps = min(range(len(holding)), key=lambda k: self._harmed(run, [*holding[:k], *holding[k + 1 :]]))
            for group in (*holding[:keeps], *holding[keeps + 1 :]):
                group.remove(run)
        pieces = (piece for group in left for piece in self._sets.pieces(group))
        return sorted(group for piece in pieces for group in self._legal(piece))

    def _harmed(self, run: int, groups: Iterable[set[int]]) -> int:
        """Return how many sets are no legal group any longer without a run."""
        without = [self._sets.pieces(group - {run}) for group in groups]
        return sum(len(pieces) > 1 or not all(map(self._sets.is_legal, pieces)) for pieces in without)

    def _legal(self, piece: Group) -> list[Group]:
        """Return a piece, or where it is not legal, legal groups it is put together from run by run."""
        if self._sets.is_legal(piece):
            return [piece]
        groups: list[Group] = []
        for run in piece:
            joined = ((g, tuple(sorted((*g, run)))) for g in groups)
            fitting = ((g, b) for g, b in joined if len(self._sets.pieces(b)) == 1 and self._sets.is_legal(b))
            one, both = next(fitting, ((), (run,)))
            groups = [*(g for g in groups if g != one), both]
        return groups
