"""Who shares which metres of which section: one sweep over the ends of all stretches."""

from __future__ import annotations

import numpy as np

from planner.geo._compiled import compiled, within
from planner.model import Floats, Ints, Shared, Stretches

__all__ = ["pair_metres", "shared_stretches"]


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
    events = _events(stretches)
    room = np.empty(2 * len(stretches) + 1, dtype=np.int64)
    rows, total = _sweep(*events, minimum_m, room, np.empty((0, 3)), np.empty(0, dtype=np.int64))
    table, members = np.empty((rows, 3)), np.empty(total, dtype=np.int64)
    start = np.zeros(rows + 1, dtype=np.int64)
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
    order = np.lexsort((section, j, i))
    i, j, section, metres = i[order], j[order], section[order], metres[order]
    if not total:
        return i, j, section, metres
    new = np.flatnonzero(np.concatenate([[True], (np.diff(i) != 0) | (np.diff(j) != 0) | (np.diff(section) != 0)]))
    return i[new], j[new], section[new], np.add.reduceat(metres, new)


def _events(stretches: Stretches) -> tuple[Ints, Floats, Ints, Ints]:
    """Return section, place, project and +1 or -1 of every end, in the order a sweep meets them."""
    section = np.tile(stretches.section, 2)
    place = np.concatenate([stretches.from_m, stretches.to_m])
    project = np.tile(stretches.project, 2)
    step = np.repeat(np.array([1, -1]), len(stretches))
    order = np.lexsort((project, place, section))
    return section[order], place[order], project[order], step[order]


@compiled
def _sweep(
    section: Ints, place: Floats, project: Ints, step: Ints, minimum_m: float, start: Ints, table: Floats, members: Ints
) -> tuple[int, int]:
    """Walk along all sections; write rows where ``table`` has room for them, and return rows and members."""
    active, depth = np.empty(len(section), np.int64), np.empty(len(section), np.int64)
    row_members, row_depth = np.empty(len(section), np.int64), 0
    size, rows, total, at, row_from, k = 0, 0, 0, 0.0, 0.0, 0
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
        _copy(active, row_members, 0, size)
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
def _pairs(member_start: Ints, members: Ints, left: Ints, right: Ints, row: Ints) -> None:
    k = 0
    for r in range(len(member_start) - 1):
        for a in range(member_start[r], member_start[r + 1]):
            for b in range(a + 1, member_start[r + 1]):
                left[k], right[k], row[k] = members[a], members[b], r
                k += 1
