"""The fast order of rows against the plain one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.geo._order import order_by

rows = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 3)), max_size=30)


@given(rows)
def test_rows_are_ordered_as_by_all_columns(given_rows: list[tuple[int, int, int]]) -> None:
    table = np.array(given_rows, dtype=np.float64).reshape(-1, 3)
    order = order_by(table[:, 0].astype(np.int64), table[:, 1], table[:, 2])
    assert order.tolist() == np.lexsort((table[:, 2], table[:, 1], table[:, 0])).tolist()


def test_rows_alike_in_everything_keep_their_order() -> None:
    same = np.zeros(4)
    assert order_by(np.array([1, 0, 1, 0]), same).tolist() == [1, 3, 0, 2]
