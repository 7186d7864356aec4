"""Clocks looked at once in a while: nothing expires silently.

Before a clock runs out whoever has to answer is told; once it ran out both sides are; and after that the desk. Each is
told once, however often this is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from api.desk.calls import overdue_calls
from api.desk.people import BUREAU
from api.desk.tell import tell
from api.store.tables import Application, Call, Case, Emergency, Opinion, Task
from planner.permit.clocks import Stand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.orm import Session

    from api.state import Desk
    from api.store.desk import Change

__all__ = ["Running", "remind", "running_clocks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A clock that runs: what for, who has to answer, who waits for it, and until when."""

    about: str
    name: str
    owner: str
    waiting: tuple[str, ...]
    due: date


def remind(change: Change, desk: Desk) -> int:
    """Tell of every clock that runs out, ran out, or ran out long ago; return how many of them there are."""
    overdue_calls(change, desk.today())
    told = 0
    for each in running_clocks(change.session, desk):
        clock = desk.clock(each.due, None)
        data = {"name": each.name, "due": each.due.isoformat(), "owner": each.owner}
        if clock.stand is Stand.RUNNING_OUT:
            tell(change, [each.owner], "told.due_soon", data, about=f"{each.about}/soon")
        elif clock.stand is Stand.OVERDUE:
            tell(change, [each.owner, *each.waiting], "told.overdue", data, about=f"{each.about}/late")
            if -clock.left >= desk.rulebook.desk.escalate_days.value:
                tell(change, [BUREAU], "told.escalated", data, about=f"{each.about}/escalated")
        told += clock.stand is not Stand.RUNNING
    return told


def running_clocks(session: Session, desk: Desk) -> Iterator[Running]:
    """Yield every clock that waits for an answer: items of a review, tasks, calls, papers of emergencies."""
    yield from _items(session)
    yield from _tasks(session)
    yield from _calls(session)
    for row in session.scalars(select(Emergency).where(Emergency.filed_at.is_(None)).order_by(Emergency.id)):
        due = desk.local(row.due_at).date()
        yield Running(about=f"emergency/{row.id}", name=row.road_name, owner=row.organisation, waiting=(), due=due)


def _items(session: Session) -> Iterator[Running]:
    rows = select(Opinion, Case).join(Case, Opinion.case_id == Case.id).where(Opinion.given_at.is_(None))
    for opinion, case in session.execute(rows.order_by(Opinion.id)):
        yield Running(
            about=f"opinion/{opinion.id}",
            name=f"{case.number} {opinion.item}",
            owner=opinion.organisation,
            waiting=tuple(case.owners.split()),
            due=opinion.due_on,
        )


def _tasks(session: Session) -> Iterator[Running]:
    rows = select(Task, Application).join(Application, Task.application_id == Application.id)
    for task, application in session.execute(rows.where(Task.done_at.is_(None)).order_by(Task.id)):
        yield Running(
            about=f"task/{task.id}",
            name=f"{application.number} {task.service}",
            owner=task.organisation,
            waiting=(application.first_receiver,),
            due=task.due_on,
        )


def _calls(session: Session) -> Iterator[Running]:
    for call in session.scalars(select(Call).where(Call.state == "open").order_by(Call.id)):
        yield Running(
            about=f"call/{call.id}", name=call.road_name, owner=call.asked, waiting=(call.caller,), due=call.due_on
        )
