"""The partition into trenches equals the best of all partitions."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import Service
from planner.trench.layout import arrange_lines, lay_out
from planner.trench.lines import lines_of
from planner.trench.trenches import best_trenches
from tests.planner.trench.trench_figures import project, trench_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.trench.lines import Lines

services = st.lists(st.sampled_from(sorted(Service)), min_size=1, max_size=5)


def partitions(items: list[int]) -> Iterator[list[list[int]]]:
    if not items:
        yield []
        return
    first, *rest = items
    for size in range(len(rest) + 1):
        for company in itertools.combinations(rest, size):
            for others in partitions([item for item in rest if item not in company]):
                yield [[first, *company], *others]


def members_of(chosen: list[Service]) -> Lines:
    return lines_of([project(service, f"{service.value}-{i}") for i, service in enumerate(chosen)], trench_rules())


def width_of(lines: Lines, block: list[int]) -> int:
    sized = [project(lines.lines[i].service, lines.lines[i].key) for i in block]
    return arrange_lines(lines_of(sized, trench_rules())).width


@settings(deadline=None, max_examples=40)
@given(services, st.integers(0, 1000), st.sampled_from([math.inf, 4000.0, 2000.0]), st.data())
def test_equals_the_best_of_all_partitions(
    chosen: list[Service], strip: int, available: float, data: st.DataObject
) -> None:
    lines = members_of(chosen)
    pairs = sorted(lines.figures)
    apart = data.draw(st.sets(st.sampled_from(pairs), max_size=3)) if pairs else set()

    def may_be_one(block: list[int]) -> bool:
        if len(block) == 1:
            return True
        return not apart & set(itertools.combinations(block, 2)) and width_of(lines, block) <= available

    allowed = (parts for parts in partitions(list(range(len(chosen)))) if all(map(may_be_one, parts)))
    best = min(sum(width_of(lines, block) + strip for block in parts) for parts in allowed)

    found = best_trenches(lines, apart, strip, available)
    assert sum(trench.width_mm + strip for trench in found) == best
    assert sorted(i for trench in found for i in trench.order) == list(range(len(chosen)))
    assert all(may_be_one(sorted(trench.order)) for trench in found)


@settings(deadline=None, max_examples=40)
@given(services, st.lists(st.sampled_from([0, 100, 400, 1500]), min_size=5, max_size=5), st.integers(0, 600))
def test_walls_are_those_of_the_deepest_line_and_are_paid_by_each_trench(
    chosen: list[Service], highs: list[int], strip: int
) -> None:
    lines = members_of(chosen)
    walls = [(high // 2, high) for high in highs[: len(chosen)]]

    def cost(block: list[int]) -> float:
        deepest = max(highs[i] for i in block)
        return width_of(lines, block) + strip + (deepest // 2 + deepest) / 2

    found = best_trenches(lines, (), strip, math.inf, walls)
    best = min(sum(map(cost, parts)) for parts in partitions(list(range(len(chosen)))))
    assert sum(cost(list(trench.order)) for trench in found) == best
    assert all(trench.walls_mm == max(walls[i] for i in trench.order) for trench in found)


def test_lines_share_a_trench_exactly_as_wide_as_the_road_allows() -> None:
    lines = members_of([Service.TELECOM, Service.POWER])
    width = width_of(lines, [0, 1])
    assert [len(best_trenches(lines, (), 300, available)) for available in (width, width - 1)] == [1, 2]


@settings(deadline=None, max_examples=20)
@given(services)
def test_the_order_in_a_trench_is_that_of_its_own_cross_section(chosen: list[Service]) -> None:
    lines = members_of(chosen)
    for trench in best_trenches(lines, (), 300, math.inf):
        alone = [project(lines.lines[i].service, lines.lines[i].key) for i in trench.order]
        drawn = [line.key for line in lay_out(alone, trench_rules()).lines]
        assert [lines.lines[i].key for i in trench.order] == drawn
