"""The log by its pages: what is asked for, what an event changed, and whether the chain holds."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from api.app import SYSTEM
from api.security.roles import Role
from api.store.tables import Organisation
from tests.api.pages.plan_ground import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from api.state import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def auditor(client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(Role.AUDITOR)


def rename(desk: Desk, subject: str, name: str) -> None:
    with desk.store.changing(SYSTEM, "people.rename", subject) as change:
        change.session.get_one(Organisation, "YX-GAS").en = name


def test_events_are_read_page_by_page_and_by_what_they_are_about(auditor: TestClient, desk: Desk) -> None:
    for number in range(60):
        rename(desk, f"gas/{number % 2}", f"Gas {number}")

    first = page(auditor, "/log")
    assert first.count('<td class="number">') == 50
    assert "更早的记录" in first
    older = first.split("before=")[1].split('"')[0]
    assert page(auditor, f"/log?before={older}&lang=zh").count('<td class="number">') < 50

    odd = page(auditor, "/log?subject=gas/1&lang=zh")
    assert odd.count("gas/1</a>") == 30
    assert "gas/0</a>" not in odd
    assert page(auditor, "/log?actor=system&action=people.rename&lang=zh").count("people.rename</td>") == 50
    assert "请放宽筛选" in page(auditor, "/log?actor=nobody&lang=zh")
    assert "请放宽筛选" in page(auditor, "/log?subject=%25&lang=zh")


def test_an_event_shows_what_was_and_what_is(auditor: TestClient, desk: Desk) -> None:
    rename(desk, "gas", "Before")
    rename(desk, "gas", "After")
    number = auditor.get("/api/v1/events", params={"limit": 1000}).json()[-1]["number"]

    shown = page(auditor, f"/log/{number}")

    assert '<td class="long">Before</td><td class="long">After</td>' in shown
    assert auditor.get("/log/999999").status_code == HTTPStatus.NOT_FOUND


def test_the_chain_is_proven_and_a_break_is_found(auditor: TestClient, desk: Desk) -> None:
    whole = auditor.post("/log/proof", params={"lang": "zh"})
    assert "日志链完整" in whole.text

    with desk.store.engine.connect() as connection:
        connection.execute(text("DROP TRIGGER keep_event_update"))
        connection.execute(text("UPDATE event SET actor = 'somebody else' WHERE number = 1"))
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN")

    broken = auditor.post("/log/proof", params={"lang": "zh"})
    assert "第 1 条：列与内容不符" in broken.text
