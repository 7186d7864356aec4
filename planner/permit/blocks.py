"""The building blocks of a paper as plain JSON, one function each; ``templates/decision.typ`` lays them out."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, TypeAlias

from planner.permit.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Block",
    "Part",
    "answered",
    "column",
    "figure",
    "items",
    "note",
    "opinion",
    "paragraph",
    "part",
    "signature",
    "table",
]

# Measures of a table on the papers, in mm; a letter is as wide as a Chinese character or half of that
_TEXT_MM, _INSET_MM, _LINE_MM, _LETTER_MM = 156.0, 3.0, 4.0, 3.2
_SHORT_MM = 90.0

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
    """Return a captioned table; ``last`` is its row of totals, if any. A short one is kept on one page."""
    held = [list(row) for row in rows]
    return {
        "kind": "table",
        "caption": say(caption),
        "columns": list(columns),
        "rows": held,
        "last": list(last),
        "kept": _is_short([column["width"] for column in columns], held),
    }


def _is_short(widths: Sequence[float], rows: Sequence[Sequence[str]]) -> bool:
    """Reckon a table's height: to let the typesetter measure it would mean to set it twice."""
    height, unit = 0.0, _TEXT_MM / sum(widths)
    for row in rows:
        lines = max(_lines(text, width * unit - _INSET_MM) for text, width in zip(row, widths, strict=True))
        height += _INSET_MM + lines * _LINE_MM
        if height > _SHORT_MM:
            return False
    return True


def _lines(text: str, width_mm: float) -> int:
    parts = text.split("\n")
    return sum(max(1, ceil((len(part) + len(part.encode())) / 4 * _LETTER_MM / width_mm)) for part in parts)


def figure(caption: str, *, name: str = "figure", width_mm: float | None = None) -> Block:
    """Return the place of a figure by its name: at its own width, else as wide as the page lets it."""
    return {"kind": "figure", "caption": caption, "name": name, "width_mm": width_mm}


def opinion(title: str, texts: Iterable[str]) -> Block:
    """Return the box in which one authority answers each of its items, with slots for names, seal and date."""
    choices, words = say("paper.opinion.choices"), say("paper.opinion.words")
    return {**_box(title, texts, say("paper.blank_date")), "choices": choices, "words": words}


def answered(title: str, texts: Iterable[str], date: str) -> Block:
    """Return the box of an item that was answered: what was said, on what day, and the slot for the seal."""
    return {**_box(title, texts, date), "choices": "", "words": ""}


def _box(title: str, texts: Iterable[str], date: str) -> Block:
    people = [say("paper.opinion.handler"), say("paper.opinion.head")]
    seal = say("paper.seal.authority")
    return {"kind": "opinion", "title": title, "items": list(texts), "people": people, "seal": seal, "date": date}


def signature(issuer: str, *, seal: str, date: str) -> Block:
    """Return the issuer's name with the seal, or the slot for it, and the date of the decision."""
    return {"kind": "signature", "issuer": issuer, "seal": seal, "date": date}
