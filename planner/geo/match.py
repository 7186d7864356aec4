"""Where routes run: every route is referenced once to intervals of sections, then never looked at again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo._compiled import CANDIDATES, Block, Costs
from planner.geo._crossings import told_crossings
from planner.geo._decode_kernel import decode_block
from planner.geo._match_index import RoadIndex, build_index
from planner.geo._observe_kernel import CROSSING_COLUMNS, observe_block
from planner.geo._route_parts import tidy_parts
from planner.geo._runs_kernel import OFF_COLUMNS, RUN_COLUMNS, cut_block, merge_intervals
from planner.geo.pieces import cut_lines
from planner.model import Crossings, Floats, Ints, Network, Objects, Routes, Stretches, Unmatched

if TYPE_CHECKING:
    from planner.geo._compiled import Roads
    from planner.rulebook.model import Matching

__all__ = ["Matched", "index_network", "match_routes"]

_STEP_M = 5.0
# Standard deviation of the model's distances, as a share of the search distance: samples of one hand-drawn
# line err together, so it is wider than the noise itself
_SCALE = 0.467
# Sections are looked for a little beyond the rulebook's distance, so that one stray vertex does not break a run
_REACH = 1.4
# Small enough for a block's tables to stay in a core's cache
_BLOCK_SAMPLES = 8_000
# Pieces of one project on one section that touch within a sample are one stretch
_JOIN_M = 5.0
# Closer to the centreline than this a route has no side
_CENTRE_M = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Every metre of every route: on a section, across one, or on none."""

    stretches: Stretches
    crossings: Crossings
    unmatched: Unmatched


def index_network(network: Network, rules: Matching) -> RoadIndex:
    """Prepare a network for any number of calls of ``match_routes`` under the same rules."""
    return build_index(network, _REACH * rules.search_m.value)


def match_routes(routes: Routes, network: Network, rules: Matching, index: RoadIndex | None = None) -> Matched:
    """Refer every route to the sections it runs along.

    The result does not depend on the direction or order in which parts were drawn, nor on how a project is
    cut into parts. A stretch reaches the end of its section where the route goes on along another section.

    Parameters
    ----------
    routes, network : In one planning CRS; either may be empty.
    rules : ``search_m``, the farthest a route may lie from the centreline, and ``minimum_stretch_m``, the least
        connected length along roads that counts as running there.
    index : From ``index_network``, when many submissions meet one network.

    Returns
    -------
    matched : Stretches of a project never overlap on a section. Parts of routes off all roads for at least
        ``minimum_stretch_m`` are in ``unmatched``, and so is any route that has no stretch at all.
    """
    parts, project = tidy_parts(routes)
    index = index if index is not None else index_network(network, rules)
    runs, off, crossed = _matched_blocks(parts, index, _costs(rules, index.reach_m))
    stretches = _stretches(runs, project, network)
    return Matched(
        stretches=stretches,
        crossings=told_crossings(crossed, index.origin, project, stretches),
        unmatched=_unmatched(off, parts, project, stretches, rules.minimum_stretch_m.value),
    )


def _costs(rules: Matching, reach_m: float) -> Costs:
    """Scale the model by the search distance: at that distance a road costs as much as being on none."""
    scale = rules.search_m.value * _SCALE
    return Costs(
        reach_m=reach_m,
        scale_m=scale,
        across=10.0,
        nowhere=0.5 / _SCALE**2,
        leave=14.0,
        turn=1.2,
        detour=0.2,
        jump=40.0,
        offset_pull=0.2,
        offset_cap=4.2,
        spur_m=rules.minimum_stretch_m.value,
        shortest_m=rules.minimum_stretch_m.value,
    )


