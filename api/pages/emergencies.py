"""Emergency works: told of when they begin, filed within the hours of the law, ended, and counted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.desk.submissions import submissions_for
from api.pages.fields import Fields
from api.pages.forms import read_form
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import Problem
from api.routes import emergencies
from api.routes.emergencies import EmergencyIn, FiledIn
from api.security.roles import Action
from api.store.tables import Submission, new_key

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
# What tells a form sent twice from two forms
_KEY, _LONGEST_KEY = "key", 200
Reader = Annotated[Visit, Visiting(Action.READ_EMERGENCIES)]
Reporter = Annotated[Visit, Visiting(Action.REPORT_EMERGENCY)]


@router.get("/emergencies")
def listed(visit: Reader) -> Response:
    """List the emergencies one may read, the newest first."""
    return _page(visit, {})


@router.post("/emergencies")
def begin(visit: Reporter, sent: Fields) -> Response:
    """Tell of an emergency that has begun."""
    typed = sent.all()
    try:
        said = read_form(EmergencyIn, {**typed, "begun_at": _in_zone(visit, typed.get("begun_at", ""))})
        emergencies.told(said, visit.desk, visit.person, typed.get(_KEY, "")[:_LONGEST_KEY])
    except Problem as problem:
        return _page(visit, typed, problem)
    return visit.go("/emergencies", "emergency_told")


@router.post("/emergencies/{emergency_id}/filing")
def file(emergency_id: str, visit: Reporter, sent: Fields) -> Response:
    """File the papers of an emergency: the submission of what was dug."""
    try:
        emergencies.filed(emergency_id, read_form(FiledIn, sent.all()), visit.desk, visit.person)
    except Problem as problem:
        return _page(visit, {}, problem)
    return visit.go("/emergencies", "emergency_filed")


@router.post("/emergencies/{emergency_id}/end")
def end(emergency_id: str, visit: Reporter) -> Response:
    """Tell that the road is closed again."""
    try:
        emergencies.ended(emergency_id, visit.desk, visit.person)
    except Problem as problem:
        return _page(visit, {}, problem)
    return visit.go("/emergencies", "emergency_ended")


def _page(visit: Visit, typed: dict[str, str], problem: Problem | None = None) -> Response:
    rows = sorted(emergencies.listed(visit.desk, visit.person), key=lambda each: (each.begun_at, each.id), reverse=True)
    reports = visit.person.may(Action.REPORT_EMERGENCY)
    names = ("road_name", "place", "reason", "begun_at")
    return visit.show(
        "staff/emergencies.html",
        problem=problem,
        typed={"begun_at": f"{visit.desk.local(visit.desk.store.now()):%Y-%m-%dT%H:%M}"}
        | {name: typed[name] for name in names if name in typed},
        key=new_key(),
        rows=rows,
        reports=reports,
        submitted=_submitted(visit) if reports else [],
        hours=visit.desk.rulebook.clocks.emergency_hours.value,
    )


def _submitted(visit: Visit) -> list[Submission]:
    """Return what one's organisation handed in, the newest first."""
    with visit.desk.store.reading() as session:
        return [*session.scalars(submissions_for(visit.person))][::-1]


def _in_zone(visit: Visit, typed: str) -> str:
    """Return a moment as a browser gives it, with the county's zone, in which people write it."""
    offset = f"{visit.desk.local(visit.desk.store.now()):%z}"
    return f"{typed}{offset[:3]}:{offset[3:]}" if typed else ""
