"""Compiled: the cheapest way a route can have run, given what its samples saw.

A hidden Markov chain with costs for negative logarithms: each sample lies on one of a few sections or on none;
an observation is dear far from a section or across it, a step is dear where the network offers no way as short
as the route's own. Where sections lie side by side, the route is decoded under several lateral offsets of its own,
kept from end to end, and the cheapest is taken: that tells parallel carriageways apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from planner.geo._compiled import CANDIDATES, Block, Costs, Roads, compiled, within

if TYPE_CHECKING:
    from planner.model import Floats, Ints

__all__ = ["Work", "decode_block", "new_work"]

_OFF = CANDIDATES
_NEVER = 1e18
# Lateral offsets a route with rivals is tried at besides its first guess, each settled in so many rounds: a first
# guess made on the wrong carriageway would only confirm itself
_OFFSETS_M = (-6.0, -2.0, 2.0, 6.0)
_ROUNDS = 2
# Samples in a row that have two sections beside them where these are parallel, not meeting at a corner
_SIDE_BY_SIDE = 5


class Work(NamedTuple):
    """Tables for one part at a time, as long as the longest.

    ``moves`` costs of steps; ``trellis`` and ``after`` costs of the best sequences up to and from each state, ``back``
    the state before; ``plain`` observation costs before the pull of an offset; ``tried`` and ``total``, the choices
    under each offset tried and what they cost; ``link`` is there to be written over.
    """

    moves: Floats
    trellis: Floats
    after: Floats
    back: Ints
    plain: Floats
    tried: Ints
    total: Floats
    link: Ints


def new_work(size: int) -> Work:
    """Return tables for parts of up to ``size`` samples."""
    states, tries = (size, CANDIDATES + 1), len(_OFFSETS_M) + 1
    return Work(
        moves=np.empty((size, CANDIDATES, CANDIDATES)),
        trellis=np.empty(states),
        after=np.empty(states),
        back=np.empty(states, dtype=np.int64),
        plain=np.empty((size, CANDIDATES)),
        tried=np.empty((tries, size), dtype=np.int64),
        total=np.empty(tries),
        link=np.empty(3, dtype=np.int64),
    )


@within
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


@within
def _touching(node: Ints, length_m: Floats, a: int, at_a: float, b: int, at_b: float) -> float:
    """Return the metres from a place on ``a`` to one on ``b`` over a junction of both."""
    best, past_a, past_b = _NEVER, length_m[a] - at_a, length_m[b] - at_b
    if node[a, 0] == node[b, 0]:
        best = min(best, at_a + at_b)
    if node[a, 0] == node[b, 1]:
        best = min(best, at_a + past_b)
    if node[a, 1] == node[b, 0]:
        best = min(best, past_a + at_b)
    if node[a, 1] == node[b, 1]:
        best = min(best, past_a + past_b)
    return best


@within
def _change_cost(costs: Costs, metres: float, over: float, moved: float) -> float:
    """Return what a change of sections costs, straight over a junction or over short sections."""
    straight = costs.turn + costs.detour * max(metres - moved, 0.0)
    if over < metres:
        straight = 2 * costs.turn + costs.detour * max(over - moved, 0.0)
    return min(straight, costs.jump)


@within
def _step_costs(
    roads: Roads, costs: Costs, step: float, found: Ints, section: Ints, place: Floats, moves: Floats, link: Ints
) -> None:
    """Write ``moves[k, i, j]``: the cost of going from candidate ``i`` of sample ``k - 1`` to ``j`` of ``k``."""
    node, length_m, way_start = roads.node, roads.length_m, roads.way_start
    for k in range(1, len(found)):
        for i in range(found[k - 1]):
            a, at_a = section[k - 1, i], place[k - 1, i, 0]
            has_ways = way_start[2 * a] < way_start[2 * a + 2]
            for j in range(found[k]):
                b, at_b = section[k, j], place[k, j, 0]
                if a == b:
                    moves[k, i, j] = min(costs.detour * max(abs(at_b - at_a) - 1.3 * step, 0.0), costs.leave)
                    continue
                metres = _touching(node, length_m, a, at_a, b, at_b)
                over = _way(roads, a, at_a, b, at_b, link) if has_ways else _NEVER
                moves[k, i, j] = _change_cost(costs, metres, over, step)


@within
def _stay_off(costs: Costs, found: int, trellis: Floats) -> tuple[float, int]:
    """Return the cheapest way to be off the network after the sample whose costs are given."""
    best, source = trellis[_OFF], _OFF
    for i in range(found):
        if trellis[i] + costs.leave < best:
            best, source = trellis[i] + costs.leave, i
    return best, source


@within
def _reach(costs: Costs, found: int, trellis: Floats, moves: Floats, goal: int) -> tuple[float, int]:
    """Return the cheapest way to a candidate from the sample whose costs are given."""
    best, source = trellis[_OFF] + costs.leave, _OFF
    for i in range(found):
        if trellis[i] + moves[i, goal] < best:
            best, source = trellis[i] + moves[i, goal], i
    return best, source


@within
def _decode(costs: Costs, found: Ints, place: Floats, work: Work, chosen: Ints) -> None:
    """Choose the cheapest sequence of states; ``trellis`` keeps the cost of the best one up to each state."""
    moves, trellis, back = work.moves, work.trellis, work.back
    trellis[0, _OFF] = costs.nowhere
    for j in range(found[0]):
        trellis[0, j] = place[0, j, 3]
    for k in range(1, len(found)):
        before = trellis[k - 1]
        cost, back[k, _OFF] = _stay_off(costs, found[k - 1], before)
        trellis[k, _OFF] = cost + costs.nowhere
        for j in range(found[k]):
            cost, back[k, j] = _reach(costs, found[k - 1], before, moves[k], j)
            trellis[k, j] = cost + place[k, j, 3]
    state, last = _OFF, len(found) - 1
    for j in range(found[last]):
        if trellis[last, j] < trellis[last, state]:
            state = j
    chosen[last] = state
    for k in range(last, 0, -1):
        state = back[k, state]
        chosen[k - 1] = state


@within
def _sureness(costs: Costs, found: Ints, place: Floats, work: Work, chosen: Ints, sure: Floats) -> None:
    """Write for each sample how much dearer the cheapest sequence through another state is."""
    last, moves, trellis, after = len(found) - 1, work.moves, work.trellis, work.after
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


@within
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


@within
def _pull(costs: Costs, found: Ints, place: Floats, plain: Floats, offset: float, spread: float) -> None:
    """Make candidates at another lateral offset than the route's own dearer than their ``plain`` costs."""
    for k in range(len(found)):
        for j in range(found[k]):
            apart = (place[k, j, 2] * place[k, j, 4] - offset) / spread if place[k, j, 4] != 0.0 else 1.0
            place[k, j, 3] = plain[k, j] + min(costs.offset_pull * apart * apart, costs.offset_cap)


