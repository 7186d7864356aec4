"""Sessions, forms, tokens and invitations: what lets in, and what does not."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import first_link
from api.security.access import COOKIE, CSRF_HEADER
from api.security.roles import Role
from api.security.secrets import sign_session
from api.store.tables import Event, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from api.state import Desk
    from tests.api.conftest import Clock

PASSWORD = "correct horse battery"  # noqa: S105 - of test accounts


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, headers={"accept-language": "en"}) as client:
        yield client


@pytest.fixture
def administrator(browser: TestClient, desk: Desk) -> TestClient:
    """Give a browser in which the first administrator has joined by the one-time link and signed in."""
    link = first_link(desk)
    assert link is not None
    account = {"secret": link.rsplit("/", 1)[1], "login": "admin", "name": "Administrator", "password": PASSWORD}
    assert browser.post("/api/v1/accounts", json=account).status_code == HTTPStatus.CREATED
    me = browser.post("/api/v1/session", json={"login": "admin", "password": PASSWORD}).json()
    browser.headers[CSRF_HEADER] = me["csrf"]
    return browser


def test_the_first_link_works_once_and_is_made_no_more(administrator: TestClient, desk: Desk) -> None:
    assert administrator.get("/api/v1/me").json()["role"] == "administrator"
    assert first_link(desk) is None


def test_a_used_invitation_is_refused(browser: TestClient, desk: Desk) -> None:
    secret = str(first_link(desk)).rsplit("/", 1)[1]
    account = {"secret": secret, "login": "a", "name": "A", "password": PASSWORD}
    assert browser.post("/api/v1/accounts", json=account).status_code == HTTPStatus.CREATED
    again = browser.post("/api/v1/accounts", json=account | {"login": "b"})
    assert (again.status_code, again.json()["code"]) == (HTTPStatus.NOT_FOUND, "desk.invitation")


def test_an_old_invitation_is_refused(browser: TestClient, desk: Desk, clock: Clock) -> None:
    secret = str(first_link(desk)).rsplit("/", 1)[1]
    clock.at += timedelta(hours=desk.settings.invitation_hours + 1)
    account = {"secret": secret, "login": "a", "name": "A", "password": PASSWORD}
    assert browser.post("/api/v1/accounts", json=account).status_code == HTTPStatus.NOT_FOUND


def test_a_short_password_is_refused_in_the_language_asked_for(browser: TestClient, desk: Desk) -> None:
    secret = str(first_link(desk)).rsplit("/", 1)[1]
    account = {"secret": secret, "login": "a", "name": "A", "password": "short"}
    english = browser.post("/api/v1/accounts", json=account)
    chinese = browser.post("/api/v1/accounts?lang=zh", json=account)
    assert english.headers["content-type"] == "application/problem+json"
    assert english.json()["detail"] == "A password has at least 12 characters."
    assert chinese.json()["detail"] == "密码至少 12 个字符。"


@pytest.mark.parametrize(("login", "password"), [("admin", "wrong password!"), ("nobody", PASSWORD)])
def test_a_wrong_login_or_password_says_the_same(administrator: TestClient, login: str, password: str) -> None:
    answer = administrator.post("/api/v1/session", json={"login": login, "password": password})
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.UNAUTHORIZED, "desk.wrong_password")


def test_a_form_from_elsewhere_is_refused(administrator: TestClient) -> None:
    wanted = {"role": "utility", "organisation": "YX-GAS"}
    del administrator.headers[CSRF_HEADER]
    refused = administrator.post("/api/v1/invitations", json=wanted)
    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.FORBIDDEN, "desk.foreign_form")
    other = administrator.post("/api/v1/invitations", json=wanted, headers={CSRF_HEADER: "guessed"})
    assert other.status_code == HTTPStatus.FORBIDDEN


def test_a_role_belongs_to_its_kind_of_organisation(administrator: TestClient) -> None:
    def invite(role: str, organisation: str) -> int:
        return administrator.post("/api/v1/invitations", json={"role": role, "organisation": organisation}).status_code

    assert invite("utility", "YX-GAS") == HTTPStatus.CREATED
    assert invite("officer", "YX-GAS") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert invite("utility", "NOBODY") == HTTPStatus.UNPROCESSABLE_ENTITY


def test_closing_an_account_ends_its_session_and_its_tokens(
    administrator: TestClient, client_of: Callable[..., TestClient], desk: Desk
) -> None:
    program, other_browser = client_of(Role.UTILITY), client_of(Role.PUBLIC)
    with desk.store.reading() as session:
        user = session.scalars(select(User).where(User.role == "utility")).one()
    other_browser.cookies.set(COOKIE, sign_session(desk.key, user.id, user.version, "c"))
    assert other_browser.get("/api/v1/me").json()["role"] == "utility"
    assert program.get("/api/v1/tokens").status_code == HTTPStatus.OK
    assert administrator.delete(f"/api/v1/accounts/{user.id}").status_code == HTTPStatus.NO_CONTENT
    assert program.get("/api/v1/tokens").status_code == HTTPStatus.UNAUTHORIZED
    assert other_browser.get("/api/v1/me").json()["role"] == "public"


def test_a_forged_cookie_is_nobody(browser: TestClient) -> None:
    browser.cookies.set(COOKIE, sign_session("another key", "x", 1, "c"))
    assert browser.get("/api/v1/me").json()["role"] == "public"


def test_a_token_has_only_its_scopes_and_ends_when_revoked(client_of: Callable[..., TestClient], app: FastAPI) -> None:
    owner = client_of(Role.AUDITOR)
    made = owner.post("/api/v1/tokens", json={"name": "n", "scopes": ["read_public"]}).json()
    with TestClient(app, headers={"authorization": f"Bearer {made['secret']}"}) as program:
        assert program.get("/api/v1/organisations").status_code == HTTPStatus.OK
        assert program.get("/api/v1/tokens").status_code == HTTPStatus.FORBIDDEN
        assert owner.delete(f"/api/v1/tokens/{made['id']}").status_code == HTTPStatus.NO_CONTENT
        assert program.get("/api/v1/organisations").status_code == HTTPStatus.UNAUTHORIZED


def test_a_token_cannot_have_more_than_its_owner(client_of: Callable[..., TestClient]) -> None:
    answer = client_of(Role.UTILITY).post("/api/v1/tokens", json={"name": "n", "scopes": ["decide", "read_log"]})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "decide" in answer.json()["detail"]


def test_no_secret_reaches_the_log(administrator: TestClient, desk: Desk) -> None:
    made = administrator.post("/api/v1/tokens", json={"name": "n", "scopes": ["read_public"]}).json()
    with desk.store.reading() as session:
        told = "".join(session.scalars(select(Event.body)))
    assert made["secret"] not in told
    assert "argon2" not in told
    assert "people.token" in told


def test_a_body_larger_than_allowed_is_refused_whether_or_not_it_tells_its_size(
    browser: TestClient, desk: Desk
) -> None:
    size = desk.settings.upload_bytes + 100_000
    told = browser.post("/api/v1/session", content=b" " * size)
    untold = browser.post("/api/v1/session", content=(b" " * 65_536 for _ in range(size // 65_536 + 1)))
    assert (told.status_code, untold.status_code) == (413, 413)


def test_a_malformed_body_lists_every_fault(browser: TestClient) -> None:
    answer = browser.post("/api/v1/session", json={"login": "", "pass": 1})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert {fault["field"] for fault in answer.json()["faults"]} == {"body.login", "body.password"}
