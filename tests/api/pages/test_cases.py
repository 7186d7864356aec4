"""Cases by their pages: the queue, every step by its form, what hinders it, and the page before signing."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from api.security.roles import Role
from tests.api.pages.plan_ground import AUTHORITIES, CALL, County, done, page, sent
from tests.api.small_county import with_roads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi.testclient import TestClient

    from api.settings import Settings
    from tests.api.conftest import Clock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = re.compile(r'<form method="post" action="/cases/[0-9a-f]+/([a-z-]+)"')
PICTURE = b"\xff\xd8\xff\xe0picture"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


def forms(client: TestClient, case: str) -> set[str]:
    """Return the steps a page offers a form for."""
    return set(FORM.findall(page(client, f"/cases/{case}")))


def test_an_empty_queue_says_how_cases_begin(client_of: Callable[..., TestClient]) -> None:
    shown = page(client_of(Role.ENGINEER), "/cases")

    assert "还没有联办件" in shown
    assert 'href="/plans"' in shown
    assert 'href="/plans">前往' not in page(client_of(Role.WINDOW), "/cases")


def test_the_queue_puts_first_what_runs_out_and_tells_whose_turn_it_is(county: County, clock: Clock) -> None:
    case = county.case("in_review")
    reviewer = county.authority("P1")
    calm = page(reviewer, "/cases")
    assert "剩 6 个工作日" in calm
    assert "待我单位出具意见" in calm
    assert "即将到期" not in calm

    clock.at += timedelta(days=5)
    soon = page(reviewer, "/cases")
    assert 'class="badge running_out"' in soon
    assert "1 件即将到期或已超期" in soon
    clock.at += timedelta(days=7)
    assert 'class="badge overdue"' in page(reviewer, "/cases")

    assert case in page(reviewer, "/cases?state=in_review&lang=zh")
    assert "此筛选下没有联办件" in page(reviewer, "/cases?state=opened&lang=zh")
    assert case in page(reviewer, "/cases?mine=true&lang=zh")
    done(reviewer.post(f"/api/v1/cases/{case}/opinions/P1", json={"opinion": "agree"}))
    assert "待我单位出具意见" not in page(reviewer, "/cases")


def test_a_case_is_opened_from_a_work_of_the_plan_and_only_once(county: County) -> None:
    plan = county.accepted()
    joint = next(work["work_id"] for work in plan["works"] if work["kind"] == "joint")

    first = county.engineer.post("/cases", data={"work_id": joint}, follow_redirects=False)
    again = county.engineer.post("/cases", data={"work_id": joint}, follow_redirects=False)

    assert first.headers["location"].endswith("?said=case_opened")
    assert again.status_code == HTTPStatus.CONFLICT
    assert "AJ2026-00001" in again.text
    assert "AJ2026-00001" in page(county.engineer, f"/plans/{plan['id']}")


def test_a_case_just_opened_is_there_for_its_parties_with_the_forms_each_may_send(county: County) -> None:
    case = county.case()
    way = f"/cases/{case}"

    assert forms(county.engineer, case) == {"survey"}
    assert "尚未通知联合勘查" in page(county.engineer, way)
    assert forms(county.utility("YX-WATER"), case) == set()
    assert "没有需要你办理的事项" in page(county.as_(Role.AUDITOR), way)

    for path in (way, f"{way}/site.svg", f"{way}/trenches/1.svg"):
        assert county.utility("YX-GAS").get(path).status_code == HTTPStatus.NOT_FOUND
        assert county.utility("YX-WATER").get(path).status_code == HTTPStatus.OK
    drawn = county.engineer.get(f"{way}/trenches/1.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert county.engineer.get(f"{way}/trenches/9.svg").status_code == HTTPStatus.NOT_FOUND

    answer = county.engineer.post(f"{way}/survey", data={"at": "tomorrow", "place": "路口"}, params={"lang": "zh"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="路口"' in answer.text


def test_a_whole_case_by_its_forms(county: County) -> None:
    case = county.case()
    way, engineer, officer = f"/cases/{case}", county.engineer, county.officer
    water, power = county.utility("YX-WATER"), county.utility("YX-POWER")

    shown = sent(engineer, f"{way}/survey", "case_survey", at="2027-01-06T09:00", place="东西路口", invited="RESOURCES")
    assert "2027年1月6日 09:00，东西路口" in shown
    assert "勘查到场情况未记录：" in shown
    assert "叶县自然资源局" in shown
    for client in (water, power, county.authority("P1")):
        assert "attendance" in forms(client, case)
        sent(client, f"{way}/attendance", "case_attendance", text="到场")
        assert "attendance" not in forms(client, case)
    found = sent(
        water, f"{way}/findings", "case_findings", text="有既有燃气管", files={"photograph": ("p.jpg", PICTURE)}
    )
    photograph = re.search(rf"{way}/files/[0-9a-f]+", found)
    assert photograph is not None
    kept = water.get(photograph[0])
    assert (kept.content, kept.headers["content-type"]) == (PICTURE, "image/jpeg")
    sent(engineer, f"{way}/scheme", "case_scheme", scheme="同沟敷设", touches="green")
    drawing = {"drawing": ("d.pdf", b"%PDF-1.7 drawing")}
    shared = sent(engineer, f"{way}/design", "case_design", text="联合设计", files=drawing)
    file = re.search(rf"{way}/files/[0-9a-f]+", shared[shared.index("设计方案</h2>") :])
    assert file is not None
    assert engineer.get(file[0]).headers["content-disposition"].startswith("attachment")
    reviewed = sent(engineer, f"{way}/review", "case_review")
    assert "<td>临时占用城市绿地审批" in reviewed

    greening = county.as_(Role.REVIEWER, "GREENING")
    for item in AUTHORITIES:
        assert "opinion" in forms(county.authority(item), case)
    sent(county.authority("P1"), f"{way}/opinion", "case_opinion", item="P1", opinion="correct", reason="补充断面图")
    conditions = "夜间施工\r\n\r\n围挡不低于2.5米\r\n"
    sent(officer, f"{way}/opinion", "case_opinion", item="P2", opinion="agree_with_conditions", conditions=conditions)
    for item in ("P3", "P9"):
        sent(county.authority(item), f"{way}/opinion", "case_opinion", item=item, opinion="agree")
    told = sent(greening, f"{way}/opinion", "case_opinion", item="P4", opinion="agree")
    assert "<li>围挡不低于2.5米</li>" in told
    assert "refusal" in forms(officer, case)
    assert forms(water, case) == {"correction"}
    sent(water, f"{way}/correction", "case_correction", text="已补充断面图")
    assert "第 2 轮" in page(water, way)
    sent(county.authority("P1"), f"{way}/opinion", "case_opinion", item="P1", opinion="agree")

    ahead = page(officer, f"{way}/sign")
    assert "签发时按本局序列编号" in ahead
    assert "夜间施工" in ahead
    signed = sent(officer, f"{way}/sign", "case_signed", step="decide", read="on")
    assert "叶城管路许〔2026〕1号" in signed
    bundle = re.search(rf"{way}/files/[0-9a-f]+", signed)
    assert bundle is not None
    assert officer.get(bundle[0]).headers["content-type"] == "application/zip"

    for client, member in ((water, "water-1"), (power, "power-1")):
        for stage in ("opened", "installed", "backfilled"):
            assert f'value="{stage}"' in page(client, way)
            sent(client, f"{way}/progress", "case_progress", member=member, stage=stage, on="2027-03-01")
        assert "progress" not in forms(client, case)
    sent(officer, f"{way}/checks", "case_checks", text="围挡不足", good="false")
    sent(water, f"{way}/acceptance-call", "case_acceptance_call", at="2027-06-01T15:00", place="工地")
    assert "现在不能办理" in page(officer, way)
    for client in (water, power):
        sent(client, f"{way}/acceptance-opinion", "case_acceptance_opinion", satisfied="true", text="")
    split = {"line-0": "2029-06-01", "line-1": "2029-06-01", "pavement-0": "2028-06-01"}
    accepted = sent(officer, f"{way}/acceptance", "case_acceptance", **split)
    assert "2028年6月1日" in accepted
    receiver = next(each for each in (water, power) if "notice" in forms(each, case))
    sent(receiver, f"{way}/notice", "case_notice", text="已短信告知")
    sent(county.as_(Role.WINDOW), f"{way}/evaluation", "case_evaluation", score="5", text="很快")
    closed = sent(officer, f"{way}/closing", "case_closing")
    assert "已办结" in closed
    assert "5 分" in closed


def test_what_was_typed_stays_when_a_step_is_refused(county: County) -> None:
    case = county.case("in_review")
    form = {"item": "P1", "opinion": "object", "reason": "", "conditions": "只有条件"}

    answer = county.authority("P1").post(f"/cases/{case}/opinion", data=form, params={"lang": "zh"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "须说明理由" in answer.text
    assert ">只有条件</textarea>" in answer.text
    assert 'value="object" required checked' in answer.text


def test_boxes_stay_ticked_when_a_step_is_refused(county: County) -> None:
    case = county.case()
    done(county.engineer.post(f"/api/v1/cases/{case}/survey", json=CALL))
    for code in ("YX-WATER", "YX-POWER"):
        done(county.utility(code).post(f"/api/v1/cases/{case}/attendance", json={"text": "到场"}))
    form = {"scheme": "", "touches": ["green", "river"]}

    answer = county.engineer.post(f"/cases/{case}/scheme", data=form, params={"lang": "zh"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "商定的方案：" in answer.text
    assert re.findall(r'name="touches" value="(\w+)" checked', answer.text) == ["green", "river"]


def test_signing_is_hindered_until_all_agree_and_done_once(county: County) -> None:
    case = county.case("in_review")
    early = page(county.officer, f"/cases/{case}/sign")
    assert "现在不能办理" in early
    assert "我已核对" not in early
    refused = county.officer.post(f"/cases/{case}/sign", data={"step": "decide"}, follow_redirects=False)
    assert refused.status_code == HTTPStatus.CONFLICT

    for item in AUTHORITIES:
        done(county.authority(item).post(f"/api/v1/cases/{case}/opinions/{item}", json={"opinion": "agree"}))
    draft = county.officer.get(f"/cases/{case}/sign/draft.pdf")
    assert draft.content.startswith(b"%PDF")
    sent(county.officer, f"/cases/{case}/sign", "case_signed", step="decide")
    again = county.officer.post(f"/cases/{case}/sign", data={"step": "decide"}, follow_redirects=False)
    assert again.status_code == HTTPStatus.CONFLICT

    ahead = page(county.officer, f"/cases/{case}/sign")
    assert "叶城管路许〔2026〕1号" in ahead
    later = sent(county.officer, f"/cases/{case}/sign", "case_signed", step="supersede")
    assert "叶城管路许〔2026〕2号" in later


def test_a_refusal_says_why_to_everybody(county: County) -> None:
    case = county.case("in_review")
    for item in AUTHORITIES:
        told = {"opinion": "object", "reason": "管位冲突"} if item == "P1" else {"opinion": "agree"}
        done(county.authority(item).post(f"/api/v1/cases/{case}/opinions/{item}", json=told))

    shown = sent(county.officer, f"/cases/{case}/refusal", "case_refusal", text="管位冲突，须重新规划")

    assert "管位冲突，须重新规划" in shown
    assert "不予许可" in page(county.utility("YX-WATER"), f"/cases/{case}")
    assert forms(county.officer, case) == set()
