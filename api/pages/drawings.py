"""The drawings of one work, as the pages show them: its site plan and its trenches."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.responses import Response

from api.desk.shown_plan import hidden_from, without
from api.papers import font_files
from api.problems import Problem, found
from api.store.tables import PlanVersion
from maps.before_after import openings_svg
from maps.drawing_pdf import drawing_pdf
from maps.figures import work_figure
from maps.schedule_graph import schedule_graph_svg
from maps.sections import sections_of
from maps.timeline import timeline_rows, timeline_svg
from planner.messages import Language
from planner.pipeline import calendar_of

if TYPE_CHECKING:
    from api.pages.render import Visit
    from api.state import Desk
    from maps.timeline import TimelineBy
    from planner.model import JointWork, Plan, Situation
    from planner.permit.sections import CrossSection
    from planner.plan_check import Opened

__all__ = [
    "DrawnAs",
    "cross_section",
    "cross_sections",
    "opened_plan",
    "opened_work",
    "plan_as_seen",
    "road_openings",
    "schedule_graph",
    "site_plan",
    "timeline",
    "timeline_length",
]

_SVG = "image/svg+xml"
# A kept plan never changes, but who may see it can, and who looks may ask for the other language
_KEEP = {"cache-control": "private, max-age=300", "vary": "cookie, accept-language"}


class DrawnAs(StrEnum):
    """A picture for a page, or a sheet to print and pass on; vectors both."""

    SVG = "svg"
    PDF = "pdf"


def opened_plan(desk: Desk, plan_id: str, language: Language = Language.ZH) -> Opened:
    """Return a kept plan with its ground, its reasons in a language.

    Raises
    ------
    Problem
        404 if there is no such plan.
    """
    with desk.store.reading() as session:
        return desk.shelf.told(session, found(session.get(PlanVersion, plan_id), plan_id), language)


def opened_work(plan: Plan, work_id: str) -> JointWork:
    """Return a work of a plan.

    Raises
    ------
    Problem
        404 if the plan has no such work.
    """
    return found(next((each for each in plan.joint_works if each.id == work_id), None), work_id)


def site_plan(visit: Visit, plan_id: str, work_id: str) -> Response:
    """Return the site plan of a work as a picture."""
    opened = opened_plan(visit.desk, plan_id)
    work, situation = opened_work(opened.plan, work_id), opened.ground.situation
    picture = work_figure(work, situation, opened.rulebook, language=visit.language)
    return Response(picture, media_type=_SVG, headers=_KEEP)


def timeline(visit: Visit, plan_id: str, drawn_as: DrawnAs, by: TimelineBy, rows: range) -> Response:
    """Return rows of the timeline of what somebody may see of a plan."""
    opened, plan, _ = plan_as_seen(visit, plan_id)
    picture = timeline_svg(plan, opened.rulebook, by=by, language=visit.language, first=rows.start, most=len(rows))
    return _sent(picture, plan, drawn_as)


def timeline_length(visit: Visit, plan_id: str, by: TimelineBy) -> int:
    """Return how many rows that timeline has."""
    opened, plan, _ = plan_as_seen(visit, plan_id)
    return timeline_rows(plan, opened.rulebook, by)


def schedule_graph(visit: Visit, plan_id: str, work_id: str, drawn_as: DrawnAs) -> Response:
    """Return what waits for what in a work, with its critical path."""
    opened = opened_plan(visit.desk, plan_id)
    projects = opened.ground.situation.routes.projects
    calendar = calendar_of(opened.rulebook, projects, opened.plan.as_of)
    work = opened_work(opened.plan, work_id)
    picture = schedule_graph_svg(work, projects, opened.rulebook, calendar, language=visit.language)
    return _sent(picture, opened.plan, drawn_as)


def road_openings(visit: Visit, plan_id: str, road_name: str, drawn_as: DrawnAs) -> Response:
    """Return the openings of a road, each alone and by the plan, of what somebody may see of it."""
    opened, plan, situation = plan_as_seen(visit, plan_id)
    picture = openings_svg(road_name, plan, situation, opened.rulebook, language=visit.language)
    return _sent(picture, plan, drawn_as)


def _sent(picture: str, plan: Plan, drawn_as: DrawnAs) -> Response:
    if drawn_as is DrawnAs.SVG:
        return Response(picture, media_type=_SVG, headers=_KEEP)
    sheet = drawing_pdf(picture, fonts=font_files(), dated=plan.as_of)
    return Response(sheet, media_type="application/pdf", headers=_KEEP)


def plan_as_seen(visit: Visit, plan_id: str) -> tuple[Opened, Plan, Situation]:
    """Return a kept plan, and of it and its ground what somebody may see.

    Raises
    ------
    Problem
        404 if there is no such plan.
    """
    opened = opened_plan(visit.desk, plan_id, visit.language)
    with visit.desk.store.reading() as session:
        hidden = hidden_from(session, visit.person, plan_id)
    return opened, *without(opened.plan, opened.ground.situation, hidden)


def cross_sections(
    desk: Desk, plan_id: str, work_id: str, language: Language = Language.ZH
) -> tuple[CrossSection, ...]:
    """Return the trenches of a work, each drawing once."""
    opened = opened_plan(desk, plan_id)
    work, situation = opened_work(opened.plan, work_id), opened.ground.situation
    return sections_of(work, situation, opened.rulebook, language=language)


def cross_section(visit: Visit, plan_id: str, work_id: str, number: int) -> Response:
    """Return one trench of a work as a picture, counted from 1."""
    drawn = cross_sections(visit.desk, plan_id, work_id, visit.language)
    if not 1 <= number <= len(drawn):
        raise Problem(HTTPStatus.NOT_FOUND, "desk.unknown", key=str(number))
    return Response(drawn[number - 1].svg, media_type=_SVG, headers=_KEEP)
