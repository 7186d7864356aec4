"""What a grouping costs, as elements: things paid once per start at which any of their members starts.

Four kinds make up the cost of a group: every interval between run ends (metres by road class), its opening, and one
element per level of duration (the extra days that only the longer members need). Openings are counted through a
clique tree of the sharing graph: runs of one start form as many groups as cliques they touch less separators they
touch, so two groups on one road at one start pay two openings.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np

    from planner.model import Floats, Ints

__all__ = ["Line", "Part", "Separator", "clique_tree", "group_cost", "pieces_of"]

Members = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Separator:
    """Runs by which two neighbouring cliques hang together: where one of them starts, one opening less is paid."""

    members: Members
    sides: tuple[Members, Members]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The intervals of a component in order along a road that does not branch; every run covers consecutive ones.

    Attributes
    ----------
    first, last : The intervals each run begins and ends on, shape (runs,).
    metres, weight : Length and weight of each interval, shape (intervals,).
    install : Working days each run installs alone, shape (runs,).
    paces : Metres a day of excavation, backfill and reinstatement.
    days : Working days on site, ascending.
    fits : Whether a run may start at a label for so many days, shape (days, runs, labels).
    """

    first: Ints
    last: Ints
    metres: Floats
    weight: Floats
    install: Ints
    paces: tuple[float, ...]
    days: Ints
    fits: np.ndarray[tuple[int, int, int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One connected component of the sharing graph, its runs numbered from zero.

    Attributes
    ----------
    runs : Numbers of the runs in the whole problem, ascending.
    neighbours : Runs each run may be opened with, because they share enough metres.
    metres : Weight of the intervals that exactly these runs cover.
    site_days : Working days of each run alone.
    labels : Working days that are a left end of some run's starts, ascending.
    can : Whether a run may start at a label, shape (runs, labels).
    never : Pairs that may not be in one work.
    opening, closure_day : Weights.
    line : What a component must know to be grouped by columns; None where it is small or its road branches.
    """

    runs: tuple[int, ...]
    neighbours: tuple[Members, ...]
    metres: Mapping[Members, float]
    site_days: tuple[int, ...]
    labels: Ints
    can: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    never: frozenset[Members]
    opening: float
    closure_day: float
    line: Line | None = None

    def levels(self) -> dict[Members, float]:
        """Return the duration levels: the runs at least so long, and the weight of the days they add."""
        days = sorted({0, *self.site_days})
        return {
            frozenset(r for r, d in enumerate(self.site_days) if d >= high): self.closure_day * (high - low)
            for low, high in pairwise(days)
        }


def group_cost(part: Part, group: Iterable[int]) -> float:
    """Return what one group costs by the elements it pays."""
    chosen = frozenset(group)
    metres = sum(weight for members, weight in part.metres.items() if members & chosen)
    return metres + part.opening + part.closure_day * max(part.site_days[r] for r in chosen)


def pieces_of(part: Part, runs: Iterable[int]) -> list[tuple[int, ...]]:
    """Split runs that start together into groups that hang together through shared metres, sorted."""
    left = set(runs)
    found = []
    while left:
        piece, edge = set(), {min(left)}
        while edge:
            piece |= edge
            edge = {n for r in edge for n in part.neighbours[r] if n in left} - piece
        left -= piece
        found.append(tuple(sorted(piece)))
    return found


def clique_tree(neighbours: Sequence[Members]) -> tuple[list[Members], list[Separator]]:
    """Return maximal cliques and separators of a chordal completion of the sharing graph.

    Intervals on one road are chordal already and nothing is added; where a ring road is not, added edges only
    make openings cheaper, so the cost stays a lower bound.
    """
    order = _elimination_order(neighbours)
    graph = [set(n) for n in neighbours]
    later: list[Members] = [frozenset()] * len(graph)
    for v in order:
        near = later[v] = frozenset(graph[v])
        for u in near:
            graph[u] |= near
            graph[u] -= {u, v}
    return _without_contained(later, order)


def _elimination_order(neighbours: Sequence[Members]) -> list[int]:
    """Return the reverse of a maximum cardinality search: perfect where the graph is chordal."""
    weight = dict.fromkeys(range(len(neighbours)), 0)
    found = []
    while weight:
        v = max(weight, key=lambda u: (weight[u], -u))
        del weight[v]
        for u in neighbours[v]:
            if u in weight:
                weight[u] += 1
        found.append(v)
    return found[::-1]


def _without_contained(later: Sequence[Members], order: Sequence[int]) -> tuple[list[Members], list[Separator]]:
    """Drop a parent's bag where a child holds all of it: the bag cancels against the child's separator."""
    place = {v: i for i, v in enumerate(order)}
    parent = {v: min(later[v], key=place.__getitem__) for v in order if later[v]}
    absorbed: dict[int, int] = {}
    for v in order:
        if v in parent and parent[v] not in absorbed and later[v] == later[parent[v]] | {parent[v]}:
            absorbed[parent[v]] = v

    def bag(v: int) -> Members:
        while v in absorbed:
            v = absorbed[v]
        return later[v] | {v}

    cliques = [bag(v) for v in order if v not in absorbed]
    kept = [v for v in order if v in parent and absorbed.get(parent[v]) != v]
    return cliques, [Separator(members=later[v], sides=(bag(v), bag(parent[v]))) for v in kept]
