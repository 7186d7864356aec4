"""Signing in by the page, the frame around every page, and what goes wrong told as a page."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.app import SYSTEM
from api.desk.people import BUREAU, WINDOW, invite
from api.security.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from api.state import Desk

PASSWORD = "a long enough password"  # noqa: S105 - of a test account


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    """Give a client with cookies that does not follow redirects, and asks for Chinese."""
    with TestClient(app, follow_redirects=False, headers={"accept-language": "zh-CN"}) as client:
        yield client


@pytest.fixture
def link(desk: Desk) -> str:
    with desk.store.changing(SYSTEM, "test.let_in", BUREAU) as change:
        return f"/join/{invite(change, Role.WINDOW, WINDOW, 1)}"


def joined(browser: TestClient, link: str, login: str = "window.one") -> None:
    form = {"login": login, "name": "窗口甲", "email": "", "password": PASSWORD}
    assert browser.post(link, data=form).status_code == HTTPStatus.SEE_OTHER


def test_an_invited_person_joins_signs_in_and_leaves(browser: TestClient, link: str) -> None:
    joined(browser, link)
    sent = browser.post("/login", data={"login": "window.one", "password": PASSWORD})
    assert (sent.status_code, sent.headers["location"]) == (HTTPStatus.SEE_OTHER, "/applications")

    me = browser.get("/api/v1/me").json()
    assert (me["login"], me["role"]) == ("window.one", "window")

    left = browser.post("/logout", data={"csrf": me["csrf"]})
    assert left.headers["location"] == "/login?said=signed_out"
    assert "已退出" in browser.get(left.headers["location"]).text
    assert browser.get("/api/v1/me").json()["role"] == "public"


def test_a_link_serves_once(browser: TestClient, link: str) -> None:
    joined(browser, link)
    again = browser.post(link, data={"login": "window.two", "name": "窗口乙", "password": PASSWORD})

    assert again.status_code == HTTPStatus.NOT_FOUND
    assert "此邀请链接无效" in again.text
    assert 'value="window.two"' in again.text


def test_every_fault_of_a_form_is_told_and_nothing_typed_is_lost(browser: TestClient, link: str) -> None:
    answer = browser.post(link, data={"login": "two words", "name": "", "password": PASSWORD})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "用户名：含有不允许的字符。" in answer.text
    assert "姓名或名称：此项必填。" in answer.text
    assert 'value="two words"' in answer.text
    assert "<title>错误：" in answer.text
    assert 'tabindex="-1" autofocus' in answer.text
    assert '<li data-field="login">' in answer.text


def test_a_defect_of_ours_is_a_page_for_people(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.public.open_works", None)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/", headers={"accept-language": "zh-CN"})

    assert (answer.status_code, answer.headers["content-type"][:9]) == (HTTPStatus.INTERNAL_SERVER_ERROR, "text/html")
    assert "平台内部出错" in answer.text


def test_no_provider_is_offered_where_there_is_none(browser: TestClient) -> None:
    assert "oidc" not in browser.get("/login").text


def test_a_wrong_password_keeps_the_name(browser: TestClient) -> None:
    answer = browser.post("/login", data={"login": "nobody", "password": "wrong"})

    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert "用户名或密码不正确" in answer.text
    assert 'value="nobody"' in answer.text


@pytest.mark.parametrize("path", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"])
def test_nobody_is_sent_elsewhere(browser: TestClient, link: str, path: str) -> None:
    joined(browser, link)
    sent = browser.post("/login", data={"login": "window.one", "password": PASSWORD, "next": path})

    assert sent.headers["location"] == "/applications"


def test_the_language_stays(browser: TestClient) -> None:
    assert '<html lang="zh-CN">' in browser.get("/login").text
    assert browser.get("/language/en?next=/login").headers["location"] == "/login"
    assert '<html lang="en">' in browser.get("/login").text


def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(browser: TestClient) -> None:
    page, document = browser.get("/nothing"), browser.get("/api/v1/nothing")

    assert (page.status_code, document.status_code) == (HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND)
    assert "没有找到" in page.text
    assert document.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/login", "/nothing", "/api/v1/me", "/static/pages/desk.css"])
def test_every_answer_forbids_what_comes_from_elsewhere(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert re.search(r"script-src 'self'(;|$)", headers["content-security-policy"])
    assert headers["x-content-type-options"] == "nosniff"
