"""Calls are answered by their page: join, decline with a reason, or other days; an answer can be changed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from api.security.roles import Role
from tests.api.small_county import route, with_roads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi.testclient import TestClient

    from api.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


@pytest.fixture
def water(client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(Role.UTILITY, "YX-WATER")


@pytest.fixture
def gas(client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(Role.UTILITY, "YX-GAS")


@pytest.fixture
def call(water: TestClient, gas: TestClient) -> str:
    """Return the path of a call of gas to water."""
    for client, content in (
        (water, route("YX-WATER", "water", first=0.5, last=7.5, project_id="w1")),
        (gas, route("YX-GAS", "gas", first=4.0, last=12.0, project_id="g1")),
    ):
        client.post("/api/v1/submissions", files={"file": ("r.geojson", content)})
    return f"/calls/{water.get('/api/v1/calls').json()[0]['id']}"


def test_both_sides_see_their_part_of_a_call(water: TestClient, gas: TestClient, call: str) -> None:
    asked, made = water.get("/calls").text, gas.get("/calls").text
    assert "Waiting for our answer" in asked
    assert "w1" in asked
    assert "Calls we made" in made
    assert "g1" in made
    assert 'name="reply"' in water.get(call).text
    assert 'name="reply"' not in gas.get(call).text
    (shared,) = water.get(f"{call}/map.json").json()["features"]
    assert shared["properties"]["kind"] == "shared"


LACKING = [
    ({}, "Answer: This is needed."),
    ({"reply": "decline"}, "Choose a reason for not joining."),
    ({"reply": "counter", "first": "2027-05-02"}, "A counter names a first and a last day"),
    ({"reply": "counter", "first": "soon", "last": "2027-05-02"}, "First day: This is to be a date"),
]


def test_an_answer_that_lacks_something_is_shown_again(water: TestClient, call: str) -> None:
    for form, told in LACKING:
        answer = water.post(call, data={**form, "note": "as typed"})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert told in answer.text
        assert "as typed" in answer.text
    assert water.get("/api/v1/calls").json()[0]["state"] == "open"


def test_an_answer_is_given_and_changed_and_carries_only_what_belongs_to_it(
    water: TestClient, gas: TestClient, call: str
) -> None:
    form = {"reply": "join", "reason": "budget", "first": "2027-05-01", "last": "2027-05-02"}
    assert "Answered; the other side was told." in water.post(call, data=form).text
    (told,) = gas.get("/api/v1/calls").json()
    assert (told["state"], told["reason"], told["first"]) == ("joined", None, None)
    assert "joins" in gas.get("/inbox").text

    page = water.post(call, data={**form, "reply": "counter", "last": "2027-06-01"}).text
    assert "offers other days" in page
    assert "2027-05-01 to 2027-06-01" in page
    assert "no budget yet</dd>" not in page


def test_those_who_plan_see_who_asked_whom_and_nobody_else_a_call(
    call: str, client_of: Callable[..., TestClient]
) -> None:
    assert "Pingran Yexian Gas Co., Ltd. → Yexian Guoyuan Water Co., Ltd." in client_of(Role.ENGINEER).get(call).text
    assert client_of(Role.UTILITY, "YX-HEAT").get(call).status_code == HTTPStatus.NOT_FOUND
