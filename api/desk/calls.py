"""Calls for partners: who is on the same section in the same period is asked to dig together.

Where a road is about to be closed every other utility is asked. Silence is never consent: a call not answered within
its clock needs consultation. An amendment voids only the answers whose section or period really changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from api.desk.closings import closings_of, others_laying
from api.desk.partners import meetings_of
from api.desk.tell import Telling, tell, tell_each
from api.desk.visibility import JOINED, VOID
from api.problems import Problem, found
from api.store.tables import Call, Project, new_key
from planner.permit.clocks import due_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from api.desk.closings import Closing
    from api.desk.partners import Meeting
    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change
    from api.store.tables import Submission

__all__ = [
    "Answer",
    "Refusal",
    "Reply",
    "answer_call",
    "call_partners",
    "calls_for",
    "overdue_calls",
    "void_calls",
    "with_masks",
]

_Pair = tuple[str, str, str]
_Topic = tuple[list[list[object]], list[str]]

CLOSING = "closing"
_PAIR = (Call.caller_key, Call.asked_key, Call.road_name)
OPEN, DECLINED, COUNTERED, CONSULT = "open", "declined", "countered", "consultation_needed"


class Reply(StrEnum):
    """What an organisation answers."""

    JOIN = "join"
    DECLINE = "decline"
    COUNTER = "counter"


class Refusal(StrEnum):
    """Why an organisation does not join; every refusal has one of these."""

    SAFETY = "safety"
    TECHNIQUE = "technique"
    BUDGET = "budget"
    DATES = "dates"
    CUSTOMER = "customer"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer; a refusal with its reason, a counter with the days it offers."""

    reply: Reply
    reason: Refusal | None = None
    note: str | None = None
    first: date | None = None
    last: date | None = None


def call_partners(change: Change, desk: Desk, submission: Submission, before: Mapping[str, Project]) -> None:
    """Ask everybody a submission meets, in place and period, and all others where its road is about to be closed.

    Whose own project is confidential is asked too: it is not shown before both sides agreed. Answers of an earlier
    version that still hold are kept.

    Parameters
    ----------
    before : The projects of the version this one replaces, by their ids.
    """
    session = change.session
    own = {p.project_id: p for p in session.scalars(select(Project).where(Project.submission_id == submission.id))}
    keys = [each.id for each in own.values()]
    least = desk.rulebook.matching.minimum_shared_m.value
    meetings = [m for m in meetings_of(session, keys) if m.period is not None and m.metres >= least]
    closings = closings_of(session, desk, keys)
    kept = _carry_over(change, _topics(meetings, closings), own, before)
    due = due_on(desk.local(change.at), desk.rulebook.desk.answer_days.value, desk.calendar())
    new = [m for m in meetings if (m.own.id, m.other.id, m.road_name) not in kept]
    rows = session.execute(select(*_PAIR).where(Call.asked_key.in_(keys), Call.state != VOID))
    asked = {(caller, own_key, road) for caller, own_key, road in rows}
    own_consent = [m.turned for m in meetings if m.own.confidential]
    new += [m for m in own_consent if (m.own.id, m.other.id, m.road_name) not in asked]
    tell_each(change, [_call(change, each, due) for each in new])
    for closing in closings:
        _call_before(change, closing, due)


def void_calls(change: Change, before: Mapping[str, Project]) -> None:
    """Void every call of projects that count no longer, and tell both sides.

    Parameters
    ----------
    before : The projects, by their ids.
    """
    _carry_over(change, {}, {}, before)


def answer_call(change: Change, person: Person, call_id: str, answer: Answer) -> Call:
    """Record the answer of the organisation asked; a later one replaces it while the clock runs.

    Raises
    ------
    Problem
        404 if the call is not this organisation's; 409 if it is void; 422 for a refusal without a reason or a
        counter without days.
    """
    own = (Call.id == call_id, Call.asked == person.organisation)
    call = found(change.session.scalars(select(Call).where(*own)).one_or_none(), call_id)
    if call.state == VOID:
        raise Problem(HTTPStatus.CONFLICT, "desk.void_call")
    if answer.reply is Reply.DECLINE and answer.reason is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.coded_reason")
    days = answer.first is not None and answer.last is not None and answer.first <= answer.last
    if answer.reply is Reply.COUNTER and not days:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.counter_days")
    call.state = {Reply.JOIN: JOINED, Reply.DECLINE: DECLINED, Reply.COUNTER: COUNTERED}[answer.reply]
    call.reason = answer.reason.value if answer.reason is not None else None
    call.note, call.first, call.last = answer.note, answer.first, answer.last
    call.answered_at, call.answered_by = change.at, person.user_id
    data = {"road": call.road_name, "state": call.state}
    tell(change, [call.caller], "told.call_answered", data, about=f"call/{call.id}/{change.at.isoformat()}")
    return call


def overdue_calls(change: Change, today: date) -> list[Call]:
    """Mark every call whose clock ran out unanswered: consultation is needed; both sides are told."""
    rows = select(Call).where(Call.state == OPEN, Call.due_on < today).order_by(Call.id)
    late = [*change.session.scalars(rows)]
    for call in late:
        call.state = CONSULT
        tell(
            change, [call.caller, call.asked], "told.call_late", {"road": call.road_name}, about=f"call/{call.id}/late"
        )
    return late


