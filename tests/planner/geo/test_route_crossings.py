"""Where routes cross: found once each, told from running together, placed on a section, and equal to brute force."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.network import build_network
from planner.geo.route_crossings import route_crossings
from tests.planner.geo.conftest import CRS, ORIGIN, make_features, make_routes

if TYPE_CHECKING:
    from planner.model import Network
    from tests.planner.geo.conftest import Draw, Roads

SEARCH_M = 25.0


@pytest.fixture
def road(roads: Roads, draw: Draw) -> Network:
    """Return one road of 200 m to the east."""
    network, _ = roads([draw((0, 0), (200, 0))])
    return network


def test_a_crossing_by_hand(road: Network, draw: Draw) -> None:
    routes = make_routes(draw((0, 5), (200, 5)), draw((40, -30), (80, 40)))
    found = route_crossings(routes, road, SEARCH_M)
    assert (found.one.tolist(), found.other.tolist(), found.section.tolist()) == ([0], [1], [0])
    assert found.points[0].equals_exact(shapely.Point(ORIGIN + np.array([60, 5])), 1e-6)
    assert found.at_m.tolist() == [60.0]
    assert found.angle_deg[0] == pytest.approx(np.degrees(np.arctan2(70, 40)), abs=0.1)


def test_lines_that_run_together_or_weave_do_not_cross(road: Network, draw: Draw) -> None:
    straight = draw((0, 2), (200, 2))
    weaving = draw((0, 1), (50, 3), (100, 1), (150, 3), (200, 1))
    assert len(route_crossings(make_routes(straight, straight), road, SEARCH_M)) == 0
    assert len(route_crossings(make_routes(straight, weaving), road, SEARCH_M)) == 0
    assert len(route_crossings(make_routes(straight, draw((0, 8), (200, 8))), road, SEARCH_M)) == 0


def test_a_route_that_ends_on_another_counts_and_one_that_stops_short_does_not(road: Network, draw: Draw) -> None:
    main = draw((0, 2), (200, 2))
    assert len(route_crossings(make_routes(main, draw((50, 2), (50, 40))), road, SEARCH_M)) == 1
    assert len(route_crossings(make_routes(main, draw((50, 2.1), (50, 40))), road, SEARCH_M)) == 0


def test_a_project_does_not_cross_itself_and_parts_that_meet_on_a_line_cross_it_once(road: Network, draw: Draw) -> None:
    parts = [draw((50, -30), (50, 2)), draw((50, 2), (50, 40))]
    assert len(route_crossings(make_routes([draw((0, 2), (200, 2)), *parts]), road, SEARCH_M)) == 0
    assert len(route_crossings(make_routes(draw((0, 2), (200, 2)), parts), road, SEARCH_M)) == 1


def test_off_the_roads_there_is_no_section(road: Network, draw: Draw) -> None:
    found = route_crossings(make_routes(draw((0, 90), (200, 90)), draw((50, 60), (50, 120))), road, SEARCH_M)
    assert found.section.tolist() == [-1]
    assert np.isnan(found.at_m).tolist() == [True]


def test_no_routes_no_crossings(road: Network, draw: Draw) -> None:
    assert len(route_crossings(make_routes(draw((0, 0), (9, 0))), road, SEARCH_M)) == 0


ends = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda xy: (xy[0] * 5.0, xy[1] * 5.0))
segments = st.lists(st.tuples(ends, ends).filter(lambda line: line[0] != line[1]), min_size=2, max_size=7)


@settings(deadline=None, max_examples=60)
@given(segments)
def test_equals_every_pair_intersected_by_itself(lines: list[tuple[tuple[float, float], ...]]) -> None:
    drawn = [shapely.LineString(np.asarray(line) + ORIGIN) for line in lines]
    network, _ = build_network(make_features([drawn[0]]), CRS, section_id=None, same_road_m=20.0)
    found = route_crossings(make_routes(*drawn), network, SEARCH_M)
    expected = {
        (i, j)
        for (i, a), (j, b) in itertools.combinations(enumerate(drawn), 2)
        if isinstance(a.intersection(b), shapely.Point) and _angle(a, b) >= 15
    }
    assert set(zip(found.one.tolist(), found.other.tolist(), strict=True)) == expected
    assert sorted(zip(found.one.tolist(), found.other.tolist(), strict=True)) == list(
        zip(found.one.tolist(), found.other.tolist(), strict=True)
    )


def _angle(a: shapely.LineString, b: shapely.LineString) -> float:
    one, other = (np.diff(shapely.get_coordinates(line), axis=0)[0] for line in (a, b))
    cosine = abs(one @ other) / np.linalg.norm(one) / np.linalg.norm(other)
    return float(np.degrees(np.arccos(min(1.0, cosine))))
