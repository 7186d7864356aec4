"""The committed sample is what the generator makes, and it is the town that its README describes."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import pytest
import shapely
from shapely.ops import substring

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

UTILITIES = {"YX-WATER", "YX-POWER", "YX-GAS", "YX-HEAT", "YX-CMCC", "YX-CTCC", "YX-CUCC"}
TO_PLANNING = pyproj.Transformer.from_crs(4326, 4547, always_xy=True)

Features = list[dict[str, Any]]


def features(files: dict[str, bytes], name: str) -> Features:
    found: Features = json.loads(files[name])["features"]
    return found


def line_in_metres(feature: dict[str, Any]) -> shapely.LineString:
    positions = np.asarray(feature["geometry"]["coordinates"])
    return shapely.LineString(np.column_stack(TO_PLANNING.transform(positions[:, 0], positions[:, 1])))


@pytest.fixture(scope="module")
def roads(files: dict[str, bytes]) -> dict[str, shapely.LineString]:
    """Return every road of the file in the planning CRS by its id."""
    return {f["properties"]["section_id"]: line_in_metres(f) for f in features(files, "roads.geojson")}


@pytest.fixture(scope="module")
def facts(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """Return the properties of every road of the file by its id."""
    return {f["properties"]["section_id"]: f["properties"] for f in features(files, "roads.geojson")}


@pytest.fixture(scope="module")
def expected(files: dict[str, bytes]) -> dict[str, Any]:
    """Return what the generator says of its sample."""
    told: dict[str, Any] = json.loads(files["expected.json"])
    return told


@pytest.fixture(scope="module")
def truth(files: dict[str, bytes]) -> dict[str, list[tuple[str, float, float]]]:
    """Return the true stretches by project."""
    stretches = defaultdict(list)
    for row in csv.DictReader(io.StringIO(files["truth.csv"].decode())):
        stretches[row["project_id"]].append((row["section_id"], float(row["from_m"]), float(row["to_m"])))
    return dict(stretches)


def test_the_committed_files_are_what_the_generator_writes(files: dict[str, bytes], folder: Path) -> None:
    committed = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for pattern in ("*json", "*.csv", "routes/*")
        for path in folder.glob(pattern)
    }
    assert sorted(committed) == sorted(files)
    assert [name for name in files if committed[name] != files[name]] == []


def test_generating_again_in_one_process_gives_the_same_bytes(generator: ModuleType, files: dict[str, bytes]) -> None:
    assert generator.files_of(generator.build_sample()) == files


def test_another_seed_gives_other_projects_on_the_same_streets(generator: ModuleType, files: dict[str, bytes]) -> None:
    other = generator.files_of(generator.build_sample(7))
    assert other["truth.csv"] != files["truth.csv"]
    assert other["river.geojson"] == files["river.geojson"]


def test_the_sample_is_small_and_says_that_it_is_generated(files: dict[str, bytes]) -> None:
    assert sum(map(len, files.values())) < 1_500_000
    for name, content in files.items():
        if name.endswith((".geojson", ".gpkg")):
            assert "GENERATED SAMPLE / 生成的示例数据".encode() in content


def test_there_are_about_300_named_sections(
    roads: dict[str, Any], facts: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert 280 <= expected["sections"] <= 330
    assert len(roads) == expected["sections"] + len(expected["aliases"])
    assert all(f["name"] for f in facts.values())
    assert {f["highway"] for f in facts.values()} == {"primary", "secondary", "tertiary", "residential", "service"}


def test_the_roads_hang_together(roads: dict[str, shapely.LineString]) -> None:
    towards: dict[tuple[float, ...], set[tuple[float, ...]]] = defaultdict(set)
    for line in roads.values():
        a, b = line.coords[0], line.coords[-1]
        towards[a].add(b)
        towards[b].add(a)
    seen, waiting = set(), [next(iter(towards))]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(towards[node])
    assert seen == set(towards)


def test_no_section_is_a_stub(roads: dict[str, shapely.LineString]) -> None:
    assert min(line.length for line in roads.values()) > 10


def test_exactly_two_bridges_cross_the_river(
    files: dict[str, bytes], roads: dict[str, shapely.LineString], facts: dict[str, Any], expected: dict[str, Any]
) -> None:
    bridges = sorted(key for key, fact in facts.items() if fact["bridge"] == "yes")
    assert bridges == expected["bridges"]
    assert len(bridges) == 2
    assert [facts[key]["layer"] for key in bridges] == [1, 1]
    ring = np.asarray(features(files, "river.geojson")[0]["geometry"]["coordinates"][0])
    water = shapely.Polygon(np.column_stack(TO_PLANNING.transform(ring[:, 0], ring[:, 1])))
    assert sorted(key for key, line in roads.items() if line.intersects(water)) == bridges


def test_the_dual_carriageway_is_two_lines_18_to_22_m_apart_drawn_opposite_ways(
    roads: dict[str, shapely.LineString], facts: dict[str, Any]
) -> None:
    dual = [line for key, line in roads.items() if facts[key]["name"] == "晴川大道"]
    eastward, westward = (
        shapely.MultiLineString([line for line in dual if (line.coords[-1][0] > line.coords[0][0]) is east])
        for east in (True, False)
    )
    apart = shapely.distance(shapely.points(shapely.get_coordinates(eastward)[1:-1]), westward)
    assert apart.min() > 18
    assert apart.max() < 22
    assert eastward.centroid.y < westward.centroid.y, "traffic keeps right"


def test_the_ring_road_is_closed(sample: Any) -> None:
    ring = next(street for street in sample.town.streets if street.name == "栖霞环路")
    assert ring.hops[0].nodes[0] == ring.hops[-1].nodes[1]
    assert ring.length_m > 8000


def test_some_streets_are_two_directed_edges_on_one_geometry(
    roads: dict[str, shapely.LineString], expected: dict[str, Any]
) -> None:
    for alias, canonical in expected["aliases"].items():
        assert list(roads[alias].coords) == list(roads[canonical].coords)[::-1]


def test_about_120_projects_of_seven_utilities(sample: Any, expected: dict[str, Any]) -> None:
    assert 110 <= len(sample.works) <= 130
    assert set(expected["projects"]) == UTILITIES
    assert len({work.project_id for work in sample.works}) == len(sample.works)
    assert {work.facts["service"] for work in sample.works} == {"water", "power", "gas", "heat", "telecom"}


def test_windows_lie_in_the_year_and_run_forwards(sample: Any) -> None:
    for work in sample.works:
        first, last = work.facts["earliest_start"], work.facts["latest_finish"]
        assert "2026-11-24" <= first < last <= "2027-12-31"


def test_optional_facts_are_given_by_some_and_left_out_by_others(sample: Any) -> None:
    given = Counter(key for work in sample.works for key in work.facts)
    for key in ("dn_mm", "count", "laying", "material", "pressure", "voltage_kv", "duration_days", "preferred_start"):
        assert 0 < given[key] < len(sample.works)


def test_true_stretches_lie_inside_their_sections(
    truth: dict[str, list[tuple[str, float, float]]], roads: dict[str, shapely.LineString], expected: dict[str, Any]
) -> None:
    for rows in truth.values():
        for section, low, high in rows:
            assert 0 <= low < high <= roads[section].length
            assert section not in expected["aliases"]


def test_only_the_pure_crossing_has_no_stretch(sample: Any, truth: dict[str, Any], expected: dict[str, Any]) -> None:
    assert sorted({work.project_id for work in sample.works} - set(truth)) == expected["shows"]["only_crosses"]


def test_routes_are_drawn_within_offset_and_four_sigma_of_their_stretches(
    sample: Any, truth: dict[str, list[tuple[str, float, float]]], roads: dict[str, shapely.LineString]
) -> None:
    for work in sample.works:
        if work.free:
            continue
        parts: list[shapely.Geometry] = [
            substring(roads[section], low, high) for section, low, high in truth[work.project_id]
        ]
        where = shapely.union_all(parts)
        points = shapely.points(shapely.get_coordinates(work.lines))
        assert shapely.distance(points, where).max() <= abs(work.hand.offset) + 4 * work.hand.sigma


def test_vertices_are_as_sparse_as_a_clerk_clicks(sample: Any) -> None:
    along = [
        float(np.hypot(*step))
        for work in sample.works
        if not work.free
        for line in work.lines
        for step in np.diff(shapely.get_coordinates(line), axis=0)
    ]
    assert np.quantile(along, 0.02) > 5
    assert max(along) < 60


def test_the_web_map_submission_is_displaced_by_about_611_m(
    files: dict[str, bytes], sample: Any, expected: dict[str, Any]
) -> None:
    drawn = {f["properties"]["project_id"]: line_in_metres(f) for f in features(files, expected["datum_file"])}
    true = {work.project_id: work.lines[0] for work in sample.works if work.file == "ctcc_gcj02"}
    assert sorted(drawn) == sorted(true) == expected["datum_projects"]
    assert len(true) >= 3
    for key, line in drawn.items():
        moved = shapely.get_coordinates(line) - shapely.get_coordinates(true[key])
        assert np.hypot(*moved.T) == pytest.approx(611, abs=4)


def test_the_web_map_submission_does_not_say_so(files: dict[str, bytes], expected: dict[str, Any]) -> None:
    assert "gcj" not in files[expected["datum_file"]].decode().lower()


def test_the_faulty_submission_has_exactly_the_listed_faults(
    files: dict[str, bytes], expected: dict[str, Any], sample: Any
) -> None:
    rows = features(files, "routes/faulty.geojson")
    facts = [row["properties"] for row in rows]
    shapes = [row["geometry"] for row in rows]
    found = {
        "wrong_geometry_type": [k for k, g in enumerate(shapes) if g["type"] == "Point"],
        "unknown_service": [k for k, f in enumerate(facts) if f["service"] == "steam"],
        "finish_before_start": [k for k, f in enumerate(facts) if f["latest_finish"] < f["earliest_start"]],
        "missing_utility": [k for k, f in enumerate(facts) if "utility" not in f],
        "empty_geometry": [k for k, g in enumerate(shapes) if g["coordinates"] == []],
        "swapped_axes": [k for k, g in enumerate(shapes) if (np.ravel(g["coordinates"])[:1] < 90).any()],
        "duplicate_id_with_other_facts": [8, 9],
    }
    assert expected["faults"] == {str(k): fault for fault, at in found.items() for k in at}
    assert facts[8]["project_id"] == facts[9]["project_id"]
    assert facts[8]["latest_finish"] != facts[9]["latest_finish"]
    good = [facts[k]["project_id"] for k in range(len(rows)) if str(k) not in expected["faults"]]
    assert sorted(good) == sorted(work.project_id for work in sample.works if work.file == "faulty")


def test_moratoria_bite(sample: Any, facts: dict[str, Any], truth: dict[str, Any]) -> None:
    windows = {w.project_id: (w.facts["earliest_start"], w.facts["latest_finish"]) for w in sample.works}
    for what, ends_inside in (("moratorium_impossible", False), ("moratorium_must_wait", True)):
        for work in sample.specials[what]:
            first, last = windows[work.project_id]
            for section, _, _ in truth[work.project_id]:
                years = 5 if facts[section]["paved_kind"] == "new" else 3
                paved = facts[section]["paved_on"]
                end = f"{int(paved[:4]) + years}{paved[4:]}"
                assert first < end
                assert (end < last) is ends_inside


def test_the_special_projects_are_what_they_say(sample: Any) -> None:
    shows = sample.specials
    assert shows["emergency"][0].facts["urgency"] == "emergency"
    assert [len(f) for f in shows["multi_part"][0].features] == [2]
    assert len(shows["several_features"][0].features) == 2
    assert len(shows["drawn_twice"][0].features) == 2
    assert all(work.free for work in shows["off_network"])


def test_crossings_lie_between_junctions_on_sections_the_route_does_not_run_on(
    expected: dict[str, Any], truth: dict[str, Any], roads: dict[str, shapely.LineString]
) -> None:
    assert len(expected["crossings"]) >= 8
    for row in expected["crossings"]:
        assert row["section_id"] not in {section for section, _, _ in truth.get(row["project_id"], [])}
        assert 15 <= row["at_m"] <= roads[row["section_id"]].length - 15
