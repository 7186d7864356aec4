"""The zone number before the easting: recognised, believed only where it agrees, asked for where it is missing."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planner.geo.crs import WGS84, metric_crs, transform_xy
from planner.geo.layer import FaultList
from planner.geo.zones import crs_told, prefixed, zone_of, zone_prefix


def _lines(*eastings: float) -> np.ndarray:
    return np.array([shapely.LineString([(x, 3.7e6), (x + 50, 3.7e6)]) for x in eastings], dtype=object)


@pytest.mark.parametrize("code", range(4534, 4555))
def test_every_zone_is_recognised_by_its_number(code: int) -> None:
    zone = zone_of(code)
    on_meridian = np.array([[3.0 * zone, 30.0]])
    numbered, bare = (transform_xy(on_meridian, WGS84, metric_crs(each)) for each in (prefixed(code), code))
    assert numbered - bare == pytest.approx(np.array([[zone * 1e6, 0.0]]), abs=1e-3)
    assert bare[0, 0] == pytest.approx(500_000.0, abs=0.01)
    assert zone_prefix(_lines(zone * 1e6 + 440_618.0)) == zone


def test_what_is_no_zone_number_is_none() -> None:
    assert zone_prefix(_lines(440_618.0)) is None
    assert zone_prefix(_lines()) is None
    assert zone_prefix(_lines(38_440_618.0, 39_440_618.0)) is None
    assert zone_prefix(_lines(12_500_000.0)) is None
    assert zone_prefix(np.array([None, *_lines(38_440_618.0)], dtype=object)) == 38


def test_the_number_makes_the_zone_of_its_own_crs_the_one_with_number() -> None:
    faults = FaultList("a")
    told = crs_told(_lines(38_440_618.0), None, 4547, faults)
    assert told is not None
    assert told.to_epsg() == 4526
    assert [fault.code for fault in faults.found] == ["file.crs_from_prefix"]


def test_a_number_that_contradicts_the_crs_changes_nothing() -> None:
    faults = FaultList("a")
    told = crs_told(_lines(37_440_618.0), metric_crs(4547), None, faults)
    assert told == metric_crs(4547)
    assert faults.found == []
