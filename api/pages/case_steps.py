"""What the forms on the page of a case do: each is one step, done as the API does it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.datastructures import UploadFile as Uploaded

from api.pages.cases import case_page, sign_again, work_of
from api.pages.forms import read_form
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import Problem
from api.routes import cases as routes
from api.routes.case_models import (
    AcceptanceIn,
    AgreedIn,
    AppointmentIn,
    EvaluationIn,
    OpinionIn,
    ProgressIn,
    TextIn,
    WarrantiesIn,
    WorkIn,
)
from api.security.roles import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.routes.case_models import CaseOut

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_LAYERS = ("line", "backfill", "pavement")
_PLACE = ("section_id", "from_m", "to_m")


async def _sent(request: Request) -> AsyncIterator[FormData]:
    async with request.form() as sent:
        yield sent


Sent = Annotated[FormData, Depends(_sent)]
Opener = Annotated[Visit, Visiting(Action.OPEN_CASE)]
Holder = Annotated[Visit, Visiting(Action.HOLD_SURVEY)]
Reporter = Annotated[Visit, Visiting(Action.REPORT_SURVEY)]
Designer = Annotated[Visit, Visiting(Action.SHARE_DESIGN)]
Starter = Annotated[Visit, Visiting(Action.START_REVIEW)]
Reviewer = Annotated[Visit, Visiting(Action.GIVE_OPINION)]
Corrector = Annotated[Visit, Visiting(Action.CORRECT_CASE)]
Decider = Annotated[Visit, Visiting(Action.DECIDE)]
Builder = Annotated[Visit, Visiting(Action.REPORT_PROGRESS)]
Checker = Annotated[Visit, Visiting(Action.CHECK_WORKS)]
Caller = Annotated[Visit, Visiting(Action.CALL_ACCEPTANCE)]
Accepter = Annotated[Visit, Visiting(Action.ACCEPT_WORKS)]
Notifier = Annotated[Visit, Visiting(Action.NOTIFY_APPLICANT)]
Evaluator = Annotated[Visit, Visiting(Action.RECORD_EVALUATION)]


@router.post("/cases")
def open_case(visit: Opener, work_id: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Open the case of a work of the accepted plan, and go to it."""
    made = routes.open_case(read_form(WorkIn, {"work_id": work_id}), visit.desk, visit.person)
    return visit.go(f"/cases/{made.id}", "case_opened")


@router.post("/cases/{case_id}/survey")
def survey(case_id: str, visit: Holder, sent: Sent) -> Response:
    """Call the joint survey."""
    return _taken(
        visit, case_id, "survey", sent, lambda: routes.appoint_survey(case_id, _meeting(visit, sent), *_who(visit))
    )


@router.post("/cases/{case_id}/attendance")
def attendance(case_id: str, visit: Reporter, sent: Sent) -> Response:
    """Record that one's organisation attended."""
    return _taken(visit, case_id, "attendance", sent, lambda: routes.attend(case_id, _text(sent), *_who(visit)))


@router.post("/cases/{case_id}/findings")
def findings(case_id: str, visit: Reporter, sent: Sent) -> Response:
    """Record a finding of the survey."""
    return _taken(
        visit,
        case_id,
        "findings",
        sent,
        lambda: routes.find(case_id, _text(sent).text, *_who(visit), _file(sent, "photograph")),
    )


@router.post("/cases/{case_id}/scheme")
def scheme(case_id: str, visit: Holder, sent: Sent) -> Response:
    """Record the agreed scheme."""
    fields = {"scheme": sent.get("scheme"), "touches": sent.getlist("touches")}
    return _taken(
        visit, case_id, "scheme", sent, lambda: routes.agree(case_id, read_form(AgreedIn, fields), *_who(visit))
    )


@router.post("/cases/{case_id}/design")
def design(case_id: str, visit: Designer, sent: Sent) -> Response:
    """Share the design."""
    return _taken(
        visit,
        case_id,
        "design",
        sent,
        lambda: routes.design(case_id, _text(sent).text, *_who(visit), _file(sent, "drawing")),
    )


@router.post("/cases/{case_id}/review")
def review(case_id: str, visit: Starter, sent: Sent) -> Response:
    """Ask every authority at once."""
    return _taken(visit, case_id, "review", sent, lambda: routes.start_review(case_id, *_who(visit)))


@router.post("/cases/{case_id}/opinion")
def opinion(case_id: str, visit: Reviewer, sent: Sent) -> Response:
    """Give one's opinion on one item; conditions are written one in a line."""
    lines = [line.strip() for line in str(sent.get("conditions", "")).splitlines()]
    fields = {
        "opinion": sent.get("opinion", ""),
        "conditions": [line for line in lines if line],
        "reason": sent.get("reason", ""),
    }
    return _taken(
        visit,
        case_id,
        "opinion",
        sent,
        lambda: routes.give_opinion(case_id, str(sent.get("item", "")), read_form(OpinionIn, fields), *_who(visit)),
    )


@router.post("/cases/{case_id}/correction")
def correction(case_id: str, visit: Corrector, sent: Sent) -> Response:
    """Hand in a correction."""
    return _taken(visit, case_id, "correction", sent, lambda: routes.correct(case_id, _text(sent), *_who(visit)))


@router.post("/cases/{case_id}/sign")
def sign(case_id: str, visit: Decider, step: Annotated[str, Form(max_length=20)] = "decide") -> Response:
    """Sign the decision, or the one that supersedes it."""
    act = routes.supersede if step == "supersede" else routes.decide
    try:
        act(case_id, visit.desk, visit.person)
    except Problem as problem:
        return sign_again(visit, case_id, problem)
    return visit.go(f"/cases/{case_id}", "case_signed")


