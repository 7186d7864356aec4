"""What every paper of a decision bears: who issues it, its number and title, what it is worth, where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model import Kind
from planner.permit.wording import day, say

if TYPE_CHECKING:
    from planner.permit.draft import Draft

__all__ = ["masthead"]

_NO_SERIAL = "　　"
_SHORT_DIGEST = 12


def masthead(draft: Draft) -> dict[str, Any]:
    """Return what every paper of a decision bears: issuer, number, title, day, its worth and where it is from."""
    issued, papers = draft.issued, draft.rulebook.papers
    dated = issued.decided_on if issued is not None else draft.plan.as_of
    kind = "joint" if draft.work.kind is Kind.JOINT else "solo"
    return {
        "mark": _mark(draft),
        "issuer": papers.issuer_zh,
        "number": _number(draft),
        "title": draft.told(f"paper.title.{kind}", road=draft.road, services=draft.services),
        "note": _note(draft),
        "origin": _origin(draft),
        "date": [dated.year, dated.month, dated.day],
    }


def _number(draft: Draft) -> str:
    if draft.issued is not None:
        return draft.issued.number
    papers, year = draft.rulebook.papers, draft.plan.as_of.year
    return say("paper.number", number=papers.number_pattern.format(year=year, serial=_NO_SERIAL))


def _mark(draft: Draft) -> str:
    """Return the mark across the pages of what is worth nothing by itself; a signed decision bears none."""
    if draft.issued is None:
        return say("paper.mark.draft")
    return "" if draft.issued.signed else say("paper.mark.unsigned")


def _note(draft: Draft) -> str:
    """Return what a paper is worth, in a line under its title."""
    if draft.issued is None:
        return say("paper.note.draft")
    return say("paper.note.signed" if draft.issued.signed else "paper.note.unsigned")


def _origin(draft: Draft) -> str:
    book = draft.plan.rulebook
    return draft.told(
        "paper.origin",
        number=draft.issued.number if draft.issued is not None else "",
        work=draft.work.id,
        as_of=day(draft.plan.as_of),
        rulebook=book.name,
        version=book.version,
        sha256=book.sha256[:_SHORT_DIGEST],
    )
