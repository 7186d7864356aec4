"""The cross-section of the trenches of a closure as an SVG: to scale, with dimensions, the same bytes every time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.messages import Language, text_of
from planner.model import Reason, Service
from planner.trench.clearances import is_only_recalled
from planner.trench.sheet import FAINT, LEVELS, SMALL_MM, TEXT_MM, Sheet, words_mm
from planner.trench.walls import WallKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.rulebook.model import ServiceRules
    from planner.trench.layout import KeptClearance, Layout, PlacedLine

__all__ = ["PAPER_MM", "cross_section_svg", "width_mm"]

_SCALES = (20, 25, 30, 40, 50, 60, 80, 100, 150, 200)
# Between the margins of a decision, so that it is printed at the scale it names.
PAPER_MM = 156.0
_LEAST_MM = 90.0
_APART_MM = 9.0
_SIDE_MM = 7.0
_HEAD_MM = 9.0
_ROW_MM = 3.6
_CHAIN_MM = 4.5
_PAVEMENT_MM = 1.2
_SOIL, _BED, _PAVEMENT, _CUT_BACK, _BOARD = "#F7F3EC", "#E6DCC6", "#6B7280", "#C3C8CF", "#D3B48C"
_ORDER = "①②③④⑤⑥⑦⑧"


def cross_section_svg(
    trenches: Sequence[Layout],
    services: Mapping[Service, ServiceRules],
    *,
    language: Language = Language.ZH,
    named: bool = True,
    paper_mm: float = PAPER_MM,
) -> str:
    """Return the trenches side by side, at the largest customary scale that fits the paper.

    Lines have the colour of CJJ 61-2017 appendix B (``services[..].colour``, edged in ``ink``). Shown are the bottom
    width, working room, every line's width, the distance of neighbours, cover and depth, the walls, the width to
    reinstate as a range, and the order of laying; a figure that is only recalled bears an asterisk. Trenches of one
    closure stand as far apart as their words need, which is not to scale.

    Parameters
    ----------
    paper_mm : Width at hand; a sheet is wider where no scale fits, or its words need more.
    named : Whether lines bear their keys; without, equal trenches of different projects are drawn alike.

    Raises
    ------
    ValueError
        If there is no trench.
    """
    if not trenches:
        raise ValueError("no trench to draw")
    drawing = _Drawing.of(trenches, services, language, named=named, paper_mm=paper_mm)
    sheet = Sheet()
    drawing.head(sheet)
    sections = drawing.sections(sheet)
    drop = max(section.drop for section in sections)
    names = sum(len(trench.lines) for trench in trenches)
    for section in sections:
        section.draw(steps_up=names, drop=drop)
        names -= len(section.trench.lines)
    end = drawing.foot(sheet, drawing.bottom + _CHAIN_MM + drop)
    return sheet.document(drawing.width, end)


def width_mm(svg: str) -> float:
    """Return how wide a drawing of ``cross_section_svg`` is at its scale."""
    return float(svg.split('width="', 1)[1].split("mm", 1)[0])


@dataclass(frozen=True, slots=True)
class _Words:
    """What a sheet says, in its language."""

    language: Language

    def say(self, code: str, **data: object) -> str:
        """Return words of the catalogue."""
        return text_of(Reason(code=code, data=data), self.language)

    def signs(self, trenches: Sequence[Layout]) -> list[str]:
        """Return what the signs of the drawing mean."""
        notes = [self.say("trench.drawing_spacing" if len(trenches) > 1 else "trench.drawing_unit")]
        return [*notes, self.say("trench.drawing_review")] if any(t.review for t in trenches) else notes

    def head(self, trenches: Sequence[Layout], width: float) -> list[str]:
        """Return the rows under the title: one, where it has room for all signs."""
        joined = " / ".join(self.signs(trenches))
        return [joined] if words_mm(joined, SMALL_MM) <= width - 4 else self.signs(trenches)

    def walls_of(self, trenches: Sequence[Layout]) -> list[str]:
        """Return how the walls of each trench are held, in one sentence where all are held alike."""
        walls = [self._walls(trench) for trench in trenches]
        if len(set(walls)) == 1:
            return walls[:1]
        return [self.say("trench.drawing_of_trench", number=n, words=words) for n, words in enumerate(walls, start=1)]

    def _walls(self, trench: Layout) -> str:
        soil = trench.walls.soil
        if soil is None:
            return self.say("trench.drawing_no_soil")
        low, high = trench.walls.side_m
        return self.say(f"trench.drawing_{trench.walls.kind}", soil=soil.en, soil_zh=soil.zh, low=low, high=high)

    def bottom(self, trench: Layout) -> str:
        """Return the bottom width of a trench."""
        return self.say("trench.drawing_bottom", width=_figure(trench.width_m, starred=any(_starred(trench))))

    def reinstated(self, trench: Layout) -> str:
        """Return the width to reinstate."""
        low, high = trench.reinstated_m
        return self.say("trench.drawing_reinstated", low=low, high=high)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    """What all sections of one sheet have in common; ``ground`` and ``bottom`` are heights on paper in mm."""

    trenches: Sequence[Layout]
    services: Mapping[Service, ServiceRules]
    language: Language
    named: bool
    scale: int
    width: float
    ground: float
    bottom: float

    @classmethod
    def of(
        cls,
        trenches: Sequence[Layout],
        services: Mapping[Service, ServiceRules],
        language: Language,
        *,
        named: bool,
        paper_mm: float,
    ) -> _Drawing:
        words = _Words(language)
        across = {scale: sum(_slots(trenches, scale, words)) + 2 * _SIDE_MM for scale in _SCALES}
        scale = next((s for s in _SCALES if across[s] <= paper_mm), _SCALES[-1])
        names = sum(len(trench.lines) for trench in trenches)
        longest = max(words_mm(note, SMALL_MM) for note in (*words.walls_of(trenches), *words.signs(trenches)))
        width = max(across[scale], min(_LEAST_MM, paper_mm), longest + 4)
        ground = _HEAD_MM + _ROW_MM * (names + len(words.head(trenches, width)))
        return cls(
            trenches=trenches,
            services=services,
            language=language,
            named=named,
            scale=scale,
            width=width,
            ground=ground,
            bottom=ground + 1000 / scale * max(trench.depth_m for trench in trenches),
        )

    @property
    def words(self) -> _Words:
        """The words of the sheet's language."""
        return _Words(self.language)

    def sections(self, sheet: Sheet) -> list[_Section]:
        """Return the trenches, each in the middle of its place, all in the middle of the sheet."""
        per_m = 1000 / self.scale
        slots = _slots(self.trenches, self.scale, self.words)
        left = (self.width - sum(slots)) / 2
        placed = []
        for trench, slot in zip(self.trenches, slots, strict=True):
            own = left + (slot - trench.width_m * per_m) / 2
            placed.append(_Section(sheet=sheet, trench=trench, left=own, of=self, per_m=per_m))
            left += slot
        return placed

    def head(self, sheet: Sheet) -> None:
        """Write the title and what the signs mean, and draw the surface of the road."""
        sheet.text((self.width / 2, 4.0), self.words.say("trench.drawing_title", scale=self.scale), size=3.2)
        for row, note in enumerate(self.words.head(self.trenches, self.width)):
            sheet.text((self.width / 2, 7.5 + _ROW_MM * row), note, ink=FAINT)
        sheet.stroke([[(2.0, self.ground), (self.width - 2.0, self.ground)]], width=0.5)

    def foot(self, sheet: Sheet, under: float) -> float:
        """Write how the walls of each trench are held, and return the height of the sheet."""
        y = under + 2 * _CHAIN_MM + (_ROW_MM if len(self.trenches) > 1 else 0.0)
        notes = self.words.walls_of(self.trenches)
        for row, words in enumerate(notes, start=1):
            sheet.text((self.width / 2, y + _ROW_MM * row + 1.0), words, ink=FAINT)
        return y + _ROW_MM * (len(notes) + 1)

    def name(self, line: PlacedLine, trench: Layout) -> str:
        """Return what stands over a line: its turn in laying, service, size and, where asked for, its key."""
        rules, given = self.services[line.service], line.specification
        count = max(1, given.count)
        kind = "pipes" if count > 1 else "pipe"
        if line.service in {Service.POWER, Service.TELECOM}:
            kind = "cables" if given.laying == "direct" else "ducts"
        return self.words.say(
            "trench.drawing_named_line" if self.named else "trench.drawing_line",
            order=_ORDER[trench.installation.index(line.key)],
            zh=rules.zh,
            en=rules.en,
            size=self.words.say(f"trench.drawing_{kind}", count=count, size=given.dn_mm),
            key=line.key,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """One trench on the sheet: its left working room begins at ``left`` mm, and a metre is ``per_m`` mm."""

    sheet: Sheet
    trench: Layout
    of: _Drawing
    left: float
    per_m: float

    @property
    def drop(self) -> float:
        """How far down the words of the chain of widths reach under its line, in mm."""
        levels = self.sheet.levels(self._xs(self._edges()), self._widths())
        return max(0.0, LEVELS[max(levels)])

    def draw(self, *, steps_up: int, drop: float) -> None:
        """Draw the trench, its lines and all dimensions; the first name stands so many steps above the ground."""
        self._walls()
        self._surface()
        for place, line in enumerate(self.trench.lines):
            rules = self.of.services[line.service]
            self._body(line, rules)
            self._name(steps_up - place, line, rules)
        self._covers()
        self._chains(self.of.bottom + _CHAIN_MM, drop)
        self._depth()

    def _at(self, x_m: float, depth_m: float) -> tuple[float, float]:
        return self.left + x_m * self.per_m, self.of.ground + depth_m * self.per_m

    def _xs(self, edges: Sequence[float]) -> list[float]:
        return [self._at(edge, 0)[0] for edge in edges]

    def _walls(self) -> None:
        width, depth, walls = self.trench.width_m, self.trench.depth_m, self.trench.walls
        side = walls.side_m[1]
        foot = side if walls.kind is WallKind.SUPPORTED else 0.0
        corners = [self._at(x, y) for x, y in ((-side, 0), (-foot, depth), (width + foot, depth), (width + side, 0))]
        self.sheet.fill(corners, fill=_SOIL)
        lowest = max(line.bottom_m for line in self.trench.lines)
        self.sheet.box(self._at(0, lowest), (width * self.per_m, (depth - lowest) * self.per_m), fill=_BED)
        self.sheet.stroke([corners], width=0.4)
        if foot:
            board = (foot * self.per_m, depth * self.per_m)
            for x in (-foot, width):
                self.sheet.box(self._at(x, 0), board, fill=_BOARD)

    def _surface(self) -> None:
        """Draw what of the surface is opened, and beside it the largest cut-back, as strips on the ground line."""
        opened, reinstated = self.trench.opened_m[1], self.trench.reinstated_m[1]
        for across, fill in ((reinstated, _CUT_BACK), (opened, _PAVEMENT)):
            x, y = self._at((self.trench.width_m - across) / 2, 0)
            self.sheet.box((x, y - _PAVEMENT_MM), (across * self.per_m, _PAVEMENT_MM), fill=fill)

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

    def _covers(self) -> None:
        """Write the cover of each line beside its leader, higher or lower where lines lie too near for that."""
        taken: list[tuple[float, float]] = []
        for line in self.trench.lines:
            middle = (line.left_m + line.right_m) / 2
            self.sheet.stroke([[self._at(middle, 0), self._at(middle, line.top_m)]], ink=FAINT, width=0.15)
            starred = line.cover is not None and is_only_recalled(line.cover.status)
            words = _figure(line.top_m, starred=starred)
            x, halfway = self._at(middle, line.top_m / 2)
            places = (halfway + step * SMALL_MM for step in (0, 1, -1, 2, -2))
            clear = (y for y in places if all(x > end or abs(y - other) >= SMALL_MM for end, other in taken))
            y = next(clear, halfway)
            taken.append((x + 0.6 + words_mm(words, SMALL_MM), y))
            self.sheet.text((x + 0.6, y), words, how="start")

    def _name(self, steps_up: int, line: PlacedLine, rules: ServiceRules) -> None:
        """Name a line above the ground, right of its leader.

        A name stands lower than all to its left, so it meets neither them nor their leaders; where it would leave the
        sheet it is moved back as far as it must.
        """
        x, _ = self._at((line.left_m + line.right_m) / 2, 0)
        y = self.of.ground - _ROW_MM * steps_up
        self.sheet.stroke([[(x, y + 0.8), (x, self.of.ground)]], ink=rules.ink, width=0.15)
        words = self.of.name(line, self.trench)
        start = max(1.0, min(x - TEXT_MM / 2, self.of.width - 1.0 - words_mm(words, TEXT_MM)))
        self.sheet.text((start, y), words, size=TEXT_MM, ink=rules.ink, how="start")

    def _edges(self) -> list[float]:
        sides = (edge for line in self.trench.lines for edge in (line.left_m, line.right_m))
        return [0.0, *sides, self.trench.width_m]

    def _widths(self) -> list[str]:
        pairs = zip(pairwise(self._edges()), _starred(self.trench), strict=True)
        return [_figure(right - left, starred=star) for (left, right), star in pairs]

    def _chains(self, y: float, drop: float) -> None:
        """Draw the chain of widths under the trench, under it the bottom width, and the width to reinstate last."""
        width = self.trench.width_m
        beside = (self.trench.reinstated_m[1] - width) / 2
        self.sheet.chain(y, self._xs(self._edges()), self._widths())
        self.sheet.chain(y + drop + _CHAIN_MM, self._xs([0.0, width]), [self.of.words.bottom(self.trench)])
        surface = self.of.words.reinstated(self.trench)
        self.sheet.chain(y + drop + 2 * _CHAIN_MM, self._xs([-beside, width + beside]), [surface])
        if len(self.of.trenches) > 1:
            number = self.of.trenches.index(self.trench) + 1
            middle = self._at(width / 2, 0)[0]
            self.sheet.text(
                (middle, y + drop + 3 * _CHAIN_MM), self.of.words.say("trench.drawing_trench", number=number)
            )

    def _depth(self) -> None:
        x, foot = self._at(-self.trench.walls.side_m[1], self.trench.depth_m)
        x -= 2.0
        self.sheet.stroke([[(x, self.of.ground), (x, foot)]], ink=FAINT, width=0.15)
        middle = (self.of.ground + foot) / 2
        self.sheet.text((x - 0.6, middle), _figure(self.trench.depth_m, starred=False), how="end")


def _slots(trenches: Sequence[Layout], scale: int, words: _Words) -> list[float]:
    """Return how wide the place of each trench is, in mm: its surface or its words, and room to its neighbours."""
    return [
        max(
            trench.reinstated_m[1] * 1000 / scale,
            words_mm(words.bottom(trench), SMALL_MM),
            words_mm(words.reinstated(trench), SMALL_MM),
        )
        + (_APART_MM if len(trenches) > 1 else 0.0)
        for trench in trenches
    ]


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


def _figure(metres: float, *, starred: bool) -> str:
    return f"{metres:.2f}*" if starred else f"{metres:.2f}"