@router.post("/cases/{case_id}/refusal")
def refusal(case_id: str, visit: Decider, sent: Sent) -> Response:
    """Refuse the case."""
    return _taken(visit, case_id, "refusal", sent, lambda: routes.refuse(case_id, _text(sent), *_who(visit)))


@router.post("/cases/{case_id}/progress")
def progress(case_id: str, visit: Builder, sent: Sent) -> Response:
    """Report how far a line is."""
    fields = {name: sent.get(name, "") for name in ("member", "stage", "on")}
    return _taken(
        visit, case_id, "progress", sent, lambda: routes.progress(case_id, read_form(ProgressIn, fields), *_who(visit))
    )


@router.post("/cases/{case_id}/checks")
def checks(case_id: str, visit: Checker, sent: Sent) -> Response:
    """Record a spot check."""
    good = sent.get("good") == "true"
    return _taken(
        visit,
        case_id,
        "checks",
        sent,
        lambda: routes.check(case_id, _text(sent).text, good, *_who(visit), _file(sent, "photograph")),
    )


@router.post("/cases/{case_id}/acceptance-call")
def acceptance_call(case_id: str, visit: Caller, sent: Sent) -> Response:
    """Call the joint acceptance."""
    return _taken(
        visit,
        case_id,
        "acceptance-call",
        sent,
        lambda: routes.call_acceptance(case_id, _meeting(visit, sent), *_who(visit)),
    )


@router.post("/cases/{case_id}/acceptance-opinion")
def acceptance_opinion(case_id: str, visit: Accepter, sent: Sent) -> Response:
    """Give one's opinion on the finished works."""
    fields = {"satisfied": sent.get("satisfied", ""), "text": sent.get("text") or "—"}
    return _taken(
        visit,
        case_id,
        "acceptance-opinion",
        sent,
        lambda: routes.acceptance_opinion(case_id, read_form(AcceptanceIn, fields), *_who(visit)),
    )


@router.post("/cases/{case_id}/acceptance")
def acceptance(case_id: str, visit: Decider, sent: Sent) -> Response:
    """Accept the works, with each member's warranties over all of its metres."""
    return _taken(
        visit,
        case_id,
        "acceptance",
        sent,
        lambda: routes.accept(case_id, _warranties(visit, case_id, sent), *_who(visit)),
    )


@router.post("/cases/{case_id}/notice")
def notice(case_id: str, visit: Notifier, sent: Sent) -> Response:
    """Record that the applicant was told."""
    return _taken(visit, case_id, "notice", sent, lambda: routes.notice(case_id, _text(sent), *_who(visit)))


@router.post("/cases/{case_id}/evaluation")
def evaluation(case_id: str, visit: Evaluator, sent: Sent) -> Response:
    """Record the applicant's evaluation."""
    fields = {"score": sent.get("score", ""), "text": sent.get("text", "")}
    return _taken(
        visit,
        case_id,
        "evaluation",
        sent,
        lambda: routes.evaluation(case_id, read_form(EvaluationIn, fields), *_who(visit)),
    )


@router.post("/cases/{case_id}/closing")
def closing(case_id: str, visit: Decider, sent: Sent) -> Response:
    """Close the case."""
    return _taken(visit, case_id, "closing", sent, lambda: routes.close(case_id, *_who(visit)))


def _taken(visit: Visit, case_id: str, at: str, sent: FormData, act: Callable[[], CaseOut]) -> Response:
    """Take a step and show the case; where it is refused, with what was typed."""
    try:
        act()
    except Problem as problem:
        # several boxes of one name, each in its line
        typed = {name: "\n".join(str(each) for each in sent.getlist(name) if isinstance(each, str)) for name in sent}
        return case_page(visit, case_id, problem=problem, at=at, typed=typed)
    return visit.go(f"/cases/{case_id}", f"case_{at.replace('-', '_')}")


def _who(visit: Visit) -> tuple[Any, Any]:
    return visit.desk, visit.person


def _text(sent: FormData) -> TextIn:
    return read_form(TextIn, {"text": sent.get("text", "")})


def _file(sent: FormData, name: str) -> UploadFile | None:
    """Return an uploaded file; None where none was chosen, which browsers send as one without a name."""
    file = sent.get(name)
    return file if isinstance(file, Uploaded) and file.filename else None  # type: ignore[return-value] # FastAPI's own is this one


def _meeting(visit: Visit, sent: FormData) -> AppointmentIn:
    """Return when and where; a browser's time has no zone, and is meant in the county's."""
    said = str(sent.get("at", ""))
    try:
        at: object = datetime.fromisoformat(said).replace(tzinfo=visit.desk.settings.tz)
    except ValueError:
        at = said
    return read_form(AppointmentIn, {"at": at, "place": sent.get("place", ""), "invited": sent.getlist("invited")})


def _warranties(visit: Visit, case_id: str, sent: FormData) -> WarrantiesIn:
    work = work_of(visit, case_id)
    rows = [
        {"member": member, "layer": layer, "until": until, **{name: each[name] for name in _PLACE}}
        for number, member in enumerate(work["members"])
        for layer in _LAYERS
        if (until := str(sent.get(f"{layer}-{number}", "")))
        for each in work["stretches"]
        if each["project_id"] == member
    ]
    return read_form(WarrantiesIn, {"warranty": rows})
