"""The advised shift against trying every smaller one, on random ground."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from planner.model import Urgency, Window
from planner.schedule.advice import Adviser
from planner.schedule.campaign import Campaigns
from planner.schedule.problem import build_problem
from tests.planner.schedule.schedule_ground import AS_OF, calendar, price, rulebook
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from planner.model import Situation
    from planner.schedule.problem import Problem


def problem_of(ground: Situation) -> Problem:
    return build_problem(ground, rulebook(), calendar(), AS_OF, price)


def moved(ground: Situation, key: str, days: int) -> Situation:
    """Return the ground with one project's window moved."""
    by = timedelta(days=days)
    projects = tuple(
        replace(p, window=Window(first=p.window.first + by, last=p.window.last + by)) if p.key == key else p
        for p in ground.routes.projects
    )
    return replace(ground, routes=replace(ground.routes, projects=projects))


def brings_together(ground: Situation, pair: tuple[int, int], key: str, days: int) -> bool:
    """Tell whether two runs can start together, and all runs of both projects at all, once a window is moved."""
    problem = problem_of(moved(ground, key, days))
    owners = problem.runs.project[list(pair)]
    return bool(problem.possible[owners].all()) and len(Campaigns(problem)(pair).starts) > 0


@pytest.mark.parametrize("seed", range(8))
def test_the_advised_shift_is_the_smallest_that_helps(seed: int) -> None:
    ground = random_situation(seed, 6, days=(14, 30))
    problem = problem_of(ground)
    advise = Adviser(problem, Campaigns(problem))
    edges = problem.shared_edges
    for pair in zip(edges.first.tolist(), edges.second.tolist(), strict=True):
        advice = advise(pair, 30.0)
        movable = [p.key for p in map(problem.project_of, pair) if p.urgency is not Urgency.EMERGENCY]
        if advice is None:
            continue
        assert advice.saves_opened_m == 30.0
        assert brings_together(ground, pair, advice.project, advice.shift_days)
        nearest = abs(advice.shift_days)
        for smaller in sorted({1, nearest // 2, nearest - 1} - {0, nearest}):
            for key in movable:
                assert not brings_together(ground, pair, key, smaller)
                assert not brings_together(ground, pair, key, -smaller)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_advised_where_a_pair_may_already_join(seed: int) -> None:
    problem = problem_of(random_situation(seed, 6))
    campaign_of = Campaigns(problem)
    advise = Adviser(problem, campaign_of)
    edges = problem.shared_edges
    for pair in zip(edges.first.tolist(), edges.second.tolist(), strict=True):
        if len(campaign_of(pair).starts):
            assert advise(pair, 1.0) is None


@pytest.mark.parametrize("seed", range(8))
def test_two_shifts_help_together_and_smaller_ones_do_not(seed: int) -> None:
    ground = random_situation(seed, 6, days=(14, 30))
    problem = problem_of(ground)
    advise = Adviser(problem, Campaigns(problem))
    edges = problem.shared_edges
    for pair in zip(edges.first.tolist(), edges.second.tolist(), strict=True):
        both = advise.of_both(pair)
        if both is None:
            continue
        (one, first), (other, second) = both
        assert {one, other} == {problem.project_of(run).key for run in pair}
        assert brings_together(moved(ground, one, first), pair, other, second)
        larger = max(abs(first), abs(second)) - 1
        for days in {(larger, -larger), (-larger, larger)} - {(0, 0)}:
            assert not brings_together(moved(ground, one, days[0]), pair, other, days[1])
