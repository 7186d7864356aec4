"""From the decision to the closed case: progress, checks, joint acceptance, warranty, notice, evaluation."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.desk.case_files import PROGRESS, case_for, notes_of, own_member, take
from api.desk.cases import report
from api.desk.meetings import ACCEPTANCE, Appointment, meet
from api.desk.tell import tell
from api.problems import Problem
from api.store.tables import Note, new_key
from planner.permit.case import State, Step

if TYPE_CHECKING:
    from datetime import date

    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change
    from api.store.tables import Case

__all__ = [
    "accept",
    "call_acceptance",
    "check",
    "close",
    "evaluate",
    "give_acceptance",
    "notify_applicant",
    "report_progress",
]


def report_progress(change: Change, person: Person, case_id: str, member: str, stage: str, day: date) -> Note:
    """Report how far a member's own line is: opened, installed, backfilled, in this order.

    Raises
    ------
    Problem
        404, 409 as ``take``; 404 for another's member; 409 out of order.
    """
    case = take(change, person, case_id, Step.REPORT_PROGRESS)
    own_member(case, person, member)
    done = [n.data["stage"] for n in notes_of(change.session, case) if n.kind == "progress" and n.member == member]
    expected = PROGRESS[len(done)] if len(done) < len(PROGRESS) else ""
    if stage != expected:
        raise Problem(HTTPStatus.CONFLICT, "desk.progress", stage=stage, expected=expected or "—")
    return _note(change, person, case, "progress", {"stage": stage}, member=member, on=day)


def check(change: Change, person: Person, case_id: str, finding: str, *, good: bool, file: bytes | None = None) -> Note:
    """Record a spot check by an authority, in or after the works (事中、事后监管).

    Raises
    ------
    Problem
        404, 409 as ``take``.
    """
    note = report(change, person, case_id, "check", {"finding": finding, "good": good}, step=Step.CHECK, file=file)
    if not good:
        case = case_for(change.session, person, case_id)
        data = {"case": case.number, "finding": finding}
        tell(change, case.owners.split(), "told.check", data, about=f"case/{case.id}/check/{note.id}")
    return note


def call_acceptance(change: Change, desk: Desk, person: Person, case_id: str, appointment: Appointment) -> Case:
    """Call the joint acceptance of all members and authorities.

    Raises
    ------
    Problem
        404, 409 as ``take``.
    """
    case = take(change, person, case_id, Step.REPORT_PROGRESS)
    case.acceptance = meet(change, desk, case, appointment, ACCEPTANCE, case.acceptance)
    return case


def give_acceptance(change: Change, person: Person, case_id: str, *, satisfied: bool, text: str) -> Note:
    """Record one party's opinion on the finished works; a later one replaces it.

    Raises
    ------
    Problem
        404, 409 as ``take``; 409 before the acceptance is called.
    """
    case = take(change, person, case_id, Step.REPORT_PROGRESS)
    if not case.acceptance:
        raise Problem(HTTPStatus.CONFLICT, "desk.not_called")
    return _note(change, person, case, "acceptance", {"satisfied": satisfied, "text": text})


def accept(change: Change, person: Person, case_id: str, warranty: list[dict[str, Any]]) -> Case:
    """Accept the works of all members at once, with who answers for which layer and metre until when.

    Raises
    ------
    Problem
        404, 409 as ``take``; 422 if the warranty leaves out a member's line.
    """
    case = take(change, person, case_id, Step.ACCEPT)
    covered = {each["member"] for each in warranty if each["layer"] == "line"}
    if left_out := sorted(set(case.work["members"]) - covered):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.warranty", members=left_out)
    case.acceptance = {**(case.acceptance or {}), "accepted_at": change.at.isoformat(), "warranty": warranty}
    tell(change, case.owners.split(), "told.accepted", {"case": case.number}, about=f"case/{case.id}/accepted")
    return case


def notify_applicant(change: Change, person: Person, case_id: str, how: str) -> Note:
    """Record that the first receiver told the applicant (首接负责制).

    Raises
    ------
    Problem
        404 if the case is not this person's; 403 if the person is not of the first receiver; 409 before the works
        are accepted.
    """
    case = _accepted(change, person, case_id)
    if person.organisation != case.first_receiver:
        raise Problem(HTTPStatus.FORBIDDEN, "desk.first_receiver", organisation=case.first_receiver)
    return _note(change, person, case, "notice", {"how": how})


def evaluate(change: Change, person: Person, case_id: str, score: int, text: str) -> Note:
    """Record the applicant's evaluation, from 1 to 5 (闭环评价).

    Raises
    ------
    Problem
        404 if the case is not this person's; 409 before the works are accepted, or if there is an evaluation.
    """
    case = _accepted(change, person, case_id)
    if any(note.kind == "evaluation" for note in notes_of(change.session, case)):
        raise Problem(HTTPStatus.CONFLICT, "desk.evaluated")
    return _note(change, person, case, "evaluation", {"score": score, "text": text})


def close(change: Change, person: Person, case_id: str) -> Case:
    """Close an accepted case once the applicant was told.

    Raises
    ------
    Problem
        404, 409 as ``take``.
    """
    case = take(change, person, case_id, Step.CLOSE)
    case.closed_at = change.at
    return case


def _accepted(change: Change, person: Person, case_id: str) -> Case:
    """Return a case whose works are accepted, closed or not."""
    case = case_for(change.session, person, case_id)
    if case.state not in {State.ACCEPTED, State.CLOSED}:
        raise Problem(HTTPStatus.CONFLICT, "desk.not_accepted")
    return case


def _note(
    change: Change,
    person: Person,
    case: Case,
    kind: str,
    data: dict[str, Any],
    *,
    member: str | None = None,
    on: date | None = None,
) -> Note:
    note = Note(
        id=new_key(),
        case_id=case.id,
        kind=kind,
        organisation=person.organisation,
        member=member,
        data=data,
        on=on,
        at=change.at,
        by=person.user_id,
    )
    change.session.add(note)
    return note
