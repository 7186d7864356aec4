"""Grouping by columns against trying every set of runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.generated_works import AS_OF as CROWDED_AS_OF
from benchmarks.generated_works import crowded_road
from planner.calendar import WorkCalendar
from planner.model import Cut, Mode, Service
from planner.rulebook.load import default_rulebook
from planner.schedule.campaign import Campaigns
from planner.schedule.columns import solve_columns
from planner.schedule.elements import group_cost, pieces_of
from planner.schedule.groups import group_part
from planner.schedule.judge import Judge
from planner.schedule.lines import line_of
from planner.schedule.parts import parts_of
from planner.schedule.problem import build_problem
from planner.trench.price import cut
from tests.planner.schedule.schedule_ground import (
    AS_OF,
    calendar,
    figure,
    network,
    price,
    project,
    rulebook,
    situation,
    with_blackout,
    with_never,
)
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.model import Project, Situation


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
        found = solve_columns(part, line, (), judge)
        assert sorted(r for g in found.groups for r in g) == list(range(len(part.runs)))
        assert all(judge(g).possible for g in found.groups)
        cost = sum(group_cost(part, g) for g in found.groups)
        assert cost == pytest.approx(best.objective, abs=1e-6)
        assert found.bound == pytest.approx(cost, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_of_a_crowded_road_is_the_best(seed: int) -> None:
    """Twelve runs are still few enough to try every set of them."""
    problem = build_problem(random_situation(seed + 40, 12, days=(14, 40)), rulebook(), calendar(), AS_OF, price)
    campaign_of = Campaigns(problem)
    for part in parts_of(problem):
        line = line_of(problem, np.array(part.runs), part.labels)
        assert line is not None
        judge = Judge(problem, part, campaign_of)
        best = group_part(part, judge, tried=12)
        found = solve_columns(part, line, (), judge)
        assert found.bound == pytest.approx(best.objective, abs=1e-6)
        assert sum(group_cost(part, g) for g in found.groups) == pytest.approx(best.objective, abs=1e-6)


@pytest.mark.parametrize("seed", [2, 4, 6])
def test_a_crowded_road_is_proven_where_a_joint_campaign_outlasts_its_windows(seed: int) -> None:
    """Thirty-three runs on 900 m have more groups than can be listed, and most sets worth asking for are not legal."""
    book = default_rulebook()
    ground = crowded_road(book, seed=seed)
    days = WorkCalendar.build(book.calendar, date(2026, 1, 1), date(2028, 12, 31))

    def price_of(projects: tuple[Project, ...], road_width_m: float) -> Cut:
        return cut(projects, road_width_m, book.trench, book.compatibility)

    problem = build_problem(ground, book, days, CROWDED_AS_OF, price_of)
    (part,) = parts_of(problem)
    judge = Judge(problem, part, Campaigns(problem))
    made = group_part(part, judge)
    assert made.bound == pytest.approx(made.objective, abs=1e-6)
    assert made.proof == "lp.columns"
    assert sorted(r for g in made.groups for r in g) == list(range(33))
    assert all(len(pieces_of(part, g)) == 1 and judge(g).possible for g in made.groups)
    assert made.objective == pytest.approx(sum(group_cost(part, g) for g in made.groups))


@pytest.mark.parametrize("seed", range(12))
def test_who_is_why_a_group_cannot_start_lets_nothing_in_it_start(seed: int) -> None:
    """Tried on every part of every group that covers as many metres; larger ones may need fewer days than smaller."""
    book = replace(
        with_never(Service.GAS, Service.HEAT),
        blackouts=with_blackout("04-20", "04-22").blackouts,
        durations=replace(rulebook().durations, installation_lag_days=figure(1)),
    )
    problem = build_problem(_dug_in_two_places(seed), book, calendar(), AS_OF, _odd_together)
    for part in parts_of(problem):
        campaign_of = Campaigns(problem)
        judge = Judge(problem, part, campaign_of)
        hanging = [g for g in _subsets(range(len(part.runs))) if len(pieces_of(part, g)) == 1]
        metres = {g: campaign_of([part.runs[r] for r in g]).opened_m for g in hanging}
        possible = {g: judge(g).possible for g in hanging}
        for group in (g for g in hanging if not possible[g]):
            for order in (group, group[::-1]):
                core = set(judge.core(group, order))
                between = [g for g in hanging if core <= set(g) <= set(group)]
                alike = [g for g in between if metres[g] == pytest.approx(metres[group])]
                assert group in alike
                assert not any(possible[g] for g in alike)


def test_a_core_leaves_out_who_has_nothing_to_do_with_it() -> None:
    """A and C have no day in common; B lies within A and is let off, whoever is asked first."""
    rows = [
        (project("A", "04-01", "04-30"), 0, 0.0, 200.0),
        (project("B", "04-01", "06-30"), 0, 50.0, 150.0),
        (project("C", "05-15", "06-30"), 0, 100.0, 300.0),
    ]
    problem = build_problem(situation(rows), rulebook(), calendar(), AS_OF, price)
    (part,) = parts_of(problem)
    judge = Judge(problem, part, Campaigns(problem))
    assert not judge((0, 1, 2)).possible
    assert judge.core((0, 1, 2), (1, 0, 2)) == (0, 2)
    assert judge.core((0, 1, 2), (2, 1, 0)) == (0, 2)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_lines_wait_only_where_all_that_make_them_wait_are_there(order: tuple[int, int, int]) -> None:
    """Three lines lie in one trench and take 10 + 1 + 10 days, any two side by side and take 10; 16 days are open."""
    rows = [
        (project("A", "04-07", "05-08", install_m_per_day=20.0), 0, 0.0, 200.0),
        (project("B", "04-07", "05-08", service=Service.POWER, install_m_per_day=200.0), 0, 0.0, 200.0),
        (project("C", "04-07", "05-08", service=Service.TELECOM, install_m_per_day=20.0), 0, 0.0, 200.0),
    ]
    problem = build_problem(situation(rows), rulebook(), calendar(), AS_OF, _odd_together)
    (part,) = parts_of(problem)
    judge = Judge(problem, part, Campaigns(problem))
    assert [g for g in _subsets(range(3)) if not judge(g).possible] == [(0, 1, 2)]
    assert judge.core((0, 1, 2), order) == (0, 1, 2)


def test_who_digs_in_two_places_is_not_counted_on_to_make_others_wait() -> None:
    """Water takes ten days, power one at its first place and ten at both, telecom twenty; each waits for the deeper.

    With one day power ends on the eleventh and telecom on the thirty-first; with ten power begins on the second day
    and telecom on the third, and it ends on the twenty-second. Excavation, backfill and reinstatement take twelve.
    """
    rows = [
        (project("A", "04-01", "05-29", install_m_per_day=40.0), 0, 0.0, 400.0),
        (power := project("B", "04-01", "05-29", service=Service.POWER, install_m_per_day=20.0), 0, 0.0, 20.0),
        (power, 0, 200.0, 380.0),
        (project("C", "04-01", "05-29", service=Service.TELECOM, install_m_per_day=20.0), 0, 0.0, 400.0),
        (project("D", "07-01", "07-31"), 0, 100.0, 200.0),
    ]
    book = replace(rulebook(), durations=replace(rulebook().durations, installation_lag_days=figure(1)))
    problem = build_problem(situation(rows), book, calendar(), AS_OF, price)
    (part,) = parts_of(problem)
    water, first_place, second_place, telecom, late = range(5)
    campaign_of = Campaigns(problem)
    assert campaign_of((water, first_place, telecom)).spans.installing == 31
    assert campaign_of((water, first_place, second_place, telecom)).spans.installing == 22
    judge = Judge(problem, part, campaign_of)
    assert not judge((water, first_place, telecom)).possible
    assert judge((water, first_place, second_place, telecom)).possible
    order = (second_place, late, water, first_place, telecom)
    assert judge.core((0, 1, 2, 3, 4), order) == (telecom, late)


def _dug_in_two_places(seed: int) -> Situation:
    """Return six projects on one road, two of which dig it in two places."""
    dice = np.random.default_rng(seed)
    rows = []
    for number in range(6):
        first = AS_OF + timedelta(days=int(dice.integers(25, 45)))
        last = first + timedelta(days=int(dice.integers(20, 45)))
        one = project(
            f"P{number}",
            f"{first:%m-%d}",
            f"{last:%m-%d}",
            service=tuple(Service)[dice.integers(5)],
            install_m_per_day=float(dice.choice([20.0, 50.0])),
        )
        start = 10.0 * float(dice.integers(0, 20))
        rows.append((one, 0, start, start + 10.0 * float(dice.integers(10, 25))))
        if number < 2:
            rows.append((one, 0, 600.0, 700.0 + 10.0 * number))
    rows.append((project("Q", "03-25", "06-10", install_m_per_day=100.0), 0, 100.0, 700.0))
    return situation(rows)


def _odd_together(members: tuple[Project, ...], road_width_m: float) -> Cut:
    """Lay an odd number of lines in one trench, an even one side by side: one line more or less changes who waits."""
    found = price(members, road_width_m)
    return found if len(members) == 1 else replace(found, mode=(Mode.SAME_CLOSURE, Mode.SAME_TRENCH)[len(members) % 2])


def _subsets(runs: Iterable[int]) -> list[tuple[int, ...]]:
    every = tuple(runs)
    return [group for size in range(1, len(every) + 1) for group in combinations(every, size)]


def test_a_road_that_branches_has_no_line() -> None:
    fork = network((100.0, 100.0, 100.0), start_node=np.array([0, 1, 1]), end_node=np.array([1, 2, 3]))
    rows = [(project(k), s, 0.0, 100.0) for s, k in enumerate("ABC")]
    problem = build_problem(situation(rows, fork), rulebook(), calendar(), AS_OF, price)
    runs = np.arange(3)
    labels = np.flatnonzero(problem.starts.any(axis=0))[:1]
    assert line_of(problem, runs, labels) is None
    assert line_of(problem, runs[:2], labels) is not None
