"""Compiled: decoded samples cut into runs along sections and parts off the network; intervals merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.geo._compiled import CANDIDATES, Block, Costs, Roads, compiled, within

if TYPE_CHECKING:
    from planner.model import Floats, Ints

__all__ = ["OFF_COLUMNS", "RUN_COLUMNS", "cut_block", "merge_intervals"]

RUN_COLUMNS = ("part", "chain", "section", "from_m", "to_m", "distance", "lateral", "samples", "sureness")
OFF_COLUMNS = ("part", "from_m", "to_m")
_PART, _CHAIN, _SECTION, _FROM, _TO, _DISTANCE, _LATERAL, _SAMPLES, _SURE = range(9)
_COLUMNS = len(RUN_COLUMNS)
_OFF = CANDIDATES
# A margin above this says no more than this
_SUREST = 10.0
# A route has passed a section from end to end only if it has at least this share of its metres there
_OWN = 0.5
# A section met by no more than this is only touched
_TOUCH_M = 0.1


@within
def _open_run(runs: Floats, used: int, part: int, chain: int, section: int, at: float) -> None:
    for column in range(_COLUMNS):
        runs[used, column] = 0.0
    runs[used, _PART], runs[used, _CHAIN], runs[used, _SECTION] = part, chain, section
    runs[used, _FROM] = runs[used, _TO] = at


@within
def _reach_to(runs: Floats, row: int, at: float) -> None:
    runs[row, _FROM], runs[row, _TO] = min(runs[row, _FROM], at), max(runs[row, _TO], at)


@within
def _fill_way(roads: Roads, runs: Floats, used: int, part: int, chain: int, way: int) -> int:
    """Append the short sections that lie between two runs and had no sample of their own."""
    if way >= 0:
        for step in range(2):
            via = roads.way_via[way, step]
            if via >= 0:
                _open_run(runs, used, part, chain, via, 0.0)
                runs[used, _TO] = roads.length_m[via]
                used += 1
    return used


@within
def _add_sample(runs: Floats, row: int, block: Block, k: int) -> None:
    choice = block.chosen[k]
    _reach_to(runs, row, block.place[k, choice, 0])
    runs[row, _DISTANCE] += block.place[k, choice, 1]
    runs[row, _LATERAL] += block.place[k, choice, 2]
    runs[row, _SURE] += min(max(block.sure[k], 0.0), _SUREST)
    runs[row, _SAMPLES] += 1.0


@within
def _cut_runs(roads: Roads, costs: Costs, block: Block, slot: int, runs: Floats, used: int) -> int:
    """Append the runs of one part; where one run continues another both reach the section's end."""
    before, chain, entered, first, part = used * 0 - 1, used * 0, used * 0 - 1, used, block.first + slot
    for k in range(block.sample_start[slot], block.sample_start[slot + 1]):
        choice = block.chosen[k]
        now = block.section[k, choice] if choice != _OFF else -1
        if now >= 0 and now != before:
            if before >= 0 and block.links[k, 0] >= 0:
                _reach_to(runs, used - 1, block.links[k, 0] * roads.length_m[before])
                if entered == block.links[k, 0] and runs[used - 1, _TO] - runs[used - 1, _FROM] < costs.spur_m:
                    runs[used - 1, _SAMPLES] = -1.0
                used = _fill_way(roads, runs, used, part, chain, block.links[k, 2])
                entered = block.links[k, 1]
                _open_run(runs, used, part, chain, now, entered * roads.length_m[now])
            else:
                chain, entered = chain + 1, -1
                _open_run(runs, used, part, chain, now, block.place[k, choice, 0])
            used += 1
        if now >= 0:
            _add_sample(runs, used - 1, block, k)
        before = now
    return _kept(costs, runs, first, used, block.step_m[slot])


@within
def _mark_crossed(runs: Floats, first: int, used: int, step: float) -> None:
    """Mark as spurs the sections over which a route took a short cut: it crossed them, whatever lies between."""
    for i in range(first, used):
        own = (runs[i, _SAMPLES] + 1.0) * step
        if runs[i, _SAMPLES] > 0.0 and own < _OWN * (runs[i, _TO] - runs[i, _FROM]):
            runs[i, _SAMPLES] = -1.0


@within
def _kept(costs: Costs, runs: Floats, first: int, used: int, step: float) -> int:
    """Drop spurs, and chains shorter than the least stretch; return the new number of runs."""
    _mark_crossed(runs, first, used, step)
    kept, start = first, first
    while start < used:
        stop, total = start, 0.0
        while stop < used and runs[stop, _CHAIN] == runs[start, _CHAIN]:
            total += runs[stop, _TO] - runs[stop, _FROM] if runs[stop, _SAMPLES] >= 0 else 0.0
            stop += 1
        for i in range(start, stop):
            if total >= costs.shortest_m and runs[i, _SAMPLES] >= 0 and runs[i, _TO] > runs[i, _FROM] + _TOUCH_M:
                for column in range(_COLUMNS):  # a slice would take seconds to compile
                    runs[kept, column] = runs[i, column]
                kept += 1
        start = stop
    return kept


@within
def _is_lost(section: int, runs: Floats, first: int, used: int) -> bool:
    """Tell whether a section is on none of the kept runs ``first`` to ``used - 1`` of a part; -1 is none."""
    for i in range(first, used):  # noqa: SIM110 - generators do not compile
        if runs[i, _SECTION] == section:
            return False
    return True


@within
def _cut_off(block: Block, slot: int, runs: Floats, first: int, used: int, off: Floats, off_used: int) -> int:
    """Append the pieces of route that ended on no kept run."""
    start, low, step = -1, block.sample_start[slot], block.step_m[slot]
    count, before, lost = block.sample_start[slot + 1] - low, low * 0 - 1, True
    for k in range(count + 1):
        choice = block.chosen[low + k] if k < count else _OFF
        now = block.section[low + k, choice] if choice != _OFF else low * 0 - 1
        if now != before:
            before, lost = now, _is_lost(now, runs, first, used)
        lost = lost and k < count
        if lost and start < 0:
            start = k
        if not lost and start >= 0:
            off[off_used, 0] = block.first + slot
            off[off_used, 1], off[off_used, 2] = max(start - 1, 0) * step, min(k, count - 1) * step
            off_used, start = off_used + 1, -1
    return off_used


@compiled
def cut_block(roads: Roads, costs: Costs, block: Block, runs: Floats, off: Floats) -> tuple[int, int]:
    """Cut the decoded parts of a block.

    Fills ``runs`` (columns ``RUN_COLUMNS``; distance, lateral and sureness are sums over the samples) and ``off``
    (columns ``OFF_COLUMNS``, metres along the part) and returns how many rows of each are used.
    """
    used = off_used = block.first * 0
    for slot in range(len(block.step_m)):
        before = used
        used = _cut_runs(roads, costs, block, slot, runs, used)
        off_used = _cut_off(block, slot, runs, before, used, off, off_used)
    return used, off_used


@compiled
def merge_intervals(key: Ints, low: Floats, high: Floats, join_m: float, group: Ints) -> None:
    """Write one number for all intervals of a key (sorted by key, low) that touch within ``join_m``, shape (n,)."""
    reach, current = 0.0, -1
    for i in range(len(key)):
        if i == 0 or key[i] != key[i - 1] or low[i] > reach + join_m:
            current, reach = current + 1, high[i]
        reach = max(reach, high[i])
        group[i] = current
