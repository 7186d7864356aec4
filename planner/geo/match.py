"""Where routes run: every route is referenced once to intervals of sections, then never looked at again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely

from planner.geo._compiled import CANDIDATES, Block, Costs
from planner.geo._confidence import Evidence, confidence_of
from planner.geo._crossings import told_crossings
from planner.geo._decode_kernel import Work, decode_block, new_work
from planner.geo._match_index import RoadIndex, build_index
from planner.geo._observe_kernel import CROSSING_COLUMNS, observe_block
from planner.geo._order import order_by
from planner.geo._route_parts import near_order, tidy_lines
from planner.geo._runs_kernel import OFF_COLUMNS, RUN_COLUMNS, cut_block, merge_intervals
from planner.geo.pieces import cut_lines
from planner.model import Crossings, Floats, Ints, Network, Objects, Routes, Stretches, Unmatched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.rulebook.model import Matching

Table = TypeVar("Table", Stretches, Crossings, Unmatched)

__all__ = ["Matched", "index_network", "match_routes"]

_STEP_M = 5.0
# Standard deviation of the model's distances, as a share of the search distance: samples of one hand-drawn
# line err together, so it is far wider than the noise itself
_SCALE = 0.8
# From this share of the search distance on distance costs more, and at the search distance as much as no road
_FAR = 0.8
_NOWHERE = 2.3
# Sections are looked for a little beyond the rulebook's distance, so that one stray vertex does not break a run
_REACH = 1.4
# Small enough for a block's tables to stay in a core's cache
_BLOCK_SAMPLES = 4_000
# Projects matched at a time: few, so that memory is bounded and no core waits long for the last one
_GROUP_PROJECTS = 1_024
# What a block yields, and the most rows of it for each sample
_OUTPUT = ((RUN_COLUMNS, 3), (OFF_COLUMNS, 1), (CROSSING_COLUMNS, 4))
# Pieces of one project on one section that touch within a sample are one stretch
_JOIN_M = 5.0
# A stretch of this share of its section is all of it
_WHOLE = 0.99
# Closer to the centreline than this a route has no side
_CENTRE_M = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Every metre of every route: on a section, across one, or on none."""

    stretches: Stretches
    crossings: Crossings
    unmatched: Unmatched


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What every group is matched against."""

    network: Network
    index: RoadIndex
    costs: Costs
    assess: Callable[[Evidence], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Parts of neighbouring projects, whose rank is ``project + first``."""

    first: int
    parts: Objects
    project: Ints


def index_network(network: Network, rules: Matching) -> RoadIndex:
    """Prepare a network for any number of calls of ``match_routes`` under the same rules."""
    return build_index(network, _REACH * rules.search_m.value)


def match_routes(
    routes: Routes,
    network: Network,
    rules: Matching,
    index: RoadIndex | None = None,
    *,
    assess: Callable[[Evidence], Floats] = confidence_of,
) -> Matched:
    """Refer every route to the sections it runs along.

    The result does not depend on the direction or order in which parts were drawn, nor on how a project is
    cut into parts. A stretch reaches the end of its section where the route goes on along another section.
    Working memory does not grow with the number of routes: neighbouring projects are matched a few at a time.

    Parameters
    ----------
    routes, network : In one planning CRS; either may be empty.
    rules : ``search_m``, the farthest a route may lie from the centreline, and ``minimum_stretch_m``, the least
        connected length along roads that counts as running there.
    index : From ``index_network``, when many submissions meet one network.
    assess : What to write as the confidence of stretches of which the kernels left this evidence.

    Returns
    -------
    matched : Stretches of a project never overlap on a section. Parts of routes off all roads for at least
        ``minimum_stretch_m`` are in ``unmatched``, and so is any route that has no stretch at all.
    """
    index = index if index is not None else index_network(network, rules)
    task = _Task(network=network, index=index, costs=_costs(rules, index.reach_m), assess=assess)
    projects = near_order(routes.parts, routes.project_of_part)
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(partial(_match_group, task), _groups(routes, projects)))
    stretches = _together([f.stretches for f in found], projects)
    found = [replace(f, stretches=_no_stretches()) for f in found]  # a million routes' are not held twice
    return Matched(
        stretches=stretches,
        crossings=_together([f.crossings for f in found], projects),
        unmatched=_together([f.unmatched for f in found], projects),
    )


