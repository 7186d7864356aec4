"""Parts of routes put in one shape, and projects put beside their neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo._route_parts import near_order, tidy_lines

if TYPE_CHECKING:
    from planner.model import Objects

Points: TypeAlias = list[tuple[float, float]]


def lines(*points: Points) -> Objects:
    made = np.empty(len(points), dtype=object)
    made[:] = [shapely.LineString(p) for p in points]
    return made


def tidied(parts: Objects, *project: int) -> list[tuple[int, list[list[float]]]]:
    xy, start, owner = tidy_lines(parts, np.array(project, dtype=np.int64))
    return [(int(p), xy[a:b].tolist()) for p, a, b in zip(owner, start[:-1], start[1:], strict=True)]


def test_a_line_begins_at_its_western_then_its_southern_end() -> None:
    parts = lines([(9, 0), (4, 5), (0, 0)], [(0, 9), (3, 3), (0, 2)])
    assert tidied(parts, 0, 1) == [(0, [[0, 0], [4, 5], [9, 0]]), (1, [[0, 2], [3, 3], [0, 9]])]


def test_a_ring_goes_first_to_its_western_neighbour() -> None:
    ring = [(0.0, 0.0), (5.0, 0.0), (2.0, 6.0), (0.0, 0.0)]
    assert tidied(lines(ring), 0) == tidied(lines(ring[::-1]), 0) == [(0, [[0, 0], [2, 6], [5, 0], [0, 0]])]


def test_parts_of_one_project_are_joined_and_drawn_once_and_sorted_by_project() -> None:
    parts = lines([(5, 0), (0, 0)], [(1, 1), (2, 2)], [(5, 0), (9, 0)], [(0, 0), (5, 0)])
    assert tidied(parts, 1, 0, 1, 1) == [(0, [[1, 1], [2, 2]]), (1, [[0, 0], [5, 0], [9, 0]])]


def test_no_parts_give_no_lines() -> None:
    assert tidied(lines()) == []
    assert near_order(lines(), np.empty(0, dtype=np.int64)).tolist() == []


def test_neighbours_follow_one_another_quarter_by_quarter() -> None:
    west: Points = [(0, 0), (9, 9)]
    east: Points = [(900, 0), (990, 9)]
    north: Points = [(0, 900), (9, 990)]
    parts = lines(west, east, north, west, east, north)
    assert near_order(parts, np.array([7, 2, 5, 3, 4, 6])).tolist() == [3, 7, 2, 4, 5, 6]


@settings(deadline=None, max_examples=40)
@given(
    place=st.lists(st.tuples(st.floats(-1e6, 1e7), st.floats(-1e6, 1e7)), min_size=1, max_size=20),
    seed=st.integers(0, 99),
)
def test_every_project_with_parts_comes_once(place: list[tuple[float, float]], seed: int) -> None:
    parts = lines(*([(x, y), (x + 1, y)] for x, y in place))
    project = np.random.default_rng(seed).integers(0, 30, len(parts))
    assert sorted(near_order(parts, project).tolist()) == np.unique(project).tolist()


@pytest.mark.parametrize("turned", [(0, 1), (1, 0), (1, 1)])
def test_two_pieces_are_their_whole_however_they_are_drawn(turned: tuple[int, int]) -> None:
    whole = [(0.0, 0.0), (4.0, 1.0), (9.0, 3.0)]
    pieces = [p[::-1] if t else p for p, t in zip((whole[:2], whole[1:]), turned, strict=True)]
    assert tidied(lines(*pieces), 0, 0) == tidied(lines(whole), 0)
