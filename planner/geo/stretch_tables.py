"""Tables of stretches put together: intervals joined, several tables as one."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Stretches

if TYPE_CHECKING:
    from planner.model import Floats, Ints

__all__ = ["join_intervals", "merge_stretches", "no_stretches"]


def no_stretches() -> Stretches:
    """Return a table without rows."""
    ints, floats = np.empty(0, dtype=np.int64), np.empty(0)
    return Stretches(
        project=ints, section=ints, from_m=floats, to_m=floats, offset_m=floats, side=ints, confidence=floats
    )


def join_intervals(key: Ints, from_m: Floats, to_m: Floats, gap_m: float) -> tuple[Ints, Ints]:
    """Group the intervals of one key that overlap or are no farther apart than ``gap_m``.

    Returns
    -------
    order, group : The rows sorted by (key, from_m, to_m), and the group of each sorted row, counted from 0.
    """
    order = np.lexsort((to_m, from_m, key))
    key, low, high = key[order], from_m[order], to_m[order]
    _, rank = np.unique(key, return_inverse=True)
    # Each key gets a place of its own on one axis, so that the farthest end so far is one running maximum
    room = float(high.max(initial=0.0)) + abs(float(low.min(initial=0.0))) + gap_m + 1.0
    reach = np.maximum.accumulate(high + rank * room)
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = low[1:] + rank[1:] * room > reach[:-1] + gap_m
    return order, np.cumsum(new) - 1


def merge_stretches(first: Stretches, second: Stretches) -> Stretches:
    """Return the rows of both tables, sorted by (project, section, from_m).

    Where stretches of one project overlap on a section they become one: offset, side and confidence are those of its
    longest row, of the first table's where two are as long.
    """
    if not len(first) or not len(second):
        return first if len(first) else second
    names = [field.name for field in dataclasses.fields(Stretches)]
    columns = {name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in names}
    project, section, from_m, to_m = (columns[name] for name in ("project", "section", "from_m", "to_m"))
    key = project * (int(section.max(initial=0)) + 1) + section
    order, group = join_intervals(key, from_m, to_m, 0.0)
    start = np.flatnonzero(np.diff(group, prepend=-1))
    longest = order[np.lexsort((order, from_m[order] - to_m[order], group))[start]]
    return Stretches(
        project=project[longest],
        section=section[longest],
        from_m=np.minimum.reduceat(from_m[order], start),
        to_m=np.maximum.reduceat(to_m[order], start),
        offset_m=columns["offset_m"][longest],
        side=columns["side"][longest],
        confidence=columns["confidence"][longest],
    )
