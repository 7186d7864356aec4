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
            known = [blocked[limit] for limit in chosen if limit in blocked]
            if len(known) == len(chosen) and np.logical_or.reduce(known).all():
                return tuple((limit, tuple(sorted(works[limit]))) for limit in chosen)
        return ()

    def _against(self, stand: Stand) -> tuple[Mapping[str, Mask], Mapping[str, set[str]]]:
        """Return the starts each limit blocks, and the works that then stand in the way."""
        blocked: dict[str, Mask] = {}
        works: dict[str, set[str]] = defaultdict(set)

        def block(limit: str, mask: Mask, names: set[str]) -> None:
            if mask.any():
                blocked[limit] = blocked.get(limit, np.zeros(len(stand.starts), bool)) | mask
                works[limit] |= names

        for name, other in self._stands:
            meets = _meets(stand, other)
            for kind in {kind for kind, _ in stand.never_near & other.stands_near}:
                block(_LIMIT_OF_PLACE[kind], meets, {name})
        capacity = Limits(self._problem).capacity
        for use in sorted({use.limit for use in stand.uses}):
            block(_LIMIT_OF_USE[use.split(" ")[0]], self._full(stand, use, capacity[use]), self._users(stand, use))
        return blocked, works

    def _full(self, stand: Stand, limit: str, capacity: int) -> Mask:
        """Tell on which starts a limit would be passed on some day."""
        days = len(self._problem.days) + 1
        taken = np.zeros(days, np.int64)
        for _, other in self._stands:
            for use in other.uses:
                first = int(other.starts[0]) + use.offset
                taken[first : first + use.days] += use.limit == limit
        full = np.zeros(len(stand.starts), bool)
        for number, start in enumerate(stand.starts.tolist()):
            mine = np.zeros(days, np.int64)
            for use in stand.uses:
                mine[start + use.offset : start + use.offset + use.days] += use.limit == limit
            full[number] = bool(((taken + mine > capacity) & (mine > 0)).any())
        return full

    def _users(self, stand: Stand, limit: str) -> set[str]:
        """Return the works that take a place of a limit on a day on which this one might."""
        users = ((name, other) for name, other in self._stands if any(use.limit == limit for use in other.uses))
        return {name for name, other in users if _meets(stand, other).any()}


def _meets(stand: Stand, other: Stand) -> Mask:
    there = int(other.starts[0])
    meets: Mask = (stand.starts < there + other.site_days) & (there < stand.starts + stand.site_days)
    return meets
