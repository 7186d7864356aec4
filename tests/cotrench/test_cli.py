"""The command line speaks to a clerk, and every bad input ends in a table, never in a traceback."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from cotrench.cli import spread_lists
from cotrench.words import WORDS, say
from planner.messages import Language

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "project_id": "W-1",
    "utility": "YX-WATER",
    "service": "water",
    "earliest_start": "2027-03-01",
    "latest_finish": "2027-09-30",
}


def feature(coordinates: Any, kind: str = "LineString", **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {**GOOD, **properties},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


@pytest.fixture(scope="module")
def road_line(sample_roads: Path) -> list[list[float]]:
    """Return the coordinates of the sample's longest named section."""
    roads = json.loads(sample_roads.read_text(encoding="utf-8"))["features"]
    longest = max((f for f in roads if f["properties"]["name"]), key=lambda f: len(f["geometry"]["coordinates"]))
    coordinates: list[list[float]] = longest["geometry"]["coordinates"]
    return coordinates


def test_help_names_every_command_in_chinese_and_english(cotrench: Any) -> None:
    text = cotrench("--help")
    for word in ("plan", "check", "verify", "demo", "编制联合施工方案", "Check that a permit bundle"):
        assert word in text


@pytest.mark.parametrize("command", ["plan", "check", "verify", "demo"])
def test_each_command_has_help(cotrench: Any, command: str) -> None:
    assert "--lang" in cotrench(command, "--help")


def test_a_list_of_files_after_routes_is_several_routes() -> None:
    given = ["plan", "--routes", "a", "b", "--out", "o", "--routes", "c"]
    assert spread_lists(given) == ["plan", "--routes", "a", "--routes", "b", "--out", "o", "--routes", "c"]


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_word_is_there_in_both_languages(key: str) -> None:
    zh, en = WORDS[key]
    assert zh
    assert en
    assert zh != en


def test_an_unknown_word_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        say("no.such.word", Language.ZH)


BAD = {
    "not JSON": b"{]",
    "empty file": b"",
    "ten megabytes of garbage": random.Random(1).randbytes(10_000_000),
    "JSON that is no map": b"[1, 2, 3]",
    "no features": collection(),
    "wrong geometry type": collection(feature([113.36, 33.63], kind="Point")),
    "null geometry": json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": GOOD, "geometry": None}]}
    ).encode(),
    "empty geometry": collection(feature([])),
    "out of range": collection(feature([[113.36, 133.63], [113.37, 133.63]])),
    "swapped axes": collection(feature([[33.63, 113.36], [33.63, 113.37]])),
    "zero length": collection(feature([[113.36, 33.63], [113.36, 33.63]])),
    "unknown service": collection(feature([[113.36, 33.63], [113.37, 33.63]], service="steam")),
    "unknown utility": collection(feature([[113.36, 33.63], [113.37, 33.63]], utility="NOBODY")),
    "finish before start": collection(feature([[113.36, 33.63], [113.37, 33.63]], latest_finish="2026-03-01")),
    "deep nesting": b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000,
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_routes_end_with_code_2_and_a_table(cotrench: Any, sample_roads: Path, tmp_path: Path, name: str) -> None:
    bad = tmp_path / "bad.geojson"
    bad.write_bytes(BAD[name])
    text = cotrench("plan", "--roads", sample_roads, "--routes", bad, "--out", tmp_path / "out", code=2)
    assert "bad.geojson" in text
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "name", ["not JSON", "empty file", "ten megabytes of garbage", "no features", "wrong geometry type"]
)
def test_bad_roads_end_with_code_2(cotrench: Any, sample_routes: list[Path], tmp_path: Path, name: str) -> None:
    bad = tmp_path / "bad.geojson"
    bad.write_bytes(BAD[name])
    text = cotrench("plan", "--roads", bad, "--routes", *sample_routes, "--out", tmp_path / "out", code=2)
    assert "bad.geojson" in text


def test_a_missing_file_is_named(cotrench: Any, sample_roads: Path, tmp_path: Path) -> None:
    cotrench("plan", "--roads", sample_roads, "--routes", tmp_path / "none.geojson", "--out", tmp_path / "o", code=2)


