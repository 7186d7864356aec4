"""Submissions are kept whole, answered at once, amended by versions; partners are called, and keep their secrets."""

from __future__ import annotations

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from api.app import create_app
from api.desk.calls import overdue_calls
from api.desk.uploads import json_depth
from api.security.roles import Role
from api.store.log import Actor, broken_links
from api.store.tables import StoredFile, Submission
from tests.api.small_county import roads, route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from api.settings import Settings
    from api.state import Desk
    from tests.api.conftest import Clock


@pytest.fixture
def app(settings: Settings, clock: Clock, tmp_path: Path) -> Iterator[FastAPI]:
    (tmp_path / "roads.geojson").write_bytes(roads())
    app = create_app(settings.model_copy(update={"roads": tmp_path / "roads.geojson"}), clock)
    yield app
    app.state.desk.store.engine.dispose()


def submit(client: TestClient, content: bytes, *, key: str | None = None, **form: str) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/submissions", files={"file": ("r.geojson", content)}, data=form, headers=headers)


def calls_of(client: TestClient) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = client.get("/api/v1/calls").json()
    return told


@pytest.fixture
def water(client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(Role.UTILITY, "YX-WATER")


@pytest.fixture
def gas(client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(Role.UTILITY, "YX-GAS")


def test_the_second_to_come_is_told_of_the_first_and_the_first_is_called(water: TestClient, gas: TestClient) -> None:
    first = submit(water, route("YX-WATER", "water", first=0.5, last=7.5)).json()
    assert (first["state"], first["partners"]) == ("judged", [])
    assert [s["section_id"] for s in first["projects"][0]["stretches"]] == ["S0", "S1"]
    second = submit(gas, route("YX-GAS", "gas", first=4.0, last=12.0)).json()
    (partner,) = second["partners"]
    assert (partner["organisation"], partner["partner_id"], partner["same_period"]) == ("YX-WATER", "p1", True)
    # from 4.0 to 7.5 thousandths of a degree
    assert partner["shared_m"] == pytest.approx(3.5 * 92.8, abs=1.5)
    (call,) = calls_of(water)
    assert (call["other"], call["by_us"], call["state"], call["due_on"]) == ("YX-GAS", False, "open", "2026-12-01")
    assert water.get("/api/v1/submissions").json()[0]["partners"][0]["organisation"] == "YX-GAS"


def test_every_fault_is_told_and_the_file_is_kept_whole(water: TestClient) -> None:
    broken = json.loads(route("YX-WATER", "water", first=1, last=3))
    broken["features"][0]["properties"] |= {"service": "steam", "earliest_start": "soon"}
    content = json.dumps(broken).encode()
    answer = submit(water, content)
    told = answer.json()
    assert (answer.status_code, told["state"]) == (HTTPStatus.CREATED, "refused")
    assert {(f["feature"], f["field"]) for f in told["faults"]} == {(0, "service"), (0, "earliest_start")}
    assert water.get(f"/api/v1/submissions/{told['id']}/file").content == content


def test_nobody_submits_for_another(water: TestClient) -> None:
    told = submit(water, route("YX-GAS", "gas", first=1, last=3)).json()
    assert told["state"] == "refused"
    assert [f["code"] for f in told["faults"]] == ["desk.other_utility"]


def test_nobody_reads_or_amends_anothers_submission(water: TestClient, gas: TestClient) -> None:
    told = submit(water, route("YX-WATER", "water", first=1, last=3)).json()
    for path in (f"/api/v1/submissions/{told['id']}", f"/api/v1/submissions/{told['id']}/file"):
        assert gas.get(path).status_code == HTTPStatus.NOT_FOUND
    stolen = submit(gas, route("YX-GAS", "gas", first=1, last=3), series=told["series"])
    assert stolen.status_code == HTTPStatus.NOT_FOUND
    assert gas.delete(f"/api/v1/submissions/{told['series']}").status_code == HTTPStatus.NOT_FOUND


def test_a_confidential_route_shows_only_that_somebody_is_there_until_both_agree(
    water: TestClient, gas: TestClient
) -> None:
    secret = route("YX-WATER", "water", first=0.5, last=7.5, project_id="secret-9")
    submit(water, secret, confidential="true")
    answer = submit(gas, route("YX-GAS", "gas", first=4.0, last=12.0))
    assert answer.json()["partners"] == [{"project_id": "p1", "road_name": "东西路", "confidential": True}]
    assert "secret-9" not in answer.text + gas.get("/api/v1/calls").text + gas.get("/api/v1/messages").text
    assert gas.get("/ogc/collections/stretches/items").json()["numberMatched"] == 2
    (asked,) = calls_of(water)
    assert (asked["other"], asked["places"]) == (None, [])
    joined = water.post(f"/api/v1/calls/{asked['id']}/answer", json={"reply": "join"}).json()
    assert joined["other"] == "YX-GAS"
    (partner,) = gas.get("/api/v1/submissions").json()[0]["partners"]
    assert (partner["organisation"], partner["partner_id"]) == ("YX-WATER", "secret-9")
    assert gas.get("/ogc/collections/stretches/items").json()["numberMatched"] == 4


def _reply(client: TestClient, call: dict[str, Any], reply: str) -> None:
    answered = client.post(f"/api/v1/calls/{call['id']}/answer", json={"reply": reply, "reason": "budget"})
    assert answered.status_code == HTTPStatus.OK


@pytest.mark.parametrize("first", ["water", "gas"])
@pytest.mark.parametrize("hesitant", ["join", "decline"])
def test_a_confidential_route_that_comes_second_opens_only_when_its_own_side_agrees_too(
    water: TestClient, gas: TestClient, first: str, hesitant: str
) -> None:
    submit(gas, route("YX-GAS", "gas", first=4.0, last=12.0))
    submit(water, route("YX-WATER", "water", first=0.5, last=7.5, project_id="secret-9"), confidential="true")
    (asks_gas,) = (each for each in calls_of(gas) if not each["by_us"])
    (asks_water,) = (each for each in calls_of(water) if not each["by_us"])
    in_turn = [(water, asks_water), (gas, asks_gas)] if first == "water" else [(gas, asks_gas), (water, asks_water)]

    def is_open() -> bool:
        (partner,) = gas.get("/api/v1/submissions").json()[0]["partners"]
        told = gas.get("/api/v1/submissions").text + gas.get("/api/v1/calls").text
        places = gas.get("/ogc/collections/stretches/items").json()["numberMatched"]
        assert ("secret-9" in told, places) == (("organisation" in partner), 4 if "organisation" in partner else 2)
        assert {each["other"] for each in calls_of(gas)} == {"YX-WATER" if "organisation" in partner else None}
        return "organisation" in partner

    _reply(*in_turn[0], "join")
    assert not is_open(), "one side alone agreed"
    _reply(*in_turn[1], hesitant)
    assert is_open() is (hesitant == "join")
    amended = route("YX-GAS", "gas", first=4.0, last=13.0)
    submit(gas, amended, series=gas.get("/api/v1/submissions").json()[0]["series"])
    assert len([each for each in calls_of(water) if not each["by_us"] and each["state"] != "void"]) == 1


def test_an_amendment_voids_only_the_answers_whose_section_or_period_changed(
    water: TestClient, gas: TestClient, client_of: Callable[..., TestClient]
) -> None:
    heat = client_of(Role.UTILITY, "YX-HEAT")
    submit(gas, route("YX-GAS", "gas", first=0.5, last=3.5))
    submit(heat, route("YX-HEAT", "heat", first=9.0, last=15.0))
    told = submit(water, route("YX-WATER", "water", first=0.5, last=12.0)).json()
    for client in (gas, heat):
        (call,) = calls_of(client)
        client.post(f"/api/v1/calls/{call['id']}/answer", json={"reply": "join"})
    amended = submit(water, route("YX-WATER", "water", first=0.5, last=14.0), series=told["series"]).json()
    assert amended["version"] == 2
    assert [c["state"] for c in calls_of(gas)] == ["joined"]
    assert sorted(c["state"] for c in calls_of(heat)) == ["open", "void"]
    assert len(water.get("/api/v1/submissions").json()) == 2, "the first version is kept"


def test_a_withdrawn_submission_is_nobodys_partner(water: TestClient, gas: TestClient) -> None:
    told = submit(water, route("YX-WATER", "water", first=0.5, last=7.5)).json()
    assert water.delete(f"/api/v1/submissions/{told['series']}").json()["state"] == "withdrawn"
    assert submit(gas, route("YX-GAS", "gas", first=4.0, last=12.0)).json()["partners"] == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"reply": "decline"}, "desk.coded_reason"),
        ({"reply": "counter", "first": "2027-03-01"}, "desk.counter_days"),
        ({"reply": "counter", "first": "2027-03-02", "last": "2027-03-01"}, "desk.counter_days"),
    ],
)
def test_an_answer_says_what_it_must(water: TestClient, gas: TestClient, answer: dict[str, str], code: str) -> None:
    submit(water, route("YX-WATER", "water", first=0.5, last=7.5))
    submit(gas, route("YX-GAS", "gas", first=4.0, last=12.0))
    (call,) = calls_of(water)
    refused = water.post(f"/api/v1/calls/{call['id']}/answer", json=answer)
    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, code)
    assert gas.post(f"/api/v1/calls/{call['id']}/answer", json={"reply": "join"}).status_code == HTTPStatus.NOT_FOUND


