"""Crews and traffic, solved by hand, and the verifier on plans made without them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from planner.model import ProjectStatus, Urgency
from planner.rulebook.model import Status, TrafficRules, TrafficSet
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import (
    calendar,
    day,
    figure,
    network,
    plan,
    price,
    project,
    rulebook,
    situation,
)
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from datetime import date

    from planner.model import JointWork, Network, Plan, Situation
    from planner.rulebook.model import Rulebook


def with_crews(crews: int, book: Rulebook | None = None) -> Rulebook:
    book = book or rulebook()
    return replace(book, organisations=tuple(replace(o, crews=figure(crews)) for o in book.organisations))


def with_traffic(**rules: Any) -> Rulebook:
    return replace(rulebook(), traffic=TrafficRules(**rules))


def named(**more: Any) -> TrafficSet:
    return TrafficSet(id="north", zh="北片", en="north", status=Status.POLICY, source="county_policy", **more)


def three_roads() -> Network:
    """Return a street (1) between a road at its west (0) and one at its east (2) end, all of one length."""
    return network(
        (200.0, 200.0, 200.0),
        corridor=np.arange(3),
        start_node=np.array([1, 1, 2]),
        end_node=np.array([0, 2, 3]),
        names=np.array(["西路", "中街", "东路"], object),
        road_class=np.array(["primary", "residential", "primary"], object),
    )


def apart(first: str = "04-01", last: str = "06-30", roads: Network | None = None) -> Situation:
    """Return one pipe on the west and one on the east road, each reaching the street: 10 working days (2+4+2+2)."""
    return situation(
        [(project("A", first, last), 0, 0.0, 200.0), (project("B", first, last), 2, 0.0, 200.0)],
        roads or three_roads(),
    )


def installing(work: JointWork) -> tuple[date, date]:
    (leg,) = work.phases.installation
    return leg.window.first, leg.window.last


def closed_at_once(made: Plan) -> bool:
    one, other = made.joint_works
    return one.phases.reinstatement.last >= other.phases.excavation.first


def faults(made: Plan, ground: Situation, book: Rulebook) -> set[str]:
    return {v.code for v in violations(made, ground, book, calendar(), price)}


def test_one_crew_lays_one_line_at_a_time_and_digging_needs_none() -> None:
    made = plan(apart(), with_crews(1))
    first, second = (installing(w) for w in made.joint_works)
    assert first[1] < second[0]
    assert closed_at_once(made)
    # Four working days of laying: the second lays from the first day the crew is free.
    assert second[0] == calendar().add_working_days(first[0], 4)
    assert not faults(made, apart(), with_crews(1))
    assert faults(plan(apart()), apart(), with_crews(1)) == {"violation.crews"}


def test_where_one_crew_has_no_time_for_two_one_is_put_off() -> None:
    # 12 working days: each needs 10, so the two layings of 4 days can be shifted by 2 at the most.
    ground = apart("04-07", "04-22")
    assert calendar().count_working(day("04-07"), day("04-22")) == 12
    made = plan(ground, with_crews(1))
    assert [o.status for o in made.outcomes] == [ProjectStatus.SCHEDULED, ProjectStatus.UNSCHEDULED]
    assert [r.code for r in made.outcomes[1].reasons] == ["project.deferred", "project.deferred_by"]
    assert made.outcomes[1].reasons[1].data == {"project": "B", "limit": "crews", "works": ("JW-0001",)}
    assert made.solver.deferred == 1
    assert not faults(made, ground, with_crews(1))


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"sets": (named(roads=("西路", "东路")),)}, "violation.traffic_set"),
        ({"sets": (named(sections=("S0", "S2")),)}, "violation.traffic_set"),
        ({"block_classes": ("residential",)}, "violation.block_ends"),
    ],
)
def test_closures_that_must_not_meet_follow_each_other(rules: dict[str, Any], code: str) -> None:
    book = with_traffic(**rules)
    made = plan(apart(), book)
    assert not closed_at_once(made)
    assert not faults(made, apart(), book)
    assert closed_at_once(plan(apart()))
    assert faults(plan(apart()), apart(), book) == {code}


def test_main_roads_that_meet_are_not_closed_at_once() -> None:
    roads = replace(three_roads(), start_node=np.array([1, 1, 1]))
    book = with_traffic(main_classes=("primary",))
    made = plan(apart(roads=roads), book)
    assert not closed_at_once(made)
    assert not faults(made, apart(roads=roads), book)
    assert faults(plan(apart(roads=roads)), apart(roads=roads), book) == {"violation.main_junction"}
    assert closed_at_once(plan(apart(), book))


def test_one_closure_per_road_may_be_a_rule() -> None:
    # Two that share nothing and need 5 working days each (1 + 2 + 1 + 1), with 15 to lie in, then with 6.
    book = with_traffic(one_per_road=True)

    def two(last: str) -> Situation:
        return situation([(project(k, "04-07", last), 0, at, at + 100.0) for k, at in (("A", 0.0), ("B", 400.0))])

    assert not closed_at_once(plan(two("04-27"), book))
    assert not faults(plan(two("04-27"), book), two("04-27"), book)
    tight = two("04-14")
    assert closed_at_once(plan(tight))
    assert faults(plan(tight), tight, book) == {"violation.road_twice"}
    assert plan(tight, book).solver.deferred == 1


def test_an_emergency_takes_the_crew_and_the_others_wait() -> None:
    urgent = replace(project("B", "03-02", "06-30"), urgency=Urgency.EMERGENCY)
    also = replace(project("C", "03-02", "06-30"), urgency=Urgency.EMERGENCY)
    rows = [(project("A", "03-02"), 0, 0.0, 200.0), (urgent, 2, 0.0, 200.0), (also, 1, 0.0, 200.0)]
    ground, book = situation(rows, three_roads()), with_crews(1)
    made = plan(ground, book)
    by_member = {w.members[0]: w for w in made.joint_works}
    assert by_member["B"].phases.excavation.first == by_member["C"].phases.excavation.first == day("03-02")
    assert installing(by_member["A"])[0] > installing(by_member["B"])[1]
    assert not faults(made, ground, book)


@pytest.mark.parametrize("seed", [0, 3, 6])
def test_random_plans_keep_every_limit(seed: int) -> None:
    ground = random_situation(seed, 12, days=(20, 60))
    book = replace(with_crews(1), traffic=TrafficRules(one_per_road=True, main_classes=("residential",)))
    made = plan(ground, book)
    assert faults(made, ground, book) == set()
    assert made.solver.bound <= made.solver.objective + 1e-6
    assert plan(ground, book) == made
