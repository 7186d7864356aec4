"""Every rule on a start, each on an instance solved by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from planner.calendar import WorkCalendar
from planner.model import Plan, ProjectStatus, Service, Track, Urgency, Window
from planner.rulebook.model import DayOverride, Severity
from planner.schedule.solve import schedule_works
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import (
    AS_OF,
    area_around,
    calendar,
    day,
    network,
    plan,
    price,
    project,
    rulebook,
    situation,
    with_blackout,
)

if TYPE_CHECKING:
    from planner.model import Situation


def excavation(made: Plan) -> date:
    return made.joint_works[0].phases.excavation.first


def codes(made: Plan) -> set[str]:
    assert [o.status for o in made.outcomes] == [ProjectStatus.UNSCHEDULED]
    assert not made.joint_works
    assert made.totals.openings == made.totals.openings_if_separate == 0
    return {r.code for r in made.outcomes[0].reasons}


def test_site_work_fills_a_window_exactly() -> None:
    # Five working days from 7 to 13 April 2026, one for each phase but installation, which needs two.
    made = plan(situation([(project("A", "04-07", "04-13"), 0, 0.0, 100.0)]))
    assert excavation(made) == day("04-07")
    assert made.joint_works[0].phases.reinstatement.last == day("04-13")


def test_a_window_one_day_too_short() -> None:
    made = plan(situation([(project("A", "04-07", "04-12"), 0, 0.0, 100.0)]))
    assert codes(made) == {"project.window"}
    (reason,) = made.outcomes[0].reasons
    assert (reason.data["needed"], reason.data["available"]) == (5, 4)


@pytest.mark.parametrize(("track", "first"), [(Track.SMALL_MICRO, "03-11"), (Track.CONSTRUCTION_PERMIT, "04-01")])
def test_survey_and_approval_come_first(track: Track, first: str) -> None:
    # Two days of survey, then five or twenty of approval, from Monday 2 March 2026 on.
    made = plan(situation([(project("A", "03-02", "06-30", track=track), 0, 0.0, 100.0)]))
    assert excavation(made) == day(first)
    assert made.joint_works[0].phases.survey.first == AS_OF


def test_no_time_for_approval() -> None:
    made = plan(situation([(project("A", "03-02", "03-16"), 0, 0.0, 100.0)]))
    assert codes(made) == {"project.lead", "project.within_window"}


@pytest.mark.parametrize(("kind", "paved"), [("new", "2021-05-20"), ("major_repair", "2023-05-20")])
def test_a_moratorium_delays(kind: str, paved: str) -> None:
    roads = network(paved_on=np.array([paved], "datetime64[D]"), paved_kind=np.array([kind], object))
    assert excavation(plan(situation([(project("A"), 0, 0.0, 100.0)], roads))) == day("05-20")


def test_a_moratorium_forbids() -> None:
    roads = network(paved_on=np.array(["2024-02-29"], "datetime64[D]"), paved_kind=np.array(["new"], object))
    made = plan(situation([(project("A"), 0, 0.0, 100.0)], roads))
    assert codes(made) == {"project.moratorium"}
    found = next(r for r in made.outcomes[0].reasons if r.code == "project.moratorium")
    assert found.data["until"] == date(2029, 3, 1)
    assert found.data["years"] == 5


def test_one_forbidden_run_keeps_the_whole_project_out() -> None:
    roads = network(
        (200.0, 200.0),
        corridor=np.array([0, 1]),
        paved_on=np.array(["NaT", "2024-01-01"], "datetime64[D]"),
        paved_kind=np.array(["", "new"], object),
    )
    one = project("A")
    assert "project.moratorium" in codes(plan(situation([(one, 0, 0.0, 100.0), (one, 1, 0.0, 100.0)], roads)))


def test_a_blackout_is_waited_out() -> None:
    book = with_blackout("04-03", "04-20")
    assert excavation(plan(situation([(project("A"), 0, 0.0, 100.0)]), book)) == day("04-21")


def test_a_blackout_holds_between_working_days_too() -> None:
    # 9 to 15 April is long enough, but a Saturday inside it is blocked.
    book = with_blackout("04-11", "04-11")
    assert codes(plan(situation([(project("A", "04-07", "04-14"), 0, 0.0, 100.0)]), book)) == {
        "project.blackout",
        "project.within_window",
    }


@pytest.mark.parametrize(
    "more",
    [
        {"severity": Severity.WARN},
        {"enabled": False},
        {"road_classes": ("primary",)},
        {"services": (Service.HEAT,)},
    ],
)
def test_a_blackout_of_others_does_not_hold(more: dict[str, object]) -> None:
    book = with_blackout("04-01", "06-30", **more)
    assert excavation(plan(situation([(project("A"), 0, 0.0, 100.0)]), book)) == day("04-01")


SCHOOL = {"school": area_around(network(), 0, 150.0, 160.0)}


@pytest.mark.parametrize(
    ("place", "from_m", "starts"),
    [
        # The area reaches five metres around 150 to 160 m; works of 50 m take four working days (1 + 1 + 1 + 1).
        ({"areas": ("school",)}, 120.0, "04-21"),
        ({"areas": ("school",)}, 0.0, "04-01"),
        ({"sections": ("S0",)}, 0.0, "04-21"),
        ({"sections": ("S1", "S2")}, 0.0, "04-01"),
        ({"roads": ("健康路",)}, 0.0, "04-21"),
        ({"roads": ("昆阳大道",), "areas": ("school",)}, 120.0, "04-21"),
        ({"areas": ("school",), "road_classes": ("primary",)}, 120.0, "04-01"),
        ({"areas": ("school",), "services": (Service.HEAT,)}, 120.0, "04-01"),
    ],
)
def test_a_blackout_of_a_place_holds_there_alone(place: dict[str, Any], from_m: float, starts: str) -> None:
    book = replace(with_blackout("04-01", "04-20", **place), areas=SCHOOL)
    ground = situation([(project("A"), 0, from_m, from_m + 50.0)])
    made = plan(ground, book)
    assert excavation(made) == day(starts)
    assert violations(made, ground, book, calendar(), price) == ()


def test_a_group_waits_for_the_place_of_any_member() -> None:
    book = replace(with_blackout("04-01", "04-20", areas=("school",)), areas=SCHOOL)
    rows = [(project("A"), 0, 0.0, 100.0), (project("B"), 0, 50.0, 170.0)]
    made = plan(situation(rows), book)
    assert [w.members for w in made.joint_works] == [("A", "B")]
    assert excavation(made) == day("04-21")


def excepted(**more: Any) -> Situation:
    """Return a pipe on a road paved in 2024, under the approval of an exception."""
    roads = network(paved_on=np.array(["2024-02-29"], "datetime64[D]"), paved_kind=np.array(["new"], object))
    one = project("A", moratorium_exception="叶政〔2026〕9号")
    return situation([(one, 0, 0.0, 100.0), *more.get("rows", ())], roads)


def test_an_approved_exception_lifts_the_moratorium_and_is_told() -> None:
    made = plan(excepted())
    assert excavation(made) == day("04-01")
    (told,) = [r for r in made.outcomes[0].reasons if r.code == "project.moratorium_excepted"]
    assert (told.data["approval"], told.data["until"]) == ("叶政〔2026〕9号", date(2029, 3, 1))
    assert violations(made, excepted(), rulebook(), calendar(), price) == ()


def test_an_exception_lifts_nothing_for_others_and_no_blackout() -> None:
    both = excepted(rows=[(project("B"), 0, 0.0, 100.0)])
    assert [w.members for w in plan(both).joint_works] == [("A",)]
    closed = plan(excepted(), with_blackout("03-01", "05-10"))
    assert excavation(closed) == day("05-11")


def test_an_exception_that_is_not_needed_is_not_told() -> None:
    free = plan(situation([(project("A", moratorium_exception="叶政〔2026〕9号"), 0, 0.0, 100.0)]))
    assert [r.code for r in free.outcomes[0].reasons] == ["project.scheduled"]


def test_a_make_up_day_is_worked_and_a_day_overridden_is_not() -> None:
    # 9 May 2026 is a Saturday worked for the holiday of the first to the fifth: 6, 7, 8, 9 and 11 May are five days.
    ground = situation([(project("A", "05-06", "05-11"), 0, 0.0, 100.0)])
    assert excavation(plan(ground)) == day("05-06")
    off = DayOverride(day=day("05-09"), working=False, reason="停工")
    book = replace(rulebook(), calendar=replace(rulebook().calendar, overrides=(off,)))
    days = WorkCalendar.build(book.calendar, date(2026, 1, 1), date(2026, 12, 31))
    left_out = schedule_works(ground, book, days, AS_OF, price)
    assert [r.code for r in left_out.outcomes[0].reasons] == ["project.window"]


def emergency(first: str, last: str) -> Plan:
    roads = network(paved_on=np.array(["2025-01-01"], "datetime64[D]"), paved_kind=np.array(["new"], object))
    urgent = project("A", first, last, urgency=Urgency.EMERGENCY, preferred_start=day("05-01"))
    return plan(situation([(urgent, 0, 0.0, 100.0)], roads), with_blackout("03-01", "12-31"))


@pytest.mark.parametrize(("first", "starts"), [("02-01", "03-02"), ("04-04", "04-07")])
def test_an_emergency_starts_at_once_whatever_else_holds(first: str, starts: str) -> None:
    made = emergency(first, "06-30")
    assert excavation(made) == day(starts)
    assert made.joint_works[0].phases.approval.last == day(starts)


def test_an_emergency_with_too_short_a_window() -> None:
    assert codes(emergency("03-02", "03-05")) == {"project.window"}


def test_a_planned_work_cannot_ride_on_an_emergency_without_approval() -> None:
    urgent = project("A", "03-02", "06-30", urgency=Urgency.EMERGENCY)
    made = plan(situation([(urgent, 0, 0.0, 100.0), (project("B", "03-02"), 0, 0.0, 100.0)]))
    assert [w.members for w in made.joint_works] == [("A",), ("B",)]
    assert made.declined[0].reason.code == "declined.at_once"
    later = project("A", "04-01", "06-30", urgency=Urgency.EMERGENCY)
    joined = plan(situation([(later, 0, 0.0, 100.0), (project("B", "03-02"), 0, 0.0, 100.0)]))
    assert [w.members for w in joined.joint_works] == [("A", "B")]
    assert joined.joint_works[0].lead == "A"


def test_works_beyond_the_calendar_are_not_offered() -> None:
    window = Window(first=date(2027, 12, 27), last=date(2028, 1, 31))
    late = replace(project("A"), window=window)
    assert "project.beyond_calendar" in codes(plan(situation([(late, 0, 0.0, 100.0)])))


def test_a_project_on_no_road_is_unmatched_and_assumptions_are_told() -> None:
    lost = project("Z", assumed=("install_m_per_day",))
    made = plan(situation([(project("A"), 0, 0.0, 100.0)], others=[lost]))
    assert [(o.project.key, o.status) for o in made.outcomes] == [
        ("A", ProjectStatus.SCHEDULED),
        ("Z", ProjectStatus.UNMATCHED),
    ]
    assert [r.code for r in made.outcomes[1].reasons] == ["project.unmatched", "project.assumed"]


def test_nothing_to_plan() -> None:
    made = plan(situation([]))
    assert (made.joint_works, made.declined, made.outcomes) == ((), (), ())
    assert made.solver.status == "optimal"
