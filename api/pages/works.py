"""One work of a plan: why it is as it is, who and when, how the road is opened, and who bears which part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select

from api.desk.visibility import visible_works
from api.pages.drawings import (
    DrawnAs,
    cross_section,
    cross_sections,
    opened_work,
    plan_as_seen,
    road_openings,
    schedule_graph,
    site_plan,
)
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import found
from api.security.roles import Action
from api.store.tables import Case, PlannedWork, PlanVersion
from planner.pipeline import calendar_of, price_of
from planner.schedule.shares import shares_of

if TYPE_CHECKING:
    from planner.model import JointWork

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visit, Visiting(Action.READ_PLANS)]
_PHASES = ("survey", "approval", "excavation", "installation", "backfill", "reinstatement", "acceptance")


@router.get("/plans/{plan_id}/works/{work_id}")
def one(plan_id: str, work_id: str, visit: Reader) -> Response:
    """Show one work with everything known of it."""
    row, plan = _row(visit, plan_id, work_id)
    opened, seen, _ = plan_as_seen(visit, plan_id)
    work, situation = opened_work(seen, work_id), opened.ground.situation
    calendar = calendar_of(opened.rulebook, situation.routes.projects, opened.plan.as_of)
    shares = shares_of(opened.plan, situation, opened.rulebook, calendar, price_of(opened.rulebook), only=work_id)
    with visit.desk.store.reading() as session:
        case = next((c for c in session.scalars(select(Case).order_by(Case.number.desc())) if _is_of(c, work)), None)
    return visit.show(
        "works/work.html",
        row=row,
        plan=plan,
        work=work,
        projects={p.key: p for p in situation.routes.projects},
        phases=_PHASES,
        shares=shares[0].divisions if shares else (),
        trenches=range(1, len(cross_sections(visit.desk, plan_id, work_id)) + 1),
        case=case,
    )


@router.get("/plans/{plan_id}/works/{work_id}/site.svg")
def site(plan_id: str, work_id: str, visit: Reader) -> Response:
    """Draw the site plan of a work."""
    _row(visit, plan_id, work_id)
    return site_plan(visit, plan_id, work_id)


@router.get("/plans/{plan_id}/works/{work_id}/trenches/{number}.svg")
def trench(plan_id: str, work_id: str, number: int, visit: Reader) -> Response:
    """Draw one trench of a work."""
    _row(visit, plan_id, work_id)
    return cross_section(visit, plan_id, work_id, number)


@router.get("/plans/{plan_id}/works/{work_id}/schedule.{drawn_as}")
def schedule(plan_id: str, work_id: str, drawn_as: DrawnAs, visit: Reader) -> Response:
    """Draw what waits for what in a work."""
    _row(visit, plan_id, work_id)
    return schedule_graph(visit, plan_id, work_id, drawn_as)


@router.get("/plans/{plan_id}/works/{work_id}/road.{drawn_as}")
def road(plan_id: str, work_id: str, drawn_as: DrawnAs, visit: Reader) -> Response:
    """Draw the openings of the work's road, each alone and by the plan."""
    row, _ = _row(visit, plan_id, work_id)
    return road_openings(visit, plan_id, row.road_name, drawn_as)


def _is_of(case: Case, work: JointWork) -> bool:
    """Tell whether a case is of a work; a work keeps its case from plan to plan."""
    return {*case.work["members"]} == {*work.members} and case.work["road_name"] == work.road_name


def _row(visit: Visit, plan_id: str, work_id: str) -> tuple[PlannedWork, PlanVersion]:
    """Return a work that this person may see, with its plan.

    Raises
    ------
    Problem
        404 if there is none, or it is not this person's to see.
    """
    asked = (PlannedWork.plan_id == plan_id, PlannedWork.work_id == work_id, visible_works(visit.person))
    with visit.desk.store.reading() as session:
        row = found(session.scalars(select(PlannedWork).where(*asked)).one_or_none(), work_id)
        return row, session.get_one(PlanVersion, plan_id)
