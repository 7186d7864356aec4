"""GeoJSON (RFC 7946) from bytes: every good feature is kept, every broken one is named.

Read with the standard parser rather than GDAL: GDAL gives up the whole file at the first broken feature, and
guesses one type for a column in which submitters mix numbers and text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from planner.geo.crs import WGS84
from planner.geo.layer import FaultList, Layer, crs_named, crs_of_code, empty_layer, objects, shown
from planner.geo.shapes import build_geometries, compact

if TYPE_CHECKING:
    import pyproj

    from planner.model import Objects

__all__ = ["read_geojson"]

_LONGEST_INTEGER = 300


class _Columns(Mapping[str, "Objects"]):
    """Property columns built when asked for: a file with a thousand odd keys costs nothing."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows
        self._names = dict.fromkeys(name for row in rows for name in row)
        self._built: dict[str, Objects] = {}

    def __getitem__(self, name: str) -> Objects:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._built:
            self._built[name] = objects([row.get(name) for row in self._rows])
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Parser:
    """Parses JSON and remembers which objects give one key twice with different values."""

    def __init__(self) -> None:
        # The object is kept with its key: were it freed, another could take its id
        self._doubled: dict[int, tuple[str, object]] = {}

    def parse(self, text: str) -> Any:  # noqa: ANN401 (any JSON value)
        try:
            return json.loads(text, object_pairs_hook=self._object)
        except json.JSONDecodeError:
            raise
        except ValueError:
            # Python refuses very long integers; they are nonsense here, but not the end of the file
            return json.loads(text, object_pairs_hook=self._object, parse_int=_integer)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(pairs)
        if len(built) != len(pairs):
            self._remember(built, pairs)
        if "coordinates" in built:
            built["coordinates"] = compact(built["coordinates"])
        return built

    def _remember(self, built: dict[str, Any], pairs: list[tuple[str, Any]]) -> None:
        different = next((key for key, value in pairs if not _same(built[key], value)), None)
        if different is not None:
            self._doubled[id(built)] = different, built

    def doubled_key(self, value: object) -> str | None:
        """Return a key that the object gives twice, or None."""
        key, _ = self._doubled.get(id(value), (None, None)) if self._doubled else (None, None)
        return key


def _same(a: object, b: object) -> bool:
    try:
        return bool(a == b)
    except ValueError:
        # arrays inside: two geometries, which is one too many
        return False


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


def read_geojson(content: bytes, crs: int | None, faults: FaultList) -> Layer:
    """Read a FeatureCollection or one Feature; without a ``crs`` member or ``crs``, positions are WGS 84.

    A file that is not GeoJSON at all gives a layer without features and a fault of the whole file.
    """
    parser = _Parser()
    document = _parsed(content, parser, faults)
    features = _features(document, parser, faults)
    if features is None:
        return empty_layer()
    rows = [_properties(value, index, parser, faults) for index, value in enumerate(features)]
    geometry = _geometries(features, rows, faults)
    found_crs, assumed = _crs(document.get("crs"), crs, geometry, faults)
    return Layer(
        geometry=geometry,
        fields=_Columns([row or {} for row in rows]),
        crs=found_crs,
        crs_assumed=assumed,
        crs_said=found_crs is None or found_crs.is_geographic,
    )


def _parsed(content: bytes, parser: _Parser, faults: FaultList) -> Any:  # noqa: ANN401 (any JSON value)
    text = _decoded(content, faults)
    if text is None:
        return None
    try:
        return parser.parse(text)
    except json.JSONDecodeError as broken:
        faults.error("file.not_json", line=broken.lineno, column=broken.colno)
    except RecursionError:
        faults.error("file.too_nested")
    return None


def _decoded(content: bytes, faults: FaultList) -> str | None:
    """Return the text: Unicode by its marks (RFC 8259), else the GB18030 of older Chinese programs."""
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        faults.error("file.not_text")
        return None
    faults.warning("file.read_as_gb18030")
    return text


def _features(document: Any, parser: _Parser, faults: FaultList) -> list[Any] | None:  # noqa: ANN401 (any JSON value)
    if faults.has_errors():
        return None
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    if kind != "FeatureCollection" or not isinstance(document.get("features"), list):
        found = kind if isinstance(kind, str) and kind != "FeatureCollection" else _kind_of(document)
        faults.error("file.not_a_collection", found=shown(found))
        return None
    if key := parser.doubled_key(document):
        faults.error("file.duplicate_key", key=shown(key))
        return None
    features: list[Any] = document["features"]
    return features


def _kind_of(document: object) -> str:
    names = {dict: "{…}", list: "[…]", str: "text", type(None): "null"}
    return names.get(type(document), shown(document))


def _properties(value: Any, index: int, parser: _Parser, faults: FaultList) -> dict[str, Any] | None:  # noqa: ANN401 (any JSON value)
    """Return the properties of a feature, ``{}`` where it has none, None where the value is no feature."""
    if not isinstance(value, dict) or value.get("type") != "Feature":
        kind = value.get("type") if isinstance(value, dict) else value
        faults.error("feature.not_a_feature", index, found=shown(kind))
        return None
    row = value.get("properties")
    for part, place in ((value, None), (value.get("geometry"), "geometry"), (row, "")):
        if key := parser.doubled_key(part):
            faults.error("feature.duplicate_key", index, shown(key) if place == "" else place, key=shown(key))
    if row is not None and not isinstance(row, dict):
        faults.error("feature.properties_not_object", index, "properties", found=shown(row))
        return {}
    return row or {}


def _geometries(features: list[Any], rows: list[dict[str, Any] | None], faults: FaultList) -> Objects:
    given = [None if row is None else value.get("geometry") for value, row in zip(features, rows, strict=True)]
    broken = FaultList(faults.source)
    geometry = build_geometries(given, broken)
    # What is no feature was already named so; that it lacks a geometry goes without saying
    faults.found += [fault for fault in broken.found if fault.feature is None or rows[fault.feature] is not None]
    return geometry


def _crs(
    member: Any,  # noqa: ANN401 (any JSON value)
    wanted: int | None,
    geometry: Objects,
    faults: FaultList,
) -> tuple[pyproj.CRS | None, bool]:
    """Return the CRS and whether it was assumed: the file's own word first, then the caller's, then WGS 84.

    The caller's word is for all files of a plan, so what is plainly in degrees is not taken for metres.
    """
    if member is None:
        said = WGS84 if wanted is None else crs_of_code(wanted, faults)
        if said is None or not said.is_projected or not _in_degrees(geometry):
            return said, wanted is None
        faults.warning("file.crs_in_degrees", given=wanted)
        return WGS84, True
    named = member.get("properties") if isinstance(member, dict) else {"name": member}
    name = named.get("name") if isinstance(named, dict) else None
    if (own := crs_named(name if isinstance(name, str) else "")) is not None:
        return own, False
    if wanted is None:
        faults.error("file.unknown_crs", found=shown(name))
        return None, False
    faults.warning("file.crs_replaced", found=shown(name), used=wanted)
    return crs_of_code(wanted, faults), False


def _in_degrees(geometry: Objects) -> bool:
    """Tell whether all positions are small enough for degrees, as no metres of a projection are; none are not."""
    xy = shapely.get_coordinates(geometry)
    return bool(len(xy)) and bool((np.abs(xy) <= 180.0).all())
