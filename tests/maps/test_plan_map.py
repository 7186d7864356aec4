"""The page as text: its data, its policy, its size, its bytes."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from maps.page import as_json, headed
from maps.plan_map import plan_data, plan_map
from maps.timeslider import weeks_of
from maps.words import PAGE, WORDS
from planner.messages import Language
from planner.model import Shared, Stretches

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.maps.conftest import Seat


def shown(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="plan-data">(.*?)</script>', page, re.DOTALL)
    assert found
    made: dict[str, Any] = json.loads(found[1])
    return made


def test_equal_input_gives_equal_bytes(seat: Seat) -> None:
    first, second = (plan_map(seat.plan, seat.situation, seat.rulebook) for _ in range(2))
    assert first == second


def test_the_page_forbids_itself_to_load_anything(seat: Seat) -> None:
    page = plan_map(seat.plan, seat.situation, seat.rulebook)
    assert "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:" in page
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert not re.findall(r"<(?:link|img|iframe)\b", page.split("</head>")[0].split("<style>")[0])
    assert not re.findall(r"<script[^>]+src=", page)


def test_a_hostile_name_does_not_leave_its_script_element(seat: Seat) -> None:
    name = seat.situation.routes.projects[0].name
    assert name is not None
    page = plan_map(seat.plan, seat.situation, seat.rulebook)
    assert name not in page
    assert shown(page)["projects"]["name"][0] == name


def test_colours_are_the_rulebook_s(seat: Seat) -> None:
    data = plan_data(seat.plan, seat.situation, seat.rulebook, Language.ZH)
    rules = seat.rulebook.services
    assert {s["key"]: (s["ink"], s["colour"]) for s in data["services"]} == {
        key.value: (r.ink, r.colour) for key, r in rules.items()
    }


def test_sections_come_back_to_their_place(seat: Seat) -> None:
    network = seat.situation.network
    lines = plan_data(seat.plan, seat.situation, seat.rulebook, Language.ZH)["roads"]["line"]
    steps = np.array(lines[7]).reshape(-1, 2).cumsum(axis=0) / 1e6
    x, y = Transformer.from_crs(4326, network.crs, always_xy=True).transform(steps[:, 1], steps[:, 0])
    assert np.abs(np.column_stack((x, y)) - shapely.get_coordinates(network.lines[7])).max() < 0.08


def test_bands_cover_the_opened_metres_of_every_work(seat: Seat) -> None:
    data = plan_data(seat.plan, seat.situation, seat.rulebook, Language.ZH)
    for work, bands in zip(seat.plan.joint_works, data["bands"], strict=True):
        assert sum(band[2] - band[1] for band in bands) == pytest.approx(work.opened_m, abs=1.0)


def test_the_rulebook_says_which_stretches_are_dashed(seat: Seat) -> None:
    data = plan_data(seat.plan, seat.situation, seat.rulebook, Language.ZH)
    limit = seat.rulebook.matching.confirm_below.value
    expected = (seat.situation.stretches.confidence < limit).astype(int).tolist()
    assert data["stretches"]["uncertain"] == expected
    assert 0 < sum(expected) < len(expected)


def test_members_of_one_work_lie_next_to_each_other(seat: Seat) -> None:
    data = plan_data(seat.plan, seat.situation, seat.rulebook, Language.ZH)
    for number, bands in enumerate(data["bands"]):
        for section, first, last, slot, lanes in bands:
            on = [
                data["stretches"]["slot"][row]
                for row, works in enumerate(data["stretches"]["works"])
                if number in works
                and data["stretches"]["section"][row] == section
                and data["stretches"]["from"][row] < last
                and data["stretches"]["to"][row] > first
            ]
            assert all(abs(s - slot) <= (lanes - 1) / 2 for s in on)


def test_weeks_run_from_the_first_excavation_to_the_last_reinstatement(seat: Seat) -> None:
    monday, count = weeks_of(seat.plan)
    first = min(w.phases.excavation.first for w in seat.plan.joint_works)
    last = max(w.phases.reinstatement.last for w in seat.plan.joint_works)
    assert monday.weekday() == 0
    assert 0 <= (first - monday).days < 7
    assert 0 <= (last - monday).days - 7 * (count - 1) < 7


def test_a_plan_without_works_still_has_a_map(seat: Seat) -> None:
    nothing = seat.situation.stretches
    bare = dataclasses.replace(
        seat.situation,
        stretches=Stretches(**{f: getattr(nothing, f)[:0] for f in Stretches.__slots__}),
        shared=Shared(
            section=np.array([], dtype=np.int64),
            from_m=np.array([]),
            to_m=np.array([]),
            member_start=np.array([0]),
            members=np.array([], dtype=np.int64),
        ),
    )
    plan = dataclasses.replace(seat.plan, joint_works=())
    data = shown(plan_map(plan, bare, seat.rulebook))
    assert data["weeks"] == {"first": (date(2026, 11, 24) - date(1970, 1, 1)).days, "count": 0}
    assert data["bands"] == []


def test_every_word_is_there_in_both_languages() -> None:
    for zh, en in [*WORDS.values(), *PAGE.values()]:
        assert zh
        assert en
        assert re.findall(r"\{\w+\}", zh) == re.findall(r"\{\w+\}", en)


def test_the_page_speaks_english_when_asked(seat: Seat) -> None:
    page = plan_map(seat.plan, seat.situation, seat.rulebook, language=Language.EN)
    assert '<html lang="en">' in page
    assert "<title>Ye County: joint plan of utility works</title>" in page
    assert shown(page)["words"]["same_trench"] == "same trench"


def test_json_cannot_end_its_element() -> None:
    assert b"<" not in as_json({"a": "</script><!--&"})
    assert json.loads(as_json({"a": "</script><!--&"})) == {"a": "</script><!--&"}


def test_a_page_with_another_beginning_is_refused(seat: Seat) -> None:
    with pytest.raises(ValueError, match="changed its beginning"):
        headed("<html></html>", seat.rulebook, Language.ZH, "")


def test_a_county_seat_stays_small(seat_of: Callable[[int, int, int], Seat]) -> None:
    seat = seat_of(16, 10, 120)
    assert len(plan_map(seat.plan, seat.situation, seat.rulebook).encode()) < 600_000
