"""The grouping against trying everything, and against instances solved by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.model import Service
from planner.schedule.campaign import Campaigns
from planner.schedule.elements import Part, clique_tree, group_cost, pieces_of
from planner.schedule.groups import Verdict, group_part
from planner.schedule.parts import judge_of, parts_of
from planner.schedule.problem import build_problem
from tests.planner.schedule.schedule_ground import AS_OF, calendar, network, price, project, rulebook, situation
from tests.planner.schedule.schedule_random import random_situation, strict_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


def best_by_trial(part: Part, judge: Callable[[tuple[int, ...], int], Verdict]) -> float:
    """Return the least cost over all partitions into connected groups that may start at some label."""

    def possible(group: tuple[int, ...]) -> bool:
        labels = np.flatnonzero(part.can[list(group)].all(axis=0)).tolist()
        return len(pieces_of(part, group)) == 1 and any(judge(group, label).possible for label in labels)

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
    return build_problem(random_situation(seed, count, days=days), strict_rulebook(), calendar(), AS_OF, price)


@pytest.mark.parametrize("days", [(12, 25), (20, 60)])
@pytest.mark.parametrize("seed", range(30))
def test_objective_equals_brute_force(seed: int, days: tuple[int, int]) -> None:
    problem = problem_of(seed, 6, days)
    campaigns = Campaigns(problem)
    for part in parts_of(problem):
        judge = judge_of(problem, part, campaigns)
        found = group_part(part, judge)
        assert found.objective == pytest.approx(best_by_trial(part, judge), abs=1e-6)
        assert found.bound == pytest.approx(found.objective, abs=1e-5)
