"""Which lines of a closure lie in which trench: the cheapest partition, exactly.

Everything is whole millimetres and bit masks over the lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.trench.arrange import arrange, narrowest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from planner.trench.lines import Lines

__all__ = ["Trench", "best_trenches"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trench:
    """Lines in one trench, as indices from left to right, and its bottom width in mm."""

    order: tuple[int, ...]
    width_mm: int


def best_trenches(
    lines: Lines, apart: Collection[tuple[int, int]], strip_mm: int, available_mm: float
) -> tuple[Trench, ...]:
    """Return the trenches whose widths, with ``strip_mm`` more for each, sum to the least.

    Of equally good partitions the one with fewer trenches is returned.

    Parameters
    ----------
    apart : Pairs (i, j) with i < j that may not share a trench.
    strip_mm : What each trench adds to its bottom width: the cut-back on both sides.
    available_mm : A trench of several lines may not be wider; infinite where the road asks for nothing.
    """
    count = len(lines.lines)
    widths = tuple(line.body.width_mm for line in lines.lines)
    found = narrowest(widths, lines.gaps, tuple(line.margin_mm for line in lines.lines))
    banned = [1 << i | 1 << j for i, j in apart]
    cost = {
        block: width + strip_mm
        for block, (width, _) in enumerate(found)
        if block and _may_be_one(block, width, banned, available_mm)
    }
    best: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    for mask in range(1, 1 << count):
        best.append(
            min(_with_block(best[mask ^ block], block, cost[block]) for block in _blocks(mask) if block in cost)
        )
    return tuple(_trench(lines, [i for i in range(count) if block >> i & 1]) for block in best[-1][2])


def _trench(lines: Lines, members: list[int]) -> Trench:
    """Arrange some of the lines by themselves, as a cross-section of them alone would."""
    widths = tuple(lines.lines[i].body.width_mm for i in members)
    gaps = tuple(tuple(lines.gaps[i][j] for j in members) for i in members)
    found = arrange(widths, gaps, tuple(lines.lines[i].margin_mm for i in members))
    return Trench(order=tuple(members[place] for place in found.order), width_mm=found.width)


def _may_be_one(block: int, width: int, banned: Sequence[int], available_mm: float) -> bool:
    alone = block & (block - 1) == 0
    return alone or (width <= available_mm and not any(pair & block == pair for pair in banned))


def _with_block(rest: tuple[int, int, tuple[int, ...]], block: int, cost: int) -> tuple[int, int, tuple[int, ...]]:
    """Return cost, number of trenches and the trenches themselves with one more."""
    return rest[0] + cost, rest[1] + 1, (block, *rest[2])


def _blocks(mask: int) -> Iterator[int]:
    """Yield the subsets of ``mask`` that hold its lowest line: the trenches that line may lie in."""
    lowest = mask & -mask
    others = mask ^ lowest
    part = others
    while True:
        yield part | lowest
        if not part:
            return
        part = (part - 1) & others
