"""The network prepared for matching: segments in a grid, and ways over short sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo._compiled import CELL_M, Roads, Shorts
from planner.geo._observe_kernel import register_segments
from planner.geo.joins import equal_pairs

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Network

__all__ = ["RoadIndex", "build_index"]

# A segment lies in about twelve cells; with this many the grid of a wide network is seldom laid over itself
_CELLS_PER_SEGMENT, _LEAST_BITS = 32, 8
# A segment is found through the box around it: long ones are cut so that the box stays small
_LONGEST_SEGMENT_M = 250.0
# Sections up to this long may hold no sample of a route that runs over them
_SHORT_M = 15.0
# The direction of a section is taken over this much on both sides of a segment's middle
_VIEW_M = 9.0
# The least preference that decides between a surface road and one above or below it on the same line
_LEVEL_HANDICAP = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadIndex:
    """What the kernel needs of a network, built once and used for any number of routes.

    ``origin`` is subtracted from all coordinates, ``reach_m`` is the distance to which sections are found.
    """

    roads: Roads
    origin: Floats
    reach_m: float


def build_index(network: Network, reach_m: float) -> RoadIndex:
    """Index a network so that every section within ``reach_m`` of a point is found in one bucket."""
    lines, long = network.lines.copy(), network.length_m > _LONGEST_SEGMENT_M
    lines[long] = shapely.segmentize(lines[long], _LONGEST_SEGMENT_M)
    xy, line_of = shapely.get_coordinates(lines, return_index=True)
    origin = np.floor(xy.min(axis=0)) if len(xy) else np.zeros(2)
    segments, section_of = _segments(xy - origin, line_of, np.where(network.level == 0, 0.0, _LEVEL_HANDICAP))
    mask, shift, cell_start, cell_items = _grid(segments, reach_m)
    node = np.column_stack([network.start_node, network.end_node])
    way_start, way_end, way_gap, way_via = _short_ways(node, network.length_m)
    roads = Roads(
        mask=mask,
        cell_start=cell_start,
        cell_items=cell_items,
        segments=segments,
        section_of=section_of,
        length_m=np.ascontiguousarray(network.length_m),
        node=node,
        way_start=way_start,
        way_end=way_end,
        way_gap=way_gap,
        way_via=way_via,
        shift=shift,
    )
    return RoadIndex(roads=roads, origin=origin, reach_m=reach_m)


def _segments(xy: Floats, line_of: Ints, handicap: Floats) -> tuple[Floats, Ints]:
    """Return the rows that ``Roads.segments`` describes, and the section each belongs to."""
    if not len(xy):
        return np.empty((0, 9)), np.empty(0, dtype=np.int64)
    step = np.diff(xy, axis=0)
    inside = np.diff(line_of) == 0
    length = np.where(inside, np.hypot(step[:, 0], step[:, 1]), 0.0)
    gone = np.concatenate([[0.0], np.cumsum(length)])
    first = np.searchsorted(line_of, line_of[:-1])
    use = length > 0
    unit = step / np.where(use, length, 1.0)[:, None]
    last = np.searchsorted(line_of, line_of[:-1], side="right") - 1
    # lines lie end to end on one axis, a metre apart, so that one interpolation serves them all
    axis = np.concatenate([[0.0], np.cumsum(np.where(inside, length, 1.0))])
    tangent = _tangent(xy, axis, axis[first], axis[last], unit)
    rows = np.column_stack([xy[:-1], unit, length, gone[:-1] - gone[first], tangent, handicap[line_of[:-1]]])
    return np.ascontiguousarray(rows[use]), np.ascontiguousarray(line_of[:-1][use].astype(np.int64))


def _tangent(xy: Floats, axis: Floats, low: Floats, high: Floats, unit: Floats) -> Floats:
    """Return the way a section takes around each segment; centrelines derived by machine are jagged up close."""
    middle = (axis[:-1] + axis[1:]) / 2
    ahead, behind = np.minimum(middle + _VIEW_M, high), np.maximum(middle - _VIEW_M, low)
    step = np.column_stack([np.interp(ahead, axis, xy[:, i]) - np.interp(behind, axis, xy[:, i]) for i in range(2)])
    size = np.hypot(step[:, 0], step[:, 1])
    clear = size > 1.0
    tangent: Floats = np.where(clear[:, None], step / np.where(clear, size, 1.0)[:, None], unit)
    return tangent


def _grid(segments: Floats, reach_m: float) -> tuple[int, int, Shorts, Shorts]:
    """Return the bucket mask and shift, where each bucket starts, and the segments in the buckets."""
    columns, rows = _bits(segments)
    mask = (1 << (columns + rows)) - 1
    count, none = np.zeros(mask + 1, dtype=np.int32), np.empty(0, dtype=np.int32)
    register_segments(segments, reach_m, mask, columns, count, none)
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    items = np.empty(start[-1], dtype=np.int32)
    if len(items):
        register_segments(segments, reach_m, mask, columns, start[:-1].copy(), items)
    return mask, columns, start, items


def _bits(segments: Floats) -> tuple[int, int]:
    """Return the binary digits of columns and rows: to cover the network if it is not much emptier than a town."""
    extent = np.ptp(segments[:, :2], axis=0) if len(segments) else np.zeros(2)
    columns, rows = (int(np.ceil(np.log2(cells + 4))) for cells in extent / CELL_M)
    most = max(int(np.ceil(np.log2(_CELLS_PER_SEGMENT * len(segments) + 1))), _LEAST_BITS)
    while columns + rows > most:
        columns, rows = (columns - 1, rows) if columns >= rows else (columns, rows - 1)
    return columns, rows


def _short_ways(node: Ints, length_m: Floats) -> tuple[Ints, Ints, Floats, Ints]:
    """List for every section end the ends of other sections reached over one or two short sections."""
    end, end_node = np.arange(2 * len(node)), node.ravel()
    short = np.flatnonzero(length_m <= _SHORT_M)
    arc_from, arc_to, arc = node[short].ravel(), node[short][:, ::-1].ravel(), np.repeat(short, 2)
    at, over = _joined(end_node, arc_from)
    at, over = _only(end[at] // 2 != arc[over], at, over)
    once = (end[at], arc_to[over], length_m[arc[over]], arc[over], np.full(len(at), -1))
    at, over = _joined(once[1], arc_from)
    gap = once[2][at] + length_m[arc[over]]
    fresh = (arc[over] != once[3][at]) & (arc[over] != once[0][at] // 2) & (gap <= _SHORT_M)
    at, over, gap = at[fresh], over[fresh], gap[fresh]
    twice = (once[0][at], arc_to[over], gap, once[3][at], arc[over])
    source, reached, gap, via_1, via_2 = (np.concatenate(pair) for pair in zip(once, twice, strict=True))
    at, target = _joined(reached, end_node)
    goal = end[target] // 2
    other = (goal != source[at] // 2) & (goal != via_1[at]) & (goal != via_2[at])
    at, target = _only(other, at, target)
    order = np.lexsort((gap[at], end[target], source[at]))
    at, target = at[order], target[order]
    start = np.searchsorted(source[at], np.arange(2 * len(node) + 1))
    return start, end[target], gap[at], np.column_stack([via_1[at], via_2[at]])


def _only(wanted: Ints, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    return left[wanted], right[wanted]


def _joined(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return all pairs of positions whose values are equal."""
    order = np.argsort(right, kind="stable")
    at, row = equal_pairs(left, right[order])
    return at, order[row]
