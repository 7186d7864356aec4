"""A generated city of any size and any number of walks in it, drawn fast enough to measure a million routes.

The walks are those of ``benchmarks.truth``, computed for all routes at once; sections here are straight, which is
what makes that possible. The same size and seed give the same city and the same routes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from benchmarks.truth import Drawing, Truth, lattice, routes_of
from planner.model import Floats, Ints, Network, Objects, Routes

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["blocks_for", "grid_city", "walks"]

_BLOCK_M = 100.0
# Junctions lie this far off the lattice, one standard deviation
_CROOKED_M = 3.0
# Routes drawn at a time, which bounds the memory of drawing
_AT_ONCE = 20_000
# A path runs straight on beyond its ends by this much, so that it has a direction there
_BEYOND_M = 2.0
_CLEAR_M, _CORNER = 5.0, np.radians(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Town:
    """Straight sections from ``start`` along ``way``, and the section ends (``2 s``, ``2 s + 1``) at each junction."""

    length: Floats
    start: Floats
    way: Floats
    node: Ints
    around: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """Sections walked, sorted by route and in order of walking, entered and left at these chainages."""

    route: Ints
    section: Ints
    enter: Floats
    leave: Floats


def blocks_for(sections: int) -> int:
    """Return how many blocks on a side a city needs to have about so many sections."""
    return max(round(float(np.sqrt(sections / 2))), 1)


def grid_city(blocks: int, seed: int = 0) -> Network:
    """Make a city of ``blocks`` x ``blocks`` blocks of about 100 m; 200 give 80,400 sections."""
    lines, ends = lattice(blocks, _BLOCK_M)
    nodes = (blocks + 1) ** 2
    crooked = np.random.default_rng(seed).normal(scale=_CROOKED_M, size=(nodes, 2))
    straight = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    lines = np.asarray(shapely.linestrings(straight + crooked[ends]), dtype=object)
    count = len(lines)
    blank = np.full(count, "", dtype=object)
    return Network(
        crs=4547,
        section_ids=np.array([f"S{i:07d}" for i in range(count)], dtype=object),
        lines=lines,
        length_m=shapely.length(lines),
        start_node=ends[:, 0].copy(),
        end_node=ends[:, 1].copy(),
        corridor=np.zeros(count, dtype=np.int64),
        names=blank,
        road_class=blank,
        width_m=np.full(count, np.nan),
        paved_on=np.full(count, "NaT", dtype="datetime64[D]"),
        paved_kind=blank,
        pavement=blank,
        level=np.zeros(count, dtype=np.int64),
        aliases={},
    )


def walks(network: Network, count: int, noise_m: float, seed: int) -> tuple[Routes, Truth]:
    """Draw ``count`` different walks of 100 to 800 m over a network of straight sections.

    Returns
    -------
    routes : One project and one part for each walk.
    truth : Its intervals, one row for each (route, section): ``route`` is the index of the project.

    Raises
    ------
    ValueError : A section is not straight.
    """
    town, drawing = _town(network), Drawing(noise_m=noise_m)
    lines, told = [], []
    for first in range(0, count, _AT_ONCE):
        rng, size = np.random.default_rng([seed, first]), min(_AT_ONCE, count - first)
        steps = _walked(town, rng, size, drawing)
        lines.append(_drawn(_path(town, steps), rng, drawing))
        told.append(
            (
                steps.route + first,
                steps.section,
                np.minimum(steps.enter, steps.leave),
                np.maximum(steps.enter, steps.leave),
            )
        )
    drawn: Objects = np.concatenate([np.empty(0, dtype=object), *lines])
    ints, floats = np.empty(0, dtype=np.int64), np.empty(0)
    route, section, low, high = (
        np.concatenate([kind, *(t[i] for t in told)]) for i, kind in enumerate((ints, ints, floats, floats))
    )
    return routes_of(drawn), Truth(lines=drawn, route=route, section=section, from_m=low, to_m=high)


def _town(network: Network) -> _Town:
    if (shapely.get_num_coordinates(network.lines) != 2).any():
        raise ValueError("walks need straight sections")
    ends = shapely.get_coordinates(network.lines).reshape(-1, 2, 2)
    node = np.column_stack([network.start_node, network.end_node])
    order = np.argsort(node.ravel(), kind="stable")
    at = node.ravel()[order]
    rank = np.arange(len(at)) - np.searchsorted(at, at)
    around = np.full((int(at.max()) + 1, int(rank.max()) + 1), -1)
    around[at, rank] = order
    way = (ends[:, 1] - ends[:, 0]) / network.length_m[:, None]
    return _Town(length=network.length_m, start=ends[:, 0], way=way, node=node, around=around)


def _walked(town: _Town, rng: Generator, count: int, drawing: Drawing) -> _Steps:
    """Walk all routes one section at a time until each has its length; no section is used twice."""
    route, wanted = np.arange(count), rng.uniform(*drawing.length_m, count)
    section = rng.choice(len(town.length), size=count, p=town.length / town.length.sum())
    at, end = rng.uniform(0, 1, count) * town.length[section], rng.integers(2, size=count)
    used, rows = section[:, None], []
    while len(route):
        room = np.where(end == 1, town.length[section] - at, at)
        gone = np.minimum(room, wanted)
        rows.append((route, section, at, at + np.where(end == 1, gone, -gone)))
        onward = _onward(town, rng, 2 * section + end, used, drawing.straightness)
        wanted = wanted - gone
        on = (wanted > 0) & (onward >= 0)
        route, wanted, onward = route[on], wanted[on], onward[on]
        section = onward // 2
        end = 1 - onward % 2
        at = np.where(end == 1, 0.0, town.length[section])
        used = np.column_stack([used[on], section])
    route, section, enter, leave = (np.concatenate([row[i] for row in rows]) for i in range(4))
    order = np.argsort(route, kind="stable")
    order = order[np.abs(leave - enter)[order] > 1e-3]
    return _Steps(route=route[order], section=section[order], enter=enter[order], leave=leave[order])


def _onward(town: _Town, rng: Generator, arrived: Ints, used: Ints, straightness: float) -> Ints:
    """Choose for each walk the section end it goes on from, rather straight on than round a corner; -1 for none."""
    choice = town.around[town.node.ravel()[arrived]]
    free = (choice >= 0) & (choice[:, :, None] // 2 != used[:, None, :]).all(axis=2)
    ahead = town.way[arrived // 2] * np.where(arrived % 2 == 1, 1.0, -1.0)[:, None]
    out = town.way[choice // 2] * np.where(choice % 2 == 0, 1.0, -1.0)[:, :, None]
    weight = np.cumsum(free * np.exp(straightness * np.einsum("ij,ikj->ik", ahead, out)), axis=1)
    pick = (weight > rng.uniform(size=len(arrived))[:, None] * weight[:, -1:]).argmax(axis=1)
    return np.where(weight[:, -1] > 0, np.take_along_axis(choice, pick[:, None], axis=1)[:, 0], -1)


def _path(town: _Town, steps: _Steps) -> tuple[Ints, Floats]:
    """Return the vertices of all walks along the centrelines, with the route of each."""
    entered = town.start[steps.section] + town.way[steps.section] * steps.enter[:, None]
    left = town.start[steps.section] + town.way[steps.section] * steps.leave[:, None]
    first = np.flatnonzero(np.diff(steps.route, prepend=-1))
    return np.insert(steps.route, first, steps.route[first]), np.insert(left, first, entered[first], axis=0)


def _drawn(path: tuple[Ints, Floats], rng: Generator, drawing: Drawing) -> Objects:
    """Draw paths beside themselves: constant offset, noisy vertices, and a vertex wherever they turn sharply."""
    route, xy = path
    first = np.flatnonzero(np.diff(route, prepend=-1))
    last = np.append(first[1:], len(route)) - 1
    route, xy = _extended(route, xy, first, last)
    first, last = first + 2 * np.arange(len(first)), last + 2 * np.arange(len(first)) + 2
    size = np.hypot(*np.diff(xy, axis=0).T)
    size[last[:-1]] = 1.0
    axis = np.concatenate([[0.0], np.cumsum(size)])
    low, high = axis[first + 1], axis[last - 1]
    at, of = _vertices(low, high, _corners(xy, axis, first, last), rng, drawing)
    ahead, behind, before = (_along(xy, axis, at + step) for step in (1.5, -1.5, -1.0))
    point, tangent = _along(xy, axis, at), _unit(ahead - behind)
    # at a corner the normal is the bisector, so the offset line keeps its distance from both legs
    stretch = 1 / np.clip(np.einsum("ij,ij->i", tangent, _unit(point - before)), 0.5, 1.0)
    offset = rng.uniform(-drawing.offset_m, drawing.offset_m, len(first))[of]
    lateral = offset * stretch + _noise(rng, at, of, drawing)
    lines: Objects = shapely.linestrings(point + lateral[:, None] * tangent[:, ::-1] * [-1.0, 1.0], indices=of)
    return lines


def _extended(route: Ints, xy: Floats, first: Ints, last: Ints) -> tuple[Ints, Floats]:
    """Prolong each path straight on at both ends."""
    before = xy[first] - _BEYOND_M * _unit(xy[first + 1] - xy[first])
    after = xy[last] + _BEYOND_M * _unit(xy[last] - xy[last - 1])
    where = np.concatenate([first, last + 1])
    ends = np.concatenate([before, after])
    # of two paths that meet at one place in the table the end of the former comes first
    order = np.lexsort((np.repeat([1, 0], len(first)), where))
    owners = np.tile(route[first], 2)
    return np.insert(route, where[order], owners[order]), np.insert(xy, where[order], ends[order], axis=0)


def _corners(xy: Floats, axis: Floats, first: Ints, last: Ints) -> Floats:
    way = np.diff(xy, axis=0)
    bearing = np.arctan2(way[:, 1], way[:, 0])
    sharp = np.abs(np.angle(np.exp(1j * np.diff(bearing, append=0.0, prepend=0.0)))) > _CORNER
    sharp[np.concatenate([first, first + 1, last - 1, last])] = False
    corners: Floats = axis[sharp]
    return corners


def _vertices(low: Floats, high: Floats, corners: Floats, rng: Generator, drawing: Drawing) -> tuple[Floats, Ints]:
    """Return where paths get vertices on the axis, and the path of each."""
    count = np.ceil((high - low) / rng.uniform(*drawing.spacing_m, len(low))).astype(np.int64).clip(1, None) + 1
    start = np.cumsum(count) - count
    of = np.repeat(np.arange(len(low)), count)
    rank = np.arange(len(of)) - start[of]
    at = low[of] + (high - low)[of] * rank / (count[of] - 1)
    fence = np.concatenate([[-np.inf], corners, [np.inf]])
    near = np.searchsorted(fence, at)
    clear = np.minimum(at - fence[near - 1], fence[near] - at) > _CLEAR_M
    clear |= (rank == 0) | (rank == count[of] - 1)
    at = np.sort(np.concatenate([at[clear], corners]))
    return at, np.searchsorted(low, at, side="right") - 1


def _along(xy: Floats, axis: Floats, at: Floats) -> Floats:
    points: Floats = np.column_stack([np.interp(at, axis, xy[:, 0]), np.interp(at, axis, xy[:, 1])])
    return points


def _unit(step: Floats) -> Floats:
    unit: Floats = step / np.maximum(np.hypot(*step.T), 1e-9)[:, None]
    return unit


def _noise(rng: Generator, at: Floats, of: Ints, drawing: Drawing) -> Floats:
    """Return noise, half white and half correlated along each path."""
    white, fresh = rng.normal(size=(2, len(at)))
    keep = np.exp(-np.diff(at, prepend=0.0) / drawing.drift_m)
    rank = np.arange(len(at)) - np.searchsorted(of, of)
    order = np.argsort(rank, kind="stable")
    cut = np.searchsorted(rank[order], np.arange(1, int(rank.max(initial=0)) + 2))
    for low, high in pairwise(cut.tolist()):
        here = order[low:high]
        fresh[here] = keep[here] * fresh[here - 1] + np.sqrt(1 - keep[here] ** 2) * fresh[here]
    noise: Floats = drawing.noise_m * (white + fresh) / np.sqrt(2)
    return noise
