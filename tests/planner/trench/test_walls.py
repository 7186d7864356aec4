"""Walls: upright, supported or sloped by soil and depth, and what that costs in width."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import Mode, Service
from planner.rulebook.load import default_rulebook
from planner.rulebook.model import EdgeLoad
from planner.trench.layout import lay_out
from planner.trench.price import cut
from planner.trench.walls import WallKind, walls_of
from tests.planner.trench.trench_figures import all_may_share, ground, project, trench_rules

UNKNOWN = float("nan")


def test_a_wall_stands_to_the_depth_of_its_soil_and_not_below() -> None:
    assert walls_of(1.5, ground()).kind is WallKind.UPRIGHT
    deeper = walls_of(1.501, ground())
    assert (deeper.kind, deeper.side_m, deeper.both_mm) == (WallKind.SUPPORTED, (0.15, 0.2), (300, 400))
    assert [reason.code for reason in deeper.told] == ["trench.walls_supported"]
    assert deeper.review == ()


def test_without_a_soil_walls_are_upright() -> None:
    assert walls_of(4.0, None).kind is WallKind.UPRIGHT


def test_a_slope_is_taken_where_it_opens_less_than_a_support_and_is_for_review() -> None:
    walls = walls_of(2.0, ground(run=0.05))
    assert (walls.kind, walls.side_m) == (WallKind.SLOPED, (0.1, 0.1))
    assert [reason.code for reason in walls.review] == ["trench.recalled_slope"]
    assert walls_of(2.0, ground(run=0.1)).kind is WallKind.SUPPORTED


def test_the_load_at_the_edge_chooses_the_column() -> None:
    sides = {load: walls_of(1.6, ground(run=0.04, load=load)).side_m[1] for load in EdgeLoad}
    assert sides == {EdgeLoad.UNLOADED: 0.032, EdgeLoad.STANDING: 0.064, EdgeLoad.MOVING: 0.128}


def test_a_blank_of_the_table_and_a_depth_beyond_it_are_supported() -> None:
    assert walls_of(1.6, ground(run=0.01, blank=True)).kind is WallKind.SUPPORTED
    assert walls_of(4.9, ground(run=0.01)).kind is WallKind.SLOPED
    assert walls_of(5.1, ground(run=0.01)).kind is WallKind.SUPPORTED


def test_a_deep_trench_goes_in_layers_and_needs_a_scheme_even_where_it_stands() -> None:
    assert [reason.code for reason in walls_of(3.0, ground(upright=9.0)).told] == ["trench.special_scheme"]
    deep = walls_of(3.1, ground(upright=9.0))
    assert [reason.code for reason in deep.told] == ["trench.dug_in_layers", "trench.special_scheme"]
    assert [reason.code for reason in deep.review] == ["trench.recalled_scheme"]


def test_support_widens_what_is_opened_and_reinstated() -> None:
    rules = replace(trench_rules(low=0.0, high=0.3), ground=ground())
    deep = project(Service.WATER, cover_m=1.5)
    made = cut((deep,), UNKNOWN, rules, ())
    assert made.width_m == pytest.approx((0.822 + 0.3, 0.822 + 0.4 + 0.6))
    assert [reason.code for reason in made.reasons] == ["trench.single", "trench.walls_supported"]
    layout = lay_out([deep], rules)
    assert (layout.width_m, layout.opened_m, layout.reinstated_m) == (0.822, (1.122, 1.222), (1.122, 1.822))


def test_the_deepest_line_sets_the_walls_of_the_trench_it_shares() -> None:
    shallow, deep = project(Service.POWER), project(Service.WATER, cover_m=3.0)
    rules = replace(trench_rules(low=0.3, high=0.3), ground=ground())
    one = cut((shallow, deep), 20.0, rules, all_may_share())
    assert one.mode is Mode.SAME_TRENCH
    assert one.width_m == pytest.approx((1.772 + 0.3 + 0.6, 1.772 + 0.4 + 0.6))
    assert "trench.walls_supported" in [reason.code for reason in one.reasons]


def test_a_trench_too_wide_with_its_walls_is_opened_in_parts() -> None:
    members = (project(Service.POWER), project(Service.TELECOM, cover_m=2.0))
    rules = replace(trench_rules(), ground=ground())
    assert cut(members, 2 * 2.26, rules, all_may_share()).mode is Mode.SAME_TRENCH
    assert cut(members, 2 * 2.24, rules, all_may_share()).mode is Mode.SAME_CLOSURE


@settings(deadline=None, max_examples=60)
@given(st.floats(0.3, 8.0), st.floats(0.0, 1.0), st.floats(0.0, 2.0), st.sampled_from([0.02, 0.1, 0.5, 1.0]))
def test_a_deeper_trench_never_opens_less(depth: float, more: float, upright: float, run: float) -> None:
    held = ground(upright=upright, run=run)
    for near, far in zip(walls_of(depth, held).side_m, walls_of(depth + more, held).side_m, strict=True):
        assert near <= far
    assert walls_of(depth, held).side_m[1] <= 0.2


def test_every_soil_of_the_county_has_walls_at_every_depth() -> None:
    book = default_rulebook().trench
    assert book.ground is not None
    for soil in book.ground.soils:
        for depth in (0.5, 1.2, 2.0, 4.0, 6.0):
            walls = walls_of(depth, replace(book.ground, soil=soil.key))
            assert (walls.kind is WallKind.UPRIGHT) == (depth <= soil.upright_m.value)
            assert walls.soil is soil
