"""The decision as a Word file, for the bureau's own editing: the same payload as the PDF, in the bureau's own fonts.

The drawings stay in the PDF.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from planner.permit.word_skeleton import paragraph, word_file
from planner.permit.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Json = Mapping[str, Any]

__all__ = ["decision_docx"]

_TEXT_TWIPS = 8845
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="3C3C3C"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def decision_docx(payload: Json) -> bytes:
    """Return a decision or its draft as DOCX from the payload of its PDF; same payload, same bytes.

    Every East Asian font is set by name; the file is dated with the paper's own day.
    """
    return word_file(
        "".join(_paper(payload)),
        title=payload["title"].replace("\n", ""),
        issuer=payload["issuer"],
        origin=payload["origin"],
        day=date(*payload["date"]),
    )


def _paper(payload: Json) -> Iterator[str]:
    yield paragraph(payload["issuer"], "Issuer")
    yield paragraph(payload["number"], "Centred")
    yield paragraph(payload["title"], "Subject")
    yield paragraph(payload["note"], "Worth")
    yield paragraph(payload["addressees"], "Body")
    yield paragraph(payload["preamble"], "Indented")
    yield paragraph(payload["received"], "Indented")
    for part in payload["parts"]:
        yield paragraph(part["heading"], "Heading")
        yield from _blocks(part["blocks"])
    for number, annex in enumerate(payload["annexes"], start=1):
        label = payload["annexes_label"] if number == 1 else "　　　"
        yield paragraph(f"{label}{number}．{annex['title']}", "Indented")
    yield from _signature(payload["signature"])
    yield paragraph(payload["copies"], "Copies")
    for annex in payload["annexes"]:
        yield _BREAK
        yield paragraph(annex["heading"], "Annex")
        yield from _blocks(annex["blocks"])


def _blocks(blocks: Iterable[Json]) -> Iterator[str]:
    for block in blocks:
        yield from _DRAWN[block["kind"]](block)


def _text(block: Json) -> Iterator[str]:
    yield paragraph(block["text"], "Indented")


def _note(block: Json) -> Iterator[str]:
    yield paragraph(block["text"], "Remark")


def _list(block: Json) -> Iterator[str]:
    for number, item in enumerate(block["items"], start=1):
        yield paragraph(f"{number}．{item}", "Indented")


def _figure(block: Json) -> Iterator[str]:
    yield paragraph(say("paper.word.figure", caption=block["caption"]), "Captioned")


def _table(block: Json) -> Iterator[str]:
    columns = block["columns"]
    whole = sum(column["width"] for column in columns)
    aligns = [column["align"] for column in columns]
    head = _row([column["title"] for column in columns], ["Head"] * len(columns), look="<w:tblHeader/>")
    rows = [*block["rows"], *([block["last"]] if block["last"] else [])]
    yield paragraph(block["caption"], "Captioned")
    widths = [round(column["width"] / whole * _TEXT_TWIPS) for column in columns]
    yield _grid(widths, head + "".join(_row(row, aligns) for row in rows))
    yield paragraph("", "Gap")


def _opinion(block: Json) -> Iterator[str]:
    said = [paragraph(block["title"], "BoxHead")]
    for item in block["items"]:
        said += [paragraph(text, "Box") for text in (item, block["choices"]) if text]
    said += [paragraph(text, "Box") for text in (block["words"], "", "　　　　　　　　".join(block["people"]))]
    said += [paragraph(text, "BoxRight") for text in (block["seal"], block["date"])]
    yield _grid([_TEXT_TWIPS], f"<w:tr><w:tc>{''.join(said)}</w:tc></w:tr>")
    yield paragraph("", "Gap")


def _signature(block: Json) -> Iterator[str]:
    yield paragraph("", "Body")
    for text in (block["issuer"], block["seal"], block["date"]):
        yield paragraph(text, "Right")
    if "code_text" in block:
        yield paragraph(block["code_text"], "Remark")


_DRAWN: dict[str, Callable[[Json], Iterator[str]]] = {
    "text": _text,
    "note": _note,
    "list": _list,
    "figure": _figure,
    "table": _table,
    "opinion": _opinion,
}


def _grid(widths: Sequence[int], rows: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    width = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    look = f'{width}<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _row(texts: Sequence[str], styles: Sequence[str], *, look: str = "") -> str:
    cells = "".join(f"<w:tc>{paragraph(text, style)}</w:tc>" for text, style in zip(texts, styles, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{look}</w:trPr>{cells}</w:tr>"
