"""Case files: which a person may see, what they hold, and what stands in the way of their next step."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, or_, select

from api.problems import Problem, found
from api.store.tables import Case, Note, Opinion, Organisation
from planner.messages import Language
from planner.permit.case import CaseFacts, Given, ItemFacts, State, Step, hindrances, state_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from api.security.access import Person
    from api.store.desk import Change
    from planner.model import Reason

__all__ = [
    "PROGRESS",
    "case_for",
    "cases_for",
    "facts_of",
    "latest_opinions",
    "notes_of",
    "own_member",
    "take",
    "with_names",
]

# How far a member's line is, in order
PROGRESS = ("opened", "installed", "backfilled")
# Where a reason keeps the codes of organisations
_PARTIES = "parties"


def cases_for(person: Person) -> Select[Case]:
    """Select the cases a person may see: a utility those it is a member or the first receiver of (首接负责制)."""
    rows = select(Case).order_by(Case.number)
    if not person.own_only:
        return rows
    member = Case.owners.contains(f" {person.organisation} ", autoescape=True)
    return rows.where(or_(member, Case.first_receiver == person.organisation))


def case_for(session: Session, person: Person, case_id: str) -> Case:
    """Return a case.

    Raises
    ------
    Problem
        404 if there is none, or it is not this person's to see.
    """
    return found(session.scalars(cases_for(person).where(Case.id == case_id)).one_or_none(), case_id)


def take(change: Change, person: Person, case_id: str, step: Step) -> Case:
    """Return a case for a step, moved to where the step leads.

    Raises
    ------
    Problem
        404 if the case is not this person's; 409 with everything that stands in the way.
    """
    case = case_for(change.session, person, case_id)
    if in_the_way := hindrances(step, facts_of(change.session, case)):
        faults = with_names(change.session, in_the_way, Language(person.language))
        raise Problem(HTTPStatus.CONFLICT, "desk.hindered", faults=faults)
    case.state = state_after(step, State(case.state)).value
    return case


def with_names(session: Session, reasons: Sequence[Reason], language: Language) -> list[Reason]:
    """Return reasons with the names of the parties they speak of in the place of their codes."""
    if not any(_PARTIES in each.data for each in reasons):
        return [*reasons]
    known = {row.code: row.zh if language is Language.ZH else row.en for row in session.scalars(select(Organisation))}
    return [
        replace(each, data={**each.data, _PARTIES: [known.get(code, code) for code in each.data[_PARTIES]]})
        if _PARTIES in each.data
        else each
        for each in reasons
    ]


def facts_of(session: Session, case: Case) -> CaseFacts:
    """Return what the steps of a case depend on."""
    notes = notes_of(session, case)
    survey, acceptance = case.survey or {}, case.acceptance or {}
    present = {each.organisation for each in notes if each.kind == "attendance"}
    finished = {each.member for each in notes if each.kind == "progress" and each.data.get("stage") == PROGRESS[-1]}
    opinions = {each.organisation: each.data["satisfied"] for each in notes if each.kind == "acceptance"}
    invited: Sequence[str] = acceptance.get("invited", ())  # type: ignore[assignment] # a list of codes, as written
    asked: Sequence[str] = survey.get("invited", ())  # type: ignore[assignment] # a list of codes, as written
    return CaseFacts(
        state=State(case.state),
        unsurveyed=not case.survey,
        missing=tuple(case.missing),
        absent=tuple(sorted(set(asked) - present)),
        items=tuple(
            ItemFacts(item=each.item, opinion=Given(each.opinion) if each.opinion else None)
            for each in latest_opinions(session, case)
        ),
        unfinished=tuple(each for each in case.work["members"] if each not in finished),
        unheard=tuple(sorted(set(invited) - set(opinions))) if invited else tuple(sorted(case.owners.split())),
        unsatisfied=tuple(sorted(each for each, good in opinions.items() if not good)),
        unnotified=not any(each.kind == "notice" for each in notes),
    )


def latest_opinions(session: Session, case: Case) -> list[Opinion]:
    """Return the last round of every approval item of a case, by item."""
    last = (
        select(Opinion.item, func.max(Opinion.round).label("round"))
        .where(Opinion.case_id == case.id)
        .group_by(Opinion.item)
        .subquery()
    )
    rows = select(Opinion).join(last, (Opinion.item == last.c.item) & (Opinion.round == last.c.round))
    return [*session.scalars(rows.where(Opinion.case_id == case.id).order_by(Opinion.item))]


def notes_of(session: Session, case: Case) -> list[Note]:
    """Return everything reported to a case, in the order it came; of two on one thing the later counts."""
    return [*session.scalars(select(Note).where(Note.case_id == case.id).order_by(Note.at, Note.id))]


def own_member(case: Case, person: Person, member: str) -> None:
    """See that a member of a case is of the person's own organisation.

    Raises
    ------
    Problem
        404 if it is no member, or another's.
    """
    if case.work["owners"].get(member) != person.organisation:
        raise Problem(HTTPStatus.NOT_FOUND, "desk.unknown", key=member)
