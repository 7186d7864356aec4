"""PostGIS as a peer of the benchmark: what it is asked and what it answers."""

from __future__ import annotations

import os
import re

import numpy as np
import pytest
import shapely

from benchmarks.peer_postgis import postgis_pairs, postgis_version

pytestmark = pytest.mark.postgis


def test_pairs_within_reach_with_the_metres_beside_each_other() -> None:
    assert "PGHOST" in os.environ, "run through tools/with-postgis"
    drawn = np.empty(4, dtype=object)
    east = 400_000.0
    # two lines 3 m apart for 200 m, one across the first, one far away
    ends = [[(0, 0), (300, 0)], [(100, 3), (300, 3)], [(50, -60), (50, 60)], [(0, 500), (300, 500)]]
    drawn[:] = [shapely.LineString(np.add(e, [east, 0.0])) for e in ends]
    (one, other, metres), prepared, compared = postgis_pairs(drawn, 4547)
    found = dict(zip(zip(one.tolist(), other.tolist(), strict=True), metres.tolist(), strict=True))
    assert found.keys() == {(0, 1), (0, 2)}
    assert found[0, 1] == pytest.approx(200, abs=10)
    assert found[0, 2] < 20
    assert prepared > 0
    assert compared > 0


def test_nothing_drawn_shares_nothing() -> None:
    (one, other, metres), _, _ = postgis_pairs(np.empty(0, dtype=object), 4547)
    assert (len(one), len(other), len(metres)) == (0, 0, 0)


def test_the_version_names_both_library_and_server() -> None:
    assert re.fullmatch(r"PostGIS \d+\.\d+\.\d+ in PostgreSQL \d+\.\d+", postgis_version())
