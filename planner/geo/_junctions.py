"""Where section ends meet: within a drawing's carelessness, and across the small gaps of a careless network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo._corridors import component_of

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Objects

__all__ = ["bridged", "junctions"]

# Section ends this near to each other meet in one junction
_SNAP_M = 0.5
# A dead end that points at another end (or was drawn past it) over no more than this was meant to meet it
_GAP_M = 3.0
# Dead ends side by side, as where a map is cut off, are no such gap
_FACING = np.cos(np.radians(60.0))
_VIEW_M = 5.0


def junctions(lines: Objects) -> Ints:
    """Return the junction of both ends of each line, shape (n, 2); ends within the snapping distance meet."""
    ends = _ends(lines).reshape(-1, 2)
    if not len(ends):
        return np.empty((0, 2), dtype=np.int64)
    points, point_of = np.unique(ends, axis=0, return_inverse=True)
    places: Objects = np.asarray(shapely.points(points), dtype=object)
    left, right = shapely.STRtree(places).query(places, predicate="dwithin", distance=_SNAP_M)
    return component_of(len(points), left, right)[point_of].reshape(-1, 2)


def bridged(lines: Objects, ends: Ints, level: Ints) -> tuple[Ints, Floats]:
    """Let dead ends meet the nearest end of another line that they were meant to meet.

    A dead end is one where no other line ends. It meets an end on its own level that lies within 3 m ahead of it, or
    that it was drawn past; no line moves.

    Parameters
    ----------
    lines, ends : LineStrings and their junctions as from ``junctions``, shapes (n,) and (n, 2).
    level : Vertical level of each line, shape (n,).

    Returns
    -------
    ends : Junctions renumbered, shape (n, 2).
    gaps : Width of each gap that was closed; metres.
    """
    node, line = ends.ravel(), np.repeat(np.arange(len(lines)), 2)
    dead = np.flatnonzero(np.bincount(node, minlength=1)[node] == 1)
    xy = _ends(lines).reshape(-1, 2)
    places: Objects = np.asarray(shapely.points(xy), dtype=object)
    left, right = shapely.STRtree(places).query(places[dead], predicate="dwithin", distance=_GAP_M)
    left = dead[left]
    other = (line[left] != line[right]) & (level[line[left]] == level[line[right]])
    left, right = left[other], right[other]
    gap = np.hypot(*(xy[right] - xy[left]).T)
    ahead = np.abs(np.einsum("ij,ij->i", xy[right] - xy[left], _outward(lines)[left])) >= _FACING * gap
    left, right, gap = left[ahead], right[ahead], gap[ahead]
    order = np.lexsort((right, gap, left))
    nearest = order[np.unique(left[order], return_index=True)[1]]
    met = component_of(int(node.max(initial=-1)) + 1, node[left[nearest]], node[right[nearest]])
    _, first = np.unique(np.sort(node[np.column_stack([left, right])[nearest]], axis=1), axis=0, return_index=True)
    return met[ends], gap[nearest][first]


def _ends(lines: Objects) -> Floats:
    """Return start and end of each line, shape (n, 2, 2)."""
    both = [shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)]
    return np.stack(both, axis=1)


def _outward(lines: Objects) -> Floats:
    """Return the unit direction in which each line leaves its start and its end, shape (2 n, 2), start first."""
    inside = [shapely.get_coordinates(shapely.line_interpolate_point(lines, at)) for at in (_VIEW_M, -_VIEW_M)]
    step = (_ends(lines) - np.stack(inside, axis=1)).reshape(-1, 2)
    unit: Floats = step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    return unit
