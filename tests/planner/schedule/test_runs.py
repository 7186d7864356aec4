"""Runs, atoms and shared metres, reckoned by hand and kept under any order of the input."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.schedule.runs import Runs, build_runs, pair_metres, sweep
from tests.planner.schedule.schedule_ground import network, project, situation

if TYPE_CHECKING:
    from planner.model import Network, Stretches


def runs_of(rows: list[tuple[str, int, float, float]], roads: Network | None = None) -> Runs:
    ground = situation([(project(k), s, a, b) for k, s, a, b in rows], roads)
    return build_runs(ground.stretches, ground.network, np.arange(len(ground.routes.projects)), gap_m=10.0)


def test_touching_pieces_are_one_run_and_distant_ones_are_two() -> None:
    roads = network((100.0, 100.0, 100.0))
    through = runs_of([("A", 0, 20.0, 95.0), ("A", 1, 0.0, 60.0)], roads)
    assert through.length_m.tolist() == [135.0]
    apart = runs_of([("A", 0, 20.0, 60.0), ("A", 1, 0.0, 60.0), ("A", 2, 50.0, 80.0)], roads)
    assert apart.length_m.tolist() == [40.0, 60.0, 30.0]
    assert runs_of([("A", 0, 0.0, 40.0), ("A", 0, 48.0, 90.0)], roads).length_m.tolist() == [82.0]
    assert runs_of([("A", 0, 0.0, 40.0), ("A", 0, 52.0, 90.0)], roads).length_m.tolist() == [40.0, 38.0]


def test_overlapping_stretches_of_one_project_are_united() -> None:
    runs = runs_of([("A", 0, 0.0, 60.0), ("A", 0, 40.0, 100.0), ("A", 0, 10.0, 20.0)])
    assert (runs.from_m.tolist(), runs.to_m.tolist()) == ([0.0], [100.0])


def test_roads_part_runs_even_at_a_common_junction() -> None:
    roads = network((100.0, 100.0), corridor=np.array([0, 1]))
    assert len(runs_of([("A", 0, 20.0, 100.0), ("A", 1, 0.0, 60.0)], roads)) == 2


def test_atoms_and_pairs_of_three() -> None:
    runs = runs_of([("A", 0, 0.0, 300.0), ("B", 0, 100.0, 400.0), ("C", 0, 200.0, 250.0)])
    atoms = sweep(runs)
    assert atoms.from_m.tolist() == [0.0, 100.0, 200.0, 250.0, 300.0]
    assert np.split(atoms.members, atoms.member_start[1:-1])[2].tolist() == [0, 1, 2]
    pairs = pair_metres(atoms)
    assert list(zip(pairs.first.tolist(), pairs.second.tolist(), pairs.metres.tolist(), strict=True)) == [
        (0, 1, 200.0),
        (0, 2, 50.0),
        (1, 2, 50.0),
    ]
    assert len(pairs.at_least(50.0)) == 3
    assert len(pairs.at_least(60.0)) == 1


def test_ends_closer_than_a_millimetre_are_one_point() -> None:
    atoms = sweep(runs_of([("A", 0, 0.0, 100.0), ("B", 0, 0.0004, 100.0002)]))
    assert len(atoms) == 1


def test_nobody_lies_anywhere() -> None:
    runs = runs_of([])
    assert len(runs) == 0
    assert len(sweep(runs)) == 0
    assert len(pair_metres(sweep(runs))) == 0


ROWS = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.integers(0, 2), st.integers(0, 90).map(float), st.integers(5, 60).map(float)),
    min_size=1,
    max_size=10,
)


def shuffled(stretches: Stretches, order: list[int]) -> Stretches:
    columns = ("project", "section", "from_m", "to_m", "offset_m", "side", "confidence")
    return replace(stretches, **{c: getattr(stretches, c)[order] for c in columns})


@settings(deadline=None, max_examples=60)
@given(rows=ROWS, data=st.data())
def test_order_of_stretches_does_not_matter_and_metres_are_kept(
    rows: list[tuple[str, int, float, float]], data: st.DataObject
) -> None:
    given_rows = [(project(k), s, a, min(150.0, a + b)) for k, s, a, b in rows]
    ground = situation(given_rows, network((150.0, 150.0, 150.0)))
    rank = np.arange(len(ground.routes.projects))
    order = data.draw(st.permutations(range(len(rows))))
    one = build_runs(ground.stretches, ground.network, rank, gap_m=10.0)
    other = build_runs(shuffled(ground.stretches, list(order)), ground.network, rank, gap_m=10.0)
    for name in Runs.__slots__:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    atoms = sweep(one)
    covered = float((atoms.length_m * np.diff(atoms.member_start)).sum())
    assert np.isclose(covered, one.length_m.sum())
    metres = {(k, s, m) for p, s, a, b in given_rows for k in (p.key,) for m in range(int(a), int(b))}
    assert np.isclose(covered, len(metres))
