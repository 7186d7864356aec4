"""Everything on paper of one work: the decision with its figures, the sheets of its items, the routes, the record."""

from __future__ import annotations

from functools import cache
from importlib import import_module, metadata
from typing import TYPE_CHECKING

from maps.figures import work_figure
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
    from pathlib import Path

    from planner.model import JointWork, Plan, Situation
    from planner.permit.issued import Issued
    from planner.rulebook.model import Rulebook

__all__ = ["DECISION", "font_files", "product_version", "work_files"]

def work_files(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, *, issued: Issued | None = None
) -> dict[str, bytes]:
    """Return the files of a work's bundle by name, drafts until it is issued; same work, same bytes."""
    figure, sections = work_figure(work, situation, rulebook), sections_of(work, situation, rulebook)
    fonts = font_files()
    decision = decision_data(work, plan, situation, rulebook, sections=sections, issued=issued)
    files = {
        DECISION: decision_pdf(decision, figure_svg=figure, fonts=fonts, sections=sections, issued=issued),
        "decision.docx": decision_docx(decision),
        "items.pdf": items_pdf(items_data(work, plan, situation, rulebook, issued=issued), fonts=fonts),
        "joint_work.json": joint_work_json(work),
        "routes.dxf": routes_dxf(work, situation, rulebook),
        "routes.geojson": routes_geojson(work, situation, plan),
        "routes.gpkg": routes_gpkg(work, situation, plan),
    }
    if sections:
        files["cross-section.pdf"] = section_pdf(work, plan, sections, fonts=fonts)
    return files


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
