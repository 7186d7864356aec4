"""Passwords cannot be tried at will: not for one login, not from one address, not by many at once."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.problems import Problem
from api.security.roles import Role
from api.security.throttle import Throttle
from tests.api.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from httpx2 import Response

    from api.settings import Settings
    from tests.api.conftest import Clock

TRIES, OF_ADDRESS, MINUTES = 3, 8, 15


@pytest.fixture
def settings(settings: Settings) -> Settings:
    limits = {"sign_in_tries": TRIES, "sign_in_tries_of_address": OF_ADDRESS, "sign_in_minutes": MINUTES}
    return settings.model_copy(update=limits)


@pytest.fixture
def gate(app: FastAPI, client_of: Callable[..., TestClient]) -> Callable[..., Response]:
    """Give a way to try a password from an address; the water company's login is ``known``."""
    client_of(Role.UTILITY, "YX-WATER", "known")

    def tried(login: str, password: str, address: str = "10.0.0.1") -> Response:
        with TestClient(app, client=(address, 1), headers={"accept-language": "en"}) as browser:
            return browser.post("/api/v1/session", json={"login": login, "password": password})

    return tried


@pytest.mark.parametrize("login", ["known", "unknown"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_login_is_held_back_whether_it_exists_or_not(gate: Callable[..., Response], clock: Clock, login: str) -> None:
    tried = [gate(login, "wrong password", f"10.0.0.{n}") for n in range(TRIES + 1)]
    assert [each.status_code for each in tried] == [HTTPStatus.UNAUTHORIZED] * TRIES + [HTTPStatus.TOO_MANY_REQUESTS]
    held = tried[-1]
    assert held.headers["content-type"] == "application/problem+json"
    assert held.json()["code"] == "desk.too_many_tries"
    seconds = int(held.headers["retry-after"])
    assert 0 < seconds <= MINUTES * 60
    assert gate(login, PASSWORD).status_code == HTTPStatus.TOO_MANY_REQUESTS, "not even the right one"
    clock.at += timedelta(seconds=seconds)
    right = HTTPStatus.OK if login == "known" else HTTPStatus.UNAUTHORIZED
    assert gate(login, PASSWORD).status_code == right


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_address_is_held_back_whatever_login_it_tries(gate: Callable[..., Response]) -> None:
    tried = [gate(f"somebody{n}", "wrong password").status_code for n in range(OF_ADDRESS)]
    assert set(tried) == {HTTPStatus.UNAUTHORIZED}
    assert gate("known", PASSWORD).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert gate("known", PASSWORD, "10.0.0.2").status_code == HTTPStatus.OK


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_signing_in_often_is_no_guessing(gate: Callable[..., Response]) -> None:
    assert {gate("known", PASSWORD).status_code for _ in range(OF_ADDRESS + 1)} == {HTTPStatus.OK}


def test_many_tries_at_once_are_counted_one_by_one(clock: Clock) -> None:
    throttle, outcomes, together = Throttle(clock, {"login": 5}, 15), Counter[str](), threading.Barrier(20)

    def attempt() -> None:
        together.wait()
        try:
            throttle.take(login="known")
            outcomes.update(["taken"])
        except Problem:
            outcomes.update(["held"])

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"taken": 5, "held": 15}
