"""The difference from an earlier plan, as rows of the page."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from maps.what_changed import change_columns
from tests.maps.changed import ADDED, DROPPED, MOVED, MOVED_DAYS, before_and_after

if TYPE_CHECKING:
    from tests.maps.conftest import Seat


def test_works_that_are_new_moved_and_gone(seat: Seat) -> None:
    before, after = before_and_after(seat)
    told, works = change_columns(after, before, seat.situation), seat.plan.joint_works
    assert told is not None
    assert [after.joint_works[row].id for row in told["added"]] == [works[ADDED].id]
    (moved,) = told["moved"]
    assert after.joint_works[moved[0]].id == works[MOVED].id
    assert moved[2][0] - moved[1][0] == moved[3] == MOVED_DAYS
    (gone,) = told["dropped"]
    assert gone["id"] == works[DROPPED].id
    assert sum(last - first for _, first, last in gone["bands"]) == pytest.approx(works[DROPPED].opened_m, abs=1.0)
    assert told["kept"] == len(works) - 3


def test_what_lay_on_a_road_that_is_gone_is_named_and_not_drawn(seat: Seat) -> None:
    before, after = before_and_after(seat)
    lost = {s.section_id for s in seat.plan.joint_works[DROPPED].stretches}
    ids = seat.situation.network.section_ids.copy()
    ids[[name in lost for name in ids]] = [f"new {n}" for n in range(len(lost))]
    network = dataclasses.replace(seat.situation.network, section_ids=ids)
    told = change_columns(after, before, dataclasses.replace(seat.situation, network=network))
    assert told is not None
    assert told["dropped"][0]["bands"] == []


def test_without_an_earlier_plan_there_is_nothing_to_say(seat: Seat) -> None:
    assert change_columns(seat.plan, None, seat.situation) is None
    assert change_columns(seat.plan, seat.plan, seat.situation) is None
