"""A drawn route becomes the file any other would be; what is no position is named by its line."""

from __future__ import annotations

import json

import pytest

from api.pages.drawn import drawn_file, read_drawn
from api.problems import Problem

FACTS = {
    "project_id": "p1",
    "service": "water",
    "earliest_start": "2027-02-01",
    "latest_finish": "2027-08-31",
    "name": "",
    "dn_mm": "200",
}


def test_positions_become_lines_and_an_empty_line_begins_another() -> None:
    content = drawn_file("YX-WATER", FACTS, "113.36, 33.63\n113.361 33.63\n\n113.362，33.63\n113.363,33.63\n")

    (feature,) = json.loads(content)["features"]
    assert feature["geometry"] == {
        "type": "MultiLineString",
        "coordinates": [[[113.36, 33.63], [113.361, 33.63]], [[113.362, 33.63], [113.363, 33.63]]],
    }
    assert feature["properties"] == {
        "utility": "YX-WATER",
        "project_id": "p1",
        "service": "water",
        "earliest_start": "2027-02-01",
        "latest_finish": "2027-08-31",
        "dn_mm": 200,
    }


def test_a_drawn_file_is_read_back_as_it_was_typed() -> None:
    typed = "113.36, 33.63\n113.361, 33.63\n\n113.362, 33.63\n113.363, 33.63"

    assert read_drawn(drawn_file("YX-WATER", FACTS, typed)) == {**FACTS, "positions": typed}


def test_every_line_that_is_no_position_is_named() -> None:
    with pytest.raises(Problem) as refused:
        drawn_file("YX-WATER", FACTS, "113.36, 33.63\nhere\n113.361\n113.3, 33.6, 1\nnan 33.6\n113.362, 33.63")

    assert [each.data["line"] for each in refused.value.faults] == [2, 3, 4, 5]


@pytest.mark.parametrize("typed", ["", "113.36, 33.63", "113.36, 33.63\n\n113.361, 33.63"])
def test_one_position_is_no_route(typed: str) -> None:
    with pytest.raises(Problem) as refused:
        drawn_file("YX-WATER", FACTS, typed)

    assert [each.code for each in refused.value.faults] == ["desk.no_line"]
