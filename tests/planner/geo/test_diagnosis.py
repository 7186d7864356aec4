"""A submission on another datum is told from its fit to the roads; a right one is never accused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from planner.geo.crs import WGS84, to_planning, to_wgs84
from planner.geo.datum import bd09_from_wgs84, gcj02_from_wgs84
from planner.geo.diagnosis import fit_to_network, suspect_readings
from planner.geo.network import build_network
from planner.geo.vector import Features, read_features

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planner.model import Network, Objects

CRS = 4547
SHIFTS = {"gcj02": gcj02_from_wgs84, "bd09": bd09_from_wgs84}


@pytest.fixture(scope="module")
def network(sample_roads: Path) -> Network:
    return build_network(read_features(sample_roads.name, sample_roads.read_bytes()), CRS)[0]


def _file(parts: Objects) -> Features:
    """Return a file of lines in the planning CRS, written in degrees."""
    degrees = to_wgs84(parts, CRS)
    return Features(name="a.geojson", sha256="", crs=WGS84, geometry=degrees, drawn=degrees, fields={})


def _beside(network: Network, seed: int, count: int) -> Objects:
    """Draw routes 3 m beside random sections of at least 80 m."""
    rows = np.random.default_rng(seed).choice(np.flatnonzero(network.length_m > 80), count, replace=False)
    return np.asarray(shapely.offset_curve(network.lines[rows], 3.0), dtype=object)


def _shifted(parts: Objects, shift: Callable[[np.ndarray], np.ndarray]) -> Objects:
    return to_planning(np.asarray(shapely.transform(to_wgs84(parts, CRS), shift), dtype=object), WGS84, CRS)


def test_a_line_beside_a_road_fits_and_one_across_it_does_not() -> None:
    tree = shapely.STRtree(np.array([shapely.LineString([(0, 0), (200, 0)])], dtype=object))
    beside = np.array([shapely.LineString([(0, 5), (200, 5)])], dtype=object)
    across = np.array([shapely.LineString([(100, -100), (100, 100)])], dtype=object)
    assert fit_to_network(beside, tree).share == 1.0
    assert fit_to_network(across, tree).share == 0.0
    assert fit_to_network(beside[:0], tree).samples == 0
    assert fit_to_network(np.array([shapely.LineString([(5, 5), (5, 5)]), None], dtype=object), tree).samples == 0


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("datum", sorted(SHIFTS))
def test_shifted_submissions_are_named_with_their_evidence(network: Network, datum: str, seed: int) -> None:
    parts = _shifted(_beside(network, seed, count=3), SHIFTS[datum])
    (fault,) = suspect_readings([_file(parts)], network)
    assert fault.code == f"datum.{datum}"
    assert fault.data["reread_pct"] > 90 > fault.data["given_pct"]


@pytest.mark.parametrize("seed", range(8))
def test_right_submissions_are_never_accused(network: Network, seed: int) -> None:
    assert suspect_readings([_file(_beside(network, seed, count=1 + seed))], network) == ()