def test_silence_needs_consultation_and_is_never_consent(
    water: TestClient, gas: TestClient, desk: Desk, clock: Clock
) -> None:
    submit(water, route("YX-WATER", "water", first=0.5, last=7.5))
    submit(gas, route("YX-GAS", "gas", first=4.0, last=12.0))
    clock.at = clock.at.replace(month=12, day=2)
    with desk.store.changing(Actor(login="system", organisation="DESK"), "clocks") as change:
        assert len(overdue_calls(change, desk.today())) == 1
    (call,) = calls_of(gas)
    assert (call["state"], call["clock"]) == ("consultation_needed", "overdue")
    assert any("consultation" in m["text"] or "会商" in m["text"] for m in gas.get("/api/v1/messages").json())


def test_the_same_request_with_the_same_key_is_done_once(water: TestClient, desk: Desk) -> None:
    content = route("YX-WATER", "water", first=1, last=3)
    answers = [submit(water, content, key="k1") for _ in range(3)]
    assert len({answer.text for answer in answers}) == 1
    other = submit(water, route("YX-WATER", "water", first=1, last=4), key="k1")
    assert (other.status_code, other.json()["code"]) == (HTTPStatus.CONFLICT, "desk.repeated")
    with desk.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1


def test_many_at_once_lose_nothing_and_double_nothing(client_of: Callable[..., TestClient], desk: Desk) -> None:
    codes = ["YX-WATER", "YX-GAS", "YX-HEAT", "YX-POWER", "YX-CMCC"]
    services = ["water", "gas", "heat", "power", "telecom"]
    clients = {code: client_of(Role.UTILITY, code) for code in codes}

    def one(i: int) -> int:
        code, service = codes[i % 5], services[i % 5]
        content = route(code, service, first=i / 10, last=i / 10 + 4, project_id=f"p{i}")
        return int(submit(clients[code], content, key=f"k{i}").status_code)

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(one, range(50))) == {HTTPStatus.CREATED}
    with desk.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 50
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 50
        assert list(broken_links(session)) == []
    together = clients["YX-WATER"].get("/api/v1/submissions").json()
    assert len(together) == 10


def test_a_bomb_and_a_deep_file_are_refused_before_they_are_opened(water: TestClient) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("r.geojson", b"0" * 50_000_000)
    bomb = submit(water, buffer.getvalue())
    assert (bomb.status_code, bomb.json()["code"]) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "desk.unpacks")
    deep = submit(water, b"[" * 100_000 + b"]" * 100_000)
    assert (deep.status_code, deep.json()["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "desk.too_deep")
    assert json_depth(b'{"a": "[[[[", "b": [1, "\\"]"]}') == 2
