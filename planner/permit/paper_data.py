"""Everything a decision and its draft say, computed here; the template holds layout only.

A paper is a list of parts, a part a list of blocks (``planner.permit.blocks``); every string is final. Order and
contents follow the customary decision on occupying and digging a road (行政许可法 art. 38: a written decision;
GB/T 9704-2012 for its look), with one line per permit holder and one box per authority: a single window processes
several permits but merges no competence (行政许可法 art. 26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.permit.annexes import decision_annexes
from planner.permit.blocks import signature
from planner.permit.draft import begin
from planner.permit.masthead import masthead
from planner.permit.parts import decision_parts
from planner.permit.wording import clean, day, listed, say, utility_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import JointWork, Plan, Situation
    from planner.permit.blocks import Block
    from planner.permit.draft import Draft
    from planner.permit.issued import Issued
    from planner.permit.sections import CrossSection
    from planner.rulebook.model import Rulebook

__all__ = ["CODE", "decision_data"]

# The figure that leads to where the decision may be checked
CODE = "code"


def decision_data(
    work: JointWork,
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    *,
    sections: Sequence[CrossSection] = (),
    issued: Issued | None = None,
    located: bool = False,
) -> dict[str, Any]:
    """Return the decision on a joint work as JSON: masthead, parts, signature and annexes; a draft until it is issued.

    Lengths are in metres and areas in square metres, recomputed and checked against the plan (``amounts``); dates
    are inclusive; no sum of money appears, as the rulebook holds no tariff (城市道路管理条例 art. 37 leaves it to the
    province). A draft has no number: the serial in the rulebook's pattern stays blank. ``located`` tells whether there
    will be a location map beside the site plan.

    Raises
    ------
    BundleError
        If the figures do not tally with the plan, or plan and situation do not belong together.
    """
    draft = begin(work, plan, situation, rulebook, issued=issued)
    annexes = decision_annexes(draft, sections, located=located)
    return {
        **masthead(draft),
        **_opening(draft),
        "parts": decision_parts(draft),
        "signature": _signature(draft),
        "annexes_label": say("paper.annexes"),
        "copies": _copies(draft),
        "annexes": annexes,
    }


def _opening(draft: Draft) -> dict[str, Any]:
    names = listed(utility_name(code, draft.rulebook) for code in draft.utilities)
    return {
        "addressees": say("paper.addressees", names=names),
        "preamble": _preamble(draft),
        "received": _received(draft),
    }


def _preamble(draft: Draft) -> str:
    issued = draft.issued
    told = draft.told(
        "paper.preamble",
        road=draft.road,
        services=draft.services,
        projects=listed(clean(project.key) for project in draft.projects),
        work=draft.work.id,
        case=issued.case if issued is not None else "",
    )
    if issued is None or issued.supersedes is None:
        return told
    return say("paper.supersedes", number=issued.supersedes) + told


def _received(draft: Draft) -> str:
    if draft.issued is None or draft.issued.opened_on is None:
        return say("paper.received")
    return say("paper.opened", day=day(draft.issued.opened_on))


def _signature(draft: Draft) -> Block:
    issued, papers = draft.issued, draft.rulebook.papers
    if issued is None:
        return signature(papers.issuer_zh, seal=say("paper.seal.issuer"), date=say("paper.blank_date"))
    names = {authority.code: authority.zh for authority in papers.authorities}
    seal = say("paper.seal.signed" if issued.signed else "paper.seal.issuer")
    made = signature(names.get(issued.decided_by, papers.issuer_zh), seal=seal, date=day(issued.decided_on))
    return {**made, "code": CODE, "code_text": say("paper.code", number=issued.number, page=issued.page)}


def _copies(draft: Draft) -> str:
    papers = draft.rulebook.papers
    names = (authority.zh for authority in papers.authorities if authority.zh != papers.issuer_zh)
    return say("paper.copies", names=listed(names))
