"""A project left out is told the smallest set of rules that forbids it: none can be spared, and no set is smaller."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from planner.messages import CATALOGUE, Language, text_of
from planner.model import ProjectStatus
from planner.rulebook.model import Status, TrafficSet
from planner.schedule.constraints import RULES
from planner.schedule.explain import conflict_of
from planner.schedule.left_out import LIMITS
from planner.schedule.problem import build_problem
from tests.planner.schedule.schedule_ground import AS_OF, calendar, plan, price, project, situation
from tests.planner.schedule.test_together import apart, three_roads, with_crews, with_traffic
from tests.planner.schedule.tiny_instances import tiny

if TYPE_CHECKING:
    from planner.model import Network, Plan, Reason
    from planner.rulebook.model import Rulebook
    from planner.schedule.problem import Problem

TIGHT = ("04-07", "04-22")
"""Twelve working days; every work of ``apart`` needs ten."""


def forbids(problem: Problem, run: int, names: tuple[str, ...]) -> bool:
    without = frozenset(RULES).difference(names)
    return not len(problem.rules.common((run,), int(problem.site_days[run]), without=without))


def test_every_named_rule_is_necessary_and_no_smaller_set_forbids() -> None:
    told = set()
    for seed in range(80):
        case = tiny(seed)
        problem = build_problem(case.ground, case.book, calendar(), AS_OF, price)
        for run in range(len(problem.runs)):
            if problem.starts[run].any():
                continue
            names = conflict_of(problem, (run,), int(problem.site_days[run]))
            assert forbids(problem, run, names)
            for name in names:
                assert not forbids(problem, run, tuple(n for n in names if n != name)), (seed, run, names)
            for fewer in combinations(RULES, len(names) - 1):
                assert not forbids(problem, run, fewer), (seed, run, names, fewer)
            told.add(names)
    assert {len(names) for names in told} >= {1, 2, 3}


def reasons(made: Plan, key: str) -> list[Reason]:
    (outcome,) = [o for o in made.outcomes if o.project.key == key]
    assert outcome.status is ProjectStatus.UNSCHEDULED
    return list(outcome.reasons)


def named(book: Rulebook) -> list[tuple[str, tuple[str, ...]]]:
    """Return limits and works told to B, which does not fit beside A under a rulebook."""
    first, *rest = reasons(plan(apart(*TIGHT), book), "B")
    assert first.code == "project.deferred"
    for reason in rest:
        assert all(text_of(reason, language) for language in Language)
    return [(r.data["limit"], r.data["works"]) for r in rest]


NORTH = TrafficSet(id="n", zh="北", en="n", status=Status.POLICY, source="county_policy", roads=("西路", "东路"))


@pytest.mark.parametrize(
    ("limit", "rules"), [("traffic_set", {"sets": (NORTH,)}), ("block_ends", {"block_classes": ("residential",)})]
)
def test_the_limit_that_leaves_no_day_is_named_with_the_works_in_the_way(limit: str, rules: dict[str, Any]) -> None:
    assert named(with_traffic(**rules)) == [(limit, ("JW-0001",))]
    assert plan(apart(*TIGHT)).solver.deferred == 0


def test_of_two_limits_that_each_forbid_one_is_named() -> None:
    assert named(with_crews(1, with_traffic(sets=(NORTH,)))) == [("crews", ("JW-0001",))]


def test_a_limit_that_leaves_a_day_is_not_named() -> None:
    # Two crews are enough for both; only the set of roads stands against it.
    assert named(with_crews(2, with_traffic(sets=(NORTH,)))) == [("traffic_set", ("JW-0001",))]


def meeting() -> Network:
    """Return the three roads with the west and the east one meeting at a junction."""
    roads = three_roads()
    starts = roads.start_node.copy()
    starts[2] = starts[0]
    return replace(roads, start_node=starts)


def test_main_roads_that_meet_are_named() -> None:
    made = plan(apart(*TIGHT, roads=meeting()), with_traffic(main_classes=("primary",)))
    assert [r.data["limit"] for r in reasons(made, "B")[1:]] == ["main_junction"]


def test_two_limits_that_only_together_leave_no_day_are_both_named() -> None:
    # B needs ten of the 21 working days from 7 April to 8 May. A takes the first ten on B's own road; C, of B's utility
    # on another road, the next ten, and lays from the third to the sixth. Beside A alone B starts on 21 or 22 April,
    # when C's crew is not free on time; beside C alone it starts on 7 April.
    early = project("A", "04-07", "04-20", utility="YX-GAS")
    late = project("C", "04-21", "05-07")
    both = project("B", "04-07", "05-08")
    book = with_crews(1, with_traffic(one_per_road=True))
    rows = [(early, 0, 0.0, 200.0), (late, 2, 0.0, 200.0), (both, 0, 300.0, 500.0)]
    roads = replace(three_roads(), length_m=three_roads().length_m + 400.0)
    made = plan(situation(rows, roads), book)
    told = [o for o in made.outcomes if o.status is ProjectStatus.UNSCHEDULED]
    assert [r.data["limit"] for o in told for r in o.reasons if r.code == "project.deferred_by"] == [
        "crews",
        "one_per_road",
    ]


def test_where_only_its_own_runs_are_in_each_others_way_only_the_window_is_told() -> None:
    # One crew, two roads, and a window in which the crew can lay one of the two.
    one = project("A", "04-07", "04-20")
    made = plan(situation([(one, 0, 0.0, 200.0), (one, 2, 0.0, 200.0)], three_roads()), with_crews(1))
    assert [r.code for r in reasons(made, "A")] == ["project.deferred"]


def test_every_limit_has_words() -> None:
    told = plan(apart(*TIGHT), with_crews(1)).outcomes[1].reasons[1]
    for limit in LIMITS:
        for words, language in zip(CATALOGUE[f"term.limit.{limit}"], Language, strict=True):
            assert words in text_of(replace(told, data={**told.data, "limit": limit}), language)
