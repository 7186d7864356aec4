"""The board of works in time: what is taken on each working day, and where one more campaign may still stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.schedule.constraints import Mask
    from planner.schedule.couplings import Limits, Stand

__all__ = ["Board"]


class Board:
    """Campaigns with their starts; those that may not be moved stand among themselves whatever the limits."""

    def __init__(self, limits: Limits, days: int, meeting: float) -> None:
        """Begin empty; ``meeting`` is the price of two campaigns that had better not stand open at once."""
        self._limits = limits
        self._taken = {limit: np.zeros(days + 1, np.int64) for limit in limits.capacity}
        self._waiting = {limit: np.zeros(days + 1, np.int64) for limit in limits.capacity}
        self._meeting = meeting
        self._near: dict[tuple[str, int], dict[int, None]] = {}
        self.placed: dict[int, tuple[Stand, int]] = {}

    def best(self, stand: Stand) -> tuple[int, float] | None:
        """Return the cheapest start a campaign may still take and its cost, or None; the earliest where several are."""
        if not len(stand.starts):
            return None
        hard, soft = self._others(stand.never_near), self._others(stand.rather_not_near)
        cost = stand.cost.copy()
        for other in soft:
            cost += self._meeting * self._meets(stand, other)
        cost[~self._free(stand, hard)] = np.inf
        at = int(np.argmin(cost))
        return (int(stand.starts[at]), float(cost[at])) if np.isfinite(cost[at]) else None

    def _others(self, places: Iterable[tuple[str, int]]) -> list[int]:
        return sorted({number for place in places for number in self._near.get(place, ())})

    def _free(self, stand: Stand, hard: Iterable[int]) -> Mask:
        free = np.ones(len(stand.starts), bool)
        for limit in sorted({use.limit for use in stand.uses}):
            free &= self._room(stand, limit)
        for other in hard:
            if not (stand.fixed and self.placed[other][0].fixed):
                free &= ~self._meets(stand, other)
        return free

    def _room(self, stand: Stand, limit: str) -> Mask:
        """Tell at which starts every day of every use of a limit has room for all uses of the campaign on that day."""
        mine = [use for use in stand.uses if use.limit == limit]
        profile = np.zeros(stand.site_days, np.int64)
        for use in mine:
            profile[use.offset : use.offset + use.days] += 1
        room = np.ones(len(stand.starts), bool)
        for height in np.unique(profile[profile > 0]).tolist():
            over = self._taken[limit] + height > self._limits.capacity[limit]
            if stand.fixed:
                over &= self._waiting[limit] > 0
            full = np.r_[0, np.cumsum(over)]
            for first, last in _stretches(profile == height):
                room &= full[stand.starts + last] == full[stand.starts + first]
        return room

    def _meets(self, stand: Stand, other: int) -> Mask:
        there, start = self.placed[other]
        meets: Mask = (stand.starts < start + there.site_days) & (start < stand.starts + stand.site_days)
        return meets

    def put(self, number: int, stand: Stand, start: int) -> None:
        """Let a campaign stand from a day on."""
        self.placed[number] = stand, start
        for place in sorted(stand.stands_near):
            self._near.setdefault(place, {})[number] = None
        self._take(stand, start, 1)

    def lift(self, number: int) -> tuple[Stand, int]:
        """Take a campaign off the board and return how it stood."""
        stand, start = self.placed.pop(number)
        for place in stand.stands_near:
            del self._near[place][number]
        self._take(stand, start, -1)
        return stand, start

    def _take(self, stand: Stand, start: int, places: int) -> None:
        for use in stand.uses:
            days = slice(start + use.offset, start + use.offset + use.days)
            self._taken[use.limit][days] += places
            self._waiting[use.limit][days] += 0 if stand.fixed else places


def _stretches(flags: Mask) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False].astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
