"""Pieces cut out of lines lie where the chainages say."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.ops import substring

from planner.geo.pieces import cut_lines

L_SHAPED = shapely.LineString([(0, 0), (10, 0), (10, 5)])
STRAIGHT = shapely.LineString([(100, 0), (100, 20)])
LINES = np.array([L_SHAPED, STRAIGHT], dtype=object)


def test_a_piece_keeps_the_corner_inside_it() -> None:
    (piece,) = cut_lines(LINES, np.array([0]), np.array([4.0]), np.array([12.0]))
    assert shapely.equals_exact(piece, shapely.LineString([(4, 0), (10, 0), (10, 2)]), tolerance=1e-9)


def test_a_whole_line_comes_back_whole_and_chainages_beyond_it_are_clipped() -> None:
    pieces = cut_lines(LINES, np.array([1, 0]), np.array([0.0, -3.0]), np.array([20.0, 99.0]))
    assert [p.wkt for p in pieces] == [STRAIGHT.wkt, L_SHAPED.wkt]


def test_nothing_in_nothing_out() -> None:
    none = np.empty(0)
    assert cut_lines(LINES, none.astype(np.int64), none, none).shape == (0,)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=8, unique=True),
    st.floats(0, 0.98),
    st.floats(0.01, 1),
)
def test_pieces_equal_those_of_shapely(vertices: list[tuple[int, int]], low: float, reach: float) -> None:
    line = shapely.LineString(vertices)
    from_m = low * line.length
    to_m = from_m + reach * (line.length - from_m)
    (piece,) = cut_lines(np.array([STRAIGHT, line], dtype=object), np.array([1]), np.array([from_m]), np.array([to_m]))
    assert shapely.hausdorff_distance(piece, substring(line, from_m, to_m)) < 1e-6
    assert abs(piece.length - (to_m - from_m)) < 1e-6
