"""Terms of working days around a holiday, the cut-off hour, and how a running clock stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.calendar import WorkCalendar
from planner.permit.clocks import Stand, due_on, stand_of
from planner.rulebook.load import default_rulebook

CALENDAR = WorkCalendar.build(default_rulebook().calendar, date(2026, 1, 1), date(2027, 12, 31))
ZONE = ZoneInfo("Asia/Shanghai")
# Mid-Autumn 2026: 25 to 27 September off; National Day: 1 to 7 October off, Saturday 10 October worked instead
THURSDAY_BEFORE = datetime(2026, 9, 24, 10, 0, tzinfo=ZONE)


def test_a_term_jumps_the_holidays_and_counts_the_make_up_day() -> None:
    # the days counted: 28, 29, 30 September, 8, 9, 10 October
    assert due_on(THURSDAY_BEFORE, 6, CALENDAR) == date(2026, 10, 10)


@pytest.mark.parametrize(("hour", "due"), [(9, date(2026, 11, 25)), (23, date(2026, 11, 26))])
def test_what_comes_after_the_cut_off_hour_counts_as_the_next_day(hour: int, due: date) -> None:
    assert due_on(datetime(2026, 11, 24, hour, 0, tzinfo=ZONE), 1, CALENDAR) == due


def test_what_comes_on_a_sunday_counts_as_monday() -> None:
    assert due_on(datetime(2026, 11, 22, 9, 0, tzinfo=ZONE), 1, CALENDAR) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("today", "answered", "stand", "left"),
    [
        (date(2026, 11, 23), None, Stand.RUNNING, 5),
        (date(2026, 11, 26), None, Stand.RUNNING_OUT, 2),
        (date(2026, 11, 27), None, Stand.RUNNING_OUT, 1),
        (date(2026, 11, 28), None, Stand.OVERDUE, 0),
        (date(2026, 11, 30), None, Stand.OVERDUE, -1),
        (date(2026, 12, 1), None, Stand.OVERDUE, -2),
        (date(2026, 12, 9), date(2026, 11, 27), Stand.MET, 0),
        (date(2026, 12, 9), date(2026, 11, 28), Stand.MISSED, 0),
    ],
)
def test_how_a_clock_due_on_a_friday_stands(today: date, answered: date | None, stand: Stand, left: int) -> None:
    clock = stand_of(date(2026, 11, 27), today, answered, 2, CALENDAR)
    assert (clock.stand, clock.left) == (stand, left)


@given(st.integers(0, 300), st.integers(1, 45))
def test_a_term_of_days_has_as_many_working_days_left_on_the_morning_after_receipt(offset: int, days: int) -> None:
    received = datetime(2026, 1, 5, 9, 0, tzinfo=ZONE) + timedelta(days=offset)
    start = CALENDAR.receipt_day(received.date(), received.hour)
    due = due_on(received, days, CALENDAR)
    assert stand_of(due, start + timedelta(days=1), None, 0, CALENDAR).left == days
