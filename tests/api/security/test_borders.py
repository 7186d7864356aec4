"""What must not get through: forms and ways from elsewhere, old links, moments out of reach, codes taken for others."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import first_link
from api.desk.invitations import calendar_entry
from api.desk.visibility import visible_works
from api.rounds import go_round
from api.security.access import COOKIE, CSRF_HEADER, Person
from api.security.roles import Role
from api.store.tables import Event, PlannedWork, Token, User
from tests.api.conftest import PASSWORD
from tests.api.routes.test_applications import A_FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from api.state import Desk
    from tests.api.conftest import Clock

NEW = "another long password"
WATER = "utility.YX-WATER"


@pytest.fixture
def browser(app: FastAPI, client_of: Callable[..., TestClient]) -> Iterator[TestClient]:
    """Give a browser of somebody who has an account and did not sign in yet."""
    client_of(Role.UTILITY, "YX-WATER")
    with TestClient(app, headers={"accept-language": "en"}, follow_redirects=False) as client:
        yield client


def sign_in(browser: TestClient, password: str = PASSWORD) -> int:
    """Sign in by the API, and send the form token from then on."""
    browser.headers.pop(CSRF_HEADER, None)
    answer = browser.post("/api/v1/session", json={"login": WATER, "password": password})
    if answer.status_code == HTTPStatus.OK:
        browser.headers[CSRF_HEADER] = answer.json()["csrf"]
    return answer.status_code


@pytest.mark.parametrize(
    ("way", "leads_to"),
    [
        ("/calls?page=1", "/calls?page=1"),
        ("/\t/elsewhere.example", "/submissions"),
        ("/\r\nset-cookie: a=b", "/submissions"),
        ("//elsewhere.example", "/submissions"),
        ("https://elsewhere.example", "/submissions"),
        ("/?road=昆阳大道", "/?road=%E6%98%86%E9%98%B3%E5%A4%A7%E9%81%93"),
    ],
)
def test_signing_in_leads_nowhere_else(browser: TestClient, way: str, leads_to: str) -> None:
    answer = browser.post("/login", data={"login": WATER, "password": PASSWORD, "next": way})
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, leads_to)


@pytest.mark.parametrize("path", ["/login", "/logout", "/join/x", "/api/v1/session", "/api/v1/accounts"])
@pytest.mark.parametrize(
    "told", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {"origin": "null"}]
)
def test_a_form_before_a_session_comes_from_our_own_page(browser: TestClient, path: str, told: dict[str, str]) -> None:
    body: dict[str, Any] = {"login": WATER, "password": PASSWORD, "secret": "x", "name": "n"}
    sent = {"json": body} if path.startswith("/api/") else {"data": body}
    assert browser.post(path, headers=told, **sent).status_code == HTTPStatus.FORBIDDEN  # type: ignore[arg-type] # either way of sending
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "told", [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}, {"origin": "http://127.0.0.1:8000"}]
)
def test_our_own_form_is_taken_behind_a_proxy_too(browser: TestClient, told: dict[str, str]) -> None:
    answer = browser.post("/login", data={"login": WATER, "password": PASSWORD}, headers=told)
    assert answer.status_code == HTTPStatus.SEE_OTHER


def test_of_all_first_links_ever_printed_one_can_be_used(app: FastAPI, desk: Desk) -> None:
    old, new = (str(first_link(desk)).rsplit("/", 1)[1] for _ in range(2))
    with TestClient(app) as client:
        account = {"login": "a", "name": "A", "password": PASSWORD}
        late = client.post("/api/v1/accounts", json=account | {"secret": old})
        assert (late.status_code, late.json()["code"]) == (HTTPStatus.NOT_FOUND, "desk.invitation")
        assert client.post("/api/v1/accounts", json=account | {"secret": new}).status_code == HTTPStatus.CREATED


@pytest.mark.parametrize("begun", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1999-12-31T00:00:00Z"])
def test_a_moment_out_of_reach_is_refused_and_keeps_nobody_from_reading(
    client_of: Callable[..., TestClient], begun: str
) -> None:
    gas = client_of(Role.UTILITY, "YX-GAS")
    said = {"road_name": "路", "place": "口", "reason": "漏", "begun_at": begun}
    assert gas.post("/api/v1/emergencies", json=said).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert gas.get("/api/v1/emergencies").json() == []


@pytest.mark.parametrize("until", ["2027-01-01T00:00:00", "9999-12-31T23:59:59Z"])
def test_a_token_ends_at_a_moment_with_its_zone(client_of: Callable[..., TestClient], until: str) -> None:
    wanted = {"name": "n", "scopes": ["read_public"], "expires_at": until}
    answer = client_of(Role.AUDITOR).post("/api/v1/tokens", json=wanted)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_clock_older_than_the_calendar_stops_neither_readers_nor_rounds(
    client_of: Callable[..., TestClient], desk: Desk, clock: Clock
) -> None:
    window = client_of(Role.WINDOW)
    window.post("/api/v1/applications", json=A_FORM)
    clock.at += timedelta(days=3 * 366)
    (shown,) = window.get("/api/v1/applications").json()
    assert {task["clock"] for task in shown["tasks"]} == {"overdue"}
    assert go_round(desk, {}) == 0


def test_an_application_that_is_over_ends_the_clocks_of_its_tasks(client_of: Callable[..., TestClient]) -> None:
    window = client_of(Role.WINDOW)
    key = window.post("/api/v1/applications", json=A_FORM).json()["id"]
    over = window.post(f"/api/v1/applications/{key}/step", json={"step": "accepted"}).json()
    assert {(task["state"], task["clock"]) for task in over["tasks"]} == {("done", "met")}


def test_no_line_of_an_invitation_can_be_broken() -> None:
    now = datetime.fromisoformat("2026-11-24T09:00:00+08:00")
    place = "路口\rATTENDEE:x\x0bA\u2028B\x07　东侧"
    text = calendar_entry(key="k", made_at=now, starts_at=now, hours=2, title="t", place=place)
    assert "LOCATION:路口\\nATTENDEE:x\\nA\\nB　东侧" in text.splitlines()


def test_a_code_is_never_taken_for_a_similar_one(desk: Desk) -> None:
    person = Person(user_id="u", login="u", name="u", organisation="YX_GAS", role=Role.UTILITY)
    with desk.store.reading() as session:
        condition = select(PlannedWork.id).where(visible_works(person))
        assert r"YX\_GAS" in str(condition.compile(session.get_bind(), compile_kwargs={"literal_binds": True})) or (
            "YX/_GAS" in str(condition.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        )


def test_a_new_password_ends_every_other_session_and_every_token(browser: TestClient, app: FastAPI, desk: Desk) -> None:
    with TestClient(app) as elsewhere:
        assert (sign_in(browser), sign_in(elsewhere)) == (HTTPStatus.OK, HTTPStatus.OK)
        wrong = browser.put("/api/v1/account/password", json={"current": "x" * 12, "wanted": NEW})
        assert (wrong.status_code, wrong.json()["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "desk.current_password")
        short = browser.put("/api/v1/account/password", json={"current": PASSWORD, "wanted": "short"})
        assert short.json()["code"] == "desk.short_password"
        changed = browser.put("/api/v1/account/password", json={"current": PASSWORD, "wanted": NEW})
        assert changed.status_code == HTTPStatus.NO_CONTENT
        assert [each.get("/api/v1/me").json()["role"] for each in (browser, elsewhere)] == ["utility", "public"]
        assert [sign_in(elsewhere), sign_in(elsewhere, NEW)] == [HTTPStatus.UNAUTHORIZED, HTTPStatus.OK]
    with desk.store.reading() as session:
        user = session.scalars(select(User).where(User.login == WATER)).one()
        assert {each.revoked_at is None for each in session.scalars(select(Token))} == {False}
        told = session.scalars(select(Event).where(Event.action == "people.password")).one()
    assert user.version == 2
    assert "argon2" not in told.body


def test_a_person_says_where_it_is_told_and_the_log_keeps_it(browser: TestClient, desk: Desk) -> None:
    sign_in(browser)
    contact = {"email": "duty@water.example", "mobile": "0375 8090110", "language": "en"}
    assert browser.put("/api/v1/account", json=contact).status_code == HTTPStatus.OK
    account = browser.get("/api/v1/account").json()
    assert {name: account[name] for name in contact} == contact
    for wrong in ("a@b,c@d.example", "a b@c.example", "Ada <a@b.example>", "a@b\r\nBcc: c@d.example"):
        assert browser.put("/api/v1/account", json={"email": wrong}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    with desk.store.reading() as session:
        told = session.scalars(select(Event).where(Event.action == "people.account")).one()
    assert '"after":{"email":"duty@water.example","language":"en","mobile":"0375 8090110"}' in told.body
    assert told.actor == WATER


def test_the_page_of_ones_account_changes_it(browser: TestClient) -> None:
    browser.post("/login", data={"login": WATER, "password": PASSWORD})
    csrf = browser.get("/api/v1/me").json()["csrf"]
    form = {"csrf": csrf, "email": "duty@water.example", "mobile": "", "language": "zh"}
    assert browser.post("/account", data=form).headers["location"] == "/account?said=account_changed"
    assert 'value="duty@water.example"' in browser.get("/account").text
    refused = browser.post("/account", data=form | {"email": "nowhere"})
    assert (refused.status_code, 'value="nowhere"' in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert browser.post("/account", data=form | {"csrf": "x"}).status_code == HTTPStatus.FORBIDDEN
    wanted = {"csrf": csrf, "current": PASSWORD, "wanted": NEW}
    assert browser.post("/account/password", data=wanted).headers["location"] == "/account?said=password_changed"
    assert browser.get("/account").status_code == HTTPStatus.OK, "this browser stays signed in"
