"""Vector files as columns: one array of geometries, one array per field, every fault at its feature."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.geo.geojson import read_geojson
from planner.geo.layer import FaultList, Layer, empty_layer
from planner.geo.positions import checked_positions
from planner.geo.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyproj

    from planner.model import Fault, Objects

__all__ = ["FORMATS", "Features", "read_features"]

FORMATS = "GeoJSON, GeoPackage, FlatGeobuf, zipped Shapefile"

_TABLES = {b"SQLite format 3\x00": "GeoPackage", b"fgb\x03fgb": "FlatGeobuf", b"PK\x03\x04": "zipped Shapefile"}
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

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.geometry)


def read_features(name: str, content: bytes, *, crs: int | None = None) -> Features:
    """Read a vector file from its bytes; the format is told by the bytes, not by the name.

    Never raises on bad content: what is wrong is in ``faults``, and every good feature is kept.

    Parameters
    ----------
    name : File name for faults and the record.
    content : GeoJSON (RFC 7946, or with the older ``crs`` member), GeoPackage, FlatGeobuf or zipped Shapefile.
    crs : EPSG code for a file that does not say its own; GeoJSON that says nothing is WGS 84 without it.
    """
    faults = FaultList(name)
    layer = _read(name, content, crs, faults)
    if not len(layer.geometry) and not faults.has_errors():
        faults.error("file.no_features")
    geometry = checked_positions(layer, faults)
    return Features(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        crs=layer.crs,
        geometry=geometry,
        fields=layer.fields,
        faults=faults.in_order(),
    )


def _read(name: str, content: bytes, crs: int | None, faults: FaultList) -> Layer:
    form = next((form for mark, form in _TABLES.items() if content.startswith(mark)), None)
    if form is not None:
        return read_table(content, form, crs, faults)
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
