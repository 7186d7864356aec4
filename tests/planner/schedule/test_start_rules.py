"""The bounds of the rules against asking every rule of every day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest

from planner.calendar import blocked
from planner.model import Urgency
from planner.rulebook.moratoria import moratorium_ends
from planner.schedule.constraints import RULES
from planner.schedule.problem import Problem, build_problem
from tests.planner.schedule.schedule_ground import AS_OF, calendar, price, with_blackout
from tests.planner.schedule.schedule_random import random_situation

BOOK = with_blackout("03-28", "04-06", road_classes=("residential",))


def problem_of(seed: int) -> Problem:
    return build_problem(random_situation(seed, 5), BOOK, calendar(), AS_OF, price)


def allowed(problem: Problem, run: int, first: date, last: date) -> bool:
    """Ask every rule of the days of site work, in words of the law."""
    project = problem.project_of(run)
    inside = project.window.first <= first and last <= project.window.last
    if project.urgency is Urgency.EMERGENCY:
        wanted = max(project.window.first, AS_OF)
        return inside and first == calendar().day_of(calendar().index_on_or_after(wanted))
    clock = BOOK.clocks.approval_days[project.track].value + BOOK.durations.survey_days.value
    approved = first >= calendar().day_of(calendar().index_on_or_after(AS_OF) + clock)
    ends = moratorium_ends(problem.network, BOOK)[problem.runs.section[problem.runs.pieces(run)]]
    free = not blocked(
        BOOK.blackouts, road_class="residential", services=frozenset({project.service}), first=first, last=last
    )
    return inside and approved and free and not (ends > np.datetime64(first)).any()


def by_day(problem: Problem, runs: tuple[int, ...], site_days: int) -> list[int]:
    days = problem.days.tolist()
    last_start = len(days) - site_days - problem.acceptance_days
    return [
        i
        for i in range(last_start + 1)
        if AS_OF - timedelta(days=1) <= days[i] <= AS_OF + timedelta(days=200)
        and all(allowed(problem, run, days[i], days[i + site_days - 1]) for run in runs)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_common_starts_are_those_every_rule_allows(seed: int) -> None:
    problem = problem_of(seed)
    for run in range(len(problem.runs)):
        needed = int(problem.site_days[run])
        assert problem.rules.common((run,), needed).tolist() == by_day(problem, (run,), needed)
        assert np.flatnonzero(problem.starts[run]).tolist() == by_day(problem, (run,), needed)
    for pair in combinations(range(len(problem.runs)), 2):
        assert problem.rules.common(pair, 7).tolist() == by_day(problem, pair, 7)


def test_a_rule_that_is_not_asked_only_adds_starts() -> None:
    problem = problem_of(1)
    for run in range(len(problem.runs)):
        asked = set(problem.rules.common((run,), 5).tolist())
        for rule in RULES:
            assert asked <= set(problem.rules.common((run,), 5, without=frozenset({rule})).tolist())
        every = problem.rules.common((run,), 5, without=frozenset(RULES))
        assert len(every) == len(problem.days) - 5 + 1 - problem.acceptance_days
