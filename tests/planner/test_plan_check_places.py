"""A plan under a county's own places, resurfacings and exceptions: its folder holds them, and is judged by them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cotrench.output import _write_layers
from cotrench.plan_folder import plan_files, write_beside
from planner.exchange import plan_json
from planner.pipeline import plan_works
from planner.plan_check import INPUTS, LAYERS, PLAN, plan_violations
from planner.plan_inputs import inputs_archive
from planner.rulebook.load import load_rulebook
from tests.planner.small_seat import EAST_M, inputs
from tests.planner.test_plan_check import AS_OF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan_inputs import Inputs

BOOK = """\
extends: yexian
version: 'test'
include: [areas.geojson]
blackouts:
  - {id: fair, zh: 庙会, en: fair, first: '2027-03-01', last: '2027-03-31', severity: block, status: P,
     source: county_policy, basis: 庙会, areas: [fair]}
resurfacing:
  - {id: west, zh: 健康路罩面, en: overlay, first: '2027-06-01', last: '2027-06-30', sections: [S1],
     status: P, source: county_policy}
"""


def _area(first_m: float, last_m: float) -> bytes:
    west, east = 113.36 + first_m * EAST_M, 113.36 + last_m * EAST_M
    ring = [[west, 33.629], [east, 33.629], [east, 33.631], [west, 33.631], [west, 33.629]]
    facts = {"zh": "庙会", "en": "fair", "status": "P", "source": "county_policy"}
    feature = {"type": "Feature", "id": "fair", "properties": facts}
    shape = {"type": "Polygon", "coordinates": [ring]}
    return json.dumps({"type": "FeatureCollection", "features": [{**feature, "geometry": shape}]}).encode()


def given(*, area: tuple[float, float] = (650.0, 750.0), book: str = BOOK) -> Inputs:
    """Return the small seat, all of it paved in 2025, where A, B and D may dig under an approval.

    C comes after the resurfacing of the road it lies on. D lies from 700 to 900 m, on ground the fair closes in March.
    """
    plain = inputs(paved_on="2025-06-01", paved_kind="new")
    routes = json.loads(plain.routes[0].content)
    for feature in routes["features"]:
        if feature["properties"]["project_id"] != "C":
            feature["properties"]["moratorium_exception"] = "叶政〔2027〕3号"
    return replace(
        plain,
        routes=(replace(plain.routes[0], content=json.dumps(routes).encode()),),
        rulebook={"county.yaml": book.encode(), "areas.geojson": _area(*area)},
        main="county.yaml",
    )


@cache
def folder() -> MappingProxyType[str, bytes]:
    made = given()
    book = load_rulebook(made.rulebook, main=made.main)
    planned = plan_works(made.roads, made.routes, book, as_of=AS_OF)
    with tempfile.TemporaryDirectory() as where:
        _write_layers(planned, Path(where, LAYERS))
        write_beside(planned, book, made, Path(where))
        Path(where, PLAN).write_bytes(plan_json(planned.plan))
        return MappingProxyType(plan_files(Path(where)))


def codes(files: Mapping[str, bytes]) -> set[str]:
    return {reason.code for reason in plan_violations(files)}


def record() -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(folder()[PLAN])
    return plan


def told(key: str) -> set[str]:
    (project,) = [p for p in record()["projects"] if p["project_id"] == key]
    return {reason["code"] for reason in project["reasons"]}


def test_the_folder_is_accepted_and_says_why() -> None:
    assert codes(folder()) == set()
    kept = {p["project_id"]: p.get("moratorium_exception") for p in record()["projects"]}
    assert kept == {**dict.fromkeys("ABD", "叶政〔2027〕3号"), "C": None}
    assert "project.moratorium_excepted" in told("A") & told("B") & told("D")
    assert "project.moratorium" in told("C")
    alone, joint = record()["joint_works"]
    assert joint["members"] == ["A", "B"]
    assert "2027-06-01" <= joint["phases"]["reinstatement"][1] <= "2027-06-30"
    assert "work.closed_by_resurfacing" in {reason["code"] for reason in joint["reasons"]}
    assert alone["phases"]["excavation"][0] >= "2027-04-01"
    ledger = json.loads(folder()["ledger.json"])
    assert ledger["plan"]["resurfaced_m2"][0] > 0


def test_an_approval_nobody_submitted_is_found() -> None:
    changed = record()
    for project in changed["projects"]:
        project["moratorium_exception"] = "叶政〔2027〕4号"
    assert codes({**folder(), PLAN: json.dumps(changed).encode()}) == {"plan_file.fact"}


def test_an_approval_that_was_not_submitted_lifts_nothing() -> None:
    plain = replace(given(), routes=inputs().routes)
    assert "violation.moratorium" in codes({**folder(), INPUTS: inputs_archive(plain)})


def test_a_fair_where_somebody_digs_is_found() -> None:
    closed = BOOK.replace("'2027-03-31'", "'2027-07-31'")
    assert "violation.blackout" in codes({**folder(), INPUTS: inputs_archive(given(book=closed))})
    elsewhere = inputs_archive(given(book=closed, area=(920.0, 990.0)))
    assert codes({**folder(), INPUTS: elsewhere}) == {"violation.rulebook"}


def test_digging_after_the_resurfacing_is_found() -> None:
    earlier = BOOK.replace("'2027-06-01', last: '2027-06-30'", "'2027-03-01', last: '2027-03-10'")
    assert "violation.resurfacing_claim" in codes({**folder(), INPUTS: inputs_archive(given(book=earlier))})
    across = BOOK.replace("'2027-06-01', last: '2027-06-30'", "'2027-05-01', last: '2027-05-31'")
    assert "violation.after_resurfacing" in codes({**folder(), INPUTS: inputs_archive(given(book=across))})
