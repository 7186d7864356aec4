"""Bands of works: as wide as their lines at each place, and no gap between them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from maps.layers import _pieces, merged

PARTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 40), st.integers(1, 20)), min_size=1, max_size=12)


def test_a_band_narrows_where_a_line_ends() -> None:
    parts = [(0, 0.0, 50.0), (1, 20.0, 80.0), (2, 20.0, 30.0), (2, 90.0, 95.0)]
    assert _pieces(parts) == [
        (0.0, 20.0, 0, 0),
        (20.0, 30.0, 0, 2),
        (30.0, 50.0, 0, 1),
        (50.0, 80.0, 1, 1),
        (90.0, 95.0, 2, 2),
    ]


def test_a_cut_that_changes_no_width_is_no_cut() -> None:
    assert _pieces([(0, 0.0, 50.0), (2, 0.0, 50.0), (1, 20.0, 30.0)]) == [(0.0, 50.0, 0, 2)]


@settings(deadline=None, max_examples=60)
@given(PARTS)
def test_pieces_cover_what_the_parts_cover(drawn: list[tuple[int, int, int]]) -> None:
    parts = [(lane, float(first), float(first + long)) for lane, first, long in drawn]
    pieces = _pieces(parts)
    assert merged((f, t) for f, t, _, _ in pieces) == merged((f, t) for _, f, t in parts)
    assert all(a[1] <= b[0] for a, b in pairwise(pieces))
    for first, last, low, high in pieces:
        on = [lane for lane, f, t in parts if f < last and t > first]
        assert (low, high) == (min(on), max(on))
