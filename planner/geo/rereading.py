"""The other ways to read the positions of a file, and the record of a file that was read another way when told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo.crs import WGS84, transform_xy
from planner.geo.datum import wgs84_from_bd09, wgs84_from_gcj02
from planner.model import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyproj

    from planner.geo.layer import FaultList, Layer
    from planner.model import Fault, Floats, Objects, ProjectOutcome, Routes

__all__ = ["READINGS", "read_as", "reread_layer", "with_corrections"]

_CORRECTED = "datum.corrected"
# Neighbouring Gauss-Kruger zones of 3 degrees hold the same numbers exactly this far apart
_ZONE_DEG = 3.0


def _given(xy: Floats, crs: pyproj.CRS) -> Floats:
    degrees = transform_xy(xy, crs, WGS84)
    # Not-a-number goes through every sine in silence, infinity does not
    degrees[~np.isfinite(degrees)] = np.nan
    return degrees


def _zone(step: float) -> Callable[[Floats, pyproj.CRS], Floats]:
    return lambda xy, crs: np.asarray(_given(xy, crs) + np.array([step, 0.0]))


def _swapped(xy: Floats, crs: pyproj.CRS) -> Floats:
    return _given(xy[:, ::-1], crs)


_WAYS: Mapping[str, Callable[[Floats, pyproj.CRS], Floats]] = {
    "gcj02": lambda xy, crs: wgs84_from_gcj02(_given(xy, crs)),
    "bd09": lambda xy, crs: wgs84_from_bd09(_given(xy, crs)),
    "zone_west": _zone(-_ZONE_DEG),
    "zone_east": _zone(_ZONE_DEG),
    "swapped_axes": _swapped,
}
READINGS = tuple(_WAYS)


def read_as(geometry: Objects, crs: pyproj.CRS, reading: str | None) -> Objects:
    """Return geometries in WGS 84 degrees as given (None) or read another way; None stays None.

    Parameters
    ----------
    crs : What the file says its positions are in.
    reading : ``gcj02`` and ``bd09`` undo the shift of web maps; ``zone_west`` and ``zone_east`` take the numbers as
        those of the Gauss-Kruger zone whose central meridian lies 3 degrees west or east; ``swapped_axes`` takes
        the first number as north.

    Raises
    ------
    KeyError
        If there is no reading of that name.
    """
    way = _given if reading is None else _WAYS[reading]
    flat = shapely.force_2d(geometry)
    return np.asarray(shapely.transform(flat, lambda xy: way(np.asarray(xy, dtype=np.float64), crs)), dtype=object)


def reread_layer(layer: Layer, reading: str | None, faults: FaultList) -> Layer:
    """Return a layer read another way when told so, with a warning that records it; None changes nothing."""
    if reading is None or layer.crs is None:
        return layer
    if reading not in _WAYS:
        faults.error("datum.unknown_reading", found=reading, known=", ".join(READINGS))
        return layer
    faults.warning(_CORRECTED, field_name="geometry", reading=reading)
    return replace(layer, geometry=read_as(layer.geometry, layer.crs, reading), crs=WGS84, crs_assumed=False)


def with_corrections(
    outcomes: Sequence[ProjectOutcome], routes: Routes, faults: Sequence[Fault]
) -> tuple[ProjectOutcome, ...]:
    """Return the outcomes with a reason on each project that has a route from a file that was read another way."""
    corrected = {fault.source: str(fault.data["reading"]) for fault in faults if fault.code == _CORRECTED}
    if not corrected:
        return tuple(outcomes)
    project = np.concatenate([routes.project_of_part, routes.project_of_area])
    source = np.concatenate([routes.source_of_part, routes.source_of_area])
    reasons: dict[str, tuple[Reason, ...]] = {}
    for name, reading in sorted(corrected.items()):
        reason = Reason(code="project.datum_corrected", data={"file": name, "reading": reading})
        for index in np.unique(project[source == name]).tolist():
            key = routes.projects[index].key
            reasons[key] = (*reasons.get(key, ()), reason)
    return tuple(replace(each, reasons=(*each.reasons, *reasons.get(each.project.key, ()))) for each in outcomes)
