"""Routes whose true stretches are known: walks over a network, drawn beside it the way clerks draw.

Everything is seeded; the same network and seed give the same routes. No place is left out because it is hard:
walks start anywhere, weighted by length, and go through every kind of junction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.model import Floats, Ints, Network, Objects, Project, Routes, Service, Specification, Window

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["Crossers", "Drawing", "Truth", "crossing_routes", "lattice", "routes_of", "true_routes"]

_LEAVE, _SHORTEST_WALK_M, _VIEW_M = 5.0, 30.0, 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How routes are drawn: side offset up to ``offset_m``, lateral noise, vertices every so many metres.

    Half of the noise variance is white (a shaking hand), half is correlated over ``drift_m`` (a bad background map).
    """

    noise_m: float
    offset_m: float = 4.0
    drift_m: float = 40.0
    spacing_m: tuple[float, float] = (5.0, 25.0)
    length_m: tuple[float, float] = (100.0, 800.0)
    straightness: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Drawn lines, and the intervals of sections they stand for, one row per (route, section)."""

    lines: Objects
    route: Ints
    section: Ints
    from_m: Floats
    to_m: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossers:
    """Lines that only cross the section of the same row, at ``angle`` to it in degrees."""

    lines: Objects
    section: Ints
    angle: Floats


def routes_of(lines: Objects) -> Routes:
    """Make one project of each line."""
    window = Window(first=date(2026, 1, 1), last=date(2026, 12, 31))
    pipe = Specification(dn_mm=200.0, count=1, laying="direct")
    projects = tuple(
        Project(
            key=f"P{i:07d}",
            project_id=f"P{i:07d}",
            utility="U",
            service=Service.WATER,
            window=window,
            specification=pipe,
            install_m_per_day=30.0,
        )
        for i in range(len(lines))
    )
    return Routes(
        projects=projects,
        parts=lines,
        project_of_part=np.arange(len(lines)),
        source_of_part=np.full(len(lines), "truth", dtype=object),
        feature_of_part=np.arange(len(lines)),
    )


class _Walker:
    """Sections and junctions in the form a walk needs."""

    def __init__(self, network: Network) -> None:
        self.length = network.length_m
        self.xy = [shapely.get_coordinates(line) for line in network.lines]
        self.node = np.column_stack([network.start_node, network.end_node])
        self.ends: dict[int, list[tuple[int, int]]] = {}
        for section, pair in enumerate(self.node.tolist()):
            for end, node in enumerate(pair):
                self.ends.setdefault(node, []).append((section, end))
        self.out = np.array([[_unit(xy[1] - xy[0]), _unit(xy[-2] - xy[-1])] for xy in self.xy])

    def walk(self, rng: Generator, drawing: Drawing) -> list[tuple[int, float, float]]:
        """Return (section, entered at, left at) along one walk; no section is used twice."""
        wanted = rng.uniform(*drawing.length_m)
        section = int(rng.choice(len(self.length), p=self.length / self.length.sum()))
        at, forward = rng.uniform(0, self.length[section]), bool(rng.integers(2))
        steps: list[tuple[int, float, float]] = []
        used = {section}
        while True:
            room = self.length[section] - at if forward else at
            go = min(room, wanted)
            steps.append((section, at, at + go if forward else at - go))
            wanted -= go
            onward = self._onward(rng, section, int(forward), used, drawing.straightness)
            if wanted <= 0 or onward is None:
                return [s for s in steps if abs(s[1] - s[2]) > 1e-6]
            section, end = onward
            used.add(section)
            forward, at = end == 0, 0.0 if end == 0 else float(self.length[section])

    def _onward(
        self, rng: Generator, section: int, end: int, used: set[int], straightness: float
    ) -> tuple[int, int] | None:
        choices = [e for e in self.ends[int(self.node[section, end])] if e[0] not in used]
        if not choices:
            return None
        ahead = np.array([-self.out[section, end] @ self.out[s, e] for s, e in choices])
        weight = np.exp(straightness * ahead)
        return choices[int(rng.choice(len(choices), p=weight / weight.sum()))]

    def path(self, steps: list[tuple[int, float, float]]) -> Floats:
        """Return the vertices of a walk along the centrelines."""
        pieces = [_piece(self.xy[s], low, high) for s, low, high in steps]
        xy = np.concatenate(pieces)
        keep = np.concatenate([[True], np.hypot(*np.diff(xy, axis=0).T) > 1e-3])
        return np.asarray(xy[keep], dtype=np.float64)


def true_routes(network: Network, rng: Generator, count: int, drawing: Drawing) -> Truth:
    """Draw ``count`` walks; the truth is on the network's own sections (aliases already merged)."""
    walker = _Walker(network)
    lines, rows = np.empty(count, dtype=object), []
    for route in range(count):
        steps: list[tuple[int, float, float]] = []
        while sum(abs(low - high) for _, low, high in steps) < _SHORTEST_WALK_M:
            steps = walker.walk(rng, drawing)
        lines[route] = shapely.LineString(_drawn(walker.path(steps), rng, drawing))
        rows += [(route, section, min(a, b), max(a, b)) for section, a, b in steps]
    table = np.array(rows, dtype=np.float64)
    return Truth(
        lines=lines,
        route=table[:, 0].astype(np.int64),
        section=table[:, 1].astype(np.int64),
        from_m=table[:, 2],
        to_m=table[:, 3],
    )


