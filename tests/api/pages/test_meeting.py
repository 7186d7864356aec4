"""The pack of the monthly meeting on screen."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from api.security.roles import Role
from tests.api.pages.plan_ground import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from tests.api.conftest import Clock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_last_month_comes_first_and_the_others_are_one_step_away(
    client_of: Callable[..., TestClient], clock: Clock
) -> None:
    officer = client_of(Role.OFFICER)
    assert clock.at.month == 11

    shown = page(officer, "/meeting")
    assert "2026年10月" in shown
    assert "本月没有。" in shown
    assert 'href="/meeting?month=2026-09"' in shown
    assert 'href="/api/v1/meeting.pdf?month=2026-10&amp;lang=zh"' in shown
    this = page(officer, "/meeting?month=2026-11&lang=en")
    assert 'href="/meeting?month=2026-10"' in this
    assert "month=2026-12" not in this
    assert officer.get("/api/v1/meeting.xlsx?month=2026-10&lang=zh").status_code == HTTPStatus.OK


def test_a_month_that_is_none_is_refused_in_words(client_of: Callable[..., TestClient]) -> None:
    answer = client_of(Role.ENGINEER).get("/meeting?month=2026-13", params=None)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "<h1>" in answer.text or 'role="alert"' in answer.text
