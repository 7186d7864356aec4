"""Compiled: sample routes, find the sections near each sample, and where routes pass over centrelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.geo._compiled import CANDIDATES, CELL_M, Block, Costs, Roads, Shorts, compiled, within

if TYPE_CHECKING:
    from planner.model import Floats, Ints

__all__ = ["CROSSING_COLUMNS", "observe_block", "register_segments"]

CROSSING_COLUMNS = ("part", "section", "at_m", "x", "y")

# A section that comes back to the same place after this much of its own length is met there twice
_FOLD_M = 50.0
# How far past its end a section is still a candidate, and how far beside a route that runs square to it
_PAST_END_M, _BESIDE_M = 12.0, 12.0
# The sine of the flattest angle at which a route crosses a section; flatter ones drift over it
_FLATTEST = np.sin(np.radians(25.0))
# A heading is taken between the means of the samples on both sides, so many on each
_HALF = 4


@within
def _bucket(column: int, row: int, mask: int, shift: int) -> int:
    return ((row << shift) | (column & ((1 << shift) - 1))) & mask


@within
def _cell(at: float) -> int:
    return int(np.floor(at / CELL_M))


@compiled
def register_segments(segments: Floats, reach_m: float, mask: int, shift: int, fill: Shorts, items: Shorts) -> None:
    """Count (``items`` empty) or write the segments within ``reach_m`` of each cell's square into its bucket.

    ``fill`` holds one counter or write position for each bucket and is advanced.
    """
    slack = reach_m + CELL_M * 0.7072
    for i in range(len(segments)):
        x, y, dx, dy, length = segments[i, 0], segments[i, 1], segments[i, 2], segments[i, 3], segments[i, 4]
        ex, ey = x + dx * length, y + dy * length
        west, south = _cell(min(x, ex) - reach_m), _cell(min(y, ey) - reach_m)
        east, north = _cell(max(x, ex) + reach_m), _cell(max(y, ey) + reach_m)
        for column in range(west, east + 1):
            for row in range(south, north + 1):
                px, py = (column + 0.5) * CELL_M - x, (row + 0.5) * CELL_M - y
                along = min(max(px * dx + py * dy, 0.0), length)
                if (px - along * dx) ** 2 + (py - along * dy) ** 2 > slack * slack:
                    continue
                bucket = _bucket(column, row, mask, shift)
                if len(items):
                    items[fill[bucket]] = i
                fill[bucket] += 1


@within
def _sample(xy: Floats, first: int, last: int, samples: Floats, low: int, high: int) -> float:
    """Write the samples ``low`` to ``high - 1``, equally spaced from end to end of a line; return the spacing."""
    total = 0.0
    for i in range(first + 1, last):
        total += _apart(xy, i)
    vertex, before, span, step = first + 1, 0.0, _apart(xy, first + 1), total / (high - low - 1)
    for k in range(high - low):
        at = step * k
        while at > before + span and vertex < last - 1:
            before += span
            vertex += 1
            span = _apart(xy, vertex)
        share = min((at - before) / span, 1.0) if span > 0 else 0.0
        for axis in range(2):
            samples[low + k, axis] = xy[vertex - 1, axis] + share * (xy[vertex, axis] - xy[vertex - 1, axis])
    return step


@within
def _apart(xy: Floats, i: int) -> float:
    dx, dy = xy[i, 0] - xy[i - 1, 0], xy[i, 1] - xy[i - 1, 1]
    return float(np.sqrt(dx * dx + dy * dy))


@within
def _headings(samples: Floats, begin: int, end: int, step: float, sums: Floats) -> None:
    """Write a heading whose length tells how straight the window is (0 turning back, 1 straight) in columns 2, 3."""
    last, x, y = end - begin - 1, samples[begin, 0], samples[begin, 1]
    sums[0, 0] = sums[0, 1] = 0.0
    for k in range(last + 1):
        sums[k + 1, 0] = sums[k, 0] + (samples[begin + k, 0] - x)
        sums[k + 1, 1] = sums[k, 1] + (samples[begin + k, 1] - y)
    for k in range(last + 1):
        low, high = max(k - _HALF, 0), min(k + _HALF, last)
        half = (high - low) // 2 + 1
        hx = sums[high + 1, 0] - sums[high + 1 - half, 0] - sums[low + half, 0] + sums[low, 0]
        hy = sums[high + 1, 1] - sums[high + 1 - half, 1] - sums[low + half, 1] + sums[low, 1]
        size = max(np.sqrt(hx * hx + hy * hy), (high - low - half + 1) * half * step)
        scale = 1.0 / size if size > 0 else 0.0
        samples[begin + k, 2], samples[begin + k, 3] = hx * scale, hy * scale


@within
def _look(roads: Roads, costs: Costs, block: Block, k: int, onward: int, out: Floats, used: int) -> int:
    """Write the sections near sample ``k``, and where the way to the sample ``onward`` crosses them; return ``used``.

    The sign of travel is 0 where the sample lies past the section's end: there it tells nothing of parallel roads.
    """
    x, y, hx, hy = block.samples[k, 0], block.samples[k, 1], block.samples[k, 2], block.samples[k, 3]
    bucket = _bucket(_cell(x), _cell(y), roads.mask, roads.shift)
    next_x, next_y, samples = block.samples[onward, 0], block.samples[onward, 1], block.samples
    found, farthest, beside = k * 0, costs.reach_m * costs.reach_m, _BESIDE_M * _BESIDE_M
    section, place, segments, off = block.section, block.place, roads.segments, max(farthest, beside)
    for item in range(roads.cell_start[bucket], roads.cell_start[bucket + 1]):
        segment = roads.cell_items[item]
        dx, dy = segments[segment, 2], segments[segment, 3]
        px, py = x - segments[segment, 0], y - segments[segment, 1]
        left = dx * py - dy * px
        if left * left > off:  # too far even from its prolongation
            continue
        right = dx * (next_y - segments[segment, 1]) - dy * (next_x - segments[segment, 0])
        if (left >= 0) != (right >= 0) and used < len(out):
            used = _crossed(segments, segment, samples, k, onward, left / (left - right), out, used)
        past = px * dx + py * dy
        along = min(max(past, 0.0), segments[segment, 4])
        ox, oy = px - along * dx, py - along * dy
        square = ox * ox + oy * oy
        if square > farthest:
            continue
        cross = (hx * segments[segment, 7] - hy * segments[segment, 6]) ** 2
        if cross > 0.5 and square > beside:
            continue
        name, at = roads.section_of[segment], segments[segment, 5] + along
        ended = past != along and (at <= 0.0 or at >= roads.length_m[name] - 1e-6)
        if ended and abs(past - along) > _PAST_END_M:
            continue
        cost = square / (2 * costs.scale_m**2) + costs.across * cross + segments[segment, 8]
        if square > costs.far_m * costs.far_m:
            cost += costs.far * (square - costs.far_m * costs.far_m)
        slot = _slot(section, place, k, found, name, at, square, cost)
        if slot < 0:
            continue
        found = max(found, slot + 1)
        distance = np.sqrt(square)
        section[k, slot] = name
        place[k, slot, 0], place[k, slot, 1], place[k, slot, 3] = at, distance, cost
        place[k, slot, 2] = np.copysign(distance, left)
        place[k, slot, 4] = 0.0 if ended else np.copysign(1.0, hx * segments[segment, 6] + hy * segments[segment, 7])
    block.found[k] = found
    return used


@within
def _slot(section: Ints, place: Floats, k: int, found: int, wanted: int, at: float, square: float, cost: float) -> int:
    """Return where a projection goes: over a farther one thereabouts, last, or over the dearest; -1 nowhere."""
    dearest = 0
    for j in range(found):
        if section[k, j] == wanted and abs(place[k, j, 0] - at) < _FOLD_M:
            return j if square < place[k, j, 1] ** 2 else -1
        if place[k, j, 3] > place[k, dearest, 3]:
            dearest = j
    if found < CANDIDATES:
        return found
    return dearest if cost < place[k, dearest, 3] else -1


@within
def _crossed(
    segments: Floats, segment: int, samples: Floats, k: int, onward: int, share: float, out: Floats, used: int
) -> int:
    """Append where the way passes over a segment at a share of its length, unless past its ends or at a flat angle.

    Leaves the part open, and the segment in place of the section.
    """
    x = samples[k, 0] + share * (samples[onward, 0] - samples[k, 0])
    y = samples[k, 1] + share * (samples[onward, 1] - samples[k, 1])
    along = segments[segment, 2] * (x - segments[segment, 0]) + segments[segment, 3] * (y - segments[segment, 1])
    flat = abs(samples[k, 2] * segments[segment, 7] - samples[k, 3] * segments[segment, 6]) < _FLATTEST
    if flat or along < 0 or along > segments[segment, 4]:
        return used
    out[used, 1], out[used, 2], out[used, 3], out[used, 4] = segment, segments[segment, 5] + along, x, y
    return used + 1


@compiled
def observe_block(roads: Roads, costs: Costs, xy: Floats, start: Ints, block: Block, crossings: Floats) -> int:
    """Observe the parts of a block, whose vertices are ``xy[start[p]:start[p + 1]]``.

    Fills ``step_m``, ``samples``, ``found``, ``section`` and ``place`` of the block, and ``crossings`` (columns
    ``CROSSING_COLUMNS``); returns how many rows of the last are used.
    """
    used = block.first * 0
    for i in range(len(block.step_m)):
        low, high, part, before = block.sample_start[i], block.sample_start[i + 1], block.first + i, used
        block.step_m[i] = _sample(xy, start[part], start[part + 1], block.samples, low, high)
        _headings(block.samples, low, high, block.step_m[i], block.sums)
        for k in range(low, high):
            used = _look(roads, costs, block, k, min(k + 1, high - 1), crossings, used)
        for c in range(before, used):
            crossings[c, 0], crossings[c, 1] = part, roads.section_of[int(crossings[c, 1])]
    return used
