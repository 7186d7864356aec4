"""Printed figures can be recomputed, keep their sums, and must tally with the plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import BundleError
from planner.permit.amounts import apportion, check_tally, opened_rows, printed, printed_openings, shares, total

if TYPE_CHECKING:
    from planner.model import JointWork


def test_an_opening_is_printed_as_length_times_width_equals_area(work: JointWork) -> None:
    row = opened_rows(work)[2]
    assert (row.from_m, row.to_m, row.length_m) == (Decimal("100.00"), Decimal("280.50"), Decimal("180.50"))
    assert row.width_m == (Decimal("2.431"), Decimal("4.431"))
    assert row.area_m2 == (Decimal("438.80"), Decimal("799.80"))  # 438.7955 and 799.7955 by hand


def test_totals_are_the_sums_of_the_printed_lines(work: JointWork) -> None:
    # 16.44+118.40+438.80+47.40+243.10+82.20 and 36.44+198.40+799.80+86.40+443.10+182.20
    assert total([row.area_m2 for row in opened_rows(work)]) == (Decimal("946.34"), Decimal("1746.34"))


def test_each_opening_falls_in_equal_parts_to_its_members(work: JointWork) -> None:
    gas, power, water = shares(work, opened_rows(work))
    assert gas.area_m2[0] == Decimal("245.61")  # 16.44 + 118.40/2 + 438.80/3 + 47.40/2 = 245.6067
    assert power.area_m2[0] == Decimal("373.72")  # 438.80/3 + 47.40/2 + 243.10/2 + 82.20 = 373.7167
    assert water.area_m2[0] == Decimal(
        "327.01"
    )  # 118.40/2 + 438.80/3 + 243.10/2 = 327.0167, rounded down to keep the sum
    assert [share.length_m for share in (gas, power, water)] == [Decimal(300), Decimal(400), Decimal("360.50")]
    assert sum(share.percent for share in (gas, power, water)) == Decimal("100.0")


@settings(deadline=None, max_examples=100)
@given(st.lists(st.fractions(min_value=0, max_value=10_000), max_size=12))
def test_apportioned_parts_keep_their_sum_and_stay_within_one_step(parts: list[Fraction]) -> None:
    step = Decimal("0.01")
    found = apportion(parts, step)
    assert abs(Fraction(sum(found, Decimal(0))) - sum(parts, Fraction(0))) <= Fraction(step) / 2
    assert all(abs(Fraction(a) - b) < Fraction(step) for a, b in zip(found, parts, strict=True))


def test_a_plan_whose_figures_do_not_tally_gets_no_paper(work: JointWork) -> None:
    rows = opened_rows(work)
    check_tally(work, rows)
    low, high = work.reinstated_m2
    for wrong in (
        replace(work, opened_m=work.opened_m + 0.2),
        replace(work, reinstated_m2=(low + 2.0, high)),
        replace(work, reinstated_m2=(low, float("nan"))),
    ):
        with pytest.raises(BundleError, match="recomputed"):
            check_tally(wrong, rows)


@pytest.mark.parametrize(("off_m", "tallies"), [(0.06, True), (0.061, False)])
def test_metres_may_differ_by_a_centimetre_a_line_as_that_is_what_is_printed(
    work: JointWork, off_m: float, *, tallies: bool
) -> None:
    rows, other = opened_rows(work), replace(work, opened_m=work.opened_m + off_m)
    assert len(rows) == 6
    if tallies:
        check_tally(other, rows)
    else:
        with pytest.raises(BundleError, match="opened_m recomputed"):
            check_tally(other, rows)


def test_a_figure_that_is_not_finite_is_refused() -> None:
    with pytest.raises(BundleError, match="not finite"):
        printed(float("nan"))
    with pytest.raises(BundleError, match="not finite"):
        printed(float("inf"))


def test_halves_round_up_as_printed() -> None:
    assert printed(2.675) == Decimal("2.68")
    assert printed(0.125) == Decimal("0.13")


def test_a_work_without_area_has_no_percentages(work: JointWork) -> None:
    assert {share.percent for share in shares(replace(work, openings=()), ())} == {Decimal("0.0")}


@pytest.fixture
def ragged(work: JointWork) -> JointWork:
    """Return the work with its third opening begun by one member alone, 3 mm before the others."""
    early, wide = replace(work.openings[1], to_m=99.998), work.openings[2]
    sliver = replace(wide, from_m=99.998, to_m=100.001, members=("GAS-07",), cut=work.openings[0].cut)
    openings = (work.openings[0], early, sliver, replace(wide, from_m=100.001), *work.openings[3:])
    area = [sum((o.to_m - o.from_m) * o.cut.width_m[side] for o in openings) for side in (0, 1)]
    return replace(work, openings=openings, reinstated_m2=(area[0], area[1]))


def test_an_opening_of_millimetres_is_no_line_and_takes_nothing_from_the_sums(
    work: JointWork, ragged: JointWork
) -> None:
    rows = opened_rows(ragged)
    assert len(ragged.openings) == len(rows) + 1 == 7
    assert all(row.length_m > 0 for row in rows)
    assert rows == opened_rows(work)
    check_tally(ragged, rows)


def test_openings_that_lie_apart_are_judged_each_by_its_own_chainages(ragged: JointWork) -> None:
    # 5 mm from 12.344 to 12.349 are a printed centimetre, 9 mm from 12.345 to 12.354 are none
    spans = [(12.344, 12.349), (12.345, 12.354)]
    one, other = (replace(ragged.openings[2], from_m=first, to_m=last) for first, last in spans)
    assert printed_openings(replace(ragged, openings=(one, other))) == (one,)
