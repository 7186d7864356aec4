"""The log, page by page, and the proof of its chain."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlalchemy import or_, select

from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import found
from api.routes import records as routes
from api.security.roles import Action
from api.store.tables import Event

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Auditor = Annotated[Visit, Visiting(Action.READ_LOG)]
_PAGE = 50
_Text = Annotated[str, Query(max_length=120)]


@router.get("/log")
def listed(
    visit: Auditor,
    subject: _Text = "",
    actor: _Text = "",
    action: _Text = "",
    before: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> Response:
    """List events, the newest first, by what they are about and who did them."""
    asked = select(Event).order_by(Event.number.desc()).limit(_PAGE + 1)
    if before is not None:
        asked = asked.where(Event.number < before)
    if subject:
        asked = asked.where(Event.subject.contains(subject, autoescape=True))
    if actor:
        asked = asked.where(or_(Event.actor == actor, Event.organisation == actor))
    if action:
        asked = asked.where(Event.action.startswith(action, autoescape=True))
    with visit.desk.store.reading() as session:
        rows = [*session.scalars(asked)]
    return visit.show(
        "log/list.html",
        rows=rows[:_PAGE],
        older=rows[_PAGE - 1].number if len(rows) > _PAGE else None,
        asked={"subject": subject, "actor": actor, "action": action},
        begun=before is not None,
    )


@router.get("/log/{number}")
def one(number: int, visit: Auditor) -> Response:
    """Show one event: every row it changed, before and after."""
    with visit.desk.store.reading() as session:
        event = found(session.get(Event, number) if abs(number) < 2**62 else None, str(number))
    return visit.show("log/event.html", event=event, told=json.loads(event.body), text=_text)


@router.post("/log/proof")
def prove(visit: Auditor) -> Response:
    """Walk the whole chain and tell whether it holds."""
    broken = routes.proof(visit.desk, visit.person)
    with visit.desk.store.reading() as session:
        count = session.scalars(select(Event.number).order_by(Event.number.desc()).limit(1)).one_or_none() or 0
    return visit.show("log/proof.html", broken=broken, count=count, at=visit.desk.store.now())


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
