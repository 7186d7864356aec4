"""A utility's own projects: when each is built, with whom, and which part of the opening it bears."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.desk.projects import own_projects
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.security.roles import Action

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Owner = Annotated[Visit, Visiting(Action.SUBMIT_ROUTES)]


@router.get("/projects")
def listed(visit: Owner) -> Response:
    """List the projects of one's organisation with their days and shares in the accepted plan."""
    with visit.desk.store.reading() as session:
        plan, rows = own_projects(session, visit.person)
        return visit.show("utility/projects.html", plan=plan, rows=rows)
