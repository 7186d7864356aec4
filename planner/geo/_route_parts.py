"""One shape for one route, however its parts were drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from planner.model import Ints, Objects, Routes

__all__ = ["tidy_parts"]


def tidy_parts(routes: Routes) -> tuple[Objects, Ints]:
    """Return the parts joined end to end where they meet, drawn once, in one direction; and their projects.

    Sorted by project. A line and its reverse, two pieces and their whole give the same parts.
    """
    parts, project = routes.parts, routes.project_of_part
    several = np.bincount(project, minlength=len(routes.projects))[project] > 1
    if several.any():
        joined, owner = _joined(parts[several], project[several])
        parts, project = np.concatenate([parts[~several], joined]), np.concatenate([project[~several], owner])
    parts = _directed(parts)
    order = np.argsort(project, kind="stable")
    return parts[order], project[order]


def _joined(parts: Objects, project: Ints) -> tuple[Objects, Ints]:
    """Join the parts of each project; what is drawn twice counts once."""
    key = shapely.to_wkb(_directed(parts))
    order = np.lexsort((key, project))
    again = np.zeros(len(order), dtype=bool)
    again[1:] = (key[order][1:] == key[order][:-1]) & (project[order][1:] == project[order][:-1])
    order = order[~again]
    owners, index = np.unique(project[order], return_inverse=True)
    merged = shapely.line_merge(shapely.multilinestrings(parts[order], indices=index))
    lines, of = shapely.get_parts(merged, return_index=True)
    return lines, owners[of]


def _directed(parts: Objects) -> Objects:
    """Turn each line so that its first end is the western, then the southern one; rings by their next vertex."""
    xy, count = shapely.get_coordinates(parts), shapely.get_num_coordinates(parts)
    last = np.cumsum(count) - 1
    first = last - count + 1
    ahead = np.column_stack([xy[first], xy[first + 1]])
    behind = np.column_stack([xy[last], xy[last - 1]])
    back = np.zeros(len(parts), dtype=bool)
    undecided = np.ones(len(parts), dtype=bool)
    for forth, return_ in zip(ahead.T, behind.T, strict=True):
        back |= undecided & (forth > return_)
        undecided &= forth == return_
    turned = parts.copy()
    turned[back] = shapely.reverse(parts[back])
    return turned
