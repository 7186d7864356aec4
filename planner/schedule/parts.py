"""The components of a problem."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.rulebook.model import PairRule
from planner.schedule.campaign import never_together
from planner.schedule.elements import Part
from planner.schedule.lines import line_of
from planner.schedule.partition import SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.model import Ints
    from planner.schedule.elements import Members
    from planner.schedule.problem import Problem

__all__ = ["cost_of_runs", "parts_of"]


def parts_of(problem: Problem) -> tuple[Part, ...]:
    """Return the connected components of the sharing graph over runs to be scheduled, sorted by first run."""
    live = np.flatnonzero(problem.possible[problem.runs.project] & ~problem.is_held)
    component = _components(problem, live)
    metres = _metres_by_members(problem, component)
    edges = _edges_by_component(problem, component)
    order = live[np.argsort(component[live], kind="stable")]
    blocks = np.split(order, np.flatnonzero(np.diff(component[order])) + 1) if len(order) else []
    parts = [
        _part(problem, runs, metres[int(component[runs[0]])], edges.get(int(component[runs[0]]), set()))
        for runs in blocks
    ]
    return tuple(sorted(parts, key=lambda part: part.runs))


def cost_of_runs(problem: Problem, runs: Sequence[int]) -> float:
    """Return what a group of runs costs by the elements it pays."""
    starts, entries = problem.atoms_of_run
    atoms = np.unique(np.concatenate([entries[starts[run] : starts[run + 1]] for run in runs]))
    weights = problem.rulebook.weights
    metres = float((problem.metre_weight[problem.atoms.section[atoms]] * problem.atoms.length_m[atoms]).sum())
    longest = int(problem.site_days[list(runs)].max())
    return metres + weights.opening.value + weights.closure_day.value * longest


def _components(problem: Problem, live: Ints) -> Ints:
    """Return the component of each run, -1 for those that cannot be scheduled."""
    n = len(problem.runs)
    alive = np.zeros(n, bool)
    alive[live] = True
    edges = problem.shared_edges
    edges = edges.where(alive[edges.first] & alive[edges.second])
    graph = coo_array((np.ones(len(edges), np.int8), (edges.first, edges.second)), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    return np.where(alive, label, -1).astype(np.int64)


def _metres_by_members(problem: Problem, component: Ints) -> dict[int, dict[Members, float]]:
    """Return, per component, the weight of the intervals that exactly each set of its runs covers."""
    atoms = problem.atoms
    weight = problem.metre_weight[atoms.section] * atoms.length_m
    atom, member = atoms.atom_of_member(), atoms.members
    kept = component[member] >= 0
    atom, member = atom[kept], member[kept]
    order = np.lexsort((member, component[member], atom))
    atom, member = atom[order], member[order]
    fresh = np.r_[True, (np.diff(atom) != 0) | (np.diff(component[member]) != 0)] if len(atom) else np.zeros(0, bool)
    starts = np.flatnonzero(fresh)
    metres: dict[int, dict[Members, float]] = {int(c): {} for c in np.unique(component[component >= 0])}
    for first, last in zip(starts.tolist(), [*starts[1:].tolist(), len(atom)][: len(starts)], strict=True):
        members = frozenset(member[first:last].tolist())
        of = metres[int(component[member[first]])]
        of[members] = of.get(members, 0.0) + float(weight[atom[first]])
    return metres


def _edges_by_component(problem: Problem, component: Ints) -> dict[int, set[tuple[int, int]]]:
    edges: dict[int, set[tuple[int, int]]] = {}
    shared = problem.shared_edges
    for one, other in zip(shared.first.tolist(), shared.second.tolist(), strict=True):
        if component[one] >= 0 and component[other] >= 0:
            edges.setdefault(int(component[one]), set()).add((one, other))
    return edges


def _part(problem: Problem, runs: Ints, metres: dict[Members, float], edges: set[tuple[int, int]]) -> Part:
    place = {run: i for i, run in enumerate(runs.tolist())}
    starts = problem.starts[runs]
    left_ends = starts & ~np.pad(starts, ((0, 0), (1, 0)))[:, :-1]
    labels = np.flatnonzero(left_ends.any(axis=0))
    neighbours: list[set[int]] = [set() for _ in place]
    for one, other in edges:
        neighbours[place[one]].add(place[other])
        neighbours[place[other]].add(place[one])
    weights = problem.rulebook.weights
    return Part(
        runs=tuple(place),
        neighbours=tuple(frozenset(n) for n in neighbours),
        metres={frozenset(place[m] for m in members): weight for members, weight in metres.items()},
        site_days=tuple(problem.site_days[runs].tolist()),
        labels=labels,
        can=starts[:, labels],
        never=frozenset(_never(problem, place)),
        opening=weights.opening.value,
        closure_day=weights.closure_day.value,
        line=line_of(problem, runs, labels) if len(runs) > SMALL else None,
    )


def _never(problem: Problem, place: dict[int, int]) -> Iterator[Members]:
    """Yield the pairs of a component that may not be in one work; few rulebooks know any."""
    book = problem.rulebook
    if not book.wishes.apart and all(c.rule is not PairRule.NEVER for c in book.compatibility):
        return
    for (run, one), (with_run, other) in combinations(place.items(), 2):
        if never_together(problem, problem.project_of(run), problem.project_of(with_run)):
            yield frozenset((one, other))
