"""Working days: cases counted by hand on the published calendars, and laws that hold everywhere."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.calendar import WorkCalendar, blocked
from planner.errors import RulebookError
from planner.messages import Language, text_of
from planner.model import Service, Window
from planner.rulebook.load import default_rulebook
from planner.rulebook.model import Blackout, DayOverride, Severity, Status

if TYPE_CHECKING:
    from random import Random

RULES = default_rulebook().calendar
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
CALENDAR = WorkCalendar.build(RULES, FIRST, LAST)
ALL = frozenset(Service)

inside = st.dates(min_value=FIRST, max_value=LAST)
quickly = settings(deadline=None, max_examples=60)


def blackout(first: str, last: str, **changed: Any) -> Blackout:
    """Return a blackout that blocks every road and service in a period."""
    plain = Blackout(
        id="x",
        zh="某期间",
        en="some period",
        first=first,
        last=last,
        severity=Severity.BLOCK,
        status=Status.POLICY,
        source="county_policy",
        basis="无",
    )
    return dataclasses.replace(plain, **changed)


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_announced_make_up_days_are_working(day: str) -> None:
    weekend = date.fromisoformat(day)
    assert weekend.weekday() >= 5
    assert CALENDAR.is_working(weekend)


def test_national_day_2026() -> None:
    # Off from Thursday 1 to Wednesday 7 October; work again on the 8th, 9th and the make-up Saturday.
    off = [date(2026, 10, day) for day in range(1, 8)]
    assert not any(CALENDAR.is_working(day) for day in off)
    assert CALENDAR.count_working(date(2026, 9, 30), date(2026, 10, 11)) == 4
    assert CALENDAR.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CALENDAR.add_working_days(date(2026, 10, 12), -1) == date(2026, 10, 10)


def test_five_and_twenty_working_days_across_the_spring_festival_of_2026() -> None:
    # 11, 12, 13, the make-up Saturday 14, then off until the 23rd: 24 is the fifth.
    assert CALENDAR.add_working_days(date(2026, 2, 10), 5) == date(2026, 2, 24)
    # 25, 26, 27, the make-up Saturday 28 (9), 2-6 March (14), 9-13 March (19), 16 March (20).
    assert CALENDAR.add_working_days(date(2026, 2, 10), 20) == date(2026, 3, 16)


def test_terms_are_counted_from_the_day_after() -> None:
    monday, saturday = date(2026, 6, 8), date(2026, 6, 6)
    assert CALENDAR.add_working_days(monday, 0) == monday
    assert CALENDAR.add_working_days(monday, 1) == date(2026, 6, 9)
    assert CALENDAR.add_working_days(saturday, 0) == monday
    assert CALENDAR.add_working_days(saturday, 1) == monday
    assert CALENDAR.add_working_days(saturday, -1) == date(2026, 6, 5)


def test_next_year_follows_the_statutory_holidays_until_the_bureau_speaks() -> None:
    assert not CALENDAR.is_working(date(2027, 10, 1))
    assert not CALENDAR.is_working(date(2027, 2, 8))
    said = dataclasses.replace(
        RULES,
        overrides=(
            DayOverride(day=date(2027, 2, 20), working=True, reason="调休"),
            DayOverride(day=date(2027, 2, 22), working=False, reason="停工"),
        ),
    )
    calendar = WorkCalendar.build(said, FIRST, LAST)
    assert calendar.is_working(date(2027, 2, 20))
    assert not calendar.is_working(date(2027, 2, 22))
    assert len(calendar) == len(CALENDAR)


def test_late_receipts_count_for_the_next_working_day() -> None:
    assert CALENDAR.receipt_day(date(2026, 6, 5), 16) == date(2026, 6, 5)
    assert CALENDAR.receipt_day(date(2026, 6, 5), 17) == date(2026, 6, 8)
    assert CALENDAR.receipt_day(date(2026, 6, 6), 9) == date(2026, 6, 8)
    assert CALENDAR.receipt_day(date(2026, 6, 6), 23) == date(2026, 6, 8)


def test_working_days_of_2026() -> None:
    # 261 weekdays less 19 weekdays off in the year's notice, and 6 make-up days.
    weekdays = np.busday_count("2026-01-01", "2027-01-01")
    assert weekdays == 261
    assert CALENDAR.count_working(date(2026, 1, 1), date(2026, 12, 31)) == 261 - 19 + 6


def test_ends_of_the_calendar() -> None:
    assert CALENDAR.index_on_or_after(LAST + timedelta(days=30)) == len(CALENDAR)
    assert CALENDAR.index_on_or_before(FIRST) == -1
    with pytest.raises(ValueError, match="outside the calendar"):
        CALENDAR.is_working(LAST + timedelta(days=1))
    with pytest.raises(ValueError, match="outside the calendar"):
        CALENDAR.count_working(FIRST, LAST + timedelta(days=1))
    with pytest.raises(IndexError):
        CALENDAR.add_working_days(LAST, 1)
    with pytest.raises(IndexError):
        CALENDAR.day_of(-1)
    with pytest.raises(ValueError, match="before it starts"):
        WorkCalendar.build(RULES, LAST, FIRST)


def test_calendar_of_one_day_off() -> None:
    calendar = WorkCalendar.build(RULES, date(2026, 10, 1), date(2026, 10, 1))
    assert len(calendar) == 0
    assert not calendar.is_working(date(2026, 10, 1))


def test_unknown_country_is_a_fault_of_the_rulebook() -> None:
    with pytest.raises(RulebookError) as refused:
        WorkCalendar.build(dataclasses.replace(RULES, country="QQ"), FIRST, LAST)
    (fault,) = refused.value.faults
    for language in Language:
        assert "QQ" in text_of(fault, language)


@quickly
@given(day=inside, n=st.integers(min_value=1, max_value=60))
def test_adding_and_counting_agree(day: date, n: int) -> None:
    if CALENDAR.index_on_or_before(day) + n >= len(CALENDAR):
        return
    end = CALENDAR.add_working_days(day, n)
    assert CALENDAR.is_working(end)
    assert CALENDAR.count_working(day + timedelta(days=1), end) == n
    if CALENDAR.is_working(day):
        assert CALENDAR.add_working_days(end, -n) == day


@quickly
@given(a=inside, b=inside, c=inside)
def test_counts_add_up(a: date, b: date, c: date) -> None:
    first, middle, last = sorted((a, b, c))
    after = min(middle + timedelta(days=1), LAST)
    whole = CALENDAR.count_working(first, last)
    if after > middle:
        assert whole == CALENDAR.count_working(first, middle) + CALENDAR.count_working(after, last)
    assert whole == sum(CALENDAR.is_working(day) for day in _days(first, last))


@quickly
@given(day=inside)
def test_indices_bracket_a_day(day: date) -> None:
    after, before = CALENDAR.index_on_or_after(day), CALENDAR.index_on_or_before(day)
    assert after - before == (0 if CALENDAR.is_working(day) else 1)


@quickly
@given(first=inside, last=inside)
def test_part_of_a_calendar_is_the_calendar_of_the_part(first: date, last: date) -> None:
    first, last = min(first, last), max(first, last)
    part = WorkCalendar.build(RULES, first, last)
    inside_part = (CALENDAR.days >= np.datetime64(first)) & (CALENDAR.days <= np.datetime64(last))
    assert np.array_equal(part.days, CALENDAR.days[inside_part])


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_blackouts_repeat_wrap_and_merge() -> None:
    periods = [blackout("11-15", "03-15"), blackout("2027-03-10", "2027-03-20"), blackout("03-21", "03-25")]
    assert blocked(periods, road_class="primary", services=ALL, first=FIRST, last=LAST) == (
        Window(first=FIRST, last=date(2026, 3, 15)),
        Window(first=date(2026, 3, 21), last=date(2026, 3, 25)),
        Window(first=date(2026, 11, 15), last=date(2027, 3, 25)),
        Window(first=date(2027, 11, 15), last=LAST),
    )


def test_blackouts_that_do_not_forbid_here() -> None:
    harmless = [
        blackout("06-01", "06-02", enabled=False),
        blackout("06-01", "06-02", severity=Severity.WARN),
        blackout("06-01", "06-02", road_classes=("primary",)),
        blackout("06-01", "06-02", services=(Service.HEAT,)),
        blackout("2030-06-01", "2030-06-02"),
    ]
    assert blocked(harmless, road_class="service", services={Service.GAS}, first=FIRST, last=LAST) == ()
    bites = blocked(harmless, road_class="primary", services={Service.HEAT}, first=FIRST, last=date(2026, 12, 31))
    assert bites == (Window(first=date(2026, 6, 1), last=date(2026, 6, 2)),)


@quickly
@given(
    periods=st.lists(st.tuples(st.integers(1, 365), st.integers(1, 365)), max_size=5),
    span=st.tuples(inside, inside),
    order=st.randoms(use_true_random=False),
)
def test_blocked_days_are_those_of_some_blackout(
    periods: list[tuple[int, int]], span: tuple[date, date], order: Random
) -> None:
    def month_day(n: int) -> str:
        return (date(2001, 1, 1) + timedelta(days=n - 1)).strftime("%m-%d")

    books = [blackout(month_day(a), month_day(b)) for a, b in periods]
    first, last = min(span), max(span)
    windows = blocked(books, road_class="", services=ALL, first=first, last=last)
    order.shuffle(books)
    assert blocked(books, road_class="", services=ALL, first=first, last=last) == windows
    closed = {day for window in windows for day in _days(window.first, window.last)}
    assert closed == {day for day in _days(first, last) if any(_in(day, book) for book in books)}
    assert all(b.first - a.last > timedelta(days=1) for a, b in itertools.pairwise(windows))


def _in(day: date, book: Blackout) -> bool:
    now = day.strftime("%m-%d")
    if book.first <= book.last:
        return book.first <= now <= book.last
    return now >= book.first or now <= book.last
