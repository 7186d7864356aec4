"""Whatever goes wrong, in a route or around it, is a problem document; the page of the API needs no network."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import sync_playwright

from api.security.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from api.settings import Settings

JSON = {"content-type": "application/json"}
FORM = {"content-type": "multipart/form-data; boundary=b"}
REQUESTS: list[tuple[HTTPStatus, str, str, dict[str, Any]]] = [
    (HTTPStatus.NOT_FOUND, "GET", "/api/v1/nothing", {}),
    (HTTPStatus.NOT_FOUND, "GET", "/static/maps/nothing.js", {}),
    (HTTPStatus.METHOD_NOT_ALLOWED, "PUT", "/api/v1/me", {}),
    (HTTPStatus.METHOD_NOT_ALLOWED, "TRACE", "/api/v1/me", {}),
    (HTTPStatus.UNPROCESSABLE_ENTITY, "POST", "/api/v1/session", {"content": b"{", "headers": JSON}),
    (HTTPStatus.UNPROCESSABLE_ENTITY, "POST", "/api/v1/session", {"content": b"", "headers": JSON}),
    (HTTPStatus.BAD_REQUEST, "POST", "/api/v1/session", {"content": b'{"login": "\xff"}', "headers": JSON}),
    (HTTPStatus.BAD_REQUEST, "POST", "/api/v1/bundles/check", {"content": b"no part", "headers": FORM}),
    (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "POST", "/api/v1/session", {"content": bytes(200_000), "headers": JSON}),
    (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "POST", "/api/v1/bundles/check", {"files": {"file": bytes(200_000)}}),
    (HTTPStatus.UNAUTHORIZED, "GET", "/api/v1/me", {"headers": {"authorization": "Bearer guessed"}}),
    (HTTPStatus.BAD_REQUEST, "GET", "/ogc/collections/sections/items?bbox=1", {}),
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"upload_bytes": 100_000})


@pytest.fixture
def somebody(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_error_is_a_problem_document(somebody: TestClient) -> None:
    for status, method, path, request in REQUESTS:
        answer = somebody.request(method, path, **request)
        told = (answer.status_code, answer.headers["content-type"])
        assert told == (status, "application/problem+json"), (method, path, answer.text)
        body = answer.json()
        assert (body["status"], body["title"]) == (status, status.phrase)
        assert body["code"].startswith("desk."), body


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_defect_of_ours_is_owned_up_to_and_not_told(somebody: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.people.Organisation", None)
    answer = somebody.get("/api/v1/organisations")
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.INTERNAL_SERVER_ERROR, "desk.http_500")
    assert "Organisation" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.postgis
@pytest.mark.parametrize("database_url", ["postgis"], indirect=True)
def test_what_postgresql_cannot_hold_is_refused(client_of: Callable[..., TestClient]) -> None:
    begun = {"road_name": "a\x00b", "place": "p", "reason": "r", "begun_at": "2026-11-24T00:00:00Z"}
    answer = client_of(Role.UTILITY).post("/api/v1/emergencies", json=begun)
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "desk.malformed")


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_apis_page_lists_every_operation_and_asks_nobody_else(
    settings: Settings, running: Callable[[Settings], str], app: FastAPI
) -> None:
    address = running(settings)
    asked: list[str] = []
    complaints: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/api/docs")
        page.wait_for_selector(".opblock-summary")
        operations = page.locator(".opblock-summary").count()
        chromium.close()
    described = app.openapi()["paths"].values()
    assert operations == sum(len(way) for way in described)
    assert complaints == []
    assert {url for url in asked if not url.startswith((address, "data:"))} == set()
