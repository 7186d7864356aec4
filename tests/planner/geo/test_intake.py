"""Submissions to routes: every fault of the contract, the identity of projects, and what does not matter."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import CrsError
from planner.geo.intake import read_routes
from planner.model import Routes, Service, Severity, Track, Urgency, Window
from planner.rulebook.load import default_rulebook
from tests.planner.geo.submissions import FACTS, LINE, PLANNING, collection, feature, read, take_in, told

if TYPE_CHECKING:
    from pathlib import Path

    from planner.geo.intake import Intake

OTHER = [[113.36, 33.64], [113.362, 33.641]]
CROSSED = [[113.36, 33.63], [113.37, 33.64], [113.37, 33.63], [113.36, 33.64]]
LOOP = [[113.36, 33.63], [113.37, 33.63], [113.37, 33.64], [113.36, 33.63]]


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"project_id": ...}, "property.missing", "project_id"),
        ({"project_id": "  "}, "property.missing", "project_id"),
        ({"project_id": None}, "property.missing", "project_id"),
        ({"utility": ...}, "property.missing", "utility"),
        ({"service": ...}, "property.missing", "service"),
        ({"earliest_start": ...}, "property.missing", "earliest_start"),
        ({"latest_finish": ""}, "property.missing", "latest_finish"),
        ({"project_id": ["a"]}, "property.not_text", "project_id"),
        ({"project_id": "x" * 300}, "property.too_long", "project_id"),
        ({"name": "a\x07"}, "property.bad_characters", "name"),
        ({"utility": "YX-STEAM"}, "property.unknown_utility", "utility"),
        ({"utility": 7}, "property.unknown_utility", "utility"),
        ({"service": "steam"}, "property.not_one_of", "service"),
        ({"service": "gas"}, "property.service_not_laid", "service"),  # the water company lays no gas
        ({"earliest_start": "spring"}, "property.not_a_date", "earliest_start"),
        ({"latest_finish": "2207-06-30"}, "property.date_not_plausible", "latest_finish"),
        ({"latest_finish": "2027-02-28"}, "property.finish_before_start", "latest_finish"),
        ({"preferred_start": "2027-02-28"}, "property.preferred_outside_window", "preferred_start"),
        ({"preferred_start": "2027-07-01"}, "property.preferred_outside_window", "preferred_start"),
        ({"duration_days": 0}, "property.not_positive", "duration_days"),
        ({"duration_days": 2.5}, "property.not_whole", "duration_days"),
        ({"install_m_per_day": "fast"}, "property.not_a_number", "install_m_per_day"),
        ({"dn_mm": -200}, "property.not_positive", "dn_mm"),
        ({"dn_mm": 200_000}, "property.too_large", "dn_mm"),
        ({"count": "many"}, "property.not_a_number", "count"),
        ({"pressure": 400}, "property.too_large", "pressure"),  # kPa written where MPa is asked
        ({"voltage_kv": 10_000}, "property.too_large", "voltage_kv"),  # volts
        ({"cover_m": 700}, "property.too_large", "cover_m"),  # millimetres
        ({"green_m2": -1}, "property.negative", "green_m2"),
        ({"laying": "hung"}, "property.not_one_of", "laying"),
        ({"track": "fast"}, "property.not_one_of", "track"),
        ({"urgency": "very"}, "property.not_one_of", "urgency"),
    ],
)
def test_a_faulty_property_keeps_its_feature_out_and_no_other(facts: dict[str, Any], code: str, field: str) -> None:
    intake = take_in(collection(feature(project_id="A"), feature(**facts), feature(project_id="B")))
    assert told(intake.faults) == [(code, 1, field)]
    assert [project.key for project in intake.routes.projects] == ["A", "B"]
    assert (intake.inputs[0].features, intake.inputs[0].rejected) == (3, 1)


@pytest.mark.parametrize(
    ("coordinates", "kind", "code"),
    [
        (LINE[0], "Point", "geometry.wrong_type"),
        ([[*LINE, LINE[1], LINE[0]]], "Polygon", "geometry.no_area"),  # there and back
        ([LINE[0], LINE[0]], "LineString", "geometry.zero_length"),
        ([LINE[0], [113.36 + 1e-9, 33.63]], "LineString", "geometry.zero_length"),  # a tenth of a millimetre
        ([[LINE[0], LINE[0]], [LINE[1], LINE[1]]], "MultiLineString", "geometry.zero_length"),
        ([[4.37, 50.86], [4.38, 50.86]], "LineString", "geometry.far_away"),  # Brussels
        ([[113.36, 33.63], [0.0, 0.0]], "LineString", "geometry.far_away"),  # one vertex lost
        ([[113.36, 33.63], [-66.0, 33.63]], "LineString", "geometry.far_away"),  # the far side of the globe
        ([], "LineString", "geometry.empty"),
        ([[33.63, 113.36], [33.64, 113.37]], "LineString", "geometry.swapped_axes"),
    ],
)
def test_a_faulty_geometry_keeps_its_feature_out_and_no_other(coordinates: list[Any], kind: str, code: str) -> None:
    intake = take_in(collection(feature(project_id="A"), feature(coordinates, kind), feature(project_id="B")))
    assert told(intake.faults) == [(code, 1, "geometry")]
    assert [project.key for project in intake.routes.projects] == ["A", "B"]
    assert intake.inputs[0].rejected == 1


def test_an_exception_is_taken_in_and_waits_for_a_check() -> None:
    intake = take_in(collection(feature(moratorium_exception=" 叶政〔2026〕9号 ", project_id="A"), feature()))
    assert told(intake.faults) == [("property.moratorium_exception", 0, "moratorium_exception")]
    assert intake.faults[0].severity is Severity.WARNING
    assert [p.moratorium_exception for p in intake.routes.projects] == ["叶政〔2026〕9号", None]
    assert intake.inputs[0].rejected == 0


def test_all_faults_of_one_feature_are_told_at_once() -> None:
    intake = take_in(collection(feature(LINE[0], "Point", utility=..., service="steam", count=0)))
    assert sorted(told(intake.faults)) == [
        ("geometry.wrong_type", 0, "geometry"),
        ("property.missing", 0, "utility"),
        ("property.not_one_of", 0, "service"),
        ("property.not_positive", 0, "count"),
    ]


def test_what_is_no_feature_is_told_once() -> None:
    assert told(take_in(collection(5)).faults) == [("feature.not_a_feature", 0, None)]


def test_the_known_organisations_are_told() -> None:
    (fault,) = take_in(collection(feature(utility="XX"))).faults
    assert "YX-WATER（叶县国源水务有限公司）" in fault.data["known_zh"]
    assert fault.data["known_en"].count("YX-") == 7


def test_a_file_without_crs_gives_nothing_but_its_faults() -> None:
    intake = take_in(collection(feature(utility="XX"), feature(), crs="county grid"))
    assert told(intake.faults) == [("file.unknown_crs", None, None), ("property.unknown_utility", 0, "utility")]
    assert intake.routes.projects == ()
    assert intake.inputs[0].rejected == 2


@pytest.mark.parametrize("content", [b"", b"{", collection()])
def test_an_unreadable_file_stands_beside_a_good_one(content: bytes) -> None:
    intake = take_in(content, collection(feature()))
    assert len(intake.routes.projects) == 1
    assert [fault.source for fault in intake.faults] == ["a.geojson"]
    assert [(each.features, each.rejected) for each in intake.inputs] == [(0, 0), (1, 0)]


def test_no_files_give_no_routes() -> None:
    intake = take_in()
    assert (intake.routes.projects, len(intake.routes.parts), intake.faults, intake.inputs) == ((), 0, (), ())


@pytest.mark.parametrize("code", [4326, 3857])
def test_routes_are_never_measured_in_degrees_or_on_a_web_map(code: int) -> None:
    with pytest.raises(CrsError):
        read_routes([read(collection(feature()))], default_rulebook(), code)


def test_everything_that_was_said_is_in_the_project() -> None:
    said = {
        "preferred_start": "2027-04-01",
        "duration_days": "20",
        "install_m_per_day": "45 m/day",
        "dn_mm": "DN300",
        "count": 2,
        "material": "球墨铸铁",
        "pressure": "0.4MPa",
        "voltage_kv": 10,
        "laying": "trench",
        "cover_m": "0.9",
        "name": "昆阳大道供水",
        "applicant": "某公司",
        "application_id": 20270001,
        "track": "construction_permit",
        "urgency": "emergency",
        "status": "已受理",
        "green_m2": 0,
    }
    (project,) = take_in(collection(feature(**said))).routes.projects
    assert project.window == Window(first=date(2027, 3, 1), last=date(2027, 6, 30))
    assert (project.preferred_start, project.duration_days) == (date(2027, 4, 1), 20)
    assert (project.install_m_per_day, project.service) == (45.0, Service.WATER)
    spec = project.specification
    assert (spec.dn_mm, spec.count, spec.laying, spec.material) == (300.0, 2, "trench", "球墨铸铁")
    assert (spec.pressure_mpa, spec.voltage_kv, spec.cover_m) == (0.4, 10.0, 0.9)
    assert (project.name, project.applicant, project.application_id) == ("昆阳大道供水", "某公司", "20270001")
    assert (project.track, project.urgency) == (Track.CONSTRUCTION_PERMIT, Urgency.EMERGENCY)
    assert (project.status, project.green_m2, project.assumed) == ("已受理", 0.0, ())


def test_what_was_left_out_comes_from_the_rulebook_and_says_so() -> None:
    (project,) = take_in(collection(feature(dn_mm=150))).routes.projects
    rules = default_rulebook().services[Service.WATER]
    assert project.assumed == ("install_m_per_day", "count", "laying")
    assert project.install_m_per_day == rules.install_m_per_day.value
    assert project.specification.dn_mm == 150.0
    assert project.specification.laying == rules.default_laying
    assert (project.track, project.urgency) == (Track.SMALL_MICRO, Urgency.PLANNED)


def test_parts_of_one_project_from_two_files() -> None:
    intake = take_in(
        collection(feature(count=3), feature(OTHER)),
        collection(feature([[OTHER, [[113.35, 33.6], [113.36, 33.6]]][1], OTHER], "MultiLineString", name="主管")),
    )
    (project,) = intake.routes.projects
    assert (project.specification.count, project.name) == (3, "主管")  # said once, true for all parts
    assert len(intake.routes.parts) == 3
    assert sorted(intake.routes.source_of_part) == ["a.geojson", "a.geojson", "b.geojson"]
    assert [fault.code for fault in intake.faults] == ["geometry.drawn_twice"]  # OTHER, in both files


def test_conflicting_facts_hold_the_whole_project_back() -> None:
    intake = take_in(collection(feature(project_id="A"), feature(), feature(OTHER, latest_finish="2027-07-31")))
    assert told(intake.faults) == [
        ("project.held_back", 1, "project_id"),
        ("project.conflicting_facts", 2, "latest_finish"),
    ]
    assert intake.faults[1].data == {
        "project_id": "GS-2027-001",
        "found": "2027-07-31",
        "other": "2027-06-30",
        "other_source": "a.geojson",
        "other_feature": 1,
    }
    assert [project.key for project in intake.routes.projects] == ["A"]
    assert intake.inputs[0].rejected == 2


def test_a_project_with_a_broken_part_is_planned_with_its_good_parts() -> None:
    intake = take_in(collection(feature(), feature([]), feature(OTHER)))
    assert told(intake.faults) == [("geometry.empty", 1, "geometry")]
    assert list(intake.routes.feature_of_part) in ([0, 2], [2, 0])
    assert intake.inputs[0].rejected == 1


def test_facts_count_even_where_the_geometry_is_broken() -> None:
    (project,) = take_in(collection(feature(), feature([], name="主管"))).routes.projects
    assert project.name == "主管"


@pytest.mark.parametrize("again", [LINE, LINE[::-1], [[113.36, 33.63, 5.0], [113.362, 33.63, 6.0]]])
def test_a_line_drawn_twice_counts_once(again: list[list[float]]) -> None:
    intake = take_in(collection(feature(), feature(again)))
    (fault,) = intake.faults
    assert (fault.code, fault.severity) == ("geometry.drawn_twice", Severity.WARNING)
    assert len(intake.routes.parts) == 1
    assert intake.inputs[0].rejected == 0


def test_the_same_line_of_two_projects_is_no_fault() -> None:
    intake = take_in(collection(feature(), feature(project_id="B")))
    assert (intake.faults, len(intake.routes.parts)) == ((), 2)


def test_a_file_given_twice_counts_once() -> None:
    content = collection(feature(), feature(utility="XX"))
    intake = take_in(content, content)
    assert told(intake.faults) == [("property.unknown_utility", 1, "utility"), ("file.same_content", None, None)]
    assert len(intake.routes.parts) == 1


def test_one_number_of_two_utilities_is_two_projects() -> None:
    gas = feature(OTHER, project_id="P1", utility="YX-GAS", service="gas")
    look_alike = feature(OTHER, project_id="YX-GAS/P1")
    intake = take_in(collection(feature(project_id="P1"), gas, feature(project_id="P2"), look_alike))
    keys = [project.key for project in intake.routes.projects]
    assert keys == ["P2", "YX-GAS/P1", "YX-WATER/P1", "YX-WATER/YX-GAS/P1"]
    warnings = [(fault.code, fault.severity) for fault in intake.faults]
    assert warnings == [("project.id_of_two_utilities", Severity.WARNING)] * 2
    assert [fault.data["key"] for fault in intake.faults] == ["YX-WATER/P1", "YX-GAS/P1"]


def test_a_line_that_crosses_itself_is_planned_with_a_warning() -> None:
    intake = take_in(collection(feature(CROSSED)))
    assert [(fault.code, fault.severity) for fault in intake.faults] == [("geometry.self_crossing", Severity.WARNING)]
    assert len(intake.routes.parts) == 1


def test_a_closed_loop_is_in_order() -> None:
    assert take_in(collection(feature(LOOP))).faults == ()


def test_a_part_without_length_is_dropped_with_a_warning() -> None:
    intake = take_in(collection(feature([LINE, [LINE[0], LINE[0]]], "MultiLineString")))
    assert [(fault.code, fault.severity) for fault in intake.faults] == [("geometry.part_dropped", Severity.WARNING)]
    assert len(intake.routes.parts) == 1


def test_repeated_vertices_go_and_the_length_stays() -> None:
    (plain,) = take_in(collection(feature())).routes.parts
    (repeated,) = take_in(collection(feature([LINE[0], LINE[0], LINE[1], LINE[1], LINE[1]]))).routes.parts
    assert repeated.equals_exact(plain, 0.0)
    assert shapely.get_num_coordinates(repeated) == 2


def test_reversing_a_route_keeps_its_length() -> None:
    (forth,) = take_in(collection(feature(LOOP[:3]))).routes.parts
    (back,) = take_in(collection(feature(LOOP[:3][::-1]))).routes.parts
    assert shapely.length(forth) == pytest.approx(shapely.length(back), abs=1e-9)


def test_geopackage_and_geojson_of_one_content_give_the_same_routes(tmp_path: Path) -> None:
    rows = [feature(count=2), feature(OTHER, project_id="B"), feature([LINE, OTHER], "MultiLineString", project_id="C")]
    frame = gpd.GeoDataFrame.from_features(rows, crs=4326)
    frame["earliest_start"] = gpd.pd.to_datetime(frame["earliest_start"])
    path = tmp_path / "a.gpkg"
    frame.to_file(path)
    ours = take_in(collection(*rows)).routes
    theirs = take_in(path.read_bytes()).routes
    assert _content(theirs) == _content(ours)


def test_shapefile_columns_cut_to_ten_characters_are_known(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame.from_features([feature(install_m_per_day=44)], crs=4326)
    frame.columns = [name[:10].upper() if name != "geometry" else name for name in frame.columns]
    path = tmp_path / "a.shp.zip"
    frame.to_file(path, driver="ESRI Shapefile")
    (project,) = take_in(path.read_bytes()).routes.projects
    assert (project.window.last, project.install_m_per_day) == (date(2027, 6, 30), 44.0)


POOL = [
    feature(project_id="A", count=3),
    feature(OTHER, project_id="A", name="主管"),
    feature(OTHER[::-1], project_id="A"),
    feature(project_id="A", utility="YX-GAS", service="gas"),
    feature([LINE, OTHER], "MultiLineString", project_id="B"),
    feature(CROSSED, project_id="C"),
    feature([], project_id="C"),
    feature(project_id="D", latest_finish="2027-08-31"),
    feature(LOOP, project_id="D"),
    feature(project_id="E", service="steam"),
    feature(LINE[0], "Point", project_id="F"),
]


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32), st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_files_and_features_changes_no_route(seed: int, files: int, order: random.Random) -> None:
    shuffled = random.Random(seed).sample(POOL, len(POOL))
    contents = [collection(*shuffled[i::files]) for i in range(files)]
    named = [read(content, f"{i}.geojson") for i, content in enumerate(contents)]
    again = order.sample(named, len(named))
    one, other = (read_routes(each, default_rulebook(), PLANNING) for each in (named, again))
    assert (one.inputs, one.faults) == (other.inputs, other.faults)
    plain = take_in(collection(*POOL))
    assert _content(one.routes) == _content(other.routes) == _content(plain.routes)
    assert _kinds(one) == _kinds(plain)
    assert sum(each.rejected for each in one.inputs) == plain.inputs[0].rejected == 5


def _content(routes: Routes) -> tuple[object, ...]:
    """Return what a plan is made from: all but the places the parts were found at."""
    return routes.projects, [part.wkb for part in routes.parts], routes.project_of_part.tolist()


def _kinds(intake: Intake) -> list[str]:
    """Return the codes of the faults; which of two contradicting features is accused depends on their order."""
    names = {"project.held_back": "contradiction", "project.conflicting_facts": "contradiction"}
    return sorted(names.get(fault.code, fault.code) for fault in intake.faults)


def test_the_facts_of_the_helper_are_the_contracts() -> None:
    assert set(FACTS) == {"project_id", "utility", "service", "earliest_start", "latest_finish"}
