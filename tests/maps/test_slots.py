"""Lanes: overlapping lines lie apart, lonely ones in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.layers import merged
from maps.slots import lay_side_by_side
from planner.model import Stretches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

ROWS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 50), st.integers(1, 30)), min_size=1, max_size=25
)


def stretches(rows: Sequence[tuple[int, int, float, float]]) -> Stretches:
    project, section, first, last = (np.array(c) for c in zip(*rows, strict=True))
    zero = np.zeros(len(rows))
    return Stretches(
        project=project,
        section=section,
        from_m=first.astype(np.float64),
        to_m=last.astype(np.float64),
        offset_m=zero,
        side=zero.astype(np.int64),
        confidence=zero,
    )


def test_three_lines_of_which_two_overlap() -> None:
    slots = lay_side_by_side(stretches([(0, 0, 0, 50), (1, 0, 40, 90), (2, 0, 90, 120)]), np.array([2.0, 1.0, 0.0]))
    assert slots.offset().tolist() == [0.5, -0.5, 0.0]
    assert slots.lanes.tolist() == [2, 2, 1]


def test_one_project_keeps_its_lane_along_a_bundle() -> None:
    rows = [(0, 0, 0, 20), (1, 0, 10, 60), (0, 0, 50, 80), (2, 1, 0, 10)]
    slots = lay_side_by_side(stretches(rows), np.zeros(4))
    assert slots.lane.tolist() == [0, 1, 0, 0]
    assert slots.bundle[0] == slots.bundle[2] != slots.bundle[3]


def test_no_stretches_have_no_lanes() -> None:
    empty = stretches([(0, 0, 0, 1)])
    none = Stretches(**{f: getattr(empty, f)[:0] for f in Stretches.__slots__})
    assert len(lay_side_by_side(none, np.array([])).lane) == 0


@settings(deadline=None, max_examples=60)
@given(ROWS, st.randoms())
def test_overlapping_projects_never_share_a_lane_whatever_the_order_of_rows(
    drawn: list[tuple[int, int, int, int]], shuffle: Random
) -> None:
    rows = [(p, s, float(f), float(f + n)) for p, s, f, n in drawn]
    slots = lay_side_by_side(stretches(rows), np.zeros(len(rows)))
    for i, a in enumerate(rows):
        for j, b in enumerate(rows):
            if a[0] != b[0] and a[1] == b[1] and a[2] < b[3] and b[2] < a[3]:
                assert slots.lane[i] != slots.lane[j]
    order = list(range(len(rows)))
    shuffle.shuffle(order)
    again = lay_side_by_side(stretches([rows[i] for i in order]), np.zeros(len(rows)))
    assert again.offset().tolist() == slots.offset()[order].tolist()


def test_intervals_that_touch_become_one() -> None:
    assert merged([(5.0, 9.0), (0.0, 5.0), (20.0, 30.0), (22.0, 25.0)]) == [(0.0, 9.0), (20.0, 30.0)]
