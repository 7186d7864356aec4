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
    """Lines in one trench, as indices from left to right.

    Attributes
    ----------
    width_mm : Bottom width.
    walls_mm : What both walls take of the surface beside it, as a range.
    """

    order: tuple[int, ...]
    width_mm: int
    walls_mm: tuple[int, int] = (0, 0)

    @property
    def opened_mm(self) -> tuple[int, int]:
        """Width opened at the surface, as a range."""
        low, high = self.walls_mm
        return self.width_mm + low, self.width_mm + high


def best_trenches(
    lines: Lines,
    apart: Collection[tuple[int, int]],
    strip_mm: int,
    available_mm: float,
    walls_mm: Sequence[tuple[int, int]] | None = None,
) -> tuple[Trench, ...]:
    """Return the trenches whose widths, walls and all, with ``strip_mm`` more for each, sum to the least.

    Of equally good partitions the one with fewer trenches is returned.

    Parameters
    ----------
    apart : Pairs (i, j) with i < j that may not share a trench.
    strip_mm : What each trench adds to its bottom width: the cut-back on both sides.
    available_mm : A trench of several lines may not be wider; infinite where the road asks for nothing.
    walls_mm : What both walls of a trench as deep as each line take of the surface, as a range; the deepest line of a
        trench sets its walls, and the middle of the range is compared. None for nothing.
    """
    count = len(lines.lines)
    walls = walls_mm or [(0, 0)] * count
    widths = tuple(line.body.width_mm for line in lines.lines)
    found = narrowest(widths, lines.gaps, tuple(line.margin_mm for line in lines.lines))
    banned = [1 << i | 1 << j for i, j in apart]
    sides = [max((walls[i] for i in _members(block)), default=(0, 0)) for block in range(1 << count)]
    # Twice the width, so that the middle of a range stays a whole number.
    cost = {
        block: 2 * (width + strip_mm) + sum(sides[block])
        for block, (width, _) in enumerate(found)
        if block and _may_be_one(block, width + sides[block][1], banned, available_mm)
    }
    best: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    for mask in range(1, 1 << count):
        best.append(
            min(_with_block(best[mask ^ block], block, cost[block]) for block in _blocks(mask) if block in cost)
        )
    return tuple(_trench(lines, _members(block), sides[block]) for block in best[-1][2])


def _members(block: int) -> list[int]:
    return [i for i in range(block.bit_length()) if block >> i & 1]


def _trench(lines: Lines, members: list[int], walls_mm: tuple[int, int]) -> Trench:
    """Arrange some of the lines by themselves, as a cross-section of them alone would."""
    widths = tuple(lines.lines[i].body.width_mm for i in members)
    gaps = tuple(tuple(lines.gaps[i][j] for j in members) for i in members)
    found = arrange(widths, gaps, tuple(lines.lines[i].margin_mm for i in members))
    return Trench(order=tuple(members[place] for place in found.order), width_mm=found.width, walls_mm=walls_mm)


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
