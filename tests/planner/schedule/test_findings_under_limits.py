"""What follows from a plan under crews and traffic: baselines under the same limits, on the same works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.rulebook.model import TrafficRules
from planner.rulebook.wishes import Pair, Wishes
from planner.schedule.baselines import Rule, baseline_schedule
from planner.schedule.findings import findings_of
from planner.schedule.ledger import as_plan, ledger_of
from planner.schedule.problem import build_problem
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import AS_OF, calendar, plan, price, project, rulebook, situation
from tests.planner.schedule.schedule_random import random_situation
from tests.planner.schedule.test_together import with_crews

TIGHT = replace(with_crews(1), traffic=TrafficRules(one_per_road=True, main_classes=("residential",)))
ONE_CLOSURE = replace(rulebook(), traffic=TrafficRules(one_per_road=True))


@pytest.mark.parametrize("seed", [0, 3, 6])
def test_every_baseline_keeps_every_limit(seed: int) -> None:
    ground = random_situation(seed, 10, days=(20, 50))
    made = plan(ground, TIGHT)
    problem = build_problem(ground, TIGHT, calendar(), AS_OF, price)
    for rule in Rule:
        schedule = baseline_schedule(problem, rule)
        assert violations(as_plan(made, schedule), ground, TIGHT, calendar(), price) == ()


@pytest.mark.parametrize("seed", [0, 3, 6])
def test_what_follows_from_a_plan_leaves_out_what_the_plan_leaves_out(seed: int) -> None:
    ground = random_situation(seed, 10, days=(20, 50))
    made = plan(ground, TIGHT)
    assert made.solver.deferred > 0
    found = findings_of(made, ground, TIGHT, calendar(), price)
    assert tuple(s.declined for s in found.sought) == made.declined
    separate = found.ledger.lines[0].entry
    assert separate.opened_m == pytest.approx(made.totals.opened_m_if_separate)
    assert separate.openings == made.totals.openings_if_separate


def test_who_finds_no_room_is_counted_as_dug_alone_at_another_time() -> None:
    # From 7 to 14 April there are six working days. Together A and B take five (1 + 2 + 1 + 1), alone four each
    # (1 + 1 + 1 + 1): by themselves only one of them finds room on the road.
    a, b = (project(k, "04-07", "04-14", install_m_per_day=100.0) for k in "AB")
    ground = situation([(a, 0, 0.0, 100.0), (b, 0, 70.0, 100.0)])
    made = plan(ground, ONE_CLOSURE)
    assert [w.members for w in made.joint_works] == [("A", "B")]
    first = ledger_of(made, ground, ONE_CLOSURE, calendar(), price).lines[0]
    assert (first.entry.openings, first.entry.put_off) == (2, 1)
    assert (first.entry.opened_m, first.fewer_opened_m) == (130.0, 30.0)


def test_a_wish_binds_the_plan_and_not_the_rules_it_is_measured_against() -> None:
    ground = situation([(project("A"), 0, 0.0, 100.0), (project("B"), 0, 50.0, 150.0), (project("C"), 0, 400.0, 500.0)])
    book = replace(rulebook(), wishes=Wishes(together=(Pair(a="A", b="B", why="一起施工"),)))
    made = plan(ground, book)
    found = findings_of(made, ground, book, calendar(), price)
    assert found.ledger.lines[0].entry.openings == 3
    assert found.ledger.plan.openings == 2
