"""When campaigns start."""

from __future__ import annotations

import numpy as np

from planner.model import Service
from tests.planner.schedule.schedule_ground import day, network, plan, project, situation, with_never


def test_a_preferred_start_is_kept() -> None:
    wanted = project("A", preferred_start=day("05-13"))
    made = plan(situation([(wanted, 0, 0.0, 100.0)]))
    assert made.joint_works[0].phases.excavation.first == day("05-13")


def test_without_a_wish_a_work_starts_as_early_as_it_may() -> None:
    made = plan(situation([(project("A", "05-06"), 0, 0.0, 100.0)]))
    assert made.joint_works[0].phases.excavation.first == day("05-06")


def test_two_closures_of_a_road_do_not_overlap_where_they_need_not() -> None:
    gas, heat = project("A", service=Service.GAS), project("B", service=Service.HEAT)
    made = plan(situation([(gas, 0, 0.0, 100.0), (heat, 0, 0.0, 100.0)]), with_never(Service.GAS, Service.HEAT))
    first, second = made.joint_works
    assert first.phases.reinstatement.last < second.phases.excavation.first
    assert made.solver.status == "optimal"


def test_two_closures_overlap_where_windows_leave_no_choice() -> None:
    gas = project("A", "04-07", "04-14", service=Service.GAS)
    heat = project("B", "04-07", "04-14", service=Service.HEAT)
    made = plan(situation([(gas, 0, 0.0, 100.0), (heat, 0, 0.0, 100.0)]), with_never(Service.GAS, Service.HEAT))
    assert len(made.joint_works) == 2
    assert {w.phases.excavation.first for w in made.joint_works} == {day("04-07")}


def test_roads_do_not_wait_for_each_other() -> None:
    roads = network((200.0, 200.0), corridor=np.array([0, 1]))
    made = plan(situation([(project("A"), 0, 0.0, 100.0), (project("B"), 1, 0.0, 100.0)], roads))
    assert {w.phases.excavation.first for w in made.joint_works} == {day("04-01")}
