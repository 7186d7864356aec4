"""Every code that trenches emit is emitted here and has a sentence in two languages."""

from __future__ import annotations

import dataclasses

from planner.messages import Language, text_of
from planner.messages.trench import CATALOGUE
from planner.model import Reason, Service
from planner.rulebook.model import PairRule, Range, Status
from planner.trench.crossings import with_crossings
from planner.trench.layout import lay_out
from planner.trench.price import cut
from planner.trench.walls import walls_of
from tests.planner.trench.crossing_ground import crossing_ground, outcomes
from tests.planner.trench.trench_figures import all_may_share, ground, pair, project, trench_rules

WATER, POWER, GAS, HEAT, TELECOM = Service.WATER, Service.POWER, Service.GAS, Service.HEAT, Service.TELECOM


def emitted() -> list[Reason]:
    rules = trench_rules(low=0.0, high=0.3)
    doubted = pair(WATER, POWER, PairRule.SAME_CLOSURE, Status.RECALLED)
    told = [
        *cut((project(WATER),), 9.0, rules, ()).reasons,
        *cut((project(WATER, "a"), project(WATER, "b")), float("nan"), rules, ()).reasons,
        *cut(tuple(project(TELECOM, str(i)) for i in range(9)), 9.0, rules, ()).reasons,
        *cut((project(HEAT), project(POWER, voltage_kv=None)), 3.0, rules, all_may_share()).reasons,
        *cut((project(HEAT), project(GAS)), 9.0, rules, all_may_share()).reasons,
        *cut((project(HEAT), project(POWER), project(TELECOM)), 12.0, rules, all_may_share()).reasons,
        *cut((project(WATER), project(GAS, pressure_mpa=None)), 9.0, rules, ()).reasons,
        *cut((project(GAS, pressure_mpa=2.0),), 9.0, rules, ()).reasons,
        *cut((project(TELECOM, "a"), project(TELECOM, "b")), 9.0, rules, ()).review,
        *cut((project(WATER), project(POWER)), 9.0, rules, (doubted,)).review,
        *lay_out([project(HEAT)], rules).review,
        *lay_out([project(WATER, cover_m=0.2)], rules).told,
    ]
    for rule, measures in ((PairRule.NEVER, None), (PairRule.SAME_CLOSURE, None), (PairRule.SAME_CLOSURE, "隔板")):
        apart = pair(WATER, POWER, rule) if measures is None else pair(WATER, POWER, rule, measures_zh=measures)
        told += cut((project(WATER), project(POWER)), 9.0, rules, (apart,)).reasons
    told += deep()
    told += crossed()
    shared = pair(WATER, POWER, PairRule.SAME_TRENCH, measures_zh="净距")
    return [*told, *cut((project(WATER), project(POWER)), 9.0, rules, (shared,)).reasons]


def deep() -> list[Reason]:
    """Return what a trench four metres deep tells, supported by a doubted figure and sloped."""
    doubted = Range(low=0.15, high=0.2, status=Status.RECALLED, source="typed")
    supported = walls_of(4.0, ground(support_each_side_m=doubted))
    sloped = walls_of(1.6, ground(run=0.05))
    return [*supported.told, *supported.review, *sloped.told, *sloped.review]


def crossed() -> list[Reason]:
    """Return what crossings tell: too near by a founded and by a recalled figure, as stated, and without a figure."""
    pairs = [
        (project(WATER), project(GAS)),
        (project(WATER, "a"), project(WATER, "b")),
        (project(WATER, cover_m=0.9), project(GAS, cover_m=0.95)),
        (project(TELECOM, "t1"), project(TELECOM, "t2")),
    ]
    return [
        reason
        for pair_of in pairs
        for outcome in with_crossings(outcomes(pair_of), crossing_ground(pair_of), trench_rules())
        for reason in outcome.reasons
    ]


def test_every_code_is_worded_and_every_word_is_used() -> None:
    told = emitted()
    for reason in told:
        for language in Language:
            assert "{" not in text_of(reason, language)
    on_drawings = {code for code in CATALOGUE if code.startswith("trench.drawing_")}
    assert {reason.code for reason in told} == set(CATALOGUE) - on_drawings


def test_english_reasons_say_measures_and_places_in_norms_in_english() -> None:
    rule = pair(WATER, POWER, PairRule.SAME_CLOSURE, measures_zh="隔板", clause="GB 50289-2016 表4.1.9")
    worded = dataclasses.replace(rule, measures_en="barriers")
    for each, measures in ((rule, "隔板"), (worded, "barriers")):
        (told,) = (
            reason
            for reason in cut((project(WATER, "w"), project(POWER, "p")), 9.0, trench_rules(), (each,)).reasons
            if reason.code == "trench.pair_needs_measures"
        )
        assert f"(GB 50289-2016 table 4.1.9, status {rule.status.value}). {measures}" in text_of(told, Language.EN)
        assert "（GB 50289-2016 表4.1.9，" in text_of(told)
        assert text_of(told).endswith("隔板")


def test_titles_of_laws_stay_as_they_are() -> None:
    data = {"depth_m": 5.0, "limit_m": 3.0, "clause": "建办质〔2018〕31号 附件1"}
    assert text_of(Reason(code="trench.special_scheme", data=data), Language.EN).endswith(
        "(建办质〔2018〕31号 annex 1)"
    )
