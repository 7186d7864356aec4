"""CGCS2000 3-degree Gauss-Kruger zones: the CRS of a file that does not name one, told by its eastings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo.layer import crs_of_code

if TYPE_CHECKING:
    import pyproj

    from planner.geo.layer import FaultList
    from planner.model import Objects

__all__ = ["DEFAULT_ZONE", "crs_told", "prefixed", "zone_of", "zone_prefix"]

# GB/T 17798: zones 25 to 45 of 3 degrees, central meridian 3 degrees times the zone; the zone may stand before the
# easting as whole millions. EPSG 4513 to 4533 are with this prefix, 4534 to 4554 without
_FIRST_ZONE, _LAST_ZONE = 25, 45
_WITH_PREFIX, _WITHOUT_PREFIX = 4513, 4534
# Eastings of a zone lie this near to the false easting of 500 km, neighbouring zones included
_WIDEST_M = 450_000.0
DEFAULT_ZONE = 4547


def prefixed(code: int) -> int:
    """Return the EPSG code of a zone with its number before the easting, given that of the zone without."""
    return code - _WITHOUT_PREFIX + _WITH_PREFIX


def zone_of(code: int) -> int:
    """Return the number of the zone, given the EPSG code of the zone without prefix."""
    return code - _WITHOUT_PREFIX + _FIRST_ZONE


def zone_prefix(geometry: Objects) -> int | None:
    """Return the zone that stands before all eastings, or None; no geometry has no prefix."""
    bounds = shapely.bounds(geometry)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return None
    eastings = bounds[:, [0, 2]]
    zone = int(eastings[0, 0] // 1_000_000)
    offset = np.abs(eastings - zone * 1_000_000.0 - 500_000.0)
    return zone if _FIRST_ZONE <= zone <= _LAST_ZONE and bool((offset <= _WIDEST_M).all()) else None


def crs_told(
    geometry: Objects, own: pyproj.CRS | None, wanted: int | None, faults: FaultList, *, example: int = DEFAULT_ZONE
) -> pyproj.CRS | None:
    """Return what a file's positions are in: its own word, the caller's, or the zone before its eastings.

    A zone without prefix whose eastings carry its own number is read as the zone with prefix. Both guesses from the
    eastings are told in a warning; where nobody says anything, that is a fault of the whole file.

    Parameters
    ----------
    own : What the file says.
    wanted : EPSG code for a file that says nothing.
    example : EPSG code to suggest: that of the roads where they are known.
    """
    zone = zone_prefix(geometry)
    said = own if own is not None or wanted is None else crs_of_code(wanted, faults)
    if said is None:
        if wanted is None and zone is not None:
            return _prefixed(zone, faults)
        if wanted is None:
            faults.error("file.no_crs", example=example)
        return None
    if zone is not None and said.to_epsg() == _WITHOUT_PREFIX + zone - _FIRST_ZONE:
        return _prefixed(zone, faults)
    return said


def _prefixed(zone: int, faults: FaultList) -> pyproj.CRS | None:
    code = _WITH_PREFIX + zone - _FIRST_ZONE
    faults.warning("file.crs_from_prefix", zone=zone, used=code)
    return crs_of_code(code, faults)
