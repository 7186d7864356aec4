"""Clocks in working days: when an answer is due, and how a running one stands today."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from planner.calendar import WorkCalendar

__all__ = ["Clock", "Stand", "due_on", "stand_of"]


class Stand(StrEnum):
    """How a clock stands: met or missed once answered, else running, running out, or overdue."""

    RUNNING = "running"
    RUNNING_OUT = "running_out"
    OVERDUE = "overdue"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The stand of a clock and its working days left, today among them; below zero the days since it ran out."""

    due: date
    stand: Stand
    left: int


def due_on(received: datetime, days: int, calendar: WorkCalendar) -> date:
    """Return the last day of a term of working days.

    The day of receipt is not counted (行政许可法 art. 82 and the customary reckoning of terms); what comes after the
    cut-off hour of a working day counts as received on the next one.

    Parameters
    ----------
    received : The moment in the county's zone.

    Raises
    ------
    ValueError, IndexError
        If the term leaves the calendar.
    """
    return calendar.add_working_days(calendar.receipt_day(received.date(), received.hour), days)


def stand_of(due: date, today: date, answered: date | None, warn_days: int, calendar: WorkCalendar) -> Clock:
    """Return how a clock stands on a day.

    Parameters
    ----------
    answered : The day of the answer, None while there is none.
    warn_days : With this many working days left or fewer, today among them, a clock is running out.
    """
    if answered is not None:
        return Clock(due=due, stand=Stand.MET if answered <= due else Stand.MISSED, left=0)
    if today > due:
        return Clock(due=due, stand=Stand.OVERDUE, left=-calendar.count_working(due, today) + calendar.is_working(due))
    left = calendar.count_working(today, due)
    return Clock(due=due, stand=Stand.RUNNING_OUT if left <= warn_days else Stand.RUNNING, left=left)
