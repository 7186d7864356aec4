"""Plans by their pages: made with wishes, compared before they count; works, map and declined pairs."""

from __future__ import annotations

import re
import threading
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from api.state import utc_now
from api.store.tables import PlanVersion
from planner.rulebook.model import Pair, Wishes
from tests.api.pages.plan_ground import County, done, page, sent
from tests.api.small_county import with_roads

if TYPE_CHECKING:
    from pathlib import Path

    from api.desk.jobs import Job
    from api.settings import Settings
    from api.state import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EMPTY = {
    "hold-work_id": "",
    "hold-starts_on": "",
    "pair-rule": "apart",
    "pair-a": "",
    "pair-b": "",
    "pair-why": "",
    "days-first": "",
    "days-last": "",
    "days-roads": "",
    "days-why": "",
}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


def made(county: County, desk: Desk, **form: str) -> str:
    """Begin a plan by the form, wait until it is there, and return the path of its page."""
    begun = county.engineer.post("/plans/new", data={**EMPTY, **form}, follow_redirects=False)
    assert begun.status_code == HTTPStatus.SEE_OTHER, begun.text
    job = desk.jobs.get(begun.headers["location"].rpartition("/")[2])
    assert job is not None
    assert "data-over" in _until_over(county, job)
    assert job.made is not None, job.problem and job.problem.faults
    return f"/plans/{job.made}"


def _until_over(county: County, job: Job) -> str:
    for _ in range(600):
        if job.over:
            break
        time.sleep(0.05)
    return page(county.engineer, f"/plans/jobs/{job.id}?part=true&lang=zh")


def test_plans_are_made_by_a_form_compared_and_accepted(county: County, desk: Desk) -> None:
    assert "还没有方案" in page(county.engineer, "/plans")
    assert "还没有采用的方案" in page(county.engineer, "/map")
    assert "还没有采用的方案" in page(county.engineer, "/declined")

    first = made(county, desk)
    assert "采用这份草案" in page(county.engineer, first)
    assert "采用这份草案" not in page(county.officer, first)
    sent(county.engineer, f"{first}/accept", "plan_accepted")
    assert first in page(county.engineer, "/map")

    apart = {"pair-a": "power-1", "pair-b": "water-1", "pair-why": "业主要求"}
    second = made(county, desk, **apart)
    with desk.store.reading() as session:
        kept_with = desk.shelf.opened(session, session.get_one(PlanVersion, second.rpartition("/")[2])).rulebook
    assert kept_with.wishes == Wishes(apart=(Pair(a="power-1", b="water-1", why="业主要求"),)), "its folder asks for it"
    shown = page(county.engineer, second)
    assert "power-1 与 water-1 分开施工：业主要求" in shown
    assert "与第 1 版相比" in shown
    assert "2026年12月31日以后的调休安排尚未公布" in shown, "its works are in 2027"
    assert "原属 JW-0001" in shown
    assert "与第 1 版相比" in page(county.officer, second)
    assert "与第 1 版相比" not in page(county.utility("YX-WATER"), second)

    kept = made(county, desk, **{"hold-work_id": "JW-0001", "hold-starts_on": "2027-04-06"})
    moved = page(county.engineer, kept)
    assert "JW-0001 改为 2027年4月6日开工" in moved
    assert "2027年4月6日 至" in moved
    sent(county.engineer, f"{kept}/accept", "plan_accepted")
    stale = county.engineer.post(f"{second}/accept", follow_redirects=False)
    assert stale.status_code == HTTPStatus.CONFLICT
    assert "这份草案不能再采用" in page(county.engineer, second)

    free = {"days-first": "2027-04-01", "days-last": "2027-04-30", "days-roads": "东西路、南北路", "days-why": "庆典"}
    quiet = done(county.engineer.get(f"/api/v1{made(county, desk, **free)}"))
    assert quiet["wishes"]["free_days"][0]["roads"] == ["东西路", "南北路"]
    assert all(work["ends_on"] < "2027-04-01" or work["starts_on"] > "2027-04-30" for work in quiet["works"])


def test_wishes_that_cannot_be_meant_are_told_and_stay_typed(county: County) -> None:
    done(county.engineer.post(f"/api/v1/plans/{county.plan()['id']}/accept"))
    asked = {
        "holds": [{"work_id": "JW-0099"}, {"work_id": "JW-0001", "starts_on": "2020-01-01"}],
        "together": [{"a": "water-1", "b": "water-1", "why": "x"}, {"a": "water-1", "b": "power-1", "why": "x"}],
        "apart": [{"a": "power-1", "b": "water-1", "why": "x"}, {"a": "nothing", "b": "water-1", "why": "x"}],
        "free_days": [{"first": "2027-05-02", "last": "2027-05-01", "roads": ["无名路"], "why": "x"}],
    }

    answer = county.engineer.post("/api/v1/plans", json=asked)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    codes = [fault["code"].removeprefix("desk.wish_") for fault in answer.json()["faults"]]
    assert codes == ["work", "past", "same", "project", "both", "days", "road"]

    form = {**EMPTY, "days-first": "soon", "days-why": "庆典", "pair-a": "water-1"}
    page_ = county.engineer.post("/plans/new", data=form, params={"lang": "zh"})
    assert page_.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="庆典"' in page_.text
    assert 'value="water-1"' in page_.text
    more = county.engineer.post("/plans/new", data={**form, "more": "1"}, params={"lang": "zh"})
    assert more.status_code == HTTPStatus.OK
    assert 'value="soon"' in more.text


