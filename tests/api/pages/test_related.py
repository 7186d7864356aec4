"""From an application one comes to its routes and its case, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.security.roles import Role
from tests.api.pages.plan_ground import County, done, page
from tests.api.pages.test_window import FORM
from tests.api.small_county import route, with_roads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi.testclient import TestClient

    from api.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


def test_application_routes_and_case_lead_to_each_other(client_of: Callable[..., TestClient]) -> None:
    county = County(client_of)
    window, water = county.as_(Role.WINDOW), county.utility("YX-WATER")
    application = window.post("/applications/new", data=FORM).url.path
    assert "No case yet" in window.get(application).text
    tasks = done(water.get(f"/api/v1{application}"))["tasks"]
    (task,) = (each["id"] for each in tasks if each["organisation"] == "YX-WATER")
    routes = {"file": ("r.geojson", route("YX-WATER", "water", first=1, last=7, project_id="water-1"))}
    submission = done(water.post("/api/v1/submissions", files=routes, data={"task_id": task}), 201)["id"]
    county.submit("YX-POWER", "power", 2, 9)
    case = f"/cases/{county.case()}"

    assert f'href="{case}"' in page(window, application)
    assert f'href="{application}"' in page(window, case)
    assert f'href="/submissions/{submission}"' in page(water, application)
    assert f'href="/submissions/{submission}"' not in page(window, application), "the window reads no routes"
    assert f'href="{application}"' in page(water, f"/submissions/{submission}")
    assert f'href="{application}"' in page(water, case)
    assert f'href="{application}"' not in page(county.utility("YX-POWER"), case), "it has no task of it"
    assert f'href="{application}"' not in page(county.authority("P1"), case)
    told = page(window, case)
    assert "容缺材料尚缺：设计文件、地下管线现状图与保护方案、授权委托书" in told
