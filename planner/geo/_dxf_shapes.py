"""One DXF entity to the vertices of a line, in the coordinates of the drawing (or block) it stands in.

Curves become chords that stay within a few centimetres of them. Entities drawn in a tilted or mirrored plane
(extrusion direction, codes 210 to 230) are turned back by the arbitrary axis algorithm of the DXF reference.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.geo._dxf_tags import Entity
    from planner.model import Floats

__all__ = ["LINE_KINDS", "plane_of", "vertices_of"]

# Chords keep this near to their arc; metres of the plan
_SAGITTA_M = 0.02
_FINEST, _COARSEST = math.radians(0.2), math.radians(15.0)
# Splines are cut at about this step, with so many samples between two knots at least and at most
_STEP_M = 1.0
_FEWEST, _MOST = 8, 200
# Nearer to the vertical than this, the arbitrary axis algorithm takes the other helper axis
_NEAR_VERTICAL = 1.0 / 64.0
_CLOSED, _SURFACE, _FRAME = 1, 16 | 64, 16
_IN_SPACE = 8
_UPRIGHT = np.eye(3)


def vertices_of(entity: Entity, scale: float) -> Floats:
    """Return the vertices of an entity of ``LINE_KINDS``, shape (n, 3); fewer than two where it is no line.

    Parameters
    ----------
    scale : How much larger the entity is drawn in the end; it decides how fine curves are cut.

    Raises
    ------
    ValueError
        If a value is no number, or a curve is not defined by its values.
    ArithmeticError
        If values are beyond all numbers.
    """
    return _DRAWN[entity.kind](entity, scale)


def plane_of(entity: Entity) -> Floats:
    """Return the axes of the plane an entity is drawn in, as rows of shape (3, 3)."""
    if not {210, 220, 230} & set(entity.codes):
        return _UPRIGHT
    normal = np.array([entity.number(210), entity.number(220), entity.number(230, 1.0)])
    size = float(np.linalg.norm(normal))
    if size == 0.0 or normal[2] == size:
        return _UPRIGHT
    normal /= size
    helper = [0.0, 1.0, 0.0] if max(abs(normal[0]), abs(normal[1])) < _NEAR_VERTICAL else [0.0, 0.0, 1.0]
    across = np.cross(helper, normal)
    across /= np.linalg.norm(across)
    return np.stack([across, np.cross(normal, across), normal])


def _point(entity: Entity, code: int) -> Floats:
    return np.array([entity.number(code), entity.number(code + 10), entity.number(code + 20)])


def _line(entity: Entity, scale: float) -> Floats:
    del scale
    return np.stack([_point(entity, 10), _point(entity, 11)])


def _light_polyline(entity: Entity, scale: float) -> Floats:
    rows: list[list[float]] = []
    for code, value in zip(entity.codes, entity.values, strict=True):
        if code == 10:
            rows.append([float(value), 0.0, 0.0])
        elif code in {20, 42} and rows:
            rows[-1][1 if code == 20 else 2] = float(value)
    return _in_plane(entity, rows, entity.number(38), scale)


def _polyline(entity: Entity, scale: float) -> Floats:
    if entity.whole(70) & _SURFACE:
        return np.empty((0, 3))
    corners = [v for v in entity.followers if v.kind == "VERTEX" and not v.whole(70) & _FRAME]
    if entity.whole(70) & _IN_SPACE:
        xyz = np.array([_point(v, 10) for v in corners]).reshape(-1, 3)
        return np.concatenate([xyz, xyz[:1]]) if entity.whole(70) & _CLOSED else xyz
    rows = [[v.number(10), v.number(20), v.number(42)] for v in corners]
    return _in_plane(entity, rows, entity.number(30), scale)


def _in_plane(entity: Entity, rows: list[list[float]], height: float, scale: float) -> Floats:
    """Draw vertices with their bulges (the tangent of a quarter of the arc to the next vertex)."""
    if entity.whole(70) & _CLOSED and rows:
        rows = [*rows, rows[0]]
    corners = np.array(rows, dtype=np.float64).reshape(-1, 3)
    flat = corners[:, :2] if not corners[:-1, 2].any() else _with_arcs(corners, scale)
    return np.asarray(np.column_stack([flat, np.full(len(flat), height)]) @ plane_of(entity), dtype=np.float64)


def _with_arcs(corners: Floats, scale: float) -> Floats:
    arcs = [_bulged(one[:2], other[:2], float(one[2]), scale) for one, other in pairwise(corners)]
    return np.concatenate([corners[:1, :2], *arcs])


def _bulged(start: Floats, end: Floats, bulge: float, scale: float) -> Floats:
    """Return the vertices after ``start`` of an arc, shape (n, 2)."""
    chord = end - start
    length = float(np.hypot(*chord))
    if bulge == 0.0 or length == 0.0:
        return end[None]
    radius = length * (1.0 + bulge**2) / (4.0 * abs(bulge))
    count = _chords(4.0 * abs(math.atan(bulge)), radius * scale)
    centre = start + chord / 2 + np.array([-chord[1], chord[0]]) * (1.0 - bulge**2) / (4.0 * bulge)
    turn = np.linspace(0.0, 4.0 * math.atan(bulge), count + 1)[1:]
    arm = start - centre
    x = arm[0] * np.cos(turn) - arm[1] * np.sin(turn)
    y = arm[0] * np.sin(turn) + arm[1] * np.cos(turn)
    arc: Floats = centre + np.column_stack([x, y])
    arc[-1] = end
    return arc


def _chords(angle: float, radius_m: float) -> int:
    """Return how many chords keep an arc within the tolerance."""
    fine = 2.0 * math.acos(max(1.0 - _SAGITTA_M / radius_m, 0.0)) if radius_m > _SAGITTA_M else _COARSEST
    return max(1, math.ceil(angle / min(max(fine, _FINEST), _COARSEST)))


def _arc(entity: Entity, scale: float) -> Floats:
    start, end = math.radians(entity.number(50)), math.radians(entity.number(51, 360.0))
    angle = (end - start) % math.tau or math.tau
    radius = entity.number(40)
    at = start + np.linspace(0.0, angle, _chords(angle, abs(radius) * scale) + 1)
    ring = np.column_stack([np.cos(at), np.sin(at), np.zeros(len(at))]) * radius
    return np.asarray((_point(entity, 10) + ring) @ plane_of(entity), dtype=np.float64)


def _ellipse(entity: Entity, scale: float) -> Floats:
    major, normal = _point(entity, 11), plane_of(entity)[2]
    minor = np.cross(normal, major) * entity.number(40, 1.0)
    start, end = entity.number(41), entity.number(42, math.tau)
    angle = (end - start) % math.tau or math.tau
    at = start + np.linspace(0.0, angle, _chords(angle, float(np.linalg.norm(major)) * scale) + 1)
    ring = np.outer(np.cos(at), major) + np.outer(np.sin(at), minor)
    return np.asarray(_point(entity, 10) + ring, dtype=np.float64)


def _spline(entity: Entity, scale: float) -> Floats:
    # SciPy is slow to load and splines are rare
    from scipy.interpolate import BSpline  # noqa: PLC0415 - as said above

    degree = entity.whole(71, 3)
    control = _points(entity, 10)
    if len(control) <= degree:
        return _through(_points(entity, 11), scale)
    knots = np.array(entity.numbers(40))
    weights = np.array(entity.numbers(41) or [1.0] * len(control))
    rational = BSpline(knots, np.column_stack([control * weights[:, None], weights]), degree, extrapolate=False)
    spans = np.unique(knots[degree : len(control) + 1])
    found = np.asarray(rational(_between(spans, control, scale)), dtype=np.float64)
    return np.asarray(found[:, :3] / found[:, 3:], dtype=np.float64)


def _through(fit: Floats, scale: float) -> Floats:
    """Return the curve through points where the drawing has no more than them, straight beyond its ends."""
    from scipy.interpolate import CubicSpline  # noqa: PLC0415 - SciPy is slow to load and splines are rare

    if len(fit) <= 2:
        return fit
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(fit, axis=0), axis=1))])
    curve = CubicSpline(along, fit, bc_type="natural")
    return np.asarray(curve(_between(along, fit, scale)), dtype=np.float64)


def _between(spans: Floats, corners: Floats, scale: float) -> Floats:
    """Return parameters from the first to the last of the spans, as many as the length of the curve asks for."""
    length_m = float(np.linalg.norm(np.diff(corners, axis=0), axis=1).sum()) * scale
    samples = int(np.clip(np.ceil(length_m / _STEP_M / max(len(spans) - 1, 1)), _FEWEST, _MOST))
    steps = np.linspace(spans[:-1], spans[1:], samples, endpoint=False, axis=1).ravel()
    return np.append(steps, spans[-1])


def _points(entity: Entity, code: int) -> Floats:
    x, y = entity.numbers(code), entity.numbers(code + 10)
    z = entity.numbers(code + 20) or [0.0] * len(x)
    return np.column_stack([x, y, z]) if x else np.empty((0, 3))


_DRAWN: dict[str, Callable[[Entity, float], Floats]] = {
    "ARC": _arc,
    "CIRCLE": _arc,
    "ELLIPSE": _ellipse,
    "LINE": _line,
    "LWPOLYLINE": _light_polyline,
    "POLYLINE": _polyline,
    "SPLINE": _spline,
}
LINE_KINDS = frozenset(_DRAWN)
