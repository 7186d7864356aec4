"""Cases: from opening to closing."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile
from sqlalchemy.orm import Session

from api.desk import cases, review, works
from api.desk.bundles import decision_bundle
from api.desk.case_files import case_for, cases_for, facts_of, latest_opinions, notes_of, with_names
from api.desk.meetings import Appointment
from api.problems import found, responses
from api.routes.case_models import (
    AcceptanceIn,
    AgreedIn,
    AppointmentIn,
    CaseOut,
    DecisionOut,
    EvaluationIn,
    NoteOut,
    OpinionIn,
    OpinionOut,
    ProgressIn,
    TextIn,
    WarrantiesIn,
    WorkIn,
)
from api.security.access import Allow, Person
from api.security.roles import Action
from api.state import Desk, desk_of
from api.store.tables import Case, Decision, Note, Opinion, StoredFile
from planner.messages import Language, text_of
from planner.permit.case import State, Step, hindrances, steps_in

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/cases", tags=["cases"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Reader = Annotated[Person, Depends(Allow(Action.READ_CASES))]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_FOUND = _REFUSED | responses(HTTPStatus.NOT_FOUND)
_STEP = _FOUND | responses(HTTPStatus.CONFLICT)


Opener = Annotated[Person, Depends(Allow(Action.OPEN_CASE))]
Holder = Annotated[Person, Depends(Allow(Action.HOLD_SURVEY))]
Reporter = Annotated[Person, Depends(Allow(Action.REPORT_SURVEY))]
Designer = Annotated[Person, Depends(Allow(Action.SHARE_DESIGN))]
Starter = Annotated[Person, Depends(Allow(Action.START_REVIEW))]
Reviewer = Annotated[Person, Depends(Allow(Action.GIVE_OPINION))]
Corrector = Annotated[Person, Depends(Allow(Action.CORRECT_CASE))]
Decider = Annotated[Person, Depends(Allow(Action.DECIDE))]
Builder = Annotated[Person, Depends(Allow(Action.REPORT_PROGRESS))]
Checker = Annotated[Person, Depends(Allow(Action.CHECK_WORKS))]
Caller = Annotated[Person, Depends(Allow(Action.CALL_ACCEPTANCE))]
Accepter = Annotated[Person, Depends(Allow(Action.ACCEPT_WORKS))]
Notifier = Annotated[Person, Depends(Allow(Action.NOTIFY_APPLICANT))]
Evaluator = Annotated[Person, Depends(Allow(Action.RECORD_EVALUATION))]
_OF_THE_WORK = ("road_name", "lead", "members", "owners")
_MADE = {*_OF_THE_WORK, "clock", "days_left", "opinions", "notes", "decision", "steps", "hindered"}


@router.post("", status_code=HTTPStatus.CREATED, responses=_STEP)
def open_case(wanted: WorkIn, desk: TheDesk, person: Opener) -> CaseOut:
    """Open the case of a work of the accepted plan."""
    with desk.store.changing(person.actor, "case.open", wanted.work_id) as change:
        made = cases.open_case(change, desk, person, wanted.work_id)
    return _one(desk, person, made.id)


@router.get("", responses=_REFUSED)
def listed(desk: TheDesk, person: Reader, state: str | None = None) -> list[CaseOut]:
    """List the cases one may see, in one state or all."""
    with desk.store.reading() as session:
        rows = cases_for(person) if state is None else cases_for(person).where(Case.state == state)
        return [_shown(desk, session, person, case) for case in session.scalars(rows)]


@router.get("/{case_id}", responses=_FOUND)
def one(case_id: str, desk: TheDesk, person: Reader) -> CaseOut:
    """Return one case with everything in it."""
    return _one(desk, person, case_id)


@router.get("/{case_id}/files/{sha256}", responses=_FOUND, response_class=Response)
def file_of(case_id: str, sha256: str, desk: TheDesk, person: Reader) -> Response:
    """Return a file of a case."""
    with desk.store.reading() as session:
        case = case_for(session, person, case_id)
        known = {each.file for each in notes_of(session, case)} | {(case.design or {}).get("file")}
        decision = review.decision_in_force(session, case)
        known |= {decision.bundle} if decision is not None else set()
        stored = found(session.get(StoredFile, sha256) if sha256 in known else None, sha256)
    return Response(stored.content, media_type="application/octet-stream")


@router.post("/{case_id}/survey", responses=_STEP)
def appoint_survey(case_id: str, wanted: AppointmentIn, desk: TheDesk, person: Holder) -> CaseOut:
    """Call the joint survey."""
    with desk.store.changing(person.actor, "case.survey", case_id) as change:
        cases.appoint_survey(change, desk, person, case_id, _appointment(wanted))
    return _one(desk, person, case_id)


@router.post("/{case_id}/attendance", responses=_STEP)
def attend(case_id: str, said: TextIn, desk: TheDesk, person: Reporter) -> CaseOut:
    """Record that one's organisation attended the survey, or why not."""
    with desk.store.changing(person.actor, "case.attendance", case_id) as change:
        cases.report(change, person, case_id, "attendance", {"text": said.text})
    return _one(desk, person, case_id)


