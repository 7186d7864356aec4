"""Plans: made from what was submitted, looked at with their difference, accepted."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.desk.planning import accept_plan, make_plan
from api.desk.visibility import visible_works
from api.problems import found, responses
from api.security.access import Allow, Person
from api.security.roles import Action
from api.state import Desk, desk_of
from api.store.tables import PlannedWork, PlanVersion, StoredFile

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/plans", tags=["plans"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Reader = Annotated[Person, Depends(Allow(Action.READ_PLANS))]
Maker = Annotated[Person, Depends(Allow(Action.MAKE_PLAN))]
Accepter = Annotated[Person, Depends(Allow(Action.ACCEPT_PLAN))]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_FOUND = _REFUSED | responses(HTTPStatus.NOT_FOUND)
_CHANGED = _FOUND | responses(HTTPStatus.CONFLICT)
_MEDIA = {"json": "application/json", "html": "text/html", "zip": "application/zip"}


class WorkOut(BaseModel):
    """One work of a plan, as in ``plan.json``."""

    work_id: str
    kind: str
    road_name: str
    lead: str
    members: list[str]
    starts_on: date
    ends_on: date
    work: dict[str, Any]


class PlanOut(BaseModel):
    """One version of the plan; ``works`` are those the asking person may see."""

    id: str
    number: int
    as_of: date
    state: str
    totals: dict[str, Any]
    difference: dict[str, Any] | None
    previous: str | None
    made_at: datetime
    accepted_at: datetime | None
    files: list[str]
    works: list[WorkOut]


@router.post("", status_code=HTTPStatus.CREATED, responses=_CHANGED)
def make(desk: TheDesk, person: Maker) -> PlanOut:
    """Make a draft from everything that counts today; what was decided stays, and little else moves."""
    return _plan(desk, person, make_plan(desk, person).id)


@router.get("", responses=_REFUSED)
def listed(desk: TheDesk, person: Reader) -> list[PlanOut]:
    """List every version, the newest first."""
    with desk.store.reading() as session:
        rows = session.scalars(select(PlanVersion).order_by(PlanVersion.number.desc()))
        return [_shown(session, person, row) for row in rows]


@router.get("/{plan_id}", responses=_FOUND)
def one(plan_id: str, desk: TheDesk, person: Reader) -> PlanOut:
    """Return one version."""
    return _plan(desk, person, plan_id)


@router.post("/{plan_id}/accept", responses=_CHANGED)
def accept(plan_id: str, desk: TheDesk, person: Accepter) -> PlanOut:
    """Make a draft the plan that counts."""
    with desk.store.changing(person.actor, "plan.accept", plan_id) as change:
        accept_plan(change, person, plan_id)
    return _plan(desk, person, plan_id)


@router.get("/{plan_id}/files/{name}", responses=_FOUND, response_class=Response)
def file_of(plan_id: str, name: str, desk: TheDesk, _: Maker) -> Response:
    """Return a file of a plan's folder; it holds everybody's routes, so it is for those who plan."""
    with desk.store.reading() as session:
        row = session.get(PlanVersion, plan_id)
        stored = found(session.get(StoredFile, row.files.get(name, "")) if row is not None else None, name)
    return Response(stored.content, media_type=_MEDIA[name.rsplit(".", 1)[-1]])


def _plan(desk: Desk, person: Person, key: str) -> PlanOut:
    with desk.store.reading() as session:
        return _shown(session, person, found(session.get(PlanVersion, key), key))


def _shown(session: Session, person: Person, row: PlanVersion) -> PlanOut:
    works = select(PlannedWork).where(PlannedWork.plan_id == row.id, visible_works(person))
    seen = [*session.scalars(works.order_by(PlannedWork.work_id))]
    shown = {name: getattr(row, name) for name in PlanOut.model_fields if name not in {"works", "files", "difference"}}
    return PlanOut(
        **shown,
        files=sorted(row.files),
        # a difference names works and projects of everybody
        difference=row.difference if person.may(Action.MAKE_PLAN) else None,
        works=[WorkOut.model_validate(each, from_attributes=True) for each in seen],
    )
