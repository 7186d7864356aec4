"""Who shares which metres of which section: one sweep over the ends of all stretches."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from planner.geo._compiled import compiled, lean, within
from planner.model import Floats, Ints, Shared, Stretches

__all__ = ["pair_metres", "shared_stretches"]

# Stretches swept at a time, or all of one section: what bounds the memory of a sweep
_AT_ONCE = 500_000


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
    order = np.argsort(stretches.section, kind="stable")
    section = stretches.section[order]
    cuts = np.searchsorted(section, section[::_AT_ONCE]).tolist()
    return _joined([_swept(stretches, order[low:high], minimum_m) for low, high in pairwise([*cuts, len(order)])])


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


def _swept(stretches: Stretches, rows: Ints, minimum_m: float) -> Shared:
    """Sweep along the sections of some stretches, all of each section."""
    events = _events(stretches, rows)
    room = np.empty(2 * len(rows) + 1, dtype=np.int64)
    found, total = _sweep(*events, minimum_m, room, np.empty((0, 3)), np.empty(0, dtype=np.int64))
    table, members = np.empty((found, 3)), np.empty(total, dtype=np.int64)
    start = np.zeros(found + 1, dtype=np.int64)
    _sweep(*events, minimum_m, start, table, members)
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
    total = int((size * (size - 1) // 2).sum())
    i, j, row = (np.empty(total, dtype=np.int64) for _ in range(3))
    _pairs(shared.member_start, shared.members, i, j, row)
    section, metres = shared.section[row], (shared.to_m - shared.from_m)[row]
    # rows are written by section, and a stable sort leaves them so
    order = np.argsort(i * (shared.members.max(initial=0) + 1) + j, kind="stable")
    i, j, section, metres = i[order], j[order], section[order], metres[order]
    if not total:
        return i, j, section, metres
    new = np.flatnonzero(np.concatenate([[True], (np.diff(i) != 0) | (np.diff(j) != 0) | (np.diff(section) != 0)]))
    return i[new], j[new], section[new], np.add.reduceat(metres, new)


def _events(stretches: Stretches, rows: Ints) -> tuple[Ints, Floats, Ints, Ints]:
    """Return section, place, project and +1 or -1 of every end, in the order a sweep meets them."""
    section = np.tile(stretches.section[rows], 2)
    place = np.concatenate([stretches.from_m[rows], stretches.to_m[rows]])
    project = np.tile(stretches.project[rows], 2)
    step = np.repeat(np.array([1, -1]), len(rows))
    order = np.lexsort((project, place, section))
    return section[order], place[order], project[order], step[order]


@compiled
def _sweep(
    section: Ints, place: Floats, project: Ints, step: Ints, minimum_m: float, start: Ints, table: Floats, members: Ints
) -> tuple[int, int]:
    """Walk along all sections; write rows where ``table`` has room for them, and return rows and members."""
    active, depth = np.empty(len(section), np.int64), np.empty(len(section), np.int64)
    row_members, row_depth = np.empty(len(section), np.int64), len(section) * 0
    none = len(section) * 0
    size, rows, total, at, row_from, k = none, none, none, 0.0, 0.0, none
    while k < len(section):
        here, at = section[k], place[k]
        while k < len(section) and section[k] == here and place[k] == at:
            size = _enter_or_leave(active, depth, size, project[k], step[k])
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


@lean
def _pairs(member_start: Ints, members: Ints, left: Ints, right: Ints, row: Ints) -> None:
    k = 0
    for r in range(len(member_start) - 1):
        for a in range(member_start[r], member_start[r + 1]):
            for b in range(a + 1, member_start[r + 1]):
                left[k], right[k], row[k] = members[a], members[b], r
                k += 1