def crossing_routes(network: Network, rng: Generator, count: int, *, least_angle: float = 40.0) -> Crossers:
    """Draw straight lines of 16 to 80 m over random places, at ``least_angle`` to 90 degrees to the section.

    The section's direction is taken over 12 m on both sides. A line that also runs along a bend of the section
    (within 15 m and 30 degrees anywhere) does not only cross it and is drawn anew elsewhere.
    """
    kept: list[Crossers] = []
    while (missing := count - sum(len(k.section) for k in kept)) > 0:
        drawn = _crossers(network, rng, missing, least_angle)
        only = ~_runs_along(network, drawn)
        kept.append(Crossers(lines=drawn.lines[only], section=drawn.section[only], angle=drawn.angle[only]))
    return Crossers(
        lines=np.concatenate([k.lines for k in kept]),
        section=np.concatenate([k.section for k in kept]),
        angle=np.concatenate([k.angle for k in kept]),
    )


def _crossers(network: Network, rng: Generator, count: int, least_angle: float) -> Crossers:
    section = rng.choice(len(network), size=count, p=network.length_m / network.length_m.sum())
    at = rng.uniform(0, 1, count) * network.length_m[section]
    point = shapely.get_coordinates(shapely.line_interpolate_point(network.lines[section], at))
    way = _way(network, section, at)
    angle = rng.uniform(least_angle, 90.0, count)
    turn = np.arctan2(way[:, 1], way[:, 0]) + np.radians(angle) * rng.choice([-1, 1], count)
    way = np.column_stack([np.cos(turn), np.sin(turn)])
    left, right = rng.uniform(8, 40, (2, count))
    ends = np.stack([point - way * left[:, None], point + way * right[:, None]], axis=1)
    lines: Objects = np.asarray(shapely.linestrings(ends), dtype=object)
    return Crossers(lines=lines, section=section, angle=angle)


def _way(network: Network, section: Ints, at: Floats) -> Floats:
    """Return the unit direction of sections around places on them."""
    near = np.maximum(at - _VIEW_M, 0), np.minimum(at + _VIEW_M, network.length_m[section])
    a, b = (shapely.get_coordinates(shapely.line_interpolate_point(network.lines[section], n)) for n in near)
    way: Floats = (b - a) / np.maximum(np.hypot(*(b - a).T), 1e-9)[:, None]
    return way


def _runs_along(network: Network, drawn: Crossers) -> Objects:
    """Tell which lines come within 15 m and 30 degrees of their section anywhere, looked at in 21 places."""
    share = np.tile(np.linspace(0, 1, 21), len(drawn.section))
    line, section = np.repeat(drawn.lines, 21), np.repeat(drawn.section, 21)
    point = shapely.line_interpolate_point(line, share, normalized=True)
    road = network.lines[section]
    ends = shapely.get_coordinates(line).reshape(-1, 2, 2)
    step = ends[:, 1] - ends[:, 0]
    cosine = np.einsum("ij,ij->i", _way(network, section, shapely.line_locate_point(road, point)), step)
    flat = np.abs(cosine) > np.cos(np.radians(30)) * np.hypot(*step.T)
    along: Objects = (flat & (shapely.distance(point, road) < 15)).reshape(-1, 21).any(axis=1)
    return along


