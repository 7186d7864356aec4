"""Every peer is judged by one measure, and answers small questions as it should."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from benchmarks.city import grid_city, walks
from benchmarks.geo_peers import Result, bars, ours, row_of, sampled, with_section
from benchmarks.peer_fastmm import stretches_of_rows
from benchmarks.peer_overlay import overlay_pairs
from benchmarks.peer_scores import (
    Sharing,
    shared_metres_score,
    shared_pairs_score,
    sharing_of,
    sharing_of_stretches,
)
from benchmarks.scores import as_stretches

if TYPE_CHECKING:
    from planner.model import Objects

EAST = 400_000.0


def sharing(*rows: tuple[int, int, float]) -> Sharing:
    one, other, metres = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return sharing_of(one.astype(np.int64), other.astype(np.int64), metres)


def lines(*routes: list[tuple[float, float]]) -> Objects:
    drawn: Objects = np.empty(len(routes), dtype=object)
    drawn[:] = [shapely.LineString(np.add(r, [EAST, 0.0])) for r in routes]
    return drawn


def test_metres_of_a_pair_add_up_in_either_order_and_short_pairs_are_none() -> None:
    found = sharing((0, 1, 12.0), (1, 0, 9.0), (0, 2, 19.9), (1, 2, 20.0))
    assert found.pair.tolist() == [1, 1 << 32 | 2]
    assert found.metres.tolist() == [21.0, 20.0]


def test_scores_by_hand() -> None:
    true = sharing((0, 1, 100.0), (0, 2, 50.0), (1, 3, 50.0))
    found = sharing((0, 1, 80.0), (0, 2, 70.0), (2, 3, 25.0), (1, 2, 25.0))
    pairs, metres = shared_pairs_score(found, true), shared_metres_score(found, true)
    assert (pairs.precision, pairs.recall) == pytest.approx((2 / 4, 2 / 3))
    assert (metres.precision, metres.recall) == pytest.approx((130 / 200, 130 / 200))


def test_nothing_found_has_no_recall_and_no_error() -> None:
    true, none = sharing((0, 1, 100.0)), sharing()
    assert shared_pairs_score(none, true).recall == 0.0
    assert shared_metres_score(none, true).recall == 0.0
    assert len(none) == 0


def test_the_overlay_measures_parallel_lines_and_not_crossings() -> None:
    # two lines 3 m apart for 200 m, one across both, one far away
    drawn = lines([(0, 0), (300, 0)], [(100, 3), (300, 3)], [(50, -60), (50, 60)], [(0, 500), (300, 500)])
    one, other, metres = overlay_pairs(drawn, 4547)
    found = dict(zip(zip(one.tolist(), other.tolist(), strict=True), metres.tolist(), strict=True))
    assert found.keys() == {(0, 1), (0, 2)}
    assert found[0, 1] == pytest.approx(205, abs=6)
    assert found[0, 2] < 20


def test_points_are_even_and_reach_both_ends() -> None:
    points, start = sampled(lines([(0, 0), (50, 0)], [(0, 9), (40, 9)], [(0, 5), (1, 5)]), 20.0)
    assert start.tolist() == [0, 4, 7, 9]
    assert (points[:, 0] - EAST).tolist() == pytest.approx([0, 50 / 3, 100 / 3, 50, 0, 20, 40, 0, 1])


def test_pieces_of_edges_in_either_direction_become_stretches() -> None:
    roads = lines([(0, 0), (100, 0)], [(100, 0), (100, 80)])
    # route 0 along section 0 and up section 1, in three pieces; route 1 back along section 0
    rows = [(0, 0, 40, 0, 60, 0), (0, 0, 60, 0, 100, 0), (0, 2, 100, 0, 100, 15), (1, 1, 90, 0, 30, 0)]
    table = np.array(rows, dtype=np.float64)
    table[:, [2, 4]] += EAST
    found = stretches_of_rows(table, roads)
    rows_found = zip(found.project, found.section, found.from_m, found.to_m, strict=True)
    assert list(rows_found) == [(0, 0, 40, 100), (0, 1, 0, 15), (1, 0, 30, 90)]
    assert len(stretches_of_rows(np.empty((0, 6)), roads)) == 0


def test_ours_finds_nearly_all_of_a_small_city() -> None:
    network = grid_city(8)
    routes, truth = walks(network, 60, 1.0, seed=4)
    true = sharing_of_stretches(as_stretches(truth))
    whole, alone = ours(network, routes)
    assert len(true) > 50
    assert shared_pairs_score(whole.sharing, true).recall > 0.95
    assert shared_metres_score(whole.sharing, true).precision > 0.95
    assert whole.run_s > alone.run_s > 0
    row = row_of(whole, 60, true)
    assert row.startswith("| 60 | cotrench | ")
    assert row.count("|") == 11


def test_bars_compare_with_the_overlay_and_the_fastest_fastmm() -> None:
    seconds = {
        "cotrench": 2.0,
        "cotrench, matching alone": 1.0,
        "fastmm, 4 candidates": 5.0,
        "fastmm, 8 candidates": 8.0,
        "geopandas overlay": 159.0,
        "PostGIS": 1.0,
    }
    results = [Result(method=method, sharing=sharing(), run_s=run) for method, run in seconds.items()]
    assert list(bars(results, 1000)) == [
        "- 1,000 routes, against geopandas overlay: 79.5 times as fast; the bar of 80 is not met.",
        "- 1,000 routes, against fastmm, matching alone: 5.0 times as fast; the bar of 5 is met.",
    ]


def test_a_section_is_added_once_and_replaced_after_that() -> None:
    text = "# Measured\n\n## One\n\nbody\n"
    added = with_section(text, "## Against peers", "| a |")
    assert added == "# Measured\n\n## One\n\nbody\n\n## Against peers\n\n| a |\n"
    followed = added + "\n## Two\n\n### Part\n"
    replaced = with_section(followed, "## Against peers", "| b |")
    assert replaced == followed.replace("| a |", "| b |")
    assert with_section(replaced, "## Against peers", "| b |") == replaced
