"""Cross-sections: positions, depths, order of laying, and every figure named."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.messages import Language, text_of
from planner.model import Service
from planner.trench.covers import RoadPlace
from planner.trench.layout import MOST_LINES, lay_out
from tests.planner.trench.trench_figures import project, told, trench_rules

if TYPE_CHECKING:
    import random

    from planner.rulebook.model import TrenchRules


def test_water_and_power_by_hand(rules: TrenchRules) -> None:
    layout = lay_out([project(Service.WATER), project(Service.POWER)], rules)
    power, water = layout.lines
    assert (power.key, power.left_m, power.right_m) == ("power", 0.3, 0.75)
    assert (water.key, water.left_m, water.right_m) == ("water", 1.25, 1.472)
    assert layout.width_m == 1.772
    assert (power.top_m, power.bottom_m) == (0.5, 0.95)
    assert (water.top_m, water.bottom_m) == (0.7, 0.922)
    assert layout.depth_m == 1.05
    assert layout.installation == ("power", "water")
    (kept,) = layout.clearances
    assert (kept.a, kept.b, kept.required_m, kept.kept_m) == ("power", "water", 0.5, 0.5)
    assert kept.figure is not None
    assert kept.figure.clause == "GB 50289 4.1.9"


def test_every_pair_is_checked_not_only_neighbours(rules: TrenchRules) -> None:
    layout = lay_out([project(Service.POWER), project(Service.TELECOM), project(Service.HEAT)], rules)
    assert [line.key for line in layout.lines] == ["power", "telecom", "heat"]
    kept = {(c.a, c.b): (c.required_m, c.kept_m) for c in layout.clearances}
    assert kept == {("power", "telecom"): (0.5, 0.5), ("telecom", "heat"): (1.0, 1.2), ("power", "heat"): (2.0, 2.0)}


def test_on_the_sidewalk_covers_are_less_and_a_blank_cell_reads_the_carriageway(rules: TrenchRules) -> None:
    lines = [project(Service.WATER), project(Service.HEAT, laying="trench")]
    tops = {line.key: line.top_m for line in lay_out(lines, rules, place=RoadPlace.SIDEWALK).lines}
    assert tops == {"water": 0.6, "heat": 0.5}


def test_two_telecom_operators_share_a_trench(rules: TrenchRules) -> None:
    layout = lay_out([project(Service.TELECOM, "b"), project(Service.TELECOM, "a")], rules)
    assert [line.key for line in layout.lines] == ["a", "b"]
    assert layout.width_m == pytest.approx(0.3 + 0.3 + 0.5 + 0.3 + 0.3)
    assert "Clear distance telecom_duct to telecom_duct of at least 0.5 m (GB 50289 4.1.9, status M)" in told(
        layout.review
    )


def test_without_a_figure_the_working_room_is_kept(rules: TrenchRules) -> None:
    layout = lay_out([project(Service.WATER, "a"), project(Service.WATER, "b", dn_mm=600.0)], rules)
    (kept,) = layout.clearances
    assert kept.figure is None
    assert kept.required_m == 0.4


def test_a_shallow_cover_is_raised_only_by_a_figure_that_is_founded(rules: TrenchRules) -> None:
    layout = lay_out([project(Service.GAS, cover_m=0.5), project(Service.HEAT, cover_m=0.5)], rules)
    assert {line.key: line.top_m for line in layout.lines} == {"gas": 0.9, "heat": 0.5}
    (raised,) = layout.told
    assert raised.code == "trench.cover_raised"
    assert "0.90" in text_of(raised)
    assert "0.90" in text_of(raised, Language.EN)
    assert "Least cover of heat_direct, 1 m (GB 50289 4.1.1, status M)" in told(layout.review)


def test_a_deeper_cover_is_kept_and_laid_first(rules: TrenchRules) -> None:
    layout = lay_out([project(Service.TELECOM, cover_m=2.0), project(Service.WATER)], rules)
    assert layout.installation == ("telecom", "water")


def test_recalled_figures_are_listed_once_and_founded_ones_not(rules: TrenchRules) -> None:
    review = lay_out([project(Service.WATER), project(Service.GAS)], rules).review
    assert told(review) == ["Working room of 0.3 m on each side of a pipe (GB 50268 4.3.2, status M)"]


def test_no_lines_and_too_many_are_refused(rules: TrenchRules) -> None:
    with pytest.raises(ValueError, match="0 lines"):
        lay_out([], rules)
    with pytest.raises(ValueError, match="9 lines"):
        lay_out([project(Service.WATER, str(i)) for i in range(MOST_LINES + 1)], rules)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(sorted(Service)), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_same_section_whatever_the_order_of_the_projects(services: list[Service], rng: random.Random) -> None:
    members = [project(service, f"{service.value}-{i}") for i, service in enumerate(services)]
    rng.shuffle(members)
    rules = trench_rules()
    layout = lay_out(members, rules)
    assert layout == lay_out(sorted(members, key=lambda member: member.key), rules)
    assert len(layout.lines) == len(members)
    for left, right in itertools.pairwise(layout.lines):
        assert left.right_m <= right.left_m
