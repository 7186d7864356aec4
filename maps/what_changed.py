"""What differs from an earlier plan, as columns of the page: works that are new, moved, formed anew or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from maps.layers import merged
from maps.timeslider import closure_of, day_number
from planner.schedule.difference import difference_of

if TYPE_CHECKING:
    from datetime import date

    from planner.model import JointWork, Plan, Situation

__all__ = ["change_columns"]

Columns: TypeAlias = dict[str, Any]


def change_columns(plan: Plan, previous: Plan | None, situation: Situation) -> Columns | None:
    """Return the difference from an earlier plan; None without one, and where nothing differs.

    Works of the plan are named by their row. A work that is gone is drawn where it would have dug, on the sections
    that the roads still have.
    """
    if previous is None:
        return None
    difference = difference_of(previous, plan)
    if difference.nothing:
        return None
    row = {work.id: number for number, work in enumerate(plan.joint_works)}
    earlier = {work.id: work for work in previous.joint_works}
    section = {name: number for number, name in enumerate(situation.network.section_ids)}
    return {
        "as_of": previous.as_of.isoformat(),
        "kept": difference.kept,
        "added": [row[work] for work in difference.added],
        "moved": [[row[m.work], _days(m.before), _days(m.after), m.days] for m in difference.moved],
        "regrouped": [[row[r.work], list(r.before)] for r in difference.regrouped],
        "dropped": [_gone(earlier[work], section) for work in difference.dropped],
    }


def _gone(work: JointWork, section: dict[str, int]) -> Columns:
    on: dict[int, list[tuple[float, float]]] = {}
    for stretch in work.stretches:
        if stretch.section_id in section:
            on.setdefault(section[stretch.section_id], []).append((stretch.from_m, stretch.to_m))
    return {
        "id": work.id,
        "road": work.road_name,
        "members": list(work.members),
        "open": _days(closure_of(work)),
        "bands": [[row, round(first, 1), round(last, 1)] for row in sorted(on) for first, last in merged(on[row])],
    }


def _days(days: tuple[date, date]) -> list[int]:
    return [day_number(day) for day in days]