@router.post("/{case_id}/findings", responses=_STEP)
def find(
    case_id: str,
    text: Annotated[str, Form(max_length=4_000)],
    desk: TheDesk,
    person: Reporter,
    photograph: Annotated[UploadFile | None, File()] = None,
) -> CaseOut:
    """Record a finding of the survey, with or without a photograph."""
    content = photograph.file.read() if photograph is not None else None
    with desk.store.changing(person.actor, "case.finding", case_id) as change:
        cases.report(change, person, case_id, "finding", {"text": text}, file=content)
    return _one(desk, person, case_id)


@router.post("/{case_id}/scheme", responses=_STEP)
def agree(case_id: str, agreed: AgreedIn, desk: TheDesk, person: Holder) -> CaseOut:
    """Record the scheme all agreed on."""
    with desk.store.changing(person.actor, "case.scheme", case_id) as change:
        cases.agree_survey(change, person, case_id, agreed.scheme, frozenset(agreed.touches))
    return _one(desk, person, case_id)


@router.post("/{case_id}/design", responses=_STEP)
def design(
    case_id: str,
    text: Annotated[str, Form(max_length=4_000)],
    desk: TheDesk,
    person: Designer,
    drawing: Annotated[UploadFile | None, File()] = None,
) -> CaseOut:
    """Share the design to all parties."""
    content = drawing.file.read() if drawing is not None else None
    with desk.store.changing(person.actor, "case.design", case_id) as change:
        cases.share_design(change, person, case_id, text, content)
    return _one(desk, person, case_id)


@router.post("/{case_id}/review", responses=_STEP)
def start_review(case_id: str, desk: TheDesk, person: Starter) -> CaseOut:
    """Ask every authority for its item at once."""
    with desk.store.changing(person.actor, "case.review", case_id) as change:
        cases.start_review(change, desk, person, case_id)
    return _one(desk, person, case_id)


@router.post("/{case_id}/opinions/{item}", responses=_STEP)
def give_opinion(case_id: str, item: str, said: OpinionIn, desk: TheDesk, person: Reviewer) -> CaseOut:
    """Give one's opinion on one's own item."""
    told = review.Told(opinion=said.opinion, conditions=said.conditions, reason=said.reason)
    with desk.store.changing(person.actor, "case.opinion", f"{case_id}/{item}") as change:
        review.give_opinion(change, person, case_id, item, told)
    return _one(desk, person, case_id)


@router.post("/{case_id}/correction", responses=_STEP)
def correct(case_id: str, said: TextIn, desk: TheDesk, person: Corrector) -> CaseOut:
    """Hand in a correction; the items that asked for one are asked again."""
    with desk.store.changing(person.actor, "case.correction", case_id) as change:
        review.correct(change, desk, person, case_id, said.text)
    return _one(desk, person, case_id)


@router.post("/{case_id}/decision", status_code=HTTPStatus.CREATED, responses=_STEP)
def decide(case_id: str, desk: TheDesk, person: Decider) -> CaseOut:
    """Sign the one decision of a case."""
    bundle = decision_bundle(desk, person, case_id)
    with desk.store.changing(person.actor, "case.decide", case_id) as change:
        review.decide(change, desk, person, case_id, bundle)
    return _one(desk, person, case_id)


@router.post("/{case_id}/decision/supersede", status_code=HTTPStatus.CREATED, responses=_STEP)
def supersede(case_id: str, desk: TheDesk, person: Decider) -> CaseOut:
    """Replace the decision by another, with a number of its own."""
    bundle = decision_bundle(desk, person, case_id)
    with desk.store.changing(person.actor, "case.supersede", case_id) as change:
        review.supersede(change, desk, person, case_id, bundle)
    return _one(desk, person, case_id)


@router.post("/{case_id}/refusal", responses=_STEP)
def refuse(case_id: str, said: TextIn, desk: TheDesk, person: Decider) -> CaseOut:
    """Refuse a case."""
    with desk.store.changing(person.actor, "case.refuse", case_id) as change:
        review.refuse(change, person, case_id, said.text)
    return _one(desk, person, case_id)


@router.post("/{case_id}/progress", responses=_STEP)
def progress(case_id: str, said: ProgressIn, desk: TheDesk, person: Builder) -> CaseOut:
    """Report how far one's own line is."""
    with desk.store.changing(person.actor, "case.progress", f"{case_id}/{said.member}") as change:
        works.report_progress(change, person, case_id, said.member, said.stage, said.on)
    return _one(desk, person, case_id)


