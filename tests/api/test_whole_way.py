"""From seven submissions to one decision, works, acceptance and a closed case, by the API alone."""

from __future__ import annotations

import io
import json
import zipfile
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from api.app import create_app
from api.security.roles import Role
from api.store.log import broken_links
from planner.permit.bundle import verify_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from api.settings import Settings
    from api.state import Desk
    from tests.api.conftest import Clock

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
FILES = {
    "YX-WATER": "water.geojson",
    "YX-POWER": "power.gpkg",
    "YX-GAS": "gas.geojson",
    "YX-HEAT": "heat.geojson",
    "YX-CMCC": "cmcc.geojson",
    "YX-CTCC": "ctcc.geojson",
    "YX-CUCC": "cucc.geojson",
}
AUTHORITY = {"P1": "RESOURCES", "P2": "URBAN", "P3": "TRAFFIC", "P9": "HOUSING"}


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[FastAPI]:
    app = create_app(settings.model_copy(update={"roads": SAMPLE / "roads.geojson"}), clock)
    yield app
    app.state.desk.store.engine.dispose()


def submit(client: TestClient, name: str, **form: str) -> dict[str, Any]:
    content = (SAMPLE / "routes" / name).read_bytes()
    answer = client.post("/api/v1/submissions", files={"file": (name, content)}, data=form)
    assert answer.status_code == HTTPStatus.CREATED, answer.text
    told: dict[str, Any] = answer.json()
    return told


