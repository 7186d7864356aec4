"""The log: every row that changes is told in one event, chained to the one before by its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import inspect, select

from api.store.tables import Base, Event, LogHead
from api.store.tables.base import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

__all__ = ["Actor", "Broken", "Row", "append", "broken_links", "changed_rows"]

# These are the log's own: an event that told of itself would never end
_UNTOLD = (Event, LogHead)
_BEGINNING = "0" * 64
_PAGE = 1_000

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who changes something: a user's login and the organisation it acts for."""

    login: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A place where the log does not hold: the number of the event, and what is wrong there."""

    number: int
    what: str


def changed_rows(session: Session) -> list[Row]:
    """Return what a flush has just changed, as table, key, before and after.

    Raises
    ------
    RuntimeError
        If a row was removed: nothing the desk knows ever is; the transaction has to be given up.
    """
    if session.deleted:
        message = f"rows are never removed: {sorted(type(row).__tablename__ for row in session.deleted)}"
        raise RuntimeError(message)
    rows = [_new_row(each) for each in session.new if _told(each)]
    rows += [row for each in session.dirty if _told(each) and (row := _changed_row(each))["after"]]
    return rows


def append(session: Session, *, at: datetime, actor: Actor, action: str, subject: str, rows: list[Row]) -> Event:
    """Write the event of a change as the next of the chain; the head must be held by this transaction."""
    head = session.get_one(LogHead, 1)
    number = head.number + 1
    ordered = sorted(rows, key=lambda row: (row["table"], row["key"]))
    body = _canonical(
        {
            "number": number,
            "at": at.astimezone(UTC).isoformat(),
            "actor": actor.login,
            "organisation": actor.organisation,
            "action": action,
            "subject": subject,
            "rows": ordered,
            "before": head.digest,
        }
    )
    event = Event(
        number=number,
        at=at,
        actor=actor.login,
        organisation=actor.organisation,
        action=action,
        subject=subject,
        body=body,
        digest=hashlib.sha256(body.encode()).hexdigest(),
    )
    head.number, head.digest = number, event.digest
    session.add(event)
    return event


def broken_links(session: Session) -> Iterator[Broken]:
    """Walk the whole chain and tell every place where it does not hold; nothing where it does.

    Found are a changed event, a missing one, columns that say other than the body, and a head that is not the last one.
    """
    number, digest = 0, _BEGINNING
    for event in session.scalars(select(Event).order_by(Event.number).execution_options(yield_per=_PAGE)):
        yield from _judged(event, number + 1, digest)
        number, digest = event.number, event.digest
    head = session.get(LogHead, 1)
    if head is None or (head.number, head.digest) != (number, digest):
        yield Broken(number=number, what="head")


def _judged(event: Event, number: int, before: str) -> Iterator[Broken]:
    told = json.loads(event.body)
    if event.number != number:
        yield Broken(number=number, what="missing")
    if hashlib.sha256(event.body.encode()).hexdigest() != event.digest:
        yield Broken(number=event.number, what="digest")
    if told["before"] != before:
        yield Broken(number=event.number, what="chain")
    columns = (event.number, event.at.isoformat(), event.actor, event.organisation, event.action, event.subject)
    if tuple(told[name] for name in ("number", "at", "actor", "organisation", "action", "subject")) != columns:
        yield Broken(number=event.number, what="columns")


def _told(row: object) -> bool:
    return isinstance(row, Base) and not isinstance(row, _UNTOLD)


def _new_row(row: Base) -> Row:
    state = inspect(row)
    after = {c.key: _shown(c.columns[0].info, getattr(row, c.key)) for c in state.mapper.column_attrs}
    return {"table": row.__tablename__, "key": _key(row), "before": None, "after": after}


def _changed_row(row: Base) -> Row:
    state = inspect(row)
    before: Row = {}
    after: Row = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if history.has_changes():
            info = column.columns[0].info
            before[column.key] = _shown(info, history.deleted[0] if history.deleted else None)
            after[column.key] = _shown(info, history.added[0] if history.added else None)
    return {"table": row.__tablename__, "key": _key(row), "before": before, "after": after}


def _key(row: Base) -> str:
    return "/".join(str(value) for value in inspect(row).mapper.primary_key_from_instance(row))


def _shown(info: dict[Any, Any], value: object) -> object:
    if value is not None and info == HIDDEN:
        return "…"
    if isinstance(value, BaseGeometry):
        return value.wkt
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _canonical(value: Row) -> str:
    """Write JSON in one way only, so that a digest can be taken again."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
