"""What the map of a submission's answer shows: the routes as drawn, where they run, who else is there, each fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import select

from api.pages.places import lines_at, placed
from api.store.tables import Project, StoredFile, Stretch
from planner.geo.rereading import read_as
from planner.geo.vector import read_features
from planner.model import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry
    from sqlalchemy.orm import Session

    from api.pages.render import Visit
    from api.routes.submissions import FaultOut, SubmissionOut
    from api.store.tables import Submission

__all__ = ["submission_features"]

_Feature = dict[str, Any]
# Some metre: a route of half a million vertices is still a line on a map
_COARSE_DEG = 1e-5


def submission_features(
    session: Session, visit: Visit, row: Submission, shown: SubmissionOut
) -> Iterator[_Feature | None]:
    """Yield what is to be seen, the lowest first; what has no place is None."""
    drawn = _drawn(session, visit, row)
    wrong: dict[int, list[FaultOut]] = {}
    for fault in shown.faults:
        if fault.feature is not None and fault.source == row.name:
            wrong.setdefault(fault.feature, []).append(fault)
    yield from _shared(visit, shown)
    yield from _stretches(session, visit, row)
    for at, shape in enumerate(drawn):
        number = visit.say("submission.feature", number=at)
        faults = wrong.get(at)
        if not faults:
            yield placed(shape, "route", text=number)
            continue
        kind = "fault" if any(each.severity == "error" for each in faults) else "warning"
        text = "\n".join([number, *(each.text for each in faults)])
        more = {"href": f"#feature-{at}", "more": visit.say("submission.to_fault")}
        yield placed(shape, kind, id=f"feature-{at}", text=text, **more)


def _drawn(session: Session, visit: Visit, row: Submission) -> list[BaseGeometry | None]:
    """Return the shapes of the file in degrees, one for each feature, None for those that have none."""

    def content(sha256: str) -> bytes:
        return session.get_one(StoredFile, sha256).content

    features = read_features(
        row.name,
        content(row.file),
        crs=row.crs,
        beside={name: content(sha256) for name, sha256 in row.beside.items()},
        services=visit.desk.rulebook.dxf_layers,
        example_crs=visit.desk.planning_crs,
    )
    if features.crs is None:
        return []
    shapes = read_as(features.drawn, features.crs, row.reading)
    return [shapely.simplify(each, _COARSE_DEG) if each is not None else None for each in shapes]


def _stretches(session: Session, visit: Visit, row: Submission) -> Iterator[_Feature | None]:
    own = select(Stretch, Project).join(Project, Stretch.project_key == Project.id)
    for stretch, project in session.execute(own.where(Project.submission_id == row.id).order_by(Stretch.id)):
        text = visit.say(
            "submission.stretch_told",
            project=project.project_id,
            road=stretch.road_name or visit.term("road", "unnamed"),
            section=stretch.section_id,
            from_m=stretch.from_m,
            to_m=stretch.to_m,
        )
        colour = visit.desk.rulebook.services[Service(project.service)].ink
        yield placed(stretch.shape, "stretch", text=text, colour=colour)


def _shared(visit: Visit, shown: SubmissionOut) -> Iterator[_Feature | None]:
    for at, partner in enumerate(shown.partners):
        if partner["confidential"]:
            continue
        text = visit.say(
            "submission.partner_told",
            organisation=visit.organisation(partner["organisation"]),
            partner=partner["partner_id"],
            metres=partner["shared_m"],
        )
        for line in lines_at(visit.desk, partner["places"]):
            yield placed(line, "shared", id=f"partner-{at}", text=text)
