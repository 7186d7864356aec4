"""Crossings: the gap between two lines by their covers, against table 4.1.14."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import (
    Cut,
    JointWork,
    Kind,
    Mode,
    Opening,
    Phases,
    Reason,
    Service,
    Window,
)
from planner.trench.crossings import check_crossing, with_crossings, works_with_crossings
from tests.planner.trench.crossing_ground import crossing_ground, outcomes
from tests.planner.trench.trench_figures import project, trench_rules

RULES = trench_rules()
WATER, GAS, POWER, TELECOM, HEAT = Service.WATER, Service.GAS, Service.POWER, Service.TELECOM, Service.HEAT


def test_lines_whose_covers_nobody_stated_are_ordered_from_the_surface_down() -> None:
    """Gas lies from 0.90 to 1.06, water from 0.70 to 0.922: water goes below gas, 0.15 m under it."""
    check = check_crossing(project(WATER), project(GAS), RULES)
    assert (check.upper, check.lower, check.gap_m, check.need_m) == ("gas", "water", -0.022, 0.15)
    assert check.lower_top_m == pytest.approx(1.06 + 0.15)
    assert not check.is_kept
    assert check.can_move


def test_a_line_that_is_deep_enough_is_left_alone_whatever_the_order() -> None:
    check = check_crossing(project(WATER), project(GAS, cover_m=1.2), RULES)
    assert check.is_kept
    assert (check.upper, check.lower, check.gap_m) == ("water", "gas", 0.278)


def test_a_stated_cover_stays_and_the_open_line_goes_below_it() -> None:
    check = check_crossing(project(WATER, cover_m=0.9), project(GAS), RULES)
    assert (check.upper, check.lower, check.lower_top_m, check.can_move) == ("water", "gas", 1.272, True)


def test_two_stated_covers_that_are_too_near_fall_short() -> None:
    check = check_crossing(project(WATER, cover_m=0.9), project(GAS, cover_m=1.2), RULES)
    assert (check.upper, check.gap_m, check.is_kept, check.can_move) == ("water", 0.078, False, False)


def test_exactly_the_distance_is_enough() -> None:
    check = check_crossing(project(WATER, cover_m=0.828), project(GAS, cover_m=1.2), RULES)
    assert (check.gap_m, check.is_kept) == (0.15, True)


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (project(WATER), project(GAS), "trench.crossing_lower"),
        (project(WATER, cover_m=0.9), project(GAS, cover_m=0.95), "trench.crossing_short"),
        (project(WATER, "a"), project(WATER, "b"), "trench.recalled_crossing"),
        (project(TELECOM, "a"), project(TELECOM, "b"), "trench.crossing_one_level"),
        (project(WATER), project(GAS, cover_m=1.2), None),
        (project(TELECOM, "a"), project(TELECOM, "b", cover_m=2.0), None),
    ],
)
def test_both_projects_hear_of_a_crossing_that_is_too_near(one: Any, other: Any, code: str | None) -> None:
    told = with_crossings(outcomes([one, other]), crossing_ground([one, other]), RULES)
    assert [[reason.code for reason in outcome.reasons] for outcome in told] == [[code] if code else []] * 2


def test_one_reason_tells_all_places_of_a_pair() -> None:
    pair = [project(WATER), project(GAS)]
    (reason,) = with_crossings(outcomes(pair), crossing_ground(pair, (70.0, 40.0)), RULES)[0].reasons
    assert (reason.data["places"], reason.data["count"]) == (["S1 40 m", "S1 70 m"], 2)
    many = with_crossings(outcomes(pair), crossing_ground(pair, tuple(map(float, range(20)))), RULES)[0].reasons[0]
    assert (len(many.data["places"]), many.data["count"]) == (8, 20)
    (off,) = with_crossings(outcomes(pair), crossing_ground(pair, (40.0,), section=-1), RULES)[0].reasons
    assert (off.data["places"], off.data["count"]) == (["—"], 1)


def test_reasons_come_after_those_that_are_there() -> None:
    pair = [project(WATER), project(GAS)]
    before = tuple(replace(outcome, reasons=(Reason(code="before"),)) for outcome in outcomes(pair))
    told = with_crossings(before, crossing_ground(pair), RULES)
    assert [reason.code for reason in told[0].reasons] == ["before", "trench.crossing_lower"]


def work(members: tuple[str, ...], from_m: float, to_m: float) -> JointWork:
    day = Window(first=date(2026, 3, 2), last=date(2026, 3, 2))
    opening = Opening(
        section_id="S1", from_m=from_m, to_m=to_m, members=members, cut=Cut(mode=Mode.SINGLE, width_m=(1.0, 1.0))
    )
    phases = Phases(
        survey=day, approval=day, excavation=day, installation=(), backfill=day, reinstatement=day, acceptance=day
    )
    return JointWork(
        id="JW-0001",
        kind=Kind.SOLO,
        road_name="S1",
        lead=members[0],
        members=members,
        stretches=(),
        openings=(opening,),
        phases=phases,
        opened_m=1.0,
        opened_m_if_separate=1.0,
        closure_days=1,
        closure_days_if_separate=1,
        reinstated_m2=(1.0, 1.0),
        reinstated_m2_if_separate=(1.0, 1.0),
        reasons=(),
    )


@pytest.mark.parametrize(
    ("members", "from_m", "to_m", "places"),
    [
        (("water",), 0.0, 100.0, [["S1 40 m", "S1 70 m"]]),
        (("gas", "water"), 40.0, 60.0, [["S1 40 m"]]),
        (("gas",), 41.0, 60.0, []),
        (("heat",), 0.0, 100.0, []),
    ],
)
def test_a_work_hears_of_crossings_on_the_metres_it_opens(
    members: tuple[str, ...], from_m: float, to_m: float, places: list[list[str]]
) -> None:
    ground = crossing_ground([project(WATER), project(GAS), project(HEAT)], (40.0, 70.0))
    (told,) = works_with_crossings([work(members, from_m, to_m)], ground, RULES)
    assert [reason.data["places"] for reason in told.reasons] == places


covers = st.none() | st.floats(0.3, 3.0).map(lambda m: round(m, 2))


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(sorted(Service)), st.sampled_from(sorted(Service)), covers, covers)
def test_what_is_asked_for_keeps_the_distance(one: Service, other: Service, a: float | None, b: float | None) -> None:
    first, second = project(one, "a", cover_m=a), project(other, "b", cover_m=b)
    check = check_crossing(first, second, RULES)
    assert check == check_crossing(second, first, RULES)
    if check.can_move and not check.is_kept:
        lower = first if check.lower == "a" else second
        upper = second if check.lower == "a" else first
        assert lower.specification.cover_m is None
        kept = project(lower.service, lower.key, cover_m=check.lower_top_m + 0.001)
        assert check_crossing(upper, kept, RULES).is_kept
