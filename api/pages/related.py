"""What belongs together: an application, the routes handed in for its tasks, and the cases of their works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from api.desk.applications import applications_for
from api.desk.case_files import cases_for
from api.desk.members import projects_behind
from api.desk.submissions import submissions_for
from api.security.roles import Action
from api.store.tables import Application, Project, Submission, Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.render import Visit

__all__ = ["Related", "application_of_task", "applications_behind", "cases_of", "submissions_of"]

# The rows of ``applications_for`` ask of tasks in a query of their own, which is not to be meant here
_TASK = aliased(Task)


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Something a page leads to: its key, and the number or name it is known by."""

    id: str
    name: str


def cases_of(visit: Visit, application_id: str) -> list[Related]:
    """Return the cases of the works an application led to, as far as this person may see them."""
    if not visit.person.may(Action.READ_CASES):
        return []
    rows = (
        select(Project.organisation, Project.project_id)
        .join(Submission, Submission.id == Project.submission_id)
        .join(Task, Task.id == Submission.task_id)
        .where(Task.application_id == application_id, Project.current.is_(True))
    )
    with visit.desk.store.reading() as session:
        behind = {(organisation, project) for organisation, project in session.execute(rows)}
        if not behind:
            return []
        cases = session.scalars(cases_for(visit.person))
        return [
            Related(id=each.id, name=each.number) for each in cases if behind & projects_behind(each.work["owners"])
        ]


def applications_behind(visit: Visit, owners: Mapping[str, str]) -> list[Related]:
    """Return the applications that led to a work, given whose each member is, as far as this person may see them."""
    if not visit.person.may(Action.READ_APPLICATIONS):
        return []
    laid = projects_behind(owners)
    rows = (
        applications_for(visit.person)
        .join(_TASK, _TASK.application_id == Application.id)
        .join(Submission, Submission.task_id == _TASK.id)
        .join(Project, Project.submission_id == Submission.id)
        .where(Project.current.is_(True), Project.project_id.in_({project for _, project in laid}))
        .add_columns(Project.organisation, Project.project_id)
    )
    with visit.desk.store.reading() as session:
        found = {row.id: row.number for row, *project in session.execute(rows) if tuple(project) in laid}
    return [Related(id=key, name=number) for key, number in found.items()]


def submissions_of(visit: Visit, tasks: list[str]) -> dict[str, Related]:
    """Return the last submission for each task that has one, as far as this person may read it."""
    if not visit.person.may(Action.READ_SUBMISSIONS):
        return {}
    rows = submissions_for(visit.person).where(Submission.task_id.in_(tasks), Submission.withdrawn_at.is_(None))
    with visit.desk.store.reading() as session:
        return {str(each.task_id): Related(id=each.id, name=each.name) for each in session.scalars(rows)}


def application_of_task(visit: Visit, task_id: str | None) -> Related | None:
    """Return the application of a task; None where there is none, or it is not this person's to see."""
    if task_id is None or not visit.person.may(Action.READ_APPLICATIONS):
        return None
    rows = applications_for(visit.person).join(_TASK, _TASK.application_id == Application.id).where(_TASK.id == task_id)
    with visit.desk.store.reading() as session:
        row = session.scalars(rows).first()
        return Related(id=row.id, name=row.number) if row is not None else None
