"""Grouping by columns against trying every set of runs."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from planner.model import Service
from planner.schedule.campaign import Campaigns
from planner.schedule.columns import solve_columns
from planner.schedule.elements import group_cost
from planner.schedule.groups import group_part
from planner.schedule.judge import Judge
from planner.schedule.lines import line_of
from planner.schedule.parts import parts_of
from planner.schedule.problem import build_problem
from tests.planner.schedule.schedule_ground import (
    AS_OF,
    calendar,
    network,
    price,
    project,
    rulebook,
    situation,
    with_never,
)
from tests.planner.schedule.schedule_random import random_situation


@pytest.mark.parametrize("days", [(12, 25), (20, 60)])
@pytest.mark.parametrize("seed", range(15))
def test_columns_find_the_cheapest_groups_and_prove_them(seed: int, days: tuple[int, int]) -> None:
    book = with_never(Service.GAS, Service.HEAT)
    problem = build_problem(random_situation(seed, 8, days=days), book, calendar(), AS_OF, price)
    campaign_of = Campaigns(problem)
    for part in parts_of(problem):
        line = line_of(problem, np.array(part.runs), part.labels)
        assert line is not None
        judge = Judge(problem, part, campaign_of)
        best = group_part(part, judge, tried=8)
        found = solve_columns(part, line, (), partial(_may, judge))
        assert sorted(r for g in found.groups for r in g) == list(range(len(part.runs)))
        assert all(judge(g).possible for g in found.groups)
        cost = sum(group_cost(part, g) for g in found.groups)
        assert cost == pytest.approx(best.objective, abs=1e-6)
        assert found.bound <= cost + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_of_a_crowded_road_is_no_higher_than_the_best(seed: int) -> None:
    """Twelve runs are still few enough to try every set of them."""
    problem = build_problem(random_situation(seed + 40, 12, days=(14, 40)), rulebook(), calendar(), AS_OF, price)
    campaign_of = Campaigns(problem)
    for part in parts_of(problem):
        line = line_of(problem, np.array(part.runs), part.labels)
        assert line is not None
        judge = Judge(problem, part, campaign_of)
        best = group_part(part, judge, tried=12)
        found = solve_columns(part, line, (), partial(_may, judge))
        assert found.bound <= best.objective + 1e-6
        assert sum(group_cost(part, g) for g in found.groups) == pytest.approx(best.objective, abs=1e-6)


def _may(judge: Judge, group: tuple[int, ...]) -> bool:
    return judge(group).possible


def test_a_road_that_branches_has_no_line() -> None:
    fork = network((100.0, 100.0, 100.0), start_node=np.array([0, 1, 1]), end_node=np.array([1, 2, 3]))
    rows = [(project(k), s, 0.0, 100.0) for s, k in enumerate("ABC")]
    problem = build_problem(situation(rows, fork), rulebook(), calendar(), AS_OF, price)
    runs = np.arange(3)
    labels = np.flatnonzero(problem.starts.any(axis=0))[:1]
    assert line_of(problem, runs, labels) is None
    assert line_of(problem, runs[:2], labels) is not None
