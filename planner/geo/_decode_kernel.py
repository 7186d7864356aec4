"""Compiled: the cheapest way a route can have run, given what its samples saw.

A hidden Markov chain with costs for negative logarithms: each sample lies on one of a few sections or on none;
an observation is dear far from a section or across it, a step is dear where the network offers no way as short
as the route's own. A second pass knows the route's own lateral offset, which tells parallel carriageways apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.geo._compiled import CANDIDATES, Costs, Roads, compiled

if TYPE_CHECKING:
    from planner.model import Floats, Ints

__all__ = ["LINK_COLUMNS", "decode_block"]

LINK_COLUMNS = ("end of the section left", "end of the section entered", "way over short sections")

_OFF = CANDIDATES
_NEVER = 1e18


@compiled
def _way(roads: Roads, a: int, at_a: float, b: int, at_b: float, link: Ints) -> float:
    """Return the metres of the shortest way from a place on ``a`` to one on ``b`` that leaves ``a``; note it."""
    best = _NEVER
    for i in range(2):
        out = at_a if i == 0 else roads.length_m[a] - at_a
        for j in range(2):
            into = at_b if j == 0 else roads.length_m[b] - at_b
            if roads.node[a, i] == roads.node[b, j] and out + into < best:
                best, link[0], link[1], link[2] = out + into, i, j, -1
        for w in range(roads.way_start[2 * a + i], roads.way_start[2 * a + i + 1]):
            if roads.way_end[w] // 2 == b:
                j = roads.way_end[w] % 2
                metres = out + roads.way_gap[w] + (at_b if j == 0 else roads.length_m[b] - at_b)
                if metres < best:
                    best, link[0], link[1], link[2] = metres, i, j, w
    return best


@compiled
def _step_cost(roads: Roads, costs: Costs, a: int, at_a: float, b: int, at_b: float, moved: float, link: Ints) -> float:
    if a == b:
        return min(costs.detour * max(abs(at_b - at_a) - 1.3 * moved, 0.0), costs.leave)
    metres = _way(roads, a, at_a, b, at_b, link)
    if metres == _NEVER:
        return costs.jump
    turn = costs.turn * (1.0 if link[2] < 0 else 2.0)
    return min(turn + costs.detour * max(metres - moved, 0.0), costs.jump)


@compiled
def _step_costs(
    roads: Roads, costs: Costs, step: float, found: Ints, section: Ints, place: Floats, moves: Floats, link: Ints
) -> None:
    """Write ``moves[k, i, j]``: the cost of going from candidate ``i`` of sample ``k - 1`` to ``j`` of ``k``."""
    for k in range(1, len(found)):
        for i in range(found[k - 1]):
            a, at_a = section[k - 1, i], place[k - 1, i, 0]
            for j in range(found[k]):
                moves[k, i, j] = _step_cost(roads, costs, a, at_a, section[k, j], place[k, j, 0], step, link)


@compiled
def _decode(costs: Costs, found: Ints, place: Floats, moves: Floats, trellis: Floats, back: Ints, chosen: Ints) -> None:
    """Choose the cheapest sequence of states; ``trellis`` keeps the cost of the best one up to each state."""
    count = len(found)
    for k in range(count):
        gone, source = (trellis[k - 1, _OFF], _OFF) if k > 0 else (0.0, _OFF)
        on, on_source = _NEVER, 0
        for i in range(found[k - 1] if k > 0 else 0):
            if trellis[k - 1, i] < on:
                on, on_source = trellis[k - 1, i], i
        if on + costs.leave < gone:
            trellis[k, _OFF], back[k, _OFF] = on + costs.leave + costs.nowhere, on_source
        else:
            trellis[k, _OFF], back[k, _OFF] = gone + costs.nowhere, source
        enter = gone + (costs.leave if k > 0 else 0.0)
        for j in range(found[k]):
            best, best_source = enter, _OFF
            for i in range(found[k - 1] if k > 0 else 0):
                cost = trellis[k - 1, i] + moves[k, i, j]
                if cost < best:
                    best, best_source = cost, i
            trellis[k, j], back[k, j] = best + place[k, j, 3], best_source
    state = _OFF
    for j in range(found[count - 1]):
        if trellis[count - 1, j] < trellis[count - 1, state]:
            state = j
    for k in range(count - 1, -1, -1):
        chosen[k] = state
        state = back[k, state]


@compiled
def _sureness(
    costs: Costs, found: Ints, place: Floats, moves: Floats, trellis: Floats, after: Floats, chosen: Ints, sure: Floats
) -> None:
    """Write for each sample how much dearer the cheapest sequence through another state is."""
    last = len(found) - 1
    for k in range(last, -1, -1):
        on, off = 0.0, 0.0
        if k < last:
            on, off = _NEVER, after[k + 1, _OFF] + costs.nowhere
            for j in range(found[k + 1]):
                on = min(on, after[k + 1, j] + place[k + 1, j, 3])
        after[k, _OFF] = min(off, on + costs.leave) if k < last else 0.0
        best = trellis[k, _OFF] + after[k, _OFF] if chosen[k] != _OFF else _NEVER
        for i in range(found[k]):
            rest = off + costs.leave if k < last else 0.0
            for j in range(found[k + 1] if k < last else 0):
                rest = min(rest, after[k + 1, j] + place[k + 1, j, 3] + moves[k + 1, i, j])
            after[k, i] = rest
            if i != chosen[k]:
                best = min(best, trellis[k, i] + rest)
        sure[k] = best - trellis[k, chosen[k]] - after[k, chosen[k]]


@compiled
def _own_offset(place: Floats, chosen: Ints) -> tuple[float, float, int]:
    """Return the route's usual lateral offset left of its travel, its spread, and how many samples lie on roads."""
    offset, spread, used = 0.0, 8.0, 0
    for _ in range(4):
        weight, first, second, used = 0.0, 0.0, 0.0, 0
        for k in range(len(chosen)):
            if chosen[k] != _OFF and place[k, chosen[k], 4] != 0.0:
                lateral = place[k, chosen[k], 2] * place[k, chosen[k], 4]
                share = 1.0 / (1.0 + ((lateral - offset) / (2 * spread)) ** 2)
                weight, first = weight + share, first + share * lateral
                second += share * (lateral - offset) ** 2
                used += 1
        if weight > 0:
            offset, spread = first / weight, max(np.sqrt(second / weight), 1.0)
    return offset, spread, used


