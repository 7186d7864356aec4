"""Which metric CRS a set of files is planned in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.errors import CrsError
from planner.geo.crs import WGS84, choose_planning_crs, transform_xy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.geo.vector import Features
    from planner.model import Floats

__all__ = ["planning_crs_of"]


def planning_crs_of(features: Sequence[Features]) -> int | None:
    """Choose the EPSG code to measure in from where the features lie; None where none of them can be placed."""
    placed = [f for f in features if f.crs is not None and len(f)]
    degrees = np.concatenate([np.empty((0, 2)), *(_degrees(f) for f in placed)])
    try:
        return choose_planning_crs(degrees[:, 0], degrees[:, 1])
    except CrsError:
        return None


def _degrees(features: Features) -> Floats:
    """Return one position a feature, in WGS 84: enough to find the middle of a county."""
    firsts = shapely.get_coordinates(shapely.centroid(features.geometry))
    return transform_xy(firsts, features.crs or WGS84, WGS84)
