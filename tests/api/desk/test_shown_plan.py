"""A plan without what somebody may not see is the ground as if the hidden had never been submitted."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from api.desk.shown_plan import namer, without
from planner.messages import TOLD, text_of
from planner.model import Reason
from planner.pipeline import plan_works
from planner.rulebook.load import default_rulebook
from planner.survey import Document
from tests.api.small_county import roads, route

if TYPE_CHECKING:
    from planner.pipeline import Planned

HIDDEN = "gas-1"
LINES = {"YX-WATER": ("water", 1, 7), "YX-GAS": ("gas", 2, 9), "YX-POWER": ("power", 3, 8), "YX-HEAT": ("heat", 11, 15)}


def planned(*but: str) -> Planned:
    """Plan the routes of everybody but some."""
    documents = [
        Document(
            name=f"{utility}.geojson",
            content=route(utility, service, first=first, last=last, project_id=f"{service}-1"),
        )
        for utility, (service, first, last) in LINES.items()
        if f"{service}-1" not in but
    ]
    county = Document(name="roads.geojson", content=roads())
    return plan_works(county, documents, default_rulebook(), as_of=date(2026, 11, 24))


def same(one: Any, other: Any) -> bool:
    """Compare two tables column by column."""
    for each in fields(one):
        a, b = getattr(one, each.name), getattr(other, each.name)
        if a.dtype == object:
            assert shapely.equals_exact(a, b, 1e-9).all(), each.name
        else:
            assert np.allclose(a, b, equal_nan=True), each.name
        assert len(a) == len(b), each.name
    return True


@pytest.fixture(scope="module")
def whole() -> Planned:
    return planned()


def test_the_ground_is_that_of_a_survey_without_the_hidden(whole: Planned) -> None:
    _, seen = without(whole.plan, whole.situation, frozenset({HIDDEN}))
    wanted = planned(HIDDEN).situation

    assert seen.routes.projects == wanted.routes.projects
    assert len(whole.situation.shared) > len(wanted.shared) > 0
    for name in ("stretches", "shared", "crossings", "unmatched", "route_crossings"):
        assert same(getattr(seen, name), getattr(wanted, name))
    assert np.array_equal(seen.routes.project_of_part, wanted.routes.project_of_part)


def test_nothing_in_the_plan_names_the_hidden(whole: Planned) -> None:
    named = Reason(code="work.single", data={TOLD: f"与 {HIDDEN} 有重合"})
    works = tuple(replace(work, reasons=(*work.reasons, named)) for work in whole.plan.joint_works)
    plan, _ = without(replace(whole.plan, joint_works=works), whole.situation, frozenset({HIDDEN}))

    told = [text_of(r) for each in plan.outcomes for r in each.reasons]
    told += [text_of(r) for each in plan.joint_works for r in each.reasons]
    assert len(told) > len(plan.outcomes)
    told += [text_of(each.reason) for each in plan.declined]
    assert not [text for text in told if HIDDEN in text]
    assert not [work for work in plan.joint_works if HIDDEN in work.members]
    assert {each.project.key for each in plan.outcomes} == {"heat-1", "power-1", "water-1"}
    assert any(work.members == ("heat-1",) for work in plan.joint_works)


def test_where_nothing_is_hidden_nothing_changes(whole: Planned) -> None:
    plan, situation = without(whole.plan, whole.situation, frozenset())

    assert plan is whole.plan
    assert situation is whole.situation


@given(st.frozensets(st.text("ab/.*-", max_size=4), max_size=12), st.text("ab/.*-", max_size=12))
def test_many_keys_are_looked_for_together_as_one_by_one(hidden: frozenset[str], text: str) -> None:
    assert namer(hidden)(text) is any(key in text for key in hidden)
