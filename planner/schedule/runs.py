"""Runs: what one project opens on one road in one piece, and who shares which metres with whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.model import Floats, Ints, Network, Stretches

__all__ = ["SNAP_M", "Atoms", "Pairs", "Runs", "build_runs", "pair_metres", "sweep"]

SNAP_M = 5e-4
"""Chainages closer than half a millimetre are one point; chainages on the millimetre grid are never moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Runs and the pieces of section they consist of.

    Attributes
    ----------
    project, corridor : Project (in the order given to ``build_runs``) and road of each run, shape (n,).
    length_m : Metres of each run, shape (n,).
    piece_start : Pieces ``piece_start[r]:piece_start[r + 1]`` belong to run r, shape (n + 1,).
    section, from_m, to_m : The pieces: non-overlapping within a run, sorted by (section id, from_m), shape (k,).
    from_point, to_point : Ranks of the ends among all distinct chainages of all sections, shape (k,).
    """

    project: Ints
    corridor: Ints
    length_m: Floats
    piece_start: Ints
    section: Ints
    from_m: Floats
    to_m: Floats
    from_point: Ints
    to_point: Ints

    def __len__(self) -> int:
        """Return the number of runs."""
        return len(self.project)

    def pieces(self, run: int) -> slice:
        """Return where the pieces of a run lie."""
        return slice(int(self.piece_start[run]), int(self.piece_start[run + 1]))

    def run_of_piece(self) -> Ints:
        """Return the run of each piece, shape (k,)."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.piece_start))


@dataclass(frozen=True, slots=True, kw_only=True)
class Atoms:
    """Intervals of sections between the ends of all runs, with the runs that cover each.

    ``members[member_start[a]:member_start[a + 1]]`` are the ascending runs on atom a; never empty.
    """

    section: Ints
    from_m: Floats
    to_m: Floats
    member_start: Ints
    members: Ints

    def __len__(self) -> int:
        """Return the number of atoms."""
        return len(self.section)

    @property
    def length_m(self) -> Floats:
        """Metres of each atom, shape (a,)."""
        return self.to_m - self.from_m

    def atom_of_member(self) -> Ints:
        """Return the atom each entry of ``members`` belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.member_start))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Metres that two runs share on one section, one row each, ``first < second``, sorted."""

    first: Ints
    second: Ints
    section: Ints
    metres: Floats

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.first)

    def at_least(self, metres: float) -> Pairs:
        """Return the rows that share at least so many metres, allowing for half a millimetre of rounding."""
        return self.where(self.metres >= metres - SNAP_M)

    def where(self, kept: NDArray[np.bool_]) -> Pairs:
        """Return the rows that are kept."""
        return Pairs(
            first=self.first[kept], second=self.second[kept], section=self.section[kept], metres=self.metres[kept]
        )


def build_runs(stretches: Stretches, network: Network, rank_of_project: Ints, *, gap_m: float) -> Runs:
    """Make the runs of all projects.

    Stretches of one project on one section are united; pieces of one project on one corridor are one run where
    they lie at most ``gap_m`` apart on a section or both reach a common junction within ``gap_m``.

    Parameters
    ----------
    rank_of_project : Position of each project in the order of keys; runs come out in that order.
    gap_m : Metres below which a gap is an artefact of matching, not a second opening.

    Returns
    -------
    Sorted by (project, section id, from_m); the order of sections and stretches in the input does not matter.
    """
    section_rank = _ranks_by_name(network)
    point, value = _points(stretches, section_rank)
    project, first, last = _united(rank_of_project[stretches.project], point[0], point[1])
    section = np.argsort(section_rank)[value[first][:, 0].astype(np.int64)]
    start, end = value[first][:, 1], value[last][:, 1]
    label = _connected(project, section, start, end, network, gap_m)
    order = np.lexsort((first, label))
    label = label[order]
    piece_start = np.flatnonzero(np.r_[True, label[1:] != label[:-1]]) if len(label) else np.zeros(0, np.int64)
    return Runs(
        project=project[order][piece_start],
        corridor=network.corridor[section[order]][piece_start],
        length_m=np.bincount(label, weights=(end - start)[order], minlength=len(piece_start)).astype(np.float64),
        piece_start=np.r_[piece_start, len(label)].astype(np.int64),
        section=section[order],
        from_m=start[order],
        to_m=end[order],
        from_point=first[order],
        to_point=last[order],
    )


def _ranks_by_name(network: Network) -> Ints:
    rank = np.empty(len(network), np.int64)
    rank[np.argsort(network.section_ids.astype(str), kind="stable")] = np.arange(len(network))
    return rank


