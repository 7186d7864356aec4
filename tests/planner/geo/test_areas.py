"""Work areas: what they cover of a section is a stretch, what they only poke into is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.areas import area_stretches
from planner.geo.intake import read_routes
from planner.geo.network import build_network
from planner.geo.vector import read_features
from planner.rulebook.load import default_rulebook
from tests.planner.geo.submissions import FACTS, PLANNING, collection, say_all, told

if TYPE_CHECKING:
    from planner.model import Network, Stretches

CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
X, Y = 440_000.0, 3_722_000.0
BOOK = default_rulebook()


def _feature(geometry: shapely.Geometry, **facts: object) -> dict[str, Any]:
    moved = shapely.transform(geometry, lambda xy: xy + np.array([X, Y]))
    return {"type": "Feature", "properties": FACTS | facts, "geometry": json.loads(shapely.to_geojson(moved))}


def _street(ident: str, *points: tuple[float, float], width: float | None = None) -> dict[str, Any]:
    line = _feature(shapely.LineString(points))
    return line | {"properties": {"section_id": ident, "name": ident[0], "width_m": width}}


@pytest.fixture(scope="module")
def network() -> Network:
    """Return a main street A (two sections of 200 m, 20 m wide) and a side street B from their junction."""
    streets = (
        _street("A1", (0, 0), (200, 0), width=20.0),
        _street("A2", (200, 0), (400, 0), width=20.0),
        _street("B1", (200, 0), (200, 150), width=8.0),
    )
    return build_network(read_features("roads.geojson", collection(*streets, crs=CRS)), PLANNING)[0]


def _stretches(network: Network, *areas: shapely.Geometry) -> list[tuple[str, float, float]]:
    return _told(_found(network, *areas), network)


def _found(network: Network, *areas: shapely.Geometry) -> Stretches:
    content = collection(*(_feature(area) for area in areas), crs=CRS)
    intake = read_routes([read_features("a.geojson", content)], BOOK, PLANNING)
    say_all(intake.faults)
    return area_stretches(intake.routes, network, BOOK.matching)


def _told(found: Stretches, network: Network) -> list[tuple[str, float, float]]:
    ids = network.section_ids[found.section].tolist()
    return list(zip(ids, found.from_m.round(3).tolist(), found.to_m.round(3).tolist(), strict=True))


def test_an_area_from_wall_to_wall_is_the_whole_section_and_no_more(network: Network) -> None:
    assert _stretches(network, shapely.box(-5, -10, 200, 10)) == [("A1", 0.0, 200.0)]
    # A little short of both junctions: nobody leaves half a road's width undug
    assert _stretches(network, shapely.box(8, -10, 193, 10)) == [("A1", 0.0, 200.0)]


def test_a_part_is_its_chainages_with_no_side(network: Network) -> None:
    found = _found(network, shapely.box(60, -6, 150, 6))
    assert _told(found, network) == [("A1", 60.0, 150.0)]
    assert (found.offset_m.tolist(), found.side.tolist(), found.confidence.tolist()) == ([0.0], [0], [1.0])


def test_a_side_street_that_is_only_poked_into_is_left_out(network: Network) -> None:
    area = shapely.union(shapely.box(0, -10, 400, 10), shapely.box(195, 0, 205, 22))
    assert _stretches(network, area) == [("A1", 0.0, 200.0), ("A2", 0.0, 200.0)]
    # Dug along for most of its length it is not
    along = shapely.union(shapely.box(0, -10, 400, 10), shapely.box(196, 0, 204, 130))
    assert _stretches(network, along)[-1] == ("B1", 0.0, 130.0)


def test_an_area_that_only_pokes_is_not_lost(network: Network) -> None:
    pit = shapely.box(180, -15, 220, 15)
    assert _stretches(network, pit) == [("A1", 180.0, 200.0), ("A2", 0.0, 20.0), ("B1", 0.0, 15.0)]


def test_pits_in_a_row_are_one_stretch_with_the_share_they_cover(network: Network) -> None:
    found = _found(network, shapely.MultiPolygon([shapely.box(50 + 14 * i, -4, 58 + 14 * i, 4) for i in range(8)]))
    assert _told(found, network) == [("A1", 50.0, 156.0)]
    assert found.confidence[0] == pytest.approx(64 / 106)


def test_areas_off_every_road_and_no_areas_give_nothing(network: Network) -> None:
    assert _stretches(network, shapely.box(0, 50, 100, 90)) == []
    assert _stretches(network, shapely.LineString([(0, 3), (200, 3)])) == []


def test_overlapping_areas_of_a_project_count_once(network: Network) -> None:
    halves = shapely.box(20, -8, 120, 8), shapely.box(100, -8, 180, 8)
    found = _found(network, *halves)
    assert _told(found, network) == [("A1", 20.0, 180.0)]
    assert found.confidence.tolist() == [1.0]
    assert _told(_found(network, shapely.MultiPolygon(halves)), network) == [("A1", 20.0, 180.0)]


def test_a_ring_that_crosses_itself_is_repaired_and_told(network: Network) -> None:
    bow = shapely.Polygon([(20, -8), (180, 8), (180, -8), (20, 8)])
    intake = read_routes([read_features("a.geojson", collection(_feature(bow), crs=CRS))], BOOK, PLANNING)
    assert told(intake.faults) == [("geometry.polygon_repaired", 0, "geometry")]
    assert _told(area_stretches(intake.routes, network, BOOK.matching), network) == [("A1", 20.0, 180.0)]


def test_an_area_elsewhere_is_a_fault_like_a_line_elsewhere() -> None:
    far = shapely.transform(shapely.box(0, 0, 50, 50), lambda xy: xy + np.array([3e6, 0.0]))
    intake = read_routes([read_features("a.geojson", collection(_feature(far), crs=CRS))], BOOK, PLANNING)
    assert told(intake.faults) == [("geometry.far_away", 0, "geometry")]


def test_lines_and_areas_may_be_one_project() -> None:
    both = collection(_feature(shapely.box(0, 0, 9, 9)), _feature(shapely.LineString([(0, 0), (90, 0)])), crs=CRS)
    routes = read_routes([read_features("a.geojson", both)], BOOK, PLANNING).routes
    assert (len(routes.projects), len(routes.parts), len(routes.areas)) == (1, 1, 1)
    assert routes.source_of_area.tolist() == ["a.geojson"]


@settings(deadline=None, max_examples=40)
@given(
    angle=st.floats(0.0, 360.0),
    start=st.integers(0, 7),
    reverse=st.booleans(),
    west=st.floats(-20.0, 380.0),
    length=st.floats(15.0, 300.0),
    half=st.floats(2.0, 12.0),
)
def test_turning_the_map_and_redrawing_the_ring_change_nothing(
    angle: float, start: int, west: float, length: float, half: float, *, reverse: bool
) -> None:
    corners = [(west, -half), (west + length, -half), (west + length, half), (west, half)]
    ring = corners[start % 4 :] + corners[: start % 4]
    redrawn = shapely.Polygon(ring[::-1] if reverse else ring)
    plain, turned = (_turned(each, turn) for each, turn in ((shapely.Polygon(corners), 0.0), (redrawn, angle)))
    assert plain[0] == turned[0]
    assert np.allclose(plain[1], turned[1], atol=1e-5)


def _turned(area: shapely.Polygon, angle: float) -> tuple[list[int], np.ndarray]:
    """Return sections and chainages of an area on three streets, all turned by an angle."""
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))

    def turn(xy: np.ndarray) -> np.ndarray:
        return np.asarray(xy @ np.array([[cos, sin], [-sin, cos]]))

    lines = (((0, 0), (200, 0)), ((200, 0), (400, 0)), ((200, 0), (200, 150)))
    streets = [_street(f"S{i}") | {"geometry": _feature(_turn(line, turn))["geometry"]} for i, line in enumerate(lines)]
    network = build_network(read_features("r.geojson", collection(*streets, crs=CRS)), PLANNING)[0]
    found = _found(network, shapely.transform(area, turn))
    return found.section.tolist(), np.column_stack([found.from_m, found.to_m, found.confidence])


def _turn(line: Any, turn: Any) -> shapely.LineString:
    return shapely.transform(shapely.LineString(line), turn)
