"""Shares of a joint work by hand, and what must hold for every work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from planner.model import Service
from planner.schedule.shares import MOST_MEMBERS, Method, Quantity, shares_of
from tests.planner.schedule.schedule_ground import calendar, plan, price, project, rulebook, situation
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from planner.model import Situation
    from planner.schedule.shares import Division, WorkShares


def divided(ground: Situation) -> tuple[WorkShares, ...]:
    return shares_of(plan(ground), ground, rulebook(), calendar(), price)


def only(ground: Situation) -> dict[Quantity, Division]:
    (work,) = divided(ground)
    return {d.quantity: d for d in work.divisions}


def column(division: Division, name: str) -> list[float]:
    return [getattr(share, name) for share in division.shares]


def test_two_members_by_hand() -> None:
    # A opens 0-200, B 100-300, in one trench where they meet; each lays 100 m a day.
    a = project("A", install_m_per_day=100.0)
    b = project("B", service=Service.POWER, install_m_per_day=100.0)
    found = only(situation([(a, 0, 0.0, 200.0), (b, 0, 100.0, 300.0)]))
    metres = found[Quantity.OPENED_M]
    assert (metres.whole, column(metres, "fair"), column(metres, "alone")) == (300.0, [150.0, 150.0], [200.0, 200.0])
    # From 1 April over Qingming (4-6 April): 8 working days alone end on 13 April, 13 together on 20 April.
    days = found[Quantity.CLOSURE_DAYS]
    assert (days.whole, column(days, "alone"), column(days, "fair")) == (20, [13.0, 13.0], [10.0, 10.0])
    # Middle widths: 1.25 alone, 0.5 * (1.6 + 2.4) = 2.0 for both; 100 m of each kind.
    area = found[Quantity.REINSTATED_M2]
    assert (area.whole, column(area, "fair"), column(area, "alone")) == (450.0, [225.0, 225.0], [250.0, 250.0])
    assert {d.method for d in found.values()} == {Method.SHAPLEY}


def test_shares_follow_metres() -> None:
    # B lies on 100 of the 300 m that A opens: it bears half of those, and a quarter by metres times width.
    found = only(situation([(project("A"), 0, 0.0, 300.0), (project("B"), 0, 0.0, 100.0)]))
    metres = found[Quantity.OPENED_M]
    assert column(metres, "fair") == [250.0, 50.0]
    assert column(metres, "proportional") == [225.0, 75.0]


def test_beyond_eight_members_days_and_area_are_proportional() -> None:
    rows = [(project(f"P{i}", last="12-20"), 0, 0.0, 100.0 + 10 * i) for i in range(MOST_MEMBERS + 1)]
    found = only(situation(rows))
    assert found[Quantity.OPENED_M].method is Method.SHAPLEY
    for quantity in (Quantity.CLOSURE_DAYS, Quantity.REINSTATED_M2):
        division = found[quantity]
        assert division.method is Method.PROPORTIONAL
        assert column(division, "fair") == column(division, "proportional")


@pytest.mark.parametrize("seed", range(10))
def test_every_column_adds_up_and_metres_are_rational(seed: int) -> None:
    ground = random_situation(seed)
    made = plan(ground)
    works = {w.id: w for w in made.joint_works}
    for work in shares_of(made, ground, rulebook(), calendar(), price):
        wholes = [works[work.work].opened_m, works[work.work].closure_days, sum(works[work.work].reinstated_m2) / 2]
        for division, whole in zip(work.divisions, wholes, strict=True):
            assert division.whole == round(whole, 3)
            for name in ("fair", "proportional"):
                assert sum(round(s * 1000) for s in column(division, name)) == round(whole * 1000)
        assert all(s.fair <= s.alone for s in work.divisions[0].shares)


def test_alike_members_bear_alike_to_a_thousandth() -> None:
    found = only(situation([(project(key), 0, 0.0, 100.0) for key in "ABC"]))
    for division in found.values():
        fair = column(division, "fair")
        assert max(fair) - min(fair) <= 0.001 + 1e-9


def test_order_of_stretches_and_members_changes_nothing() -> None:
    ground = random_situation(3)
    turned = replace(
        ground,
        stretches=replace(
            ground.stretches,
            **{name: getattr(ground.stretches, name)[::-1] for name in type(ground.stretches).__dataclass_fields__},
        ),
    )
    assert divided(turned) == divided(ground)


def test_works_of_one_member_are_not_divided() -> None:
    assert divided(situation([(project("A"), 0, 0.0, 100.0)])) == ()