def calls_for(person: Person) -> Select[Call]:
    """Select the calls a person may read: a utility those it made or was asked."""
    rows = select(Call).order_by(Call.made_at, Call.id)
    if not person.own_only:
        return rows
    return rows.where(or_(Call.asked == person.organisation, Call.caller == person.organisation))


def with_masks(calls: Select[Call]) -> Select[Call, bool]:
    """Select with each call whether its sides do not know each other yet: one is confidential, and not both agreed."""
    caller, asked, back = aliased(Project), aliased(Project), aliased(Call)
    either = or_(caller.confidential, func.coalesce(asked.confidential, False))
    asked_back = (back.caller_key == Call.asked_key, back.asked_key == Call.caller_key)
    is_asked_back = or_(caller.confidential, exists().where(*asked_back, back.state != VOID))
    lacks_other = and_(is_asked_back, ~exists().where(*asked_back, back.state == JOINED))
    strangers = or_(Call.state != JOINED, Call.asked_key.is_(None), lacks_other)
    both = calls.join(caller, Call.caller_key == caller.id).outerjoin(asked, Call.asked_key == asked.id)
    return both.add_columns(and_(either, strangers))


def _call(change: Change, meeting: Meeting, due: date) -> Telling:
    """Make a call, and return what its other side is to be told."""
    call = Call(
        id=new_key(),
        kind="partner",
        caller_key=meeting.own.id,
        asked_key=meeting.other.id,
        caller=meeting.own.organisation,
        asked=meeting.other.organisation,
        road_name=meeting.road_name,
        places=_places(meeting),
        period=_period(meeting),
        due_on=due,
        made_at=change.at,
        state=OPEN,
    )
    change.session.add(call)
    data = {"road": meeting.road_name, "due": due.isoformat()}
    return Telling(organisations=frozenset({call.asked}), code="told.call", data=data, about=f"call/{call.id}")


def _call_before(change: Change, closing: Closing, due: date) -> None:
    """Ask every other utility whether it lays there before the road is closed; each once for one closing of a road."""
    asked_already = {
        call.asked
        for call in change.session.scalars(
            select(Call).where(Call.kind == CLOSING, Call.road_name == closing.road_name, Call.state != VOID)
        )
        if call.period[-1:] == _period(closing)[-1:]
    }
    for other in others_laying(change.session, closing.own.organisation):
        if other in asked_already:
            continue
        call = Call(
            id=new_key(),
            kind=CLOSING,
            caller_key=closing.own.id,
            asked_key=None,
            caller=closing.own.organisation,
            asked=other,
            road_name=closing.road_name,
            places=_places(closing),
            period=_period(closing),
            due_on=due,
            made_at=change.at,
            state=OPEN,
        )
        change.session.add(call)
        days = {"last": closing.period[1].isoformat(), "until": closing.closed_until.isoformat()}
        data = {"road": closing.road_name, "due": due.isoformat(), **days}
        tell(change, [other], "told.call_before_closing", data, about=f"call/{call.id}")


def _topics(meetings: Sequence[Meeting], closings: Sequence[Closing]) -> dict[_Pair, _Topic]:
    """Return of what places and days each pair of projects is asked, from either side; nobody is other to a closing."""
    topics = {(m.own.id, m.other.id, m.road_name): (_places(m), _period(m)) for m in meetings}
    topics |= {(m.other.id, m.own.id, m.road_name): (_places(m), _period(m)) for m in meetings}
    return topics | {(c.own.id, "", c.road_name): (_places(c), _period(c)) for c in closings}


def _carry_over(
    change: Change, topics: Mapping[_Pair, _Topic], own: Mapping[str, Project], before: Mapping[str, Project]
) -> set[_Pair]:
    """Point the calls of the version before at this one where place and period stand, and void the others."""
    session = change.session
    after = {old.id: own[name].id for name, old in before.items() if name in own}
    kept: set[_Pair] = set()
    olds = [old.id for old in before.values()]
    rows = select(Call).where(or_(Call.caller_key.in_(olds), Call.asked_key.in_(olds)), Call.state != VOID)
    for call in session.scalars(rows):
        caller = after.get(call.caller_key, call.caller_key)
        asked = after.get(call.asked_key or "", call.asked_key or "")
        if topics.get((caller, asked, call.road_name)) == (call.places, call.period):
            call.caller_key, call.asked_key = caller, asked or None
            kept |= {(caller, asked, call.road_name), (asked, caller, call.road_name)}
            continue
        call.state, call.voided_at = VOID, change.at
        tell(
            change, [call.caller, call.asked], "told.call_void", {"road": call.road_name}, about=f"call/{call.id}/void"
        )
    return kept


def _places(topic: Meeting | Closing) -> list[list[object]]:
    return [[section, from_m, to_m] for section, from_m, to_m in topic.places]


def _period(topic: Meeting | Closing) -> list[str]:
    return [day.isoformat() for day in topic.period] if topic.period is not None else []
