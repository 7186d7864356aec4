"""The versions of the plan, one version with what it changed, and planning again with wishes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy import select
from starlette.datastructures import FormData

from api.desk.jobs import STEPS
from api.desk.planning import accepted_plan, make_plan
from api.desk.visibility import visible_works
from api.pages.drawings import DrawnAs, timeline, timeline_length
from api.pages.forms import read_form
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import Problem, found
from api.routes import plans as routes
from api.routes.plans import WishesIn
from api.security.roles import Action
from api.store.tables import Case, PlannedWork, PlanVersion, Project
from maps.timeline import TimelineBy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from planner.survey import Step

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visit, Visiting(Action.READ_PLANS)]
Maker = Annotated[Visit, Visiting(Action.MAKE_PLAN)]
Accepter = Annotated[Visit, Visiting(Action.ACCEPT_PLAN)]
# Empty lines a form of wishes begins with, and gets more of
_LINES = 2
_NAMES = re.compile(r"[,，、;；\n]+")
_Row = dict[str, str]
_COLUMNS = {
    "holds": ("work_id", "starts_on"),
    "pairs": ("rule", "a", "b", "why"),
    "free_days": ("first", "last", "roads", "why"),
}
# So many works are shown of a plan at once, and so many rows on one sheet of its timeline
_SHOWN = 100
_SHEET = 120


async def _sent(request: Request) -> AsyncIterator[FormData]:
    async with request.form() as sent:
        yield sent


Sent = Annotated[FormData, Depends(_sent)]


@router.get("/plans")
def versions(visit: Reader) -> Response:
    """List the versions of the plan."""
    with visit.desk.store.reading() as session:
        rows = [*session.scalars(select(PlanVersion).order_by(PlanVersion.number.desc()))]
    running = visit.desk.jobs.running if visit.person.may(Action.MAKE_PLAN) else None
    return visit.show("plans/list.html", rows=rows, running=running, no_roads=visit.desk.ground is None)


@router.get("/plans/new")
def wishes(visit: Maker, hold: str = "", one: str = "", other: str = "", rule: str = "apart") -> Response:
    """Ask what is wished of the next plan; nothing has to be."""
    rows: dict[str, list[_Row]] = {"holds": [], "pairs": [], "free_days": []}
    if hold:
        rows["holds"].append({"work_id": hold, "starts_on": ""})
    if one and other:
        rows["pairs"].append({"rule": rule, "a": one, "b": other, "why": ""})
    return _form(visit, rows)


@router.post("/plans/new")
def begin(visit: Maker, sent: Sent) -> Response:
    """Begin to plan with what is wished, and go to where its progress is shown; or give the form more lines."""
    rows = {
        "holds": _rows(sent, "hold", _COLUMNS["holds"]),
        "pairs": _rows(sent, "pair", _COLUMNS["pairs"]),
        "free_days": _rows(sent, "days", _COLUMNS["free_days"]),
    }
    if "more" in sent:
        return _form(visit, rows)
    try:
        wanted = read_form(WishesIn, _wished(rows)).wanted()

        def make(tell: Callable[[Step], None]) -> str:
            made = make_plan(visit.desk, visit.person, wanted, tell)
            with visit.desk.store.reading() as session:
                # whoever waits for the plan looks at it next
                visit.desk.shelf.told(session, made, visit.language)
            return made.id

        job = visit.desk.jobs.start(visit.person.login, visit.desk.store.now(), make)
    except Problem as problem:
        return _form(visit, rows, problem)
    return visit.go(f"/plans/jobs/{job.id}")


@router.get("/plans/jobs/{job_id}")
def progress(job_id: str, visit: Maker, part: bool = False) -> Response:  # noqa: FBT001, FBT002 - asked by the page itself
    """Show how far the making of a plan is; it can be left."""
    job = found(visit.desk.jobs.get(job_id), job_id)
    template = "plans/progress.html" if part else "plans/job.html"
    return visit.show(template, job=job, steps=STEPS, at=STEPS.index(job.step) if job.step in STEPS else 0)


@router.get("/plans/{plan_id}")
def one(
    plan_id: str,
    visit: Reader,
    find: Annotated[str, Query(max_length=120)] = "",
    page: Annotated[int, Query(ge=0)] = 0,
    by: TimelineBy = TimelineBy.ROAD,
) -> Response:
    """Show one version: what it changed, its map, its works, or those with some text in their road, id or members."""
    return _version(visit, plan_id, looking=_Looking(find=find.strip(), page=page, by=by))


@router.get("/plans/{plan_id}/timeline.{drawn_as}")
def timeline_of(
    plan_id: str,
    drawn_as: DrawnAs,
    visit: Reader,
    by: TimelineBy = TimelineBy.ROAD,
    first: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Draw one sheet of a version's timeline."""
    return timeline(visit, plan_id, drawn_as, by, range(first, first + _SHEET))


