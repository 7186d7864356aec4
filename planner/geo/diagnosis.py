"""Telling from the data alone that a submission was drawn on another datum, in another zone or with swapped axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo.crs import WGS84, to_planning
from planner.geo.polygons import POLYGON_TYPES
from planner.geo.rereading import READINGS, read_as
from planner.model import Fault, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.geo.vector import Features
    from planner.model import Floats, Network, Objects

__all__ = ["Fit", "fit_to_network", "suspect_readings"]

_STEP_M = 10.0
# A sample fits where a section lies this near and this parallel
_NEAR_M = 12.0
_PARALLEL = np.cos(np.radians(25.0))
# A file is accused when it fits badly as given and well when read otherwise
_BAD_FIT, _GOOD_FIT, _LEAST_GAIN = 0.6, 0.4, 0.3
# More than enough to tell; a file of a hundred thousand routes is not measured whole
_MOST_LINES = 2000
_LINE_TYPES = (int(shapely.GeometryType.LINESTRING), int(shapely.GeometryType.MULTILINESTRING))
_CODES = {
    "gcj02": "datum.gcj02",
    "bd09": "datum.bd09",
    "zone_west": "datum.zone_west",
    "zone_east": "datum.zone_east",
    "swapped_axes": "datum.swapped_axes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well lines follow a road network: the share of samples beside a parallel section, and how many samples."""

    share: float
    samples: int


def fit_to_network(lines: Objects, tree: shapely.STRtree) -> Fit:
    """Measure how well lines follow the sections of a network.

    Parameters
    ----------
    lines : LineStrings in the planning CRS, shape (n,); none fits nothing.
    tree : Index of the sections' LineStrings in the same CRS.
    """
    points, along = _samples(lines[shapely.length(lines) > 0])
    if not len(points):
        return Fit(share=0.0, samples=0)
    sample, section = tree.query_nearest(shapely.points(points), max_distance=_NEAR_M, all_matches=False)
    cosine = np.abs(np.sum(along[sample] * _directions(tree.geometries[section], points[sample]), axis=1))
    return Fit(share=float(np.count_nonzero(cosine >= _PARALLEL) / len(points)), samples=len(points))


def suspect_readings(features: Sequence[Features], network: Network) -> tuple[Fault, ...]:
    """Return one warning for each file whose routes fit the roads badly as given and well when read another way.

    Nothing is corrected. The evidence (share of samples that follow a road, as given and as re-read) is in the
    fault's data. Positions that were refused are looked at too: swapped axes often lie outside every range.
    """
    if not len(network):
        return ()
    tree = shapely.STRtree(network.lines)
    ordered = sorted(features, key=lambda each: (each.name, each.sha256))
    found = (_suspect(each, network.crs, tree) for each in ordered)
    return tuple(fault for fault in found if fault is not None)


def _suspect(features: Features, planning: int, tree: shapely.STRtree) -> Fault | None:
    drawn = _lines(features.drawn)
    given = _fit(features, drawn, None, planning, tree)
    if features.crs is None or given.share >= _BAD_FIT:
        return None
    fits = {name: _fit(features, drawn, name, planning, tree) for name in READINGS}
    name, best = max(fits.items(), key=lambda entry: entry[1].share)
    if best.share < _GOOD_FIT or best.share - given.share < _LEAST_GAIN:
        return None
    data = {
        "given_pct": round(100 * given.share),
        "reread_pct": round(100 * best.share),
        "samples": best.samples,
        "reading": name,
    }
    return Fault(source=features.name, field="geometry", code=_CODES[name], severity=Severity.WARNING, data=data)


def _lines(geometry: Objects) -> Objects:
    """Return the lines of the features, and the outlines of areas: they run along roads too."""
    kinds = shapely.get_type_id(geometry)
    lines = geometry[np.isin(kinds, _LINE_TYPES)]
    outlines = shapely.boundary(geometry[np.isin(kinds, POLYGON_TYPES)])
    every = np.concatenate([lines, np.asarray(outlines, dtype=object)])
    return every[:: -(-len(every) // _MOST_LINES) or 1]


def _fit(features: Features, drawn: Objects, reading: str | None, planning: int, tree: shapely.STRtree) -> Fit:
    """Measure a reading; what lies outside the box of the roads counts as following none."""
    if features.crs is None:
        return Fit(share=0.0, samples=0)
    moved = to_planning(read_as(drawn, features.crs, reading), WGS84, planning)
    moved = moved[_finite(moved)]
    west, south, east, north = shapely.total_bounds(tree.geometries).tolist()
    near = shapely.clip_by_rect(moved, west - _NEAR_M, south - _NEAR_M, east + _NEAR_M, north + _NEAR_M)
    # A vertex lost at the other end of the country must not count more than the roads are long
    whole = float(np.minimum(shapely.length(moved), np.hypot(east - west, north - south)).sum())
    fit = fit_to_network(shapely.get_parts(near), tree)
    inside = float(shapely.length(near).sum()) / whole if whole else 0.0
    return Fit(share=fit.share * min(inside, 1.0), samples=fit.samples)


def _finite(geometry: Objects) -> Objects:
    bounds = shapely.bounds(geometry)
    return np.asarray(np.isfinite(bounds).all(axis=1))


def _samples(lines: Objects) -> tuple[Floats, Floats]:
    """Return midpoints of the pieces of the lines, and their unit directions."""
    xy, line = shapely.get_coordinates(shapely.segmentize(lines, _STEP_M), return_index=True)
    step = np.diff(xy, axis=0)
    length = np.hypot(*step.T)
    inside = (np.diff(line) == 0) & (length > 0)
    return (xy[:-1] + step / 2)[inside], step[inside] / length[inside, None]


def _directions(sections: Objects, points: Floats) -> Floats:
    """Return the unit direction of each section beside its point."""
    at = shapely.line_locate_point(sections, shapely.points(points))
    low, high = np.maximum(at - 1.0, 0.0), np.minimum(at + 1.0, shapely.length(sections))
    ends = [shapely.get_coordinates(shapely.line_interpolate_point(sections, place)) for place in (low, high)]
    step = ends[1] - ends[0]
    return np.asarray(step / np.maximum(np.hypot(*step.T), 1e-9)[:, None])
