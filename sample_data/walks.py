"""Ways along the network: the true stretches a route runs, section by section in the order of travel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sample_data.streets import along

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sample_data.ground import Floats
    from sample_data.sections import Section, Street, Town

__all__ = ["Leg", "Walk", "centre_line", "longest", "merged", "points_beside", "turning_walk", "walk_along"]

STUB = 20.0


@dataclass(frozen=True, slots=True)
class Leg:
    """A piece of one section, travelled from ``start`` to ``end`` (metres along its digitised direction)."""

    section: Section
    start: float
    end: float


Walk = tuple[Leg, ...]


def walk_along(street: Street, start: float, end: float) -> Walk:
    """Return the walk between two distances along a street, backwards where ``end < start``.

    Ends that would leave a stub of less than 20 m on a section are moved to its junction.
    """
    stops = np.cumsum([0.0, *(hop.section.length_m for hop in street.hops)])
    low, high = sorted(_at_stop(stops, d) for d in (start, end))
    legs = []
    for hop, base in zip(street.hops, stops[:-1], strict=True):
        a, b = max(low - base, 0.0), min(high - base, hop.section.length_m)
        if b - a > 1e-6:
            far = hop.section.length_m
            legs.append(Leg(hop.section, a, b) if hop.forward else Leg(hop.section, far - a, far - b))
    if not legs:
        raise ValueError(f"nothing of {street.name} lies between {start:.0f} and {end:.0f} m")
    return tuple(legs) if end >= start else tuple(Leg(leg.section, leg.end, leg.start) for leg in reversed(legs))


def turning_walk(before: Street, after: Street, lead_m: float, tail_m: float) -> Walk:
    """Return a walk of ``lead_m`` along one street to a junction and ``tail_m`` along another from it on.

    The junction is the first one, in the order of the first street, that leaves room for both.
    """
    starts = {hop.nodes[0]: at for hop, at in zip(after.hops, _starts(after), strict=True)}
    for hop, at in zip(before.hops, _starts(before), strict=True):
        meets = starts.get(hop.nodes[0])
        if meets is not None and at >= lead_m and after.length_m - meets >= tail_m:
            return (*walk_along(before, at - lead_m, at), *walk_along(after, meets, meets + tail_m))
    raise ValueError(f"{before.name} and {after.name} have no junction with so much room")


def longest(town: Town, key: str) -> Street:
    """Return the longest unbroken run of the street with this key."""
    return max((street for street in town.streets if street.key == key), key=lambda street: street.length_m)


def centre_line(walk: Walk) -> Floats:
    """Return the vertices of the centre line in the order of travel, shape (n, 2)."""
    xy = np.vstack([_leg_line(leg) for leg in walk])
    keep = np.concatenate([[True], np.hypot(*np.diff(xy, axis=0).T) > 1e-6])
    line: Floats = xy[keep]
    return line


def points_beside(walk: Walk, at: float, *offsets: float) -> Floats:
    """Return points left (positive) or right of a walk, ``at`` metres from its start, shape (len(offsets), 2)."""
    line = shapely.LineString(centre_line(walk))
    here, there = (shapely.get_coordinates(line.interpolate(d))[0] for d in (max(at - 1, 0), min(at + 1, line.length)))
    heading = (there - here) / np.hypot(*(there - here))
    base = shapely.get_coordinates(line.interpolate(at))[0]
    return np.vstack([base + offset * np.array([-heading[1], heading[0]]) for offset in offsets])


def merged(walks: Iterable[Walk]) -> list[tuple[str, float, float]]:
    """Return the union of walks as (section id, from_m, to_m), sorted, touching pieces of a section joined."""
    pieces = sorted(
        (leg.section.section_id, min(leg.start, leg.end), max(leg.start, leg.end)) for walk in walks for leg in walk
    )
    union: list[tuple[str, float, float]] = []
    for section_id, low, high in pieces:
        if union and union[-1][0] == section_id and low <= union[-1][2] + 1e-6:
            union[-1] = (section_id, union[-1][1], max(high, union[-1][2]))
        else:
            union.append((section_id, low, high))
    return union


def _leg_line(leg: Leg) -> Floats:
    """Return the vertices of one leg in the order of travel, shape (n, 2)."""
    xy: Floats = shapely.get_coordinates(along(leg.section.line, min(leg.start, leg.end), max(leg.start, leg.end)))
    return xy if leg.end > leg.start else xy[::-1]


def _at_stop(stops: Floats, distance: float) -> float:
    """Return the distance, or the junction's where one is nearer than a stub."""
    nearest = float(stops[np.argmin(np.abs(stops - distance))])
    return nearest if abs(nearest - distance) < STUB else distance


def _starts(street: Street) -> list[float]:
    """Return the distance along a street at which each of its sections starts."""
    return [float(d) for d in np.cumsum([0.0, *(hop.section.length_m for hop in street.hops)])[:-1]]
