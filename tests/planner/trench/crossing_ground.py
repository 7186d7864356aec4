"""A ground of one road, 100 m long, on which the routes of two projects cross at 40 m."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.model import (
    Crossings,
    Network,
    ProjectOutcome,
    ProjectStatus,
    RouteCrossings,
    Routes,
    Shared,
    Situation,
    Stretches,
    Unmatched,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import Project

_INTS, _FLOATS, _OBJECTS = np.empty(0, np.int64), np.empty(0), np.empty(0, np.object_)


def outcomes(projects: Sequence[Project]) -> tuple[ProjectOutcome, ...]:
    return tuple(ProjectOutcome(project=project, status=ProjectStatus.SCHEDULED) for project in projects)


def crossing_ground(projects: Sequence[Project], at_m: Sequence[float] = (40.0,), section: int = 0) -> Situation:
    """Return a situation in which project 0 crosses project 1 at these chainages; section -1 for off the roads."""
    count = len(at_m)
    return Situation(
        routes=Routes(
            projects=tuple(projects),
            parts=_OBJECTS,
            project_of_part=_INTS,
            source_of_part=_OBJECTS,
            feature_of_part=_INTS,
        ),
        network=_road(),
        stretches=Stretches(
            project=_INTS, section=_INTS, from_m=_FLOATS, to_m=_FLOATS, offset_m=_FLOATS, side=_INTS, confidence=_FLOATS
        ),
        shared=Shared(section=_INTS, from_m=_FLOATS, to_m=_FLOATS, member_start=np.zeros(1, np.int64), members=_INTS),
        crossings=Crossings(project=_INTS, section=_INTS, at_m=_FLOATS, xy=np.empty((0, 2))),
        unmatched=Unmatched(project=_INTS, lines=_OBJECTS, length_m=_FLOATS),
        route_crossings=RouteCrossings(
            one=np.zeros(count, np.int64),
            other=np.ones(count, np.int64),
            points=np.asarray(shapely.points([(x, 0.0) for x in at_m]), dtype=object),
            angle_deg=np.full(count, 90.0),
            section=np.full(count, section, np.int64),
            at_m=np.array(at_m),
        ),
    )


def _road() -> Network:
    one = np.array(["S1"], dtype=object)
    return Network(
        crs=4547,
        section_ids=one,
        lines=np.array([shapely.LineString([(0, 0), (100, 0)])], dtype=object),
        length_m=np.array([100.0]),
        start_node=np.array([0]),
        end_node=np.array([1]),
        corridor=np.array([0]),
        names=one,
        road_class=one,
        width_m=np.array([12.0]),
        paved_on=np.array([date(2000, 1, 1)], dtype="datetime64[D]"),
        paved_kind=one,
        pavement=one,
        level=np.array([0]),
        aliases={},
    )
