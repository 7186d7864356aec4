"""Compiled matching of one route part after another: sample, find candidates, decode, cut into runs.

The model is a hidden Markov chain with costs for logarithms. Each sample of a route lies on one of a few
nearby sections or on none; an observation is dear far from the section or across it, a step is dear where
the network offers no way as short as the route's own. A second pass knows the route's own lateral offset,
which tells parallel carriageways apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numba
import numpy as np

from planner.model import Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")

__all__ = ["OFF_COLUMNS", "RUN_COLUMNS", "Costs", "Roads", "match_block", "merge_intervals", "register_segments"]

# One call handles one block of parts without Python's lock, so blocks may run in threads
compiled: Callable[[F], F] = numba.njit(cache=True, nogil=True, error_model="numpy")

K = 8
RUN_COLUMNS = ("part", "chain", "section", "from_m", "to_m", "distance", "lateral", "samples", "sureness")
OFF_COLUMNS = ("part", "from_m", "to_m")
_P, _C, _S, _FROM, _TO, _DISTANCE, _LATERAL, _SAMPLES, _SURE = range(9)
_NEVER = 1e18
# A section that comes back to the same place after this much of its own length is met there twice
_FOLD_M = 50.0


class Roads(NamedTuple):
    """A network for the kernel: segments in a hash grid, sections, and ways between section ends.

    ``segments`` rows are x, y, unit direction x, y, length, chainage, and the direction of the section thereabouts. Section ``s`` has the ends ``2 s`` (start) and
    ``2 s + 1``; ``way_start[e]:way_start[e + 1]`` are the ends reached from end ``e`` over short sections only.
    """

    cell_m: float
    mask: int
    cell_start: Ints
    cell_items: Ints
    segments: Floats
    section_of: Ints
    length_m: Floats
    node: Ints
    handicap: Floats
    way_start: Ints
    way_end: Ints
    way_gap: Floats
    way_via: Ints


class Costs(NamedTuple):
    """Distances in metres and costs without unit; see ``planner.geo.match`` for the values."""

    search_m: float
    step_m: float
    scale_m: float
    across: float
    nowhere: float
    leave: float
    turn: float
    detour: float
    jump: float
    offset_pull: float
    offset_cap: float
    spur_m: float
    shortest_m: float


@compiled
def _bucket(column: int, row: int, mask: int) -> int:
    return ((column * 73856093) ^ (row * 19349663)) & mask


@compiled
def register_segments(segments: Floats, reach_m: float, cell_m: float, mask: int, fill: Ints, items: Ints) -> None:
    """Count (``items`` empty) or write the segments within ``reach_m`` of each cell's square into its bucket.

    ``fill`` holds one counter or write position for each bucket and is advanced.
    """
    slack = reach_m + cell_m * 0.7072
    for i in range(len(segments)):
        x, y, dx, dy, length = segments[i, 0], segments[i, 1], segments[i, 2], segments[i, 3], segments[i, 4]
        ex, ey = x + dx * length, y + dy * length
        for column in range(int(np.floor((min(x, ex) - reach_m) / cell_m)), int((max(x, ex) + reach_m) // cell_m) + 1):
            for row in range(int(np.floor((min(y, ey) - reach_m) / cell_m)), int((max(y, ey) + reach_m) // cell_m) + 1):
                px, py = (column + 0.5) * cell_m - x, (row + 0.5) * cell_m - y
                along = min(max(px * dx + py * dy, 0.0), length)
                if (px - along * dx) ** 2 + (py - along * dy) ** 2 > slack * slack:
                    continue
                bucket = _bucket(column, row, mask)
                if len(items):
                    items[fill[bucket]] = i
                fill[bucket] += 1


@compiled
def _sample(xy: Floats, count: int, out: Floats) -> float:
    """Write ``count + 1`` equally spaced positions along a line; return its length."""
    total = 0.0
    for i in range(1, len(xy)):
        total += np.hypot(xy[i, 0] - xy[i - 1, 0], xy[i, 1] - xy[i - 1, 1])
    vertex, before, span = 1, 0.0, np.hypot(xy[1, 0] - xy[0, 0], xy[1, 1] - xy[0, 1])
    for k in range(count + 1):
        at = total * k / count
        while at > before + span and vertex < len(xy) - 1:
            before += span
            vertex += 1
            span = np.hypot(xy[vertex, 0] - xy[vertex - 1, 0], xy[vertex, 1] - xy[vertex - 1, 1])
        share = min((at - before) / span, 1.0) if span > 0 else 0.0
        out[k, 0] = xy[vertex - 1, 0] + share * (xy[vertex, 0] - xy[vertex - 1, 0])
        out[k, 1] = xy[vertex - 1, 1] + share * (xy[vertex, 1] - xy[vertex - 1, 1])
    return total


@compiled
def _headings(samples: Floats, count: int, step: float) -> None:
    """Write a heading whose length tells how straight the window is (0 turning back, 1 straight) in columns 2, 3."""
    half = 4
    for k in range(count + 1):
        low, high = max(k - half, 0), min(k + half, count)
        middle = (low + high) // 2
        ax, ay, bx, by, left, right = 0.0, 0.0, 0.0, 0.0, 0, 0
        for j in range(low, high + 1):
            if j <= middle:
                ax, ay, left = ax + samples[j, 0], ay + samples[j, 1], left + 1
            if j >= high - (middle - low):
                bx, by, right = bx + samples[j, 0], by + samples[j, 1], right + 1
        hx, hy = bx / right - ax / left, by / right - ay / left
        reach = (high - low - (middle - low)) * step
        size = np.hypot(hx, hy)
        scale = min(size / reach, 1.0) / size if size > 0 and reach > 0 else 0.0
        samples[k, 2], samples[k, 3] = hx * scale, hy * scale


@compiled
def _candidates(roads: Roads, costs: Costs, sample: Floats, section: Ints, place: Floats) -> int:
    """Write the sections near a sample: id, and chainage, distance, lateral, observation cost, travel sign."""
    x, y, hx, hy = sample
    bucket = _bucket(int(np.floor(x / roads.cell_m)), int(np.floor(y / roads.cell_m)), roads.mask)
    found, straight = 0, np.hypot(hx, hy)
    for i in range(roads.cell_start[bucket], roads.cell_start[bucket + 1]):
        segment = roads.cell_items[i]
        sx, sy, dx, dy, length, chainage, tx, ty = roads.segments[segment]
        px, py = x - sx, y - sy
        along = min(max(px * dx + py * dy, 0.0), length)
        ox, oy = px - along * dx, py - along * dy
        square = ox * ox + oy * oy
        if square > costs.search_m * costs.search_m:
            continue
        cross = hx * ty - hy * tx
        cost = (
            square / (2 * costs.scale_m**2) + costs.across * cross * cross + roads.handicap[roads.section_of[segment]]
        )
        slot = _slot(section, place, found, roads.section_of[segment], chainage + along, square, cost)
        if slot < 0:
            continue
        if slot == found:
            found += 1
        section[slot] = roads.section_of[segment]
        place[slot, 0], place[slot, 1] = chainage + along, np.sqrt(square)
        place[slot, 2] = (
            dx * py - dy * px if along > 0 and along < length else np.copysign(np.sqrt(square), dx * oy - dy * ox)
        )
        place[slot, 3] = cost
        place[slot, 4] = (1.0 if hx * tx + hy * ty >= 0 else -1.0) if straight > 0 else 0.0
    return found


@compiled
def _slot(section: Ints, place: Floats, found: int, wanted: int, at: float, square: float, cost: float) -> int:
    """Where a projection goes: over a farther one thereabouts, at the end, or over the dearest; -1 nowhere."""
    dearest = 0
    for j in range(found):
        if section[j] == wanted and abs(place[j, 0] - at) < _FOLD_M:
            return j if square < place[j, 1] ** 2 else -1
        if place[j, 3] > place[dearest, 3]:
            dearest = j
    if found < K:
        return found
    return dearest if cost < place[dearest, 3] else -1


@compiled
def _way(roads: Roads, a: int, at_a: float, b: int, at_b: float) -> tuple[float, int, int, int]:
    """Return the shortest way from a place on ``a`` to one on ``b`` that leaves ``a``: metres, end of a, of b, entry."""
    best, end_a, end_b, entry = _NEVER, -1, -1, -1
    for i in range(2):
        out = at_a if i == 0 else roads.length_m[a] - at_a
        for j in range(2):
            into = at_b if j == 0 else roads.length_m[b] - at_b
            if roads.node[a, i] == roads.node[b, j] and out + into < best:
                best, end_a, end_b, entry = out + into, i, j, -1
        for w in range(roads.way_start[2 * a + i], roads.way_start[2 * a + i + 1]):
            if roads.way_end[w] // 2 == b:
                j = roads.way_end[w] % 2
                into = at_b if j == 0 else roads.length_m[b] - at_b
                if out + into + roads.way_gap[w] < best:
                    best, end_a, end_b, entry = out + into + roads.way_gap[w], i, j, w
    return best, end_a, end_b, entry


@compiled
def _step_cost(roads: Roads, costs: Costs, a: int, at_a: float, b: int, at_b: float, moved: float) -> float:
    if a < 0:
        return 0.0 if b < 0 else costs.leave
    if b < 0:
        return costs.leave
    if a == b:
        return min(costs.detour * max(abs(at_b - at_a) - 1.3 * moved, 0.0), costs.leave)
    metres, _, _, entry = _way(roads, a, at_a, b, at_b)
    if metres == _NEVER:
        return costs.jump
    turn = costs.turn * (1.0 if entry < 0 else 2.0)
    return min(turn + costs.detour * max(metres - moved, 0.0), costs.jump)


@compiled
def _decode(
    roads: Roads,
    costs: Costs,
    count: int,
    step: float,
    found: Ints,
    section: Ints,
    place: Floats,
    trellis: Floats,
    back: Ints,
    chosen: Ints,
) -> None:
    """Find the cheapest sequence of states; state ``K`` is off the network, ``trellis`` keeps the costs so far."""
    for k in range(count + 1):
        for j in range(K + 1):
            trellis[k, j] = _NEVER
        for j in range(found[k] + 1):
            state = j if j < found[k] else K
            b, at_b = (section[k, state], place[k, state, 0]) if state < K else (-1, 0.0)
            seen = place[k, state, 3] if state < K else costs.nowhere
            best, source = (0.0, 0) if k == 0 else (_NEVER, 0)
            if k > 0:
                for i in range(found[k - 1] + 1):
                    old = i if i < found[k - 1] else K
                    a, at_a = (section[k - 1, old], place[k - 1, old, 0]) if old < K else (-1, 0.0)
                    if trellis[k - 1, old] >= best:
                        continue
                    cost = trellis[k - 1, old] + _step_cost(roads, costs, a, at_a, b, at_b, step)
                    if cost < best:
                        best, source = cost, old
            trellis[k, state] = best + seen
            back[k, state] = source
    state = K
    for j in range(found[count]):
        if trellis[count, j] < trellis[count, state]:
            state = j
    for k in range(count, -1, -1):
        chosen[k] = state
        state = back[k, state]


@compiled
def _sureness(
    roads: Roads,
    costs: Costs,
    count: int,
    step: float,
    found: Ints,
    section: Ints,
    place: Floats,
    trellis: Floats,
    after: Floats,
    chosen: Ints,
    sure: Floats,
) -> None:
    """Write for each sample how much dearer the cheapest sequence through another state is."""
    for k in range(count, -1, -1):
        best = _NEVER
        for i in range(found[k] + 1):
            old = i if i < found[k] else K
            a, at_a = (section[k, old], place[k, old, 0]) if old < K else (-1, 0.0)
            rest = 0.0 if k == count else _NEVER
            if k < count:
                for j in range(found[k + 1] + 1):
                    new = j if j < found[k + 1] else K
                    b, at_b = (section[k + 1, new], place[k + 1, new, 0]) if new < K else (-1, 0.0)
                    seen = place[k + 1, new, 3] if new < K else costs.nowhere
                    if after[k + 1, new] + seen >= rest:
                        continue
                    rest = min(rest, after[k + 1, new] + seen + _step_cost(roads, costs, a, at_a, b, at_b, step))
            after[k, old] = rest
            if old != chosen[k]:
                best = min(best, trellis[k, old] + rest)
        sure[k] = best - trellis[k, chosen[k]] - after[k, chosen[k]]


@compiled
def _own_offset(count: int, place: Floats, chosen: Ints) -> tuple[float, float, int]:
    """Return the route's usual lateral offset left of its travel, its spread, and how many samples lie on roads."""
    offset, spread, used = 0.0, 8.0, 0
    for _ in range(4):
        weight, first, second, used = 0.0, 0.0, 0.0, 0
        for k in range(count + 1):
            if chosen[k] < K:
                lateral = place[k, chosen[k], 2] * place[k, chosen[k], 4]
                share = 1.0 / (1.0 + ((lateral - offset) / (2 * spread)) ** 2)
                weight, first = weight + share, first + share * lateral
                second += share * (lateral - offset) ** 2
                used += 1
        if weight > 0:
            offset, spread = first / weight, max(np.sqrt(second / weight), 1.0)
    return offset, spread, used


