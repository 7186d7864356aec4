"""Who shares which metres of which section: one sweep over the ends of all stretches."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from planner.geo._compiled import compiled, within
from planner.model import Floats, Ints, Shared, Stretches

__all__ = ["pair_metres", "shared_stretches"]

# Stretches swept at a time, or all of one section: few enough for a core's cache
_AT_ONCE = 50_000


class _Events(NamedTuple):
    """What is met along some sections, and room to keep who is there.

    Stretch ``s`` of ``n`` has the ends ``s`` and ``n + s``, each with a ``place``; they are ``met`` in this order.
    ``active``, ``depth``, ``row_members``: as many as ends.
    """

    met: Ints
    section: Ints
    place: Floats
    project: Ints
    active: Ints
    depth: Ints
    row_members: Ints


def shared_stretches(stretches: Stretches, minimum_m: float = 0.0) -> Shared:
    """Return the maximal intervals of sections on which the same two or more projects lie.

    Parameters
    ----------
    stretches : In any order; several of one project on one section may touch or overlap.
    minimum_m : Shorter intervals are left out; metres.

    Returns
    -------
    shared : Sorted by (section, from_m); neighbouring rows differ in their members. Intervals of no length
        never occur. Empty in, empty out.
    """
    order = _order_by(stretches.section, np.arange(len(stretches)))
    section = stretches.section[order]
    cuts = np.searchsorted(section, section[::_AT_ONCE]).tolist()
    rows = [order[low:high] for low, high in pairwise([*cuts, len(order)])]
    with ThreadPoolExecutor() as pool:
        return _joined(list(pool.map(partial(_swept, stretches, minimum_m), rows)))


def _joined(pieces: list[Shared]) -> Shared:
    ints, floats = np.empty(0, dtype=np.int64), np.empty(0)
    size = np.concatenate([ints, *(np.diff(piece.member_start) for piece in pieces)])
    return Shared(
        section=np.concatenate([ints, *(piece.section for piece in pieces)]),
        from_m=np.concatenate([floats, *(piece.from_m for piece in pieces)]),
        to_m=np.concatenate([floats, *(piece.to_m for piece in pieces)]),
        member_start=np.concatenate([[0], np.cumsum(size)]),
        members=np.concatenate([ints, *(piece.members for piece in pieces)]),
    )


def _swept(stretches: Stretches, minimum_m: float, rows: Ints) -> Shared:
    """Sweep along the sections of some stretches, all of each section."""
    section, project = stretches.section[rows], stretches.project[rows]
    place = np.concatenate([stretches.from_m[rows], stretches.to_m[rows]])
    # which of several ends at one place comes first makes no difference, so the fastest sort will do
    met = _order_by(np.tile(section - section[0], 2), np.argsort(place))
    events = _Events(met, section, place, project, *np.empty((3, len(met)), dtype=np.int64))
    found, total = _sweep(events, minimum_m, met[:0], np.empty((0, 3)), met[:0])
    table, members = np.empty((found, 3)), np.empty(total, dtype=np.int64)
    start = np.zeros(found + 1, dtype=np.int64)
    _sweep(events, minimum_m, start, table, members)
    return Shared(
        section=table[:, 0].astype(np.int64),
        from_m=table[:, 1].copy(),
        to_m=table[:, 2].copy(),
        member_start=start,
        members=members,
    )


def pair_metres(shared: Shared) -> tuple[Ints, Ints, Ints, Floats]:
    """Sum the metres each pair of projects shares on each section.

    Returns
    -------
    i, j, section, metres : ``i < j`` are project indices; sorted by (i, j, section), each triple once.
    """
    size = np.diff(shared.member_start)
    row, order = np.repeat(np.arange(len(size)), size), _order_by(shared.members, np.arange(len(shared.members)))
    room = np.zeros((int(shared.members.max(initial=-1)) + 1, 2), dtype=np.int64)
    pairs = np.empty((_make_room(shared.member_start, shared.members, room), 3))
    rows = np.column_stack([shared.section, shared.to_m - shared.from_m])
    _add_pairs(shared.member_start, shared.members, rows, row, order, room, pairs)
    count = int((room[:, 1] - room[:, 0]).sum())
    i, j, section = (np.empty(count, dtype=np.int64) for _ in range(3))
    metres = np.empty(count)
    _tell_pairs(room, pairs, i, j, section, metres)
    return i, j, section, metres


def _order_by(number: Ints, before: Ints) -> Ints:
    """Return the positions sorted by small numbers, those of one number in the order ``before``; in linear time."""
    place, order = np.concatenate([[0], np.cumsum(np.bincount(number))]), np.empty_like(before)
    _distribute(number, before, place, order)
    return order


@compiled
def _distribute(number: Ints, before: Ints, place: Ints, order: Ints) -> None:
    """Write each position where its number's next one goes; ``place`` is advanced."""
    for k in range(len(before)):
        of = number[before[k]]
        order[place[of]] = before[k]
        place[of] += 1


