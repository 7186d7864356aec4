"""A submission is warned of roads it may not dig yet and of metres on no road, in the language of its page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from api.security.roles import Role
from tests.api.small_county import route, with_roads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi.testclient import TestClient

    from api.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Return settings whose first section was paved anew in 2025, and no other in twenty years."""
    county = with_roads(settings, tmp_path)
    assert county.roads is not None
    roads = json.loads(county.roads.read_bytes())
    for each in roads["features"]:
        new = each["properties"]["section_id"] == "S0"
        each["properties"] |= {"paved_on": "2025-06-01" if new else "2007-06-01", "paved_kind": "new"}
    county.roads.write_text(json.dumps(roads), encoding="utf-8")
    return county


def test_new_paving_and_metres_on_no_road_are_told(client_of: Callable[..., TestClient]) -> None:
    water = client_of(Role.UTILITY, "YX-WATER")

    def submitted(first: float, last: float) -> dict[str, Any]:
        files = {"file": ("r.geojson", route("YX-WATER", "water", first=first, last=last))}
        told: dict[str, Any] = water.post("/api/v1/submissions", files=files).json()
        return told

    paved = submitted(1, 3)
    (warning,) = paved["warnings"]
    assert (warning["code"], warning["project"]) == ("submission.moratorium", "p1")
    assert "2030年6月1日前不得挖掘" in warning["text"]
    shown = water.get(f"/submissions/{paved['id']}", params={"lang": "en"}).text
    assert "may not be dug before 2030-06-01" in shown
    assert "needs the approval of the People&#39;s Government of Ye County" in shown
    assert "须报叶县人民政府批准" in water.get(f"/submissions/{paved['id']}", params={"lang": "zh"}).text
    codes = {each["code"] for each in submitted(14, 20)["warnings"]}
    assert "submission.partly_off_roads" in codes
    assert "submission.moratorium" not in codes
