"""One shape for one route, however its parts were drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Objects

__all__ = ["near_order", "tidy_lines"]

# Routes that start in one square of this side are neighbours
_SQUARE_M = 256.0


def near_order(parts: Objects, project_of_part: Ints) -> Ints:
    """Return the projects that have parts so that neighbours follow one another, shape (projects with parts,).

    Along a space-filling curve (Morton) over the south-western corners of each project's first part.
    """
    projects, first = np.unique(project_of_part, return_index=True)
    if not len(projects):
        return projects
    corner = shapely.bounds(parts[first])[:, :2]
    square = ((corner - corner.min(axis=0)) / _SQUARE_M).clip(0, 0xFFFF).astype(np.int64)
    return projects[np.argsort(_spread(square[:, 0]) | _spread(square[:, 1]) << 1, kind="stable")]


def _spread(value: Ints) -> Ints:
    """Put a zero between any two of the lowest 16 bits."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        value = (value | value << shift) & mask
    return value


def tidy_lines(parts: Objects, project: Ints) -> tuple[Floats, Ints, Ints]:
    """Return lines joined end to end where they meet, drawn once, in one direction.

    Sorted by project. A line and its reverse, two pieces and their whole give the same lines.

    Returns
    -------
    xy, start, project : Line ``i`` has the vertices ``xy[start[i]:start[i + 1]]`` and belongs to ``project[i]``.
    """
    several = np.bincount(project, minlength=1)[project] > 1
    if several.any():
        joined, owner = _joined(parts[several], project[several])
        parts, project = np.concatenate([parts[~several], joined]), np.concatenate([project[~several], owner])
    order = np.argsort(project, kind="stable")
    parts, project = parts[order], project[order]
    xy, start = _vertices(parts)
    count, back = np.diff(start), _is_backward(xy, start)
    place = np.arange(len(xy))
    place = np.where(np.repeat(back, count), np.repeat(start[:-1] + start[1:] - 1, count) - place, place)
    return np.take(xy, place, axis=0), start, project


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
    turned, back = parts.copy(), _is_backward(*_vertices(parts))
    turned[back] = shapely.reverse(parts[back])
    return turned


def _vertices(parts: Objects) -> tuple[Floats, Ints]:
    start = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(parts))])
    return shapely.get_coordinates(parts), start


def _is_backward(xy: Floats, start: Ints) -> Objects:
    """Tell which lines do not begin at their western, then southern end; rings by their next vertex."""
    first, last = start[:-1], start[1:] - 1
    ahead = np.column_stack([xy[first], xy[first + 1]])
    behind = np.column_stack([xy[last], xy[last - 1]])
    back: Objects = np.zeros(len(first), dtype=bool)
    undecided = np.ones(len(first), dtype=bool)
    for forth, return_ in zip(ahead.T, behind.T, strict=True):
        back |= undecided & (forth > return_)
        undecided &= forth == return_
    return back
