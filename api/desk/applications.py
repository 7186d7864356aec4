"""The joint application (annex 1 of 叶政办〔2023〕6号) and the tasks its ticked services make."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, exists, select

from api.desk.numbers import next_serial
from api.problems import Problem, found
from api.store.tables import Application, Task, new_key
from planner.model import Fault, Service, Track
from planner.permit.clocks import due_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change
    from planner.rulebook.model import Rulebook

__all__ = [
    "Form",
    "Ticked",
    "application_of",
    "applications_for",
    "bring_papers",
    "move_on",
    "receive_application",
    "tasks_of",
]

_FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """One ticked box: a service, its business, and the utility chosen (needed where several lay the service)."""

    service: Service
    business: str
    nature: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A filled form; ``papers`` are those handed in, ``wanted_by`` the day the applicant asked for."""

    track: Track
    channel: str
    applicant: Mapping[str, Any]
    handler: Mapping[str, Any]
    address: str
    ticked: Sequence[Ticked]
    papers: Sequence[str]
    wanted_by: date | None = None


def receive_application(change: Change, desk: Desk, person: Person, form: Form) -> Application:
    """Take a form in: one application, and one task for each ticked service, each with its clock.

    What papers are missing is kept where they may follow until the survey (容缺办理). The utility of the first ticked
    service is the first receiver and stays responsible (首接负责制).

    Raises
    ------
    Problem
        422 with every fault of the form.
    """
    if faults := tuple(_faults(form, desk.rulebook)):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.form", faults=faults)
    local = desk.local(change.at)
    owners = [_owner(each, desk.rulebook) for each in form.ticked]
    application = Application(
        id=new_key(),
        number=f"LB{local.year}-{next_serial(change, 'application', local.year):05d}",
        track=form.track.value,
        channel=form.channel,
        applicant=dict(form.applicant),
        handler=dict(form.handler),
        address=form.address,
        papers=sorted(form.papers),
        missing=[each.id for each in desk.rulebook.desk.papers if each.id not in form.papers],
        wanted_by=form.wanted_by,
        step="received",
        first_receiver=owners[0],
        received_at=change.at,
        received_by=person.user_id,
    )
    change.session.add(application)
    change.session.flush()
    calendar = desk.calendar()
    change.session.add_all(
        Task(
            id=new_key(),
            application_id=application.id,
            organisation=owner,
            service=each.service.value,
            business=each.business,
            nature=each.nature,
            due_on=due_on(local, desk.rulebook.desk.connection_days[each.service].value, calendar),
            state="open",
        )
        for each, owner in zip(form.ticked, owners, strict=True)
    )
    return application


def bring_papers(change: Change, desk: Desk, application_id: str, papers: Sequence[str]) -> Application:
    """Record papers that followed; what is still missing remains listed.

    Raises
    ------
    Problem
        404 if there is no such application; 422 with every paper the form does not know.
    """
    application = found(change.session.get(Application, application_id), application_id)
    if faults := tuple(_unknown_papers(papers, desk.rulebook)):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.form", faults=faults)
    application.papers = sorted({*application.papers, *papers})
    application.missing = [each for each in application.missing if each not in papers]
    return application


def move_on(change: Change, desk: Desk, application_id: str, step: str) -> Application:
    """Move an application to a step of its own track, forwards only; the last one ends its tasks and their clocks.

    Raises
    ------
    Problem
        404 if there is no such application; 409 if the step is not ahead on its track.
    """
    application = found(change.session.get(Application, application_id), application_id)
    steps = [each.id for each in desk.rulebook.desk.tracks[Track(application.track)]]
    if step not in steps or steps.index(step) <= steps.index(application.step):
        raise Problem(HTTPStatus.CONFLICT, "desk.step", step=step, now=application.step, steps=steps)
    application.step = step
    if step == steps[-1]:
        application.closed_at = change.at
        for task in tasks_of(change.session, application):
            task.state, task.done_at = "done", task.done_at or change.at
    return application


def applications_for(person: Person) -> Select[Application]:
    """Select the applications a person may see: a utility those that ticked one of its services."""
    rows = select(Application).order_by(Application.number)
    if not person.own_only:
        return rows
    own = exists().where(Task.application_id == Application.id, Task.organisation == person.organisation)
    return rows.where(own)


def application_of(session: Session, person: Person, application_id: str) -> tuple[Application, list[Task]]:
    """Return an application and its tasks.

    Raises
    ------
    Problem
        404 if there is none, or it is not this person's to see.
    """
    mine = applications_for(person).where(Application.id == application_id)
    application = found(session.scalars(mine).one_or_none(), application_id)
    return application, tasks_of(session, application)


def tasks_of(session: Session, application: Application) -> list[Task]:
    """Return the tasks of an application, by service."""
    rows = select(Task).where(Task.application_id == application.id).order_by(Task.service, Task.organisation)
    return [*session.scalars(rows)]


def _owner(ticked: Ticked, rulebook: Rulebook) -> str:
    """Return the utility of a ticked service; the form was found right before."""
    return ticked.organisation or next(o.code for o in rulebook.organisations if ticked.service in o.services)


def _faults(form: Form, rulebook: Rulebook) -> Iterator[Fault]:
    if not form.ticked:
        yield Fault(source=_FORM, field="ticked", code="desk.nothing_ticked")
    for at, each in enumerate(form.ticked):
        yield from _ticked_faults(at, each, rulebook)
    yield from _unknown_papers(form.papers, rulebook)
    for paper in rulebook.desk.papers:
        if not paper.tolerated and paper.id not in form.papers:
            data = {"zh": paper.zh, "en": paper.en}
            yield Fault(source=_FORM, field="papers", code="desk.paper_needed", data=data)


def _ticked_faults(at: int, ticked: Ticked, rulebook: Rulebook) -> Iterator[Fault]:
    known = [each.id for each in rulebook.desk.businesses[ticked.service]]
    if ticked.business not in known:
        data = {"found": ticked.business, "known": known}
        yield Fault(source=_FORM, feature=at, field="business", code="desk.unknown_business", data=data)
    laying = [o.code for o in rulebook.organisations if ticked.service in o.services]
    if ticked.organisation not in laying and (ticked.organisation is not None or len(laying) > 1):
        data = {"found": ticked.organisation or "", "known": laying}
        yield Fault(source=_FORM, feature=at, field="organisation", code="desk.which_utility", data=data)


def _unknown_papers(papers: Sequence[str], rulebook: Rulebook) -> Iterator[Fault]:
    known = [each.id for each in rulebook.desk.papers]
    for paper in sorted({*papers} - {*known}):
        yield Fault(source=_FORM, field="papers", code="desk.unknown_paper", data={"found": paper, "known": known})
