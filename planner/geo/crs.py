"""One metric coordinate reference system inside, chosen from where the data lies and checked at the door."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError

from planner.errors import CrsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from planner.model import Floats, Objects

__all__ = ["area_limits", "choose_planning_crs", "metric_crs", "to_planning", "to_wgs84", "transform_xy"]

WGS84 = pyproj.CRS.from_epsg(4326)

# EPSG 4534 to 4554 are CGCS2000 3-degree Gauss-Kruger with the central meridians 75 E to 135 E, no zone prefix
_FIRST_GK, _FIRST_MERIDIAN, _LAST_MERIDIAN = 4534, 75, 135
# How far outside the area of use of a planning CRS a route may lie, in degrees: about 300 km
_MARGIN_DEG = 3.0


def choose_planning_crs(lon: ArrayLike, lat: ArrayLike) -> int:
    """Choose the EPSG code to measure in: CGCS2000 3-degree Gauss-Kruger in mainland China, UTM elsewhere.

    Parameters
    ----------
    lon, lat : Degrees, numbers or arrays of any shape; the median decides, so a few wrong positions do not.

    Notes
    -----
    "Mainland China" is the area of use that EPSG gives each zone, a box; a strip of the neighbouring
    countries falls inside it, where the zone measures just as truly.

    Raises
    ------
    CrsError
        If no position is finite, or the median lies outside UTM (80 S to 84 N).
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.any():
        raise CrsError("no finite position")
    centre = float(np.median(x[finite])), float(np.median(y[finite]))
    return _gauss_kruger(*centre) or _utm(*centre)


def _gauss_kruger(lon: float, lat: float) -> int | None:
    meridian = 3 * round(lon / 3)
    if not _FIRST_MERIDIAN <= meridian <= _LAST_MERIDIAN:
        return None
    code = _FIRST_GK + (meridian - _FIRST_MERIDIAN) // 3
    west, south, east, north = _area(metric_crs(code))
    return code if west <= lon <= east and south <= lat <= north else None


def _utm(lon: float, lat: float) -> int:
    if not (-180 <= lon <= 180 and -80 <= lat <= 84):
        raise CrsError(f"no planning CRS at longitude {lon:g}, latitude {lat:g}")
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (32600 if lat >= 0 else 32700) + zone


@lru_cache(maxsize=64)
def metric_crs(code: int) -> pyproj.CRS:
    """Return the CRS of an EPSG code if metres can be measured in it.

    Raises
    ------
    CrsError
        If the code is unknown, geographic, not in metres, or a Mercator map: EPSG:3857 overstates
        lengths by a fifth at 33 N.
    """
    try:
        crs = pyproj.CRS.from_epsg(code)
    except CRSError:
        raise CrsError(f"EPSG:{code} is unknown") from None
    if not crs.is_projected or any(axis.unit_name != "metre" for axis in crs.axis_info[:2]):
        raise CrsError(f"EPSG:{code} is not measured in metres")
    method = crs.coordinate_operation.method_name if crs.coordinate_operation else ""
    if "mercator" in method.lower() and "transverse" not in method.lower():
        raise CrsError(f"EPSG:{code} does not keep lengths")
    return crs


def _area(crs: pyproj.CRS) -> tuple[float, float, float, float]:
    area = crs.area_of_use
    if area is None:
        raise CrsError(f"{crs.name} has no area of use")
    return area.west, area.south, area.east, area.north


def area_limits(code: int) -> tuple[tuple[float, float, float, float], tuple[float, float, float, float]]:
    """Return where a planning CRS serves, in degrees, and the box about 300 km wider in its own metres.

    Both are (west, south, east, north); the second is what coordinates are tested against.

    Raises
    ------
    CrsError
        As ``metric_crs``.
    """
    crs = metric_crs(code)
    west, south, east, north = _area(crs)
    wide = west - _MARGIN_DEG, max(south - _MARGIN_DEG, -89.0), east + _MARGIN_DEG, min(north + _MARGIN_DEG, 89.0)
    return (west, south, east, north), _transformer(WGS84, crs).transform_bounds(*wide)


@lru_cache(maxsize=64)
def _transformer(source: pyproj.CRS, target: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def transform_xy(xy: Floats, source: pyproj.CRS, target: pyproj.CRS) -> Floats:
    """Transform positions of shape (n, 2), x (east, longitude) first; infinite where a position has no image."""
    # Looking up how two systems relate takes a tenth of a second, so it is done neither for one nor twice for two
    if source == target:
        return np.array(xy)
    if target == WGS84:
        x, y = _transformer(target, source).transform(xy[:, 0], xy[:, 1], direction="INVERSE")
    else:
        x, y = _transformer(source, target).transform(xy[:, 0], xy[:, 1])
    return np.column_stack([x, y])


def to_planning(geometry: Objects, source: pyproj.CRS, planning: int) -> Objects:
    """Transform geometries into the planning CRS; Z is dropped, None stays None.

    A position without an image becomes infinite: the caller tests that.

    Raises
    ------
    CrsError
        If ``planning`` is not a CRS that metres can be measured in.
    """
    return _moved(geometry, source, metric_crs(planning))


def to_wgs84(geometry: Objects, planning: int) -> Objects:
    """Transform geometries from the planning CRS to longitude and latitude (RFC 7946); None stays None.

    Raises
    ------
    CrsError
        As ``metric_crs``.
    """
    return _moved(geometry, metric_crs(planning), WGS84)


def _moved(geometry: Objects, source: pyproj.CRS, target: pyproj.CRS) -> Objects:
    flat = shapely.force_2d(np.asarray(geometry, dtype=object))
    return np.asarray(shapely.transform(flat, lambda xy: transform_xy(xy, source, target)), dtype=object)
