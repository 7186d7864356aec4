"""GeoPackage, FlatGeobuf and zipped Shapefile from bytes, through GDAL."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from planner.geo.layer import Layer, crs_named, crs_of_code, empty_layer, objects, shown

if TYPE_CHECKING:
    import pyproj

    from planner.geo.layer import FaultList
    from planner.model import Objects

__all__ = ["read_table"]

# What may lie in the archive of a Shapefile; other formats in archives could point GDAL to files elsewhere
_SHAPEFILE_PARTS = {
    ".shp",
    ".shx",
    ".dbf",
    ".prj",
    ".cpg",
    ".qpj",
    ".qmd",
    ".sbn",
    ".sbx",
    ".qix",
    ".fix",
    ".xml",
    ".cst",
}
_MOST_UNPACKED_MB = 1000
_ARCHIVE_MARK = b"PK"

_DAMAGED = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, shapely.errors.GEOSException)


def read_table(content: bytes, form: str, crs: int | None, faults: FaultList) -> Layer:
    """Read the first layer with lines, else the first with geometry; other such layers are named in a warning.

    ``form`` is the name of the format for the faults. The file's own CRS counts; ``crs`` where it has none.
    """
    with warnings.catch_warnings():
        # GDAL remarks on file extensions, which bytes do not have
        warnings.simplefilter("ignore")
        try:
            if content.startswith(_ARCHIVE_MARK) and not _safe_archive(content, faults):
                return empty_layer()
            return _read(content, form, crs, faults)
        except (*_DAMAGED, ValueError, zipfile.BadZipFile, NotImplementedError):
            faults.error("file.unreadable", format=form)
            return empty_layer()


def _safe_archive(content: bytes, faults: FaultList) -> bool:
    """Tell whether an archive holds a Shapefile, nothing else, and not too much of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    suffixes = {PurePosixPath(member.filename).suffix.lower() for member in members}
    unpacked_mb = sum(member.file_size for member in members) // 1_000_000
    if ".shp" not in suffixes or not suffixes <= _SHAPEFILE_PARTS:
        faults.error("file.not_a_shapefile_archive", found=", ".join(sorted(map(shown, suffixes))))
    elif unpacked_mb > _MOST_UNPACKED_MB:
        faults.error("file.too_large", found=unpacked_mb, most=_MOST_UNPACKED_MB)
    return not faults.has_errors()


def _read(content: bytes, form: str, crs: int | None, faults: FaultList) -> Layer:
    layers = pyogrio.list_layers(content)
    if not len(layers):
        faults.error("file.unreadable", format=form)
        return empty_layer()
    layer = _chosen_layer(layers, faults)
    if layer is None:
        return empty_layer()
    meta, _, wkb, columns = pyogrio.raw.read(content, layer=layer)
    geometry = objects(list(shapely.from_wkb(wkb, on_invalid="ignore")))
    for index in np.flatnonzero(shapely.is_missing(geometry)).tolist():
        faults.error("geometry.missing", index, "geometry")
    names = [str(name) for name in meta["fields"]]
    fields = {name: _column(values) for name, values in zip(names, columns, strict=True)}
    return Layer(geometry=geometry, fields=fields, crs=_crs(meta["crs"], crs, faults))


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
    column[pd.isna(column)] = None
    return column


def _crs(own: str | None, wanted: int | None, faults: FaultList) -> pyproj.CRS | None:
    found = crs_named(own or "")
    if found is not None:
        return found
    if wanted is None:
        faults.error("file.no_crs")
        return None
    return crs_of_code(wanted, faults)
