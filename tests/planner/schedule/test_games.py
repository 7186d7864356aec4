"""The Shapley value and its closed form, and figures that add up when printed."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.schedule.games import divide_elements, in_whole_units, shapley

PLAYERS = ("A", "B", "C", "D", "E")
SUBSETS = [frozenset(s) for k in range(1, 6) for s in combinations(PLAYERS, k)]
GAMES = st.lists(st.integers(0, 10_000), min_size=len(SUBSETS), max_size=len(SUBSETS)).map(
    lambda costs: dict(zip(SUBSETS, map(float, costs), strict=True))
)
ELEMENTS = st.lists(
    st.tuples(st.integers(1, 500_000).map(lambda mm: mm / 1000), st.sets(st.sampled_from(PLAYERS), min_size=1)),
    min_size=1,
    max_size=12,
).map(lambda rows: [(cost, tuple(sorted(users))) for cost, users in rows])
some = settings(max_examples=40, deadline=None)


def by_all_orders(players: tuple[str, ...], costs: dict[frozenset[str], float]) -> dict[str, float]:
    """Return the Shapley value as it is defined: the mean addition over all orders."""
    total = dict.fromkeys(players, 0.0)
    for order in permutations(players):
        for i, player in enumerate(order):
            before = frozenset(order[:i])
            total[player] += costs[before | {player}] - (costs[before] if before else 0.0)
    return {p: t / math.factorial(len(players)) for p, t in total.items()}


def test_glove_like_game_by_hand() -> None:
    # A and B share 60 of the road, B has 40 more: A 100 alone, B 100 alone, both 140.
    costs = {frozenset("A"): 60.0, frozenset("B"): 100.0, frozenset("AB"): 100.0}
    assert shapley("AB", costs.__getitem__) == {"A": 30.0, "B": 70.0}
    assert divide_elements([(60.0, "AB"), (40.0, "B")], "AB") == {"A": 30.0, "B": 70.0}


@some
@given(GAMES)
def test_shapley_is_the_mean_over_all_orders_and_adds_up(costs: dict[frozenset[str], float]) -> None:
    value = shapley(PLAYERS, costs.__getitem__)
    assert value == pytest.approx(by_all_orders(PLAYERS, costs), abs=1e-6)
    assert math.fsum(value.values()) == pytest.approx(costs[frozenset(PLAYERS)], abs=1e-6)


@some
@given(GAMES, st.permutations(PLAYERS))
def test_order_of_players_changes_nothing(costs: dict[frozenset[str], float], order: list[str]) -> None:
    assert shapley(order, costs.__getitem__) == shapley(PLAYERS, costs.__getitem__)


@some
@given(GAMES)
def test_equal_players_pay_equally_and_a_null_player_pays_nothing(costs: dict[frozenset[str], float]) -> None:
    def alike(subset: frozenset[str]) -> float:
        """Let B count as A wherever only one of the two is there, and E count for nothing."""
        known = frozenset("A" if p == "B" and "A" not in subset else p for p in subset if p != "E")
        return costs[known] if known else 0.0

    value = shapley(PLAYERS, alike)
    assert value["A"] == pytest.approx(value["B"], abs=1e-6)
    assert value["E"] == pytest.approx(0.0, abs=1e-6)


@some
@given(ELEMENTS)
def test_closed_form_is_the_shapley_value_and_in_the_core(elements: list[tuple[float, tuple[str, ...]]]) -> None:
    def cost(subset: frozenset[str]) -> float:
        return math.fsum(c for c, users in elements if not subset.isdisjoint(users))

    value = divide_elements(elements, PLAYERS)
    assert value == pytest.approx(shapley(PLAYERS, cost), abs=1e-6)
    for subset in SUBSETS:
        assert math.fsum(value[p] for p in subset) <= cost(subset) + 1e-6


@some
@given(ELEMENTS)
def test_printed_shares_add_up_and_nobody_pays_more_than_alone(elements: list[tuple[float, tuple[str, ...]]]) -> None:
    whole = math.fsum(cost for cost, _ in elements)
    printed = in_whole_units(divide_elements(elements, PLAYERS), whole)
    assert sum(round(s * 1000) for s in printed.values()) == round(whole * 1000)
    for player, share in printed.items():
        assert share <= math.fsum(c for c, users in elements if player in users) + 1e-9


def test_left_over_units_go_to_the_largest_remainders_then_the_first_keys() -> None:
    assert in_whole_units({"C": 1.0, "B": 1.0, "A": 1.0}, 1.0) == {"A": 0.334, "B": 0.333, "C": 0.333}
    assert in_whole_units({"A": 0.0011, "B": 0.0019}, 0.003) == {"A": 0.001, "B": 0.002}
    assert in_whole_units({"A": -0.5, "B": 1.5}, 1.0) == {"A": -0.5, "B": 1.5}
    assert in_whole_units({"A": 0.0, "B": 0.0}, 0.0) == {"A": 0.0, "B": 0.0}


def test_a_player_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        shapley(("A", "A"), len)