def test_faulty_features_are_listed_and_the_rest_is_planned(
    cotrench: Any, sample_roads: Path, tmp_path: Path, road_line: list[list[float]]
) -> None:
    mixed = tmp_path / "mixed.geojson"
    mixed.write_bytes(
        collection(
            feature(road_line),
            feature(road_line, project_id="W-2", service="steam", latest_finish="2020-01-01"),
            feature(road_line, project_id="W-3", utility=""),
        )
    )
    out = tmp_path / "out"
    text = cotrench("plan", "--roads", sample_roads, "--routes", mixed, "--out", out, "--as-of", "2026-11-24")
    faults = json.loads((out / "faults.json").read_text(encoding="utf-8"))
    places = {(f["feature"], f["field"]) for f in faults if f["severity"] == "error"}
    assert {(1, "service"), (1, "latest_finish"), (2, "utility")} <= places
    assert "steam" in text
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert [p["project_id"] for p in plan["projects"]] == ["W-1"]
    assert plan["inputs"][1]["rejected"] == 2


def test_check_answers_with_partners(
    cotrench: Any, sample_roads: Path, tmp_path: Path, road_line: list[list[float]]
) -> None:
    two = tmp_path / "two.geojson"
    two.write_bytes(
        collection(
            feature(road_line),
            feature(road_line, project_id="G-1", utility="YX-GAS", service="gas"),
        )
    )
    text = cotrench("check", "--routes", two, "--roads", sample_roads)
    assert "W-1" in text
    assert "G-1" in text


@pytest.mark.parametrize(
    ("lang", "heading", "fine"),
    [
        ("zh", "需人工确认的线位（共 1 处", "没有需要人工确认的线位"),
        ("en", "Stretches to confirm (1", "No stretch needs"),
    ],
)
def test_check_lists_what_a_person_should_confirm(
    cotrench: Any, tmp_path: Path, lang: str, heading: str, fine: str
) -> None:
    # two streets 12 m apart, and a route midway between them, then one beside the first
    streets = [[[113.36, 33.62], [113.364, 33.62]], [[113.36, 33.620108], [113.364, 33.620108]]]
    roads, between, beside = (tmp_path / f"{name}.geojson" for name in ("roads", "between", "beside"))
    roads.write_bytes(
        collection(
            *(
                {"type": "Feature", "properties": {"name": n}, "geometry": {"type": "LineString", "coordinates": c}}
                for n, c in zip(("South", "North"), streets, strict=True)
            )
        )
    )
    between.write_bytes(collection(feature([[113.3602, 33.620054], [113.3638, 33.620054]])))
    beside.write_bytes(collection(feature([[113.3602, 33.62], [113.3638, 33.62]])))
    assert heading in cotrench("check", "--routes", between, "--roads", roads, lang=lang)
    assert fine in cotrench("check", "--routes", beside, "--roads", roads, lang=lang)


def test_check_without_roads_only_validates(cotrench: Any, tmp_path: Path, road_line: list[list[float]]) -> None:
    good, bad = tmp_path / "good.geojson", tmp_path / "bad.geojson"
    good.write_bytes(collection(feature(road_line)))
    bad.write_bytes(collection(feature(road_line, earliest_start="soon")))
    assert "Nothing needs" in cotrench("check", "--routes", good)
    assert "没有发现问题" in cotrench("check", "--routes", good, lang="zh")
    assert "soon" in cotrench("check", "--routes", bad, code=2)


def test_verify_refuses_a_changed_bundle(cotrench: Any, sample_plan: Path, tmp_path: Path) -> None:
    bundle = next((sample_plan / "bundles").iterdir())
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    changed = tmp_path / "changed.zip"
    changed.write_bytes(content)
    cotrench("verify", changed, code=1)


def test_a_wrong_rulebook_is_refused_with_its_places(cotrench: Any, tmp_path: Path) -> None:
    book = tmp_path / "mine.yaml"
    book.write_text(
        "extends: yexian\nmatching:\n  search_m: {value: wide, status: Q, source: nowhere}\n", encoding="utf-8"
    )
    routes = tmp_path / "r.geojson"
    routes.write_bytes(collection())
    text = cotrench("check", "--routes", routes, "--rulebook", book, code=2)
    assert "matching.search_m.value" in text
    assert "matching.search_m.status" in text
