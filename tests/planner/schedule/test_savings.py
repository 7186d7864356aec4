"""Openings, stretches and figures of a work, reckoned by hand."""

from __future__ import annotations

from planner.model import Kind, Mode, Service
from tests.planner.schedule.schedule_ground import plan, project, situation


def test_three_overlapping_members() -> None:
    water = project("A", install_m_per_day=100.0)
    power = project("B", service=Service.POWER, install_m_per_day=100.0)
    gas = project("C", service=Service.GAS, install_m_per_day=100.0)
    rows = [(water, 0, 0.0, 200.0), (power, 0, 100.0, 300.0), (gas, 0, 150.0, 200.0)]
    made = plan(situation(rows))
    (work,) = made.joint_works
    assert work.kind is Kind.JOINT
    assert [(o.from_m, o.to_m, o.members, o.cut.mode) for o in work.openings] == [
        (0.0, 100.0, ("A",), Mode.SINGLE),
        (100.0, 150.0, ("A", "B"), Mode.SAME_TRENCH),
        (150.0, 200.0, ("A", "B", "C"), Mode.SAME_CLOSURE),
        (200.0, 300.0, ("B",), Mode.SINGLE),
    ]
    assert [(s.project, s.from_m, s.to_m, s.mode) for s in work.stretches] == [
        ("A", 0.0, 100.0, Mode.SINGLE),
        ("A", 100.0, 150.0, Mode.SAME_TRENCH),
        ("A", 150.0, 200.0, Mode.SAME_CLOSURE),
        ("B", 100.0, 150.0, Mode.SAME_TRENCH),
        ("B", 150.0, 200.0, Mode.SAME_CLOSURE),
        ("B", 200.0, 300.0, Mode.SINGLE),
        ("C", 150.0, 200.0, Mode.SAME_CLOSURE),
    ]
    assert (work.opened_m, work.opened_m_if_separate) == (300.0, 450.0)
    # 200 m alone at 1.0 m, 50 m of two at 1.6 m, 50 m of three at 2.4 m; separately 450 m at 1.0 m.
    assert work.reinstated_m2[0] == 200 + 80 + 120
    assert work.reinstated_m2_if_separate == (450.0, 675.0)
    # From Wednesday 1 April over the Qingming days: 3 + (2 + 2) + 3 + 3 = 13 working days; alone 8, 8 and 4.
    assert work.closure_days == 20
    assert work.closure_days_if_separate == 13 + 13 + 7
    totals = made.totals
    assert (totals.openings, totals.openings_if_separate) == (1, 3)
    assert (totals.opened_m, totals.opened_m_if_separate) == (300.0, 450.0)
    assert [r.code for r in work.reasons] == ["work.shared_metres", "work.saves"]
    assert work.lead == "A"


def test_equal_neighbours_make_one_opening() -> None:
    one, other, third = project("A"), project("B"), project("C", "09-01", "10-30")
    made = plan(situation([(one, 0, 0.0, 200.0), (other, 0, 0.0, 200.0), (third, 0, 100.0, 150.0)]))
    joint = next(w for w in made.joint_works if w.kind is Kind.JOINT)
    assert [(o.from_m, o.to_m) for o in joint.openings] == [(0.0, 200.0)]


def test_works_are_numbered_by_start() -> None:
    rows = [(project("A", "06-01", "07-30"), 0, 0.0, 50.0), (project("B", "04-01", "05-30"), 0, 500.0, 600.0)]
    made = plan(situation(rows))
    assert [(w.id, w.members) for w in made.joint_works] == [("JW-0001", ("B",)), ("JW-0002", ("A",))]
    assert {w.reasons[0].code for w in made.joint_works} == {"work.single"}
