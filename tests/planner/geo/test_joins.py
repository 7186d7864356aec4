"""Equal values brought together: by hand, and against asking every pair."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.joins import equal_pairs

VALUES = st.lists(st.integers(0, 6), max_size=12)


def test_all_pairs_of_equal_values() -> None:
    left, right = equal_pairs(np.array([5, 2, 9]), np.array([2, 2, 3, 5]))
    assert list(zip(left, right, strict=True)) == [(0, 3), (1, 0), (1, 1)]


@settings(deadline=None)
@given(left=VALUES, right=VALUES)
def test_against_asking_every_pair(left: list[int], right: list[int]) -> None:
    right.sort()
    found = equal_pairs(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    asked = [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a == b]
    assert list(zip(*(rows.tolist() for rows in found), strict=True)) == asked
