"""Groups and dates under crews and traffic: legal, never below what is proven, near the best, and always the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.exchange import plan_json
from planner.model import Service, Urgency
from planner.rulebook.model import TrafficRules, TrafficSet
from planner.runners import SideBySide, in_turn
from planner.schedule.campaign import Campaigns
from planner.schedule.exact import exact_plan
from planner.schedule.fitting import fit
from planner.schedule.parts import cost_of_runs, parts_of
from planner.schedule.place import list_campaigns
from planner.schedule.problem import build_problem
from planner.schedule.settle import group_parts
from planner.schedule.solve import schedule_works
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import (
    AS_OF,
    calendar,
    figure,
    network,
    plan,
    price,
    project,
    rulebook,
    situation,
)
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from planner.model import Project, Situation
    from planner.rulebook.model import Rulebook
    from planner.schedule.fitting import Fitted
    from planner.schedule.problem import Problem

ROAD = "健康路"


def limited(*, crews: int = 1, at_once: int = 1, strict: bool = False) -> Rulebook:
    """Return the rulebook with so many crews of every utility, and so many works at once on the road."""
    one = TrafficSet(
        id="T",
        zh="一条路",
        en="a road",
        status=figure(1).status,
        source="county_policy",
        roads=(ROAD,),
        at_once=at_once,
    )
    book = rulebook()
    organisations = tuple(replace(o, crews=figure(crews)) for o in book.organisations)
    return replace(book, organisations=organisations, traffic=TrafficRules(sets=(one,), one_per_road=strict))


def problem_of(where: Situation, book: Rulebook) -> Problem:
    return build_problem(where, book, calendar(), AS_OF, price)


def fitted(problem: Problem) -> Fitted:
    campaign_of, parts = Campaigns(problem), parts_of(problem)
    groupings = group_parts(problem, parts, campaign_of, in_turn, {})
    chosen = [[tuple(p.runs[r] for r in g) for g in made.groups] for p, made in zip(parts, groupings, strict=True)]
    return fit(problem, campaign_of, parts, chosen, in_turn)


def crowded(*ends: tuple[str, str]) -> Situation:
    """Return one project a section, each of seven working days, with the windows given."""
    roads = network(tuple(100.0 for _ in ends), corridor=np.arange(len(ends)))
    return situation([(project(f"P{n}", *w), n, 0.0, 100.0) for n, w in enumerate(ends)], roads)


def test_three_works_take_turns() -> None:
    """Five days each on a road that bears one: they just fit into their fifteen days, and cost what they cost alone."""
    where = crowded(*[("04-07", "04-27")] * 3)
    problem = problem_of(where, limited())
    made = fitted(problem)
    assert made.deferred == frozenset()
    starts = sorted(made.placed.values())
    assert [b - a for a, b in pairwise(starts)] == [5, 5]
    assert made.bound == pytest.approx(3 * (100.0 + 100.0 + 20.0 * 5))


def test_the_fourth_is_put_off() -> None:
    where = crowded(*[("04-07", "04-27")] * 4)
    made = fitted(problem_of(where, limited()))
    assert len(made.deferred) == 1
    assert len(made.placed) == 3


def test_joining_costs_more_than_apart_but_leaves_room() -> None:
    """Two that would rather dig apart, for one shares too little, are both planned by whatever finds room."""
    where = crowded(("04-07", "04-14"), ("04-07", "04-20"))
    made = fitted(problem_of(where, limited(at_once=2, crews=1)))
    assert made.deferred == frozenset()


@pytest.mark.parametrize("seed", range(12))
def test_small_situations_against_the_exact_answer(seed: int) -> None:
    problem = problem_of(random_situation(seed, 6, days=(15, 40)), limited(strict=seed % 2 == 1))
    campaign_of, parts = Campaigns(problem), parts_of(problem)
    exact = exact_plan(problem, campaign_of, parts)
    if exact is None:
        pytest.fail("so few runs are settled to proof")
    made = fitted(problem)
    if not made.settled:
        assert any(p.urgency is Urgency.EMERGENCY for p in problem.projects)
        return
    cost = sum(cost_of_runs(problem, group) for group in made.placed)
    assert len(made.deferred) >= len(exact.put_off)
    if made.deferred == exact.put_off:
        assert cost >= exact.cost - 1e-6
    assert made.bound <= cost + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_plans_under_limits_are_legal_and_bounded(seed: int) -> None:
    where, book = random_situation(seed, 16, days=(20, 50)), limited(crews=2, at_once=2, strict=seed == 1)
    made = plan(where, book)
    assert violations(made, where, book, calendar(), price) == ()
    assert 0 <= made.solver.bound <= made.solver.objective
    alone = sum(p.bound for p in made.solver.parts)
    assert made.solver.bound >= alone - 1e-6
    assert made.solver.bound_by in {"trial", "lp", "lagrangian", "cp_sat"}
    assert sum(p.objective for p in made.solver.parts) == pytest.approx(made.solver.objective)


def test_any_number_of_workers_gives_the_same_bytes() -> None:
    where, book = _many_roads(70), limited(crews=3)
    first = plan(where, book)
    assert first.solver.deferred > 0
    for workers in (1, 2, 4):
        made = schedule_works(where, book, calendar(), AS_OF, price, runner=SideBySide(workers))
        again = replace(
            first,
            outcomes=made.outcomes,
            joint_works=made.joint_works,
            declined=made.declined,
            totals=made.totals,
            solver=made.solver,
        )
        assert plan_json(again) == plan_json(first)


def _many_roads(count: int) -> Situation:
    """Return two projects on each of many roads, all of which may be closed only one at a time."""
    dice = np.random.default_rng(5)
    rows: list[tuple[Project, int, float, float]] = []
    for road in range(count):
        for k, service in enumerate((Service.WATER, Service.POWER)):
            first = f"04-{int(dice.integers(7, 28)):02d}"
            one = project(f"P{road:03d}{k}", first, "06-30", service=service, utility=f"YX-{'WATER' if k else 'POWER'}")
            rows.append((one, road, 0.0, 100.0 + 10.0 * k))
    names = np.array([ROAD if road < 12 else f"路{road // 3}" for road in range(count)], object)
    return situation(rows, network((200.0,) * count, corridor=np.arange(count), names=names))


def test_an_emergency_is_pinned_before_everybody() -> None:
    urgent = replace(project("U", "04-07", "04-30"), urgency=Urgency.EMERGENCY)
    where = situation(
        [(urgent, 0, 0.0, 100.0), (project("A", "04-07", "04-20"), 1, 0.0, 100.0)],
        network((100.0, 100.0), corridor=np.arange(2)),
    )
    problem = problem_of(where, limited())
    made = fitted(problem)
    by_project = {problem.project_of(g[0]).key: day for g, day in made.placed.items()}
    (start,) = list_campaigns(problem, [Campaigns(problem)((1,))])
    assert by_project["U"] == start
    assert by_project["A"] >= by_project["U"] + 5
