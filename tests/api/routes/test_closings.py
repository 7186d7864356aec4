"""Before a road is paved anew every other utility is asked whether it lays something there; afterwards it is closed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from api.app import create_app
from api.security.roles import Role
from tests.api.small_county import roads, route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from api.settings import Settings
    from tests.api.conftest import Clock

BOOK = """extends: yexian
name: small
resurfacing:
  - {id: east, zh: 东西路罩面, en: overlay, first: '2027-06-01', last: '2027-07-15', kind: major_repair,
     roads: [东西路], status: P, source: county_policy}
"""


@pytest.fixture
def app(settings: Settings, clock: Clock, tmp_path: Path) -> Iterator[FastAPI]:
    (tmp_path / "roads.geojson").write_bytes(roads())
    (tmp_path / "small.yaml").write_text(BOOK, encoding="utf-8")
    given = {"roads": tmp_path / "roads.geojson", "rulebook": tmp_path / "small.yaml"}
    app = create_app(settings.model_copy(update=given), clock)
    yield app
    app.state.desk.store.engine.dispose()


def submit(client: TestClient, utility: str, service: str, **form: str) -> dict[str, Any]:
    content = route(utility, service, first=float(form.pop("first", 1)), last=float(form.pop("last", 3)))
    told: dict[str, Any] = client.post("/api/v1/submissions", files={"file": ("r.geojson", content)}, data=form).json()
    assert told["state"] == "judged", told
    return told


def closings(client: TestClient) -> list[dict[str, Any]]:
    return [call for call in client.get("/api/v1/calls").json() if call["kind"] == "closing"]


def test_every_other_utility_is_asked_once_before_a_road_is_closed(client_of: Callable[..., TestClient]) -> None:
    water, gas, heat = (client_of(Role.UTILITY, f"YX-{name}") for name in ("WATER", "GAS", "HEAT"))
    submit(water, "YX-WATER", "water")
    assert len(closings(water)) == 6, "seven utilities, and it is one of them"
    (asked,) = closings(gas)
    assert (asked["by_us"], asked["other"], asked["road_name"]) == (False, "YX-WATER", "东西路")
    assert asked["period"] == ["2027-02-01", "2027-07-15"]
    told = next(m["text"] for m in gas.get("/api/v1/messages").json() if "2027-07-15" in m["text"])
    assert "2030-07-15" in told, "three years after a major repair"
    submit(heat, "YX-HEAT", "heat", first="9", last="15")
    assert len(closings(gas)) == 1, "the same question is not asked again"
    answer = gas.post(f"/api/v1/calls/{asked['id']}/answer", json={"reply": "decline", "reason": "budget"})
    assert answer.json()["state"] == "declined"


def test_an_amendment_keeps_the_answer_unless_the_place_changed(client_of: Callable[..., TestClient]) -> None:
    water, gas = client_of(Role.UTILITY, "YX-WATER"), client_of(Role.UTILITY, "YX-GAS")
    series = submit(water, "YX-WATER", "water")["series"]
    (call,) = closings(gas)
    gas.post(f"/api/v1/calls/{call['id']}/answer", json={"reply": "decline", "reason": "budget"})
    submit(water, "YX-WATER", "water", series=series)
    assert [each["state"] for each in closings(gas)] == ["declined"]
    submit(water, "YX-WATER", "water", series=series, last="7")
    assert sorted(each["state"] for each in closings(gas)) == ["open", "void"]
    assert water.delete(f"/api/v1/submissions/{series}").status_code == HTTPStatus.OK
    assert {each["state"] for each in closings(gas)} == {"void"}


def test_a_confidential_occasion_stays_so_whatever_is_answered(client_of: Callable[..., TestClient]) -> None:
    water, gas = client_of(Role.UTILITY, "YX-WATER"), client_of(Role.UTILITY, "YX-GAS")
    submit(water, "YX-WATER", "water", confidential="true")
    (call,) = closings(gas)
    assert (call["other"], call["places"], call["period"]) == (None, [], [])
    joined = gas.post(f"/api/v1/calls/{call['id']}/answer", json={"reply": "join"}).json()
    assert (joined["state"], joined["other"], joined["places"]) == ("joined", None, [])
    stretches = gas.get("/ogc/collections/stretches/items").json()["features"]
    assert stretches == []


def test_a_road_that_is_not_due_closes_on_nobody(client_of: Callable[..., TestClient], clock: Clock) -> None:
    water, gas = client_of(Role.UTILITY, "YX-WATER"), client_of(Role.UTILITY, "YX-GAS")
    clock.at = clock.at.replace(year=2027, month=7, day=16)
    submit(water, "YX-WATER", "water")
    assert closings(gas) == []
