"""The set-partitioning model of one component: every run in exactly one of the listed groups, or in one at least."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csc_array

from planner.schedule.highs import minimise

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SMALL", "cheapest_cover", "cheapest_partition"]

Group: TypeAlias = tuple[int, ...]

SMALL = 10
"""Up to so many runs trying every set of them is faster than asking HiGHS."""

_NOBODY: Group = ()


def cheapest_partition(
    groups: Sequence[Group], costs: Sequence[float], runs: int, *, tried: int = SMALL
) -> tuple[list[Group], float]:
    """Choose groups that hold every run once at least cost; return them and a proven bound over these groups.

    Parameters
    ----------
    groups : Each of ascending runs; every run alone is among them.
    costs : Of each group.
    tried : Up to so many runs every set of them is tried; beyond, HiGHS is asked.

    Raises
    ------
    SolverError
        If HiGHS ends without a solution.
    """
    if runs <= tried:
        return _by_trial(groups, costs, runs)
    return _chosen(groups, costs, runs, 1.0)


def cheapest_cover(groups: Sequence[Group], costs: Sequence[float], runs: int) -> tuple[list[Group], float]:
    """Choose groups that hold every run once or more at least cost; return them and a proven bound over these groups.

    Raises
    ------
    SolverError
        If HiGHS ends without a solution.
    """
    return _chosen(groups, costs, runs, np.inf)


def _chosen(groups: Sequence[Group], costs: Sequence[float], runs: int, most: float) -> tuple[list[Group], float]:
    """Choose groups that hold every run once, and at most so often."""
    ends = np.cumsum([0, *map(len, groups)])
    rows = np.fromiter(chain.from_iterable(groups), np.int64, int(ends[-1]))
    held = csc_array((np.ones(len(rows)), rows, ends), shape=(runs, len(groups)))
    answer = minimise(
        np.array(costs, np.float64),
        np.ones(len(groups), np.int64),
        Bounds(0.0, 1.0),
        LinearConstraint(held, np.ones(runs), np.full(runs, most)),
    )
    return [groups[g] for g in np.flatnonzero(answer.x > 0.5).tolist()], answer.bound


def _by_trial(groups: Sequence[Group], costs: Sequence[float], runs: int) -> tuple[list[Group], float]:
    """Build every set of runs from cheapest smaller ones, the group of its first run last."""
    holding: list[list[tuple[int, float, Group]]] = [[] for _ in range(runs)]
    for group, cost in zip(groups, costs, strict=True):
        holding[group[0]].append((_held(group), cost, group))
    least, last = [0.0] * (1 << runs), [_NOBODY] * (1 << runs)
    for chosen in range(1, 1 << runs):
        first = (chosen & -chosen).bit_length() - 1
        fitting = ((cost + least[chosen ^ held], group) for held, cost, group in holding[first] if not held & ~chosen)
        least[chosen], last[chosen] = min(fitting)
    left, found = (1 << runs) - 1, list[Group]()
    while left:
        found.append(last[left])
        left ^= _held(found[-1])
    return found, least[-1]


def _held(group: Group) -> int:
    """Return a set of runs as bits."""
    return sum(1 << run for run in group)