def done(answer: Any, status: HTTPStatus = HTTPStatus.OK) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_from_submissions_to_a_closed_case(client_of: Callable[..., TestClient], desk: Desk) -> None:
    utilities = {code: client_of(Role.UTILITY, code) for code in FILES}
    told = {code: submit(utilities[code], name) for code, name in FILES.items()}
    assert {each["state"] for each in told.values()} == {"judged"}
    assert told["YX-CUCC"]["partners"], "the last to come meets those before"

    engineer, officer = client_of(Role.ENGINEER), client_of(Role.OFFICER)
    draft = done(engineer.post("/api/v1/plans"), HTTPStatus.CREATED)
    assert draft["state"] == "draft"
    plan = done(engineer.post(f"/api/v1/plans/{draft['id']}/accept"))
    joint = next(work for work in plan["works"] if work["kind"] == "joint")

    case = done(engineer.post("/api/v1/cases", json={"work_id": joint["work_id"]}), HTTPStatus.CREATED)
    way = f"/api/v1/cases/{case['id']}"
    twice = engineer.post("/api/v1/cases", json={"work_id": joint["work_id"]})
    assert (twice.status_code, twice.json()["code"]) == (HTTPStatus.CONFLICT, "desk.case_open")
    owners = sorted(set(joint["work"]["owners"].values()))
    assert {utilities[code].get(way).status_code for code in owners} == {HTTPStatus.OK}
    outsider = next(code for code in FILES if code not in owners)
    assert utilities[outsider].get(way).status_code == HTTPStatus.NOT_FOUND

    appointment = {"at": "2026-12-02T09:00:00+08:00", "place": joint["road_name"], "invited": ["RESOURCES"]}
    done(engineer.post(f"{way}/survey", json=appointment))
    early = engineer.post(f"{way}/scheme", json={"scheme": "同沟敷设", "touches": []})
    assert early.json()["faults"][0]["code"] == "case.absent"
    reviewers = {item: client_of(Role.REVIEWER, code) for item, code in AUTHORITY.items() if code != "URBAN"}
    for client in [*(utilities[code] for code in owners), reviewers["P1"]]:
        done(client.post(f"{way}/attendance", json={"text": "到场"}))
    photograph = {"photograph": ("site.jpg", b"\xff\xd8picture")}
    found = done(utilities[owners[0]].post(f"{way}/findings", data={"text": "现状管线已探明"}, files=photograph))
    kept = next(note["file"] for note in found["notes"] if note["file"])
    assert engineer.get(f"{way}/files/{kept}").content == b"\xff\xd8picture"
    done(engineer.post(f"{way}/scheme", json={"scheme": "同沟敷设", "touches": []}))
    done(engineer.post(f"{way}/design", data={"text": "联合设计"}))
    reviewed = done(engineer.post(f"{way}/review"))
    assert {o["item"]: o["organisation"] for o in reviewed["opinions"]} == AUTHORITY

    assert officer.post(f"{way}/decision").status_code == HTTPStatus.CONFLICT
    clients = {**reviewers, "P2": officer}
    agree = {"opinion": "agree"}
    strange = reviewers["P1"].post(f"{way}/opinions/P3", json=agree)
    assert strange.status_code == HTTPStatus.NOT_FOUND
    done(clients["P1"].post(f"{way}/opinions/P1", json={"opinion": "correct", "reason": "补充断面图"}))
    done(
        clients["P2"].post(f"{way}/opinions/P2", json={"opinion": "agree_with_conditions", "conditions": ["夜间施工"]})
    )
    done(clients["P3"].post(f"{way}/opinions/P3", json=agree))
    done(clients["P9"].post(f"{way}/opinions/P9", json=agree))
    against = officer.post(f"{way}/decision")
    assert [fault["code"] for fault in against.json()["faults"]] == ["case.against"]
    corrected = done(utilities[owners[0]].post(f"{way}/correction", json={"text": "已补充"}))
    assert {o["item"]: o["round"] for o in corrected["opinions"]} == {"P1": 2, "P2": 1, "P3": 1, "P9": 1}
    done(clients["P1"].post(f"{way}/opinions/P1", json=agree))

    decided = done(officer.post(f"{way}/decision"), HTTPStatus.CREATED)["decision"]
    assert decided["number"] == "叶城管路许〔2026〕1号"
    again = officer.post(f"{way}/decision")
    assert again.status_code == HTTPStatus.CONFLICT
    bundle = officer.get(f"{way}/files/{decided['bundle']}").content
    assert not verify_bundle(bundle).faults
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        record = json.loads(archive.read("decision.json"))
    assert record == decided["record"]
    assert [each["opinion"] for each in record["items"]] == ["agree", "agree_with_conditions", "agree", "agree"]

    for member, owner in joint["work"]["owners"].items():
        for stage in ("opened", "installed", "backfilled"):
            report = {"member": member, "stage": stage, "on": "2027-03-01"}
            done(utilities[owner].post(f"{way}/progress", json=report))
    bad = done(officer.post(f"{way}/checks", data={"finding": "围挡不足", "good": "false"}))
    assert [note["kind"] for note in bad["notes"]].count("check") == 1
    done(officer.post(f"{way}/acceptance/call", json=appointment))
    for client in [*(utilities[code] for code in owners), reviewers["P1"]]:
        done(client.post(f"{way}/acceptance/opinion", json={"satisfied": True, "text": "合格"}))
    split = [
        {
            "member": each["project_id"],
            "layer": "line",
            "section_id": each["section_id"],
            "from_m": each["from_m"],
            "to_m": each["to_m"],
            "until": "2029-03-01",
        }
        for each in joint["work"]["stretches"]
    ]
    done(officer.post(f"{way}/acceptance", json={"warranty": split}))
    assert officer.post(f"{way}/closing").status_code == HTTPStatus.CONFLICT
    done(utilities[case["first_receiver"]].post(f"{way}/notice", json={"text": "已短信告知"}))
    done(client_of(Role.WINDOW).post(f"{way}/evaluation", json={"score": 5, "text": "很快"}))
    assert done(officer.post(f"{way}/closing"))["state"] == "closed"

    later = done(engineer.post("/api/v1/plans"), HTTPStatus.CREATED)
    assert joint["work"]["phases"] == next(
        work["work"]["phases"] for work in later["works"] if work["members"] == joint["members"]
    )
    with desk.store.reading() as session:
        assert list(broken_links(session)) == []
