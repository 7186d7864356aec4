"""A clerk's hand: routes drawn beside the road with an offset, an unsteady hand and few vertices."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sample_data.walks import centre_line

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

    from sample_data.ground import Floats
    from sample_data.sections import Section
    from sample_data.walks import Walk

__all__ = ["CLIP", "Hand", "crossings", "draw_walk", "hand_for"]

CLIP = 3.0
MEMORY = 30.0
SHARP = np.radians(30.0)
CLEAR = 15.0


@dataclass(frozen=True, slots=True)
class Hand:
    """How one route is drawn: side offset (positive left of travel), lateral noise and vertex spacing, metres."""

    offset: float
    sigma: float
    spacing: float


def hand_for(draw: random.Random, narrowest_m: float) -> Hand:
    """Return a hand at random; on a narrow street the line stays on the road."""
    offset = min(draw.uniform(1.0, 4.5), 0.42 * narrowest_m)
    side = 1 if draw.random() < 0.5 else -1
    return Hand(side * offset, draw.uniform(0.5, 2.0), draw.uniform(10.0, 32.0))


def draw_walk(walk: Walk, hand: Hand, draw: random.Random) -> Floats:
    """Return the drawn vertices of a walk, shape (n, 2), in the order of travel.

    The noise keeps a memory over about 30 m and never exceeds three sigma; sharp corners are drawn by one
    vertex where both offset lines meet.
    """
    xy = centre_line(walk)
    line = shapely.LineString(xy)
    corners = _corners(xy, hand.offset)
    at = [d for d in _spaced(float(line.length), hand.spacing, draw) if _clear_of(d, corners, abs(hand.offset) + 3)]
    noise = _noise(at, hand.sigma, draw)
    lateral = [(d, _beside(line, d, hand.offset + e)) for d, e in zip(at, noise, strict=True)]
    return np.vstack([point for _, point in sorted([*lateral, *corners], key=lambda item: item[0])])


def crossings(
    lines: Iterable[shapely.LineString], run: Sequence[str], sections: Iterable[Section]
) -> list[tuple[str, float]]:
    """Return where drawn lines cross sections they do not run on, as (section id, metres).

    Only crossings at least 15 m from the section's ends are told; nearer a junction a route that merely
    passes it also cuts the side street's centre line.
    """
    drawn = shapely.MultiLineString(list(lines))
    found = []
    for section in sections:
        if section.section_id in run:
            continue
        for point in shapely.get_parts(section.line.intersection(drawn)):
            at = float(section.line.project(point)) if not point.is_empty else 0.0
            if CLEAR <= at <= section.length_m - CLEAR:
                found.append((section.section_id, at))
    return sorted(found)


def _spaced(length: float, spacing: float, draw: random.Random) -> list[float]:
    """Return where along a line the clerk clicks: both ends, and between them 8 to 40 m apart."""
    at = [0.0]
    while length - at[-1] > 16.0:
        step = min(max(spacing * draw.uniform(0.6, 1.4), 8.0), 40.0)
        at.append(min(at[-1] + step, length - 8.0))
    return [*at, length]


def _noise(at: Sequence[float], sigma: float, draw: random.Random) -> list[float]:
    """Return the lateral error at each click."""
    error = [draw.gauss(0.0, 1.0)]
    for before, here in itertools.pairwise(at):
        kept = float(np.exp(-(here - before) / MEMORY))
        error.append(kept * error[-1] + float(np.sqrt(1 - kept**2)) * draw.gauss(0.0, 1.0))
    return [sigma * min(max(e, -CLIP), CLIP) for e in error]


def _beside(line: shapely.LineString, at: float, offset: float) -> Floats:
    """Return the point ``offset`` metres left of the line at a distance along it, shape (2,)."""
    ends = (max(at - 1.0, 0.0), min(at + 1.0, float(line.length)))
    here, there = (shapely.get_coordinates(line.interpolate(d))[0] for d in ends)
    heading = (there - here) / np.hypot(*(there - here))
    spot: Floats = shapely.get_coordinates(line.interpolate(at))[0] + offset * np.array([-heading[1], heading[0]])
    return spot


def _corners(xy: Floats, offset: float) -> list[tuple[float, Floats]]:
    """Return the sharp corners of a line as (distance along it, the meeting point of both offset lines)."""
    step = np.diff(xy, axis=0)
    size = np.hypot(step[:, 0], step[:, 1])
    normal = np.column_stack([-step[:, 1], step[:, 0]]) / size[:, None]
    cosine = (normal[:-1] * normal[1:]).sum(axis=1)
    at = np.cumsum(size)[:-1]
    return [
        (float(at[k]), xy[k + 1] + offset * (normal[k] + normal[k + 1]) / (1 + cosine[k]))
        for k in np.flatnonzero(cosine < np.cos(SHARP))
    ]


def _clear_of(at: float, corners: Sequence[tuple[float, Floats]], reach: float) -> bool:
    """Return whether a click is not so near a corner that the line would fold back."""
    return all(abs(at - corner) >= reach for corner, _ in corners)
