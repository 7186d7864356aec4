"""HiGHS as the planner asks it: repeatable, stopped by nodes and never by the clock, its status always checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.optimize import milp

from planner.errors import SolverError

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint

    from planner.model import Floats, Ints

__all__ = ["Answer", "minimise"]

_NODES = 2_000
_SOLVED, _STOPPED = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Values of the columns and a proven lower bound."""

    x: Floats
    bound: float


def minimise(cost: Floats, integrality: Ints, bounds: Bounds, rows: LinearConstraint) -> Answer:
    """Solve a mixed-integer program to proof, or as far as a fixed number of nodes goes.

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
    return Answer(x=result.x, bound=float(min(result.fun, result.mip_dual_bound)))
