r"""The routes of a joint work as a drawing (DXF R12, which every CAD program opens), a layer for each service.

Layers are named by the codes of CJJ 61-2017, so that the drawing can be submitted again: its lines carry the contract's
properties as extended data. What is not ASCII is written as ``\U+XXXX``, since R12 knows no other way.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import shapely
from shapely import LineString

from planner.model import Service
from planner.permit.routes_out import ROUTE, route_features

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

    from planner.model import JointWork, Situation
    from planner.rulebook.model import Rulebook, ServiceRules

__all__ = ["routes_dxf"]

_ANNOUNCED = "COTRENCH"
# A string holds no more (DXF reference, groups 1 and 1000)
_LONGEST = 255
# The AutoCAD colour index of the plain colours
_PLAIN = {
    (255, 0, 0): 1,
    (255, 255, 0): 2,
    (0, 255, 0): 3,
    (0, 255, 255): 4,
    (0, 0, 255): 5,
    (255, 0, 255): 6,
    (255, 128, 0): 30,
}
_WHITE = 7
_LETTER_M = 1.5

_Code = tuple[int, object]


def routes_dxf(work: JointWork, situation: Situation, rulebook: Rulebook) -> bytes:
    """Return the members' routes and stretches in metres of the planning CRS; same input, same bytes.

    The layer of a service's routes is its code, as ``JS``; that of their names ``NAME_JS``; that of the intervals of
    the centreline they are dug along ``WORK_JS``. A member drawn as an area is its closed outline.

    Raises
    ------
    BundleError
        If plan and situation do not belong together.
    """
    features = route_features(work, situation)
    used = [each for each in Service if any(facts["service"] == each for _, facts in features)]
    codes: list[_Code] = [(999, f"EPSG:{situation.network.crs}"), (999, f"{work.id}")]
    codes += [*_header(features), *_tables([rulebook.services[each] for each in used])]
    codes += [(0, "SECTION"), (2, "ENTITIES")]
    for shape, facts in features:
        codes += _entities(shape, facts, rulebook.services[Service(facts["service"])].code)
    codes += [(0, "ENDSEC"), (0, "EOF")]
    return "".join(f"{code:3d}\r\n{_text(value)}\r\n" for code, value in codes).encode("ascii")


def _header(features: list[tuple[BaseGeometry, dict[str, Any]]]) -> Iterator[_Code]:
    west, south, east, north = shapely.total_bounds([shape for shape, _ in features]).tolist()
    yield from ((0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009"))
    yield from ((9, "$EXTMIN"), (10, west), (20, south), (30, 0.0), (9, "$EXTMAX"), (10, east), (20, north), (30, 0.0))
    yield 0, "ENDSEC"


def _tables(services: list[ServiceRules]) -> Iterator[_Code]:
    layers = [(name, _colour(each.colour)) for each in services for name in _layers(each.code)]
    yield from ((0, "SECTION"), (2, "TABLES"))
    yield from ((0, "TABLE"), (2, "LTYPE"), (70, 1), (0, "LTYPE"), (2, "CONTINUOUS"), (70, 0))
    yield from ((3, "Solid line"), (72, 65), (73, 0), (40, 0.0), (0, "ENDTAB"))
    yield from ((0, "TABLE"), (2, "LAYER"), (70, len(layers) + 1))
    for name, colour in (("0", _WHITE), *layers):
        yield from ((0, "LAYER"), (2, name), (70, 0), (62, colour), (6, "CONTINUOUS"))
    yield 0, "ENDTAB"
    yield from ((0, "TABLE"), (2, "APPID"), (70, 1), (0, "APPID"), (2, _ANNOUNCED), (70, 0), (0, "ENDTAB"))
    yield 0, "ENDSEC"


def _layers(code: str) -> tuple[str, str, str]:
    return code, f"NAME_{code}", f"WORK_{code}"


def _entities(shape: BaseGeometry, facts: Mapping[str, Any], code: str) -> Iterator[_Code]:
    own, names, works = _layers(code)
    route = facts["role"] == ROUTE
    lines = [each for each in _lines(shape) if len(each) > 1]
    for line in lines:
        yield from _polyline(line, own if route else works, facts if route else {})
    if route and lines:
        (x, y), told = max(lines, key=lambda each: LineString(each).length)[0], _short(facts["project_id"])
        yield from ((0, "TEXT"), (8, names), (10, x), (20, y), (30, 0.0), (40, _LETTER_M), (1, told))


def _lines(shape: BaseGeometry) -> Iterator[list[tuple[float, float]]]:
    for part in shapely.get_parts(shape):
        outlines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        if part.geom_type in {"MultiLineString", "MultiPolygon", "GeometryCollection"}:
            yield from _lines(part)
            continue
        for outline in outlines:
            yield [(x, y) for x, y in shapely.get_coordinates(outline).tolist()]


def _polyline(line: list[tuple[float, float]], layer: str, facts: Mapping[str, Any]) -> Iterator[_Code]:
    yield from ((0, "POLYLINE"), (8, layer), (66, 1), (10, 0.0), (20, 0.0), (30, 0.0), (70, 0))
    if told := [f"{name}={value}" for name, value in facts.items() if name != "role"]:
        yield 1001, _ANNOUNCED
        yield from ((1000, _short(each)) for each in told)
    for x, y in line:
        yield from ((0, "VERTEX"), (8, layer), (10, x), (20, y), (30, 0.0))
    yield from ((0, "SEQEND"), (8, layer))


def _short(told: str) -> str:
    """Cut a text to what a string holds once it is written (36 Chinese characters), never within one."""
    while len(_text(told)) > _LONGEST:
        told = told[:-1]
    return told


@cache
def _colour(colour: str) -> int:
    """Return the index of the plain colour nearest to ``#RRGGBB``; white, drawn as black on paper, for a dark one."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    if max(red, green, blue) < 128:
        return _WHITE
    return min(
        _PLAIN.items(), key=lambda each: sum((a - b) ** 2 for a, b in zip(each[0], (red, green, blue), strict=True))
    )[1]


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    # A backslash is spelled out too, or what follows it could be taken for a spelled-out character
    return "".join(c if " " <= c <= "~" and c != "\\" else _escaped(c) for c in str(value))


def _escaped(character: str) -> str:
    """Return the UTF-16 units of a character as R12 spells them."""
    units = character.encode("utf-16-be")
    return "".join(f"\\U+{units[i : i + 2].hex().upper()}" for i in range(0, len(units), 2))
