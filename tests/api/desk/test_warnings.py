"""A submission is warned of roads it may not dig yet and of metres on no road, in both languages."""

from __future__ import annotations

import json

from api.desk.warnings import told_warnings
from planner.rulebook.load import default_rulebook
from planner.survey import Document, Ground, read_roads, survey_on
from tests.api.small_county import roads, route

RULEBOOK = default_rulebook()


def surveyed(content: bytes, paved_on: str | None = None) -> Ground:
    county = json.loads(roads())
    for each in county["features"]:
        each["properties"] |= {"paved_on": paved_on, "paved_kind": "new"} if paved_on else {}
    read = read_roads(Document(name="roads.geojson", content=json.dumps(county).encode()), RULEBOOK)
    return survey_on(read, [Document(name="r.geojson", content=content)], RULEBOOK)


def test_new_paving_is_told_with_the_day_it_may_be_dug() -> None:
    told = told_warnings(surveyed(route("YX-WATER", "water", first=1, last=3), "2025-06-01"), RULEBOOK)

    assert [(each["code"], each["project"]) for each in told] == [("submission.moratorium", "p1")]
    assert "2030年6月1日前不得挖掘" in told[0]["zh"]
    assert "may not be dug before 2030-06-01" in told[0]["en"]


def test_a_road_that_may_be_dug_warns_of_nothing() -> None:
    assert told_warnings(surveyed(route("YX-WATER", "water", first=1, last=3), "2015-06-01"), RULEBOOK) == []


def test_a_route_beyond_the_end_of_the_road_is_told_of() -> None:
    told = told_warnings(surveyed(route("YX-WATER", "water", first=14, last=20)), RULEBOOK)

    assert [each["code"] for each in told] == ["submission.partly_off_roads"]
