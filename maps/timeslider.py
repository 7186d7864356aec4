"""The weeks a plan's works are open in, for the time slider."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.model import JointWork, Plan, Window

__all__ = ["closure_of", "day_number", "weeks_of"]

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Return the day as days since 1970-01-01, the compact form dates travel to the page in."""
    return (day - EPOCH).days


def closure_of(work: JointWork) -> tuple[date, date]:
    """Return the first and last day the road is taken up: first of excavation to last of reinstatement."""
    windows: tuple[Window, ...] = (work.phases.excavation, work.phases.reinstatement)
    return min(w.first for w in windows), max(w.last for w in windows)


def weeks_of(plan: Plan) -> tuple[date, int]:
    """Return the Monday of the first week in which a work is open, and the number of weeks to the last one.

    A plan without works has no weeks and begins at its own date.
    """
    closures = [closure_of(work) for work in plan.joint_works]
    if not closures:
        return plan.as_of, 0
    first = min(c[0] for c in closures)
    monday = first - timedelta(days=first.weekday())
    return monday, (max(c[1] for c in closures) - monday).days // 7 + 1
