"""What asking for a shift saves is what the plan then really saves."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from planner.ledger_files import advice_json, finding_files, ledger_csv
from planner.messages import Language
from planner.model import Service, Window
from planner.schedule.findings import findings_of, groups_of
from planner.schedule.problem import build_problem
from planner.schedule.requests import part_of
from tests.planner.schedule.schedule_ground import AS_OF, calendar, plan, price, project, rulebook, situation
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.model import Plan, Situation
    from planner.schedule.findings import Findings


def findings(ground: Situation, made: Plan | None = None) -> Findings:
    return findings_of(made or plan(ground), ground, rulebook(), calendar(), price)


def shifted(ground: Situation, days: Mapping[str, int]) -> Situation:
    by = {key: timedelta(days=shift) for key, shift in days.items()}
    projects = tuple(
        replace(p, window=Window(first=p.window.first + by[p.key], last=p.window.last + by[p.key]))
        if p.key in by
        else p
        for p in ground.routes.projects
    )
    return replace(ground, routes=replace(ground.routes, projects=projects))


def test_a_hand_made_shift_is_asked_for() -> None:
    ground = situation(
        [
            (project("A", "04-01", "04-30"), 0, 0.0, 200.0),
            (project("B", "05-11", "06-12", service=Service.POWER), 0, 0.0, 200.0),
        ]
    )
    found = findings(ground)
    assert [s.declined.reason.code for s in found.sought] == ["declined.no_common_window"]
    assert {len(r.shifts) for r in found.requests} == {1, 2}
    assert {r.saves_opened_m for r in found.requests} == {200.0}
    assert {r.saves_openings for r in found.requests} == {1}
    single, both = (next(r for r in found.requests if len(r.shifts) == n) for n in (1, 2))
    assert max(abs(days) for _, days in both.shifts) < abs(single.shifts[0][1])


@pytest.mark.parametrize("seed", range(6))
def test_what_is_promised_is_what_the_whole_plan_saves(seed: int) -> None:
    ground = random_situation(seed, 9, days=(14, 30))
    before = plan(ground)
    for request in findings(ground, before).requests[:3]:
        after = plan(shifted(ground, dict(request.shifts)))
        assert before.totals.opened_m - after.totals.opened_m == pytest.approx(request.saves_opened_m)
        assert before.totals.openings - after.totals.openings == request.saves_openings


def test_the_works_of_a_plan_are_found_again_as_runs() -> None:
    ground = random_situation(3, 9)
    made = plan(ground)
    problem = build_problem(ground, rulebook(), calendar(), AS_OF, price)
    for work, group in zip(made.joint_works, groups_of(problem, made), strict=True):
        assert {problem.project_of(run).key for run in group} == set(work.members)


def test_the_part_of_everybody_is_the_whole() -> None:
    ground = random_situation(4, 9)
    assert plan(part_of(ground, {p.key for p in ground.routes.projects})) == plan(ground)


@pytest.mark.parametrize("language", list(Language))
def test_files_name_every_pair_and_every_rule(language: Language) -> None:
    found = findings(random_situation(2, 9, days=(14, 30)))
    advice = json.loads(advice_json(found.sought, found.requests, language))
    assert len(advice["declined"]) == len(found.sought) > 0
    assert all(d["text"] and d["numbers"]["shared_m"] > 0 for d in advice["declined"])
    table = ledger_csv(found.ledger, language).decode("utf-8-sig").splitlines()
    assert len(table) == 2 + len(found.ledger.lines)
    assert sorted(finding_files(found, language)) == [
        "advice.json",
        "ledger.csv",
        "ledger.json",
        "ledger.xlsx",
        "regrets.json",
        "shares.json",
    ]
