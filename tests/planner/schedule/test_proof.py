"""The solver's report: what every component costs and proves, in the plan and in its file."""

from __future__ import annotations

import json

import pytest

from planner.exchange import plan_json
from planner.model import Component, Service
from planner.plan_reading import read_plan
from planner.schedule.place import Placement
from planner.schedule.proof import gap_of, report_of
from tests.planner.schedule.schedule_ground import plan, price, project, situation
from tests.planner.schedule.schedule_random import random_situation

SETTLED = Placement(starts=(), cost=0.0, bound=0.0)


def component(cost: float, bound: float, by: str = "trial") -> Component:
    return Component(id="", projects=("A",), runs=1, objective=cost, bound=bound, gap=gap_of(cost, bound), bound_by=by)


def test_components_add_up() -> None:
    made = report_of([component(100.0, 100.0), component(300.0, 240.0, "lp.labels")], SETTLED, committed=50.0)
    assert (made.objective, made.bound, made.status, made.bound_by) == (450.0, 390.0, "feasible", "lp")
    assert made.gap == pytest.approx(60 / 450)
    assert [(p.id, p.gap) for p in made.parts] == [("C-0001", 0.0), ("C-0002", 0.2)]


def test_the_better_bound_is_told_and_named() -> None:
    parts = [component(100.0, 90.0), component(100.0, 90.0)]
    limited = report_of(parts, SETTLED, committed=0.0, limited=195.0, limited_by="lagrangian")
    assert (limited.bound, limited.bound_by) == (195.0, "lagrangian")
    apart = report_of(parts, SETTLED, committed=0.0, limited=170.0, limited_by="cp_sat")
    assert (apart.bound, apart.bound_by) == (180.0, "trial")
    never_above = report_of(parts, SETTLED, committed=0.0, limited=250.0, limited_by="cp_sat")
    assert (never_above.bound, never_above.gap, never_above.status) == (200.0, 0.0, "optimal")


def test_two_projects_by_hand() -> None:
    """A and B share 100 of 300 m: 300 m, one opening, and the days of the longer, one component proven by trial."""
    where = situation([(project("A"), 0, 0.0, 200.0), (project("B", service=Service.GAS), 0, 100.0, 300.0)])
    (part,) = plan(where).solver.parts
    assert (part.id, part.projects, part.runs, part.bound_by, part.gap) == ("C-0001", ("A", "B"), 2, "trial", 0.0)
    assert part.objective == part.bound == 300.0 + 100.0 + 20.0 * (2 + 2 + 2 + 4)


@pytest.mark.parametrize("seed", range(3))
def test_the_report_is_read_back_as_it_was_written(seed: int) -> None:
    where = random_situation(seed, 12, days=(20, 60))
    made = plan(where)
    content = plan_json(made)
    assert read_plan("plan.json", content, where, price).solver == made.solver
    told = json.loads(content)["solver"]
    assert sum(part["objective"] for part in told["parts"]) == pytest.approx(told["objective"])
    assert {part["id"] for part in told["parts"]} == {f"C-{n:04d}" for n in range(1, told["components"] + 1)}
