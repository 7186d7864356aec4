"""How fast and how well generated seats are grouped and scheduled: ``python -m benchmarks.schedule`` prints the table.

Grouping is timed from the situation to proven groups, model building included; the rest is placing the works in time,
pricing their trenches, and saying why pairs dig apart. Seconds are of the
processor: waiting for others is not counted.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.generated_works import AS_OF, Shape, crowded_road, seat
from planner.calendar import WorkCalendar
from planner.model import Plan, RulebookId
from planner.rulebook.load import default_rulebook
from planner.rulebook.model import Figure, Status, TrafficRules, TrafficSet
from planner.schedule.campaign import Campaigns
from planner.schedule.groups import group_part
from planner.schedule.judge import Judge
from planner.schedule.parts import parts_of
from planner.schedule.problem import build_problem
from planner.schedule.solve import schedule_works
from planner.schedule.verify import violations
from planner.trench.price import cut

if TYPE_CHECKING:
    from planner.model import Cut, Project, Situation
    from planner.rulebook.model import Rulebook
    from planner.schedule.problem import Price
    from planner.schedule.solve import Schedule

__all__ = ["main"]

_YEAR = timedelta(days=400)
_CROWDED = {
    "200 to 365 days": Shape(window_days=(200, 365), first_days=(60, 200)),
    "60 to 240 days": Shape(),
    "30 to 120 days": Shape(window_days=(30, 120), first_days=(60, 365)),
}


def _price(rulebook: Rulebook) -> Price:
    @cache
    def price(projects: tuple[Project, ...], road_width_m: float) -> Cut:
        return cut(projects, road_width_m, rulebook.trench, rulebook.compatibility)

    return price


def _calendar(rulebook: Rulebook, situation: Situation) -> WorkCalendar:
    last = max(p.window.last for p in situation.routes.projects)
    return WorkCalendar.build(rulebook.calendar, AS_OF - _YEAR, last + _YEAR)


def _grouped(situation: Situation, rulebook: Rulebook) -> tuple[float, float, int, int, int]:
    """Return the processor seconds from the situation to proven groups, the gap, runs, components and the largest."""
    calendar = _calendar(rulebook, situation)
    began = time.process_time()
    problem = build_problem(situation, rulebook, calendar, AS_OF, _price(rulebook))
    campaign_of = Campaigns(problem)
    parts = parts_of(problem)
    made = [group_part(part, Judge(problem, part, campaign_of)) for part in parts]
    seconds = time.process_time() - began
    objective = sum(g.objective for g in made)
    gap = (objective - sum(g.bound for g in made)) / objective
    return seconds, gap, sum(len(p.runs) for p in parts), len(parts), max(len(p.runs) for p in parts)


def _grouping_row(projects: int, rulebook: Rulebook) -> str:
    seconds, gap, runs, parts, largest = _grouped(seat(projects, rulebook), rulebook)
    return f"| {projects:,} | {runs:,} | {parts:,} | {largest} | {seconds:.1f} | {100 * gap:.4f}% |"


def _crowded_row(seed: int, name: str, shape: Shape, rulebook: Rulebook) -> str:
    seconds, gap, runs, _, _ = _grouped(crowded_road(rulebook, seed=seed, shape=shape), rulebook)
    return f"| {name} | {seed} | {runs} | {seconds:.1f} | {100 * gap:.2f}% |"


def _with_limits(rulebook: Rulebook, projects: int, crews: int, share: float) -> Rulebook:
    """Return the rulebook with so many crews a utility, and a share of neighbouring roads never closed at once."""
    dice, roads = np.random.default_rng(9), max(3, round(projects * 1.8 / Shape().per_road))
    policy, source = Status.POLICY, "county_policy"
    sets = tuple(
        TrafficSet(
            id=f"T{r}", zh="相邻", en="neighbours", status=policy, source=source, roads=(f"Road {r}", f"Road {r + 1}")
        )
        for r in range(roads - 1)
        if dice.random() < share
    )
    organisations = tuple(
        replace(o, crews=Figure(value=crews, status=policy, source=source)) for o in rulebook.organisations
    )
    return replace(rulebook, organisations=organisations, traffic=TrafficRules(sets=sets))


def _limited_row(projects: int, crews: int, share: float, plain: Rulebook) -> str:
    rulebook = _with_limits(plain, projects, crews, share)
    situation = seat(projects, rulebook)
    calendar = _calendar(rulebook, situation)
    began = time.process_time()
    schedule = schedule_works(situation, rulebook, calendar, AS_OF, _price(rulebook))
    seconds, solver = time.process_time() - began, schedule.solver
    broken = _violations(schedule, situation, rulebook, calendar)
    return (
        f"| {projects:,} | {crews} | {share:.0%} | {seconds:.1f} | {100 * solver.gap:.2f}% | {solver.deferred} |"
        f" {100 * (solver.dates - solver.dates_bound) / solver.objective:.2f}% | {broken} |"
    )


def _violations(schedule: Schedule, situation: Situation, rulebook: Rulebook, calendar: WorkCalendar) -> int:
    plan = Plan(
        as_of=AS_OF,
        rulebook=RulebookId(name=rulebook.name, version=rulebook.version, sha256=rulebook.sha256),
        inputs=(),
        outcomes=schedule.outcomes,
        joint_works=schedule.joint_works,
        declined=schedule.declined,
        totals=schedule.totals,
        solver=schedule.solver,
    )
    return len(violations(plan, situation, rulebook, calendar, _price(rulebook)))


def main() -> None:
    """Print a table of groupings, one of crowded roads and one of schedules under limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, nargs="*", default=[200, 1_000, 5_000, 20_000])
    parser.add_argument("--limited", type=int, nargs="*", default=[200, 1_000])
    asked = parser.parse_args()
    rulebook = default_rulebook()
    _grouped(seat(3, rulebook), rulebook)
    _table("projects", "runs", "components", "largest", "grouping, processor s", "gap")
    for projects in np.unique(asked.projects).tolist():
        print(_grouping_row(projects, rulebook), flush=True)
    _table("crowded road, windows", "seed", "runs", "grouping, processor s", "gap")
    for name, shape in _CROWDED.items():
        for seed in (1, 2, 3):
            print(_crowded_row(seed, name, shape, rulebook), flush=True)
    _table("projects", "crews", "neighbours apart", "processor s", "gap", "put off", "dates above bound", "violations")
    for projects in np.unique(asked.limited).tolist():
        for crews, share in ((5, 0.25), (5, 1.0)):
            print(_limited_row(projects, crews, share, rulebook), flush=True)


def _table(*names: str) -> None:
    print(f"\n| {' | '.join(names)} |\n|{'---|' * len(names)}", flush=True)


if __name__ == "__main__":
    main()
