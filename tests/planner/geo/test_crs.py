"""The planning CRS: which one, that it measures true, and that maps which do not are refused."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import CrsError
from planner.geo.crs import WGS84, choose_planning_crs, metric_crs, to_planning, to_wgs84


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (113.36, 33.63, 4547),  # Ye County: CM 114 E
        (114.05, 22.54, 4547),  # Shenzhen
        (87.6, 43.8, 4538),  # Urumqi: CM 87 E
        (75.99, 39.47, 4534),  # Kashgar: the first zone
        (134.3, 48.3, 4554),  # Fuyuan: the last zone
        (4.37, 50.86, 32631),  # Schaerbeek: UTM 31 north
        (151.2, -33.9, 32756),  # south of the equator
        (126.98, 37.57, 32652),  # Seoul lies in no Chinese zone
        (180.0, 0.0, 32660),  # the last UTM zone ends at 180
        ([113.3, 113.4, 0.0], [33.6, 33.6, 0.0], 4547),  # one wrong position does not decide
        ([113.3, np.nan], [33.6, np.nan], 4547),
    ],
)
def test_the_zone_follows_from_the_place(lon: float, lat: float, code: int) -> None:
    assert choose_planning_crs(lon, lat) == code


@pytest.mark.parametrize(("lon", "lat"), [(np.nan, 1.0), (0.0, 89.0), (500000.0, 3720000.0), ([], [])])
def test_no_zone_where_none_serves(lon: float, lat: float) -> None:
    with pytest.raises(CrsError):
        choose_planning_crs(lon, lat)


@pytest.mark.parametrize(
    "code",
    [
        4326,  # degrees
        3857,  # a fifth too long at 33 N
        3395,  # likewise
        2263,  # feet
        4978,  # geocentric
        1,  # unknown
    ],
)
def test_what_does_not_measure_metres_is_refused(code: int) -> None:
    with pytest.raises(CrsError):
        metric_crs(code)


@settings(deadline=None, max_examples=40)
@given(st.floats(112.5, 115.5), st.floats(31, 36), st.floats(0, 360))
def test_a_hundred_metres_are_a_hundred_metres_everywhere_in_the_zone(lon: float, lat: float, azimuth: float) -> None:
    east, north, _ = pyproj.Geod(ellps="GRS80").fwd(lon, lat, azimuth, 100.0)
    (line,) = to_planning(np.array([shapely.LineString([(lon, lat), (east, north)])], dtype=object), WGS84, 4547)
    assert shapely.length(line) == pytest.approx(100.0, rel=3e-4)


def test_there_and_back_and_z_is_dropped() -> None:
    drawn = np.array([shapely.LineString([(113.36, 33.63, 80.0), (113.37, 33.64, 81.0)]), None], dtype=object)
    back, nothing = to_wgs84(to_planning(drawn, WGS84, 4547), 4547)
    assert nothing is None
    assert shapely.equals_exact(back, shapely.LineString([(113.36, 33.63), (113.37, 33.64)]), 1e-9)
    assert not shapely.has_z(back)


def test_reversing_a_line_keeps_its_length() -> None:
    line = shapely.LineString([(113.36, 33.63), (113.365, 33.64), (113.37, 33.631)])
    forth, back = to_planning(np.array([line, line.reverse()], dtype=object), WGS84, 4547)
    assert shapely.length(forth) == pytest.approx(shapely.length(back), abs=1e-9)
