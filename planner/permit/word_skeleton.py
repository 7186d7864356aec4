"""What every Word file of a decision is made of but its words: page, styles, footer.

The fonts of official documents are not free, so they are named and not shipped (GB/T 9704-2012 as is customary). The
skeleton is made once: a library makes it, and takes ten times as long for that as filling it in takes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from planner.archive import stored_archive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from docx.document import Document as Paper

__all__ = ["paragraph", "run", "word_file"]

_BODY, _HEADING, _TITLE, _LATIN = "仿宋_GB2312", "黑体", "方正小标宋简体", "Times New Roman"
_RED, _GREY = "D7000F", "6E6E6E"
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
_PAGE = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
# What is filled in; no paper says these words
_WORDS = ("cotrench:title", "cotrench:issuer", "cotrench:origin")
_BODY_PLACE = b"<w:p><w:r><w:t>cotrench:body</w:t></w:r></w:p>"
_MADE_AT = datetime(1999, 12, 31, tzinfo=UTC)
_DOCUMENT = "word/document.xml"


def word_file(body: str, *, title: str, issuer: str, origin: str, day: date) -> bytes:
    """Return a Word file dated with ``day``; same words, same bytes.

    Parameters
    ----------
    body : Paragraphs and tables in WordprocessingML, as ``paragraph`` returns them.
    title, issuer, origin : What the file says of itself; ``origin`` stands in the footer too.
    """
    words = dict(zip(_WORDS, (title, issuer, origin), strict=True))
    parts = {name: _filled(content, words, day) for name, content in _skeleton().items()}
    parts[_DOCUMENT] = parts[_DOCUMENT].replace(_BODY_PLACE, body.encode())
    return stored_archive(parts)


def _filled(content: bytes, words: Mapping[str, str], day: date) -> bytes:
    for place, word in words.items():
        content = content.replace(place.encode(), escape(word).encode())
    return content.replace(_moment(_MADE_AT), _moment(day))


def _moment(day: date) -> bytes:
    return f"{day:%Y-%m-%d}T00:00:00Z".encode()


@cache
def _skeleton() -> Mapping[str, bytes]:
    """Return the parts of an empty file by name."""
    paper = Document()
    _lighten(paper)
    _dress(paper)
    paper.add_paragraph("cotrench:body")
    buffer = io.BytesIO()
    paper.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return MappingProxyType({name: archive.read(name) for name in archive.namelist()})


def _lighten(paper: Paper) -> None:
    """Take out what an empty document brings along and this one never uses: 800 kB of styles and a picture."""
    for relations in (paper.part.rels, paper.part.package.rels):
        for key, relation in [*relations.items()]:
            if relation.reltype.endswith(_UNUSED):
                relations.pop(key)
    for element in [*paper.styles.element]:
        if element.tag in {qn("w:style"), qn("w:latentStyles")} and element.get(qn("w:default")) is None:
            paper.styles.element.remove(element)


def _dress(paper: Paper) -> None:
    title, issuer, origin = _WORDS
    properties = paper.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.comments = (
        title,
        issuer,
        issuer,
        origin,
    )
    properties.created = properties.modified = _MADE_AT
    paper.styles.element.extend(_style(name) for name in _STYLES)
    paper.styles.element.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), "zh-CN")
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    footer = section.footer._element  # noqa: SLF001 - its paragraphs offer no field for the page
    for element in [*footer]:
        footer.remove(element)
    foot = paragraph("", "Centred", inside=f"{run('— ')}{_PAGE}{run(' —')}")
    footer.extend([*parse_xml(f"<w:body {nsdecls('w')}>{foot}{paragraph(origin, 'Foot')}</w:body>")])


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


def paragraph(text: str, style: str, *, inside: str = "") -> str:
    """Return a paragraph in one of the file's styles; ``inside`` are finished runs instead of a text."""
    runs = inside or "<w:r><w:br/></w:r>".join(run(line) for line in text.split("\n"))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def run(text: str) -> str:
    """Return a run of text; nothing for no text."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
