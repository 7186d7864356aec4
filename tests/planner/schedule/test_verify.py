"""The verifier accepts what the planner makes and rejects one planted wrong of every kind."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import planner.schedule
from planner.messages import Language, text_of
from planner.messages.violations import CATALOGUE
from planner.model import (
    JointWork,
    Kind,
    Mode,
    Network,
    Phases,
    Plan,
    ProjectStatus,
    Reason,
    Service,
    Situation,
    Urgency,
    Window,
)
from planner.rulebook.model import Pair, Rulebook, Status, TrafficRules, TrafficSet, Wishes
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import (
    area_around,
    calendar,
    day,
    figure,
    network,
    plan,
    price,
    project,
    rulebook,
    situation,
    with_blackout,
    with_never,
    with_resurfacing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Case = tuple[Plan, Situation, Rulebook] | tuple[Plan, Situation, Rulebook, tuple[JointWork, ...]]


@cache
def ground() -> Situation:
    """Return A and B that join, C that shares with B and is too late, D alone on another road, Z on no road."""
    roads = network((500.0, 500.0), corridor=np.array([0, 1]), end_node=np.array([1, 9]))
    rows = [
        (project("A"), 0, 0.0, 300.0),
        (project("B", service=Service.POWER), 0, 100.0, 400.0),
        (project("C", "09-01", "12-01", service=Service.GAS), 0, 350.0, 500.0),
        (project("D"), 1, 0.0, 100.0),
    ]
    return situation(rows, roads, others=[project("Z")])


@cache
def good() -> Plan:
    return plan(ground())


def found(case: Case) -> set[str]:
    made, where, book, *frozen = case
    reasons = violations(made, where, book, calendar(), price, frozen=frozen[0] if frozen else ())
    for reason in reasons:
        for language in Language:
            assert text_of(reason, language)
    return {r.code for r in reasons}


def test_the_plan_is_as_meant() -> None:
    assert [w.members for w in good().joint_works] == [("A", "B"), ("D",), ("C",)]
    assert [d.projects for d in good().declined] == [("B", "C")]
    assert found((good(), ground(), rulebook())) == set()
    assert violations(good(), ground(), rulebook(), calendar(), None) == ()


def with_work(number: int = 0, **changes: Any) -> Case:
    """Return the case with one work changed."""
    works = list(good().joint_works)
    works[number] = replace(works[number], **changes)
    return replace(good(), joint_works=tuple(works)), ground(), rulebook()


def work(number: int = 0) -> JointWork:
    return good().joint_works[number]


def with_phases(number: int = 0, **changes: Any) -> Case:
    return with_work(number, phases=replace(work(number).phases, **changes))


def with_plan(**changes: Any) -> Case:
    return replace(good(), **changes), ground(), rulebook()


def with_project(key: str, **changes: Any) -> Case:
    """Return the case with one project changed after planning."""
    routes = ground().routes
    projects = tuple(replace(p, **changes) if p.key == key else p for p in routes.projects)
    return good(), replace(ground(), routes=replace(routes, projects=projects)), rulebook()


def with_roads(**columns: Any) -> Case:
    return good(), replace(ground(), network=replace(ground().network, **columns)), rulebook()


def with_book(book: Rulebook) -> Case:
    return good(), ground(), book


def with_wishes(**wishes: Any) -> Case:
    return with_book(replace(rulebook(), wishes=Wishes(**wishes)))


def with_durations(**changes: Any) -> Case:
    return with_book(replace(rulebook(), durations=replace(rulebook().durations, **changes)))


def later(window: Window, days: int) -> Window:
    return Window(first=window.first + timedelta(days=days), last=window.last + timedelta(days=days))


def stretch_moved(**changes: Any) -> Case:
    """Return the case with the last stretch of the first work changed, and nothing else."""
    return with_work(stretches=(*work().stretches[:-1], replace(work().stretches[-1], **changes)))


def opening_changed(**changes: Any) -> Case:
    return with_work(openings=(*work().openings[:-1], replace(work().openings[-1], **changes)))


def installation(phases: Phases) -> Phases:
    first, second = phases.installation
    return replace(phases, installation=(replace(first, window=second.window), replace(second, window=first.window)))


def _longer_minimum() -> Case:
    matching = rulebook().matching
    return with_book(
        replace(
            rulebook(), matching=replace(matching, minimum_shared_m=replace(matching.minimum_shared_m, value=250.0))
        )
    )


def _twice_dug() -> Case:
    again = replace(work(1), id="JW-0009")
    return with_plan(joint_works=(*good().joint_works, again))


def _before_as_of() -> Case:
    return with_plan(as_of=day("04-01"))


def with_traffic(roads: Network | None = None, **rules: Any) -> Case:
    """Return the case judged by rules of traffic, on a network where some columns differ."""
    where = replace(ground(), network=roads or ground().network)
    return good(), where, replace(rulebook(), traffic=TrafficRules(**rules))


def _traffic_set() -> Case:
    named = TrafficSet(id="t", zh="一", en="t", status=Status.POLICY, source="county_policy", roads=("健康路",))
    return with_traffic(sets=(named,))


def _crews() -> Case:
    """Return two works of one utility that lay their lines at once."""
    made, where = _block_ends()[:2]
    one = tuple(replace(o, crews=figure(1)) for o in rulebook().organisations)
    return made, where, replace(rulebook(), organisations=one)


def _block_ends() -> Case:
    """Return works at both ends of a street at once."""
    roads = network(
        (200.0, 200.0, 200.0),
        corridor=np.arange(3),
        start_node=np.array([1, 1, 2]),
        end_node=np.array([0, 2, 3]),
        road_class=np.array(["primary", "residential", "primary"], object),
    )
    where = situation([(project("A"), 0, 0.0, 200.0), (project("B"), 2, 0.0, 200.0)], roads)
    return plan(where), where, replace(rulebook(), traffic=TrafficRules(block_classes=("residential",)))


def _emergency() -> Case:
    return with_project("D", urgency=Urgency.EMERGENCY, window=Window(first=day("03-02"), last=day("06-30")))


def _two_roads() -> Case:
    """Return a plan over two sections of one road, judged on a network where they are two roads."""
    roads = network((200.0, 200.0))
    where = situation([(project("A"), s, 0.0, 200.0) for s in (0, 1)], roads)
    return plan(where), replace(where, network=replace(roads, corridor=np.array([0, 1]))), rulebook()


def _in_a_closed_area() -> Case:
    """Return the plan judged by a blackout of a place on the second road, where D digs."""
    book = with_blackout("04-03", "04-03", areas=("school",))
    return with_book(replace(book, areas={"school": area_around(ground().network, 1, 50.0, 60.0)}))


def _moratorium(**of_project: Any) -> Case:
    """Return the plan judged where A's road was paved in 2022, with the facts of A and B changed."""
    made, where, book = with_roads(
        paved_on=np.array(["2022-01-01", "NaT"], "datetime64[D]"), paved_kind=np.array(["new", ""], object)
    )[:3]
    routes = where.routes
    projects = tuple(replace(p, **of_project) if p.key in {"A", "B", "C"} else p for p in routes.projects)
    return made, replace(where, routes=replace(routes, projects=projects)), book


