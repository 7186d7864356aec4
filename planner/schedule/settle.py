"""Groups and dates together: the groups of least cost where they all find room, else whatever fits at least cost."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from planner.schedule.exact import exact_plan
from planner.schedule.groups import Grouping, group_part
from planner.schedule.judge import Judge
from planner.schedule.parts import cost_of_runs, parts_of
from planner.schedule.place import list_campaigns, place_campaigns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.runners import Runner
    from planner.schedule.campaign import Campaigns
    from planner.schedule.elements import Part
    from planner.schedule.fitting import Fitted
    from planner.schedule.place import Placement
    from planner.schedule.problem import Problem

__all__ = ["Settled", "group_parts", "settle"]

Group = tuple[int, ...]
Known = dict[Group, Grouping]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Groups with their dates, and the components they are made of with what was proven of each.

    Attributes
    ----------
    problem : The problem, without the projects that were put off.
    costs : What the groups of each component cost.
    limited_bound, limited_by : A proven lower bound of what all groups together cost under crews and traffic, and
        what proves it.
    """

    problem: Problem
    parts: tuple[Part, ...]
    groupings: tuple[Grouping, ...]
    costs: tuple[float, ...]
    groups: tuple[Group, ...]
    placement: Placement
    limited_bound: float = -math.inf
    limited_by: str = "lp"


def settle(problem: Problem, campaign_of: Campaigns, runner: Runner) -> Settled:
    """Group and place all runs, putting projects off where there is no room.

    Raises
    ------
    SolverError
        If a solver ends without a usable answer.
    """
    known: Known = {}
    while True:
        parts = parts_of(problem)
        groupings = group_parts(problem, parts, campaign_of, runner, known)
        chosen = [_whole(p, made.groups) for p, made in zip(parts, groupings, strict=True)]
        groups = sorted(g for groups in chosen for g in groups)
        starts = list_campaigns(problem, [campaign_of(g) for g in groups])
        placed, bound, by = {g: s for g, s in zip(groups, starts, strict=True) if s is not None}, -math.inf, "lp"
        exact = exact_plan(problem, campaign_of, parts) if None in starts else None
        if exact is not None:
            problem = replace(problem, deferred=problem.deferred | exact.put_off)
            parts, placed, bound, by = parts_of(problem), exact.placed, exact.cost, "cp_sat"
            groupings = group_parts(problem, parts, campaign_of, runner, known)
        elif None in starts:
            fitted = _fit(problem, campaign_of, parts, chosen, runner)
            before, problem = parts, replace(problem, deferred=fitted.deferred)
            if not fitted.settled:
                continue
            parts, placed = parts_of(problem), fitted.placed
            groupings = group_parts(problem, parts, campaign_of, runner, known)
            bound, by = fitted.bound + _cut_bound(before, parts, groupings, fitted), fitted.bound_by
        ordered = tuple(sorted(placed))
        return Settled(
            problem=problem,
            parts=parts,
            groupings=groupings,
            costs=_costs(problem, parts, ordered),
            groups=ordered,
            placement=place_campaigns(problem, [campaign_of(g) for g in ordered], [placed[g] for g in ordered]),
            limited_bound=bound,
            limited_by=by,
        )


def group_parts(
    problem: Problem, parts: Sequence[Part], campaign_of: Campaigns, runner: Runner, known: Known
) -> tuple[Grouping, ...]:
    """Group components at least cost, each for itself; ``known`` are those that were grouped before."""
    fresh = [part for part in parts if part.runs not in known]
    made = runner(partial(_grouped, problem, campaign_of, fresh), len(fresh))
    known.update({part.runs: grouping for part, grouping in zip(fresh, made, strict=True)})
    return tuple(known[part.runs] for part in parts)


def _grouped(problem: Problem, campaign_of: Campaigns, parts: Sequence[Part], number: int) -> Grouping:
    return group_part(parts[number], Judge(problem, parts[number], campaign_of))


def _fit(
    problem: Problem, campaign_of: Campaigns, parts: Sequence[Part], chosen: Sequence[Sequence[Group]], runner: Runner
) -> Fitted:
    from planner.schedule.fitting import fit  # noqa: PLC0415  its compiled functions take a while that few plans need

    return fit(problem, campaign_of, parts, chosen, runner)


def _cut_bound(before: Sequence[Part], parts: Sequence[Part], groupings: Sequence[Grouping], fitted: Fitted) -> float:
    """Return what is proven of the components that the fitting did not bound."""
    bounded = {run for number in fitted.bounded for run in before[number].runs}
    return sum(g.bound for part, g in zip(parts, groupings, strict=True) if bounded.isdisjoint(part.runs))


def _whole(part: Part, groups: Iterable[Group]) -> list[Group]:
    return [tuple(part.runs[r] for r in group) for group in groups]


def _costs(problem: Problem, parts: Sequence[Part], groups: Iterable[Group]) -> tuple[float, ...]:
    part_of = {run: number for number, part in enumerate(parts) for run in part.runs}
    costs = [0.0] * len(parts)
    for group in groups:
        costs[part_of[group[0]]] += cost_of_runs(problem, group)
    return tuple(costs)
