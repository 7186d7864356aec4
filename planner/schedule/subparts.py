"""A component with some of its runs taken out: what is left falls into components of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.schedule.elements import Part, pieces_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from planner.schedule.elements import Members

__all__ = ["parts_without"]


def parts_without(part: Part, taken: Collection[int]) -> tuple[Part, ...]:
    """Return the components that remain of a component.

    Parameters
    ----------
    taken : Numbers of runs in the whole problem.
    """
    left = [at for at, run in enumerate(part.runs) if run not in set(taken)]
    return tuple(_restricted(part, piece) for piece in pieces_of(part, left))


def _restricted(part: Part, chosen: tuple[int, ...]) -> Part:
    place = {at: i for i, at in enumerate(chosen)}
    metres: dict[Members, float] = {}
    for members, weight in part.metres.items():
        here = frozenset(place[m] for m in members if m in place)
        if here:
            metres[here] = metres.get(here, 0.0) + weight
    rows = list(chosen)
    can = part.can[rows]
    usable = can.any(axis=0)
    return Part(
        runs=tuple(part.runs[at] for at in chosen),
        neighbours=tuple(frozenset(place[n] for n in part.neighbours[at] if n in place) for at in chosen),
        metres=metres,
        site_days=tuple(part.site_days[at] for at in chosen),
        labels=part.labels[usable],
        can=can[:, usable],
        never=frozenset(frozenset(place[m] for m in pair) for pair in part.never if pair <= place.keys()),
        opening=part.opening,
        closure_day=part.closure_day,
    )
