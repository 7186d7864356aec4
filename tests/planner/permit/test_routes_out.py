"""Routes and stretches of a joint work as GeoJSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer

from planner.errors import BundleError
from planner.permit.routes_out import routes_geojson

if TYPE_CHECKING:
    from planner.model import JointWork, Plan, Situation


@pytest.fixture(scope="module")
def features(work: JointWork, situation: Situation, plan: Plan) -> list[dict[str, Any]]:
    """Return the features of the joint work's file."""
    collection = json.loads(routes_geojson(work, situation, plan))
    assert collection["type"] == "FeatureCollection"
    assert (collection["joint_work"], collection["as_of"]) == ("JW-0001", "2026-11-24")
    found: list[dict[str, Any]] = collection["features"]
    return found


def test_each_member_has_its_whole_route_with_what_was_submitted(features: list[dict[str, Any]]) -> None:
    routes = [feature for feature in features if feature["properties"]["role"] == "route"]
    assert [feature["properties"]["project_id"] for feature in routes] == ["GAS-07", "POWER-3", "WATER-1"]
    assert [feature["geometry"]["type"] for feature in routes] == ["LineString", "LineString", "MultiLineString"]
    water = routes[2]["properties"]
    assert (water["utility"], water["service"]) == ("YX-WATER", "water")
    assert (water["earliest_start"], water["latest_finish"]) == ("2027-03-01", "2027-06-30")
    assert (water["dn_mm"], water["green_m2"]) == (200.0, 12.5)


def test_what_the_rulebook_assumed_is_not_written_as_submitted(features: list[dict[str, Any]]) -> None:
    assert "install_m_per_day" not in features[0]["properties"]
    assert features[1]["properties"]["install_m_per_day"] == 40.0


def test_stretches_run_along_their_sections(features: list[dict[str, Any]], work: JointWork) -> None:
    stretches = [feature for feature in features if feature["properties"]["role"] == "stretch"]
    assert len(stretches) == len(work.stretches)
    geod = Geod(ellps="WGS84")
    for feature, planned in zip(stretches, work.stretches, strict=True):
        told = feature["properties"]
        assert (told["section_id"], told["from_m"], told["to_m"]) == (planned.section_id, planned.from_m, planned.to_m)
        metres = geod.geometry_length(shapely.geometry.shape(feature["geometry"]))
        assert metres == pytest.approx(told["length_m"], rel=2e-4)
    assert [(s["properties"]["side"], s["properties"]["offset_m"]) for s in stretches[:2]] == [(1, 2.0), (-1, 3.0)]


def test_coordinates_are_degrees_to_seven_digits(features: list[dict[str, Any]], situation: Situation) -> None:
    back = Transformer.from_crs(4326, 4547, always_xy=True)
    found = np.array(features[0]["geometry"]["coordinates"])
    assert np.array_equal(found, np.round(found, 7))
    east, north = back.transform(found[:, 0], found[:, 1])
    assert np.column_stack((east, north)) == pytest.approx(shapely.get_coordinates(situation.routes.parts[0]), abs=0.02)


def test_same_input_same_bytes_whatever_the_order_of_parts(work: JointWork, situation: Situation, plan: Plan) -> None:
    routes = situation.routes
    order = np.array([1, 0, 2, 3])
    shuffled = replace(routes, parts=routes.parts[order], project_of_part=routes.project_of_part[order])
    again = routes_geojson(work, replace(situation, routes=shuffled), plan)
    assert again == routes_geojson(work, situation, plan)


def test_a_plan_of_another_situation_is_refused(work: JointWork, situation: Situation, plan: Plan) -> None:
    with pytest.raises(BundleError):
        routes_geojson(replace(work, members=("NOBODY",)), situation, plan)
