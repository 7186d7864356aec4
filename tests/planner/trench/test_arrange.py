"""The narrowest order is exact, whatever the order of input, and never breaks a distance."""

from __future__ import annotations

import itertools
import random
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.trench.arrange import arrange, place_in_order

Case: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, ...], ...], tuple[int, ...]]

WIDTHS = (110, 160, 222, 300, 326, 450, 830)
GAPS = (0, 100, 250, 300, 500, 500, 1000, 1500, 2000)
MARGINS = (300, 400, 500)


def random_case(rng: random.Random, count: int) -> Case:
    gaps = [[0] * count for _ in range(count)]
    for i, j in itertools.combinations(range(count), 2):
        gaps[i][j] = gaps[j][i] = rng.choice(GAPS)
    return (
        tuple(rng.choice(WIDTHS) for _ in range(count)),
        tuple(map(tuple, gaps)),
        tuple(rng.choice(MARGINS) for _ in range(count)),
    )


def shuffled(case: Case, order: list[int]) -> Case:
    widths, gaps, margins = case
    return (
        tuple(widths[i] for i in order),
        tuple(tuple(gaps[i][j] for j in order) for i in order),
        tuple(margins[i] for i in order),
    )


@st.composite
def cases(draw: st.DrawFn, most: int = 6) -> Case:
    count = draw(st.integers(1, most))
    gaps = [[0] * count for _ in range(count)]
    for i, j in itertools.combinations(range(count), 2):
        gaps[i][j] = gaps[j][i] = draw(st.integers(0, 2000))
    return (
        tuple(draw(st.integers(20, 1200)) for _ in range(count)),
        tuple(map(tuple, gaps)),
        tuple(draw(st.integers(0, 700)) for _ in range(count)),
    )


def test_a_distance_between_lines_that_are_not_neighbours_widens_the_trench() -> None:
    gaps = ((0, 100, 900), (100, 0, 100), (900, 100, 0))
    in_order = place_in_order((0, 1, 2), (200, 200, 200), gaps, (300, 300, 300))
    assert in_order.left == (300, 600, 1400)
    assert in_order.width == 1900


def test_the_widest_working_room_counts_even_behind_another_line() -> None:
    placed = place_in_order((0, 1), (100, 100), ((0, 0), (0, 0)), (1000, 300))
    assert placed.left == (1000, 1100)
    assert placed.width == 2100


def test_one_body_lies_between_its_own_margins() -> None:
    assert arrange((222,), ((0,),), (300,)).width == 822


def test_equals_exhaustive_search_on_random_sets() -> None:
    rng = random.Random(20261124)
    for number in range(240):
        case = random_case(rng, number % 6 + 1)
        best = min(place_in_order(order, *case).width for order in itertools.permutations(range(len(case[0]))))
        found = arrange(*case)
        assert found.width == best
        assert place_in_order(found.order, *case) == found


@settings(deadline=None, max_examples=60)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_change_the_width(case: Case, rng: random.Random) -> None:
    order = list(range(len(case[0])))
    rng.shuffle(order)
    assert arrange(*shuffled(case, order)).width == arrange(*case).width


@settings(deadline=None, max_examples=60)
@given(cases())
def test_every_pair_keeps_its_distance_and_both_walls_are_kept(case: Case) -> None:
    widths, gaps, margins = case
    found = arrange(*case)
    for place, right in enumerate(found.order):
        assert margins[right] <= found.left[right] <= found.width - widths[right] - margins[right]
        for left in found.order[:place]:
            assert found.left[right] - found.left[left] - widths[left] >= gaps[left][right]


@settings(deadline=None, max_examples=60)
@given(cases(), st.data())
def test_less_distance_or_one_line_less_never_needs_more_width(case: Case, data: st.DataObject) -> None:
    widths, gaps, margins = case
    tighter = tuple(tuple(gap * 9 // 10 for gap in row) for row in gaps)
    assert arrange(widths, tighter, margins).width <= arrange(*case).width
    if len(widths) > 1:
        left_out = data.draw(st.integers(0, len(widths) - 1))
        rest = [i for i in range(len(widths)) if i != left_out]
        assert arrange(*shuffled(case, rest)).width <= arrange(*case).width


def test_eight_lines_are_arranged_as_well_as_any_order_tried() -> None:
    rng = random.Random(8)
    case = random_case(rng, 8)
    tried = [rng.sample(range(8), 8) for _ in range(3000)]
    assert arrange(*case).width <= min(place_in_order(order, *case).width for order in tried)
