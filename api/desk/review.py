"""The parallel review, and the one decision it ends in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from api.desk.case_files import latest_opinions, take
from api.desk.cases import ask, keep_file
from api.desk.numbers import next_serial
from api.desk.tell import tell
from api.problems import Problem
from api.store.tables import Decision, new_key
from planner.model import Track
from planner.permit.case import Given, Step
from planner.permit.clocks import due_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change
    from api.store.tables import Case, Opinion

    Bundle = Callable[[Case, dict[str, Any]], bytes]

__all__ = ["Told", "correct", "decide", "decision_in_force", "decision_record", "give_opinion", "refuse", "supersede"]

_AGAINST = (Given.CORRECT, Given.OBJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An authority's word on its item."""

    opinion: Given
    conditions: Sequence[str] = ()
    reason: str | None = None


def give_opinion(change: Change, person: Person, case_id: str, item: str, told: Told) -> Opinion:
    """Record an authority's opinion on its own item, once a round.

    Raises
    ------
    Problem
        404, 409 as ``take``; 404 if the item is not asked, or is another authority's; 409 if it was answered;
        422 if it asks for a correction or objects without a reason, or has conditions and does not set them.
    """
    case = take(change, person, case_id, Step.GIVE_OPINION)
    mine = [
        o for o in latest_opinions(change.session, case) if o.item == item and o.organisation == person.organisation
    ]
    if not mine:
        raise Problem(HTTPStatus.NOT_FOUND, "desk.unknown", key=item)
    (opinion,) = mine
    if opinion.opinion is not None:
        raise Problem(HTTPStatus.CONFLICT, "desk.answered", item=item)
    if told.opinion in _AGAINST and not (told.reason or "").strip():
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.reason_needed", item=item)
    if (told.opinion is Given.AGREE_WITH_CONDITIONS) != bool(told.conditions):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.conditions", item=item)
    opinion.opinion = told.opinion.value
    opinion.conditions, opinion.reason = [*told.conditions], told.reason
    opinion.given_at, opinion.given_by = change.at, person.user_id
    data = {"case": case.number, "item": item, "opinion": told.opinion.value}
    about = f"case/{case.id}/item/{item}/{opinion.round}/given"
    tell(change, case.owners.split(), "told.opinion", data, about=about)
    return opinion


def correct(change: Change, desk: Desk, person: Person, case_id: str, text: str) -> Case:
    """Hand in a correction: only the items that asked for one, or objected, are asked again.

    Raises
    ------
    Problem
        404, 409 as ``take``.
    """
    case = take(change, person, case_id, Step.CORRECT)
    case.design = {**(case.design or {}), "corrections": [*_corrections(case), text]}
    days = desk.rulebook.clocks.approval_days[Track(case.track)].value
    due = due_on(desk.local(change.at), days, desk.calendar())
    for each in latest_opinions(change.session, case):
        if each.opinion in _AGAINST:
            ask(change, case, each.item, each.organisation, each.round + 1, due)
    return case


def decide(change: Change, desk: Desk, person: Person, case_id: str, bundle: Bundle) -> Decision:
    """Make the one decision of a case: a number of the bureau's series, a record, a bundle that anyone can verify.

    The number is given out in this very change, so that a decision that fails takes none.

    Raises
    ------
    Problem
        404, 409 as ``take``: an item not answered, or not agreed to; or the case decided already.
    """
    case = take(change, person, case_id, Step.DECIDE)
    return _issue(change, desk, person, case, bundle, supersedes=None)


def refuse(change: Change, person: Person, case_id: str, reason: str) -> Case:
    """Refuse a case: every item was answered, and at least one against it.

    Raises
    ------
    Problem
        404, 409 as ``take``; 422 without a reason.
    """
    if not reason.strip():
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.reason_needed", item="")
    case = take(change, person, case_id, Step.REFUSE)
    case.closed_at = change.at
    case.acceptance = {"refused": reason}
    tell(change, case.owners.split(), "told.refused", {"case": case.number}, about=f"case/{case.id}/refused")
    return case


