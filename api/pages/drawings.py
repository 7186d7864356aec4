"""The drawings of one work, as the pages show them: its site plan and its trenches."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.responses import Response

from api.problems import Problem, found
from api.store.tables import PlanVersion
from maps.figures import work_figure
from maps.sections import sections_of
from planner.messages import Language

if TYPE_CHECKING:
    from api.state import Desk
    from planner.model import JointWork
    from planner.permit.sections import CrossSection
    from planner.plan_check import Opened

__all__ = ["cross_section", "cross_sections", "opened_plan", "opened_work", "site_plan"]

_SVG = "image/svg+xml"
# A kept plan never changes, but who may see it can
_KEEP = {"cache-control": "private, max-age=300"}


def opened_plan(desk: Desk, plan_id: str, language: Language = Language.ZH) -> Opened:
    """Return a kept plan with its ground, its reasons in a language.

    Raises
    ------
    Problem
        404 if there is no such plan.
    """
    with desk.store.reading() as session:
        return desk.shelf.told(session, found(session.get(PlanVersion, plan_id), plan_id), language)


def opened_work(opened: Opened, work_id: str) -> JointWork:
    """Return a work of an opened plan.

    Raises
    ------
    Problem
        404 if the plan has no such work.
    """
    return found(next((each for each in opened.plan.joint_works if each.id == work_id), None), work_id)


def site_plan(desk: Desk, plan_id: str, work_id: str) -> Response:
    """Return the site plan of a work as a picture."""
    opened = opened_plan(desk, plan_id)
    picture = work_figure(opened_work(opened, work_id), opened.ground.situation, opened.rulebook)
    return Response(picture, media_type=_SVG, headers=_KEEP)


def cross_sections(desk: Desk, plan_id: str, work_id: str) -> tuple[CrossSection, ...]:
    """Return the trenches of a work, each drawing once."""
    opened = opened_plan(desk, plan_id)
    return sections_of(opened_work(opened, work_id), opened.ground.situation, opened.rulebook)


def cross_section(desk: Desk, plan_id: str, work_id: str, number: int) -> Response:
    """Return one trench of a work as a picture, counted from 1."""
    drawn = cross_sections(desk, plan_id, work_id)
    if not 1 <= number <= len(drawn):
        raise Problem(HTTPStatus.NOT_FOUND, "desk.unknown", key=str(number))
    return Response(drawn[number - 1].svg, media_type=_SVG, headers=_KEEP)
