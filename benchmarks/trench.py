"""Whether trench layouts are the narrowest there are, and how long they take: ``python -m benchmarks.trench``.

Random sets of lines are laid out by the planner and by trying every order, written apart from it: in an order, the
wall-to-wall width is the longest path over the distances that must be kept. Both the layout of one trench and the best
partition into trenches are compared; times are of one processor, nothing remembered from one set to the next.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import time
from datetime import date
from typing import TYPE_CHECKING

from planner.model import Project, Service, Specification, Window
from planner.rulebook.load import default_rulebook
from planner.trench.arrange import narrowest
from planner.trench.covers import cover_of
from planner.trench.layout import lay_out
from planner.trench.lines import lines_of
from planner.trench.price import cut
from planner.trench.walls import walls_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.rulebook.model import Rulebook, TrenchRules
    from planner.trench.lines import Lines

__all__ = ["main"]

_SIZES = {
    Service.WATER: (90.0, 110.0, 160.0, 200.0, 300.0, 500.0),
    Service.GAS: (63.0, 90.0, 110.0, 160.0, 200.0, 315.0),
    Service.HEAT: (80.0, 100.0, 150.0, 200.0, 300.0, 500.0),
    Service.POWER: (110.0, 150.0, 175.0, 200.0),
    Service.TELECOM: (50.0, 90.0, 110.0),
}


def _project(rng: random.Random, number: int) -> Project:
    service = rng.choice(sorted(Service))
    cable = service in {Service.POWER, Service.TELECOM}
    return Project(
        key=f"P{number}",
        project_id=f"P{number}",
        utility="YX",
        service=service,
        window=Window(first=date(2027, 1, 1), last=date(2027, 6, 30)),
        specification=Specification(
            dn_mm=rng.choice(_SIZES[service]),
            count=rng.randint(1, 6) if cable else 1 + (service is Service.HEAT),
            laying=rng.choice(("direct", "duct") if cable else ("direct", "trench")),
            pressure_mpa=rng.choice((0.005, 0.1, 0.4, 0.8)) if service is Service.GAS else None,
            voltage_kv=rng.choice((10.0, 35.0)) if service is Service.POWER else None,
            cover_m=rng.choice((None, None, 1.0, 1.5, 2.5)),
        ),
        install_m_per_day=50.0,
    )


def _tried_width(lines: Lines, members: tuple[int, ...]) -> int:
    """Return the least width in mm over all orders of some lines."""
    return min(_longest_path(lines, order) for order in itertools.permutations(members))


def _longest_path(lines: Lines, order: tuple[int, ...]) -> int:
    wide = [lines.lines[i].body.width_mm for i in order]
    room = [lines.lines[i].margin_mm for i in order]
    start: list[int] = []
    for here, line in enumerate(order):
        after = [start[b] + wide[b] + lines.gaps[order[b]][line] for b in range(here)]
        start.append(max([room[here], *after]))
    return max(left + width + margin for left, width, margin in zip(start, wide, room, strict=True))


def _partitions(items: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for size in range(len(rest) + 1):
        for company in itertools.combinations(rest, size):
            for others in _partitions(tuple(i for i in rest if i not in company)):
                yield [(first, *company), *others]


def _tried_reinstated(lines: Lines, rules: TrenchRules, apart: set[tuple[int, int]]) -> float:
    """Return the least width to reinstate, low and high end together, over all partitions that the pairs allow."""
    back = rules.cutback_each_side_m
    deep = [cover_of(line, rules).depth_m for line in lines.lines]
    cost: dict[tuple[int, ...], float] = {}

    def of(block: tuple[int, ...]) -> float:
        if block not in cost:
            sides = walls_of(max(deep[i] for i in block), rules.ground).side_m
            cost[block] = 2 * (_tried_width(lines, block) / 1000 + sum(sides) + back.low + back.high)
        return cost[block]

    allowed = (
        parts
        for parts in _partitions(tuple(range(len(lines.lines))))
        if not any(pair in apart for block in parts for pair in itertools.combinations(block, 2))
    )
    return min(sum(map(of, parts)) for parts in allowed)


def _apart(lines: Lines, rulebook: Rulebook) -> set[tuple[int, int]]:
    """Return the pairs that the rulebook keeps out of one trench."""
    rules = {pair: rulebook.compatibility_of(*(lines.lines[i].service for i in pair)) for pair in lines.figures}
    return {pair for pair, rule in rules.items() if rule is not None and rule.rule.value != "same_trench"}


def _row(count: int, sets: int, rulebook: Rulebook, rng: random.Random) -> str:
    equal_layouts = equal_partitions = 0
    spent = []
    for _ in range(sets):
        members = tuple(_project(rng, number) for number in range(count))
        lines = lines_of(members, rulebook.trench)
        narrowest.cache_clear()
        began = time.process_time()
        layout, made = (
            lay_out(members, rulebook.trench),
            cut(members, math.nan, rulebook.trench, rulebook.compatibility),
        )
        spent.append(time.process_time() - began)
        equal_layouts += round(1000 * layout.width_m) == _tried_width(lines, tuple(range(count)))
        tried = _tried_reinstated(lines, rulebook.trench, _apart(lines, rulebook))
        equal_partitions += abs(sum(made.width_m) - tried) < 1e-6
    spent.sort()
    cells = [count, f"{equal_layouts} of {sets}", f"{equal_partitions} of {sets}", f"{1000 * spent[sets // 2]:.1f}"]
    return f"| {' | '.join(map(str, [*cells, f'{1000 * spent[-1]:.1f}']))} |"


def main() -> None:
    """Print a row for every number of lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=1_000, help="random sets in all, shared among the numbers of lines")
    asked = parser.parse_args()
    rulebook, rng = default_rulebook(), random.Random(20261124)
    print("| lines | layout equals every order tried | partition equals all tried | median ms | worst ms |")
    print("|" + "---|" * 5)
    shares = [asked.sets // 6 + (count <= asked.sets % 6) for count in range(1, 7)]
    for count, sets in enumerate(shares, start=1):
        print(_row(count, sets, rulebook, rng), flush=True)


if __name__ == "__main__":
    main()
