"""Papers as PDF: a template, a payload, two fonts and a figure in; bytes out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import typst

from planner.errors import BundleError
from planner.permit.annexes import LOCATION
from planner.permit.codes import code_svg
from planner.permit.paper_data import CODE
from planner.permit.sections import section_blocks, section_figures
from planner.permit.wording import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from planner.model import JointWork, Plan
    from planner.permit.issued import Issued
    from planner.permit.sections import CrossSection

_NO_DRAWINGS: Mapping[str, str] = MappingProxyType({})
_NO_GLYPH = "could not be displayed"
_PROBE = b'#set text(font: ("Noto Serif SC", "Noto Sans SC"))\n#sys.inputs.text'

__all__ = ["decision_pdf", "items_pdf", "paper_template", "section_pdf", "set_paper"]


@cache
def paper_template(name: str) -> bytes:
    """Return the layout of a paper after that of the blocks it is made of: the one read of package data here."""
    templates = resources.files("planner.permit").joinpath("templates")
    return templates.joinpath("blocks.typ").read_bytes() + templates.joinpath(f"{name}.typ").read_bytes()


def decision_pdf(
    payload: Mapping[str, Any],
    *,
    figure_svg: bytes,
    fonts: Sequence[Path],
    sections: Sequence[CrossSection] = (),
    issued: Issued | None = None,
    location_svg: bytes = b"",
) -> bytes:
    """Return the decision on a joint work as PDF/A-2b, a draft until it is issued; same input, same bytes.

    ``payload`` is what ``decision_data`` says of the work, its sections and the decision; ``figure_svg`` is the
    finished site plan, ``location_svg`` the location map where the payload has one, ``sections`` are the finished
    cross-sections; ``fonts`` are font files that hold Noto Sans SC and Noto Serif SC. A draft is dated with the plan's
    ``as_of``, a decision with its own day; no clock and no system font is used.

    Raises
    ------
    BundleError
        If a font or a glyph is missing, or the typesetter warns of anything.
    """
    drawings = section_figures(sections)
    if location_svg:
        drawings[LOCATION] = location_svg.decode()
    if issued is not None:
        drawings[CODE] = code_svg(issued.address)
    dated, template = _midnight(payload), paper_template("decision")
    return set_paper(template, payload, figure_svg=figure_svg, fonts=fonts, dated=dated, drawings=drawings)


def items_pdf(payload: Mapping[str, Any], *, fonts: Sequence[Path]) -> bytes:
    """Return one sheet for each approval item as PDF/A-2b; ``payload`` is what ``items_data`` says.

    Raises
    ------
    BundleError
        As :func:`decision_pdf`.
    """
    return set_paper(paper_template("items"), payload, fonts=fonts, dated=_midnight(payload))


def section_pdf(work: JointWork, plan: Plan, sections: Sequence[CrossSection], *, fonts: Sequence[Path]) -> bytes:
    """Return the cross-sections of a work as PDF/A-2b, one to a page, lines and words as vectors, at their scale.

    Parameters are those of :func:`decision_pdf`.

    Raises
    ------
    BundleError
        If a font or a glyph is missing, or the typesetter warns of anything.
    """
    payload = {
        "title": say("paper.title.sections", work=work.id),
        "date": [plan.as_of.year, plan.as_of.month, plan.as_of.day],
        "figures": [block for block in section_blocks(sections) if block["kind"] == "figure"],
    }
    template = resources.files("planner.permit").joinpath("templates", "section.typ").read_bytes()
    return set_paper(template, payload, fonts=fonts, dated=_midnight(payload), drawings=section_figures(sections))


def _midnight(payload: Mapping[str, Any]) -> datetime:
    year, month, day = payload["date"]
    return datetime(year, month, day, tzinfo=UTC)


def set_paper(
    template: bytes,
    payload: Mapping[str, Any],
    *,
    fonts: Sequence[Path],
    dated: datetime,
    figure_svg: bytes = b"",
    drawings: Mapping[str, str] = _NO_DRAWINGS,
) -> bytes:
    """Set a paper from its template; data reaches it as JSON only, so no text can act as markup.

    A character that neither font holds is printed as its code point, ``〔U+1F600〕``: an odd name in one submission
    must not keep a county from its papers, and an empty box in a permit is a defect.

    Raises
    ------
    BundleError
        If the typesetter fails or warns of anything, such as a font that is not there.
    """
    typesetter = _Typesetter(fonts=_font_book(tuple(fonts)), dated=dated)
    try:
        paper = {"payload": json.dumps(payload, ensure_ascii=False), "figure": figure_svg.decode()}
        inputs = {**paper, **drawings}
        try:
            return typesetter.set(template, inputs)
        except typst.TypstError as error:
            if _NO_GLYPH not in error.message:
                raise
            return typesetter.set(template, _spelled_out(inputs, typesetter))
    except (typst.TypstError, UnicodeError) as error:
        raise BundleError(f"a paper could not be set: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typesetter:
    fonts: typst.Fonts
    dated: datetime

    def set(self, template: bytes, inputs: Mapping[str, str]) -> bytes:
        pdf, warnings = typst.compile_with_warnings(
            template,
            font_paths=self.fonts,
            ignore_system_fonts=True,
            sys_inputs=dict(inputs),
            pdf_standards="a-2b",
            timestamp=self.dated,
        )
        if warnings:
            raise BundleError("a paper was set with warnings: " + "; ".join(warning.message for warning in warnings))
        return bytes(pdf)

    def can_show(self, character: str) -> bool:
        try:
            self.set(_PROBE, {"text": character})
        except typst.TypstError:
            return False
        return True


@lru_cache(maxsize=4)
def _font_book(files: tuple[Path, ...]) -> typst.Fonts:
    """Open font files once: reading and parsing 17 MB for each paper would cost a fifth of setting it."""
    folders = sorted({file.parent for file in files})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _spelled_out(inputs: Mapping[str, str], typesetter: _Typesetter) -> dict[str, str]:
    """Replace what no font can show; PDF/A refuses a missing glyph, so a page with one character tells."""
    characters = sorted({c for text in inputs.values() for c in text if not c.isascii()})
    missing = {ord(c): f"〔U+{ord(c):04X}〕" for c in characters if not typesetter.can_show(c)}
    return {name: text.translate(missing) for name, text in inputs.items()}
