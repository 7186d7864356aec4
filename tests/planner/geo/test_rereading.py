"""Files read another way: recognised from the data, corrected only when told, recorded when corrected."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from planner.exchange import plan_json
from planner.geo.crs import WGS84, metric_crs, to_planning, to_wgs84, transform_xy
from planner.geo.datum import bd09_from_wgs84, gcj02_from_wgs84
from planner.geo.diagnosis import suspect_readings
from planner.geo.network import build_network
from planner.geo.rereading import READINGS, read_as
from planner.geo.vector import Features, read_features
from planner.geo.zones import prefixed, zone_of
from planner.pipeline import Document, plan_works
from planner.rulebook.load import default_rulebook
from tests.planner.geo.submissions import collection, feature, say_all, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planner.model import Network, Objects

CRS = 4547


@pytest.fixture(scope="module")
def network(sample_roads: Path) -> Network:
    return build_network(read_features(sample_roads.name, sample_roads.read_bytes()), CRS)[0]


def _moved(lines: Objects, move: Callable[[Any], Any]) -> Objects:
    return np.asarray(shapely.transform(lines, move), dtype=object)


def _degrees(shift: Callable[[Any], Any]) -> Callable[[Objects], tuple[Objects, int]]:
    return lambda lines: (_moved(to_wgs84(lines, CRS), shift), 4326)


def _numbered(lines: Objects, claimed: int) -> tuple[Objects, int]:
    millions = np.array([zone_of(claimed) * 1e6, 0.0])
    return _moved(lines, lambda xy: xy + millions), prefixed(claimed)


# Lines of zone 38 (EPSG:4547), each drawn in another wrong way, with the EPSG code that the file claims
WRONG: dict[str, tuple[str, Callable[[Objects], tuple[Objects, int]]]] = {
    "gcj02": ("gcj02", _degrees(gcj02_from_wgs84)),
    "bd09": ("bd09", _degrees(bd09_from_wgs84)),
    "swapped degrees": ("swapped_axes", _degrees(lambda xy: xy[:, ::-1])),
    "swapped metres": ("swapped_axes", lambda lines: (_moved(lines, lambda xy: xy[:, ::-1]), CRS)),
    "claims zone 39": ("zone_west", lambda lines: (lines, CRS + 1)),
    "claims zone 37": ("zone_east", lambda lines: (lines, CRS - 1)),
    "claims zone 39 with number": ("zone_west", lambda lines: _numbered(lines, CRS + 1)),
    "claims zone 37 with number": ("zone_east", lambda lines: _numbered(lines, CRS - 1)),
}


def _beside(network: Network, count: int) -> Objects:
    rows = np.random.default_rng(3).choice(np.flatnonzero(network.length_m > 80), count, replace=False)
    return np.asarray(shapely.offset_curve(network.lines[rows], 3.0), dtype=object)


def _file(lines: Objects, epsg: int) -> bytes:
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    rows = [
        feature(shapely.get_coordinates(line).tolist(), project_id=f"P{number}") for number, line in enumerate(lines)
    ]
    return collection(*rows, crs=crs)


def _read(content: bytes, reading: str | None = None) -> Features:
    features = read_features("a.geojson", content, reading=reading)
    say_all(features.faults)
    return features


@pytest.mark.parametrize("way", sorted(WRONG))
def test_a_wrong_file_is_named_with_evidence_and_read_right_when_told(network: Network, way: str) -> None:
    lines = _beside(network, 4)
    reading, draw = WRONG[way]
    content = _file(*draw(lines))
    found = suspect_readings([_read(content)], network)
    say_all(found)
    assert told(found) == [(f"datum.{reading}", None, "geometry")]
    assert found[0].data["reread_pct"] > 85
    assert found[0].data["given_pct"] < 15
    corrected = _read(content, reading)
    assert told(corrected.faults) == [("datum.corrected", None, "geometry")]
    assert suspect_readings([corrected], network) == ()
    moved = to_planning(corrected.geometry, WGS84, CRS)
    assert shapely.hausdorff_distance(moved, lines).max() < 0.01


def test_a_right_file_is_not_accused_and_a_wrong_correction_is(network: Network) -> None:
    content = _file(_beside(network, 4), CRS)
    assert suspect_readings([_read(content)], network) == ()
    assert suspect_readings([_read(content, "zone_east")], network)[0].code == "datum.zone_west"


def test_files_far_from_all_roads_or_without_lines_are_not_accused(network: Network) -> None:
    away = _file(_moved(_beside(network, 4), lambda xy: xy + 60_000.0), CRS)
    points = collection(feature([113.36, 33.63], "Point"))
    assert suspect_readings([_read(away), _read(points), _read(collection())], network) == ()


def test_outlines_of_areas_are_evidence_too(network: Network) -> None:
    areas = shapely.buffer(_beside(network, 4), 5.0, cap_style="flat")
    drawn = _moved(to_wgs84(areas, CRS), gcj02_from_wgs84)
    rows = [feature(json.loads(shapely.to_geojson(area))["coordinates"], "Polygon") for area in drawn]
    assert told(suspect_readings([_read(collection(*rows))], network)) == [("datum.gcj02", None, "geometry")]


def test_an_unknown_reading_is_a_fault_of_the_file() -> None:
    features = _read(collection(feature()), "mars")
    assert told(features.faults) == [("datum.unknown_reading", None, None)]
    with pytest.raises(KeyError):
        read_as(features.geometry, WGS84, "mars")


def test_every_reading_keeps_none_and_makes_no_warning_of_nonsense() -> None:
    odd = np.array([None, shapely.LineString([(1e12, -1e12), (440_000.0, 3_722_000.0)])], dtype=object)
    for reading in (None, *READINGS):
        for crs in (WGS84, metric_crs(CRS)):
            assert read_as(odd, crs, reading)[0] is None


def test_a_neighbouring_zone_holds_the_same_numbers_three_degrees_away() -> None:
    xy = np.array([[440_618.0, 3_722_000.0]])
    here, west = (transform_xy(xy, metric_crs(code), WGS84) for code in (CRS, CRS - 1))
    assert here - west == pytest.approx(np.array([[3.0, 0.0]]), abs=1e-9)


def test_a_plan_records_what_was_corrected(network: Network, sample_roads: Path) -> None:
    roads = Document(name=sample_roads.name, content=sample_roads.read_bytes())
    lines = _beside(network, 2)
    right = Document(name="right.geojson", content=collection(*_renamed(_file(lines[:1], CRS), "R"), crs=_named(CRS)))
    wrong = Document(name="wrong.geojson", content=_file(*WRONG["gcj02"][1](lines[1:])))
    planned = plan_works(
        roads,
        [right, wrong],
        default_rulebook(),
        as_of=date(2026, 11, 24),
        readings={"wrong.geojson": "gcj02"},
    )
    assert ("wrong.geojson", "datum.corrected") in {(fault.source, fault.code) for fault in planned.faults}
    corrected = {
        outcome.project.key: [r.data for r in outcome.reasons if r.code == "project.datum_corrected"]
        for outcome in planned.plan.outcomes
    }
    assert corrected == {"P0": [{"file": "wrong.geojson", "reading": "gcj02"}], "R": []}
    for outcome in planned.plan.outcomes:
        assert outcome.status == "scheduled"
    written = json.loads(plan_json(planned.plan))
    said = {each["project_id"]: {r["code"] for r in each["reasons"]} for each in written["projects"]}
    assert "project.datum_corrected" in said["P0"]
    assert "project.datum_corrected" not in said["R"]
    assert all(set(each) == {"name", "sha256", "features", "rejected"} for each in written["inputs"])


def _named(epsg: int) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}


def _renamed(content: bytes, ident: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(content)["features"]
    for row in rows:
        row["properties"]["project_id"] = ident
    return rows