PLANTED: dict[str, Callable[[], Case]] = {
    "violation.after_resurfacing": lambda: with_book(with_resurfacing("04-01", "04-03")),
    "violation.resurfacing_claim": lambda: with_book(with_resurfacing("04-01", "12-31")),
    "violation.before_as_of": _before_as_of,
    "violation.blackout": lambda: with_book(with_blackout("04-03", "04-03")),
    "violation.block_ends": _block_ends,
    "violation.bound": lambda: with_plan(solver=replace(good().solver, bound=good().solver.objective + 5)),
    "violation.covered_twice": _twice_dug,
    "violation.crews": _crews,
    "violation.cut": lambda: opening_changed(cut=replace(work().openings[-1].cut, width_m=(3.0, 4.0))),
    "violation.declined_missing": lambda: with_plan(declined=()),
    "violation.declined_twice": lambda: with_plan(declined=good().declined * 2),
    "violation.declined_untrue": lambda: with_plan(
        declined=(*good().declined, replace(good().declined[0], projects=("A", "D")))
    ),
    "violation.duplicate_id": lambda: with_work(1, id=work(0).id),
    "violation.emergency_late": _emergency,
    "violation.figure": lambda: with_work(opened_m=work().opened_m - 5),
    "violation.frozen_changed": lambda: (good(), ground(), rulebook(), (replace(work(), opened_m=1.0),)),
    "violation.incompatible": lambda: with_book(with_never(Service.WATER, Service.POWER)),
    "violation.installation_order": lambda: with_work(phases=installation(work().phases)),
    "violation.invented": lambda: stretch_moved(to_m=420.0),
    "violation.kind": lambda: with_work(kind=Kind.SOLO),
    "violation.lead": lambda: with_durations(survey_days=figure(3)),
    "violation.lead_not_member": lambda: with_work(lead="D"),
    "violation.main_junction": lambda: with_traffic(
        replace(ground().network, start_node=np.array([0, 0])), main_classes=("residential",)
    ),
    "violation.members": lambda: with_work(members=("A", "B", "C")),
    "violation.mode": lambda: stretch_moved(mode=Mode.SAME_TRENCH),
    "violation.moratorium": _moratorium,
    "violation.not_connected": _longer_minimum,
    "violation.not_covered": lambda: stretch_moved(to_m=380.0),
    "violation.not_optimal": lambda: with_plan(
        solver=replace(good().solver, bound=good().solver.objective / 2, gap=0.5)
    ),
    "violation.not_working_day": lambda: with_phases(acceptance=later(work().phases.acceptance, 5)),
    "violation.openings": lambda: opening_changed(to_m=390.0),
    "violation.outcomes": lambda: with_plan(outcomes=good().outcomes[1:]),
    "violation.outside_section": lambda: stretch_moved(to_m=520.0),
    "violation.phase_order": lambda: with_phases(acceptance=work().phases.backfill),
    "violation.road_twice": lambda: with_traffic(
        replace(ground().network, corridor=np.array([0, 0])), one_per_road=True
    ),
    "violation.rulebook": lambda: with_plan(rulebook=replace(good().rulebook, sha256="0" * 64)),
    "violation.status": lambda: with_plan(
        outcomes=tuple(
            replace(o, status=ProjectStatus.SCHEDULED) if o.project.key == "Z" else o for o in good().outcomes
        )
    ),
    "violation.too_short": lambda: with_durations(
        backfill_m_per_day=replace(rulebook().durations.backfill_m_per_day, value=50.0)
    ),
    "violation.traffic_set": _traffic_set,
    "violation.two_roads": _two_roads,
    "violation.window": lambda: with_project("A", window=Window(first=day("04-02"), last=day("06-30"))),
    "violation.wished_apart": lambda: with_wishes(apart=(Pair(a="A", b="B", why="测试"),)),
    "violation.wished_together": lambda: with_wishes(together=(Pair(a="B", b="C", why="测试"),)),
}


