"""Nothing expires silently: each clock tells of itself once before its end, at its end, and after it."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.app import SYSTEM
from api.desk.reminders import remind
from api.desk.tell import tell
from api.security.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from api.state import Desk
    from tests.api.conftest import Clock

A_FORM: dict[str, Any] = {
    "track": "small_micro",
    "applicant": {"name": "叶县某商店"},
    "handler": {"name": "经办人"},
    "address": "昆阳大道",
    "ticked": [{"service": "water", "business": "new"}, {"service": "heat", "business": "new"}],
    "papers": ["identity"],
}


def look(desk: Desk) -> int:
    with desk.store.changing(SYSTEM, "clocks") as change:
        return remind(change, desk)


def told(client: TestClient) -> list[str]:
    return sorted(message["text"] for message in client.get("/api/v1/messages?lang=en").json())


def test_a_task_is_reminded_of_before_at_and_after_its_end_and_only_once_each(
    client_of: Callable[..., TestClient], desk: Desk, clock: Clock
) -> None:
    number = client_of(Role.WINDOW).post("/api/v1/applications", json=A_FORM).json()["number"]
    heat, administrator = client_of(Role.UTILITY, "YX-HEAT"), client_of(Role.ENGINEER)
    assert look(desk) == 0
    seen: list[tuple[int, int]] = []
    # water is due on Tuesday 1 December, heat on Friday 4 December
    for day in (30, 31, 34, 35, 38):
        clock.at = clock.at.replace(month=11, day=24) + timedelta(days=day - 24)
        look(desk)
        look(desk)
        seen.append((len(told(heat)), len(told(administrator))))
    assert seen == [(0, 0), (0, 0), (1, 1), (2, 1), (2, 2)]
    assert all(number in text for text in told(heat))


def test_the_inbox_and_the_calls_come_page_by_page(client_of: Callable[..., TestClient], desk: Desk) -> None:
    water = client_of(Role.UTILITY, "YX-WATER")
    with desk.store.changing(SYSTEM, "test.tell") as change:
        for number in range(desk.settings.page_size + 5):
            tell(change, ["YX-WATER"], "told.design", {"case": f"AJ{number:03}"}, about=f"design/{number}")

    def page(**asked: int) -> list[str]:
        return [each["id"] for each in water.get("/api/v1/messages", params=asked).json()]

    whole = page(limit=1_000)
    assert len(whole) == desk.settings.page_size + 5
    assert (page(), page(offset=desk.settings.page_size)) == (whole[:-5], whole[-5:])
    assert page(limit=2, offset=3) == whole[3:5]
    first, second = (water.get("/inbox", params={"page": number}).text for number in (0, 1))
    assert (first.count('<li class="card'), second.count('<li class="card')) == (100, 5)
    assert (water.get("/api/v1/calls?limit=1&offset=1").json(), water.get("/api/v1/calls?limit=0").status_code) == (
        [],
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )
    csrfless = water.post("/inbox/read", follow_redirects=False)
    assert csrfless.status_code == HTTPStatus.SEE_OTHER, "a program's token needs no form token"
    assert {each["read_at"] is None for each in water.get("/api/v1/messages").json()} == {False}
