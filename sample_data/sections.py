"""From street lines to a noded road network: sections between junctions with their facts."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sample_data.ground import settled
from sample_data.street_table import BRIDGES, RECENTLY_PAVED, TWO_WAY
from sample_data.streets import along, meetings, river_polygon, street_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sample_data.streets import Piece

__all__ = ["Hop", "Section", "Street", "Town", "build_town"]

SNAP = 0.5
WIDTHS = {
    "primary": (30.0, 6),
    "secondary": (22.0, 4),
    "tertiary": (14.0, 2),
    "residential": (9.0, 2),
    "service": (5.5, 1),
}
FLIPPED_SHARE = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One edge between two junctions as the file holds it; ``line`` is in the planning CRS, rounding included."""

    section_id: str
    name: str
    highway: str
    width_m: float
    lanes: int
    pavement: str
    paved_on: str | None
    paved_kind: str | None
    bridge: bool
    nodes: tuple[int, int]
    line: shapely.LineString
    alias_of: str | None = None

    @property
    def length_m(self) -> float:
        """Return the length in the planning CRS."""
        return float(self.line.length)


@dataclass(frozen=True, slots=True)
class Hop:
    """A whole section on the way along a street, and whether it is travelled as digitised."""

    section: Section
    forward: bool

    @property
    def nodes(self) -> tuple[int, int]:
        """Return the junctions in the order of travel."""
        a, b = self.section.nodes
        return (a, b) if self.forward else (b, a)


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """An unbroken run of sections of one name, in the order of the plan."""

    key: str
    name: str
    highway: str
    hops: tuple[Hop, ...]

    @property
    def length_m(self) -> float:
        """Return the length of the run."""
        return sum(hop.section.length_m for hop in self.hops)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The road network: canonical sections, their opposite directions, and the streets they make up."""

    sections: tuple[Section, ...]
    opposites: tuple[Section, ...]
    streets: tuple[Street, ...]


def build_town(seed: int) -> Town:
    """Return the network of the generated seat; the same seed gives the same town."""
    pieces = street_pieces()
    stops = _stops([piece.line for piece in pieces])
    water = river_polygon()
    draw = random.Random(f"{seed}/sections")
    facts = _paving(draw, sorted({piece.plan.name for piece in pieces}))
    sections: list[Section] = []
    streets: list[Street] = []
    for piece, (at, nodes) in zip(pieces, stops, strict=True):
        hops = []
        for k in range(len(at) - 1):
            line = _between(piece, at[k], at[k + 1])
            forward = piece.plan.one_way or draw.random() >= FLIPPED_SHARE
            section = _section(piece, line, (nodes[k], nodes[k + 1]), len(sections) + 1, facts, water)
            section = section if forward else _turned(section, section.section_id)
            sections.append(section)
            hops.append(Hop(section, forward))
        streets.append(Street(key=piece.plan.label, name=piece.plan.name, highway=piece.plan.highway, hops=tuple(hops)))
    return Town(sections=tuple(sections), opposites=_opposites(sections), streets=tuple(streets))


def _section(
    piece: Piece,
    line: shapely.LineString,
    nodes: tuple[int, int],
    number: int,
    facts: dict[str, tuple[str, str] | None],
    water: shapely.Polygon,
) -> Section:
    """Return one section with the facts of its street."""
    plan = piece.plan
    width, lanes = WIDTHS[plan.highway]
    paved = facts[plan.name]
    return Section(
        section_id=f"YX-{number:04d}",
        name=plan.name,
        highway=plan.highway,
        width_m=plan.width_m or width,
        lanes=plan.lanes or lanes,
        pavement=plan.pavement,
        paved_on=paved[0] if paved else None,
        paved_kind=paved[1] if paved else None,
        bridge=plan.name in BRIDGES and bool(line.intersects(water)),
        nodes=nodes,
        line=settled(line),
    )


def _opposites(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the second direction of the streets that the file holds as two directed edges."""
    twice = [section for section in sections if section.name in TWO_WAY]
    return tuple(_turned(s, f"YX-{len(sections) + k:04d}", alias_of=s.section_id) for k, s in enumerate(twice, 1))


def _turned(section: Section, section_id: str, alias_of: str | None = None) -> Section:
    """Return the same piece of road digitised the other way."""
    a, b = section.nodes
    return replace(section, section_id=section_id, nodes=(b, a), line=section.line.reverse(), alias_of=alias_of)


def _paving(draw: random.Random, names: Sequence[str]) -> dict[str, tuple[str, str] | None]:
    """Return when each street was last paved: old enough to be dug except where the table says otherwise."""
    facts: dict[str, tuple[str, str] | None] = {}
    for name in names:
        kind = "major_repair" if draw.random() < 0.35 else "new"
        year = draw.randrange(2012, 2023) if kind == "major_repair" else draw.randrange(2003, 2021)
        day = f"{year}-{draw.randrange(3, 12):02d}-{draw.randrange(1, 28):02d}"
        facts[name] = (day, kind) if draw.random() < 0.8 else None
    return facts | RECENTLY_PAVED


def _stops(lines: Sequence[shapely.LineString]) -> list[tuple[list[float], list[int]]]:
    """Return per line the distances at which it has a junction or an end, and the junction numbers there."""
    nodes: list[shapely.Point] = []
    stops: list[dict[int, float]] = [{} for _ in lines]
    for i, line in enumerate(lines):
        if not line.is_closed:
            for end in (line.coords[0], line.coords[-1]):
                _note(shapely.Point(end), (i,), lines, nodes, stops)
        for j in range(i):
            for point in meetings(line, lines[j]):
                _note(point, (i, j), lines, nodes, stops)
    for i, line in enumerate(lines):
        for k, node in enumerate(nodes):
            if k not in stops[i] and line.distance(node) < SNAP:
                stops[i][k] = float(line.project(node))
    return [_ordered(line, stop) for line, stop in zip(lines, stops, strict=True)]


def _note(
    point: shapely.Point,
    on: tuple[int, ...],
    lines: Sequence[shapely.LineString],
    nodes: list[shapely.Point],
    stops: list[dict[int, float]],
) -> None:
    """Enter a junction on its lines, using one already there where it is within reach."""
    near = next((k for k, node in enumerate(nodes) if node.distance(point) < SNAP), len(nodes))
    if near == len(nodes):
        nodes.append(point)
    for i in on:
        stops[i].setdefault(near, float(lines[i].project(nodes[near])))


def _ordered(line: shapely.LineString, stop: dict[int, float]) -> tuple[list[float], list[int]]:
    """Return the stops of a line in order; a closed line comes back to its first stop."""
    order = sorted(stop.items(), key=lambda item: item[1])
    at, nodes = [d for _, d in order], [k for k, _ in order]
    if line.is_closed:
        return [*at, at[0] + float(line.length)], [*nodes, nodes[0]]
    return at, nodes


def _between(piece: Piece, start: float, end: float) -> shapely.LineString:
    """Return the line of a section, thinned to the vertices that shape it."""
    line = piece.line
    if end > line.length:
        twice = np.vstack([shapely.get_coordinates(line), shapely.get_coordinates(line)[1:]])
        line = shapely.LineString(twice)
    return shapely.simplify(along(line, start, end), 0.1)