@router.post("/{case_id}/checks", responses=_STEP)
def check(
    case_id: str,
    finding: Annotated[str, Form(max_length=4_000)],
    good: Annotated[bool, Form()],
    desk: TheDesk,
    person: Checker,
    photograph: Annotated[UploadFile | None, File()] = None,
) -> CaseOut:
    """Record a spot check."""
    content = photograph.file.read() if photograph is not None else None
    with desk.store.changing(person.actor, "case.check", case_id) as change:
        works.check(change, person, case_id, finding, good=good, file=content)
    return _one(desk, person, case_id)


@router.post("/{case_id}/acceptance/call", responses=_STEP)
def call_acceptance(case_id: str, wanted: AppointmentIn, desk: TheDesk, person: Caller) -> CaseOut:
    """Call the joint acceptance."""
    with desk.store.changing(person.actor, "case.call_acceptance", case_id) as change:
        works.call_acceptance(change, desk, person, case_id, _appointment(wanted))
    return _one(desk, person, case_id)


@router.post("/{case_id}/acceptance/opinion", responses=_STEP)
def acceptance_opinion(case_id: str, said: AcceptanceIn, desk: TheDesk, person: Accepter) -> CaseOut:
    """Give one's opinion on the finished works."""
    with desk.store.changing(person.actor, "case.acceptance_opinion", case_id) as change:
        works.give_acceptance(change, person, case_id, satisfied=said.satisfied, text=said.text)
    return _one(desk, person, case_id)


@router.post("/{case_id}/acceptance", responses=_STEP)
def accept(case_id: str, split: WarrantiesIn, desk: TheDesk, person: Decider) -> CaseOut:
    """Accept the works of all members at once."""
    with desk.store.changing(person.actor, "case.accept", case_id) as change:
        works.accept(change, person, case_id, [each.model_dump(mode="json") for each in split.warranty])
    return _one(desk, person, case_id)


@router.post("/{case_id}/notice", responses=_STEP)
def notice(case_id: str, said: TextIn, desk: TheDesk, person: Notifier) -> CaseOut:
    """Record that the first receiver told the applicant."""
    with desk.store.changing(person.actor, "case.notice", case_id) as change:
        works.notify_applicant(change, person, case_id, said.text)
    return _one(desk, person, case_id)


@router.post("/{case_id}/evaluation", responses=_STEP)
def evaluation(case_id: str, said: EvaluationIn, desk: TheDesk, person: Evaluator) -> CaseOut:
    """Record the applicant's evaluation."""
    with desk.store.changing(person.actor, "case.evaluation", case_id) as change:
        works.evaluate(change, person, case_id, said.score, said.text)
    return _one(desk, person, case_id)


@router.post("/{case_id}/closing", responses=_STEP)
def close(case_id: str, desk: TheDesk, person: Decider) -> CaseOut:
    """Close an accepted case."""
    with desk.store.changing(person.actor, "case.close", case_id) as change:
        works.close(change, person, case_id)
    return _one(desk, person, case_id)


def _appointment(wanted: AppointmentIn) -> Appointment:
    return Appointment(at=wanted.at, place=wanted.place, invited=wanted.invited)


def _one(desk: Desk, person: Person, key: str) -> CaseOut:
    with desk.store.reading() as session:
        return _shown(desk, session, person, case_for(session, person, key))


def _shown(desk: Desk, session: Session, person: Person, case: Case) -> CaseOut:
    facts = facts_of(session, case)
    opinions, notes = latest_opinions(session, case), notes_of(session, case)
    decision = review.decision_in_force(session, case)
    language = Language(person.language)
    named = {step: with_names(session, hindrances(step, facts), language) for step in Step}
    clock = desk.clock(case.due_on, _answered(case, decision)) if case.due_on else None
    shown = {name: getattr(case, name) for name in CaseOut.model_fields if name not in _MADE}
    return CaseOut(
        **shown,
        **{name: case.work[name] for name in _OF_THE_WORK},
        clock=clock.stand if clock else None,
        days_left=clock.left if clock else None,
        steps=[each.value for each in steps_in(State(case.state))],
        opinions=[_opinion(desk, each) for each in opinions],
        notes=[_note(each) for each in notes],
        decision=DecisionOut.model_validate(decision, from_attributes=True) if decision is not None else None,
        hindered={step.value: [text_of(each, language) for each in told] for step, told in named.items()},
    )


def _answered(case: Case, decision: Decision | None) -> datetime | None:
    """Return when the joint clock stopped: with the decision, or with the refusal that closed the case."""
    return decision.issued_at if decision is not None else case.closed_at


def _opinion(desk: Desk, row: Opinion) -> OpinionOut:
    clock = desk.clock(row.due_on, row.given_at)
    shown = {name: getattr(row, name) for name in OpinionOut.model_fields if name not in {"clock", "days_left"}}
    return OpinionOut(**shown, clock=clock.stand, days_left=clock.left)


def _note(row: Note) -> NoteOut:
    return NoteOut.model_validate(row, from_attributes=True)
