"""The decision as a Word file, for the bureau's own editing: the same payload as the PDF, in the bureau's own fonts.

The fonts of official documents are not free, so they are named and not shipped (GB/T 9704-2012 as is customary). The
drawings stay in the PDF. The body is written as markup in one go: building it element by element takes ten times as
long.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from planner.archive import stored_archive
from planner.permit.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from docx.document import Document as Paper

    Json = Mapping[str, Any]

__all__ = ["decision_docx"]

_BODY, _HEADING, _TITLE, _LATIN = "仿宋_GB2312", "黑体", "方正小标宋简体", "Times New Roman"
_RED, _GREY = "D7000F", "6E6E6E"
_TEXT_TWIPS = 8845
_UNUSED = ("/stylesWithEffects", "/thumbnail", "/customXml", "/numbering")
# Name: font, points, alignment, colour, whether its first line is indented, whether it stays with what follows
_STYLES: Mapping[str, tuple[str, float, str, str, bool, bool]] = MappingProxyType(
    {
        "Body": (_BODY, 14, "both", "", False, False),
        "Indented": (_BODY, 14, "both", "", True, False),
        "Centred": (_BODY, 14, "center", "", False, False),
        "Right": (_BODY, 14, "right", "", False, False),
        "Issuer": (_TITLE, 36, "center", _RED, False, False),
        "Subject": (_TITLE, 22, "center", "", False, False),
        "Worth": (_HEADING, 10.5, "center", _RED, False, False),
        "Heading": (_HEADING, 14, "both", "", True, True),
        "Annex": (_HEADING, 14, "both", "", False, True),
        "Captioned": (_HEADING, 10.5, "center", "", False, True),
        "Copies": (_BODY, 12, "both", "", False, False),
        "Remark": (_BODY, 9, "both", "", False, False),
        "Gap": (_BODY, 6, "both", "", False, False),
        "Foot": (_BODY, 7, "center", _GREY, False, False),
        "Head": (_HEADING, 9, "center", "", False, False),
        "left": (_BODY, 9, "left", "", False, False),
        "center": (_BODY, 9, "center", "", False, False),
        "right": (_BODY, 9, "right", "", False, False),
        "Box": (_BODY, 10.5, "both", "", False, False),
        "BoxHead": (_HEADING, 12, "both", "", False, True),
        "BoxRight": (_BODY, 10.5, "right", "", False, False),
    }
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="3C3C3C"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PAGE = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def decision_docx(payload: Json) -> bytes:
    """Return a decision or its draft as DOCX from the payload of its PDF; same payload, same bytes.

    Every East Asian font is set by name; the file is dated with the paper's own day.
    """
    paper = Document()
    _lighten(paper)
    _dress(paper, payload)
    body = paper.element.body
    # The empty document holds its section only
    for element in [*body][:-1]:
        body.remove(element)
    markup = f"<w:body {nsdecls('w')}>{''.join(_paper(payload))}</w:body>"
    for number, element in enumerate([*parse_xml(markup)]):
        body.insert(number, element)
    buffer = io.BytesIO()
    paper.save(buffer)
    return _repacked(buffer)


def _repacked(buffer: io.BytesIO) -> bytes:
    """Pack the parts of a Word file again: its own archive bears the clock."""
    with zipfile.ZipFile(buffer) as archive:
        return stored_archive({name: archive.read(name) for name in archive.namelist()})


def _lighten(paper: Paper) -> None:
    """Take out what an empty document brings along and this one never uses: 800 kB of styles and a picture."""
    for relations in (paper.part.rels, paper.part.package.rels):
        for key, relation in [*relations.items()]:
            if relation.reltype.endswith(_UNUSED):
                relations.pop(key)
    for element in [*paper.styles.element]:
        if element.tag in {qn("w:style"), qn("w:latentStyles")} and element.get(qn("w:default")) is None:
            paper.styles.element.remove(element)


def _dress(paper: Paper, payload: Json) -> None:
    year, month, day = payload["date"]
    told, properties = payload["title"].replace("\n", ""), paper.core_properties
    properties.title, properties.author, properties.last_modified_by = told, payload["issuer"], payload["issuer"]
    properties.comments = payload["origin"]
    properties.created = properties.modified = datetime(year, month, day, tzinfo=UTC)
    paper.styles.element.extend(_style(name) for name in _STYLES)
    paper.styles.element.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), "zh-CN")
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    footer = section.footer._element  # noqa: SLF001 - its paragraphs offer no field for the page
    for element in [*footer]:
        footer.remove(element)
    foot = _paragraph("", "Centred", inside=f"{_run('— ')}{_PAGE}{_run(' —')}")
    footer.extend([*parse_xml(f"<w:body {nsdecls('w')}>{foot}{_paragraph(payload['origin'], 'Foot')}</w:body>")])


def _style(name: str) -> Any:  # noqa: ANN401 - an element of lxml, which publishes no types
    font, size, align, colour, indented, kept = _STYLES[name]
    keep = "<w:keepNext/>" if kept else ""
    indent = '<w:ind w:firstLineChars="200"/>' if indented else ""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{round(size * 30)}" w:lineRule="atLeast"/>'
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    face = f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="{font}" w:hint="eastAsia"/>'
    halves = round(size * 2)
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{name}">'
        f'<w:name w:val="Cotrench {name}"/><w:qFormat/><w:pPr>{keep}{spacing}{indent}<w:jc w:val="{align}"/></w:pPr>'
        f'<w:rPr>{face}{tint}<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/></w:rPr></w:style>'
    )


def _paper(payload: Json) -> Iterator[str]:
    yield _paragraph(payload["issuer"], "Issuer")
    yield _paragraph(payload["number"], "Centred")
    yield _paragraph(payload["title"], "Subject")
    yield _paragraph(payload["note"], "Worth")
    yield _paragraph(payload["addressees"], "Body")
    yield _paragraph(payload["preamble"], "Indented")
    yield _paragraph(payload["received"], "Indented")
    for part in payload["parts"]:
        yield _paragraph(part["heading"], "Heading")
        yield from _blocks(part["blocks"])
    for number, annex in enumerate(payload["annexes"], start=1):
        label = payload["annexes_label"] if number == 1 else "　　　"
        yield _paragraph(f"{label}{number}．{annex['title']}", "Indented")
    yield from _signature(payload["signature"])
    yield _paragraph(payload["copies"], "Copies")
    for annex in payload["annexes"]:
        yield _BREAK
        yield _paragraph(annex["heading"], "Annex")
        yield from _blocks(annex["blocks"])


def _blocks(blocks: Iterable[Json]) -> Iterator[str]:
    for block in blocks:
        yield from _DRAWN[block["kind"]](block)


def _text(block: Json) -> Iterator[str]:
    yield _paragraph(block["text"], "Indented")


def _note(block: Json) -> Iterator[str]:
    yield _paragraph(block["text"], "Remark")


def _list(block: Json) -> Iterator[str]:
    for number, item in enumerate(block["items"], start=1):
        yield _paragraph(f"{number}．{item}", "Indented")


def _figure(block: Json) -> Iterator[str]:
    yield _paragraph(say("paper.word.figure", caption=block["caption"]), "Captioned")


def _table(block: Json) -> Iterator[str]:
    columns = block["columns"]
    whole = sum(column["width"] for column in columns)
    aligns = [column["align"] for column in columns]
    head = _row([column["title"] for column in columns], ["Head"] * len(columns), look="<w:tblHeader/>")
    rows = [*block["rows"], *([block["last"]] if block["last"] else [])]
    yield _paragraph(block["caption"], "Captioned")
    widths = [round(column["width"] / whole * _TEXT_TWIPS) for column in columns]
    yield _grid(widths, head + "".join(_row(row, aligns) for row in rows))
    yield _paragraph("", "Gap")


def _opinion(block: Json) -> Iterator[str]:
    said = [_paragraph(block["title"], "BoxHead")]
    for item in block["items"]:
        said += [_paragraph(text, "Box") for text in (item, block["choices"]) if text]
    said += [_paragraph(text, "Box") for text in (block["words"], "", "　　　　　　　　".join(block["people"]))]
    said += [_paragraph(text, "BoxRight") for text in (block["seal"], block["date"])]
    yield _grid([_TEXT_TWIPS], f"<w:tr><w:tc>{''.join(said)}</w:tc></w:tr>")
    yield _paragraph("", "Gap")


def _signature(block: Json) -> Iterator[str]:
    yield _paragraph("", "Body")
    for text in (block["issuer"], block["seal"], block["date"]):
        yield _paragraph(text, "Right")
    if "code_text" in block:
        yield _paragraph(block["code_text"], "Remark")


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
    cells = "".join(f"<w:tc>{_paragraph(text, style)}</w:tc>" for text, style in zip(texts, styles, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{look}</w:trPr>{cells}</w:tr>"


def _paragraph(text: str, style: str, *, inside: str = "") -> str:
    runs = inside or "<w:r><w:br/></w:r>".join(_run(line) for line in text.split("\n"))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
