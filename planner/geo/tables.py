"""GeoPackage, FlatGeobuf and Shapefile from bytes, through GDAL."""

from __future__ import annotations

import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from planner.geo.layer import Layer, crs_named, empty_layer, objects, shown
from planner.geo.shapefile import safe_archive, table_encoding

if TYPE_CHECKING:
    from planner.geo.layer import FaultList
    from planner.model import Objects

__all__ = ["read_table"]

_ARCHIVE_MARK = b"PK"

_DAMAGED = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, shapely.errors.GEOSException)


def read_table(content: bytes, form: str, faults: FaultList) -> Layer:
    """Read the first layer with lines, else the first with geometry; other such layers are named in a warning.

    ``form`` is the name of the format for the faults. ``crs`` is None where the file has none.
    """
    with warnings.catch_warnings():
        # GDAL remarks on file extensions, which bytes do not have
        warnings.simplefilter("ignore")
        try:
            if not content.startswith(_ARCHIVE_MARK):
                return _read(content, form, None, faults)
            archive = safe_archive(content, faults)
            if archive is None:
                return empty_layer()
            return _read(archive, form, table_encoding(archive, faults), faults)
        except (*_DAMAGED, ValueError, zipfile.BadZipFile, NotImplementedError):
            faults.error("file.unreadable", format=form)
            return empty_layer()


def _read(content: bytes, form: str, encoding: str | None, faults: FaultList) -> Layer:
    layers = pyogrio.list_layers(content)
    if not len(layers):
        faults.error("file.unreadable", format=form)
        return empty_layer()
    layer = _chosen_layer(layers, faults)
    if layer is None:
        return empty_layer()
    meta, _, wkb, columns = pyogrio.raw.read(content, layer=layer, encoding=encoding)
    # Positions that are no numbers are a fault of their feature, which whoever checks the positions tells
    with np.errstate(invalid="ignore"):
        geometry = objects(list(shapely.from_wkb(wkb, on_invalid="ignore")))
    for index in np.flatnonzero(shapely.is_missing(geometry)).tolist():
        faults.error("geometry.missing", index, "geometry")
    names = [str(name) for name in meta["fields"]]
    fields = {name: _column(values) for name, values in zip(names, columns, strict=True)}
    return Layer(geometry=geometry, fields=fields, crs=crs_named(meta["crs"] or ""))


def _chosen_layer(layers: Any, faults: FaultList) -> str | None:  # noqa: ANN401 (untyped: rows of name and geometry type)
    spatial = [(str(name), str(kind)) for name, kind in layers if kind is not None]
    if not spatial:
        faults.error("file.no_layer", layers=", ".join(shown(name) for name, _ in layers))
        return None
    # "Unknown" is a layer of mixed types
    used = next((name for name, kind in spatial if "Line" in kind or kind == "Unknown"), spatial[0][0])
    others = [shown(name) for name, _ in spatial if name != used]
    if others:
        faults.warning("file.layers_ignored", used=shown(used), others=", ".join(others))
    return used


def _column(values: Any) -> Objects:  # noqa: ANN401 (untyped: one array per field)
    """Return a column of Python values with None for null: dates as dates, numbers as numbers."""
    column = objects(np.asarray(values).astype(object).tolist())
    if np.issubdtype(values.dtype, np.floating):
        column[np.isnan(values)] = None
    return column
