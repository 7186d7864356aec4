"""Calls for partners: what waits for an answer, what was asked of others, and the answer itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlalchemy import case

from api.desk.calls import Refusal, Reply, calls_for
from api.pages.fields import Fields
from api.pages.forms import read_form
from api.pages.places import lines_at, on_map, placed
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import Problem
from api.routes import submissions
from api.routes.submissions import AnswerIn, CallOut
from api.security.roles import Action
from api.store.tables import Call, Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visit, Visiting(Action.READ_CALLS)]
Answerer = Annotated[Visit, Visiting(Action.ANSWER_CALL)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Both organisations of a call for whoever reads all calls, the own project for whoever is a side."""

    sides: tuple[str, str] | None
    project: str


_WAITING = frozenset({"open", "consultation_needed"})
# So many calls of a group are shown at once
_SHOWN = 100


@router.get("/calls")
def listed(visit: Reader, page: Annotated[int, Query(ge=0, le=100_000)] = 0) -> Response:
    """List the calls one may read, so many of each group on a page; a utility those that wait for its answer first."""
    rows = sorted(submissions.calls(visit.desk, visit.person), key=lambda each: (each.due_on, each.road_name, each.id))
    groups = _groups(rows) if visit.person.own_only else [("calls.all", rows)]
    pages = [(heading, len(every), every[page * _SHOWN : (page + 1) * _SHOWN]) for heading, every in groups]
    return visit.show(
        "utility/calls.html",
        groups=pages,
        asked=_asked(visit, (each.id for _, _, some in pages for each in some)),
        page=page,
        more=any(count > (page + 1) * _SHOWN for _, count, _ in pages),
    )


@router.get("/calls/{call_id}")
def one(call_id: str, visit: Reader) -> Response:
    """Show a call, and to whoever was asked the way to answer it."""
    return _one(visit, call_id, {})


@router.get("/calls/{call_id}/map.json")
def places(call_id: str, visit: Reader) -> Response:
    """Answer with where both lie, as far as it may be shown."""
    call = _call(visit, call_id)
    return on_map(placed(line, "shared", text=call.road_name) for line in lines_at(visit.desk, call.places))


@router.post("/calls/{call_id}")
def answer(call_id: str, visit: Answerer, sent: Fields) -> Response:
    """Answer a call."""
    typed = sent.all()
    # what belongs to another answer than the one chosen was left over in the form
    if typed.get("reply") != Reply.DECLINE:
        typed["reason"] = ""
    if typed.get("reply") != Reply.COUNTER:
        typed["first"] = typed["last"] = ""
    try:
        said = read_form(AnswerIn, {name: typed.get(name, "") for name in AnswerIn.model_fields})
        submissions.answer(call_id, said, visit.desk, visit.person)
    except Problem as problem:
        return _one(visit, call_id, sent.all(), problem)
    return visit.go(f"/calls/{call_id}", "call_answered")


def _groups(rows: Sequence[CallOut]) -> list[tuple[str, list[CallOut]]]:
    return [
        ("calls.asked", [each for each in rows if each.state in _WAITING and not each.by_us]),
        ("calls.made", [each for each in rows if each.state in _WAITING and each.by_us]),
        ("calls.done", [each for each in rows if each.state not in _WAITING]),
    ]


def _one(visit: Visit, call_id: str, typed: dict[str, str], problem: Problem | None = None) -> Response:
    call = _call(visit, call_id)
    given = {name: str(getattr(call, name) or "") for name in ("reason", "note", "first", "last")}
    given["reply"] = {"joined": "join", "declined": "decline", "countered": "counter"}.get(call.state, "")
    return visit.show(
        "utility/call.html",
        problem=problem,
        call=call,
        typed=given | typed,
        asked=_asked(visit, [call_id])[call_id],
        answers=not call.by_us and call.state != "void" and visit.person.may(Action.ANSWER_CALL),
        replies=[each.value for each in Reply],
        refusals=[each.value for each in Refusal],
    )


def _call(visit: Visit, call_id: str) -> CallOut:
    return submissions.call_of(call_id, visit.desk, visit.person)


def _asked(visit: Visit, shown: Iterable[str]) -> dict[str, Asked]:
    """Return who asked whom about which projects in the calls shown, as far as one may know: its own side always."""
    own = case((Call.caller == visit.person.organisation, Call.caller_key), else_=Call.asked_key)
    calls = calls_for(visit.person).where(Call.id.in_([*shown]))
    rows = calls.outerjoin(Project, Project.id == own).add_columns(Project.project_id)
    with visit.desk.store.reading() as session:
        return {row.id: _side(visit, row, number or "") for row, number in session.execute(rows)}


def _side(visit: Visit, row: Call, number: str) -> Asked:
    return Asked(
        sides=None if visit.person.own_only else (row.caller, row.asked),
        project=number if visit.person.own_only else "",
    )
