"""``Idempotency-Key``: a request repeated with the same key is answered as the first time, and done once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Header
from fastapi.responses import Response

from api.problems import Problem
from api.store.tables import Answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change

__all__ = ["RequestKey", "Work", "once"]

RequestKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
"""The key of a request, from its header."""

# Stands in for the status of an answer that is not there; what was begun stands in for its body
_BEGUN = 102
# Keys that an earlier release left behind: taken by a request that failed, or that died before it began anything
_FAILED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a request does.

    ``begin`` keeps what was asked for and returns its key; that and taking the request's key are one change, called
    ``action`` and ``subject`` in the log. ``finish`` does the rest and answers: it may be called again for what was
    begun, by a request that repeats one whose answer was never kept, and then does nothing twice.
    """

    action: str
    subject: str
    begin: Callable[[Change], str]
    finish: Callable[[str], BaseModel]


def once(desk: Desk, person: Person, key: str | None, request: bytes, status: HTTPStatus, work: Work) -> Response:
    """Do a piece of work and answer, or answer as the first time where this key was used for this request before.

    Whatever moment the service dies at, what a request with a key asked for is there once: a repetition of it goes on
    with what was begun.

    Raises
    ------
    Problem
        409 if the key was used with another request.
    """
    digest = hashlib.sha256(request).hexdigest()
    with desk.store.changing(person.actor, work.action, work.subject) as change:
        known = _known(change, person, key, digest) if key else None
        if known is not None and known.status != _BEGUN:
            return _response(known.body, HTTPStatus(known.status))
        begun = known.body if known is not None else work.begin(change)
        if key and known is None:
            _take(change, person, key, digest, begun)
    body = work.finish(begun).model_dump_json()
    return _response(_kept(desk, person, key, status, body) if key else body, status)


def _known(change: Change, person: Person, key: str, digest: str) -> Answered | None:
    """Return what was answered or begun under a key, None where nothing was."""
    row = change.session.get(Answered, (person.user_id, key))
    if row is None or row.status == _FAILED or (row.status == _BEGUN and not row.body):
        return None
    if row.request != digest:
        raise Problem(HTTPStatus.CONFLICT, "desk.repeated")
    return row


def _take(change: Change, person: Person, key: str, digest: str, begun: str) -> None:
    row = change.session.get(Answered, (person.user_id, key))
    if row is None:
        row = Answered(user_id=person.user_id, key=key, at=change.at)
        change.session.add(row)
    row.request, row.status, row.body = digest, _BEGUN, begun


def _kept(desk: Desk, person: Person, key: str, status: HTTPStatus, body: str) -> str:
    """Keep an answer and return it; where another request with the key was answered meanwhile, return that answer."""
    with desk.store.changing(person.actor, "request.answered", key) as change:
        row = change.session.get_one(Answered, (person.user_id, key))
        if row.status == _BEGUN:
            row.status, row.body = int(status), body
        return row.body


def _response(body: str, status: HTTPStatus) -> Response:
    return Response(body, status_code=status, media_type="application/json")
