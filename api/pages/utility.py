"""A utility hands its routes in, by a file or drawn, and is answered at once; it amends them and withdraws them."""

from __future__ import annotations

import io
import json
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy import exists, not_
from sqlalchemy.orm import aliased

from api.desk.submissions import submission_for, submissions_for
from api.pages.drawn import DRAWN, FACTS, drawn_file, read_drawn
from api.pages.fields import Fields, Sent
from api.pages.forms import read_form
from api.pages.places import on_map
from api.pages.related import application_of_task
from api.pages.render import Visit
from api.pages.submission_map import submission_features
from api.pages.visits import Visiting
from api.problems import Problem
from api.routes import applications, submissions
from api.security.roles import Action
from api.store.tables import StoredFile, Submission, new_key
from planner.geo.rereading import READINGS
from planner.messages import Language
from planner.model import Fault

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visit, Visiting(Action.READ_SUBMISSIONS)]
Submitter = Annotated[Visit, Visiting(Action.SUBMIT_ROUTES)]

_NEWLY_PAVED = ("submission.moratorium", "submission.moratorium_in_part")


# So many submissions are shown at once
_SHOWN = 100


class HandedIn(BaseModel):
    """How a file is to be taken, beside the file itself; the limits are those of the API."""

    series: str | None = Field(default=None, max_length=32)
    version: int | None = Field(default=None, ge=1, le=10**6)
    task_id: str | None = Field(default=None, max_length=32)
    crs: int | None = Field(default=None, ge=1, le=999_999)
    reading: str | None = Field(default=None, max_length=20)
    confidential: bool = False
    key: str | None = Field(default=None, max_length=200)


@router.get("/submissions")
def listed(visit: Reader, page: Annotated[int, Query(ge=0, le=100_000)] = 0) -> Response:
    """List the submissions one may read, the last version of each, the newest first, so many on a page."""
    later = aliased(Submission)
    overtaken = exists().where(later.series == Submission.series, later.version > Submission.version)
    last = submissions_for(visit.person).where(not_(overtaken)).order_by(None)
    newest = last.order_by(Submission.received_at.desc(), Submission.id.desc())
    with visit.desk.store.reading() as session:
        rows = [*session.scalars(newest.offset(page * _SHOWN).limit(_SHOWN + 1))]
        shown = submissions.shown_of(session, visit.person, rows[:_SHOWN])
    return visit.show("utility/submissions.html", rows=shown, page=page, more=len(rows) > _SHOWN)


@router.get("/submissions/new")
def new(visit: Submitter, series: str = "", task: str = "") -> Response:
    """Ask for a file or a drawn route; with ``series`` for the next version of a submission."""
    before = _before(visit, series)
    typed = {"series": series, "task_id": task or (before.task_id if before is not None else "") or ""}
    if before is not None and before.name == DRAWN:
        typed |= read_drawn(_content(visit, before.id))
    return _form(visit, typed)


@router.post("/submissions/new")
def hand_in(visit: Submitter, sent: Fields) -> Response:
    """Take in a file or a drawn route, and show the answer."""
    try:
        way = read_form(HandedIn, {name: sent.text(name) for name in HandedIn.model_fields})
        file, beside = _files(visit, sent)
        answer = submissions.submit(visit.desk, visit.person, file, beside, **way.model_dump())
    except Problem as problem:
        return _form(visit, sent.all(), problem)
    return visit.go(f"/submissions/{json.loads(bytes(answer.body))['id']}", "handed_in")


@router.get("/submissions/{submission_id}")
def one(submission_id: str, visit: Reader) -> Response:
    """Show a version with its answer."""
    return _one(visit, submission_id)


@router.get("/submissions/{submission_id}/map.json")
def places(submission_id: str, visit: Reader) -> Response:
    """Answer with what the answer's map shows."""
    shown = submissions.one(submission_id, visit.desk, visit.person)
    with visit.desk.store.reading() as session:
        row = submission_for(session, visit.person, submission_id)
        return on_map(submission_features(session, visit, row, shown))


