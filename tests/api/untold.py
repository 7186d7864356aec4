"""What the log does not tell: every row of every table made again from the events alone, beside the row as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from api.store.log import _new_row, _told
from api.store.tables import Base, Event

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_Row = tuple[str, str]


def untold(session: Session) -> dict[_Row, tuple[Any, Any]]:
    """Return, by table and key, each row that is other than the events say, as they say and as it is."""
    said: dict[_Row, dict[str, Any]] = {}
    for body in session.scalars(select(Event.body).order_by(Event.number)):
        for row in json.loads(body)["rows"]:
            said.setdefault((row["table"], row["key"]), {}).update(row["after"])
    kept: dict[_Row, dict[str, Any]] = {}
    for mapper in Base.registry.mappers:
        for row in filter(_told, session.scalars(select(mapper.class_))):
            whole = json.loads(json.dumps(_new_row(row)))
            kept[whole["table"], whole["key"]] = whole["after"]
    return {key: (said.get(key), kept.get(key)) for key in said | kept if said.get(key) != kept.get(key)}
