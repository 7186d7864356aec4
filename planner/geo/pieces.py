"""Cutting intervals out of lines, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Objects

__all__ = ["cut_lines"]


def cut_lines(lines: Objects, row: Ints, from_m: Floats, to_m: Floats) -> Objects:
    """Cut the interval ``[from_m, to_m]`` out of ``lines[row]``, one piece for each interval.

    Parameters
    ----------
    lines : LineStrings with at least two vertices, shape (s,); metres.
    row : Index into ``lines``, shape (n,).
    from_m, to_m : Chainages with ``from_m < to_m``, clipped to the line, shape (n,).

    Returns
    -------
    pieces : LineStrings along the direction of their line, shape (n,); empty in, empty out.
    """
    if not len(row):
        return np.empty(0, dtype=object)
    vertices, line_of = shapely.get_coordinates(lines, return_index=True)
    place = _places(vertices, line_of)
    first = np.searchsorted(line_of, row, side="left")
    last = np.searchsorted(line_of, row, side="right") - 1
    low = np.clip(place[first] + from_m, place[first], place[last])
    high = np.clip(place[first] + to_m, place[first], place[last])
    inner_first = np.searchsorted(place, low, side="right")
    inner_count = np.maximum(np.searchsorted(place, high, side="left") - inner_first, 0)
    count = inner_count + 2
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    points = np.empty((int(count.sum()), 2))
    points[start] = _interpolate(vertices, place, low, first, last)
    points[start + count - 1] = _interpolate(vertices, place, high, first, last)
    step = np.arange(int(inner_count.sum())) - np.repeat(np.cumsum(inner_count) - inner_count, inner_count)
    points[np.repeat(start + 1, inner_count) + step] = vertices[np.repeat(inner_first, inner_count) + step]
    return np.asarray(shapely.linestrings(points, indices=np.repeat(np.arange(len(row)), count)), dtype=object)


def _places(vertices: Floats, line_of: Ints) -> Floats:
    """Lay all lines end to end on one axis, a metre apart, so that one search serves them all."""
    step = np.concatenate([[0.0], np.hypot(*np.diff(vertices, axis=0).T)])
    step[np.flatnonzero(np.diff(line_of)) + 1] = 1.0
    return np.cumsum(step)


def _interpolate(vertices: Floats, place: Floats, at: Floats, first: Ints, last: Ints) -> Floats:
    before = np.clip(np.searchsorted(place, at, side="right") - 1, first, last - 1)
    reach = place[before + 1] - place[before]
    share = np.divide(at - place[before], reach, out=np.zeros_like(at), where=reach > 0)
    moved: Floats = vertices[before] + share[:, None] * (vertices[before + 1] - vertices[before])
    return moved
