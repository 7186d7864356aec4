"""Emergency works."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from api.desk.emergencies import begin, emergencies_for, end, file_papers, uses_of
from api.idempotency import RequestKey, Work, once
from api.problems import responses
from api.routes.moments import Moment
from api.security.access import Allow, Person
from api.security.roles import Action
from api.state import Desk, desk_of
from api.store.tables import Emergency

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/emergencies", tags=["emergencies"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Reporter = Annotated[Person, Depends(Allow(Action.REPORT_EMERGENCY))]
Reader = Annotated[Person, Depends(Allow(Action.READ_EMERGENCIES))]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_FOUND = _REFUSED | responses(HTTPStatus.NOT_FOUND)
_TEXT = Annotated[str, Field(min_length=1, max_length=2_000)]
_SHORT = Annotated[str, Field(min_length=1, max_length=200)]


class EmergencyIn(BaseModel):
    """What has begun, where, and why."""

    road_name: _SHORT
    place: _SHORT
    reason: _TEXT
    begun_at: Moment


class FiledIn(BaseModel):
    """The submission of what was dug."""

    submission_id: _SHORT


class EmergencyOut(BaseModel):
    """An emergency; ``late`` once its papers came after the hours of the law, or have not come by then.

    ``uses_in_a_year`` counts those of the same organisation in the year before, this one among them.
    """

    id: str
    organisation: str
    road_name: str
    place: str
    reason: str
    begun_at: datetime
    due_at: datetime
    filed_at: datetime | None
    ended_at: datetime | None
    submission_id: str | None
    late: bool
    uses_in_a_year: int


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    responses=_REFUSED | responses(HTTPStatus.CONFLICT),
    response_model=EmergencyOut,
)
def told(said: EmergencyIn, desk: TheDesk, person: Reporter, key: RequestKey = None) -> Response:
    """Tell of an emergency that has begun."""

    def finish(begun: str) -> EmergencyOut:
        with desk.store.reading() as session:
            row = session.get_one(Emergency, begun)
        return _one(desk, row)

    work = Work(
        action="emergency.begin",
        subject=said.road_name,
        begin=lambda change: begin(change, desk, person, **said.model_dump()).id,
        finish=finish,
    )
    return once(desk, person, key, said.model_dump_json().encode(), HTTPStatus.CREATED, work)


@router.get("", responses=_REFUSED)
def listed(desk: TheDesk, person: Reader) -> list[EmergencyOut]:
    """List the emergencies one may read."""
    with desk.store.reading() as session:
        rows = [*session.scalars(emergencies_for(person))]
    return [_one(desk, row) for row in rows]


@router.post("/{emergency_id}/filing", responses=_FOUND | responses(HTTPStatus.CONFLICT))
def filed(emergency_id: str, said: FiledIn, desk: TheDesk, person: Reporter) -> EmergencyOut:
    """File the papers of an emergency."""
    with desk.store.changing(person.actor, "emergency.file", emergency_id) as change:
        row = file_papers(change, person, emergency_id, said.submission_id)
    return _one(desk, row)


@router.post("/{emergency_id}/end", responses=_FOUND)
def ended(emergency_id: str, desk: TheDesk, person: Reporter) -> EmergencyOut:
    """Tell that the road is closed again."""
    with desk.store.changing(person.actor, "emergency.end", emergency_id) as change:
        row = end(change, person, emergency_id)
    return _one(desk, row)


def _one(desk: Desk, row: Emergency) -> EmergencyOut:
    with desk.store.reading() as session:
        uses = uses_of(session, row)
    shown = {n: getattr(row, n) for n in EmergencyOut.model_fields if n not in {"late", "uses_in_a_year"}}
    late = (row.filed_at or desk.store.now()) > row.due_at
    return EmergencyOut(**shown, late=late, uses_in_a_year=uses)
