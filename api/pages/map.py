"""The linked map of a plan, and the page around that of the plan that counts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.desk.planning import accepted_plan
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.security.roles import Action

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visit, Visiting(Action.READ_PLANS)]
# What somebody may see can change, a kept plan cannot
_KEEP = {"cache-control": "private, max-age=60", "vary": "cookie, accept-language"}


@router.get("/map")
def accepted_map(visit: Reader) -> Response:
    """Show the map of the plan that counts."""
    with visit.desk.store.reading() as session:
        row = accepted_plan(session)
    return visit.show("plans/map.html", row=row)


@router.get("/plans/{plan_id}/map")
def page(plan_id: str, visit: Reader) -> Response:
    """Give the map of one version as a page of its own."""
    data_url = f"/plans/{plan_id}/map/data?lang={visit.language.value}"
    made = visit.desk.maps.page(visit.desk, visit.person, plan_id, visit.language, data_url)
    return Response(made, media_type="text/html; charset=utf-8", headers=_KEEP)


@router.get("/plans/{plan_id}/map/data")
def data(plan_id: str, visit: Reader) -> Response:
    """Give what that map draws and says."""
    made = visit.desk.maps.data(visit.desk, visit.person, plan_id, visit.language)
    return Response(made, media_type="application/json", headers=_KEEP)