def _matched_blocks(parts: Objects, index: RoadIndex, costs: Costs) -> tuple[Floats, Floats, Floats]:
    """Match blocks of parts in threads; the order of the result is that of the parts."""
    xy = shapely.get_coordinates(parts) - index.origin
    start = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(parts))])
    count = np.maximum(np.ceil(shapely.length(parts) / _STEP_M - 1e-6), 1).astype(np.int64) + 1
    done = np.concatenate([[0], np.cumsum(count)])
    cuts = np.searchsorted(done, np.arange(0, done[-1] + _BLOCK_SAMPLES, _BLOCK_SAMPLES))
    cuts = np.unique(np.concatenate([[0], cuts, [len(parts)]]).clip(0, len(parts)))
    block = partial(_matched_block, index.roads, costs, xy, start, done)
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(block, cuts[:-1].tolist(), cuts[1:].tolist()))
    tables = (RUN_COLUMNS, OFF_COLUMNS, CROSSING_COLUMNS)
    runs, off, crossed = (
        np.concatenate([np.empty((0, len(columns))), *(f[i] for f in found)]) for i, columns in enumerate(tables)
    )
    return runs, off, crossed


def _matched_block(
    roads: Roads, costs: Costs, xy: Floats, start: Ints, done: Ints, first: int, last: int
) -> tuple[Floats, Floats, Floats]:
    """Observe, decode and cut the parts ``first`` to ``last - 1``."""
    block = _new_block(first, done[first : last + 1] - done[first])
    size = len(block.samples)
    crossed, runs = np.empty((4 * size, len(CROSSING_COLUMNS))), np.empty((3 * size, len(RUN_COLUMNS)))
    off = np.empty((size, len(OFF_COLUMNS)))
    crossings = observe_block(roads, costs, xy, start, block, crossed)
    decode_block(roads, costs, block)
    used, off_used = cut_block(roads, costs, block, runs, off)
    return runs[:used].copy(), off[:off_used].copy(), crossed[:crossings].copy()


def _new_block(first: int, sample_start: Ints) -> Block:
    size, ints = int(sample_start[-1]), np.int64
    return Block(
        first=first,
        sample_start=sample_start,
        step_m=np.empty(len(sample_start) - 1),
        samples=np.empty((size, 4)),
        found=np.empty(size, dtype=ints),
        section=np.empty((size, CANDIDATES), dtype=ints),
        place=np.empty((size, CANDIDATES, 5)),
        chosen=np.empty(size, dtype=ints),
        sure=np.empty(size),
        links=np.empty((size, 3), dtype=ints),
    )


def _stretches(runs: Floats, project_of_part: Ints, network: Network) -> Stretches:
    """Merge the runs of each project on each section into stretches."""
    part, section = runs[:, 0].astype(np.int64), runs[:, 2].astype(np.int64)
    project = project_of_part[part]
    order = np.lexsort((runs[:, 4], runs[:, 3], section, project))
    key = project[order] * max(len(network), 1) + section[order]
    group = merge_intervals(key, runs[order, 3], runs[order, 4], _JOIN_M)
    first = np.flatnonzero(np.diff(group, prepend=-1))
    if not len(first):
        return _no_stretches()
    samples, distance, lateral, sure = (np.add.reduceat(runs[order, c], first) for c in (7, 5, 6, 8))
    many = np.maximum(samples, 1.0)
    seen = samples > 0
    lateral = lateral / many
    section = section[order][first]
    return Stretches(
        project=project[order][first],
        section=section,
        from_m=np.minimum.reduceat(runs[order, 3], first).clip(0.0, None),
        to_m=np.minimum(np.maximum.reduceat(runs[order, 4], first), network.length_m[section]),
        offset_m=distance / many,
        side=np.where(np.abs(lateral) < _CENTRE_M, 0, np.sign(lateral)).astype(np.int64),
        confidence=np.where(seen, sure / many, 0.5).clip(0.0, 1.0),
    )


def _no_stretches() -> Stretches:
    ints, floats = np.empty(0, dtype=np.int64), np.empty(0)
    return Stretches(
        project=ints, section=ints, from_m=floats, to_m=floats, offset_m=floats, side=ints, confidence=floats
    )


def _unmatched(
    off: Floats, parts: Objects, project_of_part: Ints, stretches: Stretches, shortest_m: float
) -> Unmatched:
    part = off[:, 0].astype(np.int64)
    project = project_of_part[part]
    told = (off[:, 2] - off[:, 1] >= shortest_m) | ~np.isin(project, stretches.project)
    part, project, low, high = part[told], project[told], off[told, 1], off[told, 2]
    lines = cut_lines(parts, part, low, high)
    order = np.argsort(project, kind="stable")
    return Unmatched(project=project[order], lines=lines[order], length_m=shapely.length(lines)[order])
