"""The cross-section of the trenches of a closure as an SVG: to scale, with dimensions, the same bytes every time."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.messages import Language, text_of
from planner.model import Reason, Service
from planner.trench.clearances import is_only_recalled
from planner.trench.layout import BEDDING_M

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.rulebook.model import ServiceRules
    from planner.trench.layout import KeptClearance, Layout, PlacedLine

__all__ = ["cross_section_svg"]

_SCALES = (20, 25, 40, 50, 100, 200)
_PAPER_MM = 170.0
_APART_M = 0.8
_SIDE_MM = 12.0
_HEAD_MM = 9.0
_LABEL_MM = 3.6
_CHAIN_MM = 5.0
_TEXT_MM = 2.5
_SMALL_MM = 2.0
_INK = "#222222"
_FAINT = "#777777"
_FONT = "'Source Han Sans SC','Noto Sans CJK SC','Noto Sans SC',sans-serif"


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """SVG elements in millimetres on paper, in the order they are drawn."""

    parts: list[str] = field(default_factory=list)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], *, ink: str = _INK, width: float = 0.2
    ) -> None:
        ends = f'x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}"'
        self.parts.append(f'<line {ends} stroke="{ink}" stroke-width="{_n(width)}"/>')

    def box(self, corner: tuple[float, float], size: tuple[float, float], *, fill: str, ink: str = "none") -> None:
        place = f'x="{_n(corner[0])}" y="{_n(corner[1])}" width="{_n(size[0])}" height="{_n(size[1])}"'
        self.parts.append(f'<rect {place} fill="{fill}" stroke="{ink}" stroke-width="0.3"/>')

    def circle(self, centre: tuple[float, float], radius: float, *, fill: str, ink: str) -> None:
        place = f'cx="{_n(centre[0])}" cy="{_n(centre[1])}" r="{_n(radius)}"'
        self.parts.append(f'<circle {place} fill="{fill}" stroke="{ink}" stroke-width="0.3"/>')

    def text(
        self, at: tuple[float, float], words: str, *, size: float = _TEXT_MM, ink: str = _INK, how: str = "middle"
    ) -> None:
        place = f'x="{_n(at[0])}" y="{_n(at[1])}" font-size="{_n(size)}" text-anchor="{how}"'
        self.parts.append(f'<text {place} fill="{ink}">{escape(words)}</text>')


def cross_section_svg(
    trenches: Sequence[Layout], services: Mapping[Service, ServiceRules], *, language: Language = Language.ZH
) -> str:
    """Return the trenches side by side, at the largest customary scale that fits 170 mm.

    Lines have the colour of CJJ 61-2017 appendix B (``services[..].colour``, edged in ``ink``). Shown are the bottom
    width, working room, every line's width, the distance of neighbours, cover and depth; a figure that is only
    recalled bears an asterisk. Trenches of one closure stand a fixed distance apart, which is not to scale.

    Raises
    ------
    ValueError
        If there is no trench.
    """
    if not trenches:
        raise ValueError("no trench to draw")
    across_m = sum(trench.width_m for trench in trenches) + _APART_M * (len(trenches) - 1)
    scale = next((s for s in _SCALES if 1000 / s * across_m + 2 * _SIDE_MM <= _PAPER_MM), _SCALES[-1])
    per_m = 1000 / scale
    names = sum(len(trench.lines) for trench in trenches)
    ground = _HEAD_MM + _LABEL_MM * (names + 1)
    below = ground + per_m * max(trench.depth_m for trench in trenches)
    sheet = _Sheet()
    width = max(across_m * per_m + 2 * _SIDE_MM, 70.0)
    _heading(sheet, trenches, scale, width, language)
    left = (width - across_m * per_m) / 2
    sheet.line((2.0, ground), (width - 2.0, ground), width=0.5)
    for number, trench in enumerate(trenches, start=1):
        section = _Section(sheet=sheet, trench=trench, left=left, ground=ground, per_m=per_m)
        section.draw(services, language, steps_up=names)
        names -= len(trench.lines)
        if len(trenches) > 1:
            words = _words("trench.drawing_trench", language, number=number)
            sheet.text((left + trench.width_m * per_m / 2, below + 3 * _CHAIN_MM), words)
        left += (trench.width_m + _APART_M) * per_m
    return _document(sheet.parts, width, below + 4 * _CHAIN_MM)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """One trench on the sheet: its left wall and the ground in mm on paper, and mm per metre."""

    sheet: _Sheet
    trench: Layout
    left: float
    ground: float
    per_m: float

    def draw(self, services: Mapping[Service, ServiceRules], language: Language, *, steps_up: int) -> None:
        """Draw the trench, its lines and all dimensions; the first name stands so many steps above the ground."""
        self._walls()
        for place, line in enumerate(self.trench.lines):
            rules = services[line.service]
            self._body(line, rules)
            self._cover(line)
            self._name(steps_up - place, line, rules, language)
        self._chain()
        self._depth()

    def _at(self, x_m: float, depth_m: float) -> tuple[float, float]:
        return self.left + x_m * self.per_m, self.ground + depth_m * self.per_m

    def _walls(self) -> None:
        width, depth = self.trench.width_m, self.trench.depth_m
        self.sheet.box(self._at(0, 0), (width * self.per_m, depth * self.per_m), fill="#F7F3EC")
        bed = (width * self.per_m, BEDDING_M * self.per_m)
        self.sheet.box(self._at(0, depth - BEDDING_M), bed, fill="#E6DCC6")
        corners = [self._at(0, 0), self._at(0, depth), self._at(width, depth), self._at(width, 0)]
        for start, end in pairwise(corners):
            self.sheet.line(start, end, width=0.4)

    def _body(self, line: PlacedLine, rules: ServiceRules) -> None:
        body = line.body
        if body.is_boxed:
            size = (line.right_m - line.left_m) * self.per_m, (line.bottom_m - line.top_m) * self.per_m
            self.sheet.box(self._at(line.left_m, line.top_m), size, fill="#FFFFFF", ink=rules.ink)
        radius = body.bore_mm / 2000
        for bore in range(body.bores):
            row, column = divmod(bore, body.columns)
            x, y = _bore_centre(line, row, column)
            self.sheet.circle(self._at(x, y), radius * self.per_m, fill=rules.colour, ink=rules.ink)

    def _cover(self, line: PlacedLine) -> None:
        middle = (line.left_m + line.right_m) / 2
        self.sheet.line(self._at(middle, 0), self._at(middle, line.top_m), ink=_FAINT, width=0.15)
        x, y = self._at(middle, line.top_m / 2)
        starred = line.cover is not None and is_only_recalled(line.cover.status)
        self.sheet.text((x + 0.6, y), _figure(line.top_m, starred=starred), size=_SMALL_MM, how="start")

    def _name(self, steps_up: int, line: PlacedLine, rules: ServiceRules, language: Language) -> None:
        """Name a line above the ground, with a leader; each stands lower than all to its left, so none overlap."""
        x, _ = self._at((line.left_m + line.right_m) / 2, 0)
        y = self.ground - _LABEL_MM * steps_up
        self.sheet.line((x, y + 0.8), (x, self.ground), ink=rules.ink, width=0.15)
        words = _words("trench.drawing_line", language, zh=rules.zh, en=rules.en, key=line.key)
        self.sheet.text((x, y), words, ink=rules.ink)

    def _chain(self) -> None:
        """Draw the chain of widths under the trench, and the bottom width under that."""
        edges = [
            0.0,
            *(edge for line in self.trench.lines for edge in (line.left_m, line.right_m)),
            self.trench.width_m,
        ]
        starred = _starred(self.trench)
        _, bottom = self._at(0, self.trench.depth_m)
        self._dimension(bottom + _CHAIN_MM * 0.8, edges, starred)
        self._dimension(bottom + _CHAIN_MM * 2, [0.0, self.trench.width_m], [any(starred)])

    def _dimension(self, y: float, edges: Sequence[float], starred: Sequence[bool]) -> None:
        xs = [self._at(edge, 0)[0] for edge in edges]
        self.sheet.line((xs[0], y), (xs[-1], y), ink=_FAINT, width=0.15)
        for x in xs:
            self.sheet.line((x, y - 0.8), (x, y + 0.8), ink=_FAINT, width=0.15)
        for place, ((a, b), star) in enumerate(zip(pairwise(range(len(xs))), starred, strict=True)):
            is_tight = xs[b] - xs[a] < 4 * _SMALL_MM * 0.6
            at = ((xs[a] + xs[b]) / 2, y + 2.4 if is_tight and place % 2 else y - 0.6)
            self.sheet.text(at, _figure(edges[b] - edges[a], starred=star), size=_SMALL_MM)

    def _depth(self) -> None:
        x = self.left - 2.5
        self.sheet.line((x, self.ground), (x, self._at(0, self.trench.depth_m)[1]), ink=_FAINT, width=0.15)
        _, middle = self._at(0, self.trench.depth_m / 2)
        self.sheet.text((x - 0.6, middle), _figure(self.trench.depth_m, starred=False), size=_SMALL_MM, how="end")


def _bore_centre(line: PlacedLine, row: int, column: int) -> tuple[float, float]:
    """Return where one pipe, duct or cable lies, in metres; rows count from the bottom up."""
    body = line.body
    rows = -(-body.bores // body.columns)
    if body.is_boxed:
        cell = body.width_mm / body.columns, body.height_mm / rows
        return line.left_m + (column + 0.5) * cell[0] / 1000, line.bottom_m - (row + 0.5) * cell[1] / 1000
    step = (body.width_mm - body.bore_mm) / max(1, body.columns - 1)
    return line.left_m + (body.bore_mm / 2 + column * step) / 1000, line.bottom_m - body.bore_mm / 2000


def _starred(trench: Layout) -> list[bool]:
    """Return which links of the chain rest on a figure that is only recalled: walls and gaps, never a line itself."""
    rooms = {line.key: is_only_recalled(line.working.status) for line in trench.lines}
    gaps = {(kept.a, kept.b): _is_gap_recalled(kept, rooms) for kept in trench.clearances}
    chain = [rooms[trench.lines[0].key]]
    for left, right in pairwise(trench.lines):
        chain += [False, gaps[left.key, right.key]]
    return [*chain, False, rooms[trench.lines[-1].key]]


def _is_gap_recalled(kept: KeptClearance, rooms: Mapping[str, bool]) -> bool:
    return is_only_recalled(kept.figure.status) if kept.figure is not None else rooms[kept.a] or rooms[kept.b]


def _heading(sheet: _Sheet, trenches: Sequence[Layout], scale: int, width: float, language: Language) -> None:
    sheet.text((width / 2, 4.0), _words("trench.drawing_title", language, scale=scale), size=3.2)
    unit = "trench.drawing_spacing" if len(trenches) > 1 else "trench.drawing_unit"
    notes = [_words(unit, language)]
    if any(trench.review for trench in trenches):
        notes.append(_words("trench.drawing_review", language))
    sheet.text((width / 2, 7.5), " / ".join(notes), size=_SMALL_MM, ink=_FAINT)


def _words(code: str, language: Language, **data: object) -> str:
    return text_of(Reason(code=code, data=data), language)


def _figure(metres: float, *, starred: bool) -> str:
    return f"{metres:.2f}*" if starred else f"{metres:.2f}"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _document(parts: Iterable[str], width: float, height: float) -> str:
    size = f'width="{_n(width)}mm" height="{_n(height)}mm" viewBox="0 0 {_n(width)} {_n(height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONT}">'
    paper = f'<rect width="{_n(width)}" height="{_n(height)}" fill="#FFFFFF"/>'
    return "\n".join((head, paper, *parts, "</svg>", ""))
