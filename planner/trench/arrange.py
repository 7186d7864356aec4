"""The narrowest left-to-right order of bodies that keep a distance from each other and from two walls.

Lengths are whole millimetres, so equal widths are equal and nothing depends on rounding or on the order of input.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import le
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Arrangement", "arrange", "narrowest", "place_in_order"]

_State: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Bodies from left to right.

    Attributes
    ----------
    order : Indices of the bodies, leftmost first.
    left : Left edge of each body from the left wall, by index of the body.
    width : From wall to wall.
    """

    order: tuple[int, ...]
    left: tuple[int, ...]
    width: int


def place_in_order(
    order: Sequence[int], widths: Sequence[int], gaps: Sequence[Sequence[int]], margins: Sequence[int]
) -> Arrangement:
    """Push every body as far left as its distance from all before it and from the left wall allows.

    ``gaps`` is symmetric; a body keeps its distance from every other one, not only from its neighbour.
    """
    left = [0] * len(widths)
    for place, body in enumerate(order):
        left[body] = max((left[p] + widths[p] + gaps[p][body] for p in order[:place]), default=margins[body])
        left[body] = max(left[body], margins[body])
    wall = max((left[body] + widths[body] + margins[body] for body in order), default=0)
    return Arrangement(order=tuple(order), left=tuple(left), width=wall)


def arrange(widths: tuple[int, ...], gaps: tuple[tuple[int, ...], ...], margins: tuple[int, ...]) -> Arrangement:
    """Return the narrowest arrangement of all bodies, exactly.

    Of equally narrow orders the choice depends on the order of input alone, and is read from the side that makes it
    smaller. Parameters are those of ``narrowest``.
    """
    _, order = narrowest(widths, gaps, margins)[-1]
    return place_in_order(order, widths, gaps, margins)


@lru_cache(maxsize=4096)  # the same few lines meet on road after road
def narrowest(
    widths: tuple[int, ...], gaps: tuple[tuple[int, ...], ...], margins: tuple[int, ...]
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return the least width and an order that has it for every subset of the bodies, exactly.

    Dynamic programming over the sets of bodies already placed. All the future sees of a set is how far left each
    remaining body, and the right wall, may go; of two ways to place one set, one that is nowhere better is dropped.

    Parameters
    ----------
    widths : Of each body, at most eight of them for a quick answer.
    gaps : Least clear distance of each pair, symmetric, shape (n, n).
    margins : Least distance of each body from either wall.

    Returns
    -------
    Width and order by subset, as a bit mask: 2 ** n of them, the first empty.
    """
    count = len(widths)
    reach = [[*row, margins[body]] for body, row in enumerate(gaps)]
    states: list[list[_State]] = [[] for _ in range(1 << count)]
    states[0].append(((*margins, 0), ()))
    for mask, here in enumerate(states):
        for body in range(count):
            if not mask >> body & 1:
                for frontier, order in here:
                    _keep(states[mask | 1 << body], _placed(frontier, order, body, widths[body], reach[body]))
    return tuple(min((frontier[-1], min(order, order[::-1])) for frontier, order in here) for here in states)


def _placed(frontier: tuple[int, ...], order: tuple[int, ...], body: int, width: int, reach: list[int]) -> _State:
    """Return the state after one more body; a placed body's own entry stays 0, as nothing asks for it again."""
    end = frontier[body] + width
    moved = list(map(max, frontier, [end + gap for gap in reach]))
    moved[body] = 0
    for placed in order:
        moved[placed] = 0
    return tuple(moved), (*order, body)


def _keep(kept: list[_State], new: _State) -> None:
    """Add a state unless one kept is nowhere worse; drop those it makes useless."""
    frontier = new[0]
    for held, _ in kept:
        if all(map(le, held, frontier)):
            return
    kept[:] = [state for state in kept if not all(map(le, frontier, state[0]))]
    kept.append(new)