def _points(stretches: Stretches, section_rank: Ints) -> tuple[Ints, Floats]:
    """Return the point of each stretch's two ends, shape (2, n), and (section rank, chainage) of each point."""
    section = np.tile(section_rank[stretches.section], 2)
    chainage = np.concatenate((stretches.from_m, stretches.to_m))
    order = np.lexsort((chainage, section))
    ordered_section, ordered = section[order], chainage[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (ordered_section[1:] != ordered_section[:-1]) | (np.diff(ordered) > SNAP_M)
    point = np.empty(len(order), np.int64)
    point[order] = np.cumsum(fresh) - 1
    return point.reshape(2, -1), np.column_stack((ordered_section[fresh].astype(np.float64), ordered[fresh]))


def _united(project: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints]:
    """Unite overlapping and abutting intervals of points of one project, dropping empty ones."""
    kept = first < last
    project, first, last = project[kept], first[kept], last[kept]
    order = np.lexsort((last, first, project))
    project, first, last = project[order], first[order], last[order]
    if not len(project):
        return project, first, last
    block = int(last.max()) + 1
    reach = np.maximum.accumulate(project * block + last)
    fresh = np.r_[True, project[1:] * block + first[1:] > reach[:-1]]
    starts = np.flatnonzero(fresh)
    return project[starts], first[starts], np.maximum.reduceat(last, starts)


def _connected(project: Ints, section: Ints, start: Floats, end: Floats, network: Network, gap_m: float) -> Ints:
    """Label the pieces by run, labels ascending with the first piece of each."""
    n = len(project)
    corridor = network.corridor[section]
    near_start = start <= gap_m
    near_end = end >= network.length_m[section] - gap_m
    piece = np.arange(n)
    joint = np.concatenate((piece[near_start], piece[near_end]))
    node = np.concatenate((network.start_node[section][near_start], network.end_node[section][near_end]))
    place = np.column_stack((project[joint], corridor[joint], node)).astype(np.int64)
    _, hub = np.unique(place, axis=0, return_inverse=True)
    close = np.flatnonzero(
        (project[1:] == project[:-1]) & (section[1:] == section[:-1]) & (start[1:] - end[:-1] <= gap_m)
    )
    rows = np.concatenate((joint, close))
    columns = np.concatenate((n + hub.reshape(-1), close + 1))
    size = n + (int(hub.max()) + 1 if len(hub) else 0)
    graph = coo_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    _, where, inverse = np.unique(label[:n], return_index=True, return_inverse=True)
    return np.argsort(np.argsort(where))[inverse.reshape(-1)].astype(np.int64)


def sweep(runs: Runs) -> Atoms:
    """Cut every section at the ends of all runs and list who covers each interval.

    Returns
    -------
    Sorted by (section id, from_m); intervals that nobody covers are left out.
    """
    points, place = np.unique(np.concatenate((runs.from_point, runs.to_point)), return_inverse=True)
    first, last = place.reshape(2, -1)
    section, chainage = np.zeros(len(points), np.int64), np.zeros(len(points))
    section[first], chainage[first] = runs.section, runs.from_m
    section[last], chainage[last] = runs.section, runs.to_m
    point, owner = _covered(first, last - first, runs.run_of_piece())
    starts = np.flatnonzero(np.r_[True, point[1:] != point[:-1]]) if len(point) else np.zeros(0, np.int64)
    return Atoms(
        section=section[point[starts]],
        from_m=chainage[point[starts]],
        to_m=chainage[point[starts] + 1] if len(starts) else np.zeros(0),
        member_start=np.r_[starts, len(point)].astype(np.int64),
        members=owner,
    )


def _covered(first: Ints, spread: Ints, owner: Ints) -> tuple[Ints, Ints]:
    """List each point a piece covers with the piece's run, sorted by both."""
    step = np.arange(int(spread.sum())) - np.repeat(np.cumsum(spread) - spread, spread)
    point, owner = np.repeat(first, spread) + step, np.repeat(owner, spread)
    order = np.lexsort((owner, point))
    return point[order], owner[order]


def pair_metres(atoms: Atoms) -> Pairs:
    """Add up the metres each two runs share on each section.

    Runs of one project never share metres, because their pieces were united.
    """
    size = np.diff(atoms.member_start)
    blocks = [_pairs_of_size(atoms, size, int(k)) for k in np.unique(size[size > 1])]
    if not blocks:
        none = np.zeros(0, np.int64)
        return Pairs(first=none, second=none, section=none, metres=np.zeros(0))
    key = np.concatenate([b[0] for b in blocks])
    metres = np.concatenate([b[1] for b in blocks])
    rows, inverse = np.unique(key, axis=0, return_inverse=True)
    total = np.bincount(inverse.reshape(-1), weights=metres).astype(np.float64)
    return Pairs(first=rows[:, 0], second=rows[:, 1], section=rows[:, 2], metres=total)


def _pairs_of_size(atoms: Atoms, size: Ints, k: int) -> tuple[Ints, Floats]:
    chosen = np.flatnonzero(size == k)
    members = atoms.members[atoms.member_start[chosen][:, None] + np.arange(k)]
    one, other = np.triu_indices(k, 1)
    section = np.broadcast_to(atoms.section[chosen][:, None], (len(chosen), len(one)))
    metres = np.broadcast_to(atoms.length_m[chosen][:, None], section.shape)
    key = np.stack((members[:, one], members[:, other], section), axis=-1).reshape(-1, 3)
    return key, metres.reshape(-1)
