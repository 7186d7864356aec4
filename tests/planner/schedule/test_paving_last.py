"""Paving comes last: what a resurfacing closes, keeps out and spares, solved by hand.

One pipe of 100 m takes five working days on site (1 + 2 + 1 + 1), one of 200 m ten (2 + 4 + 2 + 2). In May 2026 the
first to the fifth are off and Saturday the ninth is worked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from planner.model import ProjectStatus, Reason, Service, Urgency
from planner.rulebook.model import Paving
from planner.schedule.commitments import Commitments
from planner.schedule.ledger import ledger_of
from planner.schedule.replan import replan
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
    situation,
    with_never,
    with_resurfacing,
)

if TYPE_CHECKING:
    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook

BOOK = with_resurfacing("05-11", "05-22")


def made_of(ground: Situation, book: Rulebook = BOOK) -> Plan:
    """Return the plan of a situation, which the verifier accepts."""
    made = plan(ground, book)
    assert violations(made, ground, book, calendar(), price) == ()
    return made


def site(work: JointWork) -> tuple[date, date]:
    return work.phases.excavation.first, work.phases.reinstatement.last


def codes(made: Plan) -> list[str]:
    return [r.code for w in made.joint_works for r in w.reasons if "resurfacing" in r.code]


def test_a_work_closes_with_the_resurfacing_which_is_its_reinstatement() -> None:
    ground = situation([(project("A"), 0, 0.0, 100.0)])
    made = made_of(ground)
    (work,) = made.joint_works
    # The last day is the first of the resurfacing; the make-up Saturday counts among the five.
    assert site(work) == (day("05-06"), day("05-11"))
    (told,) = [r for r in work.reasons if r.code == "work.closed_by_resurfacing"]
    assert (told.data["closed_m"], told.data["low_m2"], told.data["high_m2"]) == (100.0, 100.0, 150.0)
    assert site(plan(ground).joint_works[0]) == (day("04-01"), day("04-08"))


def test_members_of_one_group_close_together() -> None:
    one, other = project("A"), project("B", service=Service.GAS)
    made = made_of(situation([(one, 0, 0.0, 100.0), (other, 0, 50.0, 150.0)]))
    assert [w.members for w in made.joint_works] == [("A", "B")]
    assert site(made.joint_works[0])[1] == day("05-11")
    assert codes(made) == ["work.closed_by_resurfacing"]


def test_a_preferred_start_counts_for_more() -> None:
    made = made_of(situation([(project("A", preferred_start=day("04-01")), 0, 0.0, 100.0)]))
    assert site(made.joint_works[0])[0] == day("04-01")
    assert codes(made) == ["work.before_resurfacing"]


def test_on_each_metre_the_last_work_is_the_one_that_is_closed() -> None:
    # Gas and heat never share: 50 m lie under both, and whoever digs first there lays a pavement that is dug again.
    book = with_resurfacing("05-11", "05-22", with_never(Service.GAS, Service.HEAT))
    gas, heat = project("A", service=Service.GAS), project("B", service=Service.HEAT)
    ground = situation([(gas, 0, 0.0, 100.0), (heat, 0, 50.0, 150.0)])
    made = made_of(ground, book)
    first, second = made.joint_works
    assert site(first)[1] == day("05-11")
    assert site(second) == (day("05-12"), day("05-18"))
    closed = [r.data["closed_m"] for w in made.joint_works for r in w.reasons if r.code == "work.closed_by_resurfacing"]
    assert closed == [50.0, 100.0]
    ledger = ledger_of(made, ground, book, calendar(), price)
    assert ledger.plan.reinstated_m2 == (200.0, 300.0)
    assert ledger.plan.resurfaced_m2 == (150.0, 225.0)


def test_a_sliver_that_no_file_can_tell_is_not_closed() -> None:
    # Both end on one day; what the first has to itself is a millimetre.
    book = with_resurfacing("05-11", "05-22", with_never(Service.GAS, Service.HEAT))
    gas, heat = project("A", service=Service.GAS), project("B", service=Service.HEAT)
    made = made_of(situation([(gas, 0, 0.0, 100.0), (heat, 0, 0.001, 100.0)]), book)
    assert sorted(codes(made)) == ["work.before_resurfacing", "work.closed_by_resurfacing"]


def test_planning_again_tells_of_the_same_closings() -> None:
    book = with_resurfacing("05-11", "05-22", with_never(Service.GAS, Service.HEAT))
    gas, heat = project("A", service=Service.GAS), project("B", service=Service.HEAT)
    ground = situation([(gas, 0, 0.0, 100.0), (heat, 0, 50.0, 150.0)])
    made = made_of(ground, book)
    # As a file brings them back, reasons carry their sentence and no data
    read = replace(made, joint_works=tuple(_read_back(w) for w in made.joint_works))
    for before in (made, read):
        again = replan(before, ground, book, calendar(), AS_OF, price, Commitments()).schedule
        assert again.joint_works == made.joint_works


def test_a_neighbour_who_comes_later_takes_over_the_closing() -> None:
    book = with_resurfacing("05-11", "05-22", with_never(Service.GAS, Service.HEAT))
    gas, heat = project("A", service=Service.GAS), project("B", "05-12", service=Service.HEAT)
    alone = made_of(situation([(gas, 0, 0.0, 100.0)]), book)
    assert codes(alone) == ["work.closed_by_resurfacing"]
    both = situation([(gas, 0, 0.0, 100.0), (heat, 0, 0.0, 100.0)])
    again = replan(alone, both, book, calendar(), AS_OF, price, Commitments()).schedule
    told = {w.members: [r.code for r in w.reasons if "resurfacing" in r.code] for w in again.joint_works}
    assert told == {("A",): ["work.before_resurfacing"], ("B",): ["work.closed_by_resurfacing"]}


def _read_back(work: JointWork) -> JointWork:
    return replace(work, reasons=tuple(Reason(code=r.code, data={}) for r in work.reasons))


def test_nothing_opens_after_it() -> None:
    # 18 to 22 May leaves five of the ten working days before the end of the resurfacing.
    made = made_of(situation([(project("B", "05-18", "12-01"), 0, 0.0, 200.0)]))
    (outcome,) = made.outcomes
    assert outcome.status is ProjectStatus.UNSCHEDULED
    assert {r.code for r in outcome.reasons} == {"project.resurfacing", "project.within_window"}
    told = next(r for r in outcome.reasons if r.code == "project.resurfacing")
    assert (told.data["paved"], told.data["until"]) == (day("05-22"), date(2029, 5, 22))


def test_a_new_pavement_is_protected_for_longer() -> None:
    book = with_resurfacing("05-11", "05-22", kind=Paving.NEW)
    made = made_of(situation([(project("B", "05-18", "12-01"), 0, 0.0, 200.0)]), book)
    told = next(r for r in made.outcomes[0].reasons if r.code == "project.resurfacing")
    assert told.data["until"] == date(2031, 5, 22)


def test_an_exception_opens_the_road_again_but_not_across_the_end() -> None:
    excepted = project("B", "05-18", "12-01", moratorium_exception="叶政〔2026〕9号")
    made = made_of(situation([(excepted, 0, 0.0, 200.0)]))
    assert site(made.joint_works[0])[0] == day("05-25")
    assert codes(made) == []


def test_an_emergency_starts_at_once() -> None:
    urgent = replace(project("B", "05-18", "12-01"), urgency=Urgency.EMERGENCY)
    assert site(made_of(situation([(urgent, 0, 0.0, 200.0)])).joint_works[0])[0] == day("05-18")


@pytest.mark.parametrize(
    "place",
    [{"roads": ("别的路",)}, {"roads": (), "sections": ("S9",)}, {"roads": (), "areas": ("east",)}],
)
def test_the_resurfacing_of_another_road_does_not_hold(place: dict[str, Any]) -> None:
    roads = network()
    areas = {"east": area_around(roads, 0, 300.0, 500.0)}
    book = replace(with_resurfacing("05-11", "05-22", **place), areas=areas)
    made = made_of(situation([(project("A"), 0, 0.0, 100.0)], roads), book)
    assert site(made.joint_works[0])[0] == day("04-01")
    assert codes(made) == []


@pytest.mark.parametrize(
    "place",
    [{"sections": ("other-id",)}, {"areas": ("west",)}],
)
def test_a_road_is_named_by_its_section_or_by_an_area(place: dict[str, Any]) -> None:
    roads = replace(network(), aliases={"other-id": "S0"})
    areas = {"west": area_around(roads, 0, 0.0, 50.0)}
    book = replace(with_resurfacing("05-11", "05-22", roads=(), **place), areas=areas)
    assert codes(made_of(situation([(project("A"), 0, 0.0, 100.0)], roads), book)) == ["work.closed_by_resurfacing"]


def test_pairs_that_would_have_to_dig_after_it_are_told_so() -> None:
    # 12 to 22 May are nine working days: together they need 7 (1 + 4 + 1 + 1), with the longer line 12 (2 + 6 + 2 + 2).
    one, other = project("A", "05-12", "09-30"), project("B", "04-01", "05-30")
    ground = situation([(one, 0, 0.0, 100.0), (other, 0, 0.0, 100.0)])
    assert [w.members for w in made_of(ground).joint_works] == [("A", "B")]
    longer = situation([(one, 0, 0.0, 100.0), (other, 0, 0.0, 200.0)])
    made = made_of(longer)
    assert [w.members for w in made.joint_works] == [("B",), ("A",)]
    assert [d.reason.code for d in made.declined] == ["declined.resurfacing"]
    assert made.declined[0].reason.data["paved"] == day("05-22")
