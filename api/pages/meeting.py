"""The pack of the monthly meeting, on screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.desk.month import last_month, month_of
from api.desk.month_tables import month_subtitle, month_tables, month_title
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.routes.meetings import Month, meeting
from api.security.roles import Action

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visit, Visiting(Action.READ_LEDGER)]


@router.get("/meeting")
def pack(visit: Reader, month: Month = None) -> Response:
    """Show the pack of one month, that before this one by default."""
    made = meeting(visit.desk, visit.person, month)
    later = month_of(made.last + timedelta(days=1))
    return visit.show(
        "meeting/pack.html",
        title=month_title(made, visit.language),
        subtitle=month_subtitle(made, visit.language),
        tables=month_tables(made, visit.desk.rulebook, visit.language),
        month=f"{made.first:%Y-%m}",
        before=f"{made.first - timedelta(days=1):%Y-%m}",
        after=f"{later:%Y-%m}" if later <= max(last_month(visit.desk), month_of(visit.desk.today())) else None,
    )