@within
def _keep_plain(found: Ints, place: Floats, plain: Floats) -> None:
    for k in range(len(found)):
        for j in range(found[k]):
            plain[k, j] = place[k, j, 3]


@within
def _try_offsets(costs: Costs, found: Ints, place: Floats, work: Work, chosen: Ints) -> int:
    """Decode under each lateral offset the route may have, and last under the one that makes it cheapest.

    Fills ``tried`` and ``total`` of the work tables and returns how many offsets were tried.
    """
    guess, spread, used = _own_offset(place, chosen)
    if used <= 3:
        return 0
    _keep_plain(found, place, work.plain)
    total, last, best, best_offset = work.total, len(found) - 1, _NEVER, guess
    for h in range(len(total)):
        offset = _OFFSETS_M[h - 1] if h > 0 else guess
        for _ in range(_ROUNDS):
            _pull(costs, found, place, work.plain, offset, spread)
            _decode(costs, found, place, work, chosen)
            total[h] = work.trellis[last, chosen[last]]
            if total[h] < best:
                best, best_offset = total[h], offset
            offset = _own_offset(place, chosen)[0]
        for k in range(len(chosen)):
            work.tried[h, k] = chosen[k]
    _pull(costs, found, place, work.plain, best_offset, spread)
    _decode(costs, found, place, work, chosen)
    return len(total)


@within
def _doubt(count: int, tried: Ints, total: Floats, chosen: Ints, sure: Floats) -> None:
    """Lower the sureness of samples that lie elsewhere under another offset to how much dearer that is."""
    best = _NEVER
    for h in range(count):
        best = min(best, total[h])
    for h in range(count):
        for k in range(len(chosen)):
            if tried[h, k] != chosen[k]:
                sure[k] = min(sure[k], total[h] - best)


@within
def _has_rivals(costs: Costs, found: Ints, place: Floats) -> bool:
    """Tell whether two sections run along the route side by side for longer than it takes to turn a corner."""
    streak = found[0] * 0
    for k in range(len(found)):
        beside = found[0] * 0
        for j in range(found[k]):
            if place[k, j, 4] != 0.0 and place[k, j, 3] < costs.nowhere + 1.5:
                beside += 1
        streak = streak + 1 if beside > 1 else 0 * streak
        if streak >= _SIDE_BY_SIDE:
            return True
    return False


@within
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
def decode_block(roads: Roads, costs: Costs, block: Block, work: Work) -> None:
    """Decode the observed parts of a block, none longer than ``work``: fill its ``chosen``, ``sure`` and ``links``."""
    for i in range(len(block.step_m)):
        low, high = block.sample_start[i], block.sample_start[i + 1]
        found, section, place = block.found[low:high], block.section[low:high], block.place[low:high]
        chosen = block.chosen[low:high]
        _step_costs(roads, costs, block.step_m[i], found, section, place, work.moves, work.link)
        _decode(costs, found, place, work, chosen)
        count = 0
        if _has_rivals(costs, found, place):
            count = _try_offsets(costs, found, place, work, chosen)
        _sureness(costs, found, place, work, chosen, block.sure[low:high])
        _doubt(count, work.tried, work.total, chosen, block.sure[low:high])
        _note_links(roads, section, place, chosen, 4 * costs.reach_m, block.links[low:high])