def supersede(change: Change, desk: Desk, person: Person, case_id: str, bundle: Bundle) -> Decision:
    """Replace the decision of a case by another with a number of its own; the one before stays as it was.

    Raises
    ------
    Problem
        404, 409 as ``take``.
    """
    case = take(change, person, case_id, Step.SUPERSEDE)
    before = decision_in_force(change.session, case)
    return _issue(change, desk, person, case, bundle, supersedes=before)


def decision_in_force(session: Session, case: Case) -> Decision | None:
    """Return the last decision of a case, None before the first."""
    rows = select(Decision).where(Decision.case_id == case.id).order_by(Decision.edition.desc()).limit(1)
    return session.scalars(rows).one_or_none()


def decision_record(desk: Desk, case: Case, number: str, opinions: Sequence[Opinion], today: date) -> dict[str, Any]:
    """Return what a decision says, as data: items with their opinions, and each member's own area and period."""
    papers, work = desk.rulebook.papers, case.work
    items = {each.id: each for each in papers.approvals}
    return {
        "schema": "cotrench/decision/1",
        "number": number,
        "case": case.number,
        "issuer": papers.issuer_zh,
        "decided_on": today.isoformat(),
        "road_name": work["road_name"],
        "joint_work": case.work_id,
        "valid": [work["phases"]["excavation"][0], work["phases"]["reinstatement"][1]],
        "items": [
            {
                "item": each.item,
                "zh": items[each.item].zh,
                "authority": each.organisation,
                "basis": items[each.item].basis,
                "opinion": each.opinion,
                "conditions": each.conditions,
                "given_at": each.given_at.isoformat() if each.given_at else None,
            }
            for each in opinions
        ],
        "holders": [_holder(case, member) for member in work["members"]],
        "touches": (case.survey or {}).get("touches", []),
    }


def _holder(case: Case, member: str) -> dict[str, Any]:
    """Return one permit holder: its own stretches, metres and period; it answers for its own line."""
    work = case.work
    own = [each for each in work["stretches"] if each["project_id"] == member]
    laid = [each for each in work["phases"]["installation"] if each["project_id"] == member]
    return {
        "project_id": member,
        "organisation": work["owners"][member],
        "length_m": round(sum(each["to_m"] - each["from_m"] for each in own), 3),
        "stretches": own,
        "installation": [laid[0]["start"], laid[0]["end"]] if laid else None,
        "answers_for": "line_and_lead" if member == work["lead"] else "line",
    }


def _issue(
    change: Change, desk: Desk, person: Person, case: Case, bundle: Bundle, *, supersedes: Decision | None
) -> Decision:
    today = desk.local(change.at).date()
    serial = next_serial(change, "decision", today.year)
    number = desk.rulebook.papers.number_pattern.format(year=today.year, serial=serial)
    record = decision_record(desk, case, number, latest_opinions(change.session, case), today)
    record["supersedes"] = supersedes.number if supersedes is not None else None
    record["decided_by"], record["decided_at"] = person.organisation, change.at.isoformat()
    record["opened_on"] = desk.local(case.opened_at).date().isoformat()
    decision = Decision(
        id=new_key(),
        case_id=case.id,
        edition=supersedes.edition + 1 if supersedes is not None else 1,
        year=today.year,
        serial=serial,
        number=number,
        supersedes=supersedes.id if supersedes is not None else None,
        valid_from=date.fromisoformat(record["valid"][0]),
        valid_to=date.fromisoformat(record["valid"][1]),
        record=record,
        bundle=keep_file(change, bundle(case, record)),
        signed=desk.settings.signing_certificate is not None,
        issued_at=change.at,
        issued_by=person.user_id,
    )
    change.session.add(decision)
    data = {"case": case.number, "number": number}
    tell(change, case.owners.split(), "told.decided", data, about=f"case/{case.id}/decision/{decision.edition}")
    return decision


def _corrections(case: Case) -> list[str]:
    made: list[str] = (case.design or {}).get("corrections", [])  # type: ignore[assignment] # as written here
    return made
