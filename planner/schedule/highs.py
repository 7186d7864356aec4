"""HiGHS as the planner asks it: repeatable, stopped by nodes and never by the clock, its status always checked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog, milp
from scipy.sparse import csc_array

from planner.errors import SolverError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.optimize import Bounds, LinearConstraint

    from planner.model import Floats, Ints

__all__ = ["Answer", "cover_prices", "minimise"]

_NODES = 2_000
_SOLVED, _STOPPED = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Values of the columns and a proven lower bound."""

    x: Floats
    bound: float


def minimise(cost: Floats, integrality: Ints, bounds: Bounds, rows: LinearConstraint) -> Answer:
    """Solve a mixed-integer program to proof, or as far as a fixed number of nodes goes; a linear one in any case.

    Raises
    ------
    SolverError
        If HiGHS ends without a solution.
    """
    result = milp(
        cost,
        integrality=integrality,
        bounds=bounds,
        constraints=rows,
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    if result.status not in (_SOLVED, _STOPPED) or result.x is None:
        raise SolverError(f"HiGHS ended with status {result.status}: {result.message}")
    proven = result.fun if result.mip_dual_bound is None else result.mip_dual_bound
    return Answer(x=result.x, bound=float(min(result.fun, proven)))


def cover_prices(groups: Sequence[tuple[int, ...]], costs: Sequence[float], runs: int) -> tuple[Floats, Floats]:
    """Hold every run at least once by shares of groups at least cost; return the price of each run and those shares.

    No price is negative; together they are that cost.

    Raises
    ------
    SolverError
        If HiGHS ends without a solution.
    """
    ends = np.cumsum([0, *map(len, groups)])
    rows = np.fromiter(chain.from_iterable(groups), np.int64, int(ends[-1]))
    held = csc_array((-np.ones(len(rows)), rows, ends), shape=(runs, len(groups)))
    result = linprog(np.array(costs), A_ub=held, b_ub=-np.ones(runs), bounds=(0.0, None), method="highs-ds")
    if result.status != _SOLVED:
        raise SolverError(f"HiGHS ended with status {result.status}: {result.message}")
    price = np.maximum(0.0, -np.asarray(result.ineqlin.marginals, np.float64))
    return price, np.asarray(result.x, np.float64)
