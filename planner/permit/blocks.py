"""The building blocks of a paper as plain JSON, one function each; ``templates/decision.typ`` lays them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from planner.permit.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Block", "Part", "column", "figure", "items", "note", "opinion", "paragraph", "part", "signature", "table"]

Block: TypeAlias = dict[str, Any]
Part: TypeAlias = dict[str, Any]


def part(code: str, blocks: Sequence[Block]) -> Part:
    """Return a headed part of a paper; the heading's words are those of the code."""
    return {"heading": say(code), "blocks": list(blocks)}


def paragraph(text: str) -> Block:
    """Return a paragraph."""
    return {"kind": "text", "text": text}


def note(text: str) -> Block:
    """Return a remark in small type."""
    return {"kind": "note", "text": text}


def items(texts: Iterable[str]) -> Block:
    """Return a numbered list, or the word for none."""
    found = list(texts)
    return {"kind": "list", "items": found} if found else paragraph(say("paper.none"))


def column(code: str, width: float, align: str = "left") -> dict[str, Any]:
    """Return a table column: its title, its share of the width, and left, center or right."""
    return {"title": say(code), "width": width, "align": align}


def table(
    caption: str, columns: Sequence[dict[str, Any]], rows: Iterable[Sequence[str]], last: Sequence[str] = ()
) -> Block:
    """Return a captioned table; ``last`` is its row of totals, if any."""
    return {
        "kind": "table",
        "caption": say(caption),
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "last": list(last),
    }


def figure(caption: str, *, name: str = "figure", width_mm: float | None = None) -> Block:
    """Return the place of a figure by its name: at its own width, else as wide as the page lets it."""
    return {"kind": "figure", "caption": caption, "name": name, "width_mm": width_mm}


def opinion(title: str, texts: Iterable[str]) -> Block:
    """Return the box in which one authority answers each of its items, with slots for names, seal and date."""
    return {
        "kind": "opinion",
        "title": title,
        "items": list(texts),
        "choices": say("paper.opinion.choices"),
        "words": say("paper.opinion.words"),
        "people": [say("paper.opinion.handler"), say("paper.opinion.head")],
        "seal": say("paper.seal.authority"),
        "date": say("paper.blank_date"),
    }


def signature(issuer: str) -> Block:
    """Return the issuer's name with the slots for its seal and the date of the decision."""
    return {"kind": "signature", "issuer": issuer, "seal": say("paper.seal.issuer"), "date": say("paper.blank_date")}
