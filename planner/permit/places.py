"""Where a member of a joint work lies: its section's row and how the matched route runs beside the centreline."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import BundleError

if TYPE_CHECKING:
    from planner.model import Ints, JointStretch, Project, Situation

__all__ = ["Place", "place_of", "project_index", "project_of", "section_row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A joint stretch on the ground.

    Attributes
    ----------
    section : Row of ``Network``.
    offset_m : Mean distance from the centreline, weighted by metres.
    side : 1 left of the digitised direction, -1 right, 0 on the centreline; of the longest matched piece.
    confidence : The least of the matched pieces.
    """

    section: int
    offset_m: float
    side: int
    confidence: float


def project_index(situation: Situation, key: str) -> int:
    """Return the row of a project in ``Routes.projects``, which are sorted by key.

    Raises
    ------
    BundleError
        If no project has this key.
    """
    projects = situation.routes.projects
    index = bisect_left(projects, key, key=lambda project: project.key)
    if index == len(projects) or projects[index].key != key:
        raise BundleError(f"the plan names a project that the situation does not hold: {key}")
    return index


def project_of(situation: Situation, key: str) -> Project:
    """Return the project with this key; raises as :func:`project_index` does."""
    return situation.routes.projects[project_index(situation, key)]


def section_row(situation: Situation, section_id: str) -> int:
    """Return the row of a section in ``Network``.

    Raises
    ------
    BundleError
        If no section has this id.
    """
    rows = np.flatnonzero(situation.network.section_ids == section_id)
    if not len(rows):
        raise BundleError(f"the plan names a section that the situation does not hold: {section_id}")
    return int(rows[0])


def place_of(situation: Situation, stretch: JointStretch) -> Place:
    """Return the place of a joint stretch from the matched stretches it was made of.

    Raises
    ------
    BundleError
        If the project has no matched stretch on that interval of that section.
    """
    rows, metres = _pieces(situation, stretch)
    if not len(rows):
        raise BundleError(
            f"{stretch.project} has no matched stretch on {stretch.section_id} {stretch.from_m}-{stretch.to_m}"
        )
    stretches = situation.stretches
    return Place(
        section=int(stretches.section[rows[0]]),
        offset_m=float(np.average(stretches.offset_m[rows], weights=metres)),
        side=int(stretches.side[rows[np.argmax(metres)]]),
        confidence=float(stretches.confidence[rows].min()),
    )


def _pieces(situation: Situation, stretch: JointStretch) -> tuple[Ints, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    table, project = situation.stretches, project_index(situation, stretch.project)
    first, last = np.searchsorted(table.project, (project, project + 1))
    rows = np.arange(first, last)
    rows = rows[situation.network.section_ids[table.section[rows]] == stretch.section_id]
    metres = np.minimum(table.to_m[rows], stretch.to_m) - np.maximum(table.from_m[rows], stretch.from_m)
    touching = metres > 0
    return rows[touching], metres[touching]
