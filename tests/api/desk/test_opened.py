"""Kept plans opened again: on the roads at hand where they are the same, and before anybody asks after a start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import event

from api.desk.ground import roads_at_hand
from api.desk.opened import Shelf, works_of
from api.desk.planning import accepted_plan
from api.rounds import open_accepted
from api.store.tables import PlanVersion, StoredFile
from planner.messages import Language
from planner.plan_check import INPUTS, PLAN, open_plan
from planner.schedule.difference import difference_of
from tests.api.small_county import with_roads

if TYPE_CHECKING:
    from pathlib import Path

    from api.settings import Settings
    from api.state import Desk
    from tests.api.pages.plan_ground import County

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return with_roads(settings, tmp_path)


def test_a_plan_stands_on_the_roads_at_hand_as_on_its_own(county: County, desk: Desk) -> None:
    plan_id = county.accepted()["id"]
    assert desk.ground is not None
    with desk.store.reading() as session:
        row = session.get_one(PlanVersion, plan_id)
        files = {name: session.get_one(StoredFile, row.files[name]).content for name in (PLAN, INPUTS)}
        opened = desk.shelf.opened(session, row)
    alone = open_plan(files)

    assert opened.ground.situation.network is desk.ground.roads.network
    assert alone.ground.situation.network is not desk.ground.roads.network
    assert opened.plan == alone.plan
    for name in ("project", "section", "from_m", "to_m", "offset_m"):
        one, other = (getattr(each.ground.situation.stretches, name) for each in (opened, alone))
        assert np.array_equal(one, other)


def test_roads_read_otherwise_or_of_another_file_are_read_anew(county: County, desk: Desk) -> None:
    plan_id = county.plan()["id"]
    ground, rulebook = desk.ground, desk.rulebook
    assert ground is not None
    with desk.store.reading() as session:
        inputs = desk.shelf.opened(session, session.get_one(PlanVersion, plan_id)).inputs
    near = replace(rulebook.matching, search_m=replace(rulebook.matching.search_m, value=9.0))
    at_hand = roads_at_hand(ground, desk.settings, rulebook)

    assert at_hand(inputs, rulebook) is ground.roads
    assert at_hand(replace(inputs, section_id="name"), rulebook) is None
    assert at_hand(replace(inputs, crs=4490), rulebook) is None
    assert at_hand(replace(inputs, roads=replace(inputs.roads, content=b"{}")), rulebook) is None
    assert at_hand(inputs, replace(rulebook, matching=near)) is None
    assert roads_at_hand(None, desk.settings, rulebook)(inputs, rulebook) is None


def test_after_a_start_the_plan_that_counts_is_open_before_anybody_asks(county: County, desk: Desk) -> None:
    county.accepted()
    started, read = replace(desk, shelf=Shelf()), []
    event.listen(desk.store.engine, "before_cursor_execute", lambda _c, _u, statement, *_: read.append(statement))
    open_accepted(started)
    assert any("stored_file" in each for each in read)

    read.clear()
    with desk.store.reading() as session:
        row = accepted_plan(session)
        assert row is not None
        assert started.shelf.told(session, row, Language.ZH).plan.joint_works
    assert not any("stored_file" in each for each in read)


def test_before_the_first_plan_there_is_nothing_to_open(desk: Desk) -> None:
    open_accepted(desk)
    with desk.store.reading() as session:
        assert accepted_plan(session) is None


def test_what_changed_is_told_without_the_ground_of_the_plan_before(county: County, desk: Desk) -> None:
    first = county.accepted()["id"]
    county.submit("YX-GAS", "gas", 3, 9)
    second = county.accepted()["id"]
    with desk.store.reading() as session:
        before, after = (desk.shelf.opened(session, session.get_one(PlanVersion, key)) for key in (first, second))
        read = works_of(session, session.get_one(PlanVersion, first), after.ground.situation)
    difference = difference_of(read, after.plan)

    assert not difference.nothing
    assert difference == difference_of(before.plan, after.plan)
