"""What most people would write: buffer every route, join those that touch, intersect the polygons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas
import numpy as np
import shapely

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Objects

__all__ = ["overlay_pairs"]

# Found best of 4 to 10 m for pairs and metres together, on other routes of such a city
_BUFFER_M = 5.0
# Polygons intersected at a time: all at once would not fit in memory
_AT_ONCE = 200_000


def overlay_pairs(lines: Objects, crs: int, buffer_m: float = _BUFFER_M) -> tuple[Ints, Ints, Floats]:
    """Return pairs of routes and the metres they share, reckoned from the overlap of their buffers."""
    bands = geopandas.GeoDataFrame(geometry=geopandas.GeoSeries(lines, crs=crs).buffer(buffer_m))
    joined = geopandas.sjoin(bands, bands, predicate="intersects")
    one, other = joined.index.to_numpy(), joined["index_right"].to_numpy()
    once = one < other
    one, other = one[once], other[once]
    polygons = bands.geometry.to_numpy()
    cuts = range(0, len(one), _AT_ONCE)
    metres = [_common_m(polygons, one[k : k + _AT_ONCE], other[k : k + _AT_ONCE]) for k in cuts]
    return one, other, np.concatenate([np.empty(0), *metres])


def _common_m(polygons: Objects, one: Ints, other: Ints) -> Floats:
    """Return the longer side of the rectangle that has the area and the outline of each overlap."""
    common = shapely.intersection(np.asarray(polygons[one]), np.asarray(polygons[other]))
    half, area = shapely.length(common) / 2, shapely.area(common)
    longer: Floats = (half + np.sqrt(np.maximum(half**2 - 4 * area, 0.0))) / 2
    return longer
