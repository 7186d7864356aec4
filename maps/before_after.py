"""How one road is opened without and with the plan, as an SVG: every work alone above, joint works below."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maps.drawing import PAPER_MM, document, fitted, said
from maps.layers import merged
from planner.messages import Language
from planner.trench.sheet import FAINT, TEXT_MM, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import Plan, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["openings_svg"]

TOP_MM, ROW_MM, BAR_MM, GAP_MM, LABEL_MM = 14.0, 4.4, 2.8, 8.0, 40.0
ROAD, OPENED, LEAST_SECTION_MM = "#d9dde3", "#1d2746", 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    label: str
    ink: str
    parts: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Road:
    """The sections of a road that are opened, one after another along the sheet."""

    sections: tuple[int, ...]
    left: dict[int, float]
    mm: float
    length: dict[int, float]

    @property
    def right(self) -> float:
        """Return where the last section ends: beyond the paper where very many are opened."""
        return self.left[self.sections[-1]] + self.length[self.sections[-1]] * self.mm

    def at(self, section: int, metre: float) -> float:
        return self.left[section] + min(metre, self.length[section]) * self.mm


def openings_svg(
    road_name: str,
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    *,
    language: Language = Language.ZH,
    paper_mm: float = PAPER_MM,
) -> str:
    """Return the openings of one road, to one scale along it: above each member alone, below each work of the plan.

    Sections that nothing opens are left out; the others stand in the order of the roads' table, each along its own
    digitised direction. Equal input gives equal bytes.

    Parameters
    ----------
    road_name : As the works of the plan have it.
    """
    words, sheet = said(language), Sheet()
    alone, together = _bars(road_name, plan, situation, rulebook)
    title = words["openings"].format(road=road_name or words["unnamed"])
    sheet.text((4, 6), title, size=TEXT_MM + 0.7, how="start")
    if not alone:
        sheet.text((4, TOP_MM), words["no_openings"], how="start")
        return document(sheet, (paper_mm, TOP_MM + 6), title, words["no_openings"], language)
    road = _road([*alone, *together], situation, paper_mm)
    y = _rows(sheet, TOP_MM, alone, road, words["separate"].format(count=len(alone), metres=_metres(alone)))
    y = _rows(
        sheet, y + GAP_MM, together, road, words["together"].format(count=len(together), metres=_metres(together))
    )
    _sections(sheet, y + 2, road, situation)
    told = words["openings_told"].format(
        before=len(alone), before_m=_metres(alone), after=len(together), after_m=_metres(together)
    )
    return document(sheet, (max(paper_mm, road.right + 6), y + 9), title, told, language)


def _bars(road_name: str, plan: Plan, situation: Situation, rulebook: Rulebook) -> tuple[list[_Bar], list[_Bar]]:
    row = {name: number for number, name in enumerate(situation.network.section_ids)}
    service = {outcome.project.key: outcome.project.service for outcome in plan.outcomes}
    alone, together = [], []
    for work in plan.joint_works:
        if work.road_name != road_name:
            continue
        for member in work.members:
            parts = _united((row[s.section_id], s.from_m, s.to_m) for s in work.stretches if s.project == member)
            alone.append(_Bar(label=member, ink=rulebook.services[service[member]].ink, parts=parts))
        opened = _united((row[o.section_id], o.from_m, o.to_m) for o in work.openings)
        together.append(_Bar(label=f"{work.id} ({len(work.members)})", ink=OPENED, parts=opened))
    return alone, together


def _united(parts: Iterable[tuple[int, float, float]]) -> tuple[tuple[int, float, float], ...]:
    on: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for section, first, last in parts:
        on[section].append((first, last))
    return tuple((section, *interval) for section in sorted(on) for interval in merged(on[section]))


def _road(bars: Sequence[_Bar], situation: Situation, paper_mm: float) -> _Road:
    sections = tuple(sorted({section for bar in bars for section, _, _ in bar.parts}))
    length = {section: float(situation.network.length_m[section]) for section in sections}
    gaps = 1.5 * (len(sections) - 1)
    mm = max(paper_mm - LABEL_MM - 6 - gaps, LEAST_SECTION_MM * len(sections)) / sum(length.values())
    left, x = {}, LABEL_MM
    for section in sections:
        left[section] = x
        x += length[section] * mm + 1.5
    return _Road(sections=sections, left=left, mm=mm, length=length)


def _rows(sheet: Sheet, y: float, bars: Sequence[_Bar], road: _Road, head: str) -> float:
    sheet.text((4, y), head, size=TEXT_MM, how="start")
    y += 2
    for bar in bars:
        sheet.text((LABEL_MM - 2, y + 2.4), fitted(bar.label, LABEL_MM - 8), ink=FAINT, how="end")
        for section in road.sections:
            sheet.box((road.left[section], y + 1.1), (road.length[section] * road.mm, 0.8), fill=ROAD)
        for section, first, last in bar.parts:
            start = road.at(section, first)
            sheet.box((start, y), (max(road.at(section, last) - start, 0.3), BAR_MM), fill=bar.ink)
        y += ROW_MM
    return y


def _sections(sheet: Sheet, y: float, road: _Road, situation: Situation) -> None:
    for section in road.sections:
        width = road.length[section] * road.mm
        text = fitted(f"{situation.network.section_ids[section]} {road.length[section]:.0f} m", width)
        if len(text) > 1:
            sheet.text((road.left[section] + width / 2, y + 2.5), text, ink=FAINT)


def _metres(bars: Iterable[_Bar]) -> str:
    return f"{sum(last - first for bar in bars for _, first, last in bar.parts):.0f}"
