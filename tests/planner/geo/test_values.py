"""Reading one property: what clerks write and what it means, or why it cannot be taken."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from planner.geo.layer import objects
from planner.geo.values import Refusal, choice, date, number, read_column, text, whole
from planner.model import Service

DN = number(most=5000, unit=r"^\s*DN\s*|(mm|毫米)\s*$")


@pytest.mark.parametrize(
    ("given", "meaning"),
    [
        ("  GS-2027-001\n", "GS-2027-001"),
        ("昆阳\u3000大道", "昆阳 大道"),  # the wide space of Chinese keyboards
        (12, "12"),
        (12.0, "12"),  # GDAL reads a column of numbers with gaps as reals
        (12.5, "property.not_text"),
        (True, "property.not_text"),
        ({"a": 1}, "property.not_text"),
        (float("inf"), "property.not_text"),
        ("x" * 201, "property.too_long"),
        (10**400, "property.too_long"),
        ("a\x00b", "property.bad_characters"),
        ("a\u200bb", "property.bad_characters"),  # a zero-width space looks like nothing and is not equal
        ("\ud800", "property.bad_characters"),  # half a character: it could not be written anywhere
        ("a\uffffb", "property.bad_characters"),  # no character at all: XML refuses it, and with it every drawing
        ("𪨰\ue000", "𪨰\ue000"),  # rare and private characters of place names
    ],
)
def test_text(given: Any, meaning: str) -> None:
    assert _meaning(text(given)) == meaning


@pytest.mark.parametrize(
    ("given", "meaning"),
    [
        (200, 200.0),
        ("200", 200.0),
        (" 200 ", 200.0),
        ("２００", 200.0),  # full-width digits
        ("DN200", 200.0),
        ("200 mm", 200.0),
        ("DN 200毫米", 200.0),
        ("two hundred", "property.not_a_number"),
        ("nan", "property.not_a_number"),
        ("1e999", "property.not_a_number"),
        (10**400, "property.not_a_number"),
        (True, "property.not_a_number"),
        ([200], "property.not_a_number"),
        (0, "property.not_positive"),
        (-1, "property.not_positive"),
        (200_000, "property.too_large"),  # micrometres?
    ],
)
def test_number_with_its_unit(given: Any, meaning: object) -> None:
    assert _meaning(DN(given)) == meaning


def test_zero_where_zero_means_something() -> None:
    green = number(most=10, zero=True)
    assert green(0) == 0
    assert _meaning(green(-0.5)) == "property.negative"


@pytest.mark.parametrize(
    ("given", "meaning"),
    [("30", 30), (30.0, 30), (1.5, "property.not_whole"), (0, "property.not_positive"), (1001, "property.too_large")],
)
def test_whole_numbers(given: object, meaning: object) -> None:
    assert _meaning(whole(most=1000)(given)) == meaning


@pytest.mark.parametrize(
    ("given", "meaning"),
    [
        ("2026-11-24", dt.date(2026, 11, 24)),
        ("2026-3-1", dt.date(2026, 3, 1)),
        ("2026-11-24T08:00:00+08:00", dt.date(2026, 11, 24)),
        ("2026-11-24 00:00:00", dt.date(2026, 11, 24)),
        (dt.date(2026, 11, 24), dt.date(2026, 11, 24)),
        (dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC), dt.date(2026, 11, 24)),
        ("2026-02-30", "property.not_a_date"),
        ("24/11/2026", "property.not_a_date"),  # the day or the month first?
        ("11月24日", "property.not_a_date"),
        ("20261124", "property.not_a_date"),
        ("2026-W48", "property.not_a_date"),
        (20261124, "property.not_a_date"),
        ("2062-11-24", dt.date(2062, 11, 24)),
        ("0226-11-24", "property.date_not_plausible"),
        ("1999-12-31", "property.date_not_plausible"),
        ("2000-01-01", dt.date(2000, 1, 1)),
        ("2099-12-31", dt.date(2099, 12, 31)),
        ("2100-01-01", "property.date_not_plausible"),
        ("9999-12-31", "property.date_not_plausible"),
    ],
)
def test_date(given: object, meaning: object) -> None:
    assert _meaning(date(given)) == meaning


@pytest.mark.parametrize(
    ("given", "meaning"),
    [("water", Service.WATER), (" Water ", Service.WATER), ("给水", "property.not_one_of"), (1, "property.not_one_of")],
)
def test_choice(given: object, meaning: object) -> None:
    assert _meaning(choice(Service)(given)) == meaning


def test_the_choices_are_told() -> None:
    refusal = choice(Service)("steam")
    assert refusal.data == {"found": "steam", "allowed": "water, power, gas, heat, telecom"}


@pytest.mark.parametrize("empty", [None, float("nan"), "", " \u3000 "])
def test_null_nan_and_blank_are_missing(empty: object) -> None:
    column = read_column(objects(["5", empty, "x"]), whole(most=9))
    assert list(column.said) == [5, None, None]
    assert list(column.missing) == [False, True, False]
    assert list(column.refused) == [False, False, True]
    assert {row: refusal.code for row, refusal in column.refusals.items()} == {2: "property.not_a_number"}


def test_values_that_python_holds_equal_are_read_apart() -> None:
    column = read_column(objects([1, True, 1.0, [1], {"a": 1}]), whole(most=9))
    assert list(column.said) == [1, None, 1, None, None]


def test_a_column_of_no_rows() -> None:
    assert read_column(objects([]), text).said.shape == (0,)


def _meaning(read: object) -> object:
    return read.code if isinstance(read, Refusal) else read
