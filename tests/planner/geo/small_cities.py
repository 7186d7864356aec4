"""Small made-up cities for property tests: a jittered grid of bent streets, and routes that walk along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from planner.model import Floats

BLOCK_M = 90.0
SIDE = 4
PLACE = np.array([500_000.0, 3_700_000.0])


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Streets between junctions, and routes; all LineStrings in the planning CRS."""

    streets: tuple[shapely.LineString, ...]
    routes: tuple[shapely.LineString, ...]


def small_city(seed: int, routes: int) -> City:
    """Make a city of 4 by 4 junctions and routes that follow two to five streets, up to 5 m beside them."""
    chance = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij"), axis=-1) * BLOCK_M
    corner = (grid + chance.uniform(-15, 15, grid.shape) + PLACE).reshape(-1, 2)
    at = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    pairs = [
        *zip(at[:-1].ravel(), at[1:].ravel(), strict=True),
        *zip(at[:, :-1].ravel(), at[:, 1:].ravel(), strict=True),
    ]
    edges = [(int(a), int(b)) for a, b in pairs]
    bends = {edge: (corner[edge[0]] + corner[edge[1]]) / 2 + chance.normal(0, 3, 2) for edge in edges}
    streets = tuple(shapely.LineString([corner[a], bends[a, b], corner[b]]) for a, b in edges)
    return City(streets=streets, routes=tuple(_route(chance, edges, corner, bends) for _ in range(routes)))


def _route(
    chance: np.random.Generator,
    edges: list[tuple[int, int]],
    corner: Floats,
    bends: dict[tuple[int, int], Floats],
) -> shapely.LineString:
    """Walk along streets without turning back, keep to one side, and shake."""
    here, seen, points = int(chance.integers(len(corner))), set[int](), []
    points.append(corner[here])
    for _ in range(int(chance.integers(2, 6))):
        seen.add(here)
        onward = sorted({b if a == here else a for a, b in edges if here in {a, b}} - seen)
        if not onward:
            break
        there = onward[int(chance.integers(len(onward)))]
        points += [bends[min(here, there), max(here, there)], corner[there]]
        here = there
    line = shapely.segmentize(shapely.LineString(points), 18.0)
    beside = shapely.offset_curve(line, float(chance.uniform(1, 5) * chance.choice([-1, 1])), join_style="mitre")
    xy = shapely.get_coordinates(beside)
    return shapely.LineString(xy + chance.normal(0, 0.6, xy.shape))
