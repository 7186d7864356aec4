"""Everything a decision draft says, computed here; its template holds layout only.

A paper is a list of parts, a part a list of blocks (``planner.permit.blocks``); every string is final. Order and
contents follow the customary decision on occupying and digging a road (行政许可法 art. 38: a written decision;
GB/T 9704-2012 for its look), with one line per permit holder and one box per authority: a single window processes
several permits but merges no competence (行政许可法 art. 26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model import Kind
from planner.permit.annexes import decision_annexes
from planner.permit.blocks import signature
from planner.permit.draft import begin
from planner.permit.parts import decision_parts
from planner.permit.wording import clean, day, listed, say, utility_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import JointWork, Plan, Situation
    from planner.permit.draft import Draft
    from planner.permit.sections import CrossSection
    from planner.rulebook.model import Rulebook

__all__ = ["decision_data"]

_NO_SERIAL = "　　"
_SHORT_DIGEST = 12


def decision_data(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, *, sections: Sequence[CrossSection] = ()
) -> dict[str, Any]:
    """Return the decision draft of a joint work as JSON: masthead, parts, signature and annexes.

    Lengths are in metres and areas in square metres, recomputed and checked against the plan (``amounts``); dates
    are inclusive; no sum of money appears, as the rulebook holds no tariff (城市道路管理条例 art. 37 leaves it to the
    province). A draft has no number: the serial in the rulebook's pattern stays blank.

    Raises
    ------
    BundleError
        If the figures do not tally with the plan, or plan and situation do not belong together.
    """
    draft = begin(work, plan, situation, rulebook)
    annexes = decision_annexes(draft, sections)
    return {
        **_masthead(draft),
        "parts": decision_parts(draft),
        "signature": signature(rulebook.papers.issuer_zh),
        "annexes_label": say("paper.annexes"),
        "copies": _copies(draft),
        "annexes": annexes,
    }


def _masthead(draft: Draft) -> dict[str, Any]:
    papers, as_of = draft.rulebook.papers, draft.plan.as_of
    number = papers.number_pattern.format(year=as_of.year, serial=_NO_SERIAL)
    kind = "joint" if draft.work.kind is Kind.JOINT else "solo"
    names = listed(utility_name(code, draft.rulebook) for code in draft.utilities)
    return {
        "mark": say("paper.mark"),
        "issuer": papers.issuer_zh,
        "number": say("paper.number", number=number),
        "title": say(f"paper.title.{kind}", road=draft.road, services=draft.services),
        "addressees": say("paper.addressees", names=names),
        "preamble": _preamble(draft),
        "received": say("paper.received"),
        "draft_note": say("paper.draft_note"),
        "origin": _origin(draft),
        "date": [as_of.year, as_of.month, as_of.day],
    }


def _preamble(draft: Draft) -> str:
    return say(
        "paper.preamble",
        road=draft.road,
        services=draft.services,
        projects=listed(clean(project.key) for project in draft.projects),
        work=draft.work.id,
    )


def _origin(draft: Draft) -> str:
    book = draft.plan.rulebook
    return say(
        "paper.origin",
        work=draft.work.id,
        as_of=day(draft.plan.as_of),
        rulebook=book.name,
        version=book.version,
        sha256=book.sha256[:_SHORT_DIGEST],
    )


def _copies(draft: Draft) -> str:
    papers = draft.rulebook.papers
    names = (authority.zh for authority in papers.authorities if authority.zh != papers.issuer_zh)
    return say("paper.copies", names=listed(names))
