"""OpenStreetMap extracts: ways become sections between junctions, the same from XML and from PBF."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.crs import WGS84, metric_crs, transform_xy
from planner.geo.network import build_network
from planner.geo.osm import OsmRoads, read_osm
from planner.geo.vector import Features, read_features
from planner.rulebook.load import default_rulebook
from tests.planner.geo.conftest import CRS, ORIGIN
from tests.planner.geo.osm_files import NODES, WAYS, as_pbf, as_xml
from tests.planner.geo.submissions import collection, say_all, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.model import Network
    from tests.planner.geo.conftest import Draw, Match

CLASSES = {each for group in default_rulebook().road_class_groups.values() for each in group}


def _read(content: bytes, boundary: Features | None = None) -> OsmRoads:
    roads = read_osm("a.osm", content, CLASSES, boundary)
    say_all(roads.faults)
    return roads


def _boundary(west: float, south: float, east: float, north: float) -> Features:
    box = shapely.box(west, south, east, north)
    ring = {"type": "Polygon", "coordinates": [shapely.get_coordinates(box).tolist()]}
    return read_features("b.geojson", collection({"type": "Feature", "properties": {}, "geometry": ring}))


@pytest.mark.parametrize("content", [as_xml(), as_pbf()], ids=["xml", "pbf"])
def test_ways_are_split_at_shared_nodes_and_at_their_own(content: bytes) -> None:
    roads = _read(content)
    assert roads.faults == ()
    assert roads.fields["section_id"].tolist() == [
        *("osm-100-1", "osm-100-2", "osm-200-1", "osm-200-2"),
        # A way that meets itself: to the knot, around it, and on; then a loop that nothing joins
        *("osm-300-1", "osm-300-2", "osm-300-3", "osm-400-1"),
    ]
    assert shapely.get_num_coordinates(roads.lines).tolist() == [3, 3, 2, 2, 2, 4, 2, 4]
    assert shapely.is_closed(roads.lines).tolist() == [False] * 5 + [True, False, True]


def test_tags_are_carried_and_widths_become_metres() -> None:
    fields = _read(as_xml()).fields
    assert fields["name"].tolist()[:3] == ["昆阳大道", "昆阳大道", "东环路"]
    assert (fields["lanes"][0], fields["oneway"][0], fields["width_m"][0]) == ("4", "no", 24.0)
    assert (fields["layer"][4], fields["bridge"][4]) == ("1", "yes")
    assert np.isnan(fields["width_m"][2:].astype(float)).all()


def test_xml_and_pbf_say_the_same() -> None:
    xml, pbf = _read(as_xml()), _read(as_pbf())
    assert shapely.equals(xml.lines, pbf.lines).all()
    assert {name: list(map(str, column)) for name, column in xml.fields.items()} == {
        name: list(map(str, column)) for name, column in pbf.fields.items()
    }


def test_sections_with_their_greater_part_outside_the_boundary_go() -> None:
    # The boundary cuts osm-100-1 after two thirds and leaves a third of osm-200-2
    roads = _read(as_xml(), _boundary(113.3493, 33.6196, 113.3525, 33.6215))
    assert roads.fields["section_id"].tolist() == ["osm-100-1", "osm-200-1"]
    nowhere = _read(as_xml(), _boundary(10.0, 10.0, 11.0, 11.0))
    assert told(nowhere.faults) == [("file.no_roads", None, None)]


def test_a_boundary_without_polygons_and_a_file_that_is_no_extract_are_faults() -> None:
    line = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "LineString", "coordinates": [[113, 33], [114, 33]]},
    }
    roads = _read(as_xml(), read_features("b.geojson", collection(line)))
    assert ("file.no_boundary", None, None) in told(roads.faults)
    assert told(_read(b"<osm").faults) == [("file.unreadable", None, None)]
    assert told(_read(b"\x00" * 50).faults) == [("file.unreadable", None, None)]
    assert told(_read(as_xml(ways={500: WAYS[500]})).faults) == [("file.no_roads", None, None)]


def _network(roads: OsmRoads) -> Network:
    lines = [shapely.get_coordinates(line).tolist() for line in roads.lines]
    columns = {name: column.tolist() for name, column in roads.fields.items() if name != "width_m"}
    features = [
        {
            "type": "Feature",
            "properties": {name: column[row] for name, column in columns.items()},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for row, line in enumerate(lines)
    ]
    network, faults = build_network(read_features("roads.geojson", collection(*features)), CRS, same_road_m=20.0)
    assert faults == ()
    return network


def test_the_network_has_its_junctions_where_ways_meet() -> None:
    network = _network(_read(as_xml()))
    ends = {network.end_node[0], network.start_node[1], network.end_node[2], network.start_node[3]}
    assert len(ends) == 1


# Metres about the middle of a roundabout of 15 m; nodes 10 to 17 are on it, every 45 degrees from the east
_RING = {10 + i: (15 * np.cos(np.pi * i / 4), 15 * np.sin(np.pi * i / 4)) for i in range(8)}
_SPOTS = {
    1: (-150.0, 0.0),
    2: (40.0, -6.0),
    3: (200.0, -6.0),
    4: (300.0, -6.0),
    5: (300.0, 6.0),
    6: (40.0, 6.0),
    7: (150.0, -100.0),
    8: (150.0, 100.0),
    9: (200.0, -90.0),
    **_RING,
}
_MAIN = {"highway": "primary", "name": "昆阳大道"}
_STREETS = {
    1: ([1, 14], _MAIN),
    # Drawn from a node that nothing joins
    2: ([11, 12, 13, 14, 15, 16, 17, 10, 11], {**_MAIN, "junction": "roundabout", "oneway": "yes"}),
    3: ([10, 2, 3, 4], {**_MAIN, "oneway": "yes"}),
    4: ([5, 6, 10], {**_MAIN, "oneway": "yes"}),
    # Over both carriageways, sharing no node with them
    5: ([7, 8], {"highway": "trunk", "bridge": "yes", "layer": "1"}),
    6: ([3, 9], {"highway": "residential", "tunnel": "no"}),
}


@pytest.mark.parametrize("form", [as_xml, as_pbf], ids=["xml", "pbf"])
def test_a_roundabout_a_dual_carriageway_and_a_bridge_from_extract_to_stretches(
    form: Callable[..., bytes], draw: Draw, match: Match
) -> None:
    degrees = transform_xy(np.array(list(_SPOTS.values())) + ORIGIN, metric_crs(CRS), WGS84).tolist()
    roads = _read(form(dict(zip(_SPOTS, map(tuple, degrees), strict=True)), _STREETS))
    network = _network(roads)
    ids = network.section_ids.tolist()
    assert ids == [
        *("osm-1-1", "osm-2-1", "osm-2-2", "osm-2-3", "osm-3-1", "osm-3-2", "osm-4-1", "osm-5-1", "osm-6-1"),
    ]
    assert dict(zip(ids, network.level.tolist(), strict=True)) == {**dict.fromkeys(ids, 0), "osm-5-1": 1}
    assert not network.aliases
    # Both carriageways, the ring and the western arm are one road
    assert (
        len({network.corridor[ids.index(each)] for each in ids if each[:5] in {"osm-1", "osm-2", "osm-3", "osm-4"}})
        == 1
    )
    stretches = match(network, draw((60, -9), (260, -9)), draw((260, 9), (60, 9))).stretches
    found = {
        (int(p), ids[s]): round(float(high - low))
        for p, s, low, high in zip(stretches.project, stretches.section, stretches.from_m, stretches.to_m, strict=True)
    }
    assert found == {(0, "osm-3-1"): 140, (0, "osm-3-2"): 60, (1, "osm-4-1"): 200}


@settings(deadline=None, max_examples=15)
@given(order=st.permutations(sorted(WAYS)), back=st.sets(st.sampled_from([100, 200])))
def test_order_of_ways_changes_nothing_and_direction_only_the_direction(order: list[int], back: set[int]) -> None:
    ways = {way: (WAYS[way][0][::-1] if way in back else WAYS[way][0], WAYS[way][1]) for way in order}
    roads, plain = _read(as_xml(NODES, ways)), _read(as_xml())
    assert sorted(roads.fields["section_id"]) == sorted(plain.fields["section_id"])
    assert set(shapely.to_wkt(shapely.normalize(roads.lines))) == set(shapely.to_wkt(shapely.normalize(plain.lines)))
