"""How fast and how well generated seats are grouped and scheduled: ``python -m benchmarks.schedule`` prints the table.

Grouping is timed from the situation to proven groups, model building included; the rest is placing the works in time,
pricing their trenches, and saying why pairs dig apart.
"""

from __future__ import annotations

import argparse
import time
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.generated_works import AS_OF, seat
from planner.calendar import WorkCalendar
from planner.model import Plan, RulebookId
from planner.rulebook.load import default_rulebook
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


def _price(rulebook: Rulebook) -> Price:
    @cache
    def price(projects: tuple[Project, ...], road_width_m: float) -> Cut:
        return cut(projects, road_width_m, rulebook.trench, rulebook.compatibility)

    return price


def _calendar(rulebook: Rulebook, situation: Situation) -> WorkCalendar:
    last = max(p.window.last for p in situation.routes.projects)
    return WorkCalendar.build(rulebook.calendar, AS_OF - _YEAR, last + _YEAR)


def _grouping_seconds(situation: Situation, rulebook: Rulebook, calendar: WorkCalendar) -> float:
    """Return the seconds from the situation to proven groups."""
    began = time.perf_counter()
    problem = build_problem(situation, rulebook, calendar, AS_OF, _price(rulebook))
    campaign_of = Campaigns(problem)
    for part in parts_of(problem):
        group_part(part, Judge(problem, part, campaign_of))
    return time.perf_counter() - began


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


def _row(projects: int, rulebook: Rulebook) -> str:
    situation = seat(projects, rulebook)
    calendar = _calendar(rulebook, situation)
    grouping = _grouping_seconds(situation, rulebook, calendar)
    began = time.perf_counter()
    schedule = schedule_works(situation, rulebook, calendar, AS_OF, _price(rulebook))
    whole = time.perf_counter() - began
    broken = _violations(schedule, situation, rulebook, calendar)
    runs = schedule.totals.openings_if_separate
    cells = [
        f"{projects:,}",
        f"{runs:,}",
        f"{schedule.solver.components:,}",
        str(schedule.solver.largest_component),
        f"{grouping:.1f}",
        f"{whole:.1f}",
        f"{100 * schedule.solver.gap:.4f}%",
        str(broken),
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print a row for every size asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, nargs="*", default=[200, 1_000, 5_000])
    asked = parser.parse_args()
    rulebook = default_rulebook()
    schedule_works(seat(3, rulebook), rulebook, _calendar(rulebook, seat(3, rulebook)), AS_OF, _price(rulebook))
    print("| projects | runs | components | largest | grouping s | whole schedule s | gap | violations |")
    print("|" + "---|" * 8)
    for projects in np.unique(asked.projects).tolist():
        print(_row(projects, rulebook), flush=True)


if __name__ == "__main__":
    main()
