"""Wishes of an engineer: joined or kept apart as asked, days kept free, and the verifier asks for all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.errors import WishError
from planner.messages import Language, text_of
from planner.model import Service
from planner.rulebook.model import Pair, Wishes
from planner.schedule.commitments import Commitments
from planner.schedule.replan import replan
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import AS_OF, calendar, network, plan, price, project, rulebook, situation

if TYPE_CHECKING:
    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook

WHY = "现场要求"


def ground(*, second: tuple[str, str] = ("04-01", "06-30")) -> Situation:
    """Return A and B that join on one road, and C beside both, in a window of its own."""
    rows = [
        (project("A"), 0, 0.0, 300.0),
        (project("B", service=Service.POWER), 0, 100.0, 400.0),
        (project("C", *second, service=Service.TELECOM), 0, 280.0, 500.0),
    ]
    return situation(rows, network((600.0,)))


def pair(a: str, b: str) -> Pair:
    return Pair(a=a, b=b, why=WHY)


def wishing(**wishes: object) -> Rulebook:
    return replace(rulebook(), sha256="wished", wishes=Wishes(**wishes))  # type: ignore[arg-type] # as each test says


def judged(made: Plan, where: Situation, book: Rulebook) -> list[str]:
    return [v.code for v in violations(made, where, book, calendar(), price)]


def of(made: Plan, *members: str) -> JointWork:
    return next(work for work in made.joint_works if set(members) <= set(work.members))


def groups(made: Plan) -> set[frozenset[str]]:
    return {frozenset(work.members) for work in made.joint_works}


def test_projects_that_would_join_dig_apart_where_that_is_wished() -> None:
    where, book = ground(), wishing(apart=(pair("B", "A"),))
    assert frozenset("ABC") in groups(plan(where))

    made = plan(where, book)

    assert not [members for members in groups(made) if {"A", "B"} <= members]
    assert judged(made, where, book) == []
    told = next(d for d in made.declined if d.projects == ("A", "B"))
    assert (told.reason.code, told.advice) == ("declined.wished_apart", None)
    assert "分别施工" in text_of(told.reason)


def test_projects_that_would_not_join_do_where_that_is_wished_and_everything_else_keeps_the_rules() -> None:
    where, book = ground(second=("05-20", "09-30")), wishing(together=(pair("C", "B"),))
    assert groups(plan(where)) == {frozenset("AB"), frozenset("C")}, "all three need more days than they have"

    made = plan(where, book)

    assert judged(made, where, book) == []
    joined = of(made, "B", "C")
    assert joined.phases.excavation.first >= date(2026, 5, 20)
    told = next(reason for reason in joined.reasons if reason.code == "work.wished")
    assert text_of(told, Language.EN) == f"This plan was asked to let C and B dig together: {WHY}"


@pytest.mark.parametrize("wanted", [("A", "D"), ("B", "C")], ids=["share no metres", "have no days in common"])
def test_what_cannot_be_joined_is_named(wanted: tuple[str, str]) -> None:
    rows = [
        (project("A"), 0, 0.0, 300.0),
        (project("B"), 0, 100.0, 400.0),
        (project("C", "09-01", "10-30"), 0, 100.0, 400.0),
        (project("D"), 1, 0.0, 300.0),
    ]
    where = situation(rows, network((600.0, 600.0), corridor=np.array([0, 1])))

    with pytest.raises(WishError) as refused:
        plan(where, wishing(together=(pair(*wanted),)))

    assert refused.value.pairs == (wanted,)


def test_planning_again_joins_what_is_wished_with_whoever_dug_there() -> None:
    where = ground(second=("05-20", "09-30"))
    before, wished = plan(where), wishing(together=(pair("B", "C"),), apart=(pair("A", "C"),))

    made = replan(before, where, wished, calendar(), AS_OF, price, Commitments())

    after = replace(
        before,
        outcomes=made.schedule.outcomes,
        joint_works=made.schedule.joint_works,
        declined=made.schedule.declined,
        totals=made.schedule.totals,
        solver=made.schedule.solver,
        rulebook=replace(before.rulebook, sha256="wished"),
    )
    assert judged(after, where, wished) == []
    assert frozenset("BC") in groups(after)


def test_planning_again_lets_a_work_go_that_is_wished_apart() -> None:
    where, book = ground(), wishing(apart=(pair("A", "B"),))

    made = replan(plan(where), where, book, calendar(), AS_OF, price, Commitments())

    members = [set(work.members) for work in made.schedule.joint_works]
    assert not [each for each in members if {"A", "B"} <= each]
    assert set().union(*members) == set("ABC")