def test_what_cannot_be_joined_ends_in_words_and_one_plan_is_made_at_a_time(county: County, desk: Desk) -> None:
    county.submit("YX-GAS", "gas", 1, 7, window=("2028-02-01", "2028-08-31"))
    asked = {"pair-rule": "together", "pair-a": "water-1", "pair-b": "gas-1", "pair-why": "同沟"}
    begun = county.engineer.post("/plans/new", data={**EMPTY, **asked}, follow_redirects=False)
    job = desk.jobs.get(begun.headers["location"].rpartition("/")[2])
    assert job is not None
    told = _until_over(county, job)
    assert "water-1 与 gas-1 无法按要求联合施工" in told
    assert "没有找到" not in page(county.engineer, f"/plans/jobs/{job.id}")
    assert county.engineer.get("/plans/jobs/unknown").status_code == HTTPStatus.NOT_FOUND

    waits = threading.Event()

    def slow(_: object) -> str:
        waits.wait(20)
        return "made"

    first = desk.jobs.start("somebody", utc_now(), slow)
    refused = county.engineer.post("/plans/new", data=EMPTY, params={"lang": "zh"})
    assert refused.status_code == HTTPStatus.CONFLICT
    assert "另一份方案正在编制" in refused.text
    assert f"/plans/jobs/{first.id}" in page(county.engineer, "/plans")
    waits.set()


def test_a_work_tells_why_and_who_bears_what_and_others_see_no_secret(county: County) -> None:
    county.submit("YX-HEAT", "heat", 12.2, 15.8, confidential=True)
    county.submit("YX-GAS", "gas", 1, 7, window=("2027-09-10", "2027-12-31"), confidential=True)
    plan = county.accepted()
    works = {frozenset(work["members"]): work["work_id"] for work in plan["works"]}
    joint = f"/plans/{plan['id']}/works/{works[frozenset({'power-1', 'water-1'})]}"
    secret = f"/plans/{plan['id']}/works/{works[frozenset({'heat-1'})]}"
    heat, other = county.utility("YX-HEAT"), county.utility("YX-CMCC")

    shown = page(county.engineer, joint)
    assert "power-1、water-1 在东西路" in shown
    assert "公平分担" in shown
    assert 'name="work_id"' in shown
    english = page(county.engineer, joint, "en")
    assert "power-1, water-1 share" in english
    assert "Open a case" not in page(other, joint, "en")
    assert "gas-1" in county.engineer.get(f"{joint}/road.svg").text
    assert "gas-1" not in page(other, joint)
    assert "gas-1" not in other.get(f"/api/v1/plans/{plan['id']}").text
    assert "gas-1" not in other.get(f"{joint}/road.svg").text
    assert other.get(f"{joint}/schedule.svg").headers["content-type"] == "image/svg+xml"
    for sheet in (f"{joint}/schedule.pdf", f"{joint}/road.pdf", f"/plans/{plan['id']}/timeline.pdf"):
        assert other.get(sheet).content.startswith(b"%PDF-"), sheet
    assert other.get(f"{joint}/schedule.exe").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "gas-1" not in other.get(f"/plans/{plan['id']}/timeline.svg?by=utility").text
    assert "gas-1" in county.engineer.get(f"/plans/{plan['id']}/timeline.svg?by=utility").text
    for path in (secret, f"{secret}/site.svg", f"{secret}/trenches/1.svg"):
        assert other.get(path).status_code == HTTPStatus.NOT_FOUND
        assert heat.get(path).status_code == HTTPStatus.OK

    map_of = f"/plans/{plan['id']}/map"
    assert "connect-src" in page(other, map_of)
    for client, sees in ((other, False), (heat, True), (county.engineer, True), (county.authority("P1"), True)):
        for path in (f"{map_of}/data", map_of, f"/plans/{plan['id']}"):
            answer = client.get(path, params={"lang": "zh"})
            assert answer.status_code == HTTPStatus.OK
            assert ("heat-1" in answer.text) is sees, (path, sees)
    assert 'id="map"' in page(other, f"/plans/{plan['id']}")
    assert "没有符合的工程" in page(other, f"/plans/{plan['id']}?find=heat-1&lang=zh")


def test_a_utility_is_asked_once_for_the_shift_that_would_join_it(county: County) -> None:
    county.submit("YX-GAS", "gas", 1, 7, window=("2027-09-10", "2027-12-31"), confidential=True)
    county.accepted()

    shown = page(county.engineer, "/declined")
    ask = re.findall(r'action="(/declined/[0-9a-f]+/\d+/ask)"', shown)
    assert ask
    asked = sent(county.engineer, ask[0], "shift_asked")
    assert ask[0] not in asked
    county.engineer.post(ask[0])

    told = {
        code: [m["text"] for m in county.utility(code).get("/api/v1/messages", params={"lang": "zh"}).json()]
        for code in ("YX-WATER", "YX-POWER", "YX-GAS")
    }
    asking = [(code, text) for code, texts in told.items() for text in texts if "请考虑调整" in text]
    assert len(asking) == 1
    (code, text), own = asking[0], {"YX-WATER": "water-1", "YX-POWER": "power-1", "YX-GAS": "gas-1"}
    assert own[code] in text
    assert not [key for other, key in own.items() if other != code and key in text]
    assert county.engineer.post("/declined/x/1/ask").status_code == HTTPStatus.NOT_FOUND
    assert county.officer.get("/declined").status_code == HTTPStatus.FORBIDDEN
