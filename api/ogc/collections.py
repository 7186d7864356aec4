"""The collections: what a feature of each is, where it is kept, and who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, select

from api.desk.visibility import visible_projects, visible_works
from api.security.roles import Action
from api.store.tables import PlannedWork, PlanVersion, Project, Section, Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.security.access import Person
    from api.state import Desk

__all__ = ["COLLECTIONS", "Collection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One collection of features.

    ``rows`` selects what a person may see, in a fixed order; ``key`` and ``properties`` shape one row.
    ``table`` has the columns of place (``west`` .. ``north``, ``shape``); ``period`` those of time, if any.
    """

    id: str
    title: str
    description: str
    action: Action
    table: type[Section | Stretch | PlannedWork]
    rows: Callable[[Desk, Person], Select[Any]]
    key: Callable[[Row[Any]], str]
    identifier: Any
    properties: Callable[[Row[Any]], dict[str, object]]
    types: Mapping[str, str]
    period: tuple[Any, Any] | None = None


def _sections(desk: Desk, _: Person) -> Select[Any]:
    return select(Section).where(Section.version == desk.roads).order_by(Section.section_id)


def _section(row: Row[Any]) -> dict[str, object]:
    section: Section = row.Section
    return {
        "section_id": section.section_id,
        "road_name": section.road_name,
        "road_class": section.road_class,
        "length_m": section.length_m,
        "width_m": section.width_m,
        "paved_on": section.paved_on.isoformat() if section.paved_on else None,
        "paved_kind": section.paved_kind,
    }


def _stretches(_: Desk, person: Person) -> Select[Any, Any]:
    joined = select(Stretch, Project).join(Project, Stretch.project_key == Project.id)
    return joined.where(Project.current.is_(True), visible_projects(person)).order_by(Stretch.id)


def _stretch(row: Row[Any]) -> dict[str, object]:
    stretch, project = row.Stretch, row.Project
    return {
        "project_id": project.project_id,
        "utility": project.organisation,
        "service": project.service,
        "section_id": stretch.section_id,
        "road_name": stretch.road_name,
        "from_m": stretch.from_m,
        "to_m": stretch.to_m,
        "length_m": round(stretch.to_m - stretch.from_m, 3),
        "offset_m": stretch.offset_m,
        "side": stretch.side,
        "confidence": stretch.confidence,
        "earliest_start": project.earliest_start.isoformat(),
        "latest_finish": project.latest_finish.isoformat(),
    }


def _works(_: Desk, person: Person) -> Select[Any]:
    planned = select(PlannedWork).join(PlanVersion, PlannedWork.plan_id == PlanVersion.id)
    return planned.where(PlanVersion.state == "accepted", visible_works(person)).order_by(PlannedWork.work_id)


def _work(row: Row[Any]) -> dict[str, object]:
    planned: PlannedWork = row.PlannedWork
    return {
        "id": planned.work_id,
        "kind": planned.kind,
        "road_name": planned.road_name,
        "lead": planned.lead,
        "members": ", ".join(planned.members),
        "start": planned.starts_on.isoformat(),
        "end": planned.ends_on.isoformat(),
        "opened_m": planned.work["opened_m"],
        "opened_m_if_separate": planned.work["opened_m_if_separate"],
        "closure_days": planned.work["closure_days"],
    }


_ALL = (
    Collection(
        id="sections",
        title="路段 Road sections",
        description="Sections of the county's roads between junctions, with chainage along their direction.",
        action=Action.READ_PUBLIC,
        table=Section,
        rows=_sections,
        key=lambda row: row.Section.section_id,
        identifier=Section.section_id,
        properties=_section,
        types=MappingProxyType(
            {
                "section_id": "string",
                "road_name": "string",
                "road_class": "string",
                "length_m": "number",
                "width_m": "number",
                "paved_on": "date",
                "paved_kind": "string",
            }
        ),
    ),
    Collection(
        id="stretches",
        title="线位 Stretches",
        description="Where the submitted routes of utilities run along sections, with the period of each project.",
        action=Action.READ_WORKS,
        table=Stretch,
        rows=_stretches,
        key=lambda row: row.Stretch.id,
        identifier=Stretch.id,
        properties=_stretch,
        types=MappingProxyType(
            {
                "project_id": "string",
                "utility": "string",
                "service": "string",
                "section_id": "string",
                "road_name": "string",
                "from_m": "number",
                "to_m": "number",
                "length_m": "number",
                "offset_m": "number",
                "side": "string",
                "confidence": "number",
                "earliest_start": "date",
                "latest_finish": "date",
            }
        ),
        period=(Project.earliest_start, Project.latest_finish),
    ),
    Collection(
        id="works",
        title="联合工程 Joint works",
        description="Joint and solo works of the accepted plan, with the days on site.",
        action=Action.READ_PUBLIC,
        table=PlannedWork,
        rows=_works,
        key=lambda row: row.PlannedWork.work_id,
        identifier=PlannedWork.work_id,
        properties=_work,
        types=MappingProxyType(
            {
                "id": "string",
                "kind": "string",
                "road_name": "string",
                "lead": "string",
                "members": "string",
                "start": "date",
                "end": "date",
                "opened_m": "number",
                "opened_m_if_separate": "number",
                "closure_days": "integer",
            }
        ),
        period=(PlannedWork.starts_on, PlannedWork.ends_on),
    ),
)
COLLECTIONS: Mapping[str, Collection] = MappingProxyType({each.id: each for each in _ALL})
