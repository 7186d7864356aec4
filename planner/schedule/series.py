"""Ids that last: a work that is the same keeps its id from plan to plan, and no number is given twice."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from planner.schedule.difference import work_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from planner.model import Plan, Reason
    from planner.schedule.solve import Schedule

__all__ = ["numbered_on"]


def numbered_on(schedule: Schedule, previous: Plan, held: Collection[str]) -> Schedule:
    """Give works their earlier ids where they are the same, else the next numbers of the series."""
    known = {work_key(w): w.id for w in previous.joint_works}
    ends = [w.id.rpartition("-")[2] for w in previous.joint_works]
    last = max((int(end) for end in ends if end.isdecimal()), default=0)
    numbers = (f"JW-{n:04d}" for n in count(last + 1))
    name = {w.id: w.id if w.id in held else known.get(work_key(w)) or next(numbers) for w in schedule.joint_works}
    return replace(
        schedule,
        joint_works=tuple(replace(w, id=name[w.id]) for w in schedule.joint_works),
        outcomes=tuple(replace(o, reasons=tuple(_told(r, name) for r in o.reasons)) for o in schedule.outcomes),
    )


def _told(reason: Reason, name: Mapping[str, str]) -> Reason:
    """Return a reason that names works by their new ids."""
    works = reason.data.get("works")
    return reason if works is None else replace(reason, data={**reason.data, "works": tuple(name[w] for w in works)})