@compiled
def _pull(costs: Costs, count: int, found: Ints, place: Floats, offset: float, spread: float) -> None:
    """Make candidates at another lateral offset than the route's own dearer."""
    for k in range(count + 1):
        for j in range(found[k]):
            apart = (place[k, j, 2] * place[k, j, 4] - offset) / spread
            place[k, j, 3] += min(costs.offset_pull * apart * apart, costs.offset_cap)


@compiled
def _rivals(count: int, found: Ints) -> bool:
    several = 0
    for k in range(count + 1):
        if found[k] > 1:
            several += 1
    return several > 0


@compiled
def _open_run(runs: Floats, used: int, part: int, chain: int, section: int, at: float) -> None:
    runs[used, :] = 0.0
    runs[used, _P], runs[used, _C], runs[used, _S] = part, chain, section
    runs[used, _FROM] = runs[used, _TO] = at


@compiled
def _stretch_to(runs: Floats, used: int, at: float) -> None:
    runs[used, _FROM], runs[used, _TO] = min(runs[used, _FROM], at), max(runs[used, _TO], at)


@compiled
def _cut_runs(
    roads: Roads,
    costs: Costs,
    part: int,
    count: int,
    section: Ints,
    place: Floats,
    chosen: Ints,
    sure: Floats,
    runs: Floats,
    used: int,
) -> int:
    """Append the runs of one part; at a junction between two of its runs both reach the section's end."""
    before, at_before, chain, entered, first = -1, 0.0, 0, -1, used
    for k in range(count + 1):
        state = chosen[k]
        now, at = (section[k, state], place[k, state, 0]) if state < K else (-1, 0.0)
        if now >= 0 and now != before:
            if before >= 0:
                metres, end_a, end_b, entry = _way(roads, before, at_before, now, at)
                if metres < 4 * costs.search_m:
                    _stretch_to(runs, used - 1, end_a * roads.length_m[before])
                    spur = entered == end_a and runs[used - 1, _TO] - runs[used - 1, _FROM] < costs.spur_m
                    runs[used - 1, _SAMPLES] *= -1.0 if spur else 1.0
                    used = _fill_way(roads, runs, used, part, chain, entry)
                    _open_run(runs, used, part, chain, now, end_b * roads.length_m[now])
                    entered = end_b
                else:
                    chain, entered = chain + 1, -1
                    _open_run(runs, used, part, chain, now, at)
            else:
                chain, entered = chain + 1, -1
                _open_run(runs, used, part, chain, now, at)
            used += 1
        if now >= 0:
            _stretch_to(runs, used - 1, at)
            runs[used - 1, _DISTANCE] += place[k, state, 1]
            runs[used - 1, _LATERAL] += place[k, state, 2]
            runs[used - 1, _SURE] += 1.0 - 0.5 * np.exp(-max(sure[k], 0.0) / 2)
            runs[used - 1, _SAMPLES] += 1.0
        before, at_before = now, at
    return _kept(costs, runs, first, used)