@compiled
def _pull(costs: Costs, found: Ints, place: Floats, offset: float, spread: float) -> None:
    """Make candidates at another lateral offset than the route's own dearer."""
    for k in range(len(found)):
        for j in range(found[k]):
            apart = (place[k, j, 2] * place[k, j, 4] - offset) / spread if place[k, j, 4] != 0.0 else 1.0
            place[k, j, 3] += min(costs.offset_pull * apart * apart, costs.offset_cap)


@compiled
def _has_rivals(costs: Costs, found: Ints, place: Floats) -> bool:
    """Tell whether two sections run along the route side by side anywhere."""
    for k in range(len(found)):
        beside = 0
        for j in range(found[k]):
            if place[k, j, 4] != 0.0 and place[k, j, 3] < costs.nowhere + 1.5:
                beside += 1
        if beside > 1:
            return True
    return False


@compiled
def _note_links(roads: Roads, section: Ints, place: Floats, chosen: Ints, longest_m: float, links: Ints) -> None:
    """Write how the route came from the section of the sample before; -1 where it did not come by a way."""
    for k in range(len(chosen)):
        links[k, 0] = -1
        if k > 0 and chosen[k] != _OFF and chosen[k - 1] != _OFF:
            a, b = section[k - 1, chosen[k - 1]], section[k, chosen[k]]
            if (
                a != b
                and _way(roads, a, place[k - 1, chosen[k - 1], 0], b, place[k, chosen[k], 0], links[k]) > longest_m
            ):
                links[k, 0] = -1


@compiled
def decode_block(
    roads: Roads,
    costs: Costs,
    sample_start: Ints,
    step: Floats,
    found: Ints,
    section: Ints,
    place: Floats,
    chosen: Ints,
    sure: Floats,
    links: Ints,
) -> None:
    """Decode the parts of a block (see ``observe_block``).

    Fills ``chosen`` (candidate of each sample, ``CANDIDATES`` for none), ``sure`` (how much dearer the best other
    choice is) and ``links`` (columns ``LINK_COLUMNS``, the first -1 where a run does not continue another).
    """
    size = 0
    for i in range(len(step)):
        size = max(size, sample_start[i + 1] - sample_start[i])
    trellis, after = np.empty((size, CANDIDATES + 1)), np.empty((size, CANDIDATES + 1))
    back, moves = np.empty((size, CANDIDATES + 1), np.int64), np.empty((size, CANDIDATES, CANDIDATES))
    link = np.empty(3, np.int64)
    for i in range(len(step)):
        a, b = sample_start[i], sample_start[i + 1]
        _step_costs(roads, costs, step[i], found[a:b], section[a:b], place[a:b], moves, link)
        rivals = _has_rivals(costs, found[a:b], place[a:b])
        _decode(costs, found[a:b], place[a:b], moves, trellis, back, chosen[a:b])
        if rivals:
            offset, spread, used = _own_offset(place[a:b], chosen[a:b])
            if used > 3:
                _pull(costs, found[a:b], place[a:b], offset, spread)
                _decode(costs, found[a:b], place[a:b], moves, trellis, back, chosen[a:b])
        _sureness(costs, found[a:b], place[a:b], moves, trellis, after, chosen[a:b], sure[a:b])
        _note_links(roads, section[a:b], place[a:b], chosen[a:b], 4 * costs.reach_m, links[a:b])
