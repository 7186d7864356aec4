"""The ground of the generated seat: its planning CRS, rounding to file precision, and the shifted datum."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats: TypeAlias = NDArray[np.float64]

__all__ = ["CENTRE", "DECIMALS", "PLANNING_CRS", "Floats", "from_local", "settled", "to_planning", "to_wgs84"]

PLANNING_CRS = 4547
CENTRE = (440_600.0, 3_722_800.0)
DECIMALS = 7

_TO_WGS84 = Transformer.from_crs(PLANNING_CRS, 4326, always_xy=True)
_TO_PLANNING = Transformer.from_crs(4326, PLANNING_CRS, always_xy=True)


def from_local(xy: Floats | Sequence[tuple[float, float]]) -> Floats:
    """Return planning CRS coordinates, shape (n, 2), of metres east and north of the town's centre."""
    moved: Floats = np.asarray(xy, dtype=np.float64) + np.asarray(CENTRE)
    return moved


def to_wgs84(xy: Floats) -> Floats:
    """Return longitude and latitude, shape (n, 2), rounded to what the files hold (about 1 cm)."""
    lon, lat = _TO_WGS84.transform(xy[:, 0], xy[:, 1])
    return np.round(np.column_stack([lon, lat]), DECIMALS)


def to_planning(lonlat: Floats) -> Floats:
    """Return planning CRS coordinates, shape (n, 2), of longitude and latitude."""
    x, y = _TO_PLANNING.transform(lonlat[:, 0], lonlat[:, 1])
    return np.column_stack([x, y])


def settled(line: shapely.LineString) -> shapely.LineString:
    """Return the line as a reader of the file will see it in the planning CRS, rounding included."""
    xy: Floats = shapely.get_coordinates(line)
    return shapely.LineString(to_planning(to_wgs84(xy)))
