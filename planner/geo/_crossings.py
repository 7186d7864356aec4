"""Where routes cross sections they do not run along."""

from __future__ import annotations

import numpy as np
import shapely

from planner.model import Crossings, Floats, Ints, Network, Objects, Stretches

__all__ = ["find_crossings"]

# A crossing this near to a stretch of the same project on the same section is the stretch's own wobble
_CLEAR_M = 15.0
# A route that meets a section at a flatter angle than this drifts over it and does not cross
_FLATTEST_DEG = 25.0
# The way of a route and of a section is taken over this much on both sides
_VIEW_M = 8.0
# Crossings of one section nearer than this are one
_SAME_M = 2.0


def find_crossings(parts: Objects, project_of_part: Ints, network: Network, stretches: Stretches) -> Crossings:
    """Return where routes pass over a centreline without running along it, sorted by (project, section, at_m)."""
    part, section = _meeting(parts, network.lines)
    meet, of = shapely.get_parts(shapely.intersection(parts[part], network.lines[section]), return_index=True)
    points = shapely.centroid(meet)
    part, section = part[of], section[of]
    at = shapely.line_locate_point(network.lines[section], points)
    project = project_of_part[part]
    across = _angle(parts[part], points, network.lines[section], at) >= np.radians(_FLATTEST_DEG)
    told = across & ~_on_stretch(project, section, at, stretches, len(network))
    project, section, at, points = project[told], section[told], at[told], points[told]
    order = np.lexsort((at, section, project))
    project, section, at, points = project[order], section[order], at[order], points[order]
    new = np.ones(len(at), dtype=bool)
    new[1:] = (project[1:] != project[:-1]) | (section[1:] != section[:-1]) | (np.diff(at) > _SAME_M)
    return Crossings(project=project[new], section=section[new], at_m=at[new], points=points[new])


def _meeting(parts: Objects, lines: Objects) -> tuple[Ints, Ints]:
    if not len(parts) or not len(lines):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    part, section = shapely.STRtree(lines).query(parts, predicate="intersects")
    return part, section


def _angle(parts: Objects, points: Objects, lines: Objects, at: Floats) -> Floats:
    route = _direction(parts, shapely.line_locate_point(parts, points))
    road = _direction(lines, at)
    cosine = np.abs(np.einsum("ij,ij->i", route, road))
    angle: Floats = np.arccos(np.clip(cosine, 0.0, 1.0))
    return angle


def _direction(lines: Objects, at: Floats) -> Floats:
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, at + _VIEW_M))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(at - _VIEW_M, 0.0)))
    step = ahead - behind
    unit: Floats = step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    return unit


def _on_stretch(project: Ints, section: Ints, at: Floats, stretches: Stretches, sections: int) -> Objects:
    """Tell which places lie on or near a stretch: the last one that starts before, and the next."""
    key = stretches.project * max(sections, 1) + stretches.section
    wanted = project * max(sections, 1) + section
    near: Objects = np.zeros(len(at), dtype=bool)
    if not len(key):
        return near
    # stretches of one key are disjoint and sorted, so a crossing can only be near its two neighbours
    place = np.searchsorted(_axis(key, stretches.from_m), _axis(wanted, at + _CLEAR_M), side="right") - 1
    for back in (0, 1):
        row = np.maximum(place - back, 0)
        near |= (key[row] == wanted) & (stretches.from_m[row] <= at + _CLEAR_M) & (stretches.to_m[row] >= at - _CLEAR_M)
    return near


def _axis(key: Ints, at: Floats) -> Objects:
    """Order by key, then by place, in one structured value that NumPy can search."""
    axis: Objects = np.rec.fromarrays([key, at], names="key,at")
    return axis
