"""What anyone may know of the works: the accepted plan without what is confidential, its decisions, what was dug."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from api.desk.planning import accepted_plan
from api.desk.visibility import visible_works
from api.security.access import ANYONE
from api.store.tables import Case, Decision, PlannedWork
from planner.permit.case import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from planner.rulebook.model import Organisation, Rulebook

__all__ = ["FinishedWork", "OpenWork", "Standing", "When", "finished_works", "open_works"]

_Work = tuple[str, tuple[str, ...]]
# What a case must have come to before its road may be opened; those after it are over
_PERMITTED = {State.DECIDED.value, State.IN_WORKS.value}
_FINISHED = {State.ACCEPTED.value, State.CLOSED.value}
_OVER = {*_FINISHED, State.REFUSED.value}


class When(StrEnum):
    """Which works are asked for: those on site today, those that begin in so many days, all."""

    NOW = "now"
    MONTH = "month"
    QUARTER = "quarter"
    ALL = "all"


_AHEAD: Mapping[When, int] = {When.MONTH: 30, When.QUARTER: 92}


class Standing(StrEnum):
    """Where a work stands for whoever passes by; what was reported goes before what was planned."""

    AHEAD = "ahead"
    UNPERMITTED = "unpermitted"
    DUE = "due"
    OPEN = "open"
    LATE = "late"


_ON_SITE = {Standing.DUE, Standing.OPEN, Standing.LATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """One work as anyone may see it.

    ``number`` is that of its decision in force, None before there is one; ``utilities`` are its members' organisations
    with their hotlines.
    """

    work: PlannedWork
    utilities: tuple[Organisation, ...]
    standing: Standing
    number: str | None

    @property
    def on_site(self) -> bool:
        """Tell whether the road is open, or is to be by plan and decision."""
        return self.standing in _ON_SITE

    def within(self, when: When, today: date) -> bool:
        """Tell whether the work, which is not over, is on site or begins in the time asked for."""
        if when is When.ALL or self.on_site:
            return True
        return when is not When.NOW and self.work.starts_on <= today + timedelta(days=_AHEAD[when])


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedWork:
    """A work that was dug under a decision and accepted; the days are those of the decision."""

    road_name: str
    first: date
    last: date
    number: str


def open_works(session: Session, rulebook: Rulebook, today: date, *, road: str = "") -> list[OpenWork]:
    """Return the works of the accepted plan that are not over, in the order they begin.

    A road that was opened stays until its works are accepted, whatever the plan said of the day.

    Parameters
    ----------
    road : Part of a road's name, in any case; empty for all roads.
    """
    plan = accepted_plan(session)
    if plan is None:
        return []
    rows = select(PlannedWork).where(PlannedWork.plan_id == plan.id)
    listed = rows.where(visible_works(ANYONE)).order_by(PlannedWork.starts_on, PlannedWork.work_id)
    cases = _cases(session)
    found = []
    for each in session.scalars(listed):
        state, number = cases.get((each.road_name, tuple(sorted(each.members))), (None, None))
        over = each.ends_on < today and state != State.IN_WORKS
        if not over and state not in _OVER and road.casefold() in each.road_name.casefold():
            standing = _standing(each, state, today)
            utilities = _utilities(each, rulebook)
            found.append(OpenWork(work=each, utilities=utilities, standing=standing, number=number))
    return found


def finished_works(session: Session, road: str) -> list[FinishedWork]:
    """Return what was dug and accepted on a road, the latest first; nothing that is confidential.

    Parameters
    ----------
    road : Part of a road's name, in any case.
    """
    planned = and_(PlannedWork.plan_id == Case.plan_id, PlannedWork.work_id == Case.work_id)
    rows = select(PlannedWork.road_name, Decision.valid_from, Decision.valid_to, Decision.number)
    dug = rows.join(Case, Decision.case_id == Case.id).join(PlannedWork, planned)
    listed = dug.where(Case.state.in_(_FINISHED), _in_force(), visible_works(ANYONE))
    return [
        FinishedWork(road_name=name, first=first, last=last, number=number)
        for name, first, last, number in session.execute(listed.order_by(Decision.valid_to.desc(), Decision.number))
        if road.casefold() in name.casefold()
    ]


def _standing(work: PlannedWork, state: str | None, today: date) -> Standing:
    if state == State.IN_WORKS:
        return Standing.LATE if work.ends_on < today else Standing.OPEN
    if work.starts_on > today:
        return Standing.AHEAD
    return Standing.DUE if state in _PERMITTED else Standing.UNPERMITTED


def _cases(session: Session) -> dict[_Work, tuple[str, str | None]]:
    """Return the state of each case and the number of its decision in force, the latest case of a work.

    A later plan keeps of a work its road and its members, by which they are found here.
    """
    rows = select(Case, Decision.number).outerjoin(Decision, Decision.case_id == Case.id)
    standing = rows.where(or_(Decision.id.is_(None), _in_force())).order_by(Case.opened_at, Case.number)
    return {
        (case.work["road_name"], tuple(sorted(case.work["members"]))): (case.state, number)
        for case, number in session.execute(standing)
    }


def _in_force() -> ColumnElement[bool]:
    """Return the condition that no later decision took the place of a row of ``Decision``."""
    return Decision.id.not_in(select(Decision.supersedes).where(Decision.supersedes.is_not(None)))


def _utilities(work: PlannedWork, rulebook: Rulebook) -> tuple[Organisation, ...]:
    owners: Sequence[str] = work.owners.split()
    return tuple(each for each in rulebook.organisations if each.code in owners)
