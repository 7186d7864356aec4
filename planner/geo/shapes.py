"""GeoJSON geometry objects to Shapely: a bulk path for good lines, a careful path that names what is wrong."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from planner.geo.layer import objects, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.geo.layer import FaultList
    from planner.model import Objects

__all__ = ["build_geometries", "compact"]

# One broken geometry sends its chunk, not the file, down the careful path
_CHUNK = 1024
_POSITIONS_WANTED = "Point, LineString, Polygon (Multi)"


class _BrokenGeometryError(ValueError):
    """A geometry object that cannot be built: a fault code and its data."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code, self.data = code, data


def compact(coordinates: Any) -> Any:  # noqa: ANN401 (any JSON value)
    """Return the ``coordinates`` of a line as an (n, 2) array, those of a MultiLineString as a list of such.

    Done while parsing, so that the lists of a large file never exist together. Anything else is left as it is.
    """
    if not (isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list) and coordinates[0]):
        return coordinates
    if isinstance(coordinates[0][0], list):
        return [compact(part) for part in coordinates]
    try:
        # NumPy would take true for 1
        plain = set(map(type, chain.from_iterable(coordinates))) <= {int, float}
        xy = np.array(coordinates, dtype=np.float64) if plain else None
    except (TypeError, ValueError, OverflowError):
        return coordinates
    return xy[:, :2] if xy is not None and xy.ndim == 2 and xy.shape[1] >= 2 else coordinates


def build_geometries(given: Sequence[Any], faults: FaultList) -> Objects:
    """Return Shapely geometries, 2-D, None where a geometry object is null or broken, each with its fault.

    ``given`` are the ``geometry`` members of the features, whatever they are.
    """
    chunks = [_chunk(given[at : at + _CHUNK], at, faults) for at in range(0, len(given), _CHUNK)]
    return np.concatenate(chunks) if chunks else objects([])


def _chunk(given: Sequence[Any], start: int, faults: FaultList) -> Objects:
    try:
        return _bulk_lines(given)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return objects([_careful(geometry, start + i, faults) for i, geometry in enumerate(given)])


def _bulk_lines(given: Sequence[Any]) -> Objects:
    """Build LineStrings and MultiLineStrings together; raise on anything that is not one in good order."""
    multi = np.array([{"LineString": False, "MultiLineString": True}[g["type"]] for g in given])
    routes = [g["coordinates"] if many else [g["coordinates"]] for g, many in zip(given, multi, strict=True)]
    parts = np.array([len(route) for route in routes])
    lines = list(chain.from_iterable(routes))
    points = np.array([len(line) for line in lines])
    xy = np.concatenate(lines)
    compacted = all(isinstance(line, np.ndarray) for line in lines)
    if not (compacted and parts.min() > 0 and points.min() > 1 and np.isfinite(xy).all()):
        raise ValueError
    built: Any = shapely.linestrings(xy, indices=np.repeat(np.arange(len(lines)), points))
    owner = np.repeat(np.arange(len(given)), parts)
    geometry = objects([None] * len(given))
    geometry[~multi] = built[~multi[owner]]
    if multi.any():
        rank = np.cumsum(multi) - 1
        geometry[multi] = shapely.multilinestrings(built[multi[owner]], indices=rank[owner[multi[owner]]])
    return geometry


def _careful(geometry: Any, index: int, faults: FaultList) -> Any:  # noqa: ANN401 (anything JSON holds; Shapely geometry or None)
    if geometry is None:
        faults.error("geometry.missing", index, "geometry")
        return None
    try:
        return _built(geometry)
    except _BrokenGeometryError as broken:
        faults.error(broken.code, index, "geometry", **broken.data)
    return None


def _built(geometry: Any) -> Any:  # noqa: ANN401 (as above)
    if not isinstance(geometry, dict):
        raise _BrokenGeometryError("geometry.malformed", found=shown(geometry))
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    build = _BUILDERS.get(kind) if isinstance(kind, str) else None
    if build is None:
        raise _BrokenGeometryError("geometry.wrong_type", found=shown(kind), wanted=_POSITIONS_WANTED)
    if not isinstance(coordinates, list | np.ndarray):
        raise _BrokenGeometryError("geometry.malformed", found=f"coordinates: {shown(coordinates)}")
    if not len(coordinates):
        raise _BrokenGeometryError("geometry.empty")
    return build(coordinates)


def _position(value: object) -> tuple[float, float]:
    if not isinstance(value, list):
        raise _BrokenGeometryError("geometry.malformed", found=f"coordinates: {shown(value)}")
    if len(value) < 2 or not all(_is_number(part) for part in value):
        raise _BrokenGeometryError("geometry.not_numbers")
    return _finite(value[0]), _finite(value[1])


def _finite(number: float) -> float:
    try:
        if math.isfinite(number):
            return float(number)
    except OverflowError:
        pass
    raise _BrokenGeometryError("geometry.not_finite")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _line(path: object) -> shapely.LineString:
    return shapely.LineString(_path(path, 2))


def _path(path: object, least: int) -> list[tuple[float, float]]:
    if isinstance(path, np.ndarray):
        path = path.tolist()
    if not isinstance(path, list):
        raise _BrokenGeometryError("geometry.malformed", found=f"coordinates: {shown(path)}")
    positions = [_position(value) for value in path]
    if len(positions) < least:
        raise _BrokenGeometryError("geometry.too_few_points", found=len(positions))
    return positions


def _polygon(rings: object) -> shapely.Polygon:
    if not isinstance(rings, list) or not rings:
        raise _BrokenGeometryError("geometry.malformed", found=f"coordinates: {shown(rings)}")
    shell, *holes = [_ring(ring) for ring in rings]
    return shapely.Polygon(shell, holes)


def _ring(ring: object) -> list[tuple[float, float]]:
    return _path(ring, 4)


_BUILDERS: dict[str, Callable[[Any], Any]] = {
    "Point": lambda given: shapely.Point(_position(given)),
    "MultiPoint": lambda given: shapely.MultiPoint(_path(given, 1)),
    "LineString": _line,
    "MultiLineString": lambda given: shapely.MultiLineString([_line(path) for path in given]),
    "Polygon": _polygon,
    "MultiPolygon": lambda given: shapely.MultiPolygon([_polygon(rings) for rings in given]),
}
