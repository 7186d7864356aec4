"""Compiled: groups of components priced, chosen and placed on a board of limits and days, many thousands of times.

A component's runs are bits; its groups lie sorted by their lowest run. Everything is repeatable: the only dice is a
counter that is stirred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numba
import numpy as np

if TYPE_CHECKING:
    from planner.model import Floats, Ints

__all__ = [
    "LEFT_OUT",
    "Board",
    "Costs",
    "Meeting",
    "Tables",
    "bound_round",
    "insert",
    "lift_all",
    "open_starts",
    "put",
    "refit",
]

LEFT_OUT = 1e7
"""What a run costs that finds no room: far more than anything else."""

_WISH = 1e-3
_CHOSEN = 64
_AGAIN = 64
_TIED = 1e-7
_jit = numba.njit(cache=True, nogil=True, error_model="numpy")


class Tables(NamedTuple):
    """Groups of all components as flat arrays.

    ``want`` holds the bits of the runs of each component that are planned. Component c has the groups
    ``group_start[c]:group_start[c + 1]``, of which those whose lowest run is k begin at ``lowest[c, k]``. Per group the
    bits of its runs, its cost, its starts with what each is away from the wishes, and its uses of limits: from the day
    of its offset for so many days it takes so many places, and fits while at most ``use_cap - use_need`` are taken.
    """

    want: Ints
    group_start: Ints
    lowest: Ints
    bits: Ints
    cost: Floats
    start_start: Ints
    starts: Ints
    away: Floats
    use_start: Ints
    use_limit: Ints
    use_offset: Ints
    use_days: Ints
    use_take: Ints
    use_need: Ints
    use_cap: Ints


class Board(NamedTuple):
    """Places taken per limit and day, the days that are full counted up to each, and the start of each chosen group."""

    capacity: Ints
    taken: Ints
    full: Ints
    at: Ints


class Costs(NamedTuple):
    """What each component costs on the board, runs left out included, and what it would cost alone."""

    spent: Floats
    least: Floats


class Meeting(NamedTuple):
    """The limits that each component uses, and the components that use each limit, as offsets and entries."""

    limit_start: Ints
    limits: Ints
    user_start: Ints
    users: Ints


@_jit
def _fits(t: Tables, board: Board, group: int, day: int) -> bool:
    """Tell whether a group may start on a day."""
    for u in range(t.use_start[group], t.use_start[group + 1]):
        limit, first = t.use_limit[u], day + t.use_offset[u]
        last = first + t.use_days[u]
        if t.use_need[u] == 1 and t.use_cap[u] == board.capacity[limit]:
            if board.full[limit, last] != board.full[limit, first]:
                return False
        else:
            for d in range(first, last):
                if board.taken[limit, d] + t.use_need[u] > t.use_cap[u]:
                    return False
    return True


@_jit
def open_starts(t: Tables, board: Board, group: int) -> Ints:
    """Return the days on which a group fits."""
    found = np.empty(t.start_start[group + 1] - t.start_start[group], np.int64)
    count = 0
    for s in range(t.start_start[group], t.start_start[group + 1]):
        if _fits(t, board, group, t.starts[s]):
            found[count] = t.starts[s]
            count += 1
    return found[:count]


@_jit
def put(t: Tables, board: Board, groups: Ints, days: Ints) -> bool:
    """Put groups on the board one after another; take them back and return false where one does not fit."""
    for k in range(len(groups)):
        if not _fits(t, board, groups[k], days[k]):
            for j in range(k):
                _put(t, board, groups[j], days[j], -1)
            return False
        _put(t, board, groups[k], days[k], 1)
    return True


@_jit
def _toll(t: Tables, prices: Floats, group: int, day: int) -> float:
    """Return what a group pays for the places it takes from a day on; prices are summed up to each day."""
    paid = 0.0
    for u in range(t.use_start[group], t.use_start[group + 1]):
        first = day + t.use_offset[u]
        paid += t.use_take[u] * (prices[t.use_limit[u], first + t.use_days[u]] - prices[t.use_limit[u], first])
    return paid


@_jit
def _cheapest_start(t: Tables, prices: Floats, board: Board, group: int) -> tuple[float, int]:
    """Return the least toll among the days a group fits on, wishes deciding between equals, and the day; or -1."""
    least, at = np.inf, -1
    for s in range(t.start_start[group], t.start_start[group + 1]):
        value = _WISH * t.away[s]
        if value < least:
            value += _toll(t, prices, group, t.starts[s])
            if value < least and _fits(t, board, group, t.starts[s]):
                least, at = value, t.starts[s]
    return least, at


@_jit
def _put(t: Tables, board: Board, group: int, day: int, sign: int) -> None:
    """Let a group stand from a day on, or with a sign of -1 stand no longer."""
    board.at[group] = day if sign > 0 else -1
    days = board.taken.shape[1]
    for u in range(t.use_start[group], t.use_start[group + 1]):
        limit, first, take = t.use_limit[u], day + t.use_offset[u], t.use_take[u]
        if not take:
            continue
        for d in range(first, first + t.use_days[u]):
            board.taken[limit, d] += sign * take
        count = board.full[limit, first]
        for d in range(first, days):
            count += board.taken[limit, d] >= board.capacity[limit]
            board.full[limit, d + 1] = count


@_jit
def _partition(t: Tables, component: int, values: Floats, want: int, chosen: Ints) -> tuple[float, int]:
    """Choose the groups of least value that hold each wanted run once; return the value and their number.

    Sets of runs are taken apart by their lowest run, so most sets are never met.
    """
    first = t.group_start[component]
    least = np.full(want + 1, np.inf)
    by = np.full(want + 1, -1)
    least[want] = 0.0
    for left in range(want, 0, -1):
        if least[left] == np.inf:
            continue
        low = 0
        while not (left >> low) & 1:
            low += 1
        for group in range(t.lowest[component, low], t.lowest[component, low + 1]):
            bits = t.bits[group]
            if bits & left == bits:
                value = least[left] + values[group - first]
                if value < least[left ^ bits]:
                    least[left ^ bits] = value
                    by[left ^ bits] = group
    count, state = 0, 0
    if least[0] < np.inf:
        while state != want:
            chosen[count] = by[state]
            state ^= t.bits[by[state]]
            count += 1
    return least[0], count


@_jit
def bound_round(t: Tables, prices: Floats, parts: Ints, usage: Ints) -> float:
    """Add up what components cost at least when places have prices, and the places their cheapest groups take."""
    total = 0.0
    chosen = np.empty(_CHOSEN, np.int64)
    for component in parts:
        first, last = t.group_start[component], t.group_start[component + 1]
        values = np.empty(last - first)
        days = np.empty(last - first, np.int64)
        for group in range(first, last):
            least, wished, at = np.inf, np.inf, -1
            for s in range(t.start_start[group], t.start_start[group + 1]):
                paid = _toll(t, prices, group, t.starts[s])
                least = min(least, paid)
                if paid + _WISH * t.away[s] < wished:
                    wished, at = paid + _WISH * t.away[s], t.starts[s]
            values[group - first] = t.cost[group] + least
            days[group - first] = at
        value, count = _partition(t, component, values, t.want[component], chosen)
        total += value
        for k in range(count):
            group = chosen[k]
            for u in range(t.use_start[group], t.use_start[group + 1]):
                begin = days[group - first] + t.use_offset[u]
                for d in range(begin, begin + t.use_days[u]):
                    usage[t.use_limit[u], d] += t.use_take[u]
    return total


@_jit
def lift_all(t: Tables, board: Board, component: int) -> None:
    for group in range(t.group_start[component], t.group_start[component + 1]):
        if board.at[group] >= 0:
            _put(t, board, group, board.at[group], -1)


@_jit
def insert(t: Tables, prices: Floats, board: Board, component: int, chosen: Ints) -> float:
    """Group and place a component where the board leaves room; return what it costs, runs left out included."""
    first, last = t.group_start[component], t.group_start[component + 1]
    values = np.empty(last - first)
    want, spent = t.want[component], 0.0
    while want:
        for group in range(first, last):
            bits = t.bits[group]
            if bits & want != bits:
                values[group - first] = np.inf
                continue
            toll, day = _cheapest_start(t, prices, board, group)
            if day < 0:
                alone = bits & (bits - 1) == 0
                values[group - first] = LEFT_OUT if alone else np.inf
            else:
                values[group - first] = t.cost[group] + toll
        _, count = _partition(t, component, values, want, chosen)
        for k in range(count):
            group = chosen[k]
            toll, day = _cheapest_start(t, prices, board, group)
            if day < 0:
                if values[group - first] < LEFT_OUT:
                    break
                spent += LEFT_OUT
            else:
                if t.cost[group] + toll > values[group - first] + _TIED:
                    break
                _put(t, board, group, day, 1)
                spent += t.cost[group]
            want ^= t.bits[group]
    return spent


@_jit
def _stir(state: int) -> int:
    """Return the next number of a fixed sequence below 2^32 (xorshift)."""
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    state ^= (state << 5) & 0xFFFFFFFF
    return state


@_jit
def _draw(dice: Ints, count: int) -> int:
    """Return a number below a count, and stir the dice."""
    dice[0] = _stir(dice[0])
    return int(dice[0] >> 8) % count


@_jit
def _dear_ones(costs: Costs, dear: Ints) -> int:
    """Gather the components that cost more than they would alone; return their number."""
    count = 0
    for c in range(len(costs.spent)):
        if costs.spent[c] > costs.least[c] + _TIED:
            dear[count] = c
            count += 1
    return count


@_jit
def _drawn_with(meeting: Meeting, head: int, largest: int, dice: Ints, lifted: Ints) -> int:
    """Draw some that a component meets, each once; return how many there are with it."""
    lifted[0], size = head, 1
    wanted = 1 + _draw(dice, largest)
    here = meeting.limit_start[head + 1] - meeting.limit_start[head]
    for _ in range(wanted if here else 0):
        limit = meeting.limits[meeting.limit_start[head] + _draw(dice, here)]
        first = meeting.user_start[limit]
        other = meeting.users[first + _draw(dice, meeting.user_start[limit + 1] - first)]
        known = False
        for k in range(size):
            known = known or lifted[k] == other
        if not known:
            lifted[size] = other
            size += 1
    return size


@_jit
def _note_and_lift(t: Tables, board: Board, component: int, before: Ints) -> None:
    for group in range(t.group_start[component], t.group_start[component + 1]):
        before[group] = board.at[group]
    lift_all(t, board, component)


@_jit
def _put_back(t: Tables, board: Board, component: int, before: Ints) -> None:
    for group in range(t.group_start[component], t.group_start[component + 1]):
        if before[group] >= 0:
            _put(t, board, group, before[group], 1)


@_jit
def refit(
    t: Tables,
    board: Board,
    costs: Costs,
    meeting: Meeting,
    tolls: tuple[Floats, Floats],
    dice: Ints,
    moves: int,
    largest: int,
) -> None:
    """Take a dear component and some that it meets off the board and put them back another way, many times.

    A move that costs more is taken back. Whom a component meets is drawn from the users of one of its limits; which of
    two sets of tolls they pay is drawn as well.
    """
    chosen, lifted = np.empty(_CHOSEN, np.int64), np.empty(largest + 1, np.int64)
    before, dear = np.empty(len(board.at), np.int64), np.empty(len(t.want), np.int64)
    made = np.empty(largest + 1)
    dears = 0
    for move in range(moves):
        if move % _AGAIN == 0:
            dears = _dear_ones(costs, dear)
        if not dears:
            return
        size = _drawn_with(meeting, dear[_draw(dice, dears)], largest, dice, lifted)
        was, now, done = 0.0, 0.0, 0
        for k in range(size):
            was += costs.spent[lifted[k]]
            _note_and_lift(t, board, lifted[k], before)
        paid = tolls[_draw(dice, 2)]
        while done < size and now <= was + _TIED:
            made[done] = insert(t, paid, board, lifted[done], chosen)
            now += made[done]
            done += 1
        if now <= was + _TIED:
            for k in range(size):
                costs.spent[lifted[k]] = made[k]
        else:
            for k in range(done):
                lift_all(t, board, lifted[k])
            for k in range(size):
                _put_back(t, board, lifted[k], before)
