"""Who sees whose works.

A confidential project is seen by its own organisation, by those that agreed to dig with it, and by those who plan,
review, decide and audit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, false, or_, true

from api.security.roles import Role
from api.store.tables import Call, PlannedWork, Project

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from api.security.access import Person

__all__ = ["JOINED", "may_see_project", "sees_everything", "visible_projects", "visible_works"]

# The state of a call whose two sides agreed to dig together
JOINED = "joined"
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


def may_see_project(person: Person, project: Project, joined: frozenset[str]) -> bool:
    """Tell whether a person may see one project; ``joined`` are the organisations that agreed to dig with it."""
    if sees_everything(person) or not project.confidential:
        return True
    return person.own_only and person.organisation in {project.organisation, *joined}


def _agreed(person: Person) -> ColumnElement[bool]:
    if not person.own_only:
        return false()
    # one that says it lays something too before a road is closed has shown no project yet
    both = (Call.state == JOINED, Call.asked_key.is_not(None))
    as_asked = exists().where(*both, Call.caller_key == Project.id, Call.asked == person.organisation)
    as_caller = exists().where(Call.state == JOINED, Call.asked_key == Project.id, Call.caller == person.organisation)
    return or_(as_asked, as_caller)
