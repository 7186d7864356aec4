"""Groups and dates of a few runs together, to proof: fewest projects put off, then least cost.

Where crews and traffic leave no room for the groups of least cost and the runs are few, every legal group is priced
and one CP-SAT model chooses among them and places them at once. Larger problems are settled by ``settle``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.schedule.couplings import Limits, stand_of, stands_of_held
from planner.schedule.judge import Judge
from planner.schedule.parts import cost_of_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ortools.sat.python import cp_model

    from planner.schedule.campaign import Campaigns
    from planner.schedule.couplings import Stand, Use
    from planner.schedule.elements import Part
    from planner.schedule.problem import Problem

__all__ = ["MOST_RUNS", "Exact", "exact_plan"]

MOST_RUNS = 10
"""Up to so many runs are settled to proof."""

_MOST_GROUPS = 400
_DETERMINISTIC_TIME = 10.0
_SCALE = 1000
_SEED = 20_230_601

Group = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """Groups with their starts, the projects put off, and the cost of the groups, which none can better."""

    placed: dict[Group, int]
    put_off: frozenset[int]
    cost: float


def exact_plan(problem: Problem, campaign_of: Campaigns, parts: Sequence[Part]) -> Exact | None:
    """Return the best groups and starts under all limits, or None where they are too many or the proof takes too long.

    Parameters
    ----------
    parts : Components of the runs to be scheduled.
    """
    if sum(len(part.runs) for part in parts) > MOST_RUNS:
        return None
    groups = [group for part in parts for group in _legal(problem, part, campaign_of)]
    if len(groups) > _MOST_GROUPS:
        return None
    return _Choice(problem, groups, [stand_of(problem, campaign_of(g)) for g in groups]).answer()


def _legal(problem: Problem, part: Part, campaign_of: Campaigns) -> Iterator[Group]:
    """Yield every group of a component that hangs together and may start, the smallest first."""
    judge = Judge(problem, part, campaign_of)
    edge: list[Group] = [(r,) for r in range(len(part.runs))]
    while edge:
        hopeful = []
        for group in edge:
            verdict = judge(group)
            if verdict.possible:
                yield tuple(part.runs[r] for r in group)
            if not verdict.hopeless:
                hopeful.append(group)
        larger = {(*g, n) for g in hopeful for r in g for n in part.neighbours[r] if n not in g}
        edge = sorted({tuple(sorted(group)) for group in larger})


class _Choice:
    """One model: which groups, and when."""

    def __init__(self, problem: Problem, groups: Sequence[Group], stands: Sequence[Stand]) -> None:
        from ortools.sat.python import cp_model as cp  # noqa: PLC0415  importing it takes a second most calls do not need

        self._problem, self._groups = problem, groups
        self._stands = [*stands, *stands_of_held(problem)]
        self._model = model = cp.CpModel()
        self._chosen: list[cp_model.IntVar] = [model.new_bool_var("") for _ in groups]
        self._chosen += [model.new_constant(1) for _ in self._stands[len(groups) :]]
        self._starts = [
            model.new_int_var_from_domain(cp.Domain.from_values(s.starts.tolist()), "") for s in self._stands
        ]
        self._open = [self._stay(n, 0, s.site_days) for n, s in enumerate(self._stands)]
        self._off = {int(problem.runs.project[r]): model.new_bool_var("") for g in groups for r in g}
        self._once()
        self._apart()
        capacity = Limits(problem).capacity
        for limit in sorted(capacity):
            self._limit(limit, capacity[limit])

    def _stay(self, number: int, offset: int, days: int) -> cp_model.IntervalVar:
        start, chosen = self._starts[number] + offset, self._chosen[number]
        return self._model.new_optional_fixed_size_interval_var(start, days, chosen, "")

    def _once(self) -> None:
        """Put every run in one group, or its project off."""
        holding: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for group, chosen in zip(self._groups, self._chosen, strict=False):
            for run in group:
                holding[run].append(chosen)
        for run, chosen_of in holding.items():
            self._model.add_exactly_one([*chosen_of, self._off[int(self._problem.runs.project[run])]])

    def _apart(self) -> None:
        """Keep those apart that must not stand open at once, unless neither could have waited."""
        near, never = defaultdict(set), defaultdict(set)
        for number, stand in enumerate(self._stands):
            for place in stand.stands_near:
                near[place].add(number)
            for place in stand.never_near:
                never[place].add(number)
        for place in sorted(never):
            if never[place] == near[place]:
                self._take_turns(sorted(near[place]))
            else:
                for one in sorted(never[place]):
                    for other in sorted(near[place]):
                        self._take_turns([one, other])

    def _take_turns(self, numbers: Sequence[int]) -> None:
        waiting = [n for n in numbers if not self._stands[n].fixed]
        if len(waiting) > 1:
            self._model.add_no_overlap([self._open[n] for n in waiting])
        for fixed in (n for n in numbers if self._stands[n].fixed):
            if waiting:
                self._model.add_no_overlap([self._open[n] for n in (*waiting, fixed)])

    def _limit(self, limit: str, capacity: int) -> None:
        """Keep to a capacity on every day on which somebody who could have waited is at work."""
        uses = [(n, use) for n, stand in enumerate(self._stands) for use in stand.uses if use.limit == limit]
        waiting = [(n, use) for n, use in uses if not self._stands[n].fixed]
        if not waiting:
            return
        intervals = [self._stay(n, use.offset, use.days) for n, use in waiting]
        demands: list[cp_model.LinearExprT] = [1] * len(intervals)
        for day, taken in self._taken((n, use) for n, use in uses if self._stands[n].fixed):
            intervals.append(self._model.new_fixed_size_interval_var(day, 1, ""))
            most = self._model.new_int_var(0, capacity, "")
            self._model.add_min_equality(most, [sum(taken), capacity])
            demands.append(most)
        self._model.add_cumulative(intervals, demands, capacity)

    def _taken(self, uses: Iterable[tuple[int, Use]]) -> list[tuple[int, list[cp_model.IntVar]]]:
        """Return, by day, who takes a place without being able to wait: each of these has one start."""
        by_day: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for number, use in uses:
            first = int(self._stands[number].starts[0]) + use.offset
            for day in range(first, first + use.days):
                by_day[day].append(self._chosen[number])
        return sorted(by_day.items())

    def answer(self) -> Exact | None:
        """Solve, and return the answer where it is proven."""
        from ortools.sat.python import cp_model as cp  # noqa: PLC0415  as above

        prices = [cost_of_runs(self._problem, g) for g in self._groups]
        costs = np.rint(_SCALE * np.array(prices)).astype(np.int64).tolist()
        priced = sum(c * x for c, x in zip(costs, self._chosen, strict=False))
        self._model.minimize(priced + (sum(costs) + 1) * sum(self._off.values()))
        solver = cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = _SEED
        solver.parameters.max_deterministic_time = _DETERMINISTIC_TIME
        if solver.solve(self._model) != cp.OPTIMAL:
            return None
        chosen = [n for n in range(len(self._groups)) if solver.value(self._chosen[n])]
        return Exact(
            placed={self._groups[n]: int(solver.value(self._starts[n])) for n in chosen},
            put_off=frozenset(p for p, off in self._off.items() if solver.boolean_value(off)),
            cost=sum(prices[n] for n in chosen),
        )
