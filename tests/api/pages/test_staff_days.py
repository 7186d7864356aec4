"""The days of engineer, reviewer, officer, builder and auditor, walked in a real browser on the sample seat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import expect

from api.pages.routes import ROUTERS
from api.security.roles import Role
from tests.api.pages.conftest import SAMPLE
from tests.api.pages.plan_ground import AUTHORITIES
from tests.api.routes.test_applications import A_FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.api.pages.conftest import Town

    Come = Callable[..., Page]
    Look = Callable[[Page, str], None]

pytestmark = pytest.mark.browser
FILES = {
    "YX-WATER": "water.geojson",
    "YX-POWER": "power.gpkg",
    "YX-GAS": "gas.geojson",
    "YX-HEAT": "heat.geojson",
    "YX-CMCC": "cmcc.geojson",
    "YX-CTCC": "ctcc.geojson",
    "YX-CUCC": "cucc.geojson",
}
PHONE = {"width": 375, "height": 720}
# Every page, and who opens it
PAGES = {
    Role.PUBLIC: ["/", "/guide", "/check", "/login", "/join/{secret}"],
    Role.UTILITY: [
        "/submissions",
        "/submissions/new",
        "/submissions/{submission_id}",
        "/calls",
        "/calls/{call_id}",
        "/projects",
        "/emergencies",
    ],
    Role.WINDOW: ["/applications", "/applications/new", "/applications/{application_id}"],
    Role.ENGINEER: ["/plans", "/plans/new", "/plans/{plan_id}", "/plans/{plan_id}/works/{work_id}", "/declined"],
    Role.OFFICER: ["/cases", "/cases/{case_id}", "/cases/{case_id}/sign", "/map", "/plans/{plan_id}/map", "/meeting"],
    Role.AUDITOR: ["/log", "/log/{number}"],
    Role.ADMINISTRATOR: ["/people", "/account", "/tokens", "/inbox"],
}
# Drawings, data and files; the progress of a plan goes on to the plan by itself
NO_PAGES = re.compile(r".*(\.svg|\.\{drawn_as\}|\.json|\.pdf|\.ics|/data|/file|/files/.*)|/language/.*|/plans/jobs/.*")


@pytest.fixture(scope="module")
def programs(town: Town) -> Iterator[dict[str, httpx2.Client]]:
    """Give each utility a program that acts for it; all of them have submitted their routes."""
    made = {}
    for code, name in FILES.items():
        headers = {"authorization": f"Bearer {town.token(Role.UTILITY, code, f'program.{code}')}"}
        made[code] = httpx2.Client(base_url=town.address, headers=headers, timeout=60)
        content = (SAMPLE / "routes" / name).read_bytes()
        answer = made[code].post("/api/v1/submissions", files={"file": (name, content)})
        assert answer.status_code == 201, answer.text
    yield made
    for each in made.values():
        each.close()


@pytest.fixture(scope="module")
def ids(town: Town, programs: dict[str, httpx2.Client]) -> dict[str, str]:
    """Return one of everything that pages are about, once the days above are over."""
    water, headers = programs["YX-WATER"], {"authorization": f"Bearer {town.token(Role.WINDOW, login='form')}"}
    made = httpx2.post(f"{town.address}/api/v1/applications", json=A_FORM, headers=headers)
    plan = water.get("/api/v1/plans").json()[-1]
    return {
        "submission_id": water.get("/api/v1/submissions").json()[0]["id"],
        "call_id": water.get("/api/v1/calls").json()[0]["id"],
        "application_id": made.json()["id"],
        "plan_id": plan["id"],
        "work_id": plan["works"][0]["work_id"],
        "case_id": case_of(programs)["id"],
        "number": "1",
        "secret": "x",
    }


def planned(page: Page) -> None:
    """Wait for the plan that was begun, and go to it."""
    page.click("text=查看草案与变化", timeout=60_000)
    expect(page.locator("h1")).to_contain_text("草案")


def case_of(programs: dict[str, httpx2.Client]) -> dict[str, Any]:
    """Return the one case there is, as one of its members sees it."""
    for each in programs.values():
        for case in each.get("/api/v1/cases").json():
            told: dict[str, Any] = case
            return told
    raise AssertionError


def test_an_engineer_plans_again_and_opens_a_case(visit: Come, look: Look, programs: dict[str, httpx2.Client]) -> None:
    page = visit(Role.ENGINEER)
    look(page, "no-plans")
    page.click("text=编制新方案")
    page.click("text=开始编制")
    planned(page)
    page.click("main >> button:has-text('采用方案')")
    expect(page.locator(".said")).to_have_text("方案已采用。")
    inside = page.frame_locator("iframe.map")
    expect(inside.locator("html[data-ready]")).to_be_attached(timeout=30_000)
    expect(inside.locator("#totals")).to_contain_text("次")
    look(page, "plan")

    page.fill("[name=find]", "JW-0013")
    page.click("text=查找")
    page.click("table >> text=JW-0013")
    expect(page.locator("h2", has_text="为什么这样安排")).to_be_visible()
    look(page, "work")
    page.click("text=分开施工…")
    page.fill("[name=pair-why] >> nth=0", "业主要求")
    page.fill("[name=hold-work_id] >> nth=0", "JW-0020")
    page.fill("[name=days-first] >> nth=0", "2027-06-07")
    page.fill("[name=days-last] >> nth=0", "2027-06-10")
    page.fill("[name=days-why] >> nth=0", "高考")
    look(page, "wishes")
    page.click("text=开始编制")
    planned(page)
    expect(page.locator("#difference")).to_contain_text("与第 1 版相比")
    expect(page.locator("#difference")).to_contain_text("JW-0013")
    look(page, "difference")
    page.click("main >> button:has-text('采用方案')")

    page.goto("/declined")
    page.locator("button:has-text('考虑')").first.click()
    expect(page.locator(".said")).to_have_text("已请管线单位考虑调整。")
    look(page, "declined")
    told = [m["text"] for each in programs.values() for m in each.get("/api/v1/messages").json()]
    assert sum("请考虑调整" in text for text in told) == 1

    page.goto("/plans")
    look(page, "plans")
    page.click("text=方案第 2 版")
    page.fill("[name=find]", "JW-0020")
    page.click("text=查找")
    page.click("button:has-text('立案')")
    expect(page.locator(".said")).to_contain_text("已立案")
    page.fill("[name=at]", "2027-01-06T09:00")
    page.click("text=发出勘查通知")
    case = case_of(programs)
    for code in set(case["owners"].values()):
        answer = programs[code].post(f"/api/v1/cases/{case['id']}/attendance", json={"text": "到场"})
        assert answer.status_code == 200, answer.text
    page.reload()
    look(page, "case-surveyed")
    page.click("summary:has-text('确定方案')")
    page.fill("[name=scheme]", "同沟敷设，夜间施工")
    page.click("button:has-text('确定方案')")
    page.fill("[name=text]", "联合设计")
    page.click("button:has-text('共享给各方')")
    page.click("button:has-text('启动审查')")
    expect(page.locator(".said")).to_have_text("并联审查已启动。")


def test_reviewers_and_the_officer_decide_what_they_have_seen(visit: Come, look: Look) -> None:
    for item, code in AUTHORITIES.items():
        if code == "URBAN":
            continue
        page = visit(Role.REVIEWER, code, language="en")
        expect(page.locator("main")).to_contain_text("your opinion is awaited")
        if item == "P1":
            look(page, "queue-en")
        page.click("main table a")
        page.check("[name=opinion][value=agree]")
        page.click("button:has-text('Give the opinion')")
        expect(page.locator(".said")).to_have_text("The opinion is given.")
        if item == "P1":
            look(page, "case-reviewed-en")

    page = visit(Role.OFFICER)
    page.click("main table a")
    page.check("[name=opinion][value=agree_with_conditions]")
    page.fill("[name=conditions]", "夜间施工\n围挡不低于2.5米")
    page.click("button:has-text('出具意见')")
    look(page, "case-to-decide")
    page.click("text=核对并签发")
    expect(page.locator("main")).to_contain_text("围挡不低于2.5米")
    look(page, "sign")
    page.click("button:has-text('签发决定')")
    assert page.url.endswith("/sign"), "the browser asks for the tick first"
    page.check("[name=read]")
    page.click("button:has-text('签发决定')")
    expect(page.locator(".said")).to_have_text("决定已签发。")
    with page.expect_download() as saved:
        page.click("text=下载全套文书")
    assert saved.value.suggested_filename.endswith(".zip")
    look(page, "case-decided")


def test_a_member_reports_from_the_site_on_a_phone(visit: Come, look: Look, programs: dict[str, httpx2.Client]) -> None:
    case = case_of(programs)
    owner = case["owners"][case["lead"]]
    page = visit(Role.UTILITY, owner, viewport=PHONE)
    page.goto("/cases")
    look(page, "queue-phone")
    page.click("main table a")
    for stage in ("已开挖", "已安装", "已回填"):
        page.click(f"button:has-text('报告：{stage}')")
        expect(page.locator(".said")).to_have_text("进度已报告。")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    look(page, "case-phone")
    page.goto("/map")
    expect(page.frame_locator("iframe.map").locator("html[data-ready]")).to_be_attached(timeout=30_000)
    look(page, "map-phone")


def test_the_auditor_reads_the_log_and_proves_it(visit: Come, look: Look) -> None:
    page = visit(Role.AUDITOR)
    look(page, "log")
    page.fill("[name=action]", "case.decide")
    page.click("button:has-text('筛选')")
    page.click("main table a >> nth=0")
    expect(page.locator("main")).to_contain_text("decision")
    look(page, "event")
    page.goto("/log")
    page.click("text=核验整条日志链")
    expect(page.locator("main")).to_contain_text("日志链完整")
    look(page, "proof")
    page.goto("/meeting")
    page.click("text=下月")
    look(page, "meeting")


def test_everything_is_there_without_javascript(visit: Come) -> None:
    page = visit(Role.ENGINEER, java_script_enabled=False, language="en")
    page.click("text=Plan 2")
    expect(page.locator("section[aria-labelledby=works] tbody tr")).to_have_count(69)
    frame = page.frame_locator("iframe.map")
    expect(frame.locator("#plain")).to_contain_text("JW-0001")
    page.goto("/cases")
    page.click("main table a")
    expect(page.locator("h2", has_text="Joint survey")).to_be_visible()
    expect(page.locator("h2", has_text="Site plan")).to_be_visible()
    page.goto("/plans/new")
    page.click("button:has-text('Begin')")
    expect(page.locator("h1")).to_have_text("Making a plan")
    page.click("text=See the draft and what it changes", timeout=60_000)
    expect(page.locator("h1")).to_contain_text("draft")


def test_every_page_stands_in_the_list() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    pages = {route.path for route in routes if "GET" in (route.methods or ()) and not NO_PAGES.fullmatch(route.path)}
    assert pages == {path for paths in PAGES.values() for path in paths}


@pytest.mark.parametrize("role", PAGES)
def test_every_page_serves_everybody_in_english_on_a_phone(
    role: Role, visit: Come, look: Look, ids: dict[str, str]
) -> None:
    page = visit(role, language="en", viewport=PHONE)
    for path in PAGES[role]:
        answer = page.goto(path.format(**ids))
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
        look(page, f"every-{path.strip('/').replace('/', '-') or 'home'}")
