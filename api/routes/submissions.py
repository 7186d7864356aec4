"""Submissions of routes, answered at once; calls for partners and their answers."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Header, Response, UploadFile
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.desk.calls import Answer, Refusal, Reply, answer_call, calls_for
from api.desk.partners import partners_of
from api.desk.submissions import Upload, judge, store_submission, submission_for, submissions_for, withdraw
from api.desk.uploads import check_upload
from api.desk.visibility import JOINED
from api.idempotency import once
from api.problems import Problem, responses
from api.security.access import Allow, Person
from api.security.roles import Action
from api.state import Desk, desk_of
from api.store.tables import Call, Project, StoredFile, Submission
from planner.geo.rereading import READINGS
from planner.permit.clocks import Stand

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["submissions"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Submitter = Annotated[Person, Depends(Allow(Action.SUBMIT_ROUTES))]
Reader = Annotated[Person, Depends(Allow(Action.READ_SUBMISSIONS))]
CallReader = Annotated[Person, Depends(Allow(Action.READ_CALLS))]
Answerer = Annotated[Person, Depends(Allow(Action.ANSWER_CALL))]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_FOUND = _REFUSED | responses(HTTPStatus.NOT_FOUND)
_TAKEN = _FOUND | responses(HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_KEY = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


class FaultOut(BaseModel):
    """One fault, in the language asked for."""

    code: str
    source: str | None
    feature: int | None
    field: str | None
    severity: str
    text: str


class WarningOut(BaseModel):
    """Something a submitter should look at, in the language asked for."""

    code: str
    project: str
    text: str


class SubmissionOut(BaseModel):
    """A version of a submission and its answer: stretches, partners, warnings and every fault."""

    id: str
    series: str
    version: int
    organisation: str
    task_id: str | None
    name: str
    file: str
    confidential: bool
    state: str
    received_at: datetime
    judged_at: datetime | None
    faults: list[FaultOut]
    projects: list[dict[str, Any]]
    partners: list[dict[str, Any]]
    warnings: list[WarningOut]


class CallOut(BaseModel):
    """A call for partners. The other side's name is left out while one of the two is confidential and not agreed."""

    id: str
    kind: str
    road_name: str
    by_us: bool
    other: str | None
    places: list[list[Any]]
    period: list[date]
    due_on: date
    clock: Stand
    days_left: int
    state: str
    reason: Refusal | None
    note: str | None
    first: date | None
    last: date | None
    answered_at: datetime | None


class AnswerIn(BaseModel):
    """Join, decline with a coded reason, or counter with days."""

    reply: Reply
    reason: Refusal | None = None
    note: Annotated[str, Field(max_length=2_000)] | None = None
    first: date | None = None
    last: date | None = None


@router.post("/submissions", status_code=HTTPStatus.CREATED, responses=_TAKEN, response_model=SubmissionOut)
def submit(
    desk: TheDesk,
    person: Submitter,
    file: Annotated[UploadFile, File(description="GeoJSON, GeoPackage, FlatGeobuf, Shapefile (zip) or DXF")],
    beside: Annotated[list[UploadFile] | None, File(description="files that belong to it")] = None,
    series: Annotated[str | None, Form(max_length=32)] = None,
    task_id: Annotated[str | None, Form(max_length=32)] = None,
    crs: Annotated[int | None, Form(ge=1, le=999_999)] = None,
    reading: Annotated[str | None, Form(max_length=20)] = None,
    confidential: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    key: _KEY = None,
) -> Response:
    """Hand in routes; they are stored whole, then judged, and answered at once. With ``series``: an amendment."""
    if reading is not None and reading not in READINGS:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.reading", found=reading, known=[*READINGS])
    upload = Upload(
        name=_plain(file),
        content=file.file.read(),
        beside={_plain(each): each.file.read() for each in beside or []},
        crs=crs,
        reading=reading,
        confidential=confidential,
        task_id=task_id,
        series=series,
    )
    for content in (upload.content, *upload.beside.values()):
        check_upload(desk.settings, content)
    request = repr((upload.series, upload.task_id, crs, reading, confidential, upload.name)).encode() + upload.content

    def work() -> SubmissionOut:
        with desk.store.changing(person.actor, "submission.store", upload.name) as change:
            stored = store_submission(change, person, upload)
        judge(desk, person, stored.id, upload)
        return _one(desk, person, stored.id)

    return once(desk, person, key, request, HTTPStatus.CREATED, work)


