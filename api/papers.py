"""Everything on paper of one work: the decision with its figures, the sheets of its items, the routes, the record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module, metadata
from typing import TYPE_CHECKING

from maps.figures import work_figure
from maps.location import location_figure
from maps.sections import sections_of
from planner.exchange import joint_work_json
from planner.permit.bundle import DECISION
from planner.permit.items import items_data
from planner.permit.paper_data import decision_data
from planner.permit.papers import decision_pdf, items_pdf, section_pdf
from planner.permit.routes_dxf import routes_dxf
from planner.permit.routes_gpkg import routes_gpkg
from planner.permit.routes_out import routes_geojson
from planner.permit.word_paper import decision_docx

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.model import JointWork, Plan, Situation
    from planner.permit.issued import Issued
    from planner.permit.sections import CrossSection
    from planner.rulebook.model import Rulebook

__all__ = ["DECISION", "Drawn", "draw_work", "font_files", "product_version", "work_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What the papers of a work are made of before anyone decides: its drawings, and the files that say no number."""

    figure: bytes
    location: bytes
    sections: tuple[CrossSection, ...]
    files: Mapping[str, bytes]


def draw_work(work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook) -> Drawn:
    """Return the drawings of a work and its files beside the decision; same work, same bytes."""
    sections = sections_of(work, situation, rulebook)
    files = {
        "joint_work.json": joint_work_json(work),
        "routes.dxf": routes_dxf(work, situation, rulebook),
        "routes.geojson": routes_geojson(work, situation, plan),
        "routes.gpkg": routes_gpkg(work, situation, plan),
    }
    if sections:
        files["cross-section.pdf"] = section_pdf(work, plan, sections, fonts=font_files())
    figure, location = work_figure(work, situation, rulebook), location_figure(work, situation, rulebook)
    return Drawn(figure=figure, location=location, sections=sections, files=files)


def work_files(
    work: JointWork,
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    *,
    issued: Issued | None = None,
    drawn: Drawn | None = None,
) -> dict[str, bytes]:
    """Return the files of a work's bundle by name, drafts until it is issued; same work, same bytes.

    ``drawn`` is what was drawn of it before, None to draw it now.
    """
    drawn, fonts = drawn or draw_work(work, plan, situation, rulebook), font_files()
    decision = decision_data(work, plan, situation, rulebook, sections=drawn.sections, issued=issued, located=True)
    pdf = decision_pdf(
        decision,
        figure_svg=drawn.figure,
        location_svg=drawn.location,
        fonts=fonts,
        sections=drawn.sections,
        issued=issued,
    )
    return {
        **drawn.files,
        DECISION: pdf,
        "decision.docx": decision_docx(decision),
        "items.pdf": items_pdf(items_data(work, plan, situation, rulebook, issued=issued), fonts=fonts),
    }


@cache
def product_version() -> str:
    """Return the version of the installed product, as bundles and the service name it."""
    return metadata.version("cotrench")


def font_files() -> tuple[Path, ...]:
    """Return the paths of the sans and the serif font that papers are set in, from an installed package.

    System fonts are never used: a paper must look the same, and be the same bytes, on every machine.

    Raises
    ------
    FileNotFoundError
        If the font package is installed without one of its files.
    """
    package = import_module("pylopdf_fonts_zh_cn")
    files: tuple[Path, ...] = (package.sans_path(), package.serif_path())
    for file in files:
        if not file.is_file():
            raise FileNotFoundError(file)
    return files
