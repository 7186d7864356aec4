"""What anyone may know of the works ahead: the accepted plan without what is confidential, and its decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from api.desk.planning import accepted_plan
from api.desk.visibility import visible_works
from api.security.access import ANYONE
from api.store.tables import Case, Decision, PlannedWork

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from planner.rulebook.model import Organisation, Rulebook

__all__ = ["OpenWork", "When", "open_works"]

_Work = tuple[str, tuple[str, ...]]


class When(StrEnum):
    """Which works are asked for, by their days on site: those of today, those that begin in so many days, all."""

    NOW = "now"
    MONTH = "month"
    QUARTER = "quarter"
    ALL = "all"


_AHEAD: Mapping[When, int] = {When.NOW: 0, When.MONTH: 30, When.QUARTER: 92}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """One work as anyone may see it.

    ``on_site`` tells that today is one of its days by the plan; ``number`` is that of its decision in force, None
    before there is one; ``utilities`` are its members' organisations with their hotlines.
    """

    work: PlannedWork
    utilities: tuple[Organisation, ...]
    on_site: bool
    number: str | None

    def within(self, when: When, today: date) -> bool:
        """Tell whether the work, which is not over, begins in the time asked for."""
        return when is When.ALL or self.work.starts_on <= today + timedelta(days=_AHEAD[when])


def open_works(session: Session, rulebook: Rulebook, today: date, *, road: str = "") -> list[OpenWork]:
    """Return the works of the accepted plan that are not over, in the order they begin.

    Parameters
    ----------
    road : Part of a road's name, in any case; empty for all roads.
    """
    plan = accepted_plan(session)
    if plan is None:
        return []
    rows = select(PlannedWork).where(PlannedWork.plan_id == plan.id, PlannedWork.ends_on >= today)
    numbers = _numbers(session)
    listed = rows.where(visible_works(ANYONE)).order_by(PlannedWork.starts_on, PlannedWork.work_id)
    return [
        OpenWork(
            work=each,
            utilities=_utilities(each, rulebook),
            on_site=each.starts_on <= today,
            number=numbers.get((each.road_name, tuple(sorted(each.members)))),
        )
        for each in session.scalars(listed)
        if road.casefold() in each.road_name.casefold()
    ]


def _numbers(session: Session) -> dict[_Work, str]:
    """Return the numbers of decisions in force by what a later plan keeps of their work: road and members."""
    replaced = select(Decision.supersedes).where(Decision.supersedes.is_not(None))
    rows = select(Case, Decision.number).join(Decision, Decision.case_id == Case.id)
    return {
        (case.work["road_name"], tuple(sorted(case.work["members"]))): number
        for case, number in session.execute(rows.where(Decision.id.not_in(replaced)))
    }


def _utilities(work: PlannedWork, rulebook: Rulebook) -> tuple[Organisation, ...]:
    owners: Sequence[str] = work.owners.split()
    return tuple(each for each in rulebook.organisations if each.code in owners)
