"""The grouping against trying everything, and against instances solved by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.model import Kind, Service
from planner.schedule.campaign import Campaigns
from planner.schedule.elements import Part, group_cost, pieces_of
from planner.schedule.groups import Verdict, group_part
from planner.schedule.judge import Judge
from planner.schedule.parts import parts_of
from planner.schedule.problem import build_problem
from tests.planner.schedule.schedule_ground import (
    AS_OF,
    calendar,
    network,
    plan,
    price,
    project,
    rulebook,
    situation,
    with_never,
)
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from planner.model import Plan, Situation
    from planner.schedule.problem import Problem


def partitions(items: Sequence[int]) -> Iterator[list[tuple[int, ...]]]:
    """Yield every way to split items into sets."""
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for split in partitions(rest):
        yield [(first,), *split]
        for i, block in enumerate(split):
            yield [*split[:i], (first, *block), *split[i + 1 :]]


def best_by_trial(part: Part, judge: Callable[[tuple[int, ...]], Verdict]) -> float:
    """Return the least cost over all partitions into connected groups that may start."""

    def possible(group: tuple[int, ...]) -> bool:
        return len(pieces_of(part, group)) == 1 and judge(group).possible

    legal: dict[tuple[int, ...], bool] = {}
    best = np.inf
    for split in partitions(range(len(part.runs))):
        groups = [tuple(sorted(g)) for g in split]
        for group in groups:
            if group not in legal:
                legal[group] = possible(group)
        if all(legal[g] for g in groups):
            best = min(best, sum(group_cost(part, g) for g in groups))
    return best


def problem_of(seed: int, count: int, days: tuple[int, int]) -> Problem:
    book = with_never(Service.GAS, Service.HEAT)
    return build_problem(random_situation(seed, count, days=days), book, calendar(), AS_OF, price)


def members(made: Plan) -> list[tuple[str, ...]]:
    return sorted(w.members for w in made.joint_works)


@pytest.mark.parametrize("days", [(12, 25), (20, 60)])
@pytest.mark.parametrize("seed", range(20))
def test_objective_equals_brute_force(seed: int, days: tuple[int, int]) -> None:
    problem = problem_of(seed, 6, days)
    campaigns = Campaigns(problem)
    for part in parts_of(problem):
        judge = Judge(problem, part, campaigns)
        best = best_by_trial(part, judge)
        for tried in (0, 8):
            found = group_part(part, judge, tried=tried)
            assert found.objective == pytest.approx(best, abs=1e-6)
            assert found.bound == pytest.approx(found.objective, abs=1e-5)


def two(first: str, last: str, **more: object) -> Situation:
    one, other = project("A", "04-01", "06-30"), project("B", first, last, **more)
    return situation([(one, 0, 0.0, 300.0), (other, 0, 100.0, 400.0)])


def test_two_that_meet_join() -> None:
    made = plan(two("05-01", "07-31"))
    assert members(made) == [("A", "B")]
    # 400 m of a branch road at 1 per metre, one opening at 100, 15 working days (3 + 6 + 3 + 3) at 20.
    assert made.solver.objective == pytest.approx(400 + 100 + 15 * 20)
    assert made.solver.status == "optimal"
    assert made.solver.bound == pytest.approx(made.solver.objective)


def test_two_that_do_not_meet_stay_apart() -> None:
    made = plan(two("07-01", "09-30"))
    assert members(made) == [("A",), ("B",)]
    assert made.solver.objective == pytest.approx(2 * (300 + 100 + 15 * 20))


def test_sharing_less_than_the_minimum_is_no_reason_to_join() -> None:
    one, other = project("A"), project("B")
    made = plan(situation([(one, 0, 0.0, 100.0), (other, 0, 81.0, 200.0)]))
    assert members(made) == [("A",), ("B",)]
    assert not made.declined


def test_forbidden_services_stay_apart_even_through_a_third() -> None:
    gas, water, heat = (project(k, service=s) for k, s in zip("ABC", ("gas", "water", "heat"), strict=True))
    ground = situation([(gas, 0, 0.0, 200.0), (water, 0, 100.0, 400.0), (heat, 0, 300.0, 500.0)])
    assert members(plan(ground)) == [("A", "B", "C")]
    apart = plan(ground, with_never(Service.GAS, Service.HEAT))
    assert sorted(map(len, members(apart))) == [1, 2]
    assert not any({"A", "C"} <= set(m) for m in members(apart))


def test_two_groups_may_start_at_one_label() -> None:
    # Four equal windows with room for two pipes one after another, but not for three: two pairs, one start for all.
    rows = [(project(k, "04-01", "04-30", install_m_per_day=50.0), 0, 0.0, 300.0) for k in "ABCD"]
    made = plan(situation(rows))
    assert [len(w.members) for w in made.joint_works] == [2, 2]
    assert made.solver.status == "optimal"
    assert made.solver.objective == pytest.approx(2 * (300 + 100 + 15 * 20))


def test_a_group_longer_than_a_window_is_not_made() -> None:
    # 13 working days: each alone needs 10, both in one trench 14; gas lies in its own trench and waits for nobody.
    water = project("A", "04-07", "04-23", install_m_per_day=50.0)
    power = project("B", "04-07", "04-23", install_m_per_day=50.0, service=Service.POWER)
    gas = project("C", "04-07", "04-23", install_m_per_day=50.0, service=Service.GAS)
    assert members(plan(situation([(water, 0, 0.0, 200.0), (power, 0, 0.0, 200.0)]))) == [("A",), ("B",)]
    assert members(plan(situation([(water, 0, 0.0, 200.0), (gas, 0, 0.0, 200.0)]))) == [("A", "C")]


def test_one_project_on_two_roads_joins_on_each() -> None:
    roads = network((300.0, 300.0), corridor=np.array([0, 1]))
    one, early, late = project("A"), project("B", "04-01", "05-10"), project("C", "05-20", "06-30")
    rows = [(one, 0, 0.0, 200.0), (one, 1, 0.0, 200.0), (early, 0, 0.0, 200.0), (late, 1, 0.0, 200.0)]
    made = plan(situation(rows, roads))
    assert members(made) == [("A", "B"), ("A", "C")]
    assert all(w.kind is Kind.JOINT for w in made.joint_works)
    assert made.totals.openings_if_separate == 4


def test_groups_at_one_start_that_do_not_touch_pay_two_openings() -> None:
    # B would join the two ends but cannot start before they are done.
    a, b, c = project("A", "04-01", "04-30"), project("B", "08-01", "09-30"), project("C", "04-01", "04-30")
    made = plan(situation([(a, 0, 0.0, 200.0), (b, 0, 150.0, 450.0), (c, 0, 400.0, 600.0)]))
    assert members(made) == [("A",), ("B",), ("C",)]
    assert made.solver.components == 1
    assert made.solver.largest_component == 3
    assert made.solver.objective == pytest.approx((200 + 300 + 200) + 3 * 100 + 20 * (10 + 15 + 10))
    assert made.solver.bound == pytest.approx(made.solver.objective)


def test_a_main_road_weighs_more() -> None:
    one = project("A")
    branch = plan(situation([(one, 0, 0.0, 100.0)]))
    main = plan(situation([(one, 0, 0.0, 100.0)], network(road_class=np.array(["primary"], object))))
    weights = rulebook().weights.opened_metre
    more = 100 * (weights["arterial"].value - weights["branch"].value)
    assert main.solver.objective - branch.solver.objective == pytest.approx(more)
