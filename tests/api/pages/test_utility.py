"""A utility hands routes in by pages: the answer, each fault at its place, versions, drawing, and others' secrets."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from api.security.roles import Role
from tests.api.small_county import SOUTH, STEP, WEST, route, with_roads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi.testclient import TestClient
    from httpx2 import Response

    from api.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DRAWN = {
    "project_id": "p9",
    "service": "water",
    "earliest_start": "2027-02-01",
    "latest_finish": "2027-08-31",
    "positions": f"{WEST + STEP}, {SOUTH}\n{WEST + 3 * STEP}, {SOUTH}",
}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


@pytest.fixture
def water(client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(Role.UTILITY, "YX-WATER")


@pytest.fixture
def gas(client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(Role.UTILITY, "YX-GAS")


def hand_in(client: TestClient, content: bytes, **form: str) -> Response:
    return client.post("/submissions/new", files={"file": ("r.geojson", content)}, data=form)


def places(client: TestClient, answer: Response) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = client.get(f"{answer.url.path}/map.json").json()["features"]
    return features


def faulty() -> bytes:
    """Return a file of a good feature, one of an unknown service, and one without a place."""
    collection = json.loads(route("YX-WATER", "water", first=1, last=3))
    (good,) = collection["features"]
    steam = {**good, "properties": {**good["properties"], "project_id": "p2", "service": "steam"}}
    nowhere = {**good, "geometry": None, "properties": {**good["properties"], "project_id": "p3"}}
    return json.dumps({**collection, "features": [good, steam, nowhere]}).encode()


def test_each_fault_is_in_the_table_and_on_the_map(water: TestClient) -> None:
    answer = hand_in(water, faulty())

    assert answer.status_code == HTTPStatus.OK
    assert answer.url.query == b"said=handed_in"
    assert "Features with errors, not taken in: 2" in answer.text
    assert 'id="feature-1"' in answer.text
    assert 'id="feature-2"' in answer.text
    by_kind = {each["properties"]["kind"]: each for each in places(water, answer)}
    assert by_kind.keys() == {"stretch", "route", "fault"}
    assert by_kind["fault"]["properties"]["id"] == "feature-1"
    assert by_kind["fault"]["properties"]["text"].startswith("Feature 1\n")
    assert by_kind["fault"]["geometry"]["coordinates"] == [[113.361, 33.63002], [113.363, 33.63002]]


def test_a_form_without_a_route_is_shown_again_as_it_was_filled(water: TestClient) -> None:
    answer = water.post("/submissions/new", data={"project_id": "p7", "crs": "4547"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="p7"' in answer.text
    assert 'value="4547"' in answer.text
    assert "This is needed." in answer.text
    large = hand_in(water, bytes(20_100_000))
    assert large.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "<h1>This was not done</h1>" in large.text
    assert "No routes yet." in water.get("/submissions").text


def test_a_route_is_drawn_amended_with_what_was_drawn_and_withdrawn(water: TestClient) -> None:
    first = water.post("/submissions/new", data=DRAWN)
    assert "p9" in first.text
    stretches = [each for each in places(water, first) if each["properties"]["kind"] == "stretch"]
    assert len(stretches) == 1

    series = water.get("/api/v1/submissions").json()[0]["series"]
    form = water.get(f"/submissions/new?series={series}").text
    assert "Hand in version 2 of “drawn.geojson”" in form
    assert DRAWN["positions"] in form
    second = water.post("/submissions/new", data={**DRAWN, "series": series, "latest_finish": "2027-07-31"})
    assert "version 2" in second.text
    assert "A later version took the place of this one" in water.get(first.url.path).text

    gone = water.post(f"{second.url.path}/withdraw")
    assert "withdrawn" in gone.text
    assert [each["state"] for each in water.get("/api/v1/submissions").json()] == ["judged", "withdrawn"]


def test_a_form_sent_twice_makes_one_submission_and_gives_its_file_back(water: TestClient) -> None:
    content = route("YX-WATER", "water", first=1, last=3)
    files = {"file": ("给水 1.geojson", content)}
    once, again = (water.post("/submissions/new", files=files, data={"key": "k1"}) for _ in range(2))

    assert once.url == again.url
    assert len(water.get("/api/v1/submissions").json()) == 1
    file = water.get(f"{once.url.path}/file")
    assert file.content == content
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''%E7%BB%99%E6%B0%B4%201.geojson"


def test_a_confidential_route_is_nowhere_on_anothers_pages(water: TestClient, gas: TestClient) -> None:
    secret = route("YX-WATER", "water", first=0.5, last=7.5, project_id="secret-9")
    hidden = hand_in(water, secret, confidential="true")
    answer = hand_in(gas, route("YX-GAS", "gas", first=4.0, last=12.0))

    assert "Somebody has works here" in answer.text
    assert {each["properties"]["kind"] for each in places(gas, answer)} == {"stretch", "route"}
    assert gas.get(hidden.url.path).status_code == HTTPStatus.NOT_FOUND
    for path in (f"{hidden.url.path}/map.json", f"{hidden.url.path}/file"):
        assert gas.get(path).status_code == HTTPStatus.NOT_FOUND
    (call,) = water.get("/api/v1/calls").json()
    pages = [gas.get(each).text for each in ("/submissions", "/calls", f"/calls/{call['id']}", "/projects", "/inbox")]
    assert not [each for each in [*pages, answer.text] if "secret-9" in each or "Guoyuan Water" in each]
    assert gas.get(f"/calls/{call['id']}/map.json").json()["features"] == []


def test_open_partners_are_shown_where_they_lie_and_to_those_who_plan(
    water: TestClient, gas: TestClient, client_of: Callable[..., TestClient]
) -> None:
    hand_in(water, route("YX-WATER", "water", first=0.5, last=7.5))
    answer = hand_in(gas, route("YX-GAS", "gas", first=4.0, last=12.0))

    shared = [each for each in places(gas, answer) if each["properties"]["kind"] == "shared"]
    assert "Yexian Guoyuan Water" in answer.text
    lon = [lon for each in shared for lon, _ in each["geometry"]["coordinates"]]
    assert (min(lon), max(lon)) == (
        pytest.approx(WEST + 4 * STEP, abs=1e-5),
        pytest.approx(WEST + 7.5 * STEP, abs=1e-5),
    )
    engineer = client_of(Role.ENGINEER)
    assert engineer.get("/submissions").text.count("r.geojson") == 2
    assert "Hand in a new version" not in engineer.get(answer.url.path).text
    assert engineer.get("/submissions/new").status_code == HTTPStatus.FORBIDDEN
