"""The generator of right and wrong submissions: right ones lie along roads, wrong ones are undone by their reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from benchmarks.areas import score
from benchmarks.datums import WRONGS, submission, wrongly_drawn
from planner.geo.crs import WGS84, to_planning
from planner.geo.network import build_network
from planner.geo.rereading import read_as
from planner.geo.vector import read_features

if TYPE_CHECKING:
    from pathlib import Path

    from planner.model import Network

CRS = 4547


@pytest.fixture(scope="module")
def network(sample_roads: Path) -> Network:
    return build_network(read_features(sample_roads.name, sample_roads.read_bytes()), CRS)[0]


def test_submissions_run_along_roads_and_some_leave_them(network: Network) -> None:
    roads = shapely.union_all(network.lines).buffer(20.0)
    lines = submission(network, np.random.default_rng(5), 60)
    outside = shapely.length(shapely.difference(lines, roads)) / shapely.length(lines)
    assert len(lines) == 60
    assert 0.05 < (outside > 0.1).mean() < 0.5
    assert np.median(outside) < 0.01


@pytest.mark.parametrize("wrong", sorted(WRONGS))
def test_the_named_reading_undoes_a_wrong_drawing(network: Network, wrong: str) -> None:
    lines = submission(network, np.random.default_rng(5), 4)
    drawn = wrongly_drawn(lines, CRS, wrong)
    assert drawn.crs is not None
    reading = WRONGS[wrong][0].removeprefix("datum.")
    undone = to_planning(read_as(drawn.geometry, drawn.crs, reading), WGS84, CRS)
    assert shapely.hausdorff_distance(undone, lines).max() < 0.01


def test_scores_are_precision_and_recall() -> None:
    assert score({("a", "1"), ("a", "2")}, {("a", "1"), ("b", "1"), ("c", "1")}) == "0.5000 | 0.3333 | 2 | 3"
