"""Who sees whose works.

A confidential project is seen by its own organisation, by those it and they agreed to dig together, and by those who
plan, review, decide and audit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, false, or_, true

from api.security.roles import Role
from api.store.tables import Call, PlannedWork, Project

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from api.security.access import Person

__all__ = ["JOINED", "VOID", "sees_everything", "visible_projects", "visible_works"]

# The states of a call that was answered with a yes, and of one that counts no longer
JOINED = "joined"
VOID = "void"
_SEE_EVERYTHING = frozenset({Role.ENGINEER, Role.OFFICER, Role.AUDITOR, Role.REVIEWER})


def sees_everything(person: Person) -> bool:
    """Tell whether confidential works are open to this person: those who plan, review, decide and audit."""
    return person.role in _SEE_EVERYTHING


def visible_projects(person: Person) -> ColumnElement[bool]:
    """Return the condition under which a row of ``Project`` may be shown to a person."""
    if sees_everything(person):
        return true()
    own = Project.organisation == person.organisation if person.own_only else false()
    return or_(Project.confidential.is_(False), own, _agreed(person))


def visible_works(person: Person) -> ColumnElement[bool]:
    """Return the condition under which a row of ``PlannedWork`` may be shown to a person.

    A work with a confidential member is shown to its members' organisations only; they agreed by digging together.
    """
    if sees_everything(person):
        return true()
    open_to_all = PlannedWork.confidential.is_(False)
    return (
        or_(open_to_all, PlannedWork.owners.contains(f" {person.organisation} ", autoescape=True))
        if person.own_only
        else open_to_all
    )


def _agreed(person: Person) -> ColumnElement[bool]:
    if not person.own_only:
        return false()
    theirs = (Call.asked_key == Project.id, Call.caller == person.organisation)
    # one that says it lays something too before a road is closed has shown no project yet
    own = (Call.caller_key == Project.id, Call.asked == person.organisation, Call.asked_key.is_not(None))
    is_asked = exists().where(*own, Call.state != VOID)
    return and_(
        exists().where(*theirs, Call.state == JOINED),
        or_(~is_asked, exists().where(*own, Call.state == JOINED)),
    )
