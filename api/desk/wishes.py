"""What an engineer asks of a plan beyond the rules: works held, projects joined or kept apart, days kept free."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.problems import Problem
from planner.model import Fault
from planner.rulebook.model import Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from planner.model import Plan
    from planner.rulebook.model import FreeDays, Pair

__all__ = ["Hold", "Wanted", "checked"]

_ASKED = "wishes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A work of the accepted plan that stays as it is, or whose site work begins on ``starts_on`` and stays there."""

    work_id: str
    starts_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Everything asked of one plan."""

    holds: tuple[Hold, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)

    def record(self) -> dict[str, Any] | None:
        """Return what is asked as the store keeps it; None where nothing is."""
        if self == Wanted():
            return None
        return {
            "holds": [
                {"work_id": each.work_id, "starts_on": each.starts_on.isoformat() if each.starts_on else None}
                for each in self.holds
            ],
            "together": [_pair(each) for each in self.wishes.together],
            "apart": [_pair(each) for each in self.wishes.apart],
            "free_days": [_days(each) for each in self.wishes.free_days],
        }


def checked(wanted: Wanted, before: Plan | None, projects: Iterable[str], roads: Iterable[str], today: date) -> Wanted:
    """Return what is asked, if it speaks of works, projects and roads that there are.

    Raises
    ------
    Problem
        422 with every fault.
    """
    works = {work.id for work in before.joint_works} if before is not None else set()
    faults = [
        *_holds_of(wanted, works, today),
        *_pairs_of(wanted.wishes, set(projects)),
        *_days_of(wanted.wishes, set(roads)),
    ]
    if faults:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.wishes", faults=faults)
    return wanted


def _holds_of(wanted: Wanted, works: set[str], today: date) -> Iterator[Fault]:
    for each in wanted.holds:
        if each.work_id not in works:
            yield Fault(source=_ASKED, code="desk.wish_work", field="holds", data={"found": each.work_id})
        elif each.starts_on is not None and each.starts_on < today:
            yield Fault(source=_ASKED, code="desk.wish_past", field="holds", data={"day": each.starts_on})


def _pairs_of(wishes: Wishes, projects: set[str]) -> Iterator[Fault]:
    for name, pairs in (("together", wishes.together), ("apart", wishes.apart)):
        for pair in pairs:
            for key in sorted(pair.keys - projects):
                yield Fault(source=_ASKED, code="desk.wish_project", field=name, data={"found": key})
            if pair.a == pair.b:
                yield Fault(source=_ASKED, code="desk.wish_same", field=name, data={"found": pair.a})
    both = {pair.keys for pair in wishes.together} & {pair.keys for pair in wishes.apart}
    for keys in sorted(map(sorted, both)):
        yield Fault(source=_ASKED, code="desk.wish_both", field="together", data={"projects": keys})


def _days_of(wishes: Wishes, roads: set[str]) -> Iterator[Fault]:
    for days in wishes.free_days:
        if days.first > days.last:
            yield Fault(source=_ASKED, code="desk.wish_days", field="free_days", data={"day": days.first})
        for name in days.roads:
            if name not in roads:
                yield Fault(source=_ASKED, code="desk.wish_road", field="free_days", data={"found": name})


def _days(days: FreeDays) -> dict[str, Any]:
    return {"first": days.first.isoformat(), "last": days.last.isoformat(), "roads": [*days.roads], "why": days.why}


def _pair(pair: Pair) -> dict[str, str]:
    return {"a": pair.a, "b": pair.b, "why": pair.why}