@compiled
def _fill_way(roads: Roads, runs: Floats, used: int, part: int, chain: int, entry: int) -> int:
    """Append the short sections that lie between two runs and had no sample of their own."""
    if entry >= 0:
        for via in roads.way_via[entry]:
            if via >= 0:
                _open_run(runs, used, part, chain, via, 0.0)
                runs[used, _TO] = roads.length_m[via]
                used += 1
    return used


@compiled
def _kept(costs: Costs, runs: Floats, first: int, used: int) -> int:
    """Drop spurs, and chains shorter than the least stretch; return the new number of runs."""
    kept, start = first, first
    while start < used:
        stop, total = start, 0.0
        while stop < used and runs[stop, _C] == runs[start, _C]:
            total += runs[stop, _TO] - runs[stop, _FROM] if runs[stop, _SAMPLES] >= 0 else 0.0
            stop += 1
        for i in range(start, stop):
            if total >= costs.shortest_m and runs[i, _SAMPLES] >= 0 and runs[i, _TO] > runs[i, _FROM]:
                runs[kept, :] = runs[i, :]
                kept += 1
        start = stop
    return kept


@compiled
def _cut_off(
    part: int,
    count: int,
    step: float,
    chosen: Ints,
    section: Ints,
    runs: Floats,
    first: int,
    used: int,
    off: Floats,
    off_used: int,
) -> int:
    """Append the stretches of route that ended on no kept run."""
    start = -1
    for k in range(count + 2):
        lost = k <= count
        if lost and chosen[k] < K:
            for i in range(first, used):
                if runs[i, _S] == section[k, chosen[k]]:
                    lost = False
        if lost and start < 0:
            start = k
        if not lost and start >= 0:
            low, high = max(start - 1, 0), min(k, count)
            off[off_used, 0], off[off_used, 1], off[off_used, 2] = part, low * step, high * step
            off_used, start = off_used + 1, -1
    return off_used


