"""Bundles are the same bytes whether one process makes them or several."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cotrench.bundles import being_made, bundle_of
from planner.pipeline import Document, Planned, plan_works
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def planned(sample_roads: Path, sample_routes: list[Path]) -> Planned:
    roads, *routes = (Document(name=p.name, content=p.read_bytes()) for p in (sample_roads, *sample_routes))
    return plan_works(roads, routes, default_rulebook(), as_of=date(2026, 11, 24))


@pytest.mark.parametrize("row", [0, 17, -1])
def test_a_bundle_made_here_is_the_one_that_the_command_wrote(planned: Planned, sample_plan: Path, row: int) -> None:
    work = planned.plan.joint_works[row]
    made = bundle_of(work, planned.plan, planned.situation, default_rulebook())
    assert made == (sample_plan / "bundles" / f"{work.id}.zip").read_bytes()


def test_what_is_not_asked_for_is_not_waited_for(planned: Planned, sample_plan: Path) -> None:
    with being_made(planned.plan, planned.situation, default_rulebook()) as bundles:
        first = next(bundles)
    assert first == (sample_plan / "bundles" / f"{planned.plan.joint_works[0].id}.zip").read_bytes()
