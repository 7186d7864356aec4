"""Cross-sections on paper: at their scale, as vectors, each distance with its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from planner.permit.paper_data import decision_data
from planner.permit.papers import decision_pdf, section_pdf
from planner.permit.sections import CrossSection, SectionDistance, section_blocks, section_figures
from planner.rulebook.model import Status

if TYPE_CHECKING:
    from pathlib import Path

    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook

MM = 72 / 25.4
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100mm" height="50mm">'
    '<path d="M0 0H100V50H0Z" fill="#ff0000"/>'
    '<text x="20" y="30" font-family="Noto Sans SC" font-size="5">槽底</text></svg>'
)


@pytest.fixture(scope="module")
def sections() -> tuple[CrossSection, ...]:
    """Return two cross-sections, 100 mm wide."""
    distances = (
        SectionDistance(a="A", b="B", required_m=0.5, kept_m=0.75, clause="表4.1.9", status=Status.RECALLED),
        SectionDistance(a="A", b="C", required_m=0.3, kept_m=0.3, clause=None, status=None),
    )
    return (
        CrossSection(svg=SVG, width_mm=100.0, openings=(1, 3), distances=distances),
        CrossSection(svg=SVG, width_mm=100.0, openings=(2,), distances=()),
    )


def text_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))


def kinds(page: pypdfium2.PdfPage) -> set[int]:
    return {thing.type for thing in page.get_objects()}


def red_width(page: pypdfium2.PdfPage) -> float:
    """Return how wide the red of a page is, in millimetres, from a picture of it."""
    picture = page.render(scale=2, rev_byteorder=True).to_numpy()[:, :, :3].astype(int)
    columns = ((picture[:, :, 0] > 150) & (picture[:, :, 1:].max(axis=2) < 60)).sum(axis=0) > 40
    return float(columns.sum() / 2 / MM)


def test_each_section_is_a_page_of_vectors_at_its_scale(
    work: JointWork, plan: Plan, sections: tuple[CrossSection, ...], fonts: tuple[Path, ...]
) -> None:
    pdf = section_pdf(work, plan, sections, fonts=fonts)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 2
    for page in document:
        assert pdfium.FPDF_PAGEOBJ_IMAGE not in kinds(page)
        assert red_width(page) == pytest.approx(100, abs=0.5)
    assert "槽底" in text_of(pdf)
    assert "图2" in text_of(pdf).replace(" ", "")
    assert b"pdfaid:part" in pdf
    assert section_pdf(work, plan, sections, fonts=fonts) == pdf


def test_the_decision_has_an_annex_of_them_at_their_scale(
    work: JointWork,
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    figure_svg: bytes,
    sections: tuple[CrossSection, ...],
    fonts: tuple[Path, ...],
    decision: bytes,
) -> None:
    data = decision_data(work, plan, situation, rulebook, sections=sections)
    pdf = decision_pdf(data, figure_svg=figure_svg, fonts=fonts, sections=sections)
    pages = list(pypdfium2.PdfDocument(pdf))
    (page,) = [page for page in pages if "水平净距要求及依据" in page.get_textpage().get_text_bounded()]
    assert "沟槽横断面" in page.get_textpage().get_text_bounded()
    assert red_width(page) == pytest.approx(100, abs=0.5)
    assert len(pages) == len(pypdfium2.PdfDocument(decision)) + 1
    assert "水平净距要求及依据" not in text_of(decision)


def test_every_distance_is_told_with_its_rule(sections: tuple[CrossSection, ...]) -> None:
    first, second, table = section_blocks(sections)
    assert ["第 1、3 行" in first["caption"], "第 2 行" in second["caption"]] == [True, True]
    assert {first["name"], second["name"]} == set(section_figures(sections))
    assert table["rows"] == [
        ["2", "A", "B", "0.50", "0.75", "表4.1.9〔待人工复核〕"],
        ["2", "A", "C", "0.30", "0.30", "表中无数值，按工作面宽度"],
    ]


def test_sections_of_one_line_need_no_table(sections: tuple[CrossSection, ...]) -> None:
    assert [block["kind"] for block in section_blocks(sections[1:])] == ["figure"]
    assert section_blocks(()) == []
