"""Shared stretches against a plain reference that looks at every pair of ends."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.overlap import pair_metres, shared_stretches
from planner.model import Stretches

if TYPE_CHECKING:
    from random import Random

    from planner.model import Shared

Row: TypeAlias = tuple[int, int, float, float]
SharedRow: TypeAlias = tuple[int, float, float, tuple[int, ...]]


def make(*given_rows: Row) -> Stretches:
    table = np.array(given_rows, dtype=np.float64).reshape(-1, 4)
    zero = np.zeros(len(table))
    return Stretches(
        project=table[:, 0].astype(np.int64),
        section=table[:, 1].astype(np.int64),
        from_m=table[:, 2],
        to_m=table[:, 3],
        offset_m=zero,
        side=zero.astype(np.int64),
        confidence=zero,
    )


def listed(shared: Shared) -> list[SharedRow]:
    return [
        (int(s), float(a), float(b), tuple(shared.members[low:high].tolist()))
        for s, a, b, low, high in zip(
            shared.section, shared.from_m, shared.to_m, shared.member_start[:-1], shared.member_start[1:], strict=True
        )
    ]


def reference(given_rows: list[Row]) -> list[SharedRow]:
    """Cut each section at every end, ask who lies on each piece, and join equal neighbours."""
    found: list[SharedRow] = []
    for section in sorted({r[1] for r in given_rows}):
        here = [r for r in given_rows if r[1] == section and r[2] < r[3]]
        ends = sorted({e for r in here for e in r[2:]})
        for low, high in pairwise(ends):
            members = tuple(sorted({r[0] for r in here if r[2] <= low and high <= r[3]}))
            if found and found[-1][0] == section and found[-1][2] == low and found[-1][3] == members:
                found[-1] = (section, found[-1][1], high, members)
            else:
                found.append((section, low, high, members))
    return [f for f in found if len(f[3]) > 1]


def test_two_projects_share_where_both_lie() -> None:
    assert listed(shared_stretches(make((0, 5, 0, 60), (1, 5, 40, 100)))) == [(5, 40, 60, (0, 1))]


def test_a_third_project_splits_the_row() -> None:
    shared = shared_stretches(make((0, 0, 0, 90), (1, 0, 0, 90), (2, 0, 30, 50)))
    assert listed(shared) == [(0, 0, 30, (0, 1)), (0, 30, 50, (0, 1, 2)), (0, 50, 90, (0, 1))]
    i, j, section, metres = pair_metres(shared)
    assert list(zip(i.tolist(), j.tolist(), section.tolist(), metres.tolist(), strict=True)) == [
        (0, 1, 0, 90),
        (0, 2, 0, 20),
        (1, 2, 0, 20),
    ]


def test_touching_is_not_sharing_and_a_project_does_not_share_with_itself() -> None:
    assert listed(shared_stretches(make((0, 0, 0, 50), (1, 0, 50, 90)))) == []
    assert listed(shared_stretches(make((0, 0, 0, 50), (0, 0, 30, 90)))) == []


def test_pieces_of_one_project_that_touch_do_not_split_the_row() -> None:
    assert listed(shared_stretches(make((0, 0, 0, 50), (0, 0, 50, 90), (1, 0, 10, 80)))) == [(0, 10, 80, (0, 1))]


def test_shorter_rows_than_asked_are_left_out() -> None:
    given_rows = make((0, 0, 0, 50), (1, 0, 31, 90), (2, 1, 0, 30), (3, 1, 0, 30))
    assert [r[0] for r in listed(shared_stretches(given_rows, minimum_m=20.0))] == [1]


def test_nothing_in_nothing_out() -> None:
    shared = shared_stretches(make())
    assert len(shared) == 0
    assert shared.member_start.tolist() == [0]
    assert all(len(column) == 0 for column in pair_metres(shared))


intervals = st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 20), st.integers(1, 12)).map(
    lambda r: (r[0], r[1], float(r[2]), float(r[2] + r[3]))
)


@settings(deadline=None, max_examples=200)
@given(st.lists(intervals, max_size=25))
def test_the_sweep_equals_the_reference(given_rows: list[Row]) -> None:
    shared = shared_stretches(make(*given_rows))
    assert listed(shared) == reference(given_rows)
    i, j, section, metres = pair_metres(shared)
    expected: dict[tuple[int, int, int], float] = {}
    for s, low, high, members in reference(given_rows):
        for k, a in enumerate(members):
            for b in members[k + 1 :]:
                expected[a, b, s] = expected.get((a, b, s), 0.0) + high - low
    assert dict(
        zip(zip(i.tolist(), j.tolist(), section.tolist(), strict=True), metres.tolist(), strict=True)
    ) == pytest.approx(expected)


@settings(deadline=None, max_examples=60)
@given(st.lists(intervals, max_size=25), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(given_rows: list[Row], seed: Random) -> None:
    mixed = list(given_rows)
    seed.shuffle(mixed)
    assert listed(shared_stretches(make(*mixed))) == listed(shared_stretches(make(*given_rows)))


def test_a_sweep_in_several_goes_finds_the_same_on_every_section() -> None:
    sections = 200_000
    section = np.tile(np.arange(sections), 3)
    low, high = (np.repeat(np.array(ends), sections) for ends in ([0.0, 20.0, 60.0], [50.0, 90.0, 80.0]))
    zero = np.zeros(len(section))
    shared = shared_stretches(
        Stretches(
            project=np.repeat(np.arange(3), sections),
            section=section,
            from_m=low,
            to_m=high,
            offset_m=zero,
            side=zero.astype(np.int64),
            confidence=zero,
        )
    )
    assert (shared.section == np.repeat(np.arange(sections), 2)).all()
    assert (shared.from_m.reshape(-1, 2) == [20, 60]).all()
    assert (shared.to_m.reshape(-1, 2) == [50, 80]).all()
    assert (shared.member_start == 2 * np.arange(2 * sections + 1)).all()
    assert (shared.members.reshape(-1, 4) == [0, 1, 1, 2]).all()
