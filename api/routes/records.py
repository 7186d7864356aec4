"""What the desk keeps and shows: the log, the inbox, and the look-up of a decision that is open to anyone."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Query, UploadFile
from pydantic import BaseModel
from sqlalchemy import Select, func, select

from api.desk.tell import INBOX
from api.problems import found, responses
from api.routes.paging import Limit, Offset, size_of
from api.security.access import Allow, Person
from api.security.roles import Action
from api.signing import bundle_signature
from api.state import Desk, desk_of
from api.store.log import broken_links
from api.store.tables import Case, Decision, Event, Message
from planner.messages import Language, text_of
from planner.model import Reason
from planner.permit.bundle import verify_bundle

__all__ = ["inbox_part", "message_of", "read_all", "router"]

router = APIRouter(prefix="/api/v1", tags=["records"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Anyone = Annotated[Person, Depends(Allow(Action.READ_PUBLIC))]
Auditor = Annotated[Person, Depends(Allow(Action.READ_LOG))]
Recipient = Annotated[Person, Depends(Allow(Action.READ_MESSAGES))]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_FOUND = _REFUSED | responses(HTTPStatus.NOT_FOUND)


class EventOut(BaseModel):
    """One event of the log; ``body`` is the text its digest was taken of."""

    number: int
    at: datetime
    actor: str
    organisation: str
    action: str
    subject: str
    body: str
    digest: str


class BrokenOut(BaseModel):
    """A place where the log does not hold."""

    number: int
    what: str


class MessageOut(BaseModel):
    """Something the desk told an organisation."""

    id: str
    at: datetime
    text: str
    attachment: str | None
    read_at: datetime | None


class DecisionFacts(BaseModel):
    """What anyone may know of a decision (公示内容): number, place, period, holders and state."""

    number: str
    issuer: str
    road_name: str
    valid_from: date
    valid_to: date
    holders: list[str]
    issued_on: date
    in_force: bool
    superseded_by: str | None
    state: str


class VerifiedOut(BaseModel):
    """Whether a bundle is whole, and whether it is the one this desk issued; what its signature is worth, in words."""

    whole: bool
    signature: str | None
    faults: list[str]
    number: str | None
    issued_here: bool


@router.get("/events", responses=_REFUSED)
def events(
    desk: TheDesk,
    _: Auditor,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> list[EventOut]:
    """Read the log, in order."""
    with desk.store.reading() as session:
        rows = select(Event).where(Event.number > after).order_by(Event.number).limit(limit)
        return [EventOut.model_validate(row, from_attributes=True) for row in session.scalars(rows)]


@router.get("/events/proof", responses=_REFUSED)
def proof(desk: TheDesk, _: Auditor) -> list[BrokenOut]:
    """Walk the whole chain; an empty list proves it."""
    with desk.store.reading() as session:
        return [BrokenOut(number=each.number, what=each.what) for each in broken_links(session)]


@router.get("/messages", responses=_REFUSED)
def inbox(desk: TheDesk, person: Recipient, limit: Limit = None, offset: Offset = 0) -> list[MessageOut]:
    """Read a page of the inbox of one's organisation, the newest first."""
    newest = _own(person).order_by(Message.created_at.desc(), Message.id)
    with desk.store.reading() as session:
        rows = [*session.scalars(newest.offset(offset).limit(size_of(desk.settings, limit)))]
    return [_message(row, person) for row in rows]


def inbox_part(desk: Desk, person: Person, *, read: bool, limit: int, offset: int) -> tuple[int, list[MessageOut]]:
    """Return how many messages of one's organisation are read, or are not, and a page of them, the newest first."""
    part = _own(person).where(Message.read_at.is_not(None) if read else Message.read_at.is_(None))
    newest = part.order_by(Message.created_at.desc(), Message.id).offset(offset).limit(limit)
    with desk.store.reading() as session:
        count = session.scalar(select(func.count()).select_from(part.subquery())) or 0
        return count, [_message(row, person) for row in session.scalars(newest)]


def message_of(desk: Desk, person: Person, message_id: str) -> MessageOut:
    """Return a message of one's organisation.

    Raises
    ------
    Problem
        404 if there is none, or it is another's.
    """
    with desk.store.reading() as session:
        row = session.scalars(_own(person).where(Message.id == message_id)).one_or_none()
        return _message(found(row, message_id), person)


def read_all(desk: Desk, person: Person) -> None:
    """Mark every message of one's organisation as read."""
    with desk.store.changing(person.actor, "message.read_all", person.organisation) as change:
        for row in change.session.scalars(_own(person).where(Message.read_at.is_(None))):
            row.read_at = change.at


@router.post("/messages/{message_id}/read", responses=_FOUND)
def read(message_id: str, desk: TheDesk, person: Recipient) -> MessageOut:
    """Mark a message as read."""
    with desk.store.changing(person.actor, "message.read", message_id) as change:
        row = found(change.session.scalars(_own(person).where(Message.id == message_id)).one_or_none(), message_id)
        row.read_at = row.read_at or change.at
    return _message(row, person)


@router.get("/decisions", responses=_FOUND)
def look_up(number: Annotated[str, Query(max_length=80)], desk: TheDesk, _: Anyone) -> DecisionFacts:
    """Look a decision up by its number."""
    with desk.store.reading() as session:
        row = found(session.scalars(select(Decision).where(Decision.number == number)).one_or_none(), number)
        later = session.scalars(select(Decision).where(Decision.supersedes == row.id)).one_or_none()
        state = session.get_one(Case, row.case_id).state
    record = row.record
    return DecisionFacts(
        number=row.number,
        issuer=record["issuer"],
        road_name=record["road_name"],
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        holders=sorted({each["organisation"] for each in record["holders"]}),
        issued_on=desk.local(row.issued_at).date(),
        in_force=later is None and desk.today() <= row.valid_to,
        superseded_by=later.number if later is not None else None,
        state=state,
    )


@router.post("/bundles/check", responses=_REFUSED)
def check_bundle(desk: TheDesk, person: Anyone, file: Annotated[UploadFile, File()]) -> VerifiedOut:
    """Check a bundle: whole or not, and issued here or not."""
    content = file.file.read()
    report, language = verify_bundle(content), Language(person.language)
    with desk.store.reading() as session:
        digest = hashlib.sha256(content).hexdigest()
        row = session.scalars(select(Decision).where(Decision.bundle == digest)).one_or_none()
    faults = [text_of(each, language) for each in report.faults]
    number = row.number if row is not None else None
    signature = bundle_signature(content, language)[0] if report.ok else None
    return VerifiedOut(whole=not faults, faults=faults, number=number, issued_here=row is not None, signature=signature)


def _own(person: Person) -> Select[Message]:
    return select(Message).where(Message.recipient == person.organisation, Message.channel == INBOX)


def _message(row: Message, person: Person) -> MessageOut:
    told: dict[str, Any] = row.data
    return MessageOut(
        id=row.id,
        at=row.created_at,
        text=text_of(Reason(code=row.code, data=told), Language(person.language)),
        attachment=row.attachment,
        read_at=row.read_at,
    )
