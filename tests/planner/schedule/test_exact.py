"""A few runs settled to proof under crews and traffic, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from planner.rulebook.model import TrafficRules
from planner.schedule.campaign import Campaigns
from planner.schedule.exact import MOST_RUNS, exact_plan
from planner.schedule.parts import parts_of
from planner.schedule.problem import build_problem
from tests.planner.schedule.schedule_ground import (
    AS_OF,
    calendar,
    plan,
    price,
    project,
    rulebook,
    situation,
)

if TYPE_CHECKING:
    from planner.model import Situation


ONE_CLOSURE = replace(rulebook(), traffic=TrafficRules(one_per_road=True))


def around_a_short_stay(until: str) -> Situation:
    """Return A and B, which share 50 m, and C, which can only lie from 13 to 16 April on the same road.

    Each needs four working days (1 + 1 + 1 + 1), A and B together eight (2 + 2 + 2 + 2).
    """
    a, b = (project(k, "04-07", last, install_m_per_day=100.0) for k, last in (("A", "04-20"), ("B", until)))
    c = project("C", "04-13", "04-16", install_m_per_day=100.0)
    return situation([(a, 0, 0.0, 100.0), (b, 0, 50.0, 150.0), (c, 0, 400.0, 500.0)])


def test_a_dearer_group_is_made_where_the_cheapest_ones_have_no_room() -> None:
    # Of the ten working days from 7 to 20 April eight in a row always meet C's four: A goes before, B after it.
    free = plan(around_a_short_stay("05-29"))
    assert [w.members for w in free.joint_works] == [("A", "B"), ("C",)]
    assert free.solver.objective == pytest.approx((150 + 100 + 4 * 20) + (100 + 100 + 4 * 20))
    made = plan(around_a_short_stay("05-29"), ONE_CLOSURE)
    assert [w.members for w in made.joint_works] == [("A",), ("C",), ("B",)]
    assert made.solver.objective == pytest.approx(3 * (100 + 100 + 4 * 20))
    assert made.solver.bound == pytest.approx(made.solver.objective)
    assert made.solver.bound_by == "cp_sat"


def test_the_fewest_are_put_off_and_of_those_the_cheapest_left() -> None:
    # B must be done by 16 April: beside C only 7 to 10 April are left for A or B, so one is put off in any case. A with
    # B costs 330, one of them and C 560.
    made = plan(around_a_short_stay("04-16"), ONE_CLOSURE)
    assert made.solver.deferred == 1
    assert [w.members for w in made.joint_works] == [("A", "B")]
    assert made.solver.objective == pytest.approx(150 + 100 + 4 * 20)


def test_more_runs_are_left_to_others() -> None:
    rows = [(project(f"P{n:02d}"), 0, 80.0 * n, 80.0 * n + 60.0) for n in range(MOST_RUNS + 1)]
    problem = build_problem(situation(rows), rulebook(), calendar(), AS_OF, price)
    assert exact_plan(problem, Campaigns(problem), parts_of(problem)) is None
    fewer = build_problem(situation(rows[:-1]), rulebook(), calendar(), AS_OF, price)
    found = exact_plan(fewer, Campaigns(fewer), parts_of(fewer))
    assert found is not None
    assert sorted(found.placed) == [(n,) for n in range(MOST_RUNS)]
    assert not found.put_off
