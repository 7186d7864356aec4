"""Elements of the cost: openings counted by a clique tree are the groups that hang together."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.schedule.elements import clique_tree

Members = frozenset[int]


def components(neighbours: list[Members], chosen: Members) -> int:
    left, count = set(chosen), 0
    while left:
        edge, count = {left.pop()}, count + 1
        while edge:
            edge = {n for v in edge for n in neighbours[v]} & left
            left -= edge
    return count


def counted(neighbours: list[Members], chosen: Members) -> int:
    cliques, separators = clique_tree(neighbours)
    touched = sum(bool(c & chosen) for c in cliques)
    return touched - sum(bool(s.members & chosen) for s in separators)


def graph(size: int, edges: set[tuple[int, int]]) -> list[Members]:
    return [frozenset(b if a == v else a for a, b in edges if v in (a, b)) for v in range(size)]


def subsets(size: int) -> list[Members]:
    return [frozenset(c) for k in range(1, size + 1) for c in combinations(range(size), k)]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10)), min_size=1, max_size=7))
def test_intervals_are_counted_exactly(intervals: list[tuple[int, int]]) -> None:
    ends = [(a, a + b) for a, b in intervals]
    meet = {(i, j) for (i, a), (j, b) in combinations(enumerate(ends), 2) if max(a[0], b[0]) < min(a[1], b[1])}
    neighbours = graph(len(ends), meet)
    for chosen in subsets(len(ends)):
        assert counted(neighbours, chosen) == components(neighbours, chosen)


@settings(deadline=None, max_examples=40)
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda e: e[0] < e[1])))
def test_any_graph_is_never_overcounted(edges: set[tuple[int, int]]) -> None:
    neighbours = graph(6, edges)
    for chosen in subsets(6):
        assert 1 <= counted(neighbours, chosen) <= components(neighbours, chosen)


def test_separators_lie_inside_their_sides() -> None:
    ring = graph(6, {(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 5)})
    cliques, separators = clique_tree(ring)
    assert len(separators) == len(cliques) - 1
    assert all(s.members < side and side in cliques for s in separators for side in s.sides)
