"""The decision as a Word file, read by the library that others would use."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from planner.permit.paper_data import decision_data
from planner.permit.word_paper import decision_docx

if TYPE_CHECKING:
    from docx.document import Document as Paper

    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook


@pytest.fixture(scope="module")
def data(work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook) -> dict[str, Any]:
    """Return the payload of the draft."""
    return decision_data(work, plan, situation, rulebook)


@pytest.fixture(scope="module")
def paper(data: dict[str, Any]) -> Paper:
    """Return the draft, opened."""
    return Document(io.BytesIO(decision_docx(data)))


def test_it_says_everything_the_pdf_says(paper: Paper, data: dict[str, Any]) -> None:
    said = [paragraph.text for paragraph in paper.paragraphs]
    assert said[:3] == [data["issuer"], data["number"], data["title"]]
    for part in (*data["parts"], *data["annexes"]):
        assert part["heading"] in said
    written = [block for part in (*data["parts"], *data["annexes"]) for block in part["blocks"]]
    for block in written:
        if block["kind"] == "list":
            assert all(f"{number}．{item}" in said for number, item in enumerate(block["items"], start=1))
    tables = [block for block in written if block["kind"] in {"table", "opinion"}]
    assert len(paper.tables) == len(tables)
    for table, block in zip(paper.tables, tables, strict=True):
        if block["kind"] == "table":
            rows = [[column["title"] for column in block["columns"]], *block["rows"], *filter(None, [block["last"]])]
            assert [[cell.text for cell in row.cells] for row in table.rows] == rows
        else:
            assert all(item in table.cell(0, 0).text for item in block["items"])


def test_every_style_names_the_fonts_of_official_documents(paper: Paper) -> None:
    fonts = {
        style.element.rPr.rFonts.get(qn("w:eastAsia")) for style in paper.styles if style.name.startswith("Cotrench")
    }
    assert fonts == {"仿宋_GB2312", "黑体", "方正小标宋简体"}
    used = {paragraph.style.name for paragraph in paper.paragraphs if paragraph.style is not None and paragraph.text}
    assert all(name.startswith("Cotrench") for name in used)


def test_it_is_dated_by_the_paper_and_bears_no_clock(data: dict[str, Any], paper: Paper) -> None:
    content = decision_docx(data)
    assert content == decision_docx(data)
    assert paper.core_properties.created == paper.core_properties.modified == datetime(2026, 11, 24, tzinfo=UTC)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_typed_is_only_text(data: dict[str, Any]) -> None:
    hostile = "<w:p>&amp; ]]> \"'"
    paper = Document(io.BytesIO(decision_docx({**data, "copies": hostile})))
    assert hostile in [paragraph.text for paragraph in paper.paragraphs]
