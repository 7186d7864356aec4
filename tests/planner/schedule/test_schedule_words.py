"""Every sentence of the schedule is said by some situation, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from planner.messages import Language, text_of
from planner.messages.reasons import CATALOGUE
from planner.model import Reason, Service, Track, Unmatched, Urgency, Window
from planner.rulebook.model import Pair, Wishes
from tests.planner.schedule.schedule_ground import (
    day,
    figure,
    network,
    plan,
    project,
    rulebook,
    situation,
    with_blackout,
    with_never,
    with_resurfacing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.model import Network, Plan, Project
    from planner.rulebook.model import Rulebook


def pair(one: Project, other: Project, book: Rulebook | None = None, roads: Network | None = None) -> Plan:
    return plan(situation([(one, 0, 0.0, 200.0), (other, 0, 50.0, 250.0)], roads), book)


def alone(one: Project, book: Rulebook | None = None, roads: Network | None = None) -> Plan:
    return plan(situation([(one, 0, 0.0, 100.0)], roads), book)


def paved(day: str) -> Network:
    return network(paved_on=np.array([day], "datetime64[D]"), paved_kind=np.array(["new"], object))


def half_paved() -> Network:
    return network(
        (250.0, 250.0),
        paved_on=np.array(["NaT", "2021-07-01"], "datetime64[D]"),
        paved_kind=np.array(["", "new"], object),
    )


def over_a_holiday() -> Plan:
    # Alone both take five working days from 23 September 2026 (eight calendar days); together eight, which the
    # seven days off from 1 October on make eighteen.
    window = ("09-23", "10-10")
    one, other = project("A", *window, service=Service.GAS), project("B", *window)
    return plan(situation([(one, 0, 0.0, 100.0), (other, 0, 80.0, 180.0)]))


def moratorium_between() -> Plan:
    one, other = project("A", "04-01", "07-10"), project("B", "04-01", "12-01")
    return plan(situation([(one, 0, 50.0, 250.0), (other, 0, 150.0, 250.0), (other, 1, 0.0, 50.0)], half_paved()))


def better_partner() -> Plan:
    first, last = project("A", "04-01", "05-10"), project("C", "06-01", "08-30")
    middle = project("B", "04-01", "08-30")
    return plan(situation([(first, 0, 0.0, 100.0), (middle, 0, 70.0, 300.0), (last, 0, 100.0, 300.0)]))


def late() -> Plan:
    window = Window(first=date(2027, 12, 27), last=date(2028, 1, 31))
    return alone(replace(project("A"), window=window))


def off_road() -> Plan:
    ground = situation([(project("A"), 0, 0.0, 100.0)], others=[project("Z")])
    lost = Unmatched(project=np.array([0]), lines=np.array([None], object), length_m=np.array([12.5]))
    return plan(replace(ground, unmatched=lost))


def too_few_crews() -> Plan:
    roads = network((100.0, 100.0), corridor=np.array([0, 1]))
    crews = tuple(replace(o, crews=figure(1)) for o in rulebook().organisations)
    ground = situation([(project(k, "04-07", "04-13"), s, 0.0, 100.0) for s, k in enumerate("AB")], roads)
    return plan(ground, replace(rulebook(), organisations=crews))


def too_long_before_paving() -> Plan:
    rows = [(project("A", "05-12", "09-30"), 0, 0.0, 100.0), (project("B", "04-01", "05-30"), 0, 0.0, 200.0)]
    return plan(situation(rows), with_resurfacing("05-11", "05-22"))


def with_wishes(**wishes: Any) -> Rulebook:
    return replace(rulebook(), wishes=Wishes(**wishes))


WISHED = Pair(a="A", b="B", why="asked for")
EMERGENCY = {"urgency": Urgency.EMERGENCY}
SAID: dict[str, Callable[[], Plan]] = {
    "declined.at_once": lambda: pair(project("A", "03-02", **EMERGENCY), project("B", "03-02")),
    "declined.blackout": lambda: pair(
        project("A", "04-07", "05-30"), project("B", "04-15", "06-30"), with_blackout("05-01", "05-10")
    ),
    "declined.incompatible": lambda: pair(
        project("A", service=Service.GAS),
        project("B", service=Service.HEAT),
        with_never(Service.GAS, Service.HEAT),
    ),
    "declined.lead": lambda: pair(
        project("A", "03-02", "12-01", track=Track.CONSTRUCTION_PERMIT), project("B", "03-02", "04-20")
    ),
    "declined.moratorium": moratorium_between,
    "declined.no_common_window": lambda: pair(project("A", "04-07", "05-09"), project("B", "05-20", "06-30")),
    "declined.not_worth": better_partner,
    "declined.resurfacing": too_long_before_paving,
    "declined.too_short": lambda: pair(project("A", "04-07", "04-28"), project("B", "04-07", "04-28")),
    "declined.unscheduled": lambda: pair(project("A"), project("B", "04-01", "04-03")),
    "declined.wished_apart": lambda: pair(project("A"), project("B"), with_wishes(apart=(WISHED,))),
    "project.assumed": lambda: alone(project("A", assumed=("install_m_per_day", "laying"))),
    "project.beyond_calendar": late,
    "project.blackout": lambda: alone(project("A", "04-07", "04-14"), with_blackout("04-11", "04-11")),
    "project.deferred": too_few_crews,
    "project.deferred_by": too_few_crews,
    "project.lead": lambda: alone(project("A", "03-02", "03-16")),
    "project.moratorium": lambda: alone(project("A"), roads=paved("2024-02-29")),
    "project.moratorium_excepted": lambda: alone(
        project("A", moratorium_exception="叶政〔2026〕9号"), roads=paved("2024-02-29")
    ),
    "project.partly_unmatched": off_road,
    "project.resurfacing": lambda: alone(project("A", "05-20", "09-30"), with_resurfacing("05-11", "05-22")),
    "project.scheduled": lambda: alone(project("A")),
    "project.unmatched": off_road,
    "project.window": lambda: alone(project("A", "04-07", "04-10")),
    "project.within_window": lambda: alone(project("A", "03-02", "03-16")),
    "work.before_resurfacing": lambda: alone(
        project("A", preferred_start=day("04-01")), with_resurfacing("05-11", "05-22")
    ),
    "work.closed_by_resurfacing": lambda: alone(project("A"), with_resurfacing("05-11", "05-22")),
    "work.partners_declined": better_partner,
    "work.saves": better_partner,
    "work.saves_metres": over_a_holiday,
    "work.shared_metres": better_partner,
    "work.single": lambda: alone(project("A")),
    "work.wished": lambda: pair(project("A"), project("B"), with_wishes(together=(WISHED,))),
}


def reasons(made: Plan) -> list[Reason]:
    told = [reason for outcome in made.outcomes for reason in outcome.reasons]
    told += [reason for work in made.joint_works for reason in work.reasons]
    return told + [declined.reason for declined in made.declined]


@cache
def said(code: str) -> Reason:
    return next(reason for reason in reasons(SAID[code]()) if reason.code == code)


def test_every_sentence_has_a_situation() -> None:
    assert set(SAID) == set(CATALOGUE)


@pytest.mark.parametrize("code", sorted(SAID))
def test_each_sentence_is_said_somewhere_in_both_languages(code: str) -> None:
    zh, en = (text_of(said(code), language) for language in Language)
    assert "{" not in zh + en
    assert zh != en
    assert en.isascii() or code.startswith(("declined.", "project.moratorium", "project.scheduled", "work.shared"))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("project.assumed", "A 未填报每日安装长度、敷设方式，按规则册取值"),
        (
            "project.lead",
            "A 须先完成勘查和审批，最早可于2026年3月11日开工；至申报时段末2026年3月16日有 4 个工作日，施工需 5 个",
        ),
        (
            "declined.no_common_window",
            (
                "A 与 B 在健康路（路段 S0）有 150.0 米重合，但 A 的申报时段止于2026年5月9日，B 的自2026年5月20日起，"
                "前后相差 11 天"
            ),
        ),
        ("work.saves_metres", "比各自施工少开挖 20.0 米；因施工期跨越休息日，占道多 2 天"),
    ],
)
def test_sentences_are_plain_chinese(code: str, sentence: str) -> None:
    assert text_of(said(code)) == sentence


def test_a_road_without_a_name_is_said_to_have_none() -> None:
    roads = network(names=np.array([""], object))
    made = pair(project("A", "04-07", "05-09"), project("B", "05-20", "06-30"), roads=roads)
    assert "在未命名道路（路段 S0）" in text_of(made.declined[0].reason)
    assert "an unnamed road (section S0)" in text_of(made.declined[0].reason, Language.EN)
