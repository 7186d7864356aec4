"""Compiled: sample routes, find the sections near each sample, and where routes pass over centrelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.geo._compiled import CANDIDATES, Block, Costs, Roads, Shorts, compiled, within

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
def _bucket(column: int, row: int, mask: int) -> int:
    return ((column * 73856093) ^ (row * 19349663)) & mask


@compiled
def register_segments(segments: Floats, reach_m: float, cell_m: float, mask: int, fill: Shorts, items: Shorts) -> None:
    """Count (``items`` empty) or write the segments within ``reach_m`` of each cell's square into its bucket.

    ``fill`` holds one counter or write position for each bucket and is advanced.
    """
    slack = reach_m + cell_m * 0.7072
    for i in range(len(segments)):
        x, y, dx, dy, length = segments[i, 0], segments[i, 1], segments[i, 2], segments[i, 3], segments[i, 4]
        ex, ey = x + dx * length, y + dy * length
        west, south = int(np.floor((min(x, ex) - reach_m) / cell_m)), int(np.floor((min(y, ey) - reach_m) / cell_m))
        east, north = int(np.floor((max(x, ex) + reach_m) / cell_m)), int(np.floor((max(y, ey) + reach_m) / cell_m))
        for column in range(west, east + 1):
            for row in range(south, north + 1):
                px, py = (column + 0.5) * cell_m - x, (row + 0.5) * cell_m - y
                along = min(max(px * dx + py * dy, 0.0), length)
                if (px - along * dx) ** 2 + (py - along * dy) ** 2 > slack * slack:
                    continue
                bucket = _bucket(column, row, mask)
                if len(items):
                    items[fill[bucket]] = i
                fill[bucket] += 1


@within
def _sample(xy: Floats, count: int, out: Floats) -> float:
    """Write ``count`` equally spaced positions from end to end of a line; return the spacing."""
    total = 0.0
    for i in range(1, len(xy)):
        total += np.hypot(xy[i, 0] - xy[i - 1, 0], xy[i, 1] - xy[i - 1, 1])
    vertex, before, span = 1, 0.0, np.hypot(xy[1, 0] - xy[0, 0], xy[1, 1] - xy[0, 1])
    for k in range(count):
        at = total * k / (count - 1)
        while at > before + span and vertex < len(xy) - 1:
            before += span
            vertex += 1
            span = np.hypot(xy[vertex, 0] - xy[vertex - 1, 0], xy[vertex, 1] - xy[vertex - 1, 1])
        share = min((at - before) / span, 1.0) if span > 0 else 0.0
        out[k, 0] = xy[vertex - 1, 0] + share * (xy[vertex, 0] - xy[vertex - 1, 0])
        out[k, 1] = xy[vertex - 1, 1] + share * (xy[vertex, 1] - xy[vertex - 1, 1])
    return total / (count - 1)


@within
def _headings(samples: Floats, step: float) -> None:
    """Write a heading whose length tells how straight the window is (0 turning back, 1 straight) in columns 2, 3."""
    last = len(samples) - 1
    for k in range(last + 1):
        low, high = max(k - _HALF, 0), min(k + _HALF, last)
        half = (high - low) // 2 + 1
        ax, ay, bx, by = 0.0, 0.0, 0.0, 0.0
        for j in range(half):
            ax, ay = ax + samples[low + j, 0], ay + samples[low + j, 1]
            bx, by = bx + samples[high - j, 0], by + samples[high - j, 1]
        hx, hy = (bx - ax) / half, (by - ay) / half
        reach = (high - low - half + 1) * step
        size = np.hypot(hx, hy)
        scale = min(size / reach, 1.0) / size if size > 0 and reach > 0 else 0.0
        samples[k, 2], samples[k, 3] = hx * scale, hy * scale


@within
def _candidates(
    near: Shorts,
    segments: Floats,
    section_of: Ints,
    length_m: Floats,
    costs: Costs,
    sample: Floats,
    section: Ints,
    place: Floats,
) -> int:
    """Write the sections near a sample: id, and chainage, distance, lateral, observation cost, travel sign.

    The sign is 0 where the sample lies past the section's end: there it tells nothing of parallel roads.
    """
    x, y, hx, hy = sample[0], sample[1], sample[2], sample[3]
    found, farthest, beside = 0, costs.reach_m * costs.reach_m, _BESIDE_M * _BESIDE_M
    for segment in near:
        dx, dy = segments[segment, 2], segments[segment, 3]
        px, py = x - segments[segment, 0], y - segments[segment, 1]
        past = px * dx + py * dy
        along = min(max(past, 0.0), segments[segment, 4])
        ox, oy = px - along * dx, py - along * dy
        square = ox * ox + oy * oy
        cross = (hx * segments[segment, 7] - hy * segments[segment, 6]) ** 2
        if square > farthest or (cross > 0.5 and square > beside):
            continue
        name, at = section_of[segment], segments[segment, 5] + along
        ended = past != along and (at <= 0.0 or at >= length_m[name] - 1e-6)
        if ended and abs(past - along) > _PAST_END_M:
            continue
        cost = square / (2 * costs.scale_m**2) + costs.across * cross + segments[segment, 8]
        slot = _slot(section, place, found, name, at, square, cost)
        if slot < 0:
            continue
        found = max(found, slot + 1)
        distance = np.sqrt(square)
        section[slot] = name
        place[slot, 0], place[slot, 1], place[slot, 3] = at, distance, cost
        place[slot, 2] = np.copysign(distance, dx * oy - dy * ox)
        place[slot, 4] = 0.0 if ended else np.copysign(1.0, hx * segments[segment, 6] + hy * segments[segment, 7])
    return found


@within
def _slot(section: Ints, place: Floats, found: int, wanted: int, at: float, square: float, cost: float) -> int:
    """Return where a projection goes: over a farther one thereabouts, last, or over the dearest; -1 nowhere."""
    dearest = 0
    for j in range(found):
        if section[j] == wanted and abs(place[j, 0] - at) < _FOLD_M:
            return j if square < place[j, 1] ** 2 else -1
        if place[j, 3] > place[dearest, 3]:
            dearest = j
    if found < CANDIDATES:
        return found
    return dearest if cost < place[dearest, 3] else -1


@within
def _crossed(near: Shorts, segments: Floats, here: Floats, there: Floats, out: Floats, used: int) -> int:
    """Append where the way from one sample to the next passes over a centreline at no flat angle.

    Leaves the part open, and the segment in place of the section.
    """
    for segment in near:
        x, y, dx, dy = segments[segment, 0], segments[segment, 1], segments[segment, 2], segments[segment, 3]
        left = dx * (here[1] - y) - dy * (here[0] - x)
        right = dx * (there[1] - y) - dy * (there[0] - x)
        if (left >= 0) == (right >= 0) or used >= len(out):
            continue
        share = left / (left - right)
        px, py = here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])
        along = dx * (px - x) + dy * (py - y)
        flat = abs(here[2] * segments[segment, 7] - here[3] * segments[segment, 6]) < _FLATTEST
        if flat or along < 0 or along > segments[segment, 4]:
            continue
        out[used, 1], out[used, 2], out[used, 3], out[used, 4] = segment, segments[segment, 5] + along, px, py
        used += 1
    return used


@compiled
def observe_block(roads: Roads, costs: Costs, xy: Floats, start: Ints, block: Block, crossings: Floats) -> int:
    """Observe the parts of a block, whose vertices are ``xy[start[p]:start[p + 1]]``.

    Fills ``step_m``, ``samples``, ``found``, ``section`` and ``place`` of the block, and ``crossings`` (columns
    ``CROSSING_COLUMNS``); returns how many rows of the last are used.
    """
    used, segments, section_of, length_m = 0, roads.segments, roads.section_of, roads.length_m
    for i in range(len(block.step_m)):
        low, high, part = block.sample_start[i], block.sample_start[i + 1], block.first + i
        samples, before = block.samples[low:high], used
        block.step_m[i] = _sample(xy[start[part] : start[part + 1]], high - low, samples)
        _headings(samples, block.step_m[i])
        for k in range(high - low):
            column, row = int(np.floor(samples[k, 0] / roads.cell_m)), int(np.floor(samples[k, 1] / roads.cell_m))
            bucket = _bucket(column, row, roads.mask)
            near = roads.cell_items[roads.cell_start[bucket] : roads.cell_start[bucket + 1]]
            section, place = block.section[low + k], block.place[low + k]
            block.found[low + k] = _candidates(near, segments, section_of, length_m, costs, samples[k], section, place)
            if k + 1 < high - low:
                used = _crossed(near, segments, samples[k], samples[k + 1], crossings, used)
        for c in range(before, used):
            crossings[c, 0], crossings[c, 1] = part, section_of[int(crossings[c, 1])]
    return used
