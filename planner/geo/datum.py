"""The shifted datums of Chinese web maps, GCJ-02 and BD-09, on arrays of longitude and latitude.

The official transforms are not public. These are the approximations in public use, good for recognising and
redrawing a submission, never for setting-out. GCJ-02 shifts WGS 84 by a polynomial with sines on the Krasovsky
1940 ellipsoid (semi-major axis 6378245 m, squared eccentricity 0.00669342162296594); BD-09 shifts GCJ-02 again in
polar form. Outside the box of the shift (72.004 to 137.8347 E, 0.8293 to 55.8271 N) GCJ-02 equals WGS 84.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from planner.model import Floats

__all__ = [
    "bd09_from_wgs84",
    "gcj02_from_wgs84",
    "wgs84_from_bd09",
    "wgs84_from_gcj02",
]

_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_BOX = (72.004, 0.8293, 137.8347, 55.8271)
_ORIGIN = np.array([105.0, 35.0])
_BD_OFFSET = np.array([0.0065, 0.006])
_BD_FREQUENCY = np.pi * 3000.0 / 180.0
# Each step of the fixed point cuts the error about a hundredfold: five reach 1e-11 degree
_STEPS = 6


def _ripple(angle: Floats, *terms: tuple[float, float]) -> Floats:
    waves = [amplitude * np.sin(angle * frequency * np.pi) for amplitude, frequency in terms]
    return np.asarray(np.sum(waves, axis=0) * (2.0 / 3.0))


def _shift(lonlat: Floats) -> Floats:
    """Return the shift of GCJ-02 in degrees, shape (n, 2); zero outside its box."""
    x, y = (lonlat - _ORIGIN).T
    common = _ripple(x, (20.0, 6.0), (20.0, 2.0))
    root = np.sqrt(np.abs(x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east = east + common + _ripple(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north = north + common + _ripple(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    shift = np.column_stack([east, north]) / _metres_per_degree(lonlat[:, 1])
    shift[~_inside(lonlat)] = 0.0
    return shift


def _metres_per_degree(lat: Floats) -> Floats:
    phi = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    along = _SEMI_MAJOR_M / np.sqrt(magic) * np.cos(phi)
    up = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_2) / magic**1.5
    return np.asarray(np.radians(np.column_stack([along, up])))


def _inside(lonlat: Floats) -> NDArray[np.bool_]:
    west, south, east, north = _BOX
    x, y = lonlat.T
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))


def _inverse(forward: Callable[[Floats], Floats], lonlat: Floats) -> Floats:
    guess = lonlat
    for _ in range(_STEPS):
        guess = guess - (forward(guess) - lonlat)
    return guess


def gcj02_from_wgs84(lonlat: Floats) -> Floats:
    """Shift WGS 84 (CGCS2000) positions to GCJ-02; degrees, shape (n, 2), longitude first."""
    given = np.asarray(lonlat, dtype=np.float64)
    return given + _shift(given)


def wgs84_from_gcj02(lonlat: Floats) -> Floats:
    """Undo GCJ-02 by fixed-point iteration, exact to 1e-9 degree; shape (n, 2), longitude first."""
    return _inverse(gcj02_from_wgs84, np.asarray(lonlat, dtype=np.float64))


def _bd09_from_gcj02(lonlat: Floats) -> Floats:
    x, y = lonlat.T
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * _BD_FREQUENCY)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _BD_FREQUENCY)
    return np.asarray(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + _BD_OFFSET)


def bd09_from_wgs84(lonlat: Floats) -> Floats:
    """Shift WGS 84 (CGCS2000) positions to BD-09; degrees, shape (n, 2), longitude first."""
    return _bd09_from_gcj02(gcj02_from_wgs84(lonlat))


def wgs84_from_bd09(lonlat: Floats) -> Floats:
    """Undo BD-09 by fixed-point iteration, exact to 1e-9 degree; shape (n, 2), longitude first."""
    return wgs84_from_gcj02(_inverse(_bd09_from_gcj02, np.asarray(lonlat, dtype=np.float64)))