@router.post("/plans/{plan_id}/accept")
def accept(plan_id: str, visit: Accepter) -> Response:
    """Make a draft the plan that counts."""
    try:
        routes.accept(plan_id, visit.desk, visit.person)
    except Problem as problem:
        return _version(visit, plan_id, problem)
    return visit.go(f"/plans/{plan_id}", "plan_accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looking:
    """Which works of a version are looked for, which page of them, and how its timeline is ordered."""

    find: str = ""
    page: int = 0
    by: TimelineBy = TimelineBy.ROAD


def _version(visit: Visit, plan_id: str, problem: Problem | None = None, *, looking: _Looking = _Looking()) -> Response:
    plan = routes.one(plan_id, visit.desk, visit.person)
    with visit.desk.store.reading() as session:
        before = session.get(PlanVersion, plan.previous) if plan.previous else None
        accepted = accepted_plan(session)
        cases = _cases(session)
    announced = visit.desk.rulebook.calendar.announced_until
    find, at = looking.find, looking.page * _SHOWN
    asked = [work for work in plan.works if find in " ".join((work.work_id, work.road_name, *work.members))]
    return visit.show(
        "plans/version.html",
        problem=problem,
        shown=asked[at : at + _SHOWN],
        more=len(asked) > at + _SHOWN,
        page=looking.page,
        find=find,
        by=looking.by.value,
        sheets=[*range(0, timeline_length(visit, plan_id, looking.by), _SHEET)],
        plan=plan,
        before=before,
        stale=accepted is not None and plan.state == "draft" and plan.previous != accepted.id,
        joint=sum(work.kind == "joint" for work in plan.works),
        announced=announced,
        assumed=any(work.ends_on > announced for work in plan.works),
        case_of=lambda work: cases.get((work.road_name, tuple(sorted(work.members)))),
    )


def _cases(session: Session) -> dict[tuple[str, tuple[str, ...]], Case]:
    """Return the cases by what they are of; a work keeps its case from plan to plan."""
    rows = session.scalars(select(Case).order_by(Case.number))
    return {(row.work["road_name"], tuple(sorted(row.work["members"]))): row for row in rows}


def _form(visit: Visit, rows: Mapping[str, list[_Row]], problem: Problem | None = None) -> Response:
    with visit.desk.store.reading() as session:
        accepted = accepted_plan(session)
        projects = [*session.scalars(select(Project.project_id).where(Project.current.is_(True)).order_by(Project.id))]
        works: Sequence[PlannedWork] = ()
        if accepted is not None:
            asked = (PlannedWork.plan_id == accepted.id, visible_works(visit.person))
            works = [*session.scalars(select(PlannedWork).where(*asked).order_by(PlannedWork.work_id))]
    return visit.show(
        "plans/new.html",
        problem=problem,
        rows={name: [*given, *_empty(name)] for name, given in rows.items()},
        works=works,
        projects=sorted(set(projects)),
        roads=_roads(visit),
        running=visit.desk.jobs.running,
        no_roads=visit.desk.ground is None,
    )


def _empty(name: str) -> list[_Row]:
    return [dict.fromkeys(_COLUMNS[name], "") for _ in range(_LINES)]


def _roads(visit: Visit) -> list[str]:
    ground = visit.desk.ground
    return sorted({name for name in ground.roads.network.names.tolist() if name}) if ground is not None else []


def _rows(sent: FormData, name: str, fields: Sequence[str]) -> list[_Row]:
    """Return the lines of one table of the form in which something was written."""
    columns = {field: [str(each).strip() for each in sent.getlist(f"{name}-{field}")] for field in fields}
    count = min(map(len, columns.values()))
    rows = [{field: columns[field][number] for field in fields} for number in range(count)]
    return [row for row in rows if any(value for field, value in row.items() if field != "rule")]


def _wished(rows: Mapping[str, list[_Row]]) -> dict[str, Any]:
    pairs: dict[str, list[_Row]] = {"together": [], "apart": []}
    for row in rows["pairs"]:
        pairs["together" if row["rule"] == "together" else "apart"].append({k: row[k] for k in ("a", "b", "why")})
    days = [
        {**row, "roads": [name.strip() for name in _NAMES.split(row["roads"]) if name.strip()]}
        for row in rows["free_days"]
    ]
    holds = [{"work_id": row["work_id"], "starts_on": row["starts_on"] or None} for row in rows["holds"]]
    return {"holds": holds, "free_days": days, **pairs}