@compiled
def match_block(
    roads: Roads, costs: Costs, xy: Floats, start: Ints, first: int, last: int, runs: Floats, off: Floats
) -> tuple[int, int]:
    """Match the parts ``first`` to ``last - 1`` (vertices ``xy[start[p]:start[p + 1]]``).

    Fills ``runs`` (columns ``RUN_COLUMNS``; distance, lateral and sureness are sums over the samples) and ``off``
    (columns ``OFF_COLUMNS``) and returns how many rows of each are used.
    """
    size = 0
    for part in range(first, last):
        size = max(size, _steps(xy[start[part] : start[part + 1]], costs.step_m))
    samples, found, chosen = np.empty((size + 1, 4)), np.empty(size + 1, np.int64), np.empty(size + 1, np.int64)
    section, place = np.empty((size + 1, K), np.int64), np.empty((size + 1, K, 5))
    trellis, after, back = (
        np.empty((size + 1, K + 1)),
        np.empty((size + 1, K + 1)),
        np.empty((size + 1, K + 1), np.int64),
    )
    sure, used, off_used = np.empty(size + 1), 0, 0
    for part in range(first, last):
        line = xy[start[part] : start[part + 1]]
        count = _steps(line, costs.step_m)
        step = _sample(line, count, samples) / count
        _headings(samples, count, step)
        for k in range(count + 1):
            found[k] = _candidates(roads, costs, samples[k], section[k], place[k])
        _decode(roads, costs, count, step, found, section, place, trellis, back, chosen)
        if _rivals(count, found):
            offset, spread, on_roads = _own_offset(count, place, chosen)
            if on_roads > 3:
                _pull(costs, count, found, place, offset, spread)
                _decode(roads, costs, count, step, found, section, place, trellis, back, chosen)
        _sureness(roads, costs, count, step, found, section, place, trellis, after, chosen, sure)
        before = used
        used = _cut_runs(roads, costs, part, count, section, place, chosen, sure, runs, used)
        off_used = _cut_off(part, count, step, chosen, section, runs, before, used, off, off_used)
    return used, off_used


@compiled
def _steps(xy: Floats, step_m: float) -> int:
    total = 0.0
    for i in range(1, len(xy)):
        total += np.hypot(xy[i, 0] - xy[i - 1, 0], xy[i, 1] - xy[i - 1, 1])
    return max(int(np.ceil(total / step_m - 1e-6)), 1)


@compiled
def merge_intervals(key: Ints, low: Floats, high: Floats, join_m: float) -> Ints:
    """Assign a number to each group of intervals of one key (sorted by key, low) that touch within ``join_m``, shape (n,)."""
    group, reach, current = np.empty(len(key), np.int64), 0.0, -1
    for i in range(len(key)):
        if i == 0 or key[i] != key[i - 1] or low[i] > reach + join_m:
            current, reach = current + 1, high[i]
        reach = max(reach, high[i])
        group[i] = current
    return group
