"""Small DXF drawings for the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    Entity: TypeAlias = tuple[str, Sequence[tuple[float, float]]]


def drawing(entities: Iterable[Entity], encoding: str = "gbk", *, old: bool = False) -> bytes:
    """Return a drawing of polylines (layer, vertices); handles are 1A, 1B ... ; ``old`` writes POLYLINE with VERTEX."""
    page = "ANSI_936" if encoding == "gbk" else "ANSI_1252"
    pairs: list[tuple[int, object]] = [(0, "SECTION"), (2, "HEADER"), (9, "$DWGCODEPAGE"), (3, page)]
    if encoding != "gbk":
        pairs += [(9, "$ACADVER"), (1, "AC1021")]
    pairs += [(0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES")]
    for number, (layer, vertices) in enumerate(entities, start=26):
        pairs += _old(number, layer, vertices) if old else _light(number, layer, vertices)
    pairs += [(0, "TEXT"), (5, "FF"), (8, "注记"), (10, 1.0), (20, 1.0), (40, 2.0), (1, "昆阳大道")]
    pairs += [(0, "ENDSEC"), (0, "EOF")]
    return "".join(f"{code:3d}\r\n{value}\r\n" for code, value in pairs).encode(encoding)


def _light(number: int, layer: str, vertices: Sequence[tuple[float, float]]) -> list[tuple[int, object]]:
    head: list[tuple[int, object]] = [(0, "LWPOLYLINE"), (5, f"{number:X}"), (8, layer), (90, len(vertices)), (70, 0)]
    return head + [pair for x, y in vertices for pair in ((10, repr(x)), (20, repr(y)))]


def _old(number: int, layer: str, vertices: Sequence[tuple[float, float]]) -> list[tuple[int, object]]:
    points = [p for x, y in vertices for p in ((0, "VERTEX"), (8, layer), (10, repr(x)), (20, repr(y)))]
    return [(0, "POLYLINE"), (5, f"{number:X}"), (8, layer), (66, 1), (70, 0), *points, (0, "SEQEND")]


def facts(*rows: dict[str, str]) -> bytes:
    """Return the CSV beside a drawing."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [",".join(columns), *(",".join(row.get(key, "") for key in columns) for row in rows)]
    return "\r\n".join(lines).encode("utf-8-sig")