def _costs(rules: Matching, reach_m: float) -> Costs:
    """Scale the model by the search distance: at that distance a road costs as much as being on none."""
    search, scale, far = rules.search_m.value, rules.search_m.value * _SCALE, rules.search_m.value * _FAR
    return Costs(
        reach_m=reach_m,
        scale_m=scale,
        across=10.0,
        nowhere=_NOWHERE,
        leave=14.0,
        turn=1.2,
        detour=0.5,
        jump=40.0,
        offset_pull=0.1,
        offset_cap=4.2,
        spur_m=rules.minimum_stretch_m.value,
        shortest_m=rules.minimum_stretch_m.value,
        far_m=far,
        far=(_NOWHERE - 0.5 / _SCALE**2) / (search**2 - far**2),
    )


def _groups(routes: Routes, projects: Ints) -> Iterator[_Group]:
    """Yield the parts of neighbouring projects; one empty group where there are none."""
    rank = np.empty(len(routes.projects), dtype=np.int64)
    rank[projects] = np.arange(len(projects))
    of_part = rank[routes.project_of_part]
    order = np.argsort(of_part, kind="stable")
    cuts = np.searchsorted(of_part[order], np.arange(0, len(projects) + _GROUP_PROJECTS, _GROUP_PROJECTS))
    for i, (low, high) in enumerate(pairwise(cuts.tolist() if len(order) else [0, 0])):
        rows, first = order[low:high], i * _GROUP_PROJECTS
        yield _Group(first=first, parts=routes.parts[rows], project=of_part[rows] - first)


def _match_group(task: _Task, group: _Group) -> Matched:
    """Match a few projects; the result names them by their rank."""
    xy, start, project = tidy_lines(group.parts, group.project)
    runs, off, crossed = _matched_blocks(task, xy - task.index.origin, start)
    stretches = _stretches(task, runs, project)
    crossings = told_crossings(crossed, task.index.origin, project, stretches)
    unmatched = _unmatched(off, xy, start, project, stretches, task.costs.shortest_m)
    return Matched(
        stretches=replace(stretches, project=stretches.project + group.first),
        crossings=replace(crossings, project=crossings.project + group.first),
        unmatched=replace(unmatched, project=unmatched.project + group.first),
    )


def _together(tables: list[Table], projects: Ints) -> Table:
    """Join the tables of groups, each sorted by rank; with project indices for ranks, sorted by project."""
    rank, by_project = np.concatenate([table.project for table in tables]), np.argsort(projects)
    count = np.bincount(rank, minlength=len(projects))
    start, count = (np.cumsum(count) - count)[by_project], count[by_project]
    order = np.arange(len(rank)) + np.repeat(start - (np.cumsum(count) - count), count)
    columns = {
        field.name: np.concatenate([getattr(table, field.name) for table in tables])[order]
        for field in fields(tables[0])
    }
    return replace(tables[0], **columns | {"project": np.repeat(projects[by_project], count)})


def _matched_blocks(task: _Task, xy: Floats, start: Ints) -> tuple[Floats, Floats, Floats]:
    """Observe, decode and cut lines, a block at a time in the same working tables."""
    done = np.concatenate([[0], np.cumsum(_sample_counts(xy, start))])
    cuts = np.searchsorted(done, np.arange(0, done[-1] + _BLOCK_SAMPLES, _BLOCK_SAMPLES)).clip(0, len(start) - 1)
    cuts = np.unique(np.append(cuts, len(start) - 1))
    size = int(np.diff(done[cuts]).max(initial=0))
    tables, work = _new_block(size), new_work(int(np.diff(done).max(initial=0)))
    out = [np.empty((rows * size, len(columns))) for columns, rows in _OUTPUT]
    kept = [[table[:0]] for table in out]
    for first, last in pairwise(cuts.tolist()):
        block = tables._replace(
            first=first, sample_start=done[first : last + 1] - done[first], step_m=np.empty(last - first)
        )
        used = _match_block(task, xy, start, block, work, out)
        for rows, table, count in zip(kept, out, used, strict=True):
            rows.append(table[:count].copy())
    runs, off, crossed = (np.concatenate(rows) for rows in kept)
    return runs, off, crossed


