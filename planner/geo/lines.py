"""Routes as drawn to simple lines in the planning CRS, all features at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo.crs import area_limits, metric_crs, transform_xy
from planner.geo.layer import objects

if TYPE_CHECKING:
    import pyproj
    from numpy.typing import NDArray

    from planner.geo.layer import FaultList
    from planner.model import Floats, Ints, Objects

__all__ = ["Parts", "far_away", "route_parts"]

_LINE, _POLYGON, _MULTI_LINE, _MULTI_POLYGON = 1, 3, 5, 6
# Shorter than a tape can tell: the clerk clicked twice on one place
_NO_LENGTH_M = 0.01
_WANTED = "LineString, MultiLineString, Polygon, MultiPolygon"


@dataclass(frozen=True, slots=True)
class Parts:
    """LineStrings in the planning CRS and the feature each belongs to, both of shape (p,)."""

    lines: Objects
    feature: Ints


def route_parts(geometry: Objects, crs: pyproj.CRS, planning: int, faults: FaultList) -> Parts:
    """Split, project and tidy routes; a feature with a fault in its geometry has no parts.

    Z is dropped, parts of a MultiLineString become lines of their own, repeated vertices go. A line that crosses
    itself is kept with a warning; a closed loop is in order. None stays without parts and without fault, and so do
    polygons: ``planner.geo.polygons`` reads them.

    Raises
    ------
    CrsError
        If ``planning`` is not a CRS that metres can be measured in.
    """
    lines = geometry.copy()
    lines[_no_lines(lines, faults)] = None
    parts, feature = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    xy = transform_xy(xy, crs, metric_crs(planning))
    near = ~np.isin(feature, far_away(xy, feature[part], planning, faults))
    fresh = near[part] & _fresh(xy, part)
    tidy = _tidy(xy[fresh], part[fresh], feature, near, faults)
    _warn_of_crossings(tidy, faults)
    return tidy


def _no_lines(geometry: Objects, faults: FaultList) -> NDArray[np.bool_]:
    """Return which geometries are no lines, with a fault where they are no polygons either."""
    kinds = shapely.get_type_id(geometry)
    others = (kinds >= 0) & ~np.isin(kinds, (_LINE, _MULTI_LINE))
    for index in np.flatnonzero(others & ~np.isin(kinds, (_POLYGON, _MULTI_POLYGON))).tolist():
        found = geometry[index].geom_type
        faults.error("geometry.wrong_type", index, "geometry", found=found, wanted=_WANTED)
    return np.asarray(others)


def far_away(xy: Floats, owner: Ints, planning: int, faults: FaultList) -> Ints:
    """Return the features with a position outside the widened area of use, each with a fault; infinity is outside too.

    ``xy`` are positions in the planning CRS and ``owner`` the feature of each.
    """
    area, (west, south, east, north) = area_limits(planning)
    x, y = xy.T
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    found = np.unique(owner[~inside])
    sides = dict(zip(("west", "south", "east", "north"), (f"{value:g}" for value in area), strict=True))
    for index in found.tolist():
        faults.error("geometry.far_away", index, "geometry", crs=metric_crs(planning).name, **sides)
    return found


def _fresh(xy: Floats, part: Ints) -> NDArray[np.bool_]:
    """Return which vertices are not a repetition of the one before them on the same part."""
    fresh = np.ones(len(xy), dtype=np.bool_)
    fresh[1:] = (part[1:] != part[:-1]) | (xy[1:] != xy[:-1]).any(axis=1)
    return fresh


def _tidy(xy: Floats, part: Ints, feature: Ints, near: NDArray[np.bool_], faults: FaultList) -> Parts:
    """Build the parts that have a length and blame the features that lose one or all."""
    lengths = _lengths(xy, part, len(feature))
    short = near & (lengths < _NO_LENGTH_M)
    kept = near & ~short
    for index, lost in zip(*np.unique(feature[short], return_counts=True), strict=True):
        if index in feature[kept]:
            faults.warning("geometry.part_dropped", int(index), "geometry", parts=int(lost))
        else:
            faults.error("geometry.zero_length", int(index), "geometry")
    if not kept.any():
        return Parts(objects([]), feature[kept])
    whole = kept[part]
    rank = np.cumsum(kept) - 1
    return Parts(np.asarray(shapely.linestrings(xy[whole], indices=rank[part[whole]]), object), feature[kept])


def _lengths(xy: Floats, part: Ints, parts: int) -> Floats:
    step = np.hypot(*np.diff(xy, axis=0).T) if len(xy) else np.empty(0)
    same = part[1:] == part[:-1]
    return np.asarray(np.bincount(part[1:][same], weights=step[same], minlength=parts), dtype=np.float64)


def _warn_of_crossings(parts: Parts, faults: FaultList) -> None:
    crossing = ~shapely.is_simple(parts.lines)
    for index in np.unique(parts.feature[crossing]).tolist():
        faults.warning("geometry.self_crossing", index, "geometry")
