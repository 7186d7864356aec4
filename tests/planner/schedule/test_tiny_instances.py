"""Five hundred random instances with every rule on: nobody finds a better plan by trying everything."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from planner.model import Kind, Plan, RulebookId
from planner.schedule.solve import schedule_works
from planner.schedule.verify import violations
from tests.planner.schedule.brute_force import best_plan, least_dates
from tests.planner.schedule.schedule_ground import AS_OF, calendar, price
from tests.planner.schedule.tiny_instances import tiny

if TYPE_CHECKING:
    from planner.schedule.solve import Schedule
    from tests.planner.schedule.tiny_instances import Tiny

BLOCK = 25


@cache
def solved(seed: int) -> tuple[Tiny, Schedule]:
    case = tiny(seed)
    return case, schedule_works(case.ground, case.book, calendar(), AS_OF, price, frozen=case.frozen)


def as_plan(case: Tiny, made: Schedule) -> Plan:
    book = case.book
    return Plan(
        as_of=AS_OF,
        rulebook=RulebookId(name=book.name, version=book.version, sha256=book.sha256),
        inputs=(),
        outcomes=made.outcomes,
        joint_works=made.joint_works,
        declined=made.declined,
        totals=made.totals,
        solver=made.solver,
    )


@pytest.mark.parametrize("block", range(500 // BLOCK))
def test_the_objective_equals_that_of_trying_everything(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        case, made = solved(seed)
        best = best_plan(case)
        assert made.solver.deferred == best.deferred, seed
        assert made.solver.objective == pytest.approx(best.cost, abs=1e-6), seed
        assert made.solver.bound <= best.cost + 1e-6
        assert violations(as_plan(case, made), case.ground, case.book, calendar(), price, frozen=case.frozen) == ()


@pytest.mark.parametrize("block", range(200 // BLOCK))
def test_the_dates_cost_what_trying_every_start_of_the_groups_gives(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        case, made = solved(seed)
        assert made.solver.dates == pytest.approx(least_dates(case, made.joint_works), abs=1e-6), seed
        assert made.solver.dates_bound == pytest.approx(made.solver.dates, abs=1e-6), seed


def test_every_rule_bites_on_some_of_them() -> None:
    first = [solved(seed) for seed in range(2 * BLOCK)]
    told = {r.code for _, made in first for o in made.outcomes for r in o.reasons}
    told |= {r.code for _, made in first for w in made.joint_works for r in w.reasons}
    assert told >= {
        "project.blackout",
        "project.deferred",
        "project.lead",
        "project.moratorium",
        "project.moratorium_excepted",
        "project.resurfacing",
        "project.window",
        "work.closed_by_resurfacing",
    }
    assert any(w.kind is Kind.JOINT for _, made in first for w in made.joint_works)
    assert any(case.frozen for case, _ in first)
