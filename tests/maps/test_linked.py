"""The linked page as it is served: under a policy without inline scripts, small, and the same map as the file."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from maps.listing import MOST
from maps.options import MapOptions, tianditu
from maps.plan_map import linked_page, map_data, plan_data
from planner.messages import Language
from tests.maps.changed import before_and_after, newly_paved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.maps.conftest import Seat


@pytest.fixture(scope="module")
def served(seat: Seat, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the seat's linked map in a process of its own, and return its address."""
    folder = tmp_path_factory.mktemp("served")
    page = linked_page(seat.plan, seat.rulebook, data_url="/map.json", static_url="/static")
    (folder / "index.html").write_text(page, encoding="utf-8")
    (folder / "map.json").write_bytes(map_data(seat.plan, seat.situation, seat.rulebook))
    broken = linked_page(seat.plan, seat.rulebook, data_url="/nothing.json", static_url="/static/")
    (folder / "broken.html").write_text(broken, encoding="utf-8")
    command = [sys.executable, "-m", "tests.maps.serve_linked", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        server.terminate()


@pytest.mark.browser
def test_it_works_under_a_policy_without_inline_scripts(browser: Browser, served: str, seat: Seat) -> None:
    tab, errors, requests = browser.new_page(), [], []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text))
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(f"{served}/index.html#{seat.plan.joint_works[0].id}")
    tab.wait_for_selector("html[data-ready]")
    assert seat.plan.joint_works[0].road_name in tab.inner_text(".leaflet-popup")
    tab.close()
    assert errors == []
    assert all(url.startswith((served, "data:")) for url in requests)


@pytest.mark.browser
def test_it_says_in_words_when_its_data_do_not_come(browser: Browser, served: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{served}/broken.html")
    assert "没有取到" in tab.inner_text("[role=alert]")
    tab.close()


@pytest.mark.browser
def test_the_page_unpacks_exactly_what_was_packed(browser: Browser, served: str, seat: Seat) -> None:
    before, after = before_and_after(seat)
    options, situation = MapOptions(previous=before, bases=tianditu("key")), newly_paved(seat.situation)
    told = plan_data(after, situation, seat.rulebook, Language.EN, options)
    sent = map_data(after, situation, seat.rulebook, language=Language.EN, options=options)
    tab = browser.new_page()
    tab.goto(f"{served}/index.html")
    tab.wait_for_selector("html[data-ready]")
    assert tab.evaluate("packed => cotrench.unpacked(packed)", json.loads(sent)) == json.loads(json.dumps(told))
    tab.close()


def test_no_script_is_in_the_page_and_every_address_is_its_own(seat: Seat) -> None:
    page = linked_page(seat.plan, seat.rulebook, data_url="/plans/7/map.json", static_url="/static/map")
    assert not re.findall(r"<script(?![^>]*src=)[^>]*>", page)
    assert not re.findall(r"\son\w+=", page)
    found = re.findall(r'<(?:script|link)\b[^>]*(?:src|href)="([^"]*)"', page)
    assert all(address.startswith("/static/map/") or address == "data:," for address in found)
    assert 'data-url="/plans/7/map.json"' in page
    assert "script-src 'self';" in page


def test_addresses_are_escaped(seat: Seat) -> None:
    page = linked_page(seat.plan, seat.rulebook, data_url='/a"><b>', static_url='/s"><b>')
    assert "<b>" not in page


def test_page_and_data_stay_small(seat_of: Callable[[int, int, int], Seat]) -> None:
    seat = seat_of(30, 30, 900)
    page = linked_page(seat.plan, seat.rulebook, data_url="/map.json", static_url="/static")
    assert len(seat.plan.joint_works) > MOST
    assert page.count("<tr>") == MOST + 1
    assert len(page.encode()) < 200_000
    assert len(map_data(seat.plan, seat.situation, seat.rulebook)) < 1_100 * 900


def test_a_plan_without_works_says_so(seat: Seat) -> None:
    bare = dataclasses.replace(seat.plan, joint_works=())
    page = linked_page(bare, seat.rulebook, data_url="/map.json", static_url="/static", language=Language.EN)
    assert "This plan has no works." in page
