"""``Idempotency-Key``: a request repeated with the same key is answered as the first time, and done once."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.responses import Response

from api.problems import Problem
from api.store.tables import Answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change

__all__ = ["once"]

# Stand in for the status of an answer that is not there
_WORKING, _FAILED = 102, 0


def once(
    desk: Desk, person: Person, key: str | None, request: bytes, status: HTTPStatus, work: Callable[[], BaseModel]
) -> Response:
    """Answer by ``work``, or as the first time where this key was used for this request before.

    The key is taken before the work: of many that come at once with one key, one works and the others are told to
    ask again.

    Raises
    ------
    Problem
        409 if the key was used with another request, or the first with it is still being worked on.
    """
    if key is None:
        return _response(work().model_dump_json(), status)
    digest = hashlib.sha256(request).hexdigest()
    with desk.store.changing(person.actor, "request.key", key) as change:
        known = _known(change, person, key, digest)
    if known is not None:
        return _response(known.body, HTTPStatus(known.status))
    try:
        body = work().model_dump_json()
    except Exception:
        # a request that failed was not done: its key must not stand in the way of trying again
        _finish(desk, person, key, _FAILED, "")
        raise
    _finish(desk, person, key, status, body)
    return _response(body, status)


def _known(change: Change, person: Person, key: str, digest: str) -> Answered | None:
    """Return the first answer; where there is none, take the key."""
    row = change.session.get(Answered, (person.user_id, key))
    if row is None:
        row = Answered(user_id=person.user_id, key=key, request=digest, status=_FAILED, body="", at=change.at)
        change.session.add(row)
    if row.status == _FAILED:
        row.request, row.status = digest, _WORKING
        return None
    if row.request != digest:
        raise Problem(HTTPStatus.CONFLICT, "desk.repeated")
    if row.status == _WORKING:
        raise Problem(HTTPStatus.CONFLICT, "desk.working")
    return row


def _finish(desk: Desk, person: Person, key: str, status: int, body: str) -> None:
    with desk.store.changing(person.actor, "request.answered", key) as change:
        row = change.session.get_one(Answered, (person.user_id, key))
        row.status, row.body = int(status), body


def _response(body: str, status: HTTPStatus) -> Response:
    return Response(body, status_code=status, media_type="application/json")
