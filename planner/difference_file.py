"""How a plan differs from an earlier one, as ``difference.json`` and in sentences."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planner.messages import Language, text_of
from planner.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.model import ProjectStatus
    from planner.schedule.difference import Difference, Stability

__all__ = ["DIFFERENCE_SCHEMA", "committed_in", "difference_json", "told_difference"]

DIFFERENCE_SCHEMA = "cotrench/difference/1"
_ABSENT = "absent"


def difference_json(difference: Difference, committed: Iterable[str] = (), language: Language = Language.ZH) -> bytes:
    """Return a difference in schema ``cotrench/difference/1``: dates inclusive, weights to six figures, UTF-8.

    Parameters
    ----------
    committed : Ids of the works that were not the planner's to decide.
    """
    record = {
        "schema": DIFFERENCE_SCHEMA,
        "kept": difference.kept,
        "committed": sorted(committed),
        "added": list(difference.added),
        "dropped": list(difference.dropped),
        "moved": [
            {
                "id": m.work,
                "before": [day.isoformat() for day in m.before],
                "after": [day.isoformat() for day in m.after],
                "days": m.days,
            }
            for m in difference.moved
        ],
        "regrouped": [
            {"id": r.work, "members": list(r.members), "before": list(r.before)} for r in difference.regrouped
        ],
        "projects": [
            {"project_id": t.project, "before": t.before and t.before.value, "after": t.after and t.after.value}
            for t in difference.projects
        ],
        "stability": difference.stability and _stability(difference.stability),
        "text": [text_of(told, language) for told in told_difference(difference)],
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def committed_in(content: bytes) -> frozenset[str]:
    """Return the ids that a ``difference.json`` names as committed; none where it is not such a file."""
    try:
        named = json.loads(content)["committed"]
        return frozenset(each for each in named if isinstance(each, str))
    except (ValueError, KeyError, TypeError, RecursionError):
        return frozenset()


def _stability(stability: Stability) -> dict[str, Any]:
    touched, components = stability.components
    return {
        "moved_day": stability.moved_day,
        "regrouped": stability.regrouped,
        "status": stability.status,
        "objective": round(stability.objective, 6),
        "free_objective": round(stability.free_objective, 6),
        "price": round(stability.price, 6),
        "touched_components": touched,
        "components": components,
    }


def told_difference(difference: Difference) -> tuple[Reason, ...]:
    """Return a difference as reasons, for whoever words it; one that says so where nothing differs."""
    told = [Reason(code="difference.added", data={"work": work}) for work in difference.added]
    told += [Reason(code="difference.dropped", data={"work": work}) for work in difference.dropped]
    for m in difference.moved:
        data = {"work": m.work, "before": m.before[0], "after": m.after[0], "days": m.days}
        told.append(Reason(code="difference.moved", data=data))
    for r in difference.regrouped:
        regrouped = {"work": r.work, "members": r.members, "before": r.before}
        told.append(Reason(code="difference.regrouped", data=regrouped))
    for t in difference.projects:
        turned = {"project": t.project, "before": _status(t.before), "after": _status(t.after)}
        told.append(Reason(code="difference.project", data=turned))
    if difference.nothing:
        told.append(Reason(code="difference.nothing"))
    if difference.stability is not None:
        touched, components = difference.stability.components
        weights = {"touched": touched, "components": components, "price": difference.stability.price}
        told.append(Reason(code="difference.stability", data=weights))
    return tuple(told)


def _status(status: ProjectStatus | None) -> str:
    return status.value if status else _ABSENT
