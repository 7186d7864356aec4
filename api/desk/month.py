"""The pack of the monthly joint meeting (叶政办〔2023〕6号 三(四)): what came in, clocks kept, openings spared.

A page, a sheet, a paper and the API all show what :func:`month_pack` returns. It is made for a meeting of all
organisations, so nobody's confidential project is named in it, whoever asks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from api.desk.month_clocks import ClockCount, clock_counts
from api.desk.month_regrets import RegretRow, regret_rows
from api.store.tables import Application, Call, Case, Decision, Emergency, Note, Submission
from planner.permit.case import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from api.state import Desk

    Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]

__all__ = ["Avoided", "Counts", "EmergencyCount", "MonthPack", "last_month", "month_of", "month_pack"]

# Each month's meeting is held in its first ten days (每月上旬)
_MEETING_DAY = 10
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many of each thing happened in a month; ``mean_score`` is of the evaluations, None without any."""

    applications: int
    submissions: int
    calls: int
    calls_joined: int
    cases_opened: int
    cases_decided: int
    decisions_superseding: int
    cases_refused: int
    cases_accepted: int
    cases_closed: int
    emergencies: int
    evaluations: int
    mean_score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoided:
    """What the works decided in a month spare against each member digging alone; metres, calendar days."""

    works: int
    openings: int
    openings_if_separate: int
    opened_m: float
    opened_m_if_separate: float
    closure_days: int
    closure_days_if_separate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyCount:
    """One organisation's emergencies: of the month, of the year up to its end, and those of the month filed late."""

    organisation: str
    in_month: int
    in_year: int
    filed_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPack:
    """Everything the meeting on one month looks at.

    Attributes
    ----------
    first, last : The month's days. ``meeting_by`` is the last day on which the meeting is held.
    as_of : The day it was reckoned on: clocks that still run then are counted as running.
    """

    first: date
    last: date
    meeting_by: date
    as_of: date
    counts: Counts
    clocks: tuple[ClockCount, ...]
    avoided: Avoided
    regrets: tuple[RegretRow, ...]
    emergencies: tuple[EmergencyCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The moments of a month, the second one no longer in it."""

    since: datetime
    until: datetime

    def holds(self, column: Moment) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """Return the conditions under which a moment lies in the month."""
        return column >= self.since, column < self.until


def last_month(desk: Desk) -> date:
    """Return the first day of the month before this one."""
    return month_of(desk.today().replace(day=1) - timedelta(days=1))


def month_of(day: date) -> date:
    """Return the first day of the month a day lies in."""
    return day.replace(day=1)


def month_pack(session: Session, desk: Desk, first: date) -> MonthPack:
    """Return the pack of the month that begins on ``first``."""
    until = (first + timedelta(days=31)).replace(day=1)
    last, zone = until - timedelta(days=1), desk.settings.tz
    span = _Span(since=datetime.combine(first, time(), zone), until=datetime.combine(until, time(), zone))
    return MonthPack(
        first=first,
        last=last,
        meeting_by=until.replace(day=_MEETING_DAY),
        as_of=desk.today(),
        counts=_counts(session, span),
        clocks=clock_counts(session, desk, first, last),
        avoided=_avoided(session, span),
        regrets=regret_rows(session, desk, last),
        emergencies=tuple(_emergencies(session, desk, span)),
    )


def _counts(session: Session, span: _Span) -> Counts:
    def count(column: Moment, *more: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).where(*span.holds(column), *more)) or 0

    scores = [note.data["score"] for note in _evaluations(session, span)]
    return Counts(
        applications=count(Application.received_at),
        submissions=count(Submission.received_at),
        calls=count(Call.made_at),
        calls_joined=count(Call.answered_at, Call.state == "joined"),
        cases_opened=count(Case.opened_at),
        cases_decided=count(Decision.issued_at, Decision.edition == 1),
        decisions_superseding=count(Decision.issued_at, Decision.edition > 1),
        cases_refused=count(Case.closed_at, Case.state == State.REFUSED.value),
        cases_accepted=_accepted(session, span),
        cases_closed=count(Case.closed_at, Case.state == State.CLOSED.value),
        emergencies=count(Emergency.begun_at),
        evaluations=len(scores),
        mean_score=round(sum(scores) / len(scores), 2) if scores else None,
    )


def _evaluations(session: Session, span: _Span) -> Iterator[Note]:
    yield from session.scalars(select(Note).where(Note.kind == "evaluation", *span.holds(Note.at)))


def _accepted(session: Session, span: _Span) -> int:
    """Count the cases accepted in the month; the moment stands in what a case keeps of its acceptance."""
    accepted = (State.ACCEPTED.value, State.CLOSED.value)
    cases = session.scalars(select(Case).where(Case.state.in_(accepted)))
    moments = (datetime.fromisoformat(str((case.acceptance or {})["accepted_at"])) for case in cases)
    return sum(span.since <= moment < span.until for moment in moments)


def _avoided(session: Session, span: _Span) -> Avoided:
    rows = select(Case).join(Decision, Decision.case_id == Case.id)
    works = [case.work for case in session.scalars(rows.where(*span.holds(Decision.issued_at), Decision.edition == 1))]
    return Avoided(
        works=len(works),
        openings=len(works),
        openings_if_separate=sum(len(work["members"]) for work in works),
        opened_m=round(sum(work["opened_m"] for work in works), 3),
        opened_m_if_separate=round(sum(work["opened_m_if_separate"] for work in works), 3),
        closure_days=sum(work["closure_days"] for work in works),
        closure_days_if_separate=sum(work["closure_days_if_separate"] for work in works),
    )


def _emergencies(session: Session, desk: Desk, span: _Span) -> Iterator[EmergencyCount]:
    year = (Emergency.begun_at >= span.until - _YEAR, Emergency.begun_at < span.until)
    rows = [*session.scalars(select(Emergency).where(*year))]
    month = [row for row in rows if row.begun_at >= span.since]
    in_year, in_month = Counter(row.organisation for row in rows), Counter(row.organisation for row in month)
    now = desk.store.now()
    late = Counter(row.organisation for row in month if (row.filed_at or now) > row.due_at)
    for organisation in sorted(in_year, key=lambda code: (-in_month[code], -in_year[code], code)):
        yield EmergencyCount(
            organisation=organisation,
            in_month=in_month[organisation],
            in_year=in_year[organisation],
            filed_late=late[organisation],
        )
