"""The set-partitioning model of one component: every run in exactly one of the listed groups, solved by HiGHS."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csc_array

from planner.schedule.highs import minimise

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["cheapest_partition"]


def cheapest_partition(
    groups: Sequence[tuple[int, ...]], costs: Sequence[float], runs: int
) -> tuple[list[tuple[int, ...]], float]:
    """Choose groups that hold every run once at least cost; return them and a proven bound over these groups.

    Parameters
    ----------
    groups : Each of ascending runs; every run alone is among them.
    costs : Of each group.

    Raises
    ------
    SolverError
        If HiGHS ends without a solution.
    """
    ends = np.cumsum([0, *map(len, groups)])
    rows = np.fromiter(chain.from_iterable(groups), np.int64, int(ends[-1]))
    held = csc_array((np.ones(len(rows)), rows, ends), shape=(runs, len(groups)))
    answer = minimise(
        np.array(costs, np.float64),
        np.ones(len(groups), np.int64),
        Bounds(0.0, 1.0),
        LinearConstraint(held, np.ones(runs), np.ones(runs)),
    )
    return [groups[g] for g in np.flatnonzero(answer.x > 0.5).tolist()], answer.bound
