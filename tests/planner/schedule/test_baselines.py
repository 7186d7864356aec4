"""The rules used elsewhere as schedules of their own, by hand and under the verifier, and the ledger against them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from planner.ledger_files import ledger_json, regrets_json, shares_json
from planner.messages import CATALOGUE, Language
from planner.model import Service
from planner.schedule.baselines import Rule, baseline_schedule
from planner.schedule.ledger import LEDGER_RULES, as_plan, entry_of, ledger_of
from planner.schedule.problem import build_problem
from planner.schedule.regret import dug_by, regrets_of
from planner.schedule.shares import Quantity, shares_of
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import AS_OF, calendar, day, plan, price, project, rulebook, situation
from tests.planner.schedule.schedule_random import random_situation

# 100 m at these paces: 1 day each of excavation, backfill and reinstatement and 2 of installation.
CHAIN = situation(
    [
        (project("A", preferred_start=day("04-07")), 0, 0.0, 100.0),
        (project("B", preferred_start=day("04-09")), 0, 50.0, 150.0),
        (project("C", preferred_start=day("04-22")), 0, 100.0, 200.0),
        (project("D", preferred_start=day("06-01")), 0, 0.0, 200.0),
    ]
)


def members(rule: Rule, largest: int | None = 2) -> list[tuple[str, ...]]:
    problem = build_problem(CHAIN, rulebook(), calendar(), AS_OF, price)
    return [w.members for w in baseline_schedule(problem, rule, largest=largest).joint_works]


def test_whom_each_rule_lets_dig_together() -> None:
    assert members(Rule.SEPARATE) == [("A",), ("B",), ("C",), ("D",)]
    # Only A (7-13 April) and B (9-15 April) stand open at the same time.
    assert members(Rule.DATES_AS_GIVEN) == [("A", "B"), ("C",), ("D",)]
    # A, B and C start within 15 days, but C shares no metre with A and a pair is full with two.
    assert members(Rule.STARTS_WITHIN_30_DAYS) == [("A", "B"), ("C",), ("D",)]
    assert members(Rule.STARTS_WITHIN_30_DAYS, None) == [("A", "B", "C"), ("D",)]
    # All windows meet: the pair with most shared metres (100 of A, B or C with D) comes first.
    assert members(Rule.WINDOWS_MEET) == [("A", "D"), ("B", "C")]
    assert members(Rule.WINDOWS_MEET, None) == [("A", "B", "C", "D")]


def test_works_start_near_the_dates_asked_for() -> None:
    problem = build_problem(CHAIN, rulebook(), calendar(), AS_OF, price)
    alone = baseline_schedule(problem, Rule.SEPARATE).joint_works
    assert [w.phases.excavation.first for w in alone] == [day("04-07"), day("04-09"), day("04-22"), day("06-01")]


def test_a_flagged_pair_that_cannot_be_built_together_digs_apart() -> None:
    # Both stand open in the first days of May, but two lines of 400 m need more days than they have in common.
    short = situation(
        [
            (project("A", "04-01", "05-20", preferred_start=day("04-14")), 0, 0.0, 400.0),
            (project("B", "05-06", "06-30", service=Service.POWER), 0, 0.0, 400.0),
        ]
    )
    problem = build_problem(short, rulebook(), calendar(), AS_OF, price)
    assert [w.members for w in baseline_schedule(problem, Rule.WINDOWS_MEET).joint_works] == [("A",), ("B",)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("largest", [2, None])
def test_every_baseline_is_legal(seed: int, largest: int | None) -> None:
    ground = random_situation(seed)
    made = plan(ground)
    problem = build_problem(ground, rulebook(), calendar(), AS_OF, price)
    opened = []
    for rule in Rule:
        schedule = baseline_schedule(problem, rule, largest=largest)
        assert violations(as_plan(made, schedule), ground, rulebook(), calendar(), price) == ()
        assert schedule.solver.objective >= made.solver.bound - 1e-6
        opened.append(schedule.totals.opened_m)
    assert opened[0] == max(opened)


def test_ledger_by_hand() -> None:
    made = plan(CHAIN)
    ledger = ledger_of(made, CHAIN, rulebook(), calendar(), price)
    assert [line.rule for line in ledger.lines] == list(LEDGER_RULES)
    assert ledger.plan == entry_of(made.joint_works)
    assert (ledger.plan.openings, ledger.plan.opened_m) == (1, 200.0)
    separate, given, near = ledger.lines
    assert (separate.entry.openings, separate.fewer_openings) == (4, 3)
    assert (separate.entry.opened_m, separate.fewer_opened_m) == (500.0, 300.0)
    assert given.entry == near.entry
    assert (given.entry.openings, given.entry.joint, given.entry.opened_m) == (3, 1, 450.0)
    assert given.share_of(ledger.plan) == pytest.approx(250 / 450)
    # A and B open 150 m: 50 m of two lines at 1.6 m and 100 m of one; C and D cut 1.0 m alone.
    assert given.entry.reinstated_m2[0] == pytest.approx(50 * 1.6 + 100 + 100 + 200)


def test_no_works_no_share() -> None:
    nothing = situation([], others=[project("A")])
    ledger = ledger_of(plan(nothing), nothing, rulebook(), calendar(), price)
    assert [line.share_of(ledger.plan) for line in ledger.lines] == [0.0, 0.0, 0.0]


def test_files_say_the_same_in_both_languages() -> None:
    made = plan(CHAIN)
    ledger = ledger_of(made, CHAIN, rulebook(), calendar(), price)
    shares = shares_of(made, CHAIN, rulebook(), calendar(), price)
    twice = [
        replace(r, work="before", first=day("01-05"), last=day("01-20"))
        for r in dug_by(made.joint_works, dict.fromkeys("ABCD", "U"))
    ]
    regrets = regrets_of([*dug_by(made.joint_works, dict.fromkeys("ABCD", "U")), *twice], as_of=AS_OF, minimum_m=20.0)
    for language in Language:
        against = json.loads(ledger_json(ledger, language))["against"]
        assert [row["opened_m"] for row in against] == [500.0, 450.0, 450.0]
        assert "300.0" in against[0]["text"]
        (work,) = json.loads(shares_json(shares, language))["joint_works"]
        assert [sum(round(s["fair"] * 1000) for s in d["shares"]) for d in work["divisions"]] == [
            round(d["whole"] * 1000) for d in work["divisions"]
        ]
        pairs = json.loads(regrets_json(regrets, language))["pairs"]
        assert [(p["works"], p["shared_m"]) for p in pairs] == [(["before", "JW-0001"], 200.0)]


def test_every_rule_and_quantity_has_words() -> None:
    assert {f"term.rule.{rule.value}" for rule in Rule} <= CATALOGUE.keys()
    assert {f"term.quantity.{quantity.value}" for quantity in Quantity} <= CATALOGUE.keys()
