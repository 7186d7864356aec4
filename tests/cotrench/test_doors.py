"""What the command line refuses at the door: it names what is wrong, ends with code 2, and shows no traceback."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from typer.testing import CliRunner

from cotrench.cli import app, spread_lists
from planner.geo.crs import WGS84, metric_crs, transform_xy
from tests.planner.small_seat import inputs

if TYPE_CHECKING:
    from pathlib import Path


def cotrench(*arguments: str | Path, code: int = 2, lang: str = "en", columns: int = 200) -> str:
    """Run the command line in this process; return all that it said."""
    done = CliRunner().invoke(
        app, spread_lists([str(a) for a in arguments]), env={"COTRENCH_LANG": lang, "COLUMNS": str(columns)}
    )
    assert done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


@pytest.fixture
def seat(tmp_path: Path) -> Path:
    given = inputs()
    (tmp_path / "roads.geojson").write_bytes(given.roads.content)
    (tmp_path / "all.geojson").write_bytes(given.routes[0].content)
    (tmp_path / "file").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize(("lang", "word"), [("zh", "目录无法写入"), ("en", "Cannot be written to")])
@pytest.mark.parametrize("out", ["file", "file/below"])
def test_a_folder_that_cannot_be_is_told_before_anything_is_planned(seat: Path, out: str, lang: str, word: str) -> None:
    files = ("--roads", seat / "roads.geojson", "--routes", seat / "all.geojson")
    said = cotrench("plan", *files, "--out", seat / out, lang=lang)
    assert word in said
    assert str(seat / out) in said


def test_a_file_that_cannot_be_replaced_is_named(seat: Path) -> None:
    (seat / "out" / "plan.json").mkdir(parents=True)
    files = ("--roads", seat / "roads.geojson", "--routes", seat / "all.geojson")
    said = cotrench("plan", *files, "--out", seat / "out", "--as-of", "2026-11-24")
    assert str(seat / "out" / "plan.json") in said


@pytest.mark.parametrize("command", ["plan", "check"])
def test_every_missing_file_is_named_at_once(seat: Path, command: str) -> None:
    out = ("--out", seat / "out") if command == "plan" else ()
    said = cotrench(
        *(command, "--roads", seat / "no-roads", "--routes", seat / "all.geojson", seat / "no-routes", *out),
        *("--rulebook", seat / "no-book"),
    )
    assert all(name in said for name in ("no-roads", "no-routes", "no-book"))


@pytest.mark.parametrize("given", ["other.geojson=gcj02", "gcj02", "all.geojson=mars"])
def test_a_reading_of_no_file_or_of_no_name_is_not_passed_over(seat: Path, given: str) -> None:
    said = cotrench("check", "--routes", seat / "all.geojson", "--read-as", given)
    assert ("mars" in said) if given.endswith("mars") else ("only: all.geojson" in said)


def test_a_folder_that_is_not_there_is_named(seat: Path) -> None:
    assert "nowhere" in cotrench("verify-plan", seat / "nowhere")
    assert "nowhere" in cotrench("diff", seat / "nowhere", seat)


def test_an_earlier_plan_that_is_not_there_is_named(seat: Path) -> None:
    files = ("--roads", seat / "roads.geojson", "--routes", seat / "all.geojson", "--out", seat / "out")
    assert "nowhere" in cotrench("plan", *files, "--previous", seat / "nowhere")
    assert str(seat) in cotrench("plan", *files, "--previous", seat)


def test_roads_are_written_to_a_geopackage_only(seat: Path) -> None:
    extract = seat / "x.osm"
    extract.write_bytes(b"<osm/>")
    for out in ("out.geojson", "file/roads.gpkg"):
        cotrench("roads", "import", extract, "--out", seat / out)
        assert not (seat / out).exists()


def test_one_reference_system_serves_roads_in_degrees_and_routes_in_metres(seat: Path) -> None:
    routes = json.loads((seat / "all.geojson").read_bytes())
    for each in routes["features"]:
        line = np.array(each["geometry"]["coordinates"])
        each["geometry"]["coordinates"] = transform_xy(line, WGS84, metric_crs(4547)).tolist()
    (seat / "metres.geojson").write_text(json.dumps(routes), encoding="utf-8")
    files = ("--roads", seat / "roads.geojson", "--routes", seat / "metres.geojson")
    assert "give --crs" in cotrench("check", *files)
    said = cotrench("check", *files, "--crs", "4547", code=0)
    assert "roads.geojson" in said
    assert "read as WGS 84" in said
    assert "健康路" in said


@pytest.mark.parametrize(("columns", "table"), [(60, False), (200, True)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_of_a_fault_is_lost_in_a_narrow_window(seat: Path, columns: int, lang: str, *, table: bool) -> None:
    routes = json.loads((seat / "all.geojson").read_bytes())
    routes["features"][2]["properties"]["latest_finish"] = "2020-01-31"
    bad = seat / "a-name-that-takes-much-room.geojson"
    bad.write_text(json.dumps(routes), encoding="utf-8")
    said = cotrench("check", "--routes", bad, lang=lang, columns=columns)
    assert ("┃" in said) == table
    assert all(word in said for word in (bad.name, "latest_finish", "2020-01-31", "2027-09-01"))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ROADS", "no-roads.geojson", "no-roads.geojson"),
        ("ROADS", "file", "file"),
        ("SIGNING_CERTIFICATE", "no-key.p12", "no-key.p12"),
        ("RULEBOOK", "no-book.yaml", "no-book.yaml"),
        ("UPLOAD_BYTES", "many", "COTRENCH_UPLOAD_BYTES"),
        ("ZONE", "Mars/Base", "Mars/Base"),
        ("DATABASE_URL", "rubbish", "The database cannot be used"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/none", "The database cannot be used"),
        ("DATA_DIR", "file/below", "file/below"),
    ],
)
def test_a_desk_says_which_setting_keeps_it_from_opening(
    seat: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.chdir(seat)
    monkeypatch.setenv(f"COTRENCH_{name}", value)
    assert told in cotrench("serve", "--port", "0")


@pytest.mark.parametrize(("lang", "word"), [("zh", "没有平台数据库"), ("en", "no desk's database")])
def test_a_log_that_is_not_there_is_not_said_to_be_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, word: str
) -> None:
    monkeypatch.setenv("COTRENCH_DATA_DIR", str(tmp_path / "none"))
    assert word in cotrench("audit", "verify", lang=lang)
    assert not (tmp_path / "none").exists()


def test_a_missing_driver_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COTRENCH_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "not installed: psycopg" in cotrench("serve", "--port", "0")
