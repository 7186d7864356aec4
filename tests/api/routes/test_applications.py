"""The joint application form at the window: one form, a task for each utility, papers that may follow."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.security.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from tests.api.conftest import Clock

A_FORM: dict[str, Any] = {
    "track": "small_micro",
    "applicant": {"name": "叶县某食品厂", "trade": "食品加工"},
    "handler": {"name": "经办人"},
    "address": "昆阳大道与文化路交叉口",
    "ticked": [
        {"service": "gas", "business": "new"},
        {"service": "water", "business": "temporary"},
        {"service": "telecom", "business": "new", "organisation": "YX-CTCC"},
    ],
    "papers": ["identity", "design"],
}


def test_one_form_makes_one_application_and_a_task_for_each_ticked_service(
    client_of: Callable[..., TestClient],
) -> None:
    window = client_of(Role.WINDOW)
    made = window.post("/api/v1/applications", json=A_FORM)
    assert made.status_code == HTTPStatus.CREATED
    body = made.json()
    assert body["number"] == "LB2026-00001"
    assert body["missing"] == ["mandate", "planning", "existing_lines", "traffic"]
    assert body["first_receiver"] == "YX-GAS"
    assert [(t["service"], t["organisation"], t["due_on"], t["clock"]) for t in body["tasks"]] == [
        ("gas", "YX-GAS", "2026-12-01", "running"),
        ("telecom", "YX-CTCC", "2026-12-01", "running"),
        ("water", "YX-WATER", "2026-12-01", "running"),
    ]
    assert window.post("/api/v1/applications", json=A_FORM).json()["number"] == "LB2026-00002"


def test_a_utility_sees_the_applications_that_ticked_its_service(client_of: Callable[..., TestClient]) -> None:
    key = client_of(Role.WINDOW).post("/api/v1/applications", json=A_FORM).json()["id"]
    gas, heat = client_of(Role.UTILITY, "YX-GAS"), client_of(Role.UTILITY, "YX-HEAT")
    assert [each["id"] for each in gas.get("/api/v1/applications").json()] == [key]
    assert heat.get("/api/v1/applications").json() == []
    assert heat.get(f"/api/v1/applications/{key}").status_code == HTTPStatus.NOT_FOUND


def test_every_fault_of_a_form_is_told_at_once(client_of: Callable[..., TestClient]) -> None:
    wrong = A_FORM | {
        "ticked": [{"service": "gas", "business": "increase"}, {"service": "telecom", "business": "new"}],
        "papers": ["passport"],
    }
    answer = client_of(Role.WINDOW).post("/api/v1/applications", json=wrong)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert {(f["code"], f["feature"], f["field"]) for f in answer.json()["faults"]} == {
        ("desk.unknown_business", 0, "business"),
        ("desk.which_utility", 1, "organisation"),
        ("desk.unknown_paper", None, "papers"),
        ("desk.paper_needed", None, "papers"),
    }


def test_papers_follow_and_the_list_of_missing_ones_shrinks(client_of: Callable[..., TestClient]) -> None:
    window = client_of(Role.WINDOW)
    key = window.post("/api/v1/applications", json=A_FORM).json()["id"]
    after = window.post(f"/api/v1/applications/{key}/papers", json={"papers": ["traffic", "mandate"]}).json()
    assert after["missing"] == ["planning", "existing_lines"]
    assert after["papers"] == ["design", "identity", "mandate", "traffic"]


def test_each_track_has_its_own_steps_and_goes_forward_only(client_of: Callable[..., TestClient]) -> None:
    window = client_of(Role.WINDOW)
    small = window.post("/api/v1/applications", json=A_FORM).json()["id"]
    large = window.post("/api/v1/applications", json=A_FORM | {"track": "construction_permit"}).json()["id"]

    def to(key: str, step: str) -> int:
        return window.post(f"/api/v1/applications/{key}/step", json={"step": step}).status_code

    assert [to(small, "surveyed"), to(large, "surveyed")] == [HTTPStatus.CONFLICT, HTTPStatus.OK]
    assert [to(large, "received"), to(large, "accepted")] == [HTTPStatus.CONFLICT, HTTPStatus.OK]
    assert window.get(f"/api/v1/applications/{large}").json()["closed_at"] is not None


def test_a_clock_runs_out_before_it_is_missed(client_of: Callable[..., TestClient], clock: Clock) -> None:
    window = client_of(Role.WINDOW)
    key = window.post("/api/v1/applications", json=A_FORM).json()["id"]

    def stands(day: int, month: int = 12) -> set[str]:
        clock.at = clock.at.replace(month=month, day=day)
        return {each["clock"] for each in window.get(f"/api/v1/applications/{key}").json()["tasks"]}

    assert [stands(27, 11), stands(30, 11), stands(1), stands(2)] == [
        {"running"},
        {"running_out"},
        {"running_out"},
        {"overdue"},
    ]
