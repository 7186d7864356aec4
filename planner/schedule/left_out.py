"""What puts a project off: the fewest limits that, with the works of the plan where they are, leave it no day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Reason
from planner.schedule.campaign import Campaigns
from planner.schedule.couplings import Limits, stand_of, stands_of_held
from planner.schedule.held import held_works

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.model import JointWork
    from planner.schedule.constraints import Mask
    from planner.schedule.couplings import Stand
    from planner.schedule.problem import Problem

__all__ = ["LIMITS", "Obstacles"]

LIMITS = ("crews", "traffic_set", "one_per_road", "main_junction", "block_ends")
"""In the order in which they are named; of several smallest sets the one with the earlier limits is told."""

_LIMIT_OF_PLACE = {
    "road": "one_per_road",
    "main": "main_junction",
    "block 0": "block_ends",
    "block 1": "block_ends",
}
_LIMIT_OF_USE = {"crews": "crews", "traffic": "traffic_set"}


class Obstacles:
    """The works of a plan, as they stand in the way of others."""

    def __init__(self, problem: Problem, works: Sequence[JointWork]) -> None:
        """Keep the works of a finished plan, whose projects put off are those of the problem."""
        self._problem, self._works = problem, works

    @cached_property
    def _stands(self) -> list[tuple[str, Stand]]:
        problem = self._problem
        held = held_works(self._works, problem.runs, problem.projects, problem.network, problem.days)
        return [(h.work.id, s) for h, s in zip(held, stands_of_held(replace(problem, held=held)), strict=True)]

    @cached_property
    def _near(self) -> dict[tuple[str, int], list[tuple[str, Stand]]]:
        """Works by the places they close."""
        found: dict[tuple[str, int], list[tuple[str, Stand]]] = defaultdict(list)
        for name, stand in self._stands:
            for place in stand.stands_near:
                found[place].append((name, stand))
        return found

    @cached_property
    def _users(self) -> dict[str, list[tuple[str, int, int]]]:
        """Works that take a place of each limit, with the first working day of theirs and the first after them."""
        found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for name, stand in self._stands:
            for use in stand.uses:
                first = int(stand.starts[0]) + use.offset
                found[use.limit].append((name, first, first + use.days))
        return found

    def reasons(self, project: int) -> tuple[Reason, ...]:
        """Say why a project is put off: its window, then each limit of a smallest set that forbids one of its runs.

        Only the window is told where each of its runs would find a day, but not all of them together.
        """
        one = self._problem.projects[project]
        data = {"project": one.key, "first": one.window.first, "last": one.window.last}
        limits: tuple[tuple[str, tuple[str, ...]], ...] = ()
        for run in np.flatnonzero(self._problem.runs.project == project).tolist():
            limits = limits or self._forbidding(run)
        told = tuple(
            Reason(code="project.deferred_by", data={"project": one.key, "limit": limit, "works": works})
            for limit, works in limits
        )
        return (Reason(code="project.deferred", data=data), *told)

    def _forbidding(self, run: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return a smallest set of limits that leave a run no start, with the works in the way; none if it has one."""
        stand = stand_of(self._problem, Campaigns(self._problem)((run,)))
        if not len(stand.starts):
            return ()
        blocked, works = self._against(stand)
        sets = (chosen for size in range(1, len(LIMITS) + 1) for chosen in combinations(LIMITS, size))
        for chosen in sets:
            if np.logical_or.reduce([blocked[limit] for limit in chosen]).all():
                return tuple((limit, tuple(sorted(works[limit]))) for limit in chosen)
        return ()

    def _against(self, stand: Stand) -> tuple[Mapping[str, Mask], Mapping[str, set[str]]]:
        """Return the starts each limit blocks, and the works that then stand in the way."""
        blocked: dict[str, Mask] = defaultdict(lambda: np.zeros(len(stand.starts), bool))
        works: dict[str, set[str]] = defaultdict(set)
        for place in stand.never_near:
            for name, other in self._near.get(place, ()):
                there = int(other.starts[0])
                meets = (stand.starts < there + other.site_days) & (there < stand.starts + stand.site_days)
                if meets.any():
                    blocked[_LIMIT_OF_PLACE[place[0]]] |= meets
                    works[_LIMIT_OF_PLACE[place[0]]].add(name)
        capacity = Limits(self._problem).capacity
        for use in sorted({use.limit for use in stand.uses}):
            limit = _LIMIT_OF_USE[use.split(" ")[0]]
            blocked[limit] |= self._full(stand, use, capacity[use])
            opens, closes = int(stand.starts[0]), int(stand.starts[-1]) + stand.site_days
            works[limit] |= {name for name, first, last in self._users[use] if first < closes and opens < last}
        return blocked, works

    def _full(self, stand: Stand, limit: str, capacity: int) -> Mask:
        """Tell on which starts a limit would be passed on some day."""
        taken = np.zeros(len(self._problem.days) + 1, np.int64)
        for _, first, last in self._users[limit]:
            taken[first:last] += 1
        mine = np.zeros(stand.site_days, np.int64)
        for use in stand.uses:
            mine[use.offset : use.offset + use.days] += use.limit == limit
        days = stand.starts[:, None] + np.arange(stand.site_days)
        full: Mask = ((taken[days] + mine > capacity) & (mine > 0)).any(axis=1)
        return full
