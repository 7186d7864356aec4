"""Emergencies, the inbox with its invitations, accounts and tokens, each by its page."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from api.app import SYSTEM
from api.desk.invitations import calendar_entry
from api.desk.tell import tell
from api.pages.words import WORDS
from api.security.roles import Action, Role
from tests.api.conftest import PASSWORD
from tests.api.small_county import route, with_roads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi.testclient import TestClient

    from api.settings import Settings
    from api.state import Desk

database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EMERGENCY = {"road_name": "荷塘街", "place": "12 号门前", "reason": "爆管"}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


@database
def test_an_emergency_is_told_filed_and_ended_in_the_countys_time(client_of: Callable[..., TestClient]) -> None:
    water = client_of(Role.UTILITY, "YX-WATER")
    # nine in the morning by the clock of the tests
    later = water.post("/emergencies", data={**EMERGENCY, "begun_at": "2026-11-24T10:00"})
    assert later.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "An emergency has begun already" in later.text
    assert 'value="12 号门前"' in later.text
    told = water.post("/emergencies", data={**EMERGENCY, "begun_at": "2026-11-24T08:30"})
    assert "2026-11-25 08:30" in told.text
    assert "First hand in what was dug" in told.text

    (row,) = water.get("/api/v1/emergencies").json()
    way = f"/emergencies/{row['id']}"
    files = {"file": ("r.geojson", route("YX-WATER", "water", first=1, last=2))}
    made = water.post("/api/v1/submissions", files=files).json()
    assert water.post(f"{way}/filing", data={"submission_id": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "filed in time" in water.post(f"{way}/filing", data={"submission_id": made["id"]}).text
    assert "over</span>" in water.post(f"{way}/end").text

    reviewer, gas = client_of(Role.REVIEWER, "TRAFFIC"), client_of(Role.UTILITY, "YX-GAS")
    assert "Yexian Guoyuan Water" in reviewer.get("/emergencies").text
    assert "Tell of an emergency" not in reviewer.get("/emergencies").text
    assert "Emergency work of Yexian Guoyuan Water Co., Ltd. in 荷塘街" in reviewer.get("/inbox").text
    assert "2026-11-25 08:30" in reviewer.get("/inbox").text
    assert "No emergency is on record." in gas.get("/emergencies").text
    assert gas.post(f"{way}/end").status_code == HTTPStatus.NOT_FOUND


@database
def test_messages_are_read_and_their_invitations_kept_in_a_calendar(
    client_of: Callable[..., TestClient], desk: Desk
) -> None:
    now = desk.store.now()
    entry = calendar_entry(key="s", made_at=now, starts_at=now, hours=2, title="勘查", place="荷塘街")
    with desk.store.changing(SYSTEM, "test.tell") as change:
        for at in range(3):
            tell(change, ["YX-WATER"], "told.accepted", {"case": f"A{at}"}, about=f"a/{at}", attachment=entry)
    water, gas = client_of(Role.UTILITY, "YX-WATER"), client_of(Role.UTILITY, "YX-GAS")

    page = water.get("/inbox").text
    first = re.search(r'href="(/inbox/\w+\.ics)"', page)
    assert first is not None
    invitation = water.get(first[1])
    assert invitation.headers["content-type"].startswith("text/calendar")
    assert invitation.text == entry
    assert gas.get(first[1]).status_code == HTTPStatus.NOT_FOUND
    one = water.post(first[1].replace(".ics", "/read")).text
    assert 'Not read yet <span class="quiet">2</span>' in one
    assert "Not read yet" not in water.post("/inbox/read").text
    assert "No messages." in gas.get("/inbox").text


@database
def test_a_link_and_a_token_are_shown_once_and_end(client_of: Callable[..., TestClient]) -> None:
    administrator = client_of(Role.ADMINISTRATOR)
    wrong = administrator.post("/people/invitations", data={"role": "officer", "organisation": "YX-GAS"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    made = administrator.post("/people/invitations", data={"role": "utility", "organisation": "YX-GAS"})
    assert made.headers["cache-control"] == "no-store"
    link = re.search(r">http://127.0.0.1:8000(/join/[^<]+)<", made.text)
    assert link is not None
    assert link[1] not in administrator.get("/people").text

    anyone = client_of(Role.PUBLIC)
    anyone.post(link[1], data={"login": "gas.1", "name": "Gas One", "password": PASSWORD})
    user = next(each["id"] for each in administrator.get("/api/v1/accounts").json() if each["login"] == "gas.1")
    assert "Gas One" in administrator.get("/people").text
    closed = administrator.post(f"/people/{user}/close")
    assert "The account is closed." in closed.text
    entered = anyone.post("/login", data={"login": "gas.1", "password": PASSWORD})
    assert entered.status_code == HTTPStatus.UNAUTHORIZED

    nothing = administrator.post("/tokens", data={"name": "ledger"})
    assert nothing.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    token = administrator.post(
        "/tokens", data={"name": "ledger", "scopes": ["manage_people"], "expires_on": "2026-12-31"}
    )
    secret = re.search(r'<code class="secret">([^<]+)<', token.text)
    assert secret is not None
    assert "2026-12-31 23:59" in token.text
    program = {"authorization": f"Bearer {secret[1]}"}
    assert anyone.get("/api/v1/accounts", headers=program).status_code == HTTPStatus.OK
    key = next(each["id"] for each in administrator.get("/api/v1/tokens").json() if each["name"] == "ledger")
    assert "The token is revoked." in administrator.post(f"/tokens/{key}/revoke").text
    assert anyone.get("/api/v1/accounts", headers=program).status_code == HTTPStatus.UNAUTHORIZED


def test_every_action_and_role_has_words() -> None:
    assert {f"action.{each}" for each in Action} | {f"role.{each}" for each in Role} <= WORDS.keys()
