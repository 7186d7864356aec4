"""Where the routes of two projects cross each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.model import RouteCrossings

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Network, Objects, Routes

__all__ = ["route_crossings"]

# Lines that meet more flatly than this run along each other: their distance is settled in the cross-section
_LEAST_ANGLE_DEG = 15.0
# Crossings of one pair nearer than this are one
_SAME_M = 2.0
# A route's direction at a place is taken over this length on either side
_REACH_M = 1.0
_POINT = 0


def route_crossings(routes: Routes, network: Network, search_m: float) -> RouteCrossings:
    """Return the places where routes of different projects cross as drawn, or one ends on another.

    Places where two routes run along each other, on one line or weaving at less than 15 degrees, are none. Work areas
    take no part. A crossing lies on the nearest section within ``search_m``.
    """
    one, other, points = _met(routes.parts, routes.project_of_part)
    angle = _angle_deg(routes.parts[one], routes.parts[other], points)
    steep = angle >= _LEAST_ANGLE_DEG
    one, other, points, angle = one[steep], other[steep], points[steep], angle[steep]
    pair = np.sort(routes.project_of_part[np.column_stack((one, other))], axis=1)
    xy = shapely.get_coordinates(points)
    order = np.lexsort((xy[:, 1], xy[:, 0], pair[:, 1], pair[:, 0]))
    kept = order[_first_of_each_place(pair[order], xy[order])]
    section, at = _on_section(points[kept], network, search_m)
    return RouteCrossings(
        one=pair[kept, 0],
        other=pair[kept, 1],
        points=points[kept],
        angle_deg=np.round(angle[kept], 1),
        section=section,
        at_m=np.round(at, 3),
    )


def _met(parts: Objects, project: Ints) -> tuple[Ints, Ints, Objects]:
    """Return pairs of parts of different projects and one of the points they have in common, row by row."""
    one, other = shapely.STRtree(parts).query(parts, predicate="intersects")
    once = project[one] < project[other]
    one, other = one[once], other[once]
    common, row = shapely.get_parts(shapely.intersection(parts[one], parts[other]), return_index=True)
    is_point = shapely.get_type_id(common) == _POINT
    return one[row[is_point]], other[row[is_point]], np.asarray(common[is_point], dtype=object)


def _angle_deg(one: Objects, other: Objects, points: Objects) -> Floats:
    a, b = _direction(one, points), _direction(other, points)
    across = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    angle: Floats = np.degrees(np.arctan2(across, np.abs((a * b).sum(axis=1))))
    return angle


def _direction(lines: Objects, points: Objects) -> Floats:
    """Return the vector along each line at a point on it, shape (n, 2); one-sided at an end."""
    at = shapely.line_locate_point(lines, points)
    before = shapely.line_interpolate_point(lines, np.maximum(at - _REACH_M, 0.0))
    after = shapely.line_interpolate_point(lines, np.minimum(at + _REACH_M, shapely.length(lines)))
    along: Floats = shapely.get_coordinates(after) - shapely.get_coordinates(before)
    return along


def _first_of_each_place(pair: Ints, xy: Floats) -> Objects:
    """Tell which rows, sorted by pair and place, are not near the row before them of the same pair."""
    new: Objects = np.ones(len(pair), dtype=bool)
    near = np.hypot(*np.diff(xy, axis=0).T) <= _SAME_M
    new[1:] = ~(near & (pair[1:] == pair[:-1]).all(axis=1))
    return new


def _on_section(points: Objects, network: Network, search_m: float) -> tuple[Ints, Floats]:
    """Return the nearest section of each point and the chainage there; -1 and NaN where none is near."""
    row, found = shapely.STRtree(network.lines).query_nearest(points, max_distance=search_m, all_matches=False)
    section = np.full(len(points), -1, dtype=np.int64)
    section[row] = found
    at = np.full(len(points), np.nan)
    at[row] = shapely.line_locate_point(network.lines[found], points[row])
    return section, at