@pytest.mark.parametrize("code", sorted(PLANTED))
def test_a_planted_wrong_is_found(code: str) -> None:
    assert code in found(PLANTED[code]())


def test_a_blackout_of_a_place_holds_there_alone() -> None:
    made, where, book, *_ = _in_a_closed_area()
    (told,) = violations(made, where, book, calendar(), price)
    assert (told.code, told.data["project"]) == ("violation.blackout", "D")
    for blackout in (
        with_blackout("04-03", "04-03", sections=("S1",)),
        with_blackout("04-03", "04-03", areas=("school",), roads=("健康路",)),
    ):
        assert found((made, where, replace(book, blackouts=blackout.blackouts))) == {"violation.blackout"}
    elsewhere = {"school": area_around(ground().network, 1, 300.0, 400.0)}
    assert found((made, where, replace(book, areas=elsewhere))) == set()
    other_class = with_blackout("04-03", "04-03", areas=("school",), road_classes=("primary",))
    assert found((made, where, replace(book, blackouts=other_class.blackouts))) == set()


def test_a_named_approval_lifts_the_moratorium_of_its_project_alone() -> None:
    assert found(_moratorium()) == {"violation.moratorium"}
    assert found(_moratorium(moratorium_exception="叶政〔2026〕9号")) == set()


def test_every_wrong_the_verifier_knows_is_planted() -> None:
    assert set(PLANTED) == set(CATALOGUE)


@pytest.mark.parametrize(
    "figures",
    [
        {"opened_m_if_separate": 1.0},
        {"closure_days": 1},
        {"closure_days_if_separate": 1},
        {"reinstated_m2": (1.0, 2.0)},
        {"reinstated_m2_if_separate": (1.0, 2.0)},
    ],
)
def test_every_figure_of_a_work_is_recomputed(figures: dict[str, Any]) -> None:
    assert found(with_work(**figures)) == {"violation.figure"}


@pytest.mark.parametrize("figure_name", ["openings", "openings_if_separate", "opened_m", "closure_days"])
def test_every_total_is_recomputed(figure_name: str) -> None:
    changed: dict[str, Any] = {figure_name: 1}
    assert found(with_plan(totals=replace(good().totals, **changed))) == {"violation.figure"}


def test_the_objective_and_the_shared_metres_are_recomputed() -> None:
    solver = good().solver
    assert "violation.figure" in found(with_plan(solver=replace(solver, objective=solver.objective + 50)))
    assert "violation.figure" in found(with_plan(declined=(replace(good().declined[0], shared_m=10.0),)))


def test_an_unscheduled_project_digs_nowhere() -> None:
    outcomes = tuple(
        replace(o, status=ProjectStatus.UNSCHEDULED) if o.project.key == "D" else o for o in good().outcomes
    )
    assert "violation.invented" in found(with_plan(outcomes=outcomes))


def test_the_verifier_stands_apart_from_what_builds_the_plan() -> None:
    allowed = {"planner.schedule._evidence", "planner.schedule._intervals"}
    folder = Path(str(planner.schedule.__file__)).parent
    for name in (
        "_evidence",
        "_intervals",
        "_verify_figures",
        "_verify_ground",
        "_verify_times",
        "_verify_together",
        "verify",
    ):
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        imported = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        builders = {m for m in imported if m.startswith("planner.schedule")} - allowed
        assert all("_verify" in m for m in builders), (name, builders)


def test_a_violation_carries_data_for_its_words() -> None:
    made, where, book = PLANTED["violation.window"]()[:3]
    assert all(isinstance(r, Reason) for r in violations(made, where, book, calendar(), price))
