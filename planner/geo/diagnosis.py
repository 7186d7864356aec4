"""Telling from the data alone that a submission was drawn on another datum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo.crs import WGS84, metric_crs, to_wgs84, transform_xy
from planner.geo.datum import candidate_transforms
from planner.model import Fault, Severity

if TYPE_CHECKING:
    from planner.model import Floats, Network, Objects, Routes

__all__ = ["Fit", "fit_to_network", "suspect_datums"]

_STEP_M = 10.0
# A sample fits where a section lies this near and this parallel
_NEAR_M = 12.0
_PARALLEL = np.cos(np.radians(25.0))
_CODES = {"gcj02": "datum.gcj02", "bd09": "datum.bd09"}
# A submission is accused when it fits badly as given and well when read otherwise
_BAD_FIT, _GOOD_FIT, _LEAST_GAIN = 0.6, 0.75, 0.35


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
    points, along = _samples(lines)
    if not len(points):
        return Fit(share=0.0, samples=0)
    sample, section = tree.query_nearest(shapely.points(points), max_distance=_NEAR_M, all_matches=False)
    cosine = np.abs(np.sum(along[sample] * _directions(tree.geometries[section], points[sample]), axis=1))
    return Fit(share=float(np.count_nonzero(cosine >= _PARALLEL) / len(points)), samples=len(points))


def suspect_datums(routes: Routes, network: Network) -> tuple[Fault, ...]:
    """Return one warning for each file whose routes fit the roads badly as given and well on another datum.

    Nothing is corrected. The evidence (share of samples that follow a road, as given and as re-read) is in the
    fault's data.
    """
    tree = shapely.STRtree(network.lines)
    sources = sorted(set(routes.source_of_part.tolist()))
    found = (_suspect(source, routes.parts[routes.source_of_part == source], network.crs, tree) for source in sources)
    return tuple(fault for fault in found if fault is not None)


def _suspect(source: str, parts: Objects, crs: int, tree: shapely.STRtree) -> Fault | None:
    given = fit_to_network(parts, tree)
    if given.share >= _BAD_FIT:
        return None
    degrees = to_wgs84(parts, crs)
    fits = {name: fit_to_network(_reread(degrees, name, crs), tree) for name in _CODES}
    name, best = max(fits.items(), key=lambda entry: entry[1].share)
    if best.share < _GOOD_FIT or best.share - given.share < _LEAST_GAIN:
        return None
    data = {"given_pct": round(100 * given.share), "reread_pct": round(100 * best.share), "samples": given.samples}
    return Fault(source=source, field="geometry", code=_CODES[name], severity=Severity.WARNING, data=data)


def _reread(degrees: Objects, reading: str, crs: int) -> Objects:
    undo = candidate_transforms()[reading]
    target = metric_crs(crs)
    return np.asarray(shapely.transform(degrees, lambda xy: transform_xy(undo(xy), WGS84, target)), dtype=object)


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
