"""A case from its opening to the start of its review: survey, agreed scheme, design shared to all."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING

from sqlalchemy import select

from api.desk.case_files import take
from api.desk.meetings import SURVEY, Appointment, meet
from api.desk.members import projects_behind
from api.desk.numbers import next_serial
from api.desk.tell import tell
from api.problems import Problem, found
from api.store.tables import (
    Application,
    Case,
    Note,
    Opinion,
    Organisation,
    PlannedWork,
    PlanVersion,
    Project,
    StoredFile,
    Submission,
    Task,
    new_key,
)
from planner.model import Track
from planner.permit.case import State, Step, Touches, items_needed
from planner.permit.clocks import due_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change

__all__ = [
    "agree_survey",
    "appoint_survey",
    "ask",
    "keep_file",
    "open_case",
    "report",
    "share_design",
    "start_review",
]

_OVER = (State.REFUSED.value,)


def open_case(change: Change, desk: Desk, person: Person, work_id: str) -> Case:
    """Open the case of a work of the accepted plan.

    Its track is the longer one of its members'; its first receiver is that of the lead's application, else the
    lead's utility. That of a confidential work is one of its members, since nobody else may know of it.

    Raises
    ------
    Problem
        404 if the accepted plan has no such work; 409 if a case of it is open already.
    """
    session = change.session
    accepted = select(PlannedWork).join(PlanVersion).where(PlanVersion.state == "accepted")
    work = found(session.scalars(accepted.where(PlannedWork.work_id == work_id)).one_or_none(), work_id)
    for other in session.scalars(select(Case).where(Case.state.not_in(_OVER))):
        if set(other.work["members"]) & set(work.members) and other.work["road_name"] == work.road_name:
            raise Problem(HTTPStatus.CONFLICT, "desk.case_open", number=other.number)
    applications = _applications(change, work)
    tracks = {Track(each.track) for each in applications}
    year = desk.local(change.at).year
    case = Case(
        id=new_key(),
        number=f"AJ{year}-{next_serial(change, 'case', year):05d}",
        plan_id=work.plan_id,
        work_id=work.work_id,
        work=work.work,
        track=max(tracks, key=lambda track: track is Track.CONSTRUCTION_PERMIT, default=Track.SMALL_MICRO).value,
        state=State.OPENED.value,
        owners=work.owners,
        missing=sorted({paper for each in applications for paper in each.missing}),
        first_receiver=_first_receiver(work, applications),
        opened_at=change.at,
        opened_by=person.user_id,
    )
    session.add(case)
    data = {"case": case.number, "road": work.road_name}
    tell(change, work.owners.split(), "told.case_opened", data, about=f"case/{case.id}/opened")
    return case


def appoint_survey(change: Change, desk: Desk, person: Person, case_id: str, appointment: Appointment) -> Case:
    """Call the joint survey: everyone asked gets an invitation; a later call moves it.

    Raises
    ------
    Problem
        404, 409 as ``take``; 422 naming organisations that do not exist.
    """
    case = take(change, person, case_id, Step.APPOINT_SURVEY)
    known = set(change.session.scalars(select(Organisation.code)))
    if strange := sorted(set(appointment.invited) - known):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.unknown_organisation", code="、".join(strange))
    case.survey = meet(change, desk, case, appointment, SURVEY, case.survey)
    return case


def report(
    change: Change,
    person: Person,
    case_id: str,
    kind: str,
    data: dict[str, object],
    *,
    step: Step = Step.APPOINT_SURVEY,
    member: str | None = None,
    file: bytes | None = None,
) -> Note:
    """Add what somebody reports to a case: attendance, a finding, a photograph.

    Raises
    ------
    Problem
        404, 409 as ``take``.
    """
    case = take(change, person, case_id, step)
    note = Note(
        id=new_key(),
        case_id=case.id,
        kind=kind,
        organisation=person.organisation,
        member=member,
        data=data,
        file=keep_file(change, file) if file is not None else None,
        at=change.at,
        by=person.user_id,
    )
    change.session.add(note)
    return note


def keep_file(change: Change, content: bytes) -> str:
    """Keep a file once under its digest, and return that."""
    digest = hashlib.sha256(content).hexdigest()
    if change.session.get(StoredFile, digest) is None:
        change.session.add(StoredFile(sha256=digest, size=len(content), content=content, stored_at=change.at))
        change.session.flush()
    return digest


def agree_survey(change: Change, person: Person, case_id: str, scheme: str, touches: frozenset[Touches]) -> Case:
    """Record the scheme all agreed on, and what the work touches: that decides who has to review it.

    Raises
    ------
    Problem
        404, 409 as ``take``: papers still missing, or attendance not recorded.
    """
    case = take(change, person, case_id, Step.AGREE_SURVEY)
    case.survey = {**(case.survey or {}), "scheme": scheme, "touches": sorted(touches)}
    return case


def share_design(change: Change, person: Person, case_id: str, text: str, file: bytes | None) -> Case:
    """Share the design to every party of the case; a later one replaces it, and all are told again.

    Raises
    ------
    Problem
        404, 409 as ``take``.
    """
    case = take(change, person, case_id, Step.SHARE_DESIGN)
    edition = int(str((case.design or {}).get("edition", 0))) + 1
    kept = keep_file(change, file) if file is not None else None
    case.design = {"text": text, "file": kept, "at": change.at.isoformat(), "edition": edition}
    parties = {*case.owners.split(), *_invited(case)}
    tell(change, parties, "told.design", {"case": case.number}, about=f"case/{case.id}/design/{edition}")
    return case


def start_review(change: Change, desk: Desk, person: Person, case_id: str) -> Case:
    """Ask every authority for its item at once, each with its own clock; the joint clock starts too.

    Each item has the days of its track, the whole the joint term of 行政许可法 art. 42 (2).

    Raises
    ------
    Problem
        404, 409 as ``take``.
    """
    case = take(change, person, case_id, Step.START_REVIEW)
    local, calendar, clocks = desk.local(change.at), desk.calendar(), desk.rulebook.clocks
    case.review_from = change.at
    case.due_on = due_on(local, clocks.permit_joint_days.value, calendar)
    touched: Sequence[str] = (case.survey or {}).get("touches", ())  # type: ignore[assignment] # as agree_survey wrote
    needed = items_needed(desk.rulebook.papers, frozenset(map(Touches, touched)))
    due = due_on(local, clocks.approval_days[Track(case.track)].value, calendar)
    for each in needed:
        ask(change, case, each.id, each.authority, 1, due)
    return case


def ask(change: Change, case: Case, item: str, authority: str, round_: int, due: date) -> None:
    """Ask an authority for its item."""
    change.session.add(
        Opinion(
            id=new_key(),
            case_id=case.id,
            item=item,
            round=round_,
            organisation=authority,
            due_on=due,
            asked_at=change.at,
        )
    )
    data = {"case": case.number, "item": item, "due": due.isoformat()}
    tell(change, [authority], "told.review", data, about=f"case/{case.id}/item/{item}/{round_}")


def _invited(case: Case) -> list[str]:
    invited: list[str] = (case.survey or {}).get("invited", [])  # type: ignore[assignment] # as appoint_survey wrote
    return invited


def _first_receiver(work: PlannedWork, applications: Sequence[Application]) -> str:
    received = [each.first_receiver for each in applications]
    known = [each for each in received if not work.confidential or each in work.owners.split()]
    return known[0] if known else str(work.work["owners"][work.lead])


def _applications(change: Change, work: PlannedWork) -> list[Application]:
    """Return the applications behind a work's members, that of the lead first."""
    owners: dict[str, str] = work.work["owners"]
    laid, lead = projects_behind(owners), projects_behind({work.lead: owners[work.lead]})
    rows = (
        select(Application, Project.organisation, Project.project_id)
        .join(Task, Task.application_id == Application.id)
        .join(Submission, Submission.task_id == Task.id)
        .join(Project, Project.submission_id == Submission.id)
        .where(Project.current.is_(True), Project.project_id.in_({number for _, number in laid}))
        .order_by(Application.number)
    )
    # another utility may have a project of the same number
    behind = [(row, tuple(project)) for row, *project in change.session.execute(rows) if tuple(project) in laid]
    ordered = sorted(behind, key=lambda pair: (pair[1] not in lead, pair[0].number))
    return list(dict.fromkeys(application for application, _ in ordered))
