"""When each campaign starts: near the dates its members prefer, and one closure at a time on a road.

The roads do not wait for each other, so each is placed alone; CP-SAT is asked only where two campaigns of a road
could stand open at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python import cp_model

    from planner.model import Ints
    from planner.schedule.campaign import Campaign
    from planner.schedule.problem import Problem

__all__ = ["Placement", "place_campaigns"]

_DETERMINISTIC_TIME = 4.0
_SCALE = 1000
_SEED = 20_230_601


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The start of each campaign as an index of working days; ``proven`` where no better placement exists."""

    starts: tuple[int, ...]
    proven: bool


def place_campaigns(problem: Problem, campaigns: Sequence[Campaign]) -> Placement:
    """Place every campaign on one of its starts.

    Minimises, in the rulebook's weights, the working days between each member's preferred start (else the first
    of its window) and the start, and a penalty of one opening for every two campaigns of a road that stand open
    at the same time. Where the solver finds nothing the earliest starts are taken and ``proven`` is false.
    """
    starts = [0] * len(campaigns)
    proven = True
    for road in _by_road(problem, campaigns):
        chosen = _place_road(problem, [campaigns[c] for c in road])
        proven &= chosen is not None and chosen.proven
        for at, campaign in enumerate(road):
            starts[campaign] = chosen.starts[at] if chosen else int(campaigns[campaign].starts[0])
    return Placement(starts=tuple(starts), proven=proven)


def _by_road(problem: Problem, campaigns: Sequence[Campaign]) -> list[list[int]]:
    roads: dict[int, list[int]] = {}
    for c, campaign in enumerate(campaigns):
        roads.setdefault(int(problem.runs.corridor[campaign.runs[0]]), []).append(c)
    return sorted(roads.values())


def _preferred(problem: Problem, campaign: Campaign) -> list[int]:
    """Return the working day each member would start on, as an index."""
    wanted = np.array([p.preferred_start or p.window.first for p in campaign.members], "datetime64[D]")
    return [int(i) for i in np.searchsorted(problem.days, wanted)]


def _place_road(problem: Problem, campaigns: Sequence[Campaign]) -> Placement | None:
    costs = [_cost(problem, c) for c in campaigns]
    pairs = [p for p in combinations(range(len(campaigns)), 2) if _may_meet(campaigns[p[0]], campaigns[p[1]])]
    alone = tuple(int(c.starts[int(np.argmin(cost))]) for c, cost in zip(campaigns, costs, strict=True))
    if not any(_meet(campaigns, alone, pair) for pair in pairs):
        return Placement(starts=alone, proven=True)
    return _solve(problem, campaigns, pairs, alone)


def _cost(problem: Problem, campaign: Campaign) -> Ints:
    wanted = np.array(_preferred(problem, campaign))
    cost: Ints = np.abs(campaign.starts[:, None] - wanted).sum(axis=1)
    return cost


def _may_meet(one: Campaign, other: Campaign) -> bool:
    return bool(
        one.starts[0] < other.starts[-1] + other.spans.site_days
        and other.starts[0] < one.starts[-1] + one.spans.site_days
    )


def _meet(campaigns: Sequence[Campaign], starts: Sequence[int], pair: tuple[int, int]) -> bool:
    one, other = pair
    return (
        starts[one] < starts[other] + campaigns[other].spans.site_days
        and starts[other] < starts[one] + campaigns[one].spans.site_days
    )


def _solve(
    problem: Problem, campaigns: Sequence[Campaign], pairs: Sequence[tuple[int, int]], hint: Sequence[int]
) -> Placement | None:
    from ortools.sat.python import cp_model  # noqa: PLC0415  importing it takes a second that most calls do not need

    model = cp_model.CpModel()
    starts = [
        model.new_int_var_from_domain(cp_model.Domain.from_values(c.starts.tolist()), f"start{i}")
        for i, c in enumerate(campaigns)
    ]
    weights = problem.rulebook.weights
    day = round(_SCALE * weights.day_from_preferred.value)
    terms = []
    for i, campaign in enumerate(campaigns):
        model.add_hint(starts[i], hint[i])
        for wanted in _preferred(problem, campaign):
            away = model.new_int_var(0, len(problem.days), "")
            model.add(away >= starts[i] - wanted)
            model.add(away >= wanted - starts[i])
            terms.append(day * away)
    for one, other in pairs:
        first, second, both = (model.new_bool_var("") for _ in range(3))
        model.add(starts[one] + campaigns[one].spans.site_days <= starts[other]).only_enforce_if(first)
        model.add(starts[other] + campaigns[other].spans.site_days <= starts[one]).only_enforce_if(second)
        model.add_bool_or(first, second, both)
        terms.append(round(_SCALE * weights.opening.value) * both)
    model.minimize(sum(terms))
    return _answer(model, starts)


def _answer(model: cp_model.CpModel, starts: Sequence[cp_model.IntVar]) -> Placement | None:
    from ortools.sat.python import cp_model  # noqa: PLC0415  as above

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = _DETERMINISTIC_TIME
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return Placement(starts=tuple(int(solver.value(s)) for s in starts), proven=status == cp_model.OPTIMAL)