@router.get("/submissions", responses=_REFUSED)
def listed(desk: TheDesk, person: Reader) -> list[SubmissionOut]:
    """List the submissions one may read."""
    with desk.store.reading() as session:
        return [_shown(session, person, row) for row in session.scalars(submissions_for(person))]


@router.get("/submissions/{submission_id}", responses=_FOUND)
def one(submission_id: str, desk: TheDesk, person: Reader) -> SubmissionOut:
    """Return one version with its answer as it stands today."""
    return _one(desk, person, submission_id)


@router.get("/submissions/{submission_id}/file", responses=_FOUND, response_class=Response)
def file_of(submission_id: str, desk: TheDesk, person: Reader) -> Response:
    """Return the file as it was handed in."""
    with desk.store.reading() as session:
        row = submission_for(session, person, submission_id)
        content = session.get_one(StoredFile, row.file).content
    return Response(content, media_type="application/octet-stream")


@router.delete("/submissions/{series}", responses=_FOUND)
def withdrawn(series: str, desk: TheDesk, person: Submitter) -> SubmissionOut:
    """Withdraw a submission; it stays as it was, and counts no longer."""
    with desk.store.changing(person.actor, "submission.withdraw", series) as change:
        row = withdraw(change, person, series)
    return _one(desk, person, row.id)


@router.get("/calls", responses=_REFUSED)
def calls(desk: TheDesk, person: CallReader) -> list[CallOut]:
    """List the calls for partners one may read."""
    with desk.store.reading() as session:
        return [_call(desk, person, row, _hidden(session, row)) for row in session.scalars(calls_for(person))]


@router.post("/calls/{call_id}/answer", responses=_FOUND | responses(HTTPStatus.CONFLICT))
def answer(call_id: str, said: AnswerIn, desk: TheDesk, person: Answerer) -> CallOut:
    """Answer a call."""
    with desk.store.changing(person.actor, "call.answer", call_id) as change:
        row = answer_call(change, person, call_id, Answer(**said.model_dump()))
        return _call(desk, person, row, _hidden(change.session, row))


def _plain(file: UploadFile) -> str:
    """Return the last part of a file's name, without the folders a browser may send."""
    return (file.filename or "routes").replace("\\", "/").rsplit("/", 1)[-1][:200] or "routes"


def _one(desk: Desk, person: Person, key: str) -> SubmissionOut:
    with desk.store.reading() as session:
        return _shown(session, person, submission_for(session, person, key))


def _shown(session: Session, person: Person, row: Submission) -> SubmissionOut:
    answered: dict[str, Any] = dict(row.answer or {})
    current = select(Project.id).where(Project.submission_id == row.id, Project.current.is_(True))
    partners = partners_of(session, [*session.scalars(current)])
    shown = {
        name: getattr(row, name)
        for name in SubmissionOut.model_fields
        if name not in {"faults", "projects", "partners", "warnings"}
    }
    return SubmissionOut(
        **shown,
        faults=[FaultOut.model_validate({**each, "text": each[person.language]}) for each in row.faults],
        projects=answered.get("projects", []),
        partners=partners,
        warnings=[WarningOut(**{**each, "text": each[person.language]}) for each in answered.get("warnings", [])],
    )


def _hidden(session: Session, row: Call) -> bool:
    """Tell whether the two sides of a call do not know each other yet."""
    keys = [row.caller_key] + ([row.asked_key] if row.asked_key else [])
    either = [session.get_one(Project, key).confidential for key in keys]
    return any(either) and (row.state != JOINED or row.asked_key is None)


def _call(desk: Desk, person: Person, row: Call, hidden: bool) -> CallOut:  # noqa: FBT001 - of the row
    by_us = row.caller == person.organisation
    clock = desk.clock(row.due_on, row.answered_at)
    masked = hidden and person.own_only
    derived = {"by_us", "other", "places", "period", "clock", "days_left"}
    shown = {name: getattr(row, name) for name in CallOut.model_fields if name not in derived}
    return CallOut(
        **shown,
        by_us=by_us,
        other=None if masked else (row.asked if by_us else row.caller),
        places=[] if masked else row.places,
        period=[] if masked else [date.fromisoformat(day) for day in row.period],
        clock=clock.stand,
        days_left=clock.left,
    )
