"""What anyone sees: the works of the accepted plan without secrets, decisions by number, the guide with its sources."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from api.pages.guide import figures_of
from api.security.roles import Role
from tests.api.pages.plan_ground import County, done, page
from tests.api.small_county import route, with_roads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi.testclient import TestClient

    from api.settings import Settings
    from api.state import Desk
    from tests.api.conftest import Clock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


def planned(client_of: Callable[..., TestClient]) -> None:
    """Let water plan in the open and gas in secret, and accept the plan."""
    for code, service, place, secret in (
        ("YX-WATER", "water", (0.5, 3.5), "false"),
        ("YX-GAS", "gas", (9.0, 12.0), "true"),
    ):
        content = route(code, service, first=place[0], last=place[1], project_id=f"{service}-1")
        files = {"file": ("r.geojson", content)}
        utility = client_of(Role.UTILITY, code)
        answer = utility.post("/api/v1/submissions", files=files, data={"confidential": secret})
        assert answer.status_code == HTTPStatus.CREATED
    engineer = client_of(Role.ENGINEER)
    made = engineer.post("/api/v1/plans").json()
    assert engineer.post(f"/api/v1/plans/{made['id']}/accept").status_code == HTTPStatus.OK


def test_anyone_sees_the_works_ahead_but_no_secret(client_of: Callable[..., TestClient], clock: Clock) -> None:
    anyone = client_of(Role.PUBLIC)
    assert "No works are published now." in anyone.get("/").text
    planned(client_of)

    page = anyone.get("/").text
    features = anyone.get("/works.json").json()["features"]
    assert "Yexian Guoyuan Water" in page
    assert [each["properties"]["kind"] for each in features] == ["work"]
    listed = page.split("Hotlines", maxsplit=1)[0]
    assert "Pingran" not in listed + str(features)
    assert "No closure is planned within 30 days." in page
    assert "No works match." in anyone.get("/", params={"road": "南北"}).text
    assert len(anyone.get("/works.json", params={"road": "东西"}).json()["features"]) == 1

    gas = client_of(Role.UTILITY, "YX-GAS", "gas.reader")
    assert gas.get("/works.json").json()["features"] == features
    assert "gas-1" in gas.get("/projects").text

    water = client_of(Role.UTILITY, "YX-WATER", "water.reader").get("/projects").text
    first = next(each for each in anyone.get("/ogc/collections/works/items").json()["features"])["properties"]
    assert f"{first['start']} to {first['end']}" in water
    clock.at = clock.at.replace(
        year=int(first["start"][:4]), month=int(first["start"][5:7]), day=int(first["start"][8:])
    )
    assert anyone.get("/works.json", params={"when": "now"}).json()["features"] == []
    assert "not permitted yet" in anyone.get("/").text
    assert "No works match." in anyone.get("/", params={"when": "now"}).text


def test_a_street_tells_why_it_is_open_until_it_is_accepted(client_of: Callable[..., TestClient], clock: Clock) -> None:
    county = County(client_of)
    county.two_join()
    case = county.case("decided")
    way, anyone = f"/api/v1/cases/{case}", client_of(Role.PUBLIC)
    told = county.officer.get(way).json()
    first, last = (date.fromisoformat(told["decision"][name]) for name in ("valid_from", "valid_to"))

    def on(day: date) -> str:
        clock.at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        shown = page(anyone, "/?road=东西&lang=en")
        return shown.split("Hotlines", maxsplit=1)[0]

    due = on(first)
    assert "within its permitted days" in due
    assert "2 projects share one opening" in due
    assert told["decision"]["number"] in due
    assert due.count('href="tel:') == 2
    assert "No earlier works on this road are recorded here." in due
    member = told["members"][0]
    report = {"member": member, "stage": "opened", "on": first.isoformat()}
    done(county.utility(told["owners"][member]).post(f"{way}/progress", json=report))
    assert ">on site<" in on(first)
    assert anyone.get("/works.json", params={"when": "now"}).json()["features"][0]["properties"]["kind"] == "open"

    late = on(last + timedelta(days=40))
    assert "past its planned end" in late
    assert "Its planned end is past; it is not accepted yet." in late
    assert "计划施工期已于" in page(county.officer, f"/cases/{case}")


def test_anyone_is_told_of_an_emergency_until_the_road_is_closed_again(client_of: Callable[..., TestClient]) -> None:
    water, anyone = client_of(Role.UTILITY), client_of(Role.PUBLIC)
    told = {"road_name": "东西路", "place": "桥头", "reason": "爆管", "begun_at": "2026-11-24T08:00:00+08:00"}
    made = water.post("/api/v1/emergencies", json=told).json()

    page = anyone.get("/").text
    assert "Emergency works under way" in page
    assert "桥头" in page
    assert "2026-11-24 08:00" in page
    assert "Emergency works" not in anyone.get("/", params={"road": "南北"}).text
    assert water.post(f"/api/v1/emergencies/{made['id']}/end").status_code == HTTPStatus.OK
    assert "Emergency works" not in anyone.get("/").text


def test_what_is_asked_for_wrongly_or_is_not_there_is_said_plainly(client_of: Callable[..., TestClient]) -> None:
    anyone = client_of(Role.PUBLIC)

    assert "No decision here has the number “no 1”." in anyone.get("/check", params={"number": "no 1"}).text
    broken = anyone.post("/check", files={"file": ("b.zip", b"no archive")})
    assert "The bundle is damaged or was altered." in broken.text
    assert anyone.get("/", params={"when": "soon"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_roads_are_sent_once(client_of: Callable[..., TestClient]) -> None:
    anyone = client_of(Role.PUBLIC)
    first = anyone.get("/roads.json")
    again = anyone.get("/roads.json", headers={"if-none-match": first.headers["etag"]})

    assert [each["properties"]["name"] for each in first.json()["features"]] == ["东西路"] * 4 + ["南北路"]
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")


def test_every_figure_of_the_guide_has_its_source_and_its_doubt(
    client_of: Callable[..., TestClient], desk: Desk
) -> None:
    page = client_of(Role.PUBLIC).get("/guide").text
    figures = figures_of(desk.rulebook)

    assert all(each.source in page for each in figures)
    assert all(each.source for each in figures)
    doubtful = [each for each in desk.rulebook.papers.approvals if each.status in {"M", "U"}]
    assert page.count("to be checked by a person") == len(doubtful) + sum(each.unchecked for each in figures)
    for each in desk.rulebook.organisations:
        assert each.hotline is not None
        assert f'href="tel:{each.hotline}"' in page
    assert "The rulebook holds no fee with a source" in page
