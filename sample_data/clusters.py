"""The everyday projects: several utilities on one road with windows that meet, nearly meet or do not, and lone ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sample_data.facts import UTILITIES, span
from sample_data.street_table import RECENTLY_PAVED, RING
from sample_data.walks import walk_along

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sample_data.desk import Desk
    from sample_data.facts import Facts, Span, Utility
    from sample_data.sections import Street, Town
    from sample_data.walks import Walk

__all__ = ["add_clusters"]

SIZES = (7, 7, 7, 6, 6, 6, 6, 5, 5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2)
PATTERNS = ("year", "year", "mixed", "year", "year", "near", "year", "apart")
SHIFTED_PROJECTS = 4


@dataclass(frozen=True, slots=True)
class Ground:
    """A part of a street that may be dug: between two distances along it, no bridge inside."""

    street: Street
    low: float
    high: float


def add_clusters(desk: Desk) -> None:
    """File clusters until the sizes run out, then lone projects until every utility has its number."""
    grounds = _grounds(desk.town)
    desk.draw.shuffle(grounds)
    roomy = [ground for ground in grounds if ground.high - ground.low >= 420]
    for k, size in enumerate(SIZES):
        _add_cluster(desk, roomy[k % len(roomy)], size, PATTERNS[k % len(PATTERNS)], shifted=k < SHIFTED_PROJECTS)
    spots = iter(grounds * 3)
    for utility in UTILITIES:
        for _ in range(desk.left(utility)):
            _add_lone(desk, utility, next(spots))


def _grounds(town: Town) -> list[Ground]:
    """Return the parts of streets open for everyday works, at least 110 m long."""
    closed = {*RECENTLY_PAVED, RING, "清平环岛"} - {"麦香街"}
    return [
        ground
        for street in town.streets
        if street.name not in closed
        for ground in _without_bridges(street)
        if ground.high - ground.low >= 110
    ]


def _without_bridges(street: Street) -> Iterator[Ground]:
    """Yield the parts of a street between its bridges."""
    low = at = 0.0
    for hop in street.hops:
        if hop.section.bridge:
            yield Ground(street, low, at)
            low = at + hop.section.length_m
        at += hop.section.length_m
    yield Ground(street, low, at)


def _add_cluster(desk: Desk, ground: Ground, size: int, pattern: str, *, shifted: bool) -> None:
    """File projects of different utilities that overlap in part on one street."""
    draw = desk.draw
    room = ground.high - ground.low
    length = min(draw.uniform(280, 800), 0.8 * room)
    start = ground.low + draw.uniform(0, room - length)
    opening = draw.uniform(50, 255)
    for k, utility in enumerate(_members(desk, size, shifted=shifted)):
        walk = _share_of(desk, ground, start, start + length)
        file = "ctcc_gcj02" if shifted and utility.stem == "ctcc" else ""
        window = _window(desk, pattern, k, opening, length)
        desk.add(utility.code, window, [(walk,)], file=file, **_wish(desk, pattern, window))


def _members(desk: Desk, size: int, *, shifted: bool) -> list[Utility]:
    """Return the utilities with most projects yet to submit; ``shifted`` keeps a place for the shifted datum's."""
    jitter = {u.code: desk.draw.uniform(0.6, 1.4) for u in UTILITIES}
    order = sorted(UTILITIES, key=lambda u: -jitter[u.code] * max(desk.left(u), 0))
    if shifted:
        order.sort(key=lambda u: u.stem != "ctcc")
    chosen = [u for u in order if desk.left(u) > 0][:size]
    return sorted(chosen, key=lambda u: jitter[u.code])


def _share_of(desk: Desk, ground: Ground, start: float, end: float) -> Walk:
    """Return a walk that overlaps the cluster's interval in part."""
    slack = 0.22 * (end - start)
    low = max(start + desk.draw.uniform(-slack, slack), ground.low)
    high = min(end + desk.draw.uniform(-slack, slack), ground.high)
    return walk_along(ground.street, low, high)


def _window(desk: Desk, pattern: str, k: int, opening: float, length: float) -> Span:
    """Return the window of the k-th member of a cluster."""
    if pattern == "year":
        return span(desk.draw.uniform(45, 150), desk.draw.uniform(140, 230))
    days = 42 + length / 9 + desk.draw.uniform(0, 25)
    after = {
        "near": k % 2 * (42 + length / 9 - desk.draw.uniform(-6, 24)),
        "apart": k * 110,
        "mixed": (0, 12, 42 + length / 9 - 10, 150, 20, 5, 160)[k],
    }[pattern]
    return span(min(max(opening + after, 40), 310), days)


def _wish(desk: Desk, pattern: str, window: Span) -> Facts:
    """Return the day a member of a yearly plan would begin on: anywhere in the first two thirds of its window."""
    if pattern != "year":
        return {}
    spare = 2 * (window.last - window.first).days // 3
    return {"preferred_start": (window.first + timedelta(days=desk.draw.randrange(spare))).isoformat()}


def _add_lone(desk: Desk, utility: Utility, ground: Ground) -> None:
    """File one project on a street of its own or not, as it falls."""
    draw = desk.draw
    room = ground.high - ground.low
    length = min(draw.uniform(100, 420), room)
    start = ground.low + draw.uniform(0, room - length)
    walk = walk_along(ground.street, start, start + length)
    desk.add(utility.code, span(draw.uniform(50, 300), draw.uniform(55, 120)), [(walk,)])