def _sample_counts(xy: Floats, start: Ints) -> Ints:
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    step = np.diff(xy, axis=0, append=xy[-1:])
    size = np.sqrt(step[:, 0] ** 2 + step[:, 1] ** 2)
    size[start[1:] - 1] = 0.0
    length = np.add.reduceat(size, start[:-1])
    return np.maximum(np.ceil(length / _STEP_M - 1e-6), 1).astype(np.int64) + 1


def _match_block(
    task: _Task, xy: Floats, start: Ints, block: Block, work: Work, out: list[Floats]
) -> tuple[int, int, int]:
    """Fill runs, parts off the network and crossings of a block; return how many rows of each."""
    runs, off, crossed = out
    crossings = observe_block(task.index.roads, task.costs, xy, start, block, crossed)
    decode_block(task.index.roads, task.costs, block, work)
    used, off_used = cut_block(task.index.roads, task.costs, block, runs, off)
    return used, off_used, crossings


def _new_block(size: int) -> Block:
    ints, none = np.int64, np.empty(0)
    return Block(
        first=0,
        sample_start=none.astype(ints),
        step_m=none,
        samples=np.empty((size, 4)),
        found=np.empty(size, dtype=ints),
        section=np.empty((size, CANDIDATES), dtype=ints),
        place=np.empty((size, CANDIDATES, 5)),
        chosen=np.empty(size, dtype=ints),
        sure=np.empty(size),
        links=np.empty((size, 3), dtype=ints),
        sums=np.empty((size + 1, 2)),
    )


def _stretches(task: _Task, runs: Floats, project_of_part: Ints) -> Stretches:
    """Merge the runs of each project on each section into stretches."""
    part, section = runs[:, 0].astype(np.int64), runs[:, 2].astype(np.int64)
    project = project_of_part[part]
    key = project * max(len(task.network), 1) + section
    order = order_by(key, runs[:, 3], runs[:, 4])
    runs, key, project, section = runs[order], key[order], project[order], section[order]
    group = np.empty(len(runs), dtype=np.int64)
    merge_intervals(key, runs[:, 3], runs[:, 4], _JOIN_M, group)
    first = np.flatnonzero(np.diff(group, prepend=-1))
    if not len(first):
        return _no_stretches()
    samples, distance, lateral, sure = (np.add.reduceat(runs[:, c], first) for c in (7, 5, 6, 8))
    many = np.maximum(samples, 1.0)
    lateral = lateral / many
    section = section[first]
    low = np.minimum.reduceat(runs[:, 3], first).clip(0.0, None)
    high = np.minimum(np.maximum.reduceat(runs[:, 4], first), task.network.length_m[section])
    evidence = Evidence(
        margin=sure / many,
        apart=distance / many / task.costs.far_m,
        samples=samples,
        length_m=high - low,
        whole=high - low > _WHOLE * task.network.length_m[section],
    )
    return Stretches(
        project=project[first],
        section=section,
        from_m=low,
        to_m=high,
        offset_m=distance / many,
        side=np.where(np.abs(lateral) < _CENTRE_M, 0, np.sign(lateral)).astype(np.int64),
        confidence=task.assess(evidence),
    )


def _no_stretches() -> Stretches:
    ints, floats = np.empty(0, dtype=np.int64), np.empty(0)
    return Stretches(
        project=ints, section=ints, from_m=floats, to_m=floats, offset_m=floats, side=ints, confidence=floats
    )


def _unmatched(
    off: Floats, xy: Floats, start: Ints, project_of_part: Ints, stretches: Stretches, shortest_m: float
) -> Unmatched:
    part = off[:, 0].astype(np.int64)
    project = project_of_part[part]
    told = (off[:, 2] - off[:, 1] >= shortest_m) | ~np.isin(project, stretches.project)
    wanted, row = np.unique(part[told], return_inverse=True)
    drawn = np.empty(len(wanted), dtype=object)
    drawn[:] = [shapely.linestrings(xy[start[i] : start[i + 1]]) for i in wanted.tolist()]
    lines = cut_lines(drawn, row, off[told, 1], off[told, 2])
    return Unmatched(project=project[told], lines=lines, length_m=shapely.length(lines))
