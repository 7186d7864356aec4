"""Work areas as drawn to valid polygons in the planning CRS, all features at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo.crs import to_planning
from planner.geo.lines import far_away

if TYPE_CHECKING:
    import pyproj
    from numpy.typing import NDArray

    from planner.geo.layer import FaultList
    from planner.model import Ints, Objects

__all__ = ["POLYGON_TYPES", "area_parts"]

POLYGON_TYPES = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))
# Smaller than a manhole cover: the clerk closed a line by mistake
_NO_AREA_M2 = 0.25


def area_parts(geometry: Objects, crs: pyproj.CRS | None, planning: int, faults: FaultList) -> tuple[Objects, Ints]:
    """Project and repair the polygons among the geometries; everything else is passed over.

    A ring that crosses itself is repaired with a warning: what it encloses in either direction is inside, overlaps
    of the parts of one MultiPolygon are inside once. Z is dropped. A polygon without area is a fault of its feature.

    Returns
    -------
    areas, feature : Valid Polygons or MultiPolygons, and the feature each comes from, both of shape (a,).

    Raises
    ------
    CrsError
        If ``planning`` is not a CRS that metres can be measured in.
    """
    feature = np.flatnonzero(np.isin(shapely.get_type_id(geometry), POLYGON_TYPES))
    if crs is None or not len(feature):
        return geometry[:0], feature[:0]
    areas = to_planning(geometry[feature], crs, planning)
    xy, of = shapely.get_coordinates(areas, return_index=True)
    placed = ~np.isin(feature, far_away(xy, feature[of], planning, faults))
    areas, feature = areas[placed], feature[placed]
    areas = _repaired(areas, feature, faults)
    large = shapely.area(areas) >= _NO_AREA_M2
    for index in feature[~large].tolist():
        faults.error("geometry.no_area", index, "geometry")
    return areas[large], feature[large]


def _repaired(areas: Objects, feature: Ints, faults: FaultList) -> Objects:
    """Mend invalid polygons by their structure: the other method would make holes of overlaps."""
    broken: NDArray[np.bool_] = ~shapely.is_valid(areas)
    mended = shapely.make_valid(areas[broken], method="structure", keep_collapsed=False)
    fixed = areas.copy()
    fixed[broken] = mended
    polygonal = np.isin(shapely.get_type_id(fixed), POLYGON_TYPES)
    fixed[~polygonal] = shapely.Polygon()
    for index in feature[broken & (shapely.area(fixed) >= _NO_AREA_M2)].tolist():
        faults.warning("geometry.polygon_repaired", index, "geometry")
    return fixed
