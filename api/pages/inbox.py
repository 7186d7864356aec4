"""What the desk told one's organisation, with the invitations that go with it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import found
from api.routes import records
from api.security.roles import Action

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Recipient = Annotated[Visit, Visiting(Action.READ_MESSAGES)]
_MOST = 200
# Messages name organisations by their codes, which people need not know
_CODE = re.compile(r"\b[A-Z]{2,}(?:-[A-Z]+)?\b", re.ASCII)


@router.get("/inbox")
def inbox(visit: Recipient) -> Response:
    """Show the messages of one's organisation: those not read yet first, each part with the newest first."""
    rows = [
        each.model_copy(update={"text": _CODE.sub(lambda code: visit.organisation(code[0]), each.text)})
        for each in records.inbox(visit.desk, visit.person)
    ]
    unread = [each for each in rows if each.read_at is None]
    read = [each for each in rows if each.read_at is not None]
    return visit.show("staff/inbox.html", groups=[("inbox.unread", unread[:_MOST]), ("inbox.read", read[:_MOST])])


@router.post("/inbox/{message_id}/read")
def read(message_id: str, visit: Recipient) -> Response:
    """Mark a message as read."""
    records.read(message_id, visit.desk, visit.person)
    return visit.go("/inbox")


@router.post("/inbox/read")
def read_all(visit: Recipient) -> Response:
    """Mark every message as read."""
    for each in records.inbox(visit.desk, visit.person):
        if each.read_at is None:
            records.read(each.id, visit.desk, visit.person)
    return visit.go("/inbox")


@router.get("/inbox/{message_id}.ics")
def invitation(message_id: str, visit: Recipient) -> Response:
    """Give the invitation of a message, for a calendar."""
    rows = (each for each in records.inbox(visit.desk, visit.person) if each.id == message_id)
    text = found(next((each.attachment for each in rows), None), message_id)
    headers = {"content-disposition": f'attachment; filename="{message_id}.ics"'}
    return Response(text, media_type="text/calendar", headers=headers)
