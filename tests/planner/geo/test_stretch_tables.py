"""Tables of stretches joined: nothing lost, nothing twice."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.stretch_tables import join_intervals, merge_stretches, no_stretches
from planner.model import Stretches


def _table(*rows: tuple[int, int, float, float, float]) -> Stretches:
    """Return rows of project, section, from, to, offset."""
    if not rows:
        return no_stretches()
    project, section, low, high, offset = zip(*rows, strict=True)
    return Stretches(
        project=np.array(project),
        section=np.array(section),
        from_m=np.array(low),
        to_m=np.array(high),
        offset_m=np.array(offset),
        side=np.sign(np.array(offset)).astype(np.int64),
        confidence=np.ones(len(rows)),
    )


def test_overlapping_rows_of_a_project_become_one_and_the_longest_speaks() -> None:
    lines = _table((0, 0, 10.0, 50.0, 3.0), (0, 1, 0.0, 5.0, 2.0), (1, 0, 0.0, 9.0, 1.0))
    areas = _table((0, 0, 40.0, 60.0, 0.0), (1, 2, 0.0, 7.0, 0.0))
    merged = merge_stretches(lines, areas)
    assert merged.project.tolist() == [0, 0, 1, 1]
    assert merged.section.tolist() == [0, 1, 0, 2]
    assert list(zip(merged.from_m, merged.to_m, strict=True)) == [(10.0, 60.0), (0.0, 5.0), (0.0, 9.0), (0.0, 7.0)]
    assert merged.offset_m.tolist() == [3.0, 2.0, 1.0, 0.0]


def test_a_longer_row_of_either_table_speaks_and_the_first_table_where_both_are_as_long() -> None:
    longer = merge_stretches(_table((0, 0, 10.0, 20.0, 3.0)), _table((0, 0, 15.0, 60.0, -2.0)))
    assert (longer.from_m.tolist(), longer.to_m.tolist(), longer.offset_m.tolist()) == ([10.0], [60.0], [-2.0])
    alike = merge_stretches(_table((0, 0, 10.0, 20.0, 3.0)), _table((0, 0, 5.0, 15.0, -2.0)))
    assert (alike.from_m.tolist(), alike.to_m.tolist(), alike.offset_m.tolist()) == ([5.0], [20.0], [3.0])


def test_an_empty_table_changes_nothing() -> None:
    table = _table((0, 0, 10.0, 50.0, 3.0))
    assert merge_stretches(table, no_stretches()) is table
    assert merge_stretches(no_stretches(), table) is table
    assert len(merge_stretches(no_stretches(), no_stretches())) == 0


SPANS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(1, 12)), max_size=12)


@settings(deadline=None, max_examples=100)
@given(spans=SPANS, gap=st.integers(0, 4))
def test_groups_are_what_painting_the_metres_gives(spans: list[tuple[int, int, int]], gap: int) -> None:
    key, low, high = np.array([(k, a, a + n) for k, a, n in spans], dtype=np.int64).reshape(-1, 3).T
    order, group = join_intervals(key, low.astype(float), high.astype(float), float(gap))
    found = set()
    for each in np.unique(group).tolist():
        rows = order[group == each]
        found.add((int(key[rows[0]]), int(low[rows].min()), int(high[rows].max())))
        assert len(set(key[rows].tolist())) == 1
    painted: set[tuple[int, int, int]] = set()
    for each in range(3):
        painted |= _painted([(start, start + length) for k, start, length in spans if k == each], each, gap)
    assert found == painted


def _painted(spans: list[tuple[int, int]], key: int, gap: int) -> set[tuple[int, int, int]]:
    runs: list[list[int]] = []
    for low, high in sorted(spans):
        if runs and low <= runs[-1][1] + gap:
            runs[-1][1] = max(runs[-1][1], high)
        else:
            runs.append([low, high])
    return {(key, int(low), int(high)) for low, high in runs}
