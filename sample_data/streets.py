"""From the town plan to lines on the ground: waves, trims at the streets they end on, and bends of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sample_data.ground import from_local
from sample_data.street_table import NORTH, RIVER, SOUTH, STREETS, Plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sample_data.ground import Floats

__all__ = ["Piece", "along", "meetings", "offset_line", "river_polygon", "street_pieces"]

REACH = 3200.0
STEP = 20.0
HALF_MEDIAN = 9.5
WAVE = 950.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One unbroken line of a street in the planning CRS; a closed one ends where it starts."""

    plan: Plan
    line: shapely.LineString

    @property
    def closed(self) -> bool:
        """Return whether the street is a ring."""
        return bool(self.line.is_closed)


def street_pieces() -> tuple[Piece, ...]:
    """Return every street of the plan as lines in the planning CRS, in the order of the table."""
    free: dict[str, shapely.LineString] = {}
    for plan in STREETS:
        if plan.axis == "roundabout":
            free[plan.label] = _circle(free[str(plan.start)].intersection(free[str(plan.end)]), plan.at)
        elif plan.axis != "beside":
            free[plan.label] = _free_line(plan)
    cut = {plan.label: _trimmed(plan, free) for plan in STREETS if plan.label in free}
    for plan in STREETS:
        if plan.axis == "beside":
            cut[plan.label] = _beside(cut[plan.name.removesuffix("辅路")], plan)
    discs = [shapely.Polygon(free[plan.label].coords) for plan in STREETS if plan.axis == "roundabout"]
    return tuple(Piece(plan=plan, line=line) for plan in STREETS for line in _outside(cut[plan.label], plan, discs))


def river_polygon() -> shapely.Polygon:
    """Return the water as a polygon in the planning CRS."""
    at, bend, half = RIVER
    centre = _bent(_wavy("h", at, bend, -1900.0, 1900.0))
    left, right = (shapely.get_coordinates(offset_line(centre, side * half)) for side in (1, -1))
    return shapely.Polygon(np.vstack([left, right[::-1]]))


def along(line: shapely.LineString, start: float, end: float) -> shapely.LineString:
    """Return the part of a line between two distances from its start, ``start < end``."""
    xy: Floats = shapely.get_coordinates(line)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    inside = (at > start + 1e-6) & (at < end - 1e-6)
    ends = [[np.interp(d, at, xy[:, 0]), np.interp(d, at, xy[:, 1])] for d in (start, end)]
    return shapely.LineString(np.vstack([ends[:1], xy[inside], ends[1:]]))


def offset_line(line: shapely.LineString, offset: float) -> shapely.LineString:
    """Return the line moved to its left by ``offset`` metres (to its right where negative), vertex by vertex."""
    xy: Floats = shapely.get_coordinates(line)
    heading = np.gradient(xy, axis=0)
    heading /= np.hypot(heading[:, 0], heading[:, 1])[:, None]
    return shapely.LineString(xy + offset * np.column_stack([-heading[:, 1], heading[:, 0]]))


def meetings(line: shapely.LineString, other: shapely.LineString) -> list[shapely.Point]:
    """Return the points in which two lines meet, none where they do not."""
    return [point for point in shapely.get_parts(shapely.intersection(line, other)) if not point.is_empty]


def _free_line(plan: Plan) -> shapely.LineString:
    """Return the street before it is trimmed."""
    if plan.axis == "ring":
        return _bent(_superellipse(1560.0, 1140.0))
    if plan.axis == "path":
        return _bent(_smooth(np.asarray(plan.points, dtype=np.float64)))
    low, high = (bound if isinstance(bound, float) else end for bound, end in _ends(plan))
    line = _bent(_wavy(plan.axis, plan.at, plan.bend, low, high))
    sides = {NORTH: HALF_MEDIAN, SOUTH: -HALF_MEDIAN}
    return offset_line(line, sides[plan.label]) if plan.label in sides else line


def _ends(plan: Plan) -> tuple[tuple[str | float, float], tuple[str | float, float]]:
    """Return both bounds with the far ends that stand in for a street's key."""
    start, end = (float(bound) if isinstance(bound, int) else bound for bound in (plan.start, plan.end))
    return (start, -REACH), (end, REACH)


