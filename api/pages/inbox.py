"""What the desk told one's organisation, with the invitations that go with it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import found
from api.routes import records
from api.routes.records import MessageOut
from api.security.roles import Action

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Recipient = Annotated[Visit, Visiting(Action.READ_MESSAGES)]
_MOST = 100
# Messages name organisations by their codes, which people need not know
_CODE = re.compile(r"\b[A-Z]{2,}(?:-[A-Z]+)?\b", re.ASCII)


@router.get("/inbox")
def inbox(visit: Recipient, page: Annotated[int, Query(ge=0, le=100_000)] = 0) -> Response:
    """Show the messages of one's organisation: those not read yet first, each part with the newest first."""
    parts = [
        (heading, *records.inbox_part(visit.desk, visit.person, read=read, limit=_MOST, offset=page * _MOST))
        for heading, read in (("inbox.unread", False), ("inbox.read", True))
    ]
    groups = [(heading, count, [_worded(visit, each) for each in rows]) for heading, count, rows in parts]
    more = any(count > (page + 1) * _MOST for _, count, _ in groups)
    return visit.show("staff/inbox.html", groups=groups, page=page, more=more)


@router.post("/inbox/{message_id}/read")
def read(message_id: str, visit: Recipient) -> Response:
    """Mark a message as read."""
    records.read(message_id, visit.desk, visit.person)
    return visit.go("/inbox")


@router.post("/inbox/read")
def read_all(visit: Recipient) -> Response:
    """Mark every message as read."""
    records.read_all(visit.desk, visit.person)
    return visit.go("/inbox")


@router.get("/inbox/{message_id}.ics")
def invitation(message_id: str, visit: Recipient) -> Response:
    """Give the invitation of a message, for a calendar."""
    text = found(records.message_of(visit.desk, visit.person, message_id).attachment, message_id)
    headers = {"content-disposition": f'attachment; filename="{message_id}.ics"'}
    return Response(text, media_type="text/calendar", headers=headers)


def _worded(visit: Visit, told: MessageOut) -> MessageOut:
    return told.model_copy(update={"text": _CODE.sub(lambda code: visit.organisation(code[0]), told.text)})
