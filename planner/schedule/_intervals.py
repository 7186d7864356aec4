"""Plain interval arithmetic for the verifier, written apart from the arrays the planner reckons with."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Interval", "common", "constant_pieces", "metres", "outside", "united"]

Interval: TypeAlias = tuple[float, float]


def united(intervals: Iterable[Interval], *, gap: float = 0.0) -> list[Interval]:
    """Unite intervals that overlap or lie at most ``gap`` apart, ascending."""
    found: list[Interval] = []
    for first, last in sorted(intervals):
        if found and first <= found[-1][1] + gap:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def metres(intervals: Iterable[Interval]) -> float:
    """Add up the lengths."""
    return sum(last - first for first, last in intervals)


def common(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """Return what two lists of disjoint intervals have in common."""
    return [(max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other if max(a[0], b[0]) < min(a[1], b[1])]


def outside(one: Sequence[Interval], other: Sequence[Interval]) -> float:
    """Return the metres of one list of disjoint intervals that the other does not hold."""
    return metres(one) - metres(common(one, other))


def constant_pieces(owned: Iterable[tuple[str, Interval]], *, sliver: float) -> list[tuple[Interval, tuple[str, ...]]]:
    """Cut owned intervals where the set of owners changes, leaving out slivers; ascending."""
    rows = list(owned)
    ends = sorted({end for _, interval in rows for end in interval})
    found: list[tuple[Interval, tuple[str, ...]]] = []
    for first, last in pairwise(ends):
        owners = tuple(sorted({o for o, (a, b) in rows if a <= first and last <= b}))
        if not owners or last - first <= sliver:
            continue
        if found and found[-1][1] == owners and first - found[-1][0][1] <= sliver:
            found[-1] = ((found[-1][0][0], last), owners)
        else:
            found.append(((first, last), owners))
    return found
