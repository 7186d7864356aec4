"""One trench or several: what decides, and that it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.messages import Language, text_of
from planner.messages.trench import CATALOGUE
from planner.model import Mode, Service
from planner.rulebook.model import PairRule, Status
from planner.trench.price import cut
from tests.planner.trench.trench_figures import all_may_share, pair, project, told, trench_rules

if TYPE_CHECKING:
    import random

    from planner.model import Cut
    from planner.rulebook.model import TrenchRules

UNKNOWN = float("nan")


def codes(made: Cut) -> list[str]:
    return [reason.code for reason in made.reasons]


def test_one_project_is_single(rules: TrenchRules) -> None:
    made = cut((project(Service.WATER),), UNKNOWN, trench_rules(low=0.15, high=0.5), ())
    assert made.mode is Mode.SINGLE
    assert made.width_m == (1.122, 1.822)
    assert codes(made) == ["trench.single"]
    assert codes(cut((project(Service.GAS, pressure_mpa=None),), 9.0, rules, ())) == [
        "trench.single",
        "trench.gas_pressure_assumed",
    ]


def test_no_project_is_a_mistake(rules: TrenchRules) -> None:
    with pytest.raises(ValueError, match="no project"):
        cut((), 9.0, rules, ())


def test_power_and_telecom_share_a_trench(rules: TrenchRules) -> None:
    made = cut((project(Service.TELECOM), project(Service.POWER)), 9.0, rules, all_may_share())
    assert made.mode is Mode.SAME_TRENCH
    assert made.width_m == (2.45, 2.45)
    assert codes(made) == ["trench.not_wider_than_separate"]
    assert "power-telecom" in text_of(made.reasons[0])


def test_power_and_heat_are_wider_together(rules: TrenchRules) -> None:
    made = cut((project(Service.HEAT), project(Service.POWER)), 12.0, rules, all_may_share())
    assert made.mode is Mode.SAME_CLOSURE
    assert made.width_m == (3.68, 3.68)
    assert codes(made) == ["trench.wider_than_separate"]


def test_gas_waits_for_measures_on_record(rules: TrenchRules) -> None:
    gas = pair(Service.GAS, Service.WATER, PairRule.SAME_CLOSURE, measures_zh="隔板", clause="GB 50028 6.3.7")
    made = cut((project(Service.WATER), project(Service.GAS)), 9.0, rules, (gas,))
    assert made.mode is Mode.SAME_CLOSURE
    assert codes(made) == ["trench.pair_needs_measures", "trench.not_wider_than_separate"]
    assert "隔板" in text_of(made.reasons[0])
    assert "GB 50028 6.3.7" in text_of(made.reasons[0], Language.EN)


def test_measures_asked_of_a_pair_that_shares_are_told(rules: TrenchRules) -> None:
    rule = pair(Service.WATER, Service.POWER, PairRule.SAME_TRENCH, measures_zh="不得上下重叠")
    made = cut((project(Service.WATER), project(Service.POWER)), 9.0, rules, (rule,))
    assert codes(made) == ["trench.not_wider_than_separate", "trench.pair_measures"]


@pytest.mark.parametrize(
    ("rule", "code"),
    [(PairRule.SAME_CLOSURE, "trench.pair_same_closure"), (PairRule.NEVER, "trench.pair_never")],
)
def test_a_recalled_pair_rule_parts_the_trenches_and_is_reviewed(rule: PairRule, code: str, rules: TrenchRules) -> None:
    recalled = pair(Service.WATER, Service.POWER, rule, Status.RECALLED, clause="X 1")
    made = cut((project(Service.WATER), project(Service.POWER)), 9.0, rules, (recalled,))
    assert made.mode is Mode.SAME_CLOSURE
    assert codes(made)[0] == code
    assert "Whether water and power may share a trench (X 1, status M)" in told(made.review)


def test_a_pair_the_rulebook_does_not_know_lies_apart_but_one_service_may_share(rules: TrenchRules) -> None:
    apart = cut((project(Service.WATER), project(Service.POWER)), 9.0, rules, ())
    assert apart.mode is Mode.SAME_CLOSURE
    assert codes(apart)[0] == "trench.pair_unknown"
    telecoms = cut((project(Service.TELECOM, "a"), project(Service.TELECOM, "b")), 9.0, rules, ())
    assert telecoms.mode is Mode.SAME_TRENCH
    waters = cut((project(Service.WATER, "a"), project(Service.WATER, "b")), 9.0, rules, ())
    assert codes(waters) == ["trench.not_wider_than_separate", "trench.no_figure"]
    assert waters.reasons[1].data == {"a": "a", "b": "b", "gap_m": 0.3}  # the working room of a pipe


def test_a_road_too_narrow_for_one_trench_is_opened_in_turn(rules: TrenchRules) -> None:
    members = (project(Service.TELECOM), project(Service.POWER))
    assert cut(members, 3.71, rules, all_may_share()).mode is Mode.SAME_TRENCH
    made = cut(members, 3.69, rules, all_may_share())
    assert made.mode is Mode.SAME_CLOSURE
    assert codes(made)[1:] == ["trench.road_too_narrow", "trench.opened_in_turn"]
    assert made.reasons[1].data["opened_m"] == 1.85
    assert made.reasons[2].data["opened_m"] == pytest.approx(1.05 + 0.9 + 0.6)


def test_an_unknown_road_width_decides_nothing_and_is_said(rules: TrenchRules) -> None:
    made = cut((project(Service.TELECOM), project(Service.POWER)), UNKNOWN, rules, all_may_share())
    assert made.mode is Mode.SAME_TRENCH
    assert codes(made)[-1] == "trench.road_width_unknown"


def test_where_the_ends_of_the_range_disagree_the_break_even_is_told() -> None:
    members = (project(Service.WATER), project(Service.HEAT))
    made = cut(members, 12.0, trench_rules(low=0.3, high=0.5), all_may_share())
    assert made.mode is Mode.SAME_CLOSURE
    assert codes(made) == ["trench.wider_than_separate", "trench.depends_on_cutback"]
    assert made.reasons[1].data["break_even_m"] == 0.45
    assert made.width_m == (3.452, 4.252)
    even = cut(members, 12.0, trench_rules(low=0.4, high=0.5), all_may_share())
    assert even.mode is Mode.SAME_TRENCH


def test_recalled_figures_are_for_review_and_refuse_nothing(rules: TrenchRules) -> None:
    made = cut((project(Service.TELECOM, "a"), project(Service.TELECOM, "b")), 9.0, rules, ())
    assert told(made.review) == [
        "Cut-back of the pavement by 0.3 to 0.3 m on each side (no norm found, status U)",
        "Working room of 0.3 m on each side of a pipe (GB 50268 4.3.2, status M)",
        "Clear distance telecom_duct to telecom_duct of at least 0.5 m (GB 50289 4.1.9, status M)",
    ]


def test_more_lines_than_can_be_laid_out_lie_apart(rules: TrenchRules) -> None:
    made = cut(tuple(project(Service.TELECOM, str(i)) for i in range(9)), 30.0, rules, ())
    assert made.mode is Mode.SAME_CLOSURE
    assert made.width_m == pytest.approx((9 * 1.5, 9 * 1.5))
    assert codes(made) == ["trench.too_many_lines"]


def test_gas_in_its_own_trench_leaves_the_others_one(rules: TrenchRules) -> None:
    others = [Service.POWER, Service.TELECOM, Service.WATER]
    apart = [pair(Service.GAS, other, PairRule.SAME_CLOSURE, measures_zh="隔板") for other in others]
    shared = [rule for rule in all_may_share() if Service.GAS not in {rule.a, rule.b}]
    members = tuple(project(service) for service in [Service.GAS, *others])
    made = cut(members, 12.0, rules, (*apart, *shared))
    assert made.mode is Mode.SAME_CLOSURE
    assert made.trenches == (("telecom", "power", "water"), ("gas",))
    assert made.width_m == (3.172 + 1.36, 3.172 + 1.36)
    assert codes(made) == ["trench.pair_needs_measures"] * 3 + [
        "trench.not_wider_than_separate",
        "trench.shared_in_part",
    ]


def test_heat_keeps_away_from_a_trench_it_would_only_widen(rules: TrenchRules) -> None:
    members = tuple(project(service) for service in (Service.POWER, Service.TELECOM, Service.HEAT))
    less = cut(members, 12.0, trench_rules(low=0.2, high=0.2), all_may_share())
    assert less.trenches == (("power", "telecom"), ("heat",))
    assert less.width_m == pytest.approx((1.85 + 1.43 + 0.8, 1.85 + 1.43 + 0.8))
    equal = cut(members, 12.0, rules, all_may_share())
    assert equal.trenches == (("power", "telecom", "heat"),)
    assert equal.width_m == pytest.approx((4.48, 4.48))


services = st.lists(st.sampled_from(sorted(Service)), min_size=2, max_size=5)


@settings(deadline=None, max_examples=40)
@given(services, st.floats(2, 40) | st.just(UNKNOWN), st.randoms(use_true_random=False))
def test_the_order_of_the_projects_changes_nothing(chosen: list[Service], road: float, rng: random.Random) -> None:
    members = [project(service, f"{service.value}-{i}") for i, service in enumerate(chosen)]
    rules = trench_rules(low=0.15, high=0.5)
    made = cut(tuple(members), road, rules, all_may_share())
    rng.shuffle(members)
    assert cut(tuple(members), road, rules, all_may_share()) == made
    assert 0 < made.width_m[0] <= made.width_m[1]
    for reason in made.reasons:
        assert text_of(reason)
        assert text_of(reason, Language.EN)


@settings(deadline=None, max_examples=40)
@given(services, st.floats(2, 20), st.floats(0, 20))
def test_a_wider_road_never_parts_a_trench(chosen: list[Service], road: float, more: float) -> None:
    members = tuple(project(service, f"{service.value}-{i}") for i, service in enumerate(chosen))
    rules = trench_rules()
    if cut(members, road, rules, all_may_share()).mode is Mode.SAME_TRENCH:
        assert cut(members, road + more, rules, all_may_share()).mode is Mode.SAME_TRENCH


@settings(deadline=None, max_examples=40)
@given(services)
def test_one_trench_is_chosen_only_where_it_is_not_wider(chosen: list[Service]) -> None:
    members = tuple(project(service, f"{service.value}-{i}") for i, service in enumerate(chosen))
    rules = trench_rules(low=0.15, high=0.5)
    made = cut(members, UNKNOWN, rules, all_may_share())
    apart = cut(members, UNKNOWN, rules, tuple(pair(a, b, PairRule.NEVER) for a in Service for b in Service))
    assert apart.mode is Mode.SAME_CLOSURE
    assert sum(made.width_m) <= sum(apart.width_m)


def test_every_code_has_two_languages() -> None:
    assert all(zh and en for zh, en in CATALOGUE.values())
    assert all(code.startswith("trench.") for code in CATALOGUE)