def _wavy(axis: str, at: float, bend: float, low: float, high: float) -> Floats:
    """Return a straight grid line with waves of its own, shape (n, 2)."""
    t = np.linspace(low, high, max(3, round((high - low) / STEP) + 1))
    across = at + bend * np.sin(2 * np.pi * t / WAVE + at / 300.0)
    return np.column_stack([t, across] if axis == "h" else [across, t])


def _superellipse(a: float, b: float) -> Floats:
    """Return a closed rounded rectangle, shape (n, 2), anticlockwise, closed."""
    angle = np.linspace(0.0, 2 * np.pi, 361)[:-1]
    c, s = np.cos(angle), np.sin(angle)
    radius = (np.abs(c / a) ** 2.8 + np.abs(s / b) ** 2.8) ** (-1 / 2.8)
    xy = np.column_stack([radius * c, radius * s])
    return np.vstack([xy, xy[:1]])


def _circle(centre: shapely.Geometry, radius: float) -> shapely.LineString:
    """Return a closed circle, anticlockwise as traffic goes round where it keeps right."""
    angle = np.linspace(0.0, 2 * np.pi, 33)[:-1]
    xy = shapely.get_coordinates(centre)[0] + radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return shapely.LineString(np.vstack([xy, xy[:1]]))


def _smooth(knots: Floats) -> Floats:
    """Return a Catmull-Rom curve through the knots, shape (n, 2)."""
    p = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    t = np.linspace(0.0, 1.0, 12, endpoint=False)[:, None]
    spans = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.vstack([*spans, knots[-1:]])


def _bent(xy: Floats) -> shapely.LineString:
    """Return grid coordinates bent as a grown town is, turned a little, and moved to the planning CRS."""
    x, y = xy[:, 0], xy[:, 1]
    u = x + 45 * np.sin(y / 520 + 0.6) + 25 * np.sin((x + y) / 900)
    v = y + 40 * np.sin(x / 610 + 1.1) + 20 * np.sin((x - y) / 800)
    turn = np.radians(4.0)
    bent = np.column_stack([u * np.cos(turn) - v * np.sin(turn), u * np.sin(turn) + v * np.cos(turn)])
    return shapely.LineString(from_local(bent))


def _trimmed(plan: Plan, free: Mapping[str, shapely.LineString]) -> shapely.LineString:
    """Return the street cut at the streets it starts and ends on."""
    line = free[plan.label]
    if line.is_closed:
        return line
    cuts = [0.0, float(line.length)]
    for which, bound in enumerate((plan.start, plan.end)):
        if isinstance(bound, str) and bound:
            cuts[which] = (min, max)[which](_met(line, free[bound]))
    part = along(line, *cuts)
    return part.reverse() if plan.label == NORTH else part


def _met(line: shapely.LineString, other: shapely.LineString) -> list[float]:
    """Return the distances along a line at which another meets it, at least one."""
    met = [float(line.project(point)) for point in meetings(line, other)]
    if not met:
        raise ValueError("a street of the plan does not reach the street it should end on")
    return met


def _beside(main: shapely.LineString, plan: Plan) -> shapely.LineString:
    """Return a frontage road: leaving the main road, running beside it, and coming back."""
    low, high = (float(main.length) * share for share in (0.695, 0.80))
    outer = shapely.get_coordinates(offset_line(along(main, low + 20, high - 20), -plan.at))
    ends = [shapely.get_coordinates(main.interpolate(d)) for d in (low, high)]
    return shapely.LineString(np.vstack([ends[0], outer, ends[1]]))


def _outside(line: shapely.LineString, plan: Plan, discs: Iterable[shapely.Polygon]) -> tuple[shapely.LineString, ...]:
    """Return the parts of a street outside every roundabout, in order along it."""
    if plan.axis in {"roundabout", "ring"}:
        return (line,)
    left: shapely.Geometry = line
    for disc in discs:
        left = shapely.difference(left, disc)
    return tuple(sorted(shapely.get_parts(left), key=lambda part: line.project(shapely.Point(part.coords[0]))))
