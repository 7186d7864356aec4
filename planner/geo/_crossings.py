"""Where routes cross sections they do not run along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.geo._order import order_by
from planner.model import Crossings

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Objects, Stretches

__all__ = ["told_crossings"]

# A crossing this near to a stretch of the same project on the same section is the stretch's own wobble
_CLEAR_M = 15.0
# Crossings of one section by one project nearer than this are one
_SAME_M = 2.0


def told_crossings(crossed: Floats, origin: Floats, project_of_part: Ints, stretches: Stretches) -> Crossings:
    """Keep the places where a project passes over a section that it does not run along thereabouts.

    Parameters
    ----------
    crossed : Rows of ``CROSSING_COLUMNS``, coordinates from ``origin``.

    Returns
    -------
    crossings : Sorted by (project, section, at_m).
    """
    project, section, at = (
        project_of_part[crossed[:, 0].astype(np.int64)],
        crossed[:, 1].astype(np.int64),
        crossed[:, 2],
    )
    order = order_by(project * (int(section.max(initial=0)) + 1) + section, at)
    project, section, at = project[order], section[order], at[order]
    new = np.ones(len(at), dtype=bool)
    new[1:] = (project[1:] != project[:-1]) | (section[1:] != section[:-1]) | (np.diff(at) > _SAME_M)
    told = np.flatnonzero(new & ~_on_stretch(project, section, at, stretches))
    xy = crossed[order[told], 3:5] + origin
    return Crossings(project=project[told], section=section[told], at_m=at[told], xy=xy)


def _on_stretch(project: Ints, section: Ints, at: Floats, stretches: Stretches) -> Objects:
    """Tell which places lie on or near a stretch of their project."""
    near: Objects = np.zeros(len(at), dtype=bool)
    if not len(stretches):
        return near
    # one number for (project, section, chainage): stretches of one section are disjoint and sorted, so only the
    # last one that starts before a place, and the one before that, can be near it
    span = float(max(stretches.to_m.max(), at.max(initial=0.0))) + 4 * _CLEAR_M
    sections = int(max(stretches.section.max(), section.max(initial=0))) + 1
    starts = (stretches.project * sections + stretches.section) * span + stretches.from_m
    place = np.searchsorted(starts, (project * sections + section) * span + at + _CLEAR_M, side="right") - 1
    for back in (0, 1):
        row = np.maximum(place - back, 0)
        same = (stretches.project[row] == project) & (stretches.section[row] == section)
        near |= same & (stretches.from_m[row] <= at + _CLEAR_M) & (stretches.to_m[row] >= at - _CLEAR_M)
    return near
