"""From seven submissions to one decision, works, acceptance and a closed case, by the API alone."""

from __future__ import annotations

import io
import json
import re
import zipfile
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from docx import Document
from pydantic import SecretStr

from api.app import create_app
from api.security.roles import Role
from api.store.log import broken_links
from planner.permit.bundle import verify_bundle
from tests.api.certificate import HOLDER, PASSWORD, make_certificate
from tests.api.untold import untold

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
def app(settings: Settings, clock: Clock, tmp_path: Path) -> Iterator[FastAPI]:
    """Yield the service of a county whose bureau has a certificate."""
    certificate = tmp_path / "issuer.p12"
    certificate.write_bytes(make_certificate()[0])
    given = {
        "roads": SAMPLE / "roads.geojson",
        "base_url": "https://desk.example",
        "signing_certificate": certificate,
        "signing_password": SecretStr(PASSWORD.decode()),
    }
    app = create_app(settings.model_copy(update=given), clock)
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


def _final(files: dict[str, bytes], number: str) -> None:
    """See that what was issued is a decision, signed and numbered, and no draft."""
    assert json.loads(files["manifest.json"])["product"]["version"] == version("cotrench")
    papers = ("decision.pdf", "items.pdf")
    decision, items = ("".join(re.sub(r"\s", "", page) for page in _pages(files[name])) for name in papers)
    for text in (decision, items):
        assert number in text
        assert "草案" not in text
        assert "未签名" not in text
    assert "拟决定" not in decision
    assert "夜间施工（占用、挖掘城市道路许可P2审批意见）" in decision
    assert len(_pages(files["items.pdf"])) == len(AUTHORITY)
    assert "条件1：夜间施工" in items
    words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(files["decision.docx"])).paragraphs)
    assert number in words
    assert "2026年11月24日" in words


def _told_to_the_meeting(officer: TestClient, case: str, number: str, members: int) -> None:
    """See that the month's pack and the ledger tell of the case, and that both come as files too."""
    month = {"month": "2026-11"}
    pack = done(officer.get("/api/v1/meeting", params=month))
    counted = {name: pack["counts"][name] for name in ("submissions", "cases_opened", "cases_decided", "cases_closed")}
    assert counted == {"submissions": 7, "cases_opened": 1, "cases_decided": 1, "cases_closed": 1}
    assert (pack["counts"]["mean_score"], pack["meeting_by"]) == (5.0, "2026-12-10")
    assert (pack["avoided"]["openings"], pack["avoided"]["openings_if_separate"]) == (1, members)
    (row,) = officer.get("/api/v1/ledger").json()
    assert (row["number"], row["decision"], row["state"], row["score"]) == (case, number, "closed", 5)
    for path in ("/api/v1/meeting.xlsx", "/api/v1/meeting.pdf", "/api/v1/ledger.xlsx"):
        answer = officer.get(path, params=month if "meeting" in path else None)
        assert answer.status_code == HTTPStatus.OK
        assert answer.content[:4] == (b"%PDF" if path.endswith("pdf") else b"PK\x03\x04")
        assert path.rsplit(".", 1)[1] in answer.headers["content-disposition"]


def _pages(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


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
        files = {name: archive.read(name) for name in archive.namelist()}
    record = json.loads(files["decision.json"])
    assert record == decided["record"]
    checked = done(officer.post("/api/v1/bundles/check", files={"file": ("b.zip", bundle)}))
    assert (checked["whole"], checked["issued_here"], checked["number"]) == (True, True, decided["number"])
    assert HOLDER in checked["signature"]
    _final(files, decided["number"])
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

    _told_to_the_meeting(officer, case["number"], decided["number"], len(joint["members"]))
    assert utilities["YX-WATER"].get("/api/v1/meeting").status_code == HTTPStatus.FORBIDDEN

    later = done(engineer.post("/api/v1/plans"), HTTPStatus.CREATED)
    assert joint["work"]["phases"] == next(
        work["work"]["phases"] for work in later["works"] if work["members"] == joint["members"]
    )
    with desk.store.reading() as session:
        assert list(broken_links(session)) == []
        assert untold(session) == {}
