"""The days of a utility, the window, the administrator and anyone, walked in a real browser on the running desk."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from api.security.roles import Role
from tests.api.conftest import PASSWORD
from tests.api.pages.conftest import SAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import FilePayload, Locator, Page

    from tests.api.pages.conftest import Town

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 375, "height": 760}}
WINDOW = {"earliest_start": "2027-03-01", "latest_finish": "2027-09-30"}


def street() -> tuple[str, list[list[float]]]:
    """Return the name and the line of a street of the sample seat that may be dug."""
    roads = json.loads((SAMPLE / "roads.geojson").read_bytes())["features"]
    each = next(one for one in roads if one["properties"]["highway"] == "residential" and one["properties"]["name"])
    return each["properties"]["name"], each["geometry"]["coordinates"]


def along_the_street(utility: str, service: str, project_id: str) -> bytes:
    facts = {"project_id": project_id, "utility": utility, "service": service, **WINDOW}
    geometry = {"type": "LineString", "coordinates": street()[1]}
    feature = {"type": "Feature", "properties": facts, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def file_of(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def shown(page: Page) -> Locator:
    """Wait for the map of a page, and return it."""
    page.wait_for_selector(".places[data-drawn]")
    return page.locator(".places")


def test_a_utility_hands_in_puts_right_draws_and_answers(
    visit: Callable[..., Page], look: Callable[[Page, str], None]
) -> None:
    page = visit(Role.UTILITY, "YX-WATER")
    look(page, "submissions-empty")
    page.click("main a.button")
    page.set_input_files("[name=file]", SAMPLE / "routes" / "faulty.geojson")
    page.click("main form button:not([type=button])")
    assert page.inner_text("[role=alert]").startswith("文件已存档")
    shown(page)
    page.click("#feature-3 a[data-place]")
    assert "第 3 号要素" in page.inner_text(".leaflet-popup-content")
    look(page, "answer-with-faults")

    page.click("main a.button")
    page.set_input_files("[name=file]", file_of("fixed.geojson", along_the_street("YX-WATER", "water", "W-1")))
    page.click("main form button:not([type=button])")
    assert "第 2 版" in page.inner_text("h1")
    assert "文件没有错误" in page.inner_text("main")
    assert street()[0] in page.inner_text("main details")
    shown(page)

    drawing = visit(Role.UTILITY, "YX-GAS", language="en")
    drawing.goto("/submissions/new")
    drawing.fill("[name=positions]", "\n".join(f"{lon}, {lat}" for lon, lat in street()[1]))
    for name, value in {"project_id": "G-1", **WINDOW}.items():
        drawing.fill(f"[name={name}]", value)
    drawing.click("main form button:not([type=button])")
    assert "Yexian Guoyuan Water" in drawing.inner_text("main")
    shown(drawing)
    look(drawing, "answer-with-partner")

    page.goto("/calls")
    look(page, "calls")
    page.click("main td a")
    shown(page)
    page.check("[value=join]")
    look(page, "call")
    page.click("main form button")
    assert page.inner_text(".said") == "已答复，对方已收到通知。"
    for path in ("/projects", "/emergencies", "/inbox", "/tokens"):
        page.goto(path)
        look(page, path[1:])


def test_a_route_is_drawn_with_the_mouse(visit: Callable[..., Page], look: Callable[[Page, str], None]) -> None:
    page = visit(Role.UTILITY, "YX-GAS")
    page.goto("/submissions")
    page.click("main td a")
    page.click("main a.button")
    field = page.locator("[name=positions]")
    before = field.input_value()
    shown(page).scroll_into_view_if_needed()
    box = shown(page).bounding_box()
    assert box is not None

    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.8)
    added = field.input_value()
    assert added.startswith(before)
    assert len(added.split("\n")) == len(before.split("\n")) + 1
    last = page.locator(".draw-point").last
    last.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.9, steps=4)
    page.mouse.up()
    moved = field.input_value()
    assert moved != added
    assert moved.startswith(before)
    look(page, "drawn")
    page.locator(".draw-point").last.dblclick()
    assert field.input_value() == before
    page.click("[data-draw=undo]")
    assert len(field.input_value().split("\n")) == len(before.split("\n")) - 1
    page.click("[data-draw=part]")
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.2)
    assert "\n\n" in field.input_value()
    page.click("[data-draw=clear]")
    assert field.input_value() == ""

    shown(page).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    (west, south), (east, north) = (line.split(", ") for line in field.input_value().split("\n"))
    assert south == north
    assert float(west) < float(east)


def test_what_is_wrong_leads_to_its_field(visit: Callable[..., Page], look: Callable[[Page, str], None]) -> None:
    # a page of its own: the browser says on the console too that a form was refused
    page = visit(Role.WINDOW).context.new_page()
    page.goto("/applications/new")
    page.check("[value=small_micro]")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.click("main form button")

    assert page.title().startswith("错误：")
    assert page.evaluate("document.activeElement.className") == "problem"
    field = page.locator("[name=applicant_name]")
    assert field.get_attribute("aria-invalid") == "true"
    told = page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert "必填" in told.inner_text()
    told.locator("a").click()
    assert page.evaluate("document.activeElement.name") == "applicant_name"
    look(page, "apply-with-faults")


def test_without_scripts_a_file_is_handed_in_and_a_call_answered(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit(Role.UTILITY, "YX-HEAT", java_script_enabled=False)
    page.goto("/submissions/new")
    page.set_input_files("[name=file]", file_of("heat.geojson", along_the_street("YX-HEAT", "heat", "H-1")))
    page.click("main form button:not([type=button])")

    text = page.inner_text("main")
    assert "已收到并存档，答复如下。" in text
    assert "图上的内容均列在下文" in text
    assert "叶县国源水务有限公司" in text
    page.screenshot(path=tmp_path / "no-script.png", full_page=True)
    asked = visit(Role.UTILITY, "YX-WATER", java_script_enabled=False)
    asked.goto("/calls")
    asked.locator("main td a").first.click()
    asked.check("[value=decline]")
    asked.select_option("[name=reason]", "budget")
    asked.click("main form button")
    assert "资金未落实" in asked.inner_text("main dl")


def test_the_window_takes_an_application_in(visit: Callable[..., Page], look: Callable[[Page, str], None]) -> None:
    page = visit(Role.WINDOW)
    look(page, "applications-empty")
    page.click("main a.button")
    page.check("[value=small_micro]")
    for name, value in {"applicant_name": "云岫花园", "handler_name": "示例", "address": "归雁街 12 号"}.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=ticked_water]")
    page.check("[value=identity]")
    look(page, "apply")
    page.click("main form button")
    assert page.inner_text("h1").startswith("LB")
    look(page, "application")
    page.check("[value=design]")
    page.click("text=登记已补交")
    page.click("main form:last-of-type button >> text=确认")
    assert page.inner_text(".said") == "申请已进入下一步。"
    page.goto("/applications")
    look(page, "applications")


def test_the_administrator_lets_somebody_in(visit: Callable[..., Page], look: Callable[[Page, str], None]) -> None:
    page = visit(Role.ADMINISTRATOR, language="en")
    page.select_option("[name=role]", "utility")
    page.select_option("[name=organisation]", "YX-POWER")
    page.click("text=Make the link")
    link = page.inner_text("code.secret")
    look(page, "people")
    invited = visit(language="en")
    invited.goto("/join/" + link.rsplit("/", 1)[1])
    for name, value in {"login": "power.1", "name": "Power One", "password": PASSWORD}.items():
        invited.fill(f"[name={name}]", value)
    invited.click("main button")
    assert "Your account is made" in invited.inner_text(".said")
    page.reload()
    page.goto("/people")
    assert "Power One" in page.inner_text("main")


def test_anyone_sees_what_is_ahead_and_checks_a_decision(
    visit: Callable[..., Page], look: Callable[[Page, str], None], town: Town
) -> None:
    number, bundle = decided(town)
    here = {"geolocation": {"longitude": 113.3601, "latitude": 33.6302}, "permissions": ["geolocation"]}
    for language, options in (("zh", here), ("en", PHONE)):
        page = visit(language=language, **options)
        page.goto("/")
        shown(page)
        look(page, f"home-{language}")
        if options is here:
            page.click("[data-near]")
            page.wait_for_selector("path[stroke='#136b3a']")
        page.fill("[name=road]", street()[0])
        page.click("main form button")
        assert number in page.inner_text("main")
        page.goto("/guide")
        look(page, f"guide-{language}")
        page.goto("/check")
        page.fill("[name=number]", number)
        page.click("main form button >> nth=0")
        assert street()[0] in page.inner_text("main dl")
        page.set_input_files("[name=file]", file_of("bundle.zip", bundle))
        page.click("main form button >> nth=1")
        assert number in page.inner_text("main h2 >> nth=0")
        look(page, f"check-{language}")
        altered = bundle.replace(b"decision", b"decisiom", 1)
        page.set_input_files("[name=file]", file_of("bundle.zip", altered))
        page.click("main form button >> nth=1")
        assert page.locator("main .problem").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def decided(town: Town) -> tuple[str, bytes]:
    """Bring the works of the street to a decision by the API; return its number and bundle."""
    tokens: dict[tuple[Role, str], str] = {}

    def ask(method: str, path: str, role: Role = Role.ENGINEER, organisation: str = "", **body: Any) -> httpx2.Response:
        if (role, organisation) not in tokens:
            tokens[role, organisation] = town.token(role, organisation, f"program.{role.value}.{organisation}")
        bearer = {"authorization": f"Bearer {tokens[role, organisation]}"}
        answer = httpx2.request(method, f"{town.address}/api/v1{path}", headers=bearer, timeout=120, **body)
        assert answer.status_code in {HTTPStatus.OK, HTTPStatus.CREATED}, answer.text
        return answer

    draft = ask("POST", "/plans").json()["id"]
    works = ask("POST", f"/plans/{draft}/accept").json()["works"]
    work = next(each for each in works if each["road_name"] == street()[0])
    way = f"/cases/{ask('POST', '/cases', json={'work_id': work['work_id']}).json()['id']}"
    ask("POST", f"{way}/survey", json={"at": "2026-12-02T09:00:00+08:00", "place": "路口", "invited": []})
    for owner in sorted({*work["work"]["owners"].values()}):
        ask("POST", f"{way}/attendance", Role.UTILITY, owner, json={"text": "到场"})
        ask("POST", f"{way}/findings", Role.UTILITY, owner, data={"text": "已探明"})
    ask("POST", f"{way}/scheme", json={"scheme": "同沟敷设", "touches": []})
    ask("POST", f"{way}/design", data={"text": "联合设计"})
    for each in ask("POST", f"{way}/review").json()["opinions"]:
        who = (Role.OFFICER, "") if each["organisation"] == "URBAN" else (Role.REVIEWER, each["organisation"])
        ask("POST", f"{way}/opinions/{each['item']}", *who, json={"opinion": "agree"})
    decision = ask("POST", f"{way}/decision", Role.OFFICER).json()["decision"]
    return decision["number"], ask("GET", f"{way}/files/{decision['bundle']}", Role.OFFICER).content
