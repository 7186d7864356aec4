"""Plans made again from their folder, compared and verified, as a user does it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from cotrench.cli import app, spread_lists
from tests.planner.small_seat import collection, inputs, route

if TYPE_CHECKING:
    from collections.abc import Callable

AS_OF = "2026-11-24"


def cotrench(*arguments: str | Path, code: int = 0) -> str:
    """Run the command line in this process, which need not load everything anew."""
    done = CliRunner().invoke(
        app, spread_lists([str(a) for a in arguments]), env={"COTRENCH_LANG": "en", "COLUMNS": "200"}
    )
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def seat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the roads and routes of a small seat, and a newcomer's routes."""
    folder, given = tmp_path_factory.mktemp("seat"), inputs()
    (folder / "roads.geojson").write_bytes(given.roads.content)
    (folder / "all.geojson").write_bytes(given.routes[0].content)
    newcomer = route("N", "YX-WATER", "water", (650, 900), ("2027-03-01", "2027-07-31"))
    (folder / "newcomer.geojson").write_bytes(collection(newcomer))
    return folder


@pytest.fixture(scope="module")
def plan_of(seat: Path) -> Callable[..., str]:
    def run(out: Path, *more: str | Path, routes: tuple[str, ...] = ("all.geojson",), code: int = 0) -> str:
        files = [seat / name for name in routes]
        return cotrench(
            *("plan", "--roads", seat / "roads.geojson", "--as-of", AS_OF, "--out", out, *more, "--routes", *files),
            code=code,
        )

    return run


@pytest.fixture(scope="module")
def earlier(plan_of: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("earlier")
    plan_of(out)
    return out


def test_a_folder_is_verified_and_a_changed_one_is_not(earlier: Path, tmp_path: Path) -> None:
    assert "keeps every rule" in cotrench("verify-plan", earlier)
    for file in earlier.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    plan = (tmp_path / "plan.json").read_text(encoding="utf-8")
    (tmp_path / "plan.json").write_text(plan.replace('"kind": "joint"', '"kind": "solo"', 1), encoding="utf-8")
    assert "violation.kind" in cotrench("verify-plan", tmp_path, code=1)


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    assert "plan.json" in cotrench("verify-plan", tmp_path, code=2)


def test_planning_again_without_changes_gives_the_same_bytes(
    plan_of: Callable[..., str], earlier: Path, tmp_path: Path
) -> None:
    text = plan_of(tmp_path, "--previous", earlier)
    assert "Nothing differs" in text
    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    before = {p.relative_to(earlier): p.read_bytes() for p in earlier.rglob("*") if p.is_file()}
    difference = json.loads(made.pop(Path("difference.json")))
    assert made == before
    assert difference["schema"] == "cotrench/difference/1"
    assert difference["kept"] == 3
    assert difference["stability"]["price"] == 0.0


def test_a_newcomer_is_planned_beside_what_is_frozen(
    plan_of: Callable[..., str], earlier: Path, tmp_path: Path
) -> None:
    both = ("all.geojson", "newcomer.geojson")
    joined, beside = tmp_path / "joined", tmp_path / "beside"
    plan_of(joined, "--previous", earlier, routes=both)
    plan_of(beside, "--previous", earlier, "--freeze", "JW-0001", "JW-0002", routes=both)
    assert json.loads((joined / "difference.json").read_bytes())["regrouped"][0]["before"] == ["JW-0002"]
    assert json.loads((beside / "difference.json").read_bytes())["added"] == ["JW-0004"]
    assert "JW-0004" in cotrench("diff", earlier, beside)
    assert "keeps every rule" in cotrench("verify-plan", beside)


def test_a_slipped_work_moves(plan_of: Callable[..., str], earlier: Path, tmp_path: Path) -> None:
    plan_of(tmp_path, "--previous", earlier, "--slip", "JW-0001=2027-05-10")
    (moved,) = json.loads((tmp_path / "difference.json").read_bytes())["moved"]
    assert (moved["id"], moved["after"][0]) == ("JW-0001", "2027-05-10")


def test_a_work_slipped_out_of_its_window_is_told_as_committed(
    plan_of: Callable[..., str], earlier: Path, tmp_path: Path
) -> None:
    plan_of(tmp_path, "--previous", earlier, "--slip", "JW-0001=2027-07-26")
    assert json.loads((tmp_path / "difference.json").read_bytes())["committed"] == ["JW-0001"]
    assert "keeps every rule" in cotrench("verify-plan", tmp_path)
    (tmp_path / "difference.json").unlink()
    assert "violation.window" in cotrench("verify-plan", tmp_path, code=1)


def test_commitments_that_make_no_sense_are_refused(plan_of: Callable[..., str], earlier: Path, tmp_path: Path) -> None:
    assert "JW-0999" in plan_of(tmp_path / "a", "--previous", earlier, "--freeze", "JW-0999", code=2)
    plan_of(tmp_path / "b", "--freeze", "JW-0001", code=2)
    plan_of(tmp_path / "c", "--previous", earlier, "--slip", "JW-0001=soon", code=2)
