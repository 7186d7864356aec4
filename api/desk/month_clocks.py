"""Clocks of a month: how many each organisation kept, missed, or still has running."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from api.store.tables import Call, Case, Decision, Emergency, Opinion, Task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from api.state import Desk

__all__ = ["ClockCount", "clock_counts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCount:
    """The clocks of one kind that ran out in a month for one organisation.

    ``kind`` is ``connection`` (a task of an application), ``answer`` (a call for partners), ``item`` (an approval
    item), ``decision`` (the joint clock of a case) or ``emergency`` (papers after the first cut). A missed clock was
    answered late or is overdue.
    """

    organisation: str
    kind: str
    kept: int
    missed: int
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    organisation: str
    kind: str
    kept: bool | None


def clock_counts(session: Session, desk: Desk, first: date, last: date) -> tuple[ClockCount, ...]:
    """Return the clocks whose last day lies between two days, by organisation and kind; sorted.

    What was withdrawn or voided before it was answered is nobody's clock.
    """
    counted: Counter[tuple[str, str, bool | None]] = Counter()
    for clock in _clocks(session, desk, first, last):
        counted[clock.organisation, clock.kind, clock.kept] += 1
    return tuple(
        ClockCount(
            organisation=organisation,
            kind=kind,
            kept=counted[organisation, kind, True],
            missed=counted[organisation, kind, False],
            running=counted[organisation, kind, None],
        )
        for organisation, kind in sorted({(organisation, kind) for organisation, kind, _ in counted})
    )


def _clocks(session: Session, desk: Desk, first: date, last: date) -> Iterator[_Clock]:
    for task in session.scalars(select(Task).where(Task.due_on.between(first, last))):
        yield _Clock(organisation=task.organisation, kind="connection", kept=_kept(desk, task.due_on, task.done_at))
    calls = select(Call).where(Call.due_on.between(first, last), Call.voided_at.is_(None))
    for call in session.scalars(calls):
        yield _Clock(organisation=call.asked, kind="answer", kept=_kept(desk, call.due_on, call.answered_at))
    for item in session.scalars(select(Opinion).where(Opinion.due_on.between(first, last))):
        yield _Clock(organisation=item.organisation, kind="item", kept=_kept(desk, item.due_on, item.given_at))
    yield from _decisions(session, desk, first, last)
    for row in session.scalars(select(Emergency)):
        if first <= desk.local(row.due_at).date() <= last:
            yield _Clock(organisation=row.organisation, kind="emergency", kept=_filed(desk, row))


def _decisions(session: Session, desk: Desk, first: date, last: date) -> Iterator[_Clock]:
    """Yield the joint clocks; they are the issuer's, whoever of its officers decides."""
    papers = desk.rulebook.papers
    issuer = next((each.code for each in papers.authorities if each.zh == papers.issuer_zh), papers.issuer_zh)
    answer = func.coalesce(Decision.issued_at, Case.closed_at)
    rows = select(Case.due_on, answer).outerjoin(Decision, (Decision.case_id == Case.id) & (Decision.edition == 1))
    for due, answered in session.execute(rows.where(Case.due_on.between(first, last))):
        if due is not None:
            yield _Clock(organisation=issuer, kind="decision", kept=_kept(desk, due, answered))


def _kept(desk: Desk, due: date, answered: datetime | None) -> bool | None:
    """Return whether a clock was kept; None while it still runs."""
    if answered is not None:
        return desk.local(answered).date() <= due
    return None if desk.today() <= due else False


def _filed(desk: Desk, row: Emergency) -> bool | None:
    """Return whether papers came within the hours; None while they may still come."""
    if row.filed_at is not None:
        return row.filed_at <= row.due_at
    return None if desk.store.now() <= row.due_at else False
