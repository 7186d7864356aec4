"""The page in a real browser: no request, no error, and everything a hand would try."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from maps.plan_map import plan_map
from planner.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.maps.conftest import Seat

pytestmark = pytest.mark.browser


@dataclass
class Heard:
    """What a page asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def address(seat: Seat, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("map") / "map.html"
    file.write_text(plan_map(seat.plan, seat.situation, seat.rulebook), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def page(browser: Browser, address: str, heard: Heard) -> Iterator[Page]:
    """Open the map, and fail the test when anything but the file was asked for or anything went wrong."""
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.on("request", lambda request: heard.requests.append(request.url))
    tab.on("pageerror", lambda error: heard.errors.append(str(error)))
    tab.on("console", lambda message: heard.errors.append(message.text))
    tab.goto(address)
    tab.wait_for_selector("html[data-ready]")
    yield tab
    tab.close()
    assert [r for r in heard.requests if not r.startswith("data:")] == [address]
    assert heard.errors == []


@pytest.fixture(scope="module")
def sample_map(sample_plan: Path) -> str:
    """Return the address of the sample seat's map, as the command line wrote it."""
    return (sample_plan / "map.html").as_uri()


def find(page: Page, text: str) -> str:
    page.fill("#search input", text)
    page.press("#search input", "Enter")
    # A click on something that is still gliding into view lands beside it
    expect(page.locator(".leaflet-pan-anim, .leaflet-zoom-anim")).to_have_count(0)
    return page.inner_text(".leaflet-popup")


def paint(page: Page) -> str:
    """Return what the canvas shows now."""
    page.wait_for_timeout(150)
    made: str = page.eval_on_selector("canvas.plan-ink", "canvas => canvas.toDataURL()")
    return made


def test_the_map_opens_and_says_its_totals(page: Page, seat: Seat, tmp_path: Path) -> None:
    page.screenshot(path=tmp_path / "map.png")
    assert (tmp_path / "map.png").stat().st_size > 30_000
    assert page.title() == "叶县外线工程联合施工方案"
    assert f"{seat.plan.totals.openings} 次" in page.inner_text("#totals")
    assert "2026-11-24" in page.inner_text("#bar")


def test_the_slider_shows_what_is_open_in_each_week(page: Page, seat: Seat) -> None:
    whole = paint(page)
    joint = sum(w.kind is Kind.JOINT for w in seat.plan.joint_works)
    label = page.inner_text("#timeline output")
    assert label == f"全部时段：{len(seat.plan.joint_works)} 处工程，其中联合 {joint} 处"
    page.focus("#week")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    first, last = page.inner_text("#timeline output").split("：")[0].split(" 至 ")
    open_then = [
        w
        for w in seat.plan.joint_works
        if w.phases.excavation.first.isoformat() <= last and w.phases.reinstatement.last.isoformat() >= first
    ]
    assert 0 < len(open_then) < len(seat.plan.joint_works)
    assert f"在施 {len(open_then)} 处" in page.inner_text("#timeline output")
    assert page.get_attribute("#week", "aria-valuetext") == page.inner_text("#timeline output")
    assert paint(page) != whole
    page.keyboard.press("Home")
    assert paint(page) == whole


def test_the_weeks_play_by_themselves_and_stop(page: Page) -> None:
    page.click("#timeline button")
    page.wait_for_selector("#timeline rect.now")
    page.click("#timeline button")
    stopped = page.input_value("#week")
    page.wait_for_timeout(900)
    assert page.input_value("#week") == stopped


def test_a_layer_can_be_taken_off_and_put_back_in_its_place(page: Page) -> None:
    whole = paint(page)
    for name in ("联合工程", "给水线位"):
        box = page.locator(".leaflet-control-layers label", has_text=name).locator("input")
        box.uncheck()
        assert paint(page) != whole
        box.check()
        assert paint(page) == whole


def test_a_joint_work_says_everything(page: Page, seat: Seat) -> None:
    work = next(w for w in seat.plan.joint_works if w.kind is Kind.JOINT)
    said = find(page, work.id)
    assert work.road_name in said
    assert all(member in said for member in work.members)
    assert "首接负责" in said
    assert f"{work.phases.excavation.first} 至 {work.phases.excavation.last}" in said
    assert f"{work.closure_days} 天" in said
    assert "规则册未规定 <b>给水</b> 与 电力 能否同沟" in said
    assert "国网叶县供电公司" in said or "叶县" in said


def test_a_hostile_name_is_only_text(page: Page, seat: Seat) -> None:
    project = seat.situation.routes.projects[0]
    assert project.name is not None
    assert project.name in find(page, project.key)
    assert page.evaluate("window.hacked") is None
    assert page.locator(".leaflet-popup img, .leaflet-popup script").count() == 0


def test_a_stretch_leads_to_its_work(page: Page, seat: Seat) -> None:
    work = seat.plan.joint_works[-1]
    said = find(page, work.lead)
    assert "桩号" in said
    assert "匹配可信度" in said
    page.locator(".leaflet-popup .link").first.click()
    assert "各阶段" in page.inner_text(".leaflet-popup")


def test_a_click_on_a_line_opens_its_popup(page: Page, seat: Seat) -> None:
    find(page, seat.plan.joint_works[0].lead)
    spot = page.locator(".leaflet-popup-tip-container").bounding_box()
    assert spot is not None
    page.click(".leaflet-popup-close-button")
    page.wait_for_selector(".leaflet-popup", state="detached")
    page.mouse.click(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"])
    assert page.wait_for_selector(".leaflet-popup .said") is not None


def test_a_road_is_found_by_part_of_its_name_with_the_arrows(page: Page) -> None:
    before = paint(page)
    page.fill("#search input", "文化")
    assert page.locator("#found li").count() > 1
    page.keyboard.press("ArrowDown")
    assert page.locator("#found li[aria-selected=true]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()
    page.fill("#search input", "没有这条路")
    assert page.inner_text("#found") == "没有找到"
    page.fill("#search input", "文化路")
    page.locator("#found li", has_text="道路").last.click()
    assert paint(page) != before


def test_a_work_is_found_while_its_layer_is_off(page: Page, seat: Seat) -> None:
    for name in ("联合工程", "单独工程"):
        page.locator(".leaflet-control-layers label", has_text=name).locator("input").uncheck()
    for work in seat.plan.joint_works[:2]:
        assert work.id in find(page, work.id)


def test_a_work_says_place_by_place_how_it_is_cut(page: Page, seat: Seat) -> None:
    work = next(w for w in seat.plan.joint_works if len(w.openings) > 1)
    assert f"沟槽做法（{len(work.openings)} 段）" in find(page, work.id)
    page.locator(".leaflet-popup summary").click()
    said = page.inner_text(".leaflet-popup details[open]")
    assert all(opening.section_id in said for opening in work.openings)
    assert "恢复宽度 1.20～1.80 米" in said


def test_the_legend_folds_with_the_keyboard(page: Page) -> None:
    layers = page.locator(".leaflet-control-layers-overlays")
    head = page.locator(".leaflet-control-layers h2 button")
    assert head.get_attribute("aria-expanded") == "true"
    assert layers.is_visible()
    head.press("Enter")
    assert head.get_attribute("aria-expanded") == "false"
    assert layers.is_hidden()


def test_every_control_has_a_name_and_takes_the_focus(page: Page) -> None:
    named = page.eval_on_selector_all(
        "button, a[role=button], input:not([type=checkbox])",
        "all => all.map(e => e.getAttribute('aria-label') || e.textContent.trim() || e.title)",
    )
    assert len(named) >= 8
    assert all(named)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id || document.activeElement.parentElement.id") == "search"


def test_on_a_phone_the_map_is_seen_and_the_popup_fits(browser: Browser, address: str, seat: Seat) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 800}, has_touch=True)
    tab.goto(address)
    tab.wait_for_selector("html[data-ready]")
    assert tab.locator(".leaflet-control-layers-overlays").is_hidden()
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    find(tab, seat.plan.joint_works[0].id)
    tab.wait_for_timeout(400)
    popup = tab.locator(".leaflet-popup-content-wrapper").bounding_box()
    legend = tab.locator(".leaflet-control-layers").bounding_box()
    assert popup is not None
    assert legend is not None
    assert popup["x"] >= 0
    assert popup["x"] + popup["width"] <= 390
    assert popup["y"] >= legend["y"] + legend["height"]
    tab.close()


def test_the_sample_seat_opens_whole_and_quietly(browser: Browser, sample_map: str, sample_plan: Path) -> None:
    plan = json.loads((sample_plan / "plan.json").read_text(encoding="utf-8"))
    heard = Heard()
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.on("request", lambda request: heard.requests.append(request.url))
    tab.on("pageerror", lambda error: heard.errors.append(str(error)))
    tab.on("console", lambda message: heard.errors.append(message.text))
    tab.goto(sample_map)
    tab.wait_for_selector("html[data-ready]")
    for work in plan["joint_works"][:: max(1, len(plan["joint_works"]) // 8)]:
        said = find(tab, work["id"])
        assert all(member in said for member in work["members"])
        assert all(phase in said for phase in work["phases"]["excavation"])
    tab.fill("#week", "20")
    assert "works open" in tab.inner_text("#timeline output")
    tab.close()
    assert [r for r in heard.requests if not r.startswith("data:")] == [sample_map]
    assert heard.errors == []
    assert (sample_plan / "map.html").stat().st_size < 1_500_000


def test_the_page_without_script_lists_the_works(browser: Browser, address: str, seat: Seat) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    assert "plan.json" in tab.inner_text("#plain")
    assert tab.locator("#plain tbody tr").count() == len(seat.plan.joint_works)
    first = min(seat.plan.joint_works, key=lambda work: work.phases.excavation.first)
    assert first.id in tab.locator("#plain tbody tr").first.inner_text()
    assert tab.locator("#timeline").is_hidden()
    context.close()
