"""The API's description is true: whatever is asked, the answer is one that is described, and never a defect."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.security.roles import Role
from tests.api.conftest import an_account
from tests.api.small_county import roads, route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from api.settings import Settings
    from tests.api.conftest import Clock

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 3


@dataclass
class Filled:
    """A desk with something of everything in it: who may ask, and the keys of what there is."""

    app: FastAPI
    tokens: dict[Role, str]
    keys: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture
def app(settings: Settings, clock: Clock, tmp_path: Path) -> Iterator[FastAPI]:
    (tmp_path / "roads.geojson").write_bytes(roads())
    app = create_app(settings.model_copy(update={"roads": tmp_path / "roads.geojson"}), clock)
    yield app
    app.state.desk.store.engine.dispose()


@pytest.fixture
def filled(app: FastAPI, client_of: Callable[..., TestClient]) -> Filled:
    water, gas, engineer = client_of(Role.UTILITY), client_of(Role.UTILITY, "YX-GAS"), client_of(Role.ENGINEER)
    window, officer = client_of(Role.WINDOW), client_of(Role.OFFICER)
    routes = route("YX-WATER", "water", first=1, last=3), route("YX-GAS", "gas", first=1, last=3)
    submitted = [
        client.post("/api/v1/submissions", files={"file": ("r.geojson", content)}).json()
        for client, content in zip((water, gas), routes, strict=True)
    ]
    form = {
        "track": "small_micro",
        "applicant": {"name": "某商店"},
        "handler": {"name": "经办人"},
        "address": "东西路",
        "ticked": [{"service": "water", "business": "new"}],
        "papers": ["identity"],
    }
    application = window.post("/api/v1/applications", json=form).json()
    plan = engineer.post("/api/v1/plans").json()
    accepted = engineer.post(f"/api/v1/plans/{plan['id']}/accept").json()
    case = engineer.post("/api/v1/cases", json={"work_id": accepted["works"][0]["work_id"]}).json()
    begun = {"road_name": "东西路", "place": "路口", "reason": "爆管", "begun_at": "2026-11-24T00:00:00Z"}
    tokens = {role: an_account(app.state.desk, role, home, f"any.{role}") for role, home in ASKING.items()}
    return Filled(
        app=app,
        tokens=tokens,
        keys={
            "submission_id": [each["id"] for each in submitted],
            "series": [each["series"] for each in submitted],
            "application_id": [application["id"]],
            "plan_id": [plan["id"]],
            "case_id": [case["id"]],
            "call_id": [each["id"] for each in water.get("/api/v1/calls").json()],
            "message_id": [each["id"] for each in water.get("/api/v1/messages").json()],
            "emergency_id": [water.post("/api/v1/emergencies", json=begun).json()["id"]],
            "name": ["plan.json", "map.html"],
            "item": ["P1", "P2"],
            "code": ["YX-WATER"],
            "collection_id": ["sections", "works", "stretches"],
            "feature_id": [str(officer.get("/ogc/collections/works/items").json()["features"][0]["id"])],
        },
    )


ASKING = {Role.UTILITY: "YX-WATER", Role.ENGINEER: "DESK", Role.OFFICER: "URBAN", Role.ADMINISTRATOR: "DESK"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_answer_is_one_that_is_described(filled: Filled) -> None:
    api = schemathesis.openapi.from_asgi("/api/openapi.json", filled.app)
    operations = [each.ok() for each in api.get_all_operations() if isinstance(each, Ok)]
    assert len(operations) > 60
    wrong: list[str] = []
    for number, operation in enumerate(operations):
        wrong += _tried(filled, operation, number)
    assert wrong == []


def _tried(filled: Filled, operation: Any, number: int) -> list[str]:
    """Ask one operation as everybody, with real keys half of the time; return what was wrong."""
    chance, wrong = random.Random(number), set[str]()

    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)),
        role=st.sampled_from([*ASKING]),
    )
    def ask(case: Any, role: Role) -> None:
        for name in case.path_parameters or {}:
            if name in filled.keys and chance.random() < 0.7:
                case.path_parameters[name] = chance.choice(filled.keys[name])
        headers = {"authorization": f"Bearer {filled.tokens[role]}"}
        try:
            case.call_and_validate(headers=headers, checks=CHECKS)
        except (FailureGroup, Failure) as failure:
            told = getattr(failure, "exceptions", [failure])
            wrong.update(f"{operation.label} as {role.value}: {type(e).__name__} {str(e)[:300]}" for e in told)

    ask()
    return sorted(wrong)
