"""The cross-sections of a work on paper: figures to scale, and the distances they keep with clause and status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.permit.blocks import column, figure, table
from planner.permit.wording import clean, listed, marked, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.permit.blocks import Block
    from planner.rulebook.model import Status

__all__ = ["CrossSection", "SectionDistance", "section_blocks", "section_figures"]

# The site plan is figure 1.
_FIRST_FIGURE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDistance:
    """Two lines of one trench, the clear distance they must keep and do keep in metres, and the rule that asks for it.

    ``clause`` and ``status`` are None where no rule has a figure.
    """

    a: str
    b: str
    required_m: float
    kept_m: float
    clause: str | None
    status: Status | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossSection:
    """One cross-section of a work.

    Attributes
    ----------
    svg : The drawing, ``width_mm`` wide at its scale.
    openings : The openings it holds for, numbered from 1 in the order they are printed.
    """

    svg: str
    width_mm: float
    openings: tuple[int, ...]
    distances: tuple[SectionDistance, ...]


def section_blocks(sections: Sequence[CrossSection]) -> list[Block]:
    """Return the figures, each at its scale, and the table of the distances kept in them."""
    return [*_figures(sections), *_distances(sections)]


def section_figures(sections: Sequence[CrossSection]) -> dict[str, str]:
    """Return the drawings by the names that the figures of ``section_blocks`` ask for."""
    return {_name(number): section.svg for number, section in enumerate(sections)}


def _name(number: int) -> str:
    return f"section-{number}"


def _figures(sections: Sequence[CrossSection]) -> Iterator[dict[str, Any]]:
    for number, section in enumerate(sections):
        rows = listed(str(row) for row in section.openings)
        caption = say("paper.caption.section", number=number + _FIRST_FIGURE, rows=rows)
        yield figure(caption, name=_name(number), width_mm=section.width_mm)


def _distances(sections: Sequence[CrossSection]) -> Iterator[Block]:
    columns = [
        column("paper.column.figure", 0.8, "center"),
        column("paper.column.project", 2.4),
        column("paper.column.project", 2.4),
        column("paper.column.required", 1.2, "right"),
        column("paper.column.kept", 1.2, "right"),
        column("paper.column.clause", 3),
    ]
    rows = [
        [str(number), clean(kept.a), clean(kept.b), f"{kept.required_m:.2f}", f"{kept.kept_m:.2f}", _clause(kept)]
        for number, section in enumerate(sections, start=_FIRST_FIGURE)
        for kept in section.distances
    ]
    if rows:
        yield table("paper.caption.distances", columns, rows)


def _clause(kept: SectionDistance) -> str:
    if kept.clause is None or kept.status is None:
        return say("paper.no_distance")
    return marked(kept.clause, kept.status)