def lattice(blocks: int, block_m: float = 100.0) -> tuple[Objects, Ints]:
    """Return the lines of a grid of streets and the junctions at their ends, shape (s, 2)."""
    row, column = (a.ravel() for a in np.meshgrid(np.arange(blocks + 1), np.arange(blocks + 1), indexing="ij"))
    node = row * (blocks + 1) + column
    ends = np.concatenate(
        [
            np.column_stack([node[column < blocks], node[column < blocks] + 1]),
            np.column_stack([node[row < blocks], node[row < blocks] + blocks + 1]),
        ]
    )
    xy = np.column_stack([column, row]) * block_m
    return shapely.linestrings(xy[ends]), ends


def _unit(step: Floats) -> Floats:
    return step / max(float(np.hypot(*step)), 1e-9)


def _piece(xy: Floats, low: float, high: float) -> Floats:
    """Cut from chainage ``low`` to ``high``; backwards where ``high`` is less."""
    place = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    first, last = min(low, high), max(low, high)
    inner = place[(place > first) & (place < last)]
    at = np.concatenate([[first], inner, [last]])
    piece = np.column_stack([np.interp(at, place, xy[:, 0]), np.interp(at, place, xy[:, 1])])
    return piece if low <= high else piece[::-1]


def _drawn(path: Floats, rng: Generator, drawing: Drawing) -> Floats:
    """Draw a path beside itself: constant offset, noisy vertices, and a vertex wherever it turns sharply."""
    place = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    spacing = rng.uniform(*drawing.spacing_m)
    at = np.linspace(0, place[-1], max(int(np.ceil(place[-1] / spacing)), 1) + 1)
    way = np.diff(path, axis=0)
    turn = np.abs(np.angle(np.exp(1j * np.diff(np.arctan2(way[:, 1], way[:, 0])))))
    corners = place[1:-1][turn > np.radians(20)]
    clear = np.abs(at[:, None] - corners).min(axis=1, initial=np.inf) > _LEAVE
    clear[[0, -1]] = True
    at = np.unique(np.concatenate([at[clear], corners]))
    point = _along(path, place, at)
    tangent = _along(path, place, at + 1.5) - _along(path, place, at - 1.5)
    tangent /= np.maximum(np.hypot(*tangent.T), 1e-9)[:, None]
    # at a corner the normal is the bisector, so the offset line keeps its distance from both legs
    before = _along(path, place, at) - _along(path, place, at - 1.0)
    stretch = 1 / np.clip(np.einsum("ij,ij->i", tangent, before) / np.maximum(np.hypot(*before.T), 1e-9), 0.5, 1.0)
    stretch[0] = 1.0
    lateral = rng.uniform(-drawing.offset_m, drawing.offset_m) * stretch + _noise(rng, at, drawing)
    drawn: Floats = point + lateral[:, None] * np.column_stack([-tangent[:, 1], tangent[:, 0]])
    return drawn


def _along(path: Floats, place: Floats, at: Floats) -> Floats:
    """Interpolate, and run straight on beyond both ends."""
    inside = np.clip(at, place[0], place[-1])
    xy = np.column_stack([np.interp(inside, place, path[:, 0]), np.interp(inside, place, path[:, 1])])
    over = (at - inside)[:, None]
    return np.where(over < 0, xy + over * _unit(path[1] - path[0]), xy + over * _unit(path[-1] - path[-2]))


def _noise(rng: Generator, at: Floats, drawing: Drawing) -> Floats:
    white = rng.normal(size=len(at))
    fresh = rng.normal(size=len(at))
    drift = fresh.copy()
    keep = np.exp(-np.diff(at) / drawing.drift_m)
    for i, share in enumerate(keep, start=1):
        drift[i] = share * drift[i - 1] + np.sqrt(1 - share**2) * fresh[i]
    noise: Floats = drawing.noise_m * (white + drift) / np.sqrt(2)
    return noise
