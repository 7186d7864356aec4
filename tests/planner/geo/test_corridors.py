"""Things joined by links get one label, like SciPy's connected components, which are the independent check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.geo._corridors import component_of

if TYPE_CHECKING:
    from planner.model import Ints


def expected(count: int, left: Ints, right: Ints) -> Ints:
    links = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1])


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_linked_things_share_a_label_numbered_by_first_member(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    count, links = drawn
    left, right = np.array(links, dtype=np.int64).reshape(-1, 2).T
    np.testing.assert_array_equal(component_of(count, left, right), expected(count, left, right))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_long_chain_in_any_order_is_one(seed: int) -> None:
    chain = np.random.default_rng(seed).permutation(20_000)
    assert not component_of(len(chain), chain[:-1], chain[1:]).any()


def test_without_links_or_things_nothing_is_joined() -> None:
    nobody = np.empty(0, dtype=np.int64)
    assert component_of(3, nobody, nobody).tolist() == [0, 1, 2]
    assert component_of(0, nobody, nobody).tolist() == []
