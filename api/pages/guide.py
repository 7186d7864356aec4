"""The guide open to anyone: both tracks of the notice, clocks, papers, approval items, hotlines and remedies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.desk.guide import guide_of
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.security.roles import Action
from planner.messages import Language
from planner.rulebook.figures import Figure, Status

if TYPE_CHECKING:
    from planner.rulebook.model import Rulebook

__all__ = ["Line", "figures_of", "router"]

router = APIRouter(include_in_schema=False)
Anyone = Annotated[Visit, Visiting(Action.READ_PUBLIC)]
# What a person still has to check against the printed text
_UNCHECKED = frozenset({Status.RECALLED, Status.UNCERTAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure of the guide: ``key`` of its words, its value, where it is from, and whether it waits for review."""

    key: str
    about: str
    value: int
    source: str
    clause: str
    unchecked: bool


@router.get("/guide")
def guide(visit: Anyone) -> Response:
    """Show how a joint application goes, how long it takes, what it needs, and whom to ask."""
    rules = visit.desk.rulebook
    zh, en = rules.papers.reconsideration_body_zh, rules.papers.reconsideration_body_en
    return visit.show(
        "public/guide.html",
        guide=guide_of(rules),
        figures=figures_of(rules),
        approvals=[(each, each.status in _UNCHECKED) for each in rules.papers.approvals],
        utilities=rules.organisations,
        body=zh if visit.language is Language.ZH else en or zh,
        rules=rules,
    )


def figures_of(rules: Rulebook) -> list[Line]:
    """Return every clock of the guide as the rulebook holds it: with its source, and whether it waits for review."""
    clocks, desk = rules.clocks, rules.desk
    rows: list[tuple[str, str, Figure[int]]] = [
        *(("guide.connection", service.value, figure) for service, figure in desk.connection_days.items()),
        *(("guide.approval", track.value, figure) for track, figure in clocks.approval_days.items()),
        ("guide.joint", "", clocks.permit_joint_days),
        ("guide.single", "", clocks.permit_single_days),
        ("guide.supplement", "", clocks.supplement_notice_days),
        ("guide.delivery", "", clocks.delivery_days),
        ("guide.answer", "", desk.answer_days),
        ("guide.emergency", "", clocks.emergency_hours),
        ("guide.new_paving", "", rules.moratoria.new_years),
        ("guide.major_repair", "", rules.moratoria.major_repair_years),
        ("guide.reconsideration", "", clocks.reconsideration_days),
        ("guide.litigation", "", clocks.litigation_months),
    ]
    return [
        Line(
            key=key,
            about=about,
            value=figure.value,
            source=rules.sources[figure.source].title,
            clause=figure.clause or "",
            unchecked=figure.status in _UNCHECKED,
        )
        for key, about, figure in rows
    ]
