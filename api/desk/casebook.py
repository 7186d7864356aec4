"""The ledger of cases (工作台账, 叶政办〔2023〕6号 三(二)): one row for each case with all its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from api.desk.case_files import cases_for
from api.desk.month_tables import Column, Table, names_of, said
from api.sheets import workbook
from api.store.tables import Decision, Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from api.security.access import Person
    from api.state import Desk
    from api.store.tables import Case
    from planner.messages import Language
    from planner.rulebook.model import Rulebook

__all__ = ["CaseRow", "case_rows", "casebook_table", "casebook_xlsx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case: days are None before they come; metres are those of its work.

    ``clock`` is how its joint clock stands, None before the review. ``decision`` is the one in force.
    """

    number: str
    road_name: str
    work: str
    track: str
    members: tuple[str, ...]
    organisations: tuple[str, ...]
    first_receiver: str
    state: str
    opened_on: date
    survey_on: date | None
    review_from: date | None
    due_on: date | None
    clock: str | None
    decided_on: date | None
    decision: str | None
    valid_from: date | None
    valid_to: date | None
    opened_m: float
    saved_m: float
    accepted_on: date | None
    closed_on: date | None
    score: int | None


def case_rows(session: Session, desk: Desk, person: Person) -> tuple[CaseRow, ...]:
    """Return the cases a person may see, by number."""
    decisions = {row.case_id: row for row in session.scalars(select(Decision).order_by(Decision.edition))}
    first = {row.case_id: row for row in session.scalars(select(Decision).where(Decision.edition == 1))}
    evaluations = select(Note).where(Note.kind == "evaluation").order_by(Note.at, Note.id)
    scores = {note.case_id: int(note.data["score"]) for note in session.scalars(evaluations)}
    return tuple(
        _row(desk, case, first.get(case.id), decisions.get(case.id), scores.get(case.id))
        for case in session.scalars(cases_for(person))
    )


def _row(desk: Desk, case: Case, first: Decision | None, decision: Decision | None, score: int | None) -> CaseRow:
    work = case.work
    answered = first.issued_at if first is not None else case.closed_at
    return CaseRow(
        number=case.number,
        road_name=work["road_name"],
        work=case.work_id,
        track=case.track,
        members=tuple(work["members"]),
        organisations=tuple(case.owners.split()),
        first_receiver=case.first_receiver,
        state=case.state,
        opened_on=desk.local(case.opened_at).date(),
        survey_on=_kept_day(desk, case.survey, "at"),
        review_from=_day(desk, case.review_from),
        due_on=case.due_on,
        clock=desk.clock(case.due_on, answered).stand.value if case.due_on is not None else None,
        decided_on=_day(desk, first.issued_at if first is not None else None),
        decision=decision.number if decision is not None else None,
        valid_from=decision.valid_from if decision is not None else None,
        valid_to=decision.valid_to if decision is not None else None,
        opened_m=round(work["opened_m"], 3),
        saved_m=round(work["opened_m_if_separate"] - work["opened_m"], 3),
        accepted_on=_kept_day(desk, case.acceptance, "accepted_at"),
        closed_on=_day(desk, case.closed_at),
        score=score,
    )


def _day(desk: Desk, moment: datetime | None) -> date | None:
    return desk.local(moment).date() if moment is not None else None


def _kept_day(desk: Desk, kept: dict[str, Any] | None, name: str) -> date | None:
    told = (kept or {}).get(name)
    return _day(desk, datetime.fromisoformat(told)) if told else None


def casebook_table(rows: tuple[CaseRow, ...], rulebook: Rulebook, language: Language) -> Table:
    """Return the ledger as a table in words."""
    columns = tuple(
        Column(title=said(f"casebook.column.{name}", language), width=width, number=name in _NUMBERS)
        for name, width in _WIDTHS.items()
    )
    names = names_of(rulebook, language)
    cells = tuple(tuple(_cells(row, names, language)) for row in rows)
    return Table(name="casebook", title=said("casebook.sheet", language), columns=columns, rows=cells)


def casebook_xlsx(rows: tuple[CaseRow, ...], rulebook: Rulebook, language: Language, as_of: date) -> bytes:
    """Return the ledger as a workbook; same cases on the same day, same bytes."""
    title = said("casebook.title", language, as_of=as_of)
    return workbook(title, as_of, [casebook_table(rows, rulebook, language)])


_NUMBERS = frozenset({"opened_m", "saved_m", "score"})
_WIDTHS = {
    "number": 1.2,
    "road_name": 1.3,
    "work": 0.9,
    "track": 1.5,
    "members": 1.8,
    "organisations": 2.2,
    "first_receiver": 1.8,
    "state": 1.0,
    "opened_on": 1.0,
    "survey_on": 1.0,
    "review_from": 1.0,
    "due_on": 1.0,
    "clock": 0.8,
    "decided_on": 1.0,
    "decision": 1.9,
    "valid_from": 1.0,
    "valid_to": 1.0,
    "opened_m": 0.9,
    "saved_m": 0.9,
    "accepted_on": 1.0,
    "closed_on": 1.0,
    "score": 0.6,
}


def _cells(row: CaseRow, names: Mapping[str, str], language: Language) -> Iterator[str | int | float | None]:
    worded = {
        "track": said(f"term.track.{row.track}", language),
        "state": said(f"term.state.{row.state}", language),
        "clock": said(f"casebook.clock.{row.clock}", language) if row.clock else None,
        "members": "\n".join(row.members),
        "organisations": "\n".join(names.get(code, code) for code in row.organisations),
        "first_receiver": names.get(row.first_receiver, row.first_receiver),
    }
    for name in _WIDTHS:
        value = worded[name] if name in worded else getattr(row, name)
        yield value.isoformat() if isinstance(value, date) else value
