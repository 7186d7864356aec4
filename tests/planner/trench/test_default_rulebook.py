"""The built-in rulebook gives the same distances as the tables typed by hand, and prices every pair of services."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from planner.errors import RulebookError
from planner.messages import Language, text_of
from planner.model import Mode, Service
from planner.rulebook.load import default_rulebook, load_rulebook
from planner.trench.clearances import parallel_table
from planner.trench.layout import lay_out
from planner.trench.price import cut
from planner.trench.walls import WallKind, walls_of
from tests.planner.trench.trench_figures import PARALLEL, SECTOR, project, trench_rules

if TYPE_CHECKING:
    from planner.rulebook.model import Rulebook


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return default_rulebook()


def test_distances_are_those_typed_by_hand(rulebook: Rulebook) -> None:
    pairs = [tuple(line.split()[:2]) for line in (PARALLEL + SECTOR).split("\n") if line]
    names = {name for pair in pairs for name in pair}
    theirs, typed = parallel_table(rulebook.trench, names), parallel_table(trench_rules(), names)
    for a, b in pairs:
        left, right = theirs.between([a], [b]), typed.between([a], [b])
        assert left is not None
        assert right is not None
        assert (a, b, left.min_m) == (a, b, right.min_m)


def test_its_tables_lead_to_the_published_width_of_all_five(rulebook: Rulebook) -> None:
    layout = lay_out([project(service) for service in Service], rulebook.trench)
    assert layout.width_m == pytest.approx(5.06, abs=0.0051)
    assert len(layout.clearances) == 10
    assert all(kept.figure is not None and kept.figure.source in rulebook.sources for kept in layout.clearances)


def test_gas_never_shares_a_trench_by_default(rulebook: Rulebook) -> None:
    for a, b in itertools.combinations(Service, 2):
        made = cut((project(a), project(b)), 12.0, rulebook.trench, rulebook.compatibility)
        if Service.GAS in {a, b}:
            assert made.mode is Mode.SAME_CLOSURE
        for reason in made.reasons:
            assert text_of(reason)
            assert text_of(reason, Language.EN)


def test_a_county_may_name_another_soil_and_an_unknown_one_is_refused() -> None:
    silt = b"extends: yexian\ntrench: {ground: {soil: stiff_silt}}\n"
    ground = load_rulebook({"county.yaml": silt}).trench.ground
    assert ground is not None
    assert walls_of(1.3, ground).kind is WallKind.SUPPORTED
    assert walls_of(1.3, default_rulebook().trench.ground).kind is WallKind.UPRIGHT
    with pytest.raises(RulebookError) as refused:
        load_rulebook({"county.yaml": silt.replace(b"stiff_silt", b"marsh")})
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [
        ("rulebook.not_one_of", "trench.ground.soil")
    ]
