"""Pairs that dig apart: what a small shift of dates would save, and asking for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.desk.planning import accepted_plan
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import Problem
from api.routes import plans as routes
from api.security.roles import Action

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
# So many pairs are shown at once
_SHOWN = 40
Maker = Annotated[Visit, Visiting(Action.MAKE_PLAN)]


@router.get("/declined")
def listed(
    visit: Maker, utility: Annotated[str, Query(max_length=40)] = "", page: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """List the declined pairs of the plan that counts, the most saving shift first; those of one utility or all."""
    return _page(visit, utility=utility, page=page)


@router.post("/declined/{plan_id}/{number}/ask")
def ask(plan_id: str, number: int, visit: Maker) -> Response:
    """Ask the utility of a pair for the shift."""
    try:
        routes.ask(plan_id, number, visit.desk, visit.person)
    except Problem as problem:
        return _page(visit, problem)
    return visit.go("/declined", "shift_asked")


def _page(visit: Visit, problem: Problem | None = None, *, utility: str = "", page: int = 0) -> Response:
    with visit.desk.store.reading() as session:
        plan = accepted_plan(session)
    pairs = routes.declined(plan.id, visit.desk, visit.person) if plan is not None else []
    helped = [each for each in pairs if each.project is not None]
    asked = [each for each in helped if utility in {"", each.utility}]
    return visit.show(
        "plans/declined.html",
        problem=problem,
        plan=plan,
        helped=asked[page * _SHOWN : (page + 1) * _SHOWN],
        more=len(asked) > (page + 1) * _SHOWN,
        page=page,
        utility=utility,
        utilities=sorted({each.utility for each in helped if each.utility}),
        others=[each for each in pairs if each.project is None],
    )
