"""GeoParquet (1.0 and 1.1, WKB) from bytes, where the extra that reads it is installed."""

from __future__ import annotations

import importlib
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from planner.geo.crs import WGS84
from planner.geo.layer import Layer, crs_named, empty_layer, objects

if TYPE_CHECKING:
    import pyproj

    from planner.geo.layer import FaultList

__all__ = ["EXTRA", "read_geoparquet"]

EXTRA = "geoparquet"


def read_geoparquet(content: bytes, faults: FaultList) -> Layer:
    """Read the primary geometry column and all others; positions without a named CRS are WGS 84 by the standard.

    ``crs`` is None where the file says that it is unknown.
    """
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        faults.error("file.needs_extra", extra=EXTRA)
        return empty_layer()
    try:
        table = parquet.read_table(io.BytesIO(content))
        layer = _layer(table, json.loads(table.schema.metadata[b"geo"]))
    except (KeyError, TypeError, ValueError, OSError, NotImplementedError, shapely.errors.GEOSException):
        # pyarrow's own errors are of these kinds; a table without "geo" is no GeoParquet
        faults.error("file.unreadable", format="GeoParquet")
        return empty_layer()
    for index in np.flatnonzero(shapely.is_missing(layer.geometry)).tolist():
        faults.error("geometry.missing", index, "geometry")
    return layer


def _layer(table: Any, geo: Any) -> Layer:  # noqa: ANN401 (an untyped library's table; any JSON value)
    name = geo["primary_column"]
    column = geo["columns"][name]
    if column["encoding"] != "WKB":
        raise NotImplementedError(column["encoding"])
    # Positions that are no numbers are a fault of their feature, which whoever checks the positions tells
    with np.errstate(invalid="ignore"):
        read = shapely.from_wkb(np.array(table[name].to_pylist(), dtype=object), on_invalid="ignore")
    geometry = objects(list(read))
    fields = {str(each): objects(table[each].to_pylist()) for each in table.column_names if each != name}
    return Layer(geometry=geometry, fields=fields, crs=_crs(column), crs_assumed=False)


def _crs(column: dict[str, Any]) -> pyproj.CRS | None:
    if "crs" not in column:
        return WGS84
    return None if column["crs"] is None else crs_named(json.dumps(column["crs"]))
