"""The shifted datums: where the county's shift lies, and that undoing is exact."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from planner.geo import datum
from planner.geo.crs import WGS84
from planner.geo.rereading import read_as

COUNTY = np.array([[113.36, 33.63]])
IN_CHINA = st.lists(st.tuples(st.floats(74, 134), st.floats(18, 53)), min_size=1, max_size=20)


def test_the_shift_at_the_county_seat_is_591_m_east_and_153_m_south() -> None:
    shifted = datum.gcj02_from_wgs84(COUNTY)
    azimuth, _, distance = Geod(ellps="WGS84").inv(*COUNTY[0], *shifted[0])
    assert distance * np.sin(np.radians(azimuth)) == pytest.approx(591.5, abs=1.0)
    assert distance * np.cos(np.radians(azimuth)) == pytest.approx(-153.0, abs=1.0)


@settings(deadline=None, max_examples=60)
@given(IN_CHINA)
def test_undoing_returns_to_the_start(positions: list[tuple[float, float]]) -> None:
    lonlat = np.array(positions)
    assert np.abs(datum.wgs84_from_gcj02(datum.gcj02_from_wgs84(lonlat)) - lonlat).max() < 1e-9
    assert np.abs(datum.wgs84_from_bd09(datum.bd09_from_wgs84(lonlat)) - lonlat).max() < 1e-9


def test_there_is_no_gcj02_shift_outside_its_box() -> None:
    brussels = np.array([[4.37, 50.86]])
    assert (datum.gcj02_from_wgs84(brussels) == brussels).all()


def test_the_readings_undo_each_what_may_have_happened() -> None:
    drawn = {
        "gcj02": datum.gcj02_from_wgs84(COUNTY),
        "bd09": datum.bd09_from_wgs84(COUNTY),
        "swapped_axes": COUNTY[:, ::-1],
    }
    for name, lonlat in drawn.items():
        (undone,) = read_as(np.array([shapely.Point(*lonlat[0])], dtype=object), WGS84, name)
        assert np.abs(shapely.get_coordinates(undone) - COUNTY).max() < 1e-9, name


def test_geometries_are_read_anew_and_null_stays_null() -> None:
    line = shapely.LineString(datum.gcj02_from_wgs84(np.array([[113.36, 33.63], [113.37, 33.64]])))
    again, nothing = read_as(np.array([line, None], dtype=object), WGS84, "gcj02")
    assert nothing is None
    assert shapely.equals_exact(again, shapely.LineString([[113.36, 33.63], [113.37, 33.64]]), 1e-9)
