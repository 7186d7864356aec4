"""How good a plan is: its cost against what was proven of every component, and of all together."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.model import Component, SolverReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.schedule.elements import Part
    from planner.schedule.groups import Grouping
    from planner.schedule.place import Placement
    from planner.schedule.problem import Problem

__all__ = ["component_of", "gap_of", "named", "report_of"]

_PROVEN = 1e-9
_BETTER = 1e-6


def gap_of(objective: float, bound: float) -> float:
    """Return the share of a cost that is not proven, zero where nothing is spent."""
    return (objective - bound) / objective if objective > 0 else 0.0


def component_of(problem: Problem, part: Part, grouping: Grouping, cost: float) -> Component:
    """Return a component without a name: what its groups cost and what its grouping proved."""
    bound = min(cost, grouping.bound)
    return Component(
        id="",
        projects=tuple(sorted({problem.project_of(run).key for run in part.runs})),
        runs=len(part.runs),
        objective=cost,
        bound=bound,
        gap=gap_of(cost, bound),
        bound_by=grouping.proof,
    )


def named(components: Sequence[Component]) -> tuple[Component, ...]:
    """Give components their names, in the order they come in."""
    return tuple(replace(c, id=f"C-{number:04d}") for number, c in enumerate(components, 1))


def report_of(
    components: Sequence[Component],
    placement: Placement,
    *,
    committed: float,
    limited: float = -math.inf,
    limited_by: str = "lagrangian",
    deferred: int = 0,
) -> SolverReport:
    """Return the report of a plan.

    Parameters
    ----------
    components : In order of their first runs.
    committed : What the committed works cost, which nobody decides on.
    limited : A proven lower bound of what all components together cost under crews and traffic.
    limited_by : What proves it.
    deferred : Projects put off.
    """
    objective = committed + sum(c.objective for c in components)
    apart = committed + sum(c.bound for c in components)
    bound = min(objective, max(apart, committed + limited))
    gap = gap_of(objective, bound)
    by = "trial" if all(c.bound_by == "trial" for c in components) else "lp"
    return SolverReport(
        status="optimal" if placement.proven and gap <= _PROVEN else "feasible",
        objective=objective,
        bound=bound,
        gap=gap,
        components=len(components),
        largest_component=max((c.runs for c in components), default=0),
        bound_by=limited_by if bound > apart + _BETTER else by,
        parts=named(components),
        deferred=deferred,
        dates=placement.cost,
        dates_bound=placement.bound,
        dates_bound_by=placement.bound_by,
    )
