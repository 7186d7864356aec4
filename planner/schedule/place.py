"""When each campaign starts: near the dates its members prefer, where crews and traffic leave room.

A list heuristic places the campaigns one after another, those with the least choice first; whoever finds no room comes
first in the next round. CP-SAT then betters what it can, road by road where nothing ties the roads together. What
every campaign would cost if it were alone, and what CP-SAT proves, bound the cost of the dates from below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.schedule.board import Board
from planner.schedule.couplings import Limits, Stands, stands_of_held, together
from planner.schedule.dates import better_dates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.schedule.campaign import Campaign
    from planner.schedule.problem import Problem

__all__ = ["Placement", "list_campaigns", "place_campaigns"]

_ROUNDS = 3
_SWEEPS = 4
_EXACT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The start of each campaign as an index of working days.

    ``cost`` is what the dates cost in the rulebook's weights, ``bound`` a proven lower bound of it for these campaigns:
    from each of them alone, or by CP-SAT where ``bound_by`` says so.
    """

    starts: tuple[int, ...]
    cost: float
    bound: float
    bound_by: str = "alone"

    @property
    def proven(self) -> bool:
        """Tell whether no better placement exists."""
        return self.cost <= self.bound + _EXACT


def list_campaigns(problem: Problem, campaigns: Sequence[Campaign]) -> tuple[int | None, ...]:
    """Place campaigns one after another around the committed works; None where there is no room."""
    starts = _Table(problem, campaigns).listed()
    return tuple(starts[n] for n in range(len(campaigns)))


def place_campaigns(problem: Problem, campaigns: Sequence[Campaign], known: Sequence[int]) -> Placement:
    """Better the starts of campaigns, around the committed works.

    Minimises, in the rulebook's weights, the working days between each member's preferred start (else the first
    of its window) and the start, and a penalty of one opening for every two campaigns of a road that stand open
    at the same time, where the rulebook only avoids that.

    Parameters
    ----------
    known : Starts to begin with, that keep every rule.
    """
    table = _Table(problem, campaigns)
    starts = table.nearer(dict(enumerate([*known, *(held.start for held in problem.held)])))
    cost, bound, by = 0.0, 0.0, "alone"
    for tied in table.components():
        spent, least = table.cost(tied, starts), sum(float(table.stands[n].cost.min()) for n in tied)
        if spent > least + _EXACT:
            better = better_dates(
                [table.stands[n] for n in tied], [starts[n] for n in tied], table.edges_of(tied), table.terms
            )
            starts.update(zip(tied, better.starts, strict=True))
            by = "cp_sat" if better.bound > least + _EXACT else by
            spent, least = table.cost(tied, starts), max(least, better.bound)
        cost, bound = cost + spent, bound + min(least, spent)
    return Placement(starts=tuple(starts[n] for n in range(len(campaigns))), cost=cost, bound=bound, bound_by=by)