@compiled
def _sweep(events: _Events, minimum_m: float, start: Ints, table: Floats, members: Ints) -> tuple[int, int]:
    """Walk along all sections; write rows where ``table`` has room for them, and return rows and members."""
    met, section, place, project, active, depth, row_members = events
    count = len(section)
    none = row_depth = count * 0
    size, rows, total, at, row_from, k = none, none, none, 0.0, 0.0, none
    while k < len(met):
        here, at = section[met[k] % count], place[met[k]]
        while k < len(met) and section[met[k] % count] == here and place[met[k]] == at:
            size = _enter_or_leave(active, depth, size, project[met[k] % count], 1 if met[k] < count else -1)
            k += 1
        if _same_members(active, size, row_members, row_depth):
            continue
        if row_depth > 1 and at - row_from >= minimum_m:
            if len(table):
                table[rows, 0], table[rows, 1], table[rows, 2] = here, row_from, at
                _copy(row_members, members, total, row_depth)
                start[rows + 1] = total + row_depth
            rows, total = rows + 1, total + row_depth
        row_from, row_depth = at, size
        _copy(active, row_members, none, size)
    return rows, total


@within
def _copy(source: Ints, target: Ints, at: int, count: int) -> None:
    for k in range(count):  # a slice would take seconds to compile
        target[at + k] = source[k]


@within
def _enter_or_leave(active: Ints, depth: Ints, size: int, project: int, step: int) -> int:
    """Keep the sorted projects here, each with how many of its stretches are open; return how many projects."""
    k = 0
    while k < size and active[k] < project:
        k += 1
    if k == size or active[k] != project:
        for i in range(size, k, -1):
            active[i], depth[i] = active[i - 1], depth[i - 1]
        active[k], depth[k], size = project, 0, size + 1
    depth[k] += step
    if depth[k] == 0:
        for i in range(k, size - 1):
            active[i], depth[i] = active[i + 1], depth[i + 1]
        size -= 1
    return size


@within
def _same_members(active: Ints, size: int, row_members: Ints, row_depth: int) -> bool:
    if size != row_depth:
        return False
    for k in range(size):  # noqa: SIM110 - generators do not compile
        if active[k] != row_members[k]:
            return False
    return True


@compiled
def _make_room(member_start: Ints, members: Ints, room: Ints) -> int:
    """Write where the pairs of each project with later ones begin and, with none yet, end; return the room of all."""
    for r in range(len(member_start) - 1):
        for m in range(member_start[r], member_start[r + 1]):
            room[members[m], 1] += member_start[r + 1] - 1 - m
    total = len(room) * 0
    for i in range(len(room)):
        size = room[i, 1]
        room[i, 0] = room[i, 1] = total
        total += size
    return total


@compiled
def _add_pairs(
    member_start: Ints, members: Ints, rows: Floats, row: Ints, order: Ints, room: Ints, pairs: Floats
) -> None:
    """Write other project, section and metres of the pairs of each project, sorted; ``room`` tells where they end.

    ``rows`` have section and metres, ``row`` is that of each member, ``order`` the members by project.
    """
    for m in range(len(order)):
        other, r = members[order[m]], row[order[m]]
        for k in range(member_start[r], order[m]):
            one = members[k]
            last = room[one, 1] - 1
            if last < room[one, 0] or pairs[last, 0] != other or pairs[last, 1] != rows[r, 0]:
                last += 1
                room[one, 1] = last + 1
                pairs[last, 0], pairs[last, 1], pairs[last, 2] = other, rows[r, 0], 0.0
            pairs[last, 2] += rows[r, 1]


@compiled
def _tell_pairs(room: Ints, pairs: Floats, i: Ints, j: Ints, section: Ints, metres: Floats) -> None:
    """Write the pairs of all projects as columns."""
    used = len(room) * 0
    for one in range(len(room)):
        for k in range(room[one, 0], room[one, 1]):
            i[used], j[used], section[used], metres[used] = one, int(pairs[k, 0]), int(pairs[k, 1]), pairs[k, 2]
            used += 1
