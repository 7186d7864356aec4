"""No Chinese stands on an English page, drawing or map but names, what people wrote, and what is marked as Chinese."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest

from api.security.roles import Role
from planner.rulebook.load import default_rulebook
from tests.api.pages.plan_ground import CALL, County, done, page
from tests.api.routes.test_applications import A_FORM
from tests.api.small_county import with_roads
from tests.reading import Reading, untranslated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

    from api.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROADS = ("东西路", "南北路")
NUMBER = "叶城管路许〔2026〕1号"
WRITTEN = (CALL["place"], "同沟敷设", "联合设计", *(A_FORM["applicant"].values()), *A_FORM["handler"].values())
# Files, the API, which asks for its own language, and the log, which shows what was kept as it was kept
APART = re.compile(r"/(api|docs|language|log/\d+|oidc|ogc|static)\b.*|.*\.(pdf|zip|ics|docx|xlsx|csv)|.*/files?(/.*)?")
PEOPLE = [
    (Role.PUBLIC, "", "/guide"),
    (Role.UTILITY, "YX-WATER", "/projects"),
    (Role.UTILITY, "YX-HEAT", "/projects"),
    (Role.ENGINEER, "", "/plans"),
    (Role.OFFICER, "", "/cases"),
    (Role.WINDOW, "", "/applications"),
    (Role.AUDITOR, "", "/log"),
    (Role.ADMINISTRATOR, "", "/people"),
]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


def names() -> list[str]:
    """Return what is Chinese in any language; the map marks the basis of a rule when it shows it."""
    rules = default_rulebook().blackouts
    return [*ROADS, NUMBER, *WRITTEN, A_FORM["address"], *(rule.basis for rule in rules)]


def walked(client: TestClient, start: str) -> Iterator[tuple[str, list[str]]]:
    """Yield every address that can be reached from a page by its links, with its words; each page once."""
    ahead, seen = [start], set[str]()
    while ahead:
        parts = urlsplit(ahead.pop())
        asked = dict(parse_qsl(parts.query)) | {"lang": "en"}
        if parts.scheme or parts.netloc or APART.fullmatch(parts.path) or {"page", "month", "subject"} & asked.keys():
            continue
        path = f"{parts.path}?{urlencode(sorted(asked.items()))}"
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == HTTPStatus.OK, path
        if "json" in answer.headers["content-type"]:
            yield path, [answer.text]
            continue
        read = Reading(answer.text)
        ahead += [urljoin(parts.path, each) for each in read.leads]
        yield path, read.words


def test_everything_speaks_english_to_everybody_who_asks_for_it(county: County) -> None:
    county.submit("YX-GAS", "gas", 1, 7, window=("2027-09-10", "2027-12-31"))
    county.submit("YX-HEAT", "heat", 12.2, 15.8, window=("2027-03-01", "2027-03-02"))
    county.submit("YX-CMCC", "telecom", 12.5, 15, confidential=True)
    done(county.as_(Role.WINDOW).post("/api/v1/applications", json=A_FORM), 201)
    case = county.case("decided")

    known, found, paths = names(), dict[str, list[str]](), set[str]()
    for role, organisation, start in PEOPLE:
        for path, words in walked(county.as_(role, organisation), start):
            paths.add(path.partition("?")[0])
            if left := untranslated(words, known):
                found[path] = left
    assert found == {}
    drawings = {path.rpartition("/")[2] for path in paths if path.endswith(".svg")}
    assert drawings == {"1.svg", "2.svg", "3.svg", "road.svg", "schedule.svg", "site.svg", "timeline.svg"}
    assert {"/declined", "/map", f"/cases/{case}", f"/cases/{case}/sign", "/check"} <= paths
    assert any(path.endswith("/map/data") for path in paths)


def test_a_drawing_is_asked_for_again_when_the_language_changes(county: County) -> None:
    plan = county.accepted()
    at = f"/plans/{plan['id']}/works/{plan['works'][0]['work_id']}"
    for drawing, zh, en in (("site.svg", "挖掘范围", "opened"), ("trenches/1.svg", "沟槽横断面", "Cross-section")):
        for language, said in (("zh", zh), ("en", en)):
            answer = county.engineer.get(f"{at}/{drawing}", params={"lang": language})
            assert said in answer.text
            assert answer.headers["vary"] == "cookie, accept-language"


def test_a_project_left_out_says_why_in_the_language_of_the_page(county: County) -> None:
    county.submit("YX-HEAT", "heat", 12.2, 15.8, window=("2027-03-01", "2027-03-02"))
    county.accepted()
    heat = county.utility("YX-HEAT")

    assert "heat-1 施工需" in page(heat, "/projects")
    assert "heat-1 needs" in page(heat, "/projects", "en")


def test_who_issued_a_decision_has_its_english_name(county: County) -> None:
    county.case("decided")
    nobody = county.as_(Role.PUBLIC)

    assert "叶县城市管理局" in nobody.get("/check", params={"number": NUMBER, "lang": "zh"}).text
    shown = nobody.get("/check", params={"number": NUMBER, "lang": "en"}).text
    assert "叶县城市管理局" not in shown
    assert next(each.en for each in default_rulebook().papers.authorities if each.code == "URBAN") in shown
    remedies = [words for words in Reading(page(nobody, "/guide", "en")).words if "reconsideration" in words]
    assert remedies
    assert untranslated(remedies, []) == []
