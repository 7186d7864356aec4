"""What one can do on the map beside looking: filter, compare, measure, print, lay tiles beneath; and who can use it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from maps.assets import collect
from maps.options import MapOptions, TileBase
from maps.plan_map import plan_map
from maps.timeslider import weeks_of
from planner.calendar import periods
from planner.geo.datum import gcj02_from_wgs84
from planner.model import ProjectStatus, Service
from planner.rulebook.model import Severity
from tests.maps.changed import ADDED, DROPPED, MOVED, before_and_after, newly_paved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

    from planner.model import Plan
    from tests.maps.conftest import Seat

pytestmark = pytest.mark.browser

AXE = Path(collect.__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
TILE = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="9" height="9" fill="#eef"/></svg>'
TILES = TileBase(zh="高德", en="Amap", urls=("https://tiles.example/{z}/{x}/{y}",), datum="gcj02", credit="示例")


@pytest.fixture(scope="module")
def after(seat: Seat) -> Plan:
    return before_and_after(seat)[1]


@pytest.fixture(scope="module")
def address(seat: Seat, after: Plan, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("map") / "map.html"
    previous, _ = before_and_after(seat)
    options = MapOptions(previous=previous, bases=(TILES,), work_url="/works/{id}")
    file.write_text(plan_map(after, newly_paved(seat.situation), seat.rulebook, options=options), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open the map with everything on it; nothing may go wrong, and tiles are asked for by those who chose them."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    tab, errors = context.new_page(), []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text))
    tab.goto(address)
    tab.wait_for_selector("html[data-ready]")
    yield tab
    context.close()
    assert errors == []


def seen(page: Page) -> list[str]:
    """Return what is drawn and not hidden, as kind and row."""
    made: list[str] = page.evaluate(
        """() => cotrench.page.inks.flatMap((ink) => [...ink.groups].filter(([, group]) => group.shown)
             .flatMap(([name, group]) => group.strands.filter((strand) => !strand.idle)
             .map((strand) => `${name} ${strand.of.row}`)))"""
    )
    return made


def test_a_filter_leaves_the_projects_of_a_service_and_their_works(page: Page, seat: Seat, after: Plan) -> None:
    services = [p.service for p in seat.situation.routes.projects]
    row = list(seat.rulebook.services).index(Service.WATER)
    page.click(".filters summary")
    page.select_option("[data-filter=service]", str(row))
    drawn = seen(page)
    assert any(each.startswith("water ") for each in drawn)
    assert not any(each.startswith(("power ", "gas ", "heat ", "telecom ")) for each in drawn)
    known = {p.key: p.service for p in seat.situation.routes.projects}
    wet = [w for w in after.joint_works if Service.WATER in {known[m] for m in w.members}]
    assert page.inner_text("#timeline output").startswith(f"全部时段：{len(wet)} 处")
    told = f"显示 {services.count(Service.WATER)} 个工程，共 {len(services)} 个"
    assert page.inner_text(".filters [role=status]") == told
    page.click(".filters button")
    assert len(seen(page)) > len(drawn)


def test_month_and_status_filter_too(page: Page, seat: Seat, after: Plan) -> None:
    page.click(".filters summary")
    page.select_option("[data-filter=month]", label="2027-03")
    open_then = [
        w
        for w in after.joint_works
        if w.phases.excavation.first.isoformat() < "2027-04" and w.phases.reinstatement.last.isoformat() >= "2027-03"
    ]
    assert page.inner_text("#timeline output").startswith(f"全部时段：{len(open_then)} 处")
    page.select_option("[data-filter=month]", "")
    page.select_option("[data-filter=status]", "unscheduled")
    assert page.inner_text("#timeline output").startswith("全部时段：0 处")
    waiting = {n for n, o in enumerate(after.outcomes) if o.status is ProjectStatus.UNSCHEDULED}
    names = {service.value for service in Service}
    rows = [each for each in seen(page) if each.split()[0] in names]
    assert len(rows) == sum(int(project) in waiting for project in seat.situation.stretches.project)


def test_the_search_clears_a_filter_that_hides_what_is_sought(page: Page, after: Plan) -> None:
    page.click(".filters summary")
    page.select_option("[data-filter=status]", "unscheduled")
    page.fill("#search input", after.joint_works[0].id)
    page.press("#search input", "Enter")
    assert after.joint_works[0].id in page.inner_text(".leaflet-popup")
    assert page.input_value("[data-filter=status]") == ""


def test_what_changed_is_drawn_and_said(page: Page, seat: Seat, after: Plan) -> None:
    works, row = seat.plan.joint_works, {work.id: number for number, work in enumerate(after.joint_works)}
    drawn = seen(page)
    assert f"added {row[works[ADDED].id]}" in drawn
    assert f"moved {row[works[MOVED].id]}" in drawn
    assert "dropped 0" in drawn
    assert "新增（1）" in page.inner_text(".changes")
    page.evaluate("id => { window.location.hash = id; }", works[MOVED].id)
    page.wait_for_selector(".leaflet-popup .change")
    assert "改期 +14 天" in page.inner_text(".leaflet-popup")
    assert page.get_attribute(".leaflet-popup .more a", "href") == f"/works/{works[MOVED].id}"
    page.evaluate("cotrench.page.say({ kind: 'dropped', row: 0 }, cotrench.page.map.getCenter())")
    assert works[DROPPED].id in page.inner_text(".leaflet-popup")


def test_rules_and_closures_follow_the_week(page: Page, seat: Seat, after: Plan) -> None:
    for name in ("moratoria", "blackouts", "closures"):
        page.check(f"[data-layer={name}]")
    whole = seen(page)
    assert sum(each.startswith("moratoria ") for each in whole) == 11
    sections = {o.section_id for w in after.joint_works for o in w.openings}
    assert sum(each.startswith("closures ") for each in whole) == len(sections)
    monday, count = weeks_of(after)
    blocking = [rule for rule in seat.rulebook.blackouts if rule.enabled and rule.severity is Severity.BLOCK]
    forbidden = [
        bool(periods(blocking, first=first, last=first + timedelta(days=6)))
        for first in (monday + timedelta(days=7 * week) for week in range(count))
    ]
    assert set(forbidden) == {True, False}
    for week in (forbidden.index(True), forbidden.index(False)):
        page.fill("#week", str(week + 1))
        drawn = seen(page)
        assert any(each.startswith("blackouts ") for each in drawn) == forbidden[week]
        assert 0 < sum(each.startswith("closures ") for each in drawn) < len(sections)
    page.evaluate("cotrench.page.say({ kind: 'moratorium', row: 0 }, cotrench.page.map.getCenter())")
    assert "2029-06-01" in page.inner_text(".leaflet-popup")


def test_the_keyboard_measures(page: Page) -> None:
    page.focus("[aria-label=量距]")
    page.keyboard.press("Enter")
    assert page.get_attribute("[aria-label=量距]", "aria-pressed") == "true"
    page.keyboard.press("Enter")
    start = page.evaluate("cotrench.page.map.getCenter()")
    page.evaluate("cotrench.page.map.panBy([120, 0], { animate: false })")
    page.keyboard.press("Enter")
    end = page.evaluate("cotrench.page.map.getCenter()")
    # Along a parallel, on Leaflet's sphere
    expected = np.radians(end["lng"] - start["lng"]) * np.cos(np.radians(start["lat"])) * 6_371_000
    measured = re.match(r"[0-9.]+", page.inner_text(".measured"))
    assert measured
    assert float(measured[0]) == pytest.approx(expected, rel=0.002)
    page.keyboard.press("Backspace")
    assert "点击地图" in page.inner_text(".measured")
    page.keyboard.press("Escape")
    assert page.inner_text(".measured") == ""


def test_over_gcj_02_tiles_the_plan_is_shifted_and_says_so(page: Page) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="image/svg+xml", body=TILE)

    page.route("https://tiles.example/**", answer)
    before = page.evaluate("cotrench.page.layers.ground.roads[0].flat[0]")
    page.click(".bases summary")
    page.check(".bases label:has-text('高德') input")
    page.wait_for_selector(".leaflet-tile-loaded")
    assert asked
    assert "GCJ-02" in page.inner_text(".base-note")
    assert "示例" in page.inner_text(".base-note")
    moved = (page.evaluate("cotrench.page.layers.ground.roads[0].flat[0]") - before) / 256 * 360
    place = page.evaluate("cotrench.page.layers.ground.roads[0].line[0]")
    assert moved == pytest.approx(gcj02_from_wgs84(np.array([place[::-1]]))[0, 0] - place[1], abs=1e-9)
    page.check(".bases label:has-text('无底图') input")
    assert page.evaluate("cotrench.page.layers.ground.roads[0].flat[0]") == before
    assert page.inner_text(".base-note") == ""


def test_the_page_shifts_as_the_planner_does(page: Page) -> None:
    dice = np.random.default_rng(3)
    lonlat = np.column_stack([dice.uniform(70, 140, 60), dice.uniform(-5, 58, 60)])
    told = page.evaluate("places => places.map(cotrench.gcj02)", lonlat[:, ::-1].tolist())
    assert np.abs(np.array(told)[:, ::-1] - gcj02_from_wgs84(lonlat)).max() < 1e-9


def test_it_prints_on_one_sheet_and_comes_back(page: Page) -> None:
    before = page.evaluate("[cotrench.page.map.getZoom(), cotrench.page.map.getSize().x]")
    printed = page.pdf(landscape=True, prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert page.evaluate("[cotrench.page.map.getZoom(), cotrench.page.map.getSize().x]") == before


def test_whoever_embeds_the_map_hears_what_is_chosen(page: Page, after: Plan) -> None:
    page.evaluate("document.addEventListener('cotrench:chosen', (event) => { window.heard = event.detail; })")
    page.fill("#search input", after.joint_works[1].id)
    page.press("#search input", "Enter")
    assert page.evaluate("window.heard") == {"kind": "work", "id": after.joint_works[1].id}


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(browser: Browser, address: str, after: Plan, width: int) -> None:
    # The page's own policy would keep the examiner out.
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    tab = context.new_page()
    tab.goto(address)
    tab.wait_for_selector("html[data-ready]")
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    tab.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    tab.fill("#search input", after.joint_works[0].id)
    tab.press("#search input", "Enter")
    # What is still fading in has too little contrast.
    tab.wait_for_function("getComputedStyle(document.querySelector('.leaflet-popup')).opacity === '1'")
    found = tab.evaluate("axe.run()")
    context.close()
    assert len(found["passes"]) > 20
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"] if v["impact"] in GRAVE] == []