class _Table:
    """Campaigns with everything that ties them together."""

    def __init__(self, problem: Problem, campaigns: Sequence[Campaign]) -> None:
        made = Stands(problem)
        self.stands = stands = [*(made.of(c) for c in campaigns), *stands_of_held(problem)]
        self.limits = Limits(problem)
        self.capacity = self.limits.capacity
        self.days = len(problem.days)
        self.meeting = problem.rulebook.weights.opening.value
        self.hard, self.soft = together(stands)

    @property
    def terms(self) -> tuple[Mapping[str, int], float]:
        """Capacities, and the price of two that had better not meet."""
        return self.capacity, self.meeting

    def listed(self) -> dict[int, int | None]:
        """Place campaigns one after another; keep the round that leaves fewest out, then the cheapest."""
        order = sorted(range(len(self.stands)), key=self._rank)
        best: tuple[tuple[int, float], dict[int, int | None]] | None = None
        for _ in range(_ROUNDS):
            starts, spent = self._one_after_another(order)
            out = [n for n in order if starts[n] is None]
            key = (sum(len(self.stands[n].runs) for n in out), spent)
            if best is None or key < best[0]:
                best = key, starts
            if not out:
                break
            order = [*out, *(n for n in order if starts[n] is not None)]
            order.sort(key=lambda n: not self.stands[n].fixed)
        return best[1] if best else {}

    def _rank(self, number: int) -> tuple[bool, int, int, int]:
        stand = self.stands[number]
        return not stand.fixed, len(stand.starts), -stand.site_days, number

    def _one_after_another(self, order: Sequence[int]) -> tuple[dict[int, int | None], float]:
        board = Board(self.limits, self.days, self.meeting)
        starts: dict[int, int | None] = {}
        spent = 0.0
        for number in order:
            found = board.best(self.stands[number])
            starts[number] = found[0] if found else None
            if found:
                board.put(number, self.stands[number], found[0])
                spent += found[1]
        return starts, spent

    def nearer(self, starts: Mapping[int, int]) -> dict[int, int]:
        """Let campaigns one by one start where it costs least among all others, until none moves or so many rounds."""
        board, near = Board(self.limits, self.days, self.meeting), dict(starts)
        for number, start in near.items():
            board.put(number, self.stands[number], start)
        moving = [n for n, stand in enumerate(self.stands) if len(stand.starts) > 1]
        for _ in range(_SWEEPS):
            moved = [n for n in moving if self._could_gain(n, near) and self._nearer(n, near, board)]
            if not moved:
                break
        return near

    def _could_gain(self, number: int, near: Mapping[int, int]) -> bool:
        stand = self.stands[number]
        here = float(stand.cost[np.searchsorted(stand.starts, near[number])])
        return here > float(stand.cost.min()) + _EXACT or any(self._meet(number, n, near) for n in self.soft[number])

    def _nearer(self, number: int, near: dict[int, int], board: Board) -> bool:
        """Start a campaign anew, and tell whether it moved."""
        stand, start = board.lift(number)
        found = board.best(stand)
        near[number] = found[0] if found else start
        board.put(number, stand, near[number])
        return near[number] != start

    def cost(self, numbers: Sequence[int], starts: Mapping[int, int]) -> float:
        """Return what the dates of some campaigns cost that tie no others."""
        spent = 0.0
        for number in numbers:
            stand = self.stands[number]
            spent += float(stand.cost[np.searchsorted(stand.starts, starts[number])])
            met = sum(other > number and self._meet(number, other, starts) for other in self.soft[number])
            spent += self.meeting * met
        return spent

    def _meet(self, one: int, other: int, starts: Mapping[int, int]) -> bool:
        first, second = starts[one], starts[other]
        return first < second + self.stands[other].site_days and second < first + self.stands[one].site_days

    def edges_of(self, numbers: Sequence[int]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the pairs among some campaigns that must not and that had better not meet, by their places."""
        place = {number: i for i, number in enumerate(numbers)}

        def pairs(edges: Sequence[set[int]]) -> list[tuple[int, int]]:
            return [(place[a], place[b]) for a in numbers for b in sorted(edges[a]) if a < b and b in place]

        return pairs(self.hard), pairs(self.soft)

    def components(self) -> list[list[int]]:
        """Split the campaigns where nothing ties them: no pair that could meet, no limit that could be reached."""
        edges = [(a, b) for graph in (self.hard, self.soft) for a, near in enumerate(graph) for b in near if a < b]
        edges = [pair for pair in edges if self._may_meet(*pair)]
        for limit, capacity in self.capacity.items():
            users = [n for n, s in enumerate(self.stands) if any(u.limit == limit for u in s.uses)]
            edges += self._tied(users, limit, capacity)
        size = len(self.stands)
        one, other = (
            (np.array(column, np.int64) for column in zip(*edges, strict=True))
            if edges
            else (np.zeros(0, np.int64),) * 2
        )
        graph = coo_array((np.ones(len(edges), np.int8), (one, other)), shape=(size, size))
        _, label = connected_components(graph, directed=False)
        found: dict[int, list[int]] = {}
        for number, name in enumerate(label.tolist()):
            found.setdefault(name, []).append(number)
        return sorted(found.values())

    def _tied(self, users: Sequence[int], limit: str, capacity: int) -> list[tuple[int, int]]:
        """Tie users of a limit that could be at work on a day on which the limit could be passed."""
        spans = [(n, *self._span(n, limit)) for n in users if len(self.stands[n].starts)]
        load = np.zeros(self.days + 2, np.int64)
        for _, first, last, height in spans:
            load[first] += height
            load[last + 1] -= height
        over = np.cumsum(load) > capacity
        count = np.r_[0, np.cumsum(over)]
        block = np.cumsum(np.diff(np.r_[False, over].astype(np.int8)) == 1)
        tied: list[tuple[int, int]] = []
        last_of: dict[int, int] = {}
        for number, first, last, _ in spans:
            if count[last + 1] > count[first]:
                day = first + int(np.argmax(over[first : last + 1]))
                for name in range(int(block[day]), int(block[last]) + 1):
                    if name in last_of:
                        tied.append((last_of[name], number))
                    last_of[name] = number
        return tied

    def _span(self, number: int, limit: str) -> tuple[int, int, int]:
        stand = self.stands[number]
        uses = [u for u in stand.uses if u.limit == limit]
        first = int(stand.starts[0]) + min(u.offset for u in uses)
        return first, int(stand.starts[-1]) + max(u.offset + u.days for u in uses) - 1, len(uses)

    def _may_meet(self, one: int, other: int) -> bool:
        a, b = self.stands[one], self.stands[other]
        if not len(a.starts) or not len(b.starts):
            return False
        return bool(a.starts[0] < b.starts[-1] + b.site_days and b.starts[0] < a.starts[-1] + a.site_days)
