"""Signing in with an OpenID provider: whoever was invited gets in, by the provider's word as far as that holds."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import OctKey, RSAKey
from pydantic import HttpUrl, SecretStr
from sqlalchemy import func, select

from api.app import SYSTEM
from api.security.access import COOKIE
from api.security.roles import Role
from api.store.tables import User
from tests.api.security.provider import CLIENT, SECRET, OpenIdProvider, provider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from api.settings import Settings
    from api.state import Desk

EMAIL = "Reader@water.example"
VERIFIED = {"email": "reader@water.example", "email_verified": True, "preferred_username": "known"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def identity() -> Iterator[OpenIdProvider]:
    with provider() as running:
        running.claims = dict(VERIFIED)
        yield running


@pytest.fixture
def claim() -> str | None:
    """Return the claim that holds logins; None to go by addresses."""
    return None


@pytest.fixture
def settings(settings: Settings, identity: OpenIdProvider, claim: str | None) -> Settings:
    given = {
        "oidc_issuer": HttpUrl(identity.issuer),
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SecretStr(SECRET),
        "oidc_login_claim": claim,
        "base_url": "http://testserver",
    }
    return settings.model_copy(update=given)


@pytest.fixture
def browser(app: FastAPI, client_of: Callable[..., TestClient], desk: Desk) -> Iterator[TestClient]:
    """Yield a browser on a desk where the water company has an account."""
    client_of(Role.UTILITY, "YX-WATER", "known")
    with desk.store.changing(SYSTEM, "test.address") as change:
        change.session.scalars(select(User).where(User.login == "known")).one().email = EMAIL
    with TestClient(app, follow_redirects=False, headers={"accept-language": "en"}) as client:
        yield client


def test_the_page_of_signing_in_leads_to_the_provider(browser: TestClient) -> None:
    assert 'href="/oidc/login"' in browser.get("/login").text


def begun(browser: TestClient) -> str:
    """Begin a sign-in, go to the provider, and return the way back."""
    started = browser.get("/oidc/login")
    assert started.status_code == HTTPStatus.SEE_OTHER
    asked = {name: value[0] for name, value in parse_qs(urlsplit(started.headers["location"]).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    back = httpx.get(started.headers["location"]).headers["location"]
    assert back.startswith("http://testserver/oidc/callback?")
    return str(back)


def refused(answer: Any) -> None:
    assert answer.status_code == HTTPStatus.FORBIDDEN, answer.text
    assert COOKIE not in answer.cookies


def test_who_was_invited_signs_in_by_a_verified_address(browser: TestClient) -> None:
    answer = browser.get(begun(browser))
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, "/submissions")
    me = browser.get("/api/v1/me").json()
    assert (me["login"], me["organisation"], me["role"]) == ("known", "YX-WATER", "utility")


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "stranger@water.example"},
        {"email": None},
        {"iss": "http://elsewhere.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"nonce": "another"},
        {"exp": 1},
    ],
    ids=str,
)
def test_nobody_else_signs_in(
    browser: TestClient, identity: OpenIdProvider, desk: Desk, claims: dict[str, Any]
) -> None:
    identity.claims |= claims
    refused(browser.get(begun(browser)))
    with desk.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1, "and no account was made"


def test_a_signature_of_another_key_or_of_a_shared_secret_is_none(
    browser: TestClient, identity: OpenIdProvider
) -> None:
    identity.signing = RSAKey.generate_key(2048, {"kid": "1"})
    refused(browser.get(begun(browser)))
    identity.signing, identity.header = OctKey.import_key(SECRET), {"alg": "HS256", "kid": "1"}
    refused(browser.get(begun(browser)))


def test_a_sign_in_ends_in_the_browser_that_began_it_and_once(browser: TestClient, app: FastAPI) -> None:
    back = begun(browser)
    with TestClient(app, follow_redirects=False) as other:
        refused(other.get(back))
        begun(other)
        refused(other.get(back))
    changed = back.replace("state=", "state=x")
    refused(browser.get(changed))
    assert browser.get(back).status_code == HTTPStatus.SEE_OTHER
    refused(browser.get(back))


def test_a_closed_account_or_an_address_of_two_lets_nobody_in(
    browser: TestClient, client_of: Callable[..., TestClient], desk: Desk
) -> None:
    client_of(Role.UTILITY, "YX-GAS", "other")
    with desk.store.changing(SYSTEM, "test.address") as change:
        change.session.scalars(select(User).where(User.login == "other")).one().email = EMAIL
    refused(browser.get(begun(browser)))
    with desk.store.changing(SYSTEM, "test.close") as change:
        for user in change.session.scalars(select(User)):
            user.closed_at = change.at
    refused(browser.get(begun(browser)))


def test_a_provider_that_is_not_there_is_told_so(
    browser: TestClient, settings: Settings, identity: OpenIdProvider
) -> None:
    assert str(settings.oidc_issuer).startswith(identity.issuer)
    identity.issuer = "http://elsewhere.example"
    assert browser.get("/oidc/login").status_code == HTTPStatus.BAD_GATEWAY


@pytest.mark.parametrize("claim", ["preferred_username"])
def test_where_the_settings_name_a_claim_it_holds_the_login(browser: TestClient, identity: OpenIdProvider) -> None:
    identity.claims["email_verified"] = False
    assert browser.get(begun(browser)).status_code == HTTPStatus.SEE_OTHER
    identity.claims |= {"preferred_username": "somebody", "email_verified": True}
    refused(browser.get(begun(browser)))
