"""Emergency works: begun at once, told to the desk, filed within the hours of the law."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from api.desk.submissions import submission_for
from api.desk.tell import tell
from api.problems import Problem, found
from api.store.tables import Emergency, Organisation, new_key

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change

__all__ = ["begin", "emergencies_for", "end", "file_papers", "open_emergencies", "uses_of"]

_YEAR = timedelta(days=365)


def begin(
    change: Change, desk: Desk, person: Person, *, road_name: str, place: str, reason: str, begun_at: datetime
) -> Emergency:
    """Tell of an emergency that has begun; the departments are told in the same moment.

    Papers are due within the hours of 城市道路管理条例 art. 34, counted from the first cut.

    Raises
    ------
    Problem
        422 if it is said to begin after now.
    """
    if begun_at > change.at:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.not_begun")
    row = Emergency(
        id=new_key(),
        organisation=person.organisation,
        road_name=road_name,
        place=place,
        reason=reason,
        begun_at=begun_at,
        told_at=change.at,
        due_at=begun_at + timedelta(hours=desk.rulebook.clocks.emergency_hours.value),
    )
    change.session.add(row)
    departments = change.session.scalars(select(Organisation.code).where(Organisation.kind == "department"))
    data = {"road": road_name, "organisation": person.organisation, "due": f"{desk.local(row.due_at):%Y-%m-%d %H:%M}"}
    tell(change, departments, "told.emergency", data, about=f"emergency/{row.id}")
    return row


def file_papers(change: Change, person: Person, emergency_id: str, submission_id: str) -> Emergency:
    """File the papers of an emergency: the submission of what was dug.

    Raises
    ------
    Problem
        404 if the emergency or the submission is not this organisation's; 409 if it was filed.
    """
    row = _own(change, person, emergency_id)
    submission_for(change.session, person, submission_id)
    if row.filed_at is not None:
        raise Problem(HTTPStatus.CONFLICT, "desk.filed")
    row.filed_at, row.submission_id = change.at, submission_id
    return row


def end(change: Change, person: Person, emergency_id: str) -> Emergency:
    """Tell that the road is closed again.

    Raises
    ------
    Problem
        404 if the emergency is not this organisation's.
    """
    row = _own(change, person, emergency_id)
    row.ended_at = row.ended_at or change.at
    return row


def emergencies_for(person: Person) -> Select[Emergency]:
    """Select the emergencies a person may read: a utility its own."""
    rows = select(Emergency).order_by(Emergency.begun_at, Emergency.id)
    return rows.where(Emergency.organisation == person.organisation) if person.own_only else rows


def open_emergencies(session: Session, *, road: str = "") -> list[Emergency]:
    """Return the emergencies whose road is not closed again, the newest first; anyone may know of them.

    Parameters
    ----------
    road : Part of a road's name, in any case; empty for all roads.
    """
    rows = select(Emergency).where(Emergency.ended_at.is_(None)).order_by(Emergency.begun_at.desc(), Emergency.id)
    return [each for each in session.scalars(rows) if road.casefold() in each.road_name.casefold()]


def uses_of(session: Session, row: Emergency) -> int:
    """Return how many emergencies an organisation told of in the year up to this one, itself among them."""
    within = (Emergency.begun_at > row.begun_at - _YEAR, Emergency.begun_at <= row.begun_at)
    query = select(func.count()).select_from(Emergency).where(Emergency.organisation == row.organisation, *within)
    return session.scalar(query) or 0


def _own(change: Change, person: Person, emergency_id: str) -> Emergency:
    own = (Emergency.id == emergency_id, Emergency.organisation == person.organisation)
    return found(change.session.scalars(select(Emergency).where(*own)).one_or_none(), emergency_id)
