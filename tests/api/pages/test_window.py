"""The window takes an application in by the form, records papers that follow, and moves it on."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from api.security.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = {
    "track": "small_micro",
    "channel": "window",
    "applicant_name": "云岫花园",
    "applicant_mobile": "13800000000",
    "handler_name": "示例",
    "address": "归雁街 12 号",
    "wanted_by": "2027-01-15",
    "ticked_water": "yes",
    "business_water": "new",
    "ticked_telecom": "yes",
    "business_telecom": "new",
    "organisation_telecom": "YX-CMCC",
    "business_gas": "new",
    "papers": ["identity"],
}


def test_an_application_from_the_form_to_its_last_step(client_of: Callable[..., TestClient]) -> None:
    window = client_of(Role.WINDOW)
    assert "No applications yet." in window.get("/applications").text
    page = window.post("/applications/new", data=FORM)

    assert "LB2026-00001" in page.text
    (told,) = window.get("/api/v1/applications").json()
    assert [(each["organisation"], each["business"]) for each in told["tasks"]] == [
        ("YX-CMCC", "new"),
        ("YX-WATER", "new"),
    ]
    assert (told["applicant"]["mobile"], told["wanted_by"], told["papers"]) == (
        "13800000000",
        "2027-01-15",
        ["identity"],
    )

    way = page.url.path
    brought = window.post(f"{way}/papers", data={"papers": ["design", "mandate"]})
    assert "The papers are recorded." in brought.text
    assert window.post(f"{way}/papers", data={}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    moved = window.post(f"{way}/step", data={"step": "works"})
    assert 'aria-current="step">Works' in moved.text
    back = window.post(f"{way}/step", data={"step": "received"})
    assert back.status_code == HTTPStatus.CONFLICT
    assert "The application is at works" in back.text

    water, gas = client_of(Role.UTILITY, "YX-WATER"), client_of(Role.UTILITY, "YX-GAS")
    assert "/submissions/new?task=" in water.get(way).text
    assert "LB2026-00001" in water.get("/submissions/new").text
    assert "No application concerns you yet" in gas.get("/applications").text
    assert gas.get(way).status_code == HTTPStatus.NOT_FOUND


def test_a_form_with_faults_comes_back_as_it_was_filled_with_each_fault(client_of: Callable[..., TestClient]) -> None:
    window = client_of(Role.WINDOW)
    without = {name: value for name, value in FORM.items() if name not in {"track", "papers", "applicant_name"}}

    unshaped = window.post("/applications/new", data=without)
    assert unshaped.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Track: This is needed." in unshaped.text
    assert "Applicant · Name: This is needed." in unshaped.text
    unruly = window.post("/applications/new", data={**FORM, "papers": [], "organisation_telecom": ""})
    assert unruly.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Say which utility" in unruly.text
    assert "A paper that may not follow later is missing" in unruly.text
    assert 'value="归雁街 12 号"' in unruly.text
    assert '<option value="new" selected>' in unruly.text
    assert window.get("/api/v1/applications").json() == []
