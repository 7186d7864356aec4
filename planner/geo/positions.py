"""Are the positions of a file plausible in the CRS it claims? Vectorised over all features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import pyproj
    from numpy.typing import NDArray

    from planner.geo.layer import FaultList, Layer
    from planner.model import Floats, Objects

__all__ = ["checked_positions"]

# China with a margin (degrees): positions that land here only when swapped were given latitude first
_CHINA_LON, _CHINA_LAT = (73.0, 135.5), (18.0, 54.0)
# Beyond any angle a person writes, even 0..360 longitudes: these are metres
_SURELY_METRES = 400.0


def checked_positions(layer: Layer, faults: FaultList) -> Objects:
    """Return the geometries with None where the positions cannot be right, each with its fault.

    Empty geometries, NaN and infinity are faults in every CRS. In degrees the axes may be swapped, out of range,
    or metres that nobody named; in metres the numbers may be degrees.
    """
    geometry = layer.geometry.copy()
    geometry[_empty(geometry, faults)] = None
    geometry[_not_finite(geometry, faults)] = None
    bounds = shapely.bounds(geometry)
    if layer.crs is not None and layer.crs.is_geographic:
        geometry[_wrong_degrees(bounds, faults, assumed=layer.crs_assumed)] = None
    elif layer.crs is not None:
        geometry[_wrong_metres(bounds, layer.crs, faults)] = None
    return geometry


def _empty(geometry: Objects, faults: FaultList) -> NDArray[np.int64]:
    found = np.flatnonzero(shapely.is_empty(geometry))
    for index in found.tolist():
        faults.error("geometry.empty", index, "geometry")
    return found


def _not_finite(geometry: Objects, faults: FaultList) -> NDArray[np.int64]:
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    found = np.unique(owner[~np.isfinite(xy).all(axis=1)])
    for index in found.tolist():
        faults.error("geometry.not_finite", index, "geometry")
    return found


def _extreme(bounds: Floats) -> Floats:
    """Return per feature the corner of its bounds farthest from the origin on each axis, shape (n, 2)."""
    low, high = bounds[:, :2], bounds[:, 2:]
    return np.where(np.abs(low) > np.abs(high), low, high)


def _wrong_degrees(bounds: Floats, faults: FaultList, *, assumed: bool) -> NDArray[np.int64]:
    extreme = _extreme(bounds)
    x, y = np.abs(extreme).T
    outside = (x > 180.0) | (y > 90.0)
    swapped = (outside & (x <= 90.0) & (y <= 180.0)) | _china_when_swapped(bounds)
    metres = outside & ~swapped & assumed & (np.maximum(x, y) > _SURELY_METRES)
    for index in np.flatnonzero(outside | swapped).tolist():
        code = "swapped_axes" if swapped[index] else "metres_without_crs" if metres[index] else "out_of_range"
        _blame(f"geometry.{code}", index, extreme, faults)
    return np.flatnonzero(outside | swapped)


def _china_when_swapped(bounds: Floats) -> NDArray[np.bool_]:
    inside_x = (bounds[:, 0] >= _CHINA_LAT[0]) & (bounds[:, 2] <= _CHINA_LAT[1])
    inside_y = (bounds[:, 1] >= _CHINA_LON[0]) & (bounds[:, 3] <= _CHINA_LON[1])
    return np.asarray(inside_x & inside_y)


def _wrong_metres(bounds: Floats, crs: pyproj.CRS, faults: FaultList) -> NDArray[np.int64]:
    extreme = _extreme(bounds)
    found = np.flatnonzero((np.abs(extreme) <= 180.0).all(axis=1))
    for index in found.tolist():
        _blame("geometry.degrees_in_metres", index, extreme, faults, crs=crs.name)
    return found


def _blame(code: str, index: int, at: Floats, faults: FaultList, **data: str) -> None:
    x, y = (f"{value:.10g}" for value in at[index].tolist())
    faults.error(code, index, "geometry", x=x, y=y, **data)
