"""What lies where, for the small maps of pages: GeoJSON in longitude and latitude, and the roads under it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import shapely
from fastapi import APIRouter
from fastapi.responses import Response

from api.pages.render import Visit
from api.pages.visits import Visiting
from api.security.roles import Action
from planner.geo.crs import to_wgs84
from planner.geo.pieces import cut_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from api.state import Desk

__all__ = ["lines_at", "on_map", "placed", "router"]

router = APIRouter(include_in_schema=False)
Anyone = Annotated[Visit, Visiting(Action.READ_PUBLIC)]
# Some ten centimetres: finer is not seen on a map
_GRID_DEG = 1e-6
_LON, _LAT = 180.0, 90.0


@router.get("/roads.json")
def roads(visit: Anyone) -> Response:
    """Answer with the roads of the county, for the maps of pages; a browser that has them is told so."""
    tag = f'"{visit.desk.roads}"'
    headers = {"etag": tag, "cache-control": "private, max-age=600"}
    if visit.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return on_map(_roads(visit.desk), headers)


def on_map(features: Iterable[dict[str, Any] | None], headers: dict[str, str] | None = None) -> Response:
    """Answer with features; those that have no place are left out."""
    collection = {"type": "FeatureCollection", "features": [each for each in features if each is not None]}
    return Response(
        json.dumps(collection, ensure_ascii=False, separators=(",", ":")),
        media_type="application/geo+json",
        headers=headers,
    )


def placed(shape: BaseGeometry | None, kind: str, **properties: object) -> dict[str, Any] | None:
    """Return a feature, None where it has no place on earth.

    Parameters
    ----------
    shape : In degrees, longitude first; None where there is none.
    kind : What it is drawn as.
    properties : ``text`` is told of it, ``href`` leads to more, ``colour`` is its own.
    """
    if shape is None or shape.is_empty or not _on_earth(shape):
        return None
    coarse = shapely.set_precision(shape, _GRID_DEG, mode="pointwise")
    return {"type": "Feature", "geometry": shapely.geometry.mapping(coarse), "properties": {"kind": kind, **properties}}


def lines_at(desk: Desk, places: Sequence[Sequence[Any]]) -> list[BaseGeometry]:
    """Return the lines of intervals (section, from_m, to_m), in degrees; sections no longer known are left out."""
    if desk.ground is None:
        return []
    network = desk.ground.roads.network
    row_of = {str(section): i for i, section in enumerate(network.section_ids)}
    known = [each for each in places if each[0] in row_of]
    rows = np.array([row_of[each[0]] for each in known], dtype=np.int64)
    from_m, to_m = (np.array([float(each[i]) for each in known]) for i in (1, 2))
    return [*to_wgs84(cut_lines(network.lines, rows, from_m, to_m), network.crs)]


def _roads(desk: Desk) -> list[dict[str, Any] | None]:
    if desk.ground is None:
        return []
    network = desk.ground.roads.network
    lines = to_wgs84(network.lines, network.crs)
    return [
        placed(line, "road", name=str(name), main=str(kind) in {"primary", "secondary", "trunk"})
        for line, name, kind in zip(lines, network.names, network.road_class, strict=True)
    ]


def _on_earth(shape: BaseGeometry) -> bool:
    west, south, east, north = shape.bounds
    return bool(np.isfinite(shape.bounds).all()) and -_LON <= west <= east <= _LON and -_LAT <= south <= north <= _LAT
