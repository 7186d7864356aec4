"""The door: legal, repeatable, independent of the order of the input, and told in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.messages import Language, text_of
from planner.model import Network, Reason, Service, Situation
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import calendar, plan, price, with_never
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Ints, Plan

STRICT = with_never(Service.GAS, Service.HEAT)


def shuffled(ground: Situation, seed: int) -> Situation:
    """Return the same ground with projects, sections and stretches in another order."""
    dice = np.random.default_rng(seed)
    projects = dice.permutation(len(ground.routes.projects))
    sections = dice.permutation(len(ground.network))
    rows = dice.permutation(len(ground.stretches))
    stretches = ground.stretches
    columns = {c: getattr(stretches, c)[rows] for c in ("from_m", "to_m", "offset_m", "side", "confidence")}
    moved = replace(
        stretches,
        project=np.argsort(projects)[stretches.project[rows]],
        section=np.argsort(sections)[stretches.section[rows]],
        **columns,
    )
    return replace(
        ground,
        routes=replace(ground.routes, projects=tuple(ground.routes.projects[i] for i in projects)),
        network=_reordered(ground.network, sections),
        stretches=moved,
    )


def _reordered(network: Network, order: Ints) -> Network:
    columns = {n: getattr(network, n)[order] for n in Network.__slots__ if n not in ("crs", "aliases")}
    return replace(network, **columns)


def reasons(made: Plan) -> Iterator[Reason]:
    for outcome in made.outcomes:
        yield from outcome.reasons
    for work in made.joint_works:
        yield from work.reasons
    for declined in made.declined:
        yield declined.reason


@pytest.mark.parametrize("days", [(12, 25), (25, 60)])
@pytest.mark.parametrize("seed", range(8))
def test_random_plans_are_legal_and_proven(seed: int, days: tuple[int, int]) -> None:
    ground = random_situation(seed, 8, days=days)
    made = plan(ground, STRICT)
    assert violations(made, ground, STRICT, calendar(), price) == ()
    assert made.solver.status == "optimal"
    for reason in reasons(made):
        for language in Language:
            assert text_of(reason, language)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_input_does_not_matter(seed: int) -> None:
    ground = random_situation(seed, 8)
    made = plan(ground, STRICT)
    assert plan(ground, STRICT) == made
    assert plan(shuffled(ground, seed), STRICT) == made


def test_more_than_one_dozen_runs_still_make_a_legal_plan() -> None:
    ground = random_situation(99, 24, days=(20, 40))
    made = plan(ground, STRICT)
    assert made.solver.largest_component > 12
    assert violations(made, ground, STRICT, calendar(), price) == ()
    assert 0 <= made.solver.gap < 0.5
