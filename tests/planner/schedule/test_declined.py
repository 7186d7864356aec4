"""Why pairs dig apart, and shifts that would bring them together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.model import Service, Track, Window
from tests.planner.schedule.schedule_ground import (
    day,
    network,
    plan,
    project,
    rulebook,
    situation,
    with_blackout,
    with_never,
)
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from planner.model import Declined, Network, Project, Situation
    from planner.rulebook.model import Rulebook


def declined(one: Project, other: Project, book: Rulebook | None = None, roads: Network | None = None) -> Declined:
    made = plan(situation([(one, 0, 0.0, 200.0), (other, 0, 50.0, 250.0)], roads), book)
    (found,) = made.declined
    assert (found.projects, found.section_id, found.shared_m) == (("A", "B"), "S0", 150.0)
    return found


def test_windows_apart_and_the_shift_that_helps() -> None:
    # Together they open 250 m (3 + 8 + 3 + 3 = 17 working days).
    found = declined(project("A", "04-07", "05-09"), project("B", "05-20", "06-30"))
    assert found.reason.code == "declined.no_common_window"
    assert found.reason.data["gap_days"] == 11
    assert found.advice is not None
    assert found.advice.saves_opened_m == 150.0
    assert found.advice.project in {"A", "B"}


def test_too_short_together() -> None:
    found = declined(project("A", "04-07", "04-28"), project("B", "04-07", "04-28"))
    assert found.reason.code == "declined.too_short"
    assert (found.reason.data["needed"], found.reason.data["available"]) == (17, 16)
    # No shift of one window helps, as each window alone is too short for both.
    assert found.advice is None


def test_forbidden_services() -> None:
    gas, heat = project("A", service=Service.GAS), project("B", service=Service.HEAT)
    found = declined(gas, heat, with_never(Service.GAS, Service.HEAT))
    assert found.reason.code == "declined.incompatible"
    assert found.advice is None


def test_one_is_not_scheduled() -> None:
    found = declined(project("A"), project("B", "04-01", "04-03"))
    assert found.reason.code == "declined.unscheduled"
    assert found.reason.data["unscheduled"] == ("B",)


def test_a_moratorium_between_them() -> None:
    # B's own section is free only when A's window has ended.
    roads = network(
        (250.0, 250.0),
        paved_on=np.array(["NaT", "2021-07-01"], "datetime64[D]"),
        paved_kind=np.array(["", "new"], object),
    )
    one, other = project("A", "04-01", "07-10"), project("B", "04-01", "12-01")
    made = plan(situation([(one, 0, 50.0, 250.0), (other, 0, 150.0, 250.0), (other, 1, 0.0, 50.0)], roads))
    (found,) = made.declined
    assert found.reason.code == "declined.moratorium"
    assert found.reason.data["until"] == day("07-01")
    assert found.advice is not None
    assert found.advice.project == "A"
    assert found.advice.shift_days > 0


def test_a_blackout_between_them() -> None:
    found = declined(project("A", "04-07", "05-30"), project("B", "04-15", "06-30"), with_blackout("05-01", "05-10"))
    assert found.reason.code == "declined.blackout"
    assert found.advice is not None


def test_approval_between_them() -> None:
    slow = project("A", "03-02", "12-01", track=Track.CONSTRUCTION_PERMIT)
    found = declined(slow, project("B", "03-02", "04-20"))
    assert found.reason.code == "declined.lead"
    assert found.advice is not None
    assert found.advice.project == "B"


def test_a_better_partner() -> None:
    # B may go with A or with C, not with both: C shares more.
    rows = [
        (project("A", "04-01", "05-10"), 0, 0.0, 100.0),
        (project("B", "04-01", "08-30"), 0, 70.0, 300.0),
        (project("C", "06-01", "08-30"), 0, 100.0, 300.0),
    ]
    made = plan(situation(rows))
    assert [w.members for w in made.joint_works] == [("A",), ("B", "C")]
    assert [(d.projects, d.reason.code, d.advice) for d in made.declined] == [(("A", "B"), "declined.not_worth", None)]
    assert made.joint_works[0].reasons[0].code == "work.partners_declined"


def test_a_pair_is_declined_once_per_section() -> None:
    rows = [
        (project(k, *window), s, 0.0, 100.0)
        for k, window in (("A", ("04-01", "05-10")), ("B", ("06-01", "07-30")))
        for s in (0, 1)
    ]
    made = plan(situation(rows, network((100.0, 100.0))))
    assert [(d.projects, d.section_id) for d in made.declined] == [(("A", "B"), "S0"), (("A", "B"), "S1")]


def moved(ground: Situation, key: str, days: int) -> Situation:
    """Return the situation with one project's window moved."""

    def shifted(p: Project) -> Project:
        by = timedelta(days=days)
        return replace(p, window=Window(first=p.window.first + by, last=p.window.last + by)) if p.key == key else p

    return replace(ground, routes=replace(ground.routes, projects=tuple(map(shifted, ground.routes.projects))))


@pytest.mark.parametrize("seed", range(6))
def test_the_advised_shift_works_and_one_day_less_does_not(seed: int) -> None:
    ground = random_situation(seed, 2, days=(15, 40))
    made = plan(ground, rulebook())
    for found in made.declined:
        if found.advice is None:
            continue
        shift = found.advice.shift_days
        pair = {d.projects for d in plan(moved(ground, found.advice.project, shift)).declined}
        assert found.projects not in pair
        less = plan(moved(ground, found.advice.project, shift - (1 if shift > 0 else -1)))
        assert found.projects in {d.projects for d in less.declined}
