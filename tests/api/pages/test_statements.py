"""A page asks the store as often for many rows as for few, and so does handing routes in."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from api.security.roles import Role
from tests.api.pages.plan_ground import County, done
from tests.api.small_county import route, with_roads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

    from api.settings import Settings
    from api.state import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
UTILITIES = {"YX-WATER": "water", "YX-POWER": "power", "YX-GAS": "gas"}
OF_EVERYBODY = ("/", "/ogc/collections/sections/items", "/ogc/collections/works/items", "/ogc/collections")
OF_UTILITIES = ("/submissions", "/calls", "/projects", "/api/v1/submissions", "/api/v1/calls")
OF_THE_ENGINEER = (
    "/submissions",
    "/calls",
    "/plans/new",
    "/declined",
    "/meeting",
    "/api/v1/submissions",
    "/ogc/collections/stretches/items",
)
OF_A_PLAN = ("", "/map", "/map/data", "/timeline.svg", "/works/{work}", "/works/{work}/site.svg")


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


@pytest.fixture
def county(client_of: Callable[..., TestClient]) -> County:
    return County(client_of)


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """Give the statements the store is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(desk.store.engine, "before_cursor_execute", note)
    yield asked
    event.remove(desk.store.engine, "before_cursor_execute", note)


def hand_in(county: County, number: int) -> None:
    """Let every utility hand in a route of its own on the same metres, the last one in confidence."""
    for utility, service in UTILITIES.items():
        content = route(utility, service, first=1 + number / 10, last=9, project_id=f"{service}-{number}")
        secret = {"confidential": str(utility == "YX-GAS").lower()}
        client = county.utility(utility)
        done(client.post("/api/v1/submissions", files={"file": ("r.geojson", content)}, data=secret), 201)


def asked(county: County, desk: Desk) -> dict[tuple[str, str], int]:
    """Return how many statements each page takes when it is asked for the second time."""
    plan = county.accepted()
    paths = [each.format(work=plan["works"][0]["work_id"]) for each in OF_A_PLAN]
    of_a_plan = [f"/plans/{plan['id']}{path}" for path in paths]
    visits = [
        *((county.as_(Role.PUBLIC), path) for path in OF_EVERYBODY),
        *((county.utility("YX-WATER"), path) for path in OF_UTILITIES),
        *((county.engineer, path) for path in (*OF_THE_ENGINEER, *of_a_plan)),
    ]
    counted = {}
    for number, (client, path) in enumerate(visits):
        assert client.get(path).is_success, path
        with statements(desk) as told:
            assert client.get(path).is_success, path
        counted[f"{number}", path.replace(plan["id"], "N").replace(plan["works"][0]["work_id"], "W")] = len(told)
    return counted


def test_pages_ask_no_more_often_for_more_rows(county: County, desk: Desk) -> None:
    hand_in(county, 0)
    # a plan with one before it takes one statement more
    county.accepted()
    few = asked(county, desk)
    for number in range(1, 6):
        hand_in(county, number)
    assert asked(county, desk) == few


def test_handing_in_asks_no_more_often_where_more_are_met(county: County, desk: Desk) -> None:
    hand_in(county, 0)
    counts = []
    for number in range(1, 6):
        with statements(desk) as told:
            hand_in(county, number)
        counts.append(len(told))
    assert len(set(counts)) == 1, counts
    assert len(county.utility("YX-WATER").get("/api/v1/calls").json()) > 20