@router.get("/submissions/{submission_id}/file")
def file_of(submission_id: str, visit: Reader) -> Response:
    """Give the file back as it was handed in."""
    name = submissions.one(submission_id, visit.desk, visit.person).name
    answer = submissions.file_of(submission_id, visit.desk, visit.person)
    answer.headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


@router.post("/submissions/{submission_id}/withdraw")
def withdraw(submission_id: str, visit: Submitter) -> Response:
    """Withdraw the submission this is a version of."""
    series = submissions.one(submission_id, visit.desk, visit.person).series
    gone = submissions.withdrawn(series, visit.desk, visit.person)
    return visit.go(f"/submissions/{gone.id}", "withdrawn")


def _one(visit: Visit, submission_id: str) -> Response:
    shown = submissions.one(submission_id, visit.desk, visit.person)
    versions = _versions(visit, shown.series)
    return visit.show(
        "utility/submission.html",
        shown=shown,
        versions=versions,
        application=application_of_task(visit, shown.task_id),
        last=versions[-1].id == shown.id,
        exception=_exception(visit) if any(each.code in _NEWLY_PAVED for each in shown.warnings) else None,
        own=shown.organisation == visit.person.organisation and visit.person.may(Action.SUBMIT_ROUTES),
    )


def _exception(visit: Visit) -> str:
    """Return who may allow a newly paved road to be dug all the same."""
    rules = visit.desk.rulebook.moratoria
    english = rules.override_en if visit.language is Language.EN else None
    return english or rules.override_zh


def _form(visit: Visit, typed: dict[str, str], problem: Problem | None = None) -> Response:
    names = (*FACTS, "positions", *HandedIn.model_fields)
    own = next((o for o in visit.desk.rulebook.organisations if o.code == visit.person.organisation), None)
    before = _before(visit, typed.get("series", ""))
    made_here = {"key": new_key(), "version": before.version if before is not None else ""}
    return visit.show(
        "utility/submit.html",
        problem=problem,
        typed={name: typed.get(name, "") for name in names} | made_here,
        way="draw" if typed.get("positions") or typed.get("project_id") else "file",
        before=before,
        services=[each.value for each in own.services] if own is not None else [],
        readings=READINGS,
        tasks=_tasks(visit),
        limit_mb=visit.desk.settings.upload_bytes // 1_000_000,
    )


def _files(visit: Visit, sent: Sent) -> tuple[UploadFile, list[UploadFile]]:
    """Return the file of a form and those beside it; a drawn route is made into one."""
    chosen = sent.files("file")
    if chosen:
        return _upload(chosen[0]), [_upload(each) for each in sent.files("beside")]
    if not sent.text("positions"):
        faults = [Fault(source="form", field="file", code="request.missing")]
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.malformed", faults=faults)
    content = drawn_file(visit.person.organisation, sent.all(), sent.text("positions"))
    return UploadFile(io.BytesIO(content), filename=DRAWN), []


def _upload(file: Any) -> UploadFile:  # noqa: ANN401 - of the framework below, which FastAPI's own class wraps
    return UploadFile(file.file, filename=file.filename, size=file.size)


def _tasks(visit: Visit) -> list[dict[str, str]]:
    """Return what the window asked of the own organisation and nobody answered yet."""
    return [
        {"id": task.id, "number": each.number, "service": task.service.value, "address": each.address}
        for each in applications.listed(visit.desk, visit.person)
        for task in each.tasks
        if task.organisation == visit.person.organisation and task.state == "open"
    ]


def _versions(visit: Visit, series: str) -> list[Submission]:
    """Return every version of a series one may read, the first first."""
    with visit.desk.store.reading() as session:
        mine = submissions_for(visit.person).where(Submission.series == series)
        return sorted(session.scalars(mine), key=lambda each: each.version)


def _before(visit: Visit, series: str) -> Submission | None:
    """Return the last version of a series one may read, None where a new one begins."""
    versions = _versions(visit, series) if series else []
    return versions[-1] if versions else None


def _content(visit: Visit, submission_id: str) -> bytes:
    with visit.desk.store.reading() as session:
        row: Submission = submission_for(session, visit.person, submission_id)
        return session.get_one(StoredFile, row.file).content
