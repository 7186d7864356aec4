"""Vector files as columns: one array of geometries, one array per field, every fault at its feature."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from planner.geo import dxf, shapefile
from planner.geo.geojson import read_geojson
from planner.geo.geoparquet import read_geoparquet
from planner.geo.layer import FaultList, Layer, empty_layer, objects
from planner.geo.positions import checked_positions
from planner.geo.rereading import reread_layer
from planner.geo.zones import DEFAULT_ZONE, crs_told

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyproj

    from planner.model import Fault, Objects, Service

__all__ = ["FORMATS", "NOTHING_BESIDE", "Features", "companions", "read_features"]

NOTHING_BESIDE: Mapping[str, bytes] = MappingProxyType({})
FORMATS = "GeoJSON, GeoPackage, FlatGeobuf, GeoParquet, Shapefile, DXF"

_TABLES = {b"SQLite format 3\x00": "GeoPackage", b"fgb\x03fgb": "FlatGeobuf", b"PK\x03\x04": "zipped Shapefile"}
_SHAPES = b"\x00\x00\x27\x0a"
_PARQUET = b"PAR1"
_JSON_NAMES = (".geojson", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """One vector file, column by column.

    Attributes
    ----------
    name : File name, as the submitter gave it.
    sha256 : Digest of the bytes, in hexadecimal.
    crs : What the coordinates are in; None where nobody says, which is a fault of the file.
    geometry : Shapely geometries, 2-D from GeoJSON, None where a feature has none or a broken one, shape (n,).
    drawn : As ``geometry``, with the positions that cannot be right left in for whoever asks what they are.
    fields : Column name -> values, None where a feature lacks it, each of shape (n,).
    faults : Those of the whole file first, then in order of the features. A feature with an error among
        them has no usable geometry or ambiguous properties, and is not to be planned.
    """

    name: str
    sha256: str
    crs: pyproj.CRS | None
    geometry: Objects
    fields: Mapping[str, Objects]
    faults: tuple[Fault, ...] = field(default=())
    drawn: Objects = field(default_factory=lambda: objects([]))

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.geometry)


def companions(name: str) -> tuple[str, ...]:
    """Return the names of the files that a file wants beside it, in every usual spelling; most want none.

    A Shapefile is several files; a drawing has its facts in a table of the same name.
    """
    if name.lower().endswith(".shp"):
        return shapefile.sibling_names(name)
    return (dxf.sibling_name(name),) if name.lower().endswith(".dxf") else ()


def read_features(
    name: str,
    content: bytes,
    *,
    crs: int | None = None,
    beside: Mapping[str, bytes] = NOTHING_BESIDE,
    services: Mapping[str, Service] | None = None,
    reading: str | None = None,
    example_crs: int = DEFAULT_ZONE,
) -> Features:
    """Read a vector file from its bytes; the format is told by the bytes, not by the name.

    Never raises on bad content: what is wrong is in ``faults``, and every good feature is kept.

    Parameters
    ----------
    name : File name for faults and the record.
    content : GeoJSON (RFC 7946, or with the older ``crs`` member), GeoPackage, FlatGeobuf, GeoParquet, Shapefile
        (zipped, or the ``.shp`` with its siblings in ``beside``) or DXF.
    crs : EPSG code for a file that does not say its own; GeoJSON that says nothing is WGS 84 without it.
    beside : Files named by ``companions``, those that there are. The digest is then of all of them.
    services : Layer codes of a drawing of utility lines, from the rulebook; without it all lines are read.
    reading : How to take the positions where they are known to be drawn otherwise (``rereading.READINGS``).
    example_crs : EPSG code to suggest where the file's own is missing.
    """
    faults = FaultList(name)
    layer = _read(name, content, crs, beside, faults)
    if dxf.is_dxf(content) and not faults.has_errors():
        layer = _drawn(layer, name, beside, services, faults)
    if not len(layer.geometry) and not faults.has_errors():
        faults.error("file.no_features")
    if len(layer.geometry) and not layer.crs_said:
        layer = replace(layer, crs=crs_told(layer.geometry, layer.crs, crs, faults, example=example_crs), crs_said=True)
    layer = reread_layer(layer, reading, faults)
    return Features(
        name=name,
        sha256=_digest(content, beside),
        crs=layer.crs,
        drawn=layer.geometry,
        geometry=checked_positions(layer, faults),
        fields=layer.fields,
        faults=faults.in_order(),
    )


def _drawn(
    drawing: Layer,
    name: str,
    beside: Mapping[str, bytes],
    services: Mapping[str, Service] | None,
    faults: FaultList,
) -> Layer:
    if services is not None:
        table = dxf.sibling_name(name)
        drawing = dxf.submission_of(drawing, services, beside.get(table), table, faults)
    dxf.tell_undrawn(drawing, faults)
    return drawing


def _digest(content: bytes, beside: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(content)
    # Where letter case does not count, one file is found under both its spellings
    by_name = {name.lower(): beside[name] for name in sorted(beside)}
    for name in sorted(by_name):
        digest.update(name.encode() + b"\0" + by_name[name])
    return digest.hexdigest()


def _read(name: str, content: bytes, crs: int | None, beside: Mapping[str, bytes], faults: FaultList) -> Layer:
    form = next((form for mark, form in _TABLES.items() if content.startswith(mark)), None)
    if content.startswith(_PARQUET):
        return read_geoparquet(content, faults)
    if dxf.is_dxf(content):
        return dxf.read_drawing(content, faults)
    if form is None and not content.startswith(_SHAPES):
        return _read_text(name, content, crs, faults)
    # GDAL's reader loads pandas with it, half a second that GeoJSON does not need
    from planner.geo.tables import read_table  # noqa: PLC0415 - as said above

    if form is not None:
        return read_table(content, form, faults)
    archive = shapefile.archive_of(content, beside, faults)
    return empty_layer() if faults.has_errors() else read_table(archive, "Shapefile", faults)


def _read_text(name: str, content: bytes, crs: int | None, faults: FaultList) -> Layer:
    if not content.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        faults.error("file.empty")
    elif name.lower().endswith(_JSON_NAMES) or _looks_like_json(content):
        return read_geojson(content, crs, faults)
    else:
        faults.error("file.unknown_format", known=FORMATS)
    return empty_layer()


def _looks_like_json(content: bytes) -> bool:
    head = content[:64].strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe")
    return head.startswith((b"{", b"["))
