"""The joint application form and its tasks."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from api.desk.applications import (
    Form,
    Ticked,
    application_of,
    applications_for,
    bring_papers,
    move_on,
    receive_application,
    tasks_of,
)
from api.idempotency import RequestKey, Work, once
from api.problems import responses
from api.security.access import Allow, Person
from api.security.roles import Action
from api.state import Desk, desk_of
from api.store.tables import Application, Task
from planner.model import Service, Track
from planner.permit.clocks import Stand

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/applications", tags=["applications"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Reader = Annotated[Person, Depends(Allow(Action.READ_APPLICATIONS))]
Receiver = Annotated[Person, Depends(Allow(Action.RECEIVE_APPLICATION))]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_FOUND = _REFUSED | responses(HTTPStatus.NOT_FOUND)
_TEXT = Annotated[str, Field(max_length=200)]


class Party(BaseModel):
    """An applicant or handler, as on the form."""

    name: str = Field(min_length=1, max_length=200)
    id_kind: _TEXT | None = None
    id_number: _TEXT | None = None
    representative: _TEXT | None = None
    trade: _TEXT | None = None
    telephone: _TEXT | None = None
    mobile: _TEXT | None = None


class TickedIn(BaseModel):
    """A ticked box."""

    service: Service
    business: Annotated[str, Field(max_length=40)]
    nature: Annotated[str, Field(max_length=40)] | None = None
    organisation: Annotated[str, Field(max_length=40)] | None = None


class FormIn(BaseModel):
    """The filled form of annex 1."""

    track: Track
    channel: Literal["window", "online"] = "window"
    applicant: Party
    handler: Party
    address: str = Field(min_length=1, max_length=300)
    ticked: list[TickedIn] = Field(max_length=40)
    papers: list[_TEXT] = Field(default_factory=list, max_length=40)
    wanted_by: date | None = None


class TaskOut(BaseModel):
    """What one utility has to do, and how its clock stands."""

    id: str
    organisation: str
    service: Service
    business: str
    nature: str | None
    due_on: date
    state: str
    clock: Stand
    days_left: int


class ApplicationOut(BaseModel):
    """An application with its tasks; ``missing`` papers may follow until the survey."""

    id: str
    number: str
    track: Track
    channel: str
    applicant: Party
    handler: Party
    address: str
    papers: list[str]
    missing: list[str]
    wanted_by: date | None
    step: str
    first_receiver: str
    received_at: datetime
    closed_at: datetime | None
    tasks: list[TaskOut]


class PapersIn(BaseModel):
    """Papers that followed."""

    papers: list[_TEXT] = Field(min_length=1, max_length=40)


class StepIn(BaseModel):
    """The step of the track that was reached."""

    step: Annotated[str, Field(max_length=30)]


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    responses=_REFUSED | responses(HTTPStatus.CONFLICT),
    response_model=ApplicationOut,
)
def receive(form: FormIn, desk: TheDesk, person: Receiver, key: RequestKey = None) -> Response:
    """Take an application in and make a task for each ticked service."""
    filled = Form(
        track=form.track,
        channel=form.channel,
        applicant=form.applicant.model_dump(),
        handler=form.handler.model_dump(),
        address=form.address,
        ticked=[Ticked(**each.model_dump()) for each in form.ticked],
        papers=form.papers,
        wanted_by=form.wanted_by,
    )
    work = Work(
        action="application.receive",
        subject="",
        begin=lambda change: receive_application(change, desk, person, filled).id,
        finish=lambda made: _one(desk, person, made),
    )
    return once(desk, person, key, form.model_dump_json().encode(), HTTPStatus.CREATED, work)


@router.get("", responses=_REFUSED)
def listed(desk: TheDesk, person: Reader) -> list[ApplicationOut]:
    """List the applications one may see."""
    with desk.store.reading() as session:
        return [_application(desk, row, tasks_of(session, row)) for row in session.scalars(applications_for(person))]


@router.get("/{application_id}", responses=_FOUND)
def one(application_id: str, desk: TheDesk, person: Reader) -> ApplicationOut:
    """Return one application."""
    return _one(desk, person, application_id)


@router.post("/{application_id}/papers", responses=_FOUND)
def papers(application_id: str, brought: PapersIn, desk: TheDesk, person: Receiver) -> ApplicationOut:
    """Record papers that followed."""
    with desk.store.changing(person.actor, "application.papers", application_id) as change:
        bring_papers(change, desk, application_id, brought.papers)
    return _one(desk, person, application_id)


@router.post("/{application_id}/step", responses=_FOUND | responses(HTTPStatus.CONFLICT))
def step(application_id: str, reached: StepIn, desk: TheDesk, person: Receiver) -> ApplicationOut:
    """Move an application on along its track."""
    with desk.store.changing(person.actor, "application.step", application_id) as change:
        move_on(change, desk, application_id, reached.step)
    return _one(desk, person, application_id)


def _one(desk: Desk, person: Person, key: str) -> ApplicationOut:
    with desk.store.reading() as session:
        found, tasks = application_of(session, person, key)
    return _application(desk, found, tasks)


def _application(desk: Desk, found: Application, tasks: list[Task]) -> ApplicationOut:
    shown = {name: getattr(found, name) for name in ApplicationOut.model_fields if name != "tasks"}
    return ApplicationOut(**shown, tasks=[_task(desk, each) for each in tasks])


def _task(desk: Desk, task: Task) -> TaskOut:
    clock = desk.clock(task.due_on, task.done_at)
    shown = {name: getattr(task, name) for name in TaskOut.model_fields if name not in {"clock", "days_left"}}
    return TaskOut(**shown, clock=clock.stand, days_left=clock.left)
