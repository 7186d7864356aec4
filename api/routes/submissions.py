"""Submissions of routes, answered at once; calls for partners and their answers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.desk.calls import Answer, Refusal, Reply, answer_call, calls_for, with_masks
from api.desk.partners import partners_of_each
from api.desk.submissions import Upload, judge, store_submission, submission_for, submissions_for, withdraw
from api.desk.uploads import check_upload
from api.idempotency import RequestKey, Work, once
from api.problems import Problem, found, responses
from api.routes.paging import Limit, Offset, size_of
from api.security.access import Allow, Person
from api.security.roles import Action
from api.state import Desk, desk_of
from api.store.tables import Call, StoredFile, Submission
from planner.geo.rereading import READINGS
from planner.permit.clocks import Stand

__all__ = ["call_of", "calls", "router", "shown_of"]

# Partners of so many submissions are looked for together
_AT_ONCE = 500

router = APIRouter(prefix="/api/v1", tags=["submissions"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Submitter = Annotated[Person, Depends(Allow(Action.SUBMIT_ROUTES))]
Reader = Annotated[Person, Depends(Allow(Action.READ_SUBMISSIONS))]
CallReader = Annotated[Person, Depends(Allow(Action.READ_CALLS))]
Answerer = Annotated[Person, Depends(Allow(Action.ANSWER_CALL))]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_FOUND = _REFUSED | responses(HTTPStatus.NOT_FOUND)
_TAKEN = _FOUND | responses(HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


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
    version: Annotated[int | None, Form(ge=1, le=10**6, description="the version of the series it amends")] = None,
    task_id: Annotated[str | None, Form(max_length=32)] = None,
    crs: Annotated[int | None, Form(ge=1, le=999_999)] = None,
    reading: Annotated[str | None, Form(max_length=20)] = None,
    confidential: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    key: RequestKey = None,
) -> Response:
    """Hand in routes; they are stored whole, then judged, and answered at once. With ``series``: an amendment.

    An amendment that names the ``version`` it was made from is refused where another came in meanwhile.
    """
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
        version=version,
    )
    for content in (upload.content, *upload.beside.values()):
        check_upload(desk.settings, content)

    def finish(stored: str) -> SubmissionOut:
        judge(desk, person, stored, upload)
        return _one(desk, person, stored)

    work = Work(
        action="submission.store",
        subject=upload.name,
        begin=lambda change: store_submission(change, person, upload).id,
        finish=finish,
    )
    return once(desk, person, key, _asked(upload), HTTPStatus.CREATED, work)


@router.get("/submissions", responses=_REFUSED)
def listed(desk: TheDesk, person: Reader) -> list[SubmissionOut]:
    """List the submissions one may read."""
    with desk.store.reading() as session:
        return shown_of(session, person, [*session.scalars(submissions_for(person))])


def shown_of(session: Session, person: Person, rows: Sequence[Submission]) -> list[SubmissionOut]:
    """Return versions with their answers as they stand today."""
    partners = {
        name: told
        for first in range(0, len(rows), _AT_ONCE)
        for name, told in partners_of_each(session, [row.id for row in rows[first : first + _AT_ONCE]]).items()
    }
    return [_shown(person, row, partners.get(row.id, [])) for row in rows]


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
def listed_calls(desk: TheDesk, person: CallReader, limit: Limit = None, offset: Offset = 0) -> list[CallOut]:
    """List a page of the calls for partners one may read, the oldest first."""
    rows = calls_for(person).offset(offset).limit(size_of(desk.settings, limit))
    with desk.store.reading() as session:
        page = select(Call).where(Call.id.in_(rows.with_only_columns(Call.id))).order_by(Call.made_at, Call.id)
        return [_call(desk, person, row, masked) for row, masked in session.execute(with_masks(page))]


def calls(desk: Desk, person: Person) -> list[CallOut]:
    """Return every call for partners one may read."""
    with desk.store.reading() as session:
        return [_call(desk, person, row, masked) for row, masked in session.execute(with_masks(calls_for(person)))]


def call_of(call_id: str, desk: Desk, person: Person) -> CallOut:
    """Return one of the calls one may read.

    Raises
    ------
    Problem
        404 if there is none, or it is not this person's to see.
    """
    with desk.store.reading() as session:
        asked = with_masks(calls_for(person).where(Call.id == call_id))
        row, masked = found(session.execute(asked).one_or_none(), call_id)
        return _call(desk, person, row, masked)


@router.post("/calls/{call_id}/answer", responses=_FOUND | responses(HTTPStatus.CONFLICT))
def answer(call_id: str, said: AnswerIn, desk: TheDesk, person: Answerer) -> CallOut:
    """Answer a call."""
    with desk.store.changing(person.actor, "call.answer", call_id) as change:
        answer_call(change, person, call_id, Answer(**said.model_dump()))
        change.session.flush()
        row, masked = change.session.execute(with_masks(select(Call).where(Call.id == call_id))).one()
        return _call(desk, person, row, masked)


def _asked(upload: Upload) -> bytes:
    """Return what tells one upload from another: how it was handed in, and the digest of every file."""
    files = {"": upload.content, **upload.beside}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return repr((replace(upload, content=b"", beside={}), digests)).encode()


def _plain(file: UploadFile) -> str:
    """Return the last part of a file's name, without the folders a browser may send."""
    return (file.filename or "routes").replace("\\", "/").rsplit("/", 1)[-1][:200] or "routes"


def _one(desk: Desk, person: Person, key: str) -> SubmissionOut:
    with desk.store.reading() as session:
        (shown,) = shown_of(session, person, [submission_for(session, person, key)])
        return shown


def _shown(person: Person, row: Submission, partners: list[dict[str, Any]]) -> SubmissionOut:
    answered: dict[str, Any] = dict(row.answer or {})
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
