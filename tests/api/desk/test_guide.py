"""The published guide says what the notice and the rulebook say, and no fee without a source."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from api.desk.guide import guide_of
from api.security.roles import Role
from planner.rulebook.desk_rules import Fee
from planner.rulebook.figures import Figure, Status
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from planner.rulebook.model import Rulebook


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """Return the rulebook of Ye County."""
    return default_rulebook()


def test_both_tracks_and_the_hotlines_of_annex_4_are_told(rulebook: Rulebook) -> None:
    guide = guide_of(rulebook)
    steps = {track.id: [step.zh for step in track.steps] for track in guide.tracks}
    assert len(steps["small_micro"]) == 3
    assert steps["construction_permit"][3:] == ["联合勘查", "确定方案", "协同设计", "联合审批", "协同施工", "联合验收"]
    assert {(service, line.telephone) for line in guide.hotlines for service in line.services} == {
        ("water", "0375-8090110"),
        ("power", "0375-8812345"),
        ("gas", "0375-8591117"),
        ("heat", "0375-6111508"),
        ("telecom", "0375-8053465"),
    }
    assert {line.holder_zh for line in guide.hotlines if line.services == ("telecom",)} == {"叶县工业和信息化局"}
    assert {each.paper.id for each in guide.papers if not each.tolerated} == {"identity"}


def test_every_promise_has_its_source_and_status(rulebook: Rulebook) -> None:
    promises = {each.id: each for each in guide_of(rulebook).promises}
    assert (promises["connection.heat"].value, promises["connection.heat"].status) == (8, "V")
    assert (promises["joint_approval_limit"].value, promises["emergency"].unit) == (45, "hours")
    assert all(each.source in rulebook.sources and each.status for each in promises.values())


def _fee(status: Status) -> Fee:
    amount = Figure(value=12.5, status=status, source="urban_roads", clause="第37条")
    return Fee(id=status.value, zh="占用费", en="Occupation", per_zh="平方米·日", per_en="m² and day", amount=amount)


def test_a_fee_is_published_only_where_its_source_was_read(rulebook: Rulebook) -> None:
    assert guide_of(rulebook).fees == ()
    fees = tuple(_fee(status) for status in Status)
    guide = guide_of(replace(rulebook, desk=replace(rulebook.desk, fees=fees)))
    assert [(fee.fee.id, fee.yuan, fee.source_zh) for fee in guide.fees] == [
        (status, 12.5, rulebook.sources["urban_roads"].title) for status in ("V", "C")
    ]


def test_anyone_may_read_it(client_of: Callable[..., TestClient]) -> None:
    answer = client_of(Role.PUBLIC).get("/api/v1/guide")
    assert answer.status_code == HTTPStatus.OK
    assert answer.json()["county_zh"] == "叶县"
