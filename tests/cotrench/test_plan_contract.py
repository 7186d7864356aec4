"""``cotrench plan`` writes what DESIGN's contract promises, and its figures add up."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
import shapely

REPOSITORY = Path(__file__).resolve().parents[2]
MILLIMETRE = 2e-3

KEYS = {
    "": "schema as_of rulebook inputs projects joint_works declined totals solver",
    "rulebook": "name version sha256",
    "inputs": "name sha256 features rejected",
    "projects": "project_id utility service window status reasons",
    "joint_works": "id kind road_name lead members stretches phases opened_m opened_m_if_separate closure_days "
    "closure_days_if_separate reasons",
    "declined": "projects section_id shared_m code text advice",
    "totals": "openings openings_if_separate opened_m opened_m_if_separate closure_days closure_days_if_separate "
    "reinstated_m2 reinstated_m2_if_separate",
    "solver": "status objective bound gap components largest_component bound_by parts deferred dates dates_bound "
    "dates_bound_by",
}


@pytest.fixture(scope="module")
def plan(sample_plan: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((sample_plan / "plan.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def layers(sample_plan: Path) -> dict[str, geopandas.GeoDataFrame]:
    path = sample_plan / "plan.gpkg"
    return {name: geopandas.read_file(path, layer=name) for name in pyogrio.list_layers(path)[:, 0]}


@pytest.mark.parametrize(("part", "keys"), KEYS.items())
def test_every_record_has_the_contracted_keys(plan: dict[str, Any], part: str, keys: str) -> None:
    record = plan[part] if part else plan
    records = record if isinstance(record, list) else [record]
    assert records
    assert all(set(r) == set(keys.split()) for r in records)


def test_schema_and_enumerations(plan: dict[str, Any]) -> None:
    assert plan["schema"] == "cotrench/plan/1"
    assert {p["status"] for p in plan["projects"]} <= {"scheduled", "unscheduled", "unmatched"}
    assert {w["kind"] for w in plan["joint_works"]} <= {"joint", "solo"}
    modes = {s["mode"] for w in plan["joint_works"] for s in w["stretches"]}
    assert modes <= {"same_trench", "same_closure", "single"}
    assert plan["solver"]["status"] in {"optimal", "feasible"}
    assert plan["solver"]["bound"] <= plan["solver"]["objective"] + 1e-6


def test_inputs_are_named_without_folders_and_hashed(
    plan: dict[str, Any], sample_roads: Path, sample_routes: list[Path]
) -> None:
    digests = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in [sample_roads, *sample_routes]}
    assert {i["name"]: i["sha256"] for i in plan["inputs"]} == digests


def test_layers_and_columns(layers: dict[str, geopandas.GeoDataFrame]) -> None:
    assert list(layers) == ["stretches", "shared_stretches", "joint_works", "unmatched", "crossings"]
    promised = "project_id utility service section_id road_name from_m to_m length_m offset_m side confidence"
    assert set(promised.split()) <= set(layers["stretches"].columns)
    assert {"section_id", "from_m", "to_m", "project_ids"} <= set(layers["shared_stretches"].columns)
    assert {str(frame.crs) for frame in layers.values()} == {"EPSG:4547"}


def test_stretches_lie_where_their_chainages_say(layers: dict[str, geopandas.GeoDataFrame]) -> None:
    stretches = layers["stretches"]
    assert (stretches.from_m >= 0).all()
    assert (stretches.from_m < stretches.to_m).all()
    assert (abs(stretches.geometry.length - stretches.length_m) < MILLIMETRE).all()


def _union_m(intervals: list[tuple[str, float, float]]) -> float:
    by_section = defaultdict(list)
    for section, low, high in intervals:
        by_section[section].append(shapely.LineString([(low, 0), (high, 0)]))
    return sum(shapely.union_all(lines).length for lines in by_section.values())


def test_opened_metres_are_the_union_and_the_sum(plan: dict[str, Any]) -> None:
    for work in plan["joint_works"]:
        intervals = [(s["section_id"], s["from_m"], s["to_m"]) for s in work["stretches"]]
        assert work["opened_m"] == pytest.approx(_union_m(intervals), abs=MILLIMETRE * len(intervals))
        alone = sum(high - low for _, low, high in intervals)
        assert work["opened_m_if_separate"] == pytest.approx(alone, abs=MILLIMETRE * len(intervals))
        assert (work["kind"] == "joint") == (len(work["members"]) > 1)
        assert work["lead"] in work["members"]
        assert {s["project_id"] for s in work["stretches"]} == set(work["members"])


def test_totals_are_the_sums_over_the_works(plan: dict[str, Any]) -> None:
    works, totals = plan["joint_works"], plan["totals"]
    assert totals["openings"] == len(works)
    assert totals["openings_if_separate"] == sum(len(w["members"]) for w in works)
    for key in ("opened_m", "opened_m_if_separate", "closure_days", "closure_days_if_separate"):
        assert totals[key] == pytest.approx(sum(w[key] for w in works), abs=0.1)
    assert totals["openings"] < totals["openings_if_separate"]
    assert totals["opened_m"] < totals["opened_m_if_separate"]


def test_phases_follow_each_other_inside_every_members_window(plan: dict[str, Any]) -> None:
    window = {p["project_id"]: p["window"] for p in plan["projects"]}
    for work in plan["joint_works"]:
        phases = work["phases"]
        laid = [(i["start"], i["end"]) for i in phases["installation"]]
        first, last = min(a for a, _ in laid), max(b for _, b in laid)
        order = [*phases["excavation"], first, last, *phases["backfill"], *phases["reinstatement"]]
        assert order == sorted(order)
        assert phases["acceptance"][0] >= phases["reinstatement"][1]
        assert {i["project_id"] for i in phases["installation"]} == set(work["members"])
        for member in work["members"]:
            assert window[member][0] <= phases["excavation"][0]
            assert phases["reinstatement"][1] <= window[member][1]
        days = (date.fromisoformat(phases["reinstatement"][1]) - date.fromisoformat(phases["excavation"][0])).days + 1
        assert work["closure_days"] == days


def test_every_scheduled_stretch_is_in_exactly_one_work(
    plan: dict[str, Any], layers: dict[str, geopandas.GeoDataFrame]
) -> None:
    planned: dict[str, float] = defaultdict(float)
    for work in plan["joint_works"]:
        for s in work["stretches"]:
            planned[s["project_id"]] += s["to_m"] - s["from_m"]
    matched = layers["stretches"].groupby("project_id").length_m.sum()
    for project in plan["projects"]:
        expected = matched.get(project["project_id"], 0.0) if project["status"] == "scheduled" else 0.0
        assert planned[project["project_id"]] == pytest.approx(expected, abs=0.1)


def test_one_bundle_for_each_work_and_each_verifies(sample_plan: Path, plan: dict[str, Any], cotrench: Any) -> None:
    bundles = sorted(p.name for p in (sample_plan / "bundles").iterdir())
    assert bundles == sorted(f"{w['id']}.zip" for w in plan["joint_works"])
    first = sample_plan / "bundles" / bundles[0]
    assert plan["joint_works"][0]["id"] in cotrench("verify", first)
    with zipfile.ZipFile(first) as bundle:
        assert {"decision.pdf", "routes.geojson", "manifest.json"} <= set(bundle.namelist())


def test_the_same_input_in_any_order_gives_the_same_bytes(
    sample_plan: Path, sample_roads: Path, sample_routes: list[Path], tmp_path: Path, cotrench: Any
) -> None:
    cotrench(
        "plan", "--out", tmp_path, "--roads", sample_roads, "--as-of", "2026-11-24", "--routes", *sample_routes[::-1]
    )
    again = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    before = {p.relative_to(sample_plan): p.read_bytes() for p in sample_plan.rglob("*") if p.is_file()}
    assert sorted(again) == sorted(before)
    assert [str(name) for name in again if again[name] != before[name]] == []
