"""Which sections are one road: same name and touching, or parallel carriageways of one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Objects

__all__ = ["component_of", "corridors_of"]

# Lines that differ in direction by more than this are no two carriageways of one road
_PARALLEL_COS = np.cos(np.radians(25.0))


def component_of(count: int, left: Ints, right: Ints) -> Ints:
    """Label ``count`` things so that the linked ones share a label, numbered by first member, shape (count,).

    SciPy does the same, but takes a quarter of a second to load, which every command would pay.
    """
    first = np.arange(count)
    while len(left):
        one, other = first[left], first[right]
        np.minimum.at(first, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(first, shorter := first[first]):
            first = shorter
        apart = first[left] != first[right]
        left, right = left[apart], right[apart]
    labels: Ints = np.unique(first, return_inverse=True)[1].astype(np.int64)
    return labels


def corridors_of(lines: Objects, ends: Ints, names: Objects, same_road_m: float) -> Ints:
    """Return the road each section belongs to, shape (s,).

    Sections of one name that share a junction are one road, and so are those of one name that run
    parallel within ``same_road_m``. Unnamed sections chain through junctions where just two ends meet.

    Parameters
    ----------
    lines : LineStrings, shape (s,).
    ends : Junction of the start and of the end of each section, shape (s, 2).
    names : Strings, ``""`` where unnamed, shape (s,).
    same_road_m : Largest distance of two carriageways of one road; metres.
    """
    name = np.unique(names.astype(str), return_inverse=True)[1].astype(np.int64)
    named = names != ""
    left, right = _touching(ends, name, named)
    along = component_of(len(lines), left, right)
    beside_left, beside_right = _carriageways(lines, np.where(named, name, -1), along, same_road_m)
    return component_of(len(lines), np.concatenate([left, beside_left]), np.concatenate([right, beside_right]))


def _touching(ends: Ints, name: Ints, named: Objects) -> tuple[Ints, Ints]:
    """Link each section end to the next end of the same name at its junction; unnamed only where two ends meet."""
    node, section = ends.T.ravel(), np.tile(np.arange(len(ends)), 2)
    met = np.bincount(node, minlength=1)
    joins = named[section] | (met[node] == 2)
    node, section = node[joins], section[joins]
    order = np.lexsort((section, name[section], node))
    node, section = node[order], section[order]
    same = (node[1:] == node[:-1]) & (name[section[1:]] == name[section[:-1]])
    return section[:-1][same], section[1:][same]


def _carriageways(lines: Objects, name: Ints, along: Ints, same_road_m: float) -> tuple[Ints, Ints]:
    """Pair sections of one name on different chains that run side by side."""
    rows = np.flatnonzero(_has_other_chain(name, along))
    if not len(rows) or same_road_m <= 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    left, right = rows[shapely.STRtree(lines[rows]).query(lines[rows], predicate="dwithin", distance=same_road_m)]
    wanted = (left < right) & (name[left] == name[right]) & (along[left] != along[right])
    left, right = left[wanted], right[wanted]
    parallel = _side_by_side(lines, left, right, same_road_m)
    return left[parallel], right[parallel]


def _has_other_chain(name: Ints, along: Ints) -> Objects:
    size = name.max(initial=-1) + 2
    low, high = np.full(size, len(name)), np.full(size, -1)
    np.minimum.at(low, name, along)
    np.maximum.at(high, name, along)
    several: Objects = (name >= 0) & (low[name] != high[name])
    return several


def _side_by_side(lines: Objects, left: Ints, right: Ints, same_road_m: float) -> Objects:
    """Look from the middle of the shorter line: the other must be near there and run the same way."""
    length = shapely.length(lines)
    swap = length[left] > length[right]
    short, long = lines[np.where(swap, right, left)], lines[np.where(swap, left, right)]
    middle = shapely.length(short) / 2
    point = shapely.line_interpolate_point(short, middle)
    cosine = np.einsum("ij,ij->i", _direction(short, middle), _direction(long, shapely.line_locate_point(long, point)))
    near: Objects = (shapely.distance(point, long) <= same_road_m) & (np.abs(cosine) >= _PARALLEL_COS)
    return near


def _direction(lines: Objects, at: Floats) -> Floats:
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, at + 2.0))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(at - 2.0, 0.0)))
    step = ahead - behind
    unit: Floats = step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    return unit
