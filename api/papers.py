"""Everything on paper of one work: the decision with its figures, the cross-sections, the routes, the record."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from maps.figures import work_figure
from maps.sections import sections_of
from planner.exchange import joint_work_json
from planner.permit.papers import decision_pdf, section_pdf
from planner.permit.routes_out import routes_geojson

if TYPE_CHECKING:
    from pathlib import Path

    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["font_files", "work_files"]


def work_files(work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook) -> dict[str, bytes]:
    """Return the files of a work's bundle by name; same work, same bytes."""
    figure, sections = work_figure(work, situation, rulebook), sections_of(work, situation, rulebook)
    fonts = font_files()
    files = {
        "decision.pdf": decision_pdf(
            work, plan, situation, rulebook, figure_svg=figure, fonts=fonts, sections=sections
        ),
        "joint_work.json": joint_work_json(work),
        "routes.geojson": routes_geojson(work, situation, plan),
    }
    if sections:
        files["cross-section.pdf"] = section_pdf(work, plan, sections, fonts=fonts)
    return files


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
