"""DXF drawings of utility lines: layers to services, the facts beside the drawing, and coordinates with zone number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.intake import Intake, read_routes
from planner.geo.vector import Features, read_features
from planner.model import Service
from planner.rulebook.load import default_rulebook
from tests.planner.geo.drawings import drawing, facts
from tests.planner.geo.submissions import FACTS, PLANNING, feature, say_all, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.model import Fault

LINE = ((440618.0, 3722000.0), (440718.0, 3722004.5))
OTHER = ((440618.0, 3722010.0), (440650.0, 3722010.0), (440718.0, 3722020.25))
BY_LAYER = {"layer": "JS-给水", **FACTS}


def _read(content: bytes, table: bytes | None, crs: int | None = 4547) -> Features:
    beside: Mapping[str, bytes] = {} if table is None else {"plan.csv": table}
    features = read_features("plan.dxf", content, crs=crs, beside=beside, services=default_rulebook().dxf_layers)
    say_all(features.faults)
    return features


def _taken(*features: Features) -> Intake:
    intake = read_routes(features, default_rulebook(), PLANNING)
    say_all(intake.faults)
    return intake


def _code(faults: tuple[Fault, ...], code: str) -> Fault:
    return next(fault for fault in faults if fault.code == code)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("old", [True, False])
def test_a_layer_with_facts_becomes_a_project(encoding: str, *, old: bool) -> None:
    features = _read(drawing([("JS-给水", LINE), ("建筑", OTHER)], encoding, old=old), facts(BY_LAYER))
    assert told(features.faults) == [("file.dxf_layers_ignored", None, None)]
    assert features.faults[0].data == {"used": "JS-给水", "others": "建筑"}
    (project,) = _taken(features).routes.projects
    assert (project.key, project.service) == (FACTS["project_id"], Service.WATER)


def test_the_service_follows_from_the_layer_and_the_row_of_a_handle_goes_first() -> None:
    rows = facts(
        {"layer": "RL1", "handle": "", **FACTS, "utility": "YX-HEAT", "service": "", "project_id": "H1"},
        {"layer": "", "handle": "1B", **FACTS, "utility": "YX-HEAT", "service": "", "project_id": "H2"},
    )
    routes = _taken(_read(drawing([("RL1", LINE), ("RL1", OTHER)]), rows)).routes
    assert [(project.key, project.service) for project in routes.projects] == [
        ("H1", Service.HEAT),
        ("H2", Service.HEAT),
    ]
    assert routes.parts[1].equals_exact(shapely.LineString(OTHER), 1e-6)


def test_without_a_table_the_file_says_what_it_needs() -> None:
    (fault,) = _read(drawing([("JS", LINE)]), None).faults
    assert (fault.code, fault.data) == ("file.no_facts", {"table": "plan.csv"})


@pytest.mark.parametrize("table", [b"", b"\xff\xff\xff", b"name,service\r\nJS,water\r\n"])
def test_a_table_without_layers_is_one_fault(table: bytes) -> None:
    assert told(_read(drawing([("JS", LINE)]), table).faults) == [("file.facts_unreadable", None, None)]


def test_missing_facts_are_the_faults_of_their_entities() -> None:
    intake = _taken(_read(drawing([("JS", LINE), ("JS", OTHER)]), facts({"handle": "1A", **FACTS})))
    wanted = {"project_id", "utility", "earliest_start", "latest_finish"}
    missing = {fault.field for fault in intake.faults if (fault.code, fault.feature) == ("property.missing", 1)}
    assert missing == wanted
    assert len(intake.routes.projects) == 1


def test_layers_that_are_no_lines_and_rows_that_match_nothing_are_named() -> None:
    features = _read(drawing([("建筑", LINE)]), facts(BY_LAYER))
    assert _code(features.faults, "file.dxf_no_service_layer").data == {"layers": "建筑"}
    features = _read(drawing([("JS", LINE)]), facts({**BY_LAYER, "layer": "JS"}, {**BY_LAYER, "layer": "污水"}))
    assert _code(features.faults, "file.facts_unused").data == {"table": "plan.csv", "rows": "污水"}


def test_an_easting_with_zone_number_needs_no_crs_and_one_without_asks_for_it() -> None:
    prefixed = tuple((x + 38e6, y) for x, y in LINE)
    features = _read(drawing([("JS", prefixed)]), facts({**BY_LAYER, "layer": "JS"}), crs=None)
    assert _code(features.faults, "file.crs_from_prefix").data == {"zone": 38, "used": 4526}
    (part,) = _taken(features).routes.parts
    assert part.equals_exact(shapely.LineString(LINE), 1e-3)
    bare = read_features("plan.dxf", drawing([("JS", LINE)]), example_crs=4548)
    assert _code(bare.faults, "file.no_crs").data == {"example": 4548}


def test_a_drawing_of_roads_is_read_whole() -> None:
    features = read_features("roads.dxf", drawing([("中心线", LINE), ("中心线", OTHER)]), crs=4547)
    assert list(features.fields["Layer"]) == ["中心线", "中心线"]


def test_a_drawing_cut_off_anywhere_is_one_fault_that_names_the_line() -> None:
    content = drawing([("JS", LINE)], "utf-8").decode().encode("ascii", "ignore")
    for length in range(30, len(content.rstrip()) - 3, 7):
        (fault,) = read_features("a.dxf", content[:length], crs=4547).faults
        assert fault.code == "file.dxf_broken"
        assert 1 <= fault.data["line"] <= content[:length].count(b"\n") + 1


def test_a_line_lost_in_the_middle_is_told_by_where_the_pairs_stop_fitting() -> None:
    lines = drawing([("JS", LINE)]).split(b"\r\n")
    del lines[lines.index(b"ENTITIES") + 3]
    (fault,) = read_features("a.dxf", b"\r\n".join(lines), crs=4547).faults
    assert (fault.code, fault.data) == ("file.dxf_broken", {"line": lines.index(b"ENTITIES") + 4})


def test_the_binary_form_is_refused() -> None:
    assert told(read_features("a.dxf", b"AutoCAD Binary DXF\r\n\x1a\x00" + b"x" * 99, crs=4547).faults)


SPOT = st.tuples(st.floats(0.0, 900.0), st.floats(0.0, 900.0)).map(
    lambda xy: (440_000.0 + round(xy[0], 3), 3_722_000.0 + round(xy[1], 3))
)


@settings(deadline=None, max_examples=25)
@given(lines=st.lists(st.lists(SPOT, min_size=2, max_size=6, unique=True), min_size=1, max_size=4), old=st.booleans())
def test_a_drawing_and_geojson_of_the_same_lines_give_the_same_routes(
    lines: list[list[tuple[float, float]]], *, old: bool
) -> None:
    drawn = _read(drawing([("JS", line) for line in lines], old=old), facts({**BY_LAYER, "layer": "JS"}))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
    collection = {"type": "FeatureCollection", "crs": crs, "features": [feature(line) for line in lines]}
    written = read_features("a.geojson", json.dumps(collection).encode())
    one, other = _taken(drawn).routes, _taken(written).routes
    assert one.projects == other.projects
    assert [shapely.to_wkt(part, 3) for part in one.parts] == [shapely.to_wkt(part, 3) for part in other.parts]
