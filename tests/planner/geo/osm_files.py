"""Small OpenStreetMap extracts for the tests, as XML and as PBF, from the same nodes and ways."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    Nodes: TypeAlias = Mapping[int, tuple[float, float]]
    Ways: TypeAlias = Mapping[int, tuple[Sequence[int], Mapping[str, str]]]


# Junctions 1 to 5 on a west-east street, 6 and 7 north and south of 3; 8 to 11 make a way that crosses itself at 9
NODES: dict[int, tuple[float, float]] = {
    1: (113.35, 33.62),
    2: (113.351, 33.62),
    3: (113.352, 33.62),
    4: (113.353, 33.62),
    5: (113.354, 33.62),
    6: (113.352, 33.621),
    7: (113.352, 33.619),
    8: (113.356, 33.62),
    9: (113.357, 33.62),
    10: (113.358, 33.621),
    11: (113.357, 33.622),
    12: (113.357, 33.619),
    13: (113.36, 33.62),
    14: (113.361, 33.62),
    15: (113.361, 33.621),
}
WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    # Node 2 is a bend, node 3 is shared with way 200 in the middle of both
    100: ([1, 2, 3, 4, 5], {"highway": "primary", "name": "昆阳大道", "lanes": "4", "width": "24 m", "oneway": "no"}),
    200: ([6, 3, 7], {"highway": "residential", "name": "东环路"}),
    300: ([8, 9, 10, 11, 9, 12], {"highway": "tertiary", "bridge": "yes", "layer": "1"}),
    400: ([13, 14, 15, 13], {"highway": "residential", "junction": "roundabout"}),
    500: ([1, 6], {"highway": "footway"}),
    600: ([5, 7], {"waterway": "river"}),
    700: ([6, 5], {"highway": "service", "area": "yes"}),
}


def as_xml(nodes: Nodes = NODES, ways: Ways = WAYS) -> bytes:
    """Write an extract as OSM XML."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    lines += [
        f'<node id="{i}" lon="{lon:.7f}" lat="{lat:.7f}" version="1"/>' for i, (lon, lat) in sorted(nodes.items())
    ]
    for way, (refs, tags) in sorted(ways.items()):
        lines.append(f'<way id="{way}" version="1">')
        lines += [f'<nd ref="{ref}"/>' for ref in refs]
        lines += [f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items()]
        lines.append("</way>")
    return "\n".join([*lines, "</osm>"]).encode()


def as_pbf(nodes: Nodes = NODES, ways: Ways = WAYS) -> bytes:
    """Write an extract as OSM PBF: one block of dense nodes and one of ways."""
    strings = [b"", *sorted({text.encode() for _, tags in ways.values() for pair in tags.items() for text in pair})]
    table = _field(1, b"".join(_field(1, text) for text in strings))
    dense = _dense(nodes)
    groups = [
        _field(2, _field(2, dense)),
        *(_field(2, _field(3, _way(i, way, strings))) for i, way in sorted(ways.items())),
    ]
    header = _field(4, b"OsmSchema-V0.6") + _field(4, b"DenseNodes")
    return _blob(b"OSMHeader", header) + _blob(b"OSMData", table + b"".join(groups))


def _dense(nodes: Nodes) -> bytes:
    rows = [(i, round(lat * 1e7), round(lon * 1e7)) for i, (lon, lat) in sorted(nodes.items())]
    columns = list(zip(*rows, strict=True))
    return b"".join(_field(number, _deltas(column)) for number, column in zip((1, 8, 9), columns, strict=True))


def _way(number: int, way: tuple[Sequence[int], Mapping[str, str]], strings: list[bytes]) -> bytes:
    refs, tags = way
    keys = b"".join(_varint(strings.index(key.encode())) for key in tags)
    values = b"".join(_varint(strings.index(value.encode())) for value in tags.values())
    return _varint(1 << 3) + _varint(number) + _field(2, keys) + _field(3, values) + _field(8, _deltas(refs))


def _blob(kind: bytes, content: bytes) -> bytes:
    size = _varint(2 << 3) + _varint(len(content))
    blob = size + _field(3, zlib.compress(content))
    head = _field(1, kind) + _varint(3 << 3) + _varint(len(blob))
    return struct.pack(">I", len(head)) + head + blob


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _deltas(values: Sequence[int]) -> bytes:
    steps = [b - a for a, b in zip([0, *values], values, strict=False)]
    return b"".join(_varint((step << 1) ^ (step >> 63)) for step in steps)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
