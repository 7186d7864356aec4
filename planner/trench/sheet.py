"""A sheet of paper that an SVG is drawn on, in millimetres: strokes, shapes, words and chains of dimensions."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FAINT", "INK", "LEVELS", "SMALL_MM", "TEXT_MM", "Sheet", "words_mm"]

TEXT_MM = 2.5
SMALL_MM = 2.0
INK = "#222222"
FAINT = "#777777"
FONT = "'Noto Sans SC','Source Han Sans SC','Noto Sans CJK SC',sans-serif"
# Where the words of a chain may stand: over its line, under it, and as many rows farther down as they ask for. Two thin
# lines at a coarse scale need one for each of their five links.
LEVELS = (-0.6, 2.4, 4.6, 6.8, 9.0, 11.2)


def words_mm(words: str, size: float) -> float:
    """Return about how wide words are: a Chinese character as wide as it is high, any other 0.58 of that."""
    return sum(size if ord(letter) > 0x2E7F or letter in "①②③④⑤⑥⑦⑧" else 0.58 * size for letter in words)


@dataclass(slots=True, kw_only=True)
class Sheet:
    """SVG elements in millimetres on paper, in the order they are drawn."""

    parts: list[str] = field(default_factory=list)

    def stroke(self, runs: Sequence[Sequence[tuple[float, float]]], *, ink: str = INK, width: float = 0.2) -> None:
        """Draw polylines with one pen."""
        path = "".join("M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in run) for run in runs)
        self.parts.append(f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="{_n(width)}"/>')

    def fill(self, corners: Sequence[tuple[float, float]], *, fill: str, ink: str | None = None) -> None:
        """Fill a polygon, edged in ``ink`` where given."""
        path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in corners) + "Z"
        self.parts.append(f'<path d="{path}" fill="{fill}"{_edge(ink)}/>')

    def box(self, corner: tuple[float, float], size: tuple[float, float], *, fill: str, ink: str | None = None) -> None:
        """Fill a rectangle from its upper left corner, edged in ``ink`` where given."""
        place = f'x="{_n(corner[0])}" y="{_n(corner[1])}" width="{_n(size[0])}" height="{_n(size[1])}"'
        self.parts.append(f'<rect {place} fill="{fill}"{_edge(ink)}/>')

    def circle(self, centre: tuple[float, float], radius: float, *, fill: str, ink: str) -> None:
        """Fill a circle, edged."""
        place = f'cx="{_n(centre[0])}" cy="{_n(centre[1])}" r="{_n(radius)}"'
        self.parts.append(f'<circle {place} fill="{fill}"{_edge(ink)}/>')

    def text(
        self, at: tuple[float, float], words: str, *, size: float = SMALL_MM, ink: str = INK, how: str = "middle"
    ) -> None:
        """Write words on a base line; small, dark and centred words need no attributes of their own."""
        own = "" if size == SMALL_MM else f' font-size="{_n(size)}"'
        own += "" if how == "middle" else f' text-anchor="{how}"'
        own += "" if ink == INK else f' fill="{ink}"'
        self.parts.append(f'<text x="{_n(at[0])}" y="{_n(at[1])}"{own}>{escape(words)}</text>')

    def chain(self, y: float, xs: Sequence[float], words: Sequence[str]) -> None:
        """Draw a chain of dimensions at ``xs``, one of ``words`` for each link."""
        ticks = [[(x, y - 0.8), (x, y + 0.8)] for x in xs]
        self.stroke([[(xs[0], y), (xs[-1], y)], *ticks], ink=FAINT, width=0.15)
        for (left, right), text, level in zip(pairwise(xs), words, self.levels(xs, words), strict=True):
            self.text(((left + right) / 2, y + LEVELS[level]), text)

    @staticmethod
    def levels(xs: Sequence[float], words: Sequence[str]) -> list[int]:
        """Return the row of ``LEVELS`` for each link's words, the first in which they are clear of those before."""
        ends = [float("-inf")] * len(LEVELS)
        chosen = []
        for (left, right), text in zip(pairwise(xs), words, strict=True):
            half = words_mm(text, SMALL_MM) / 2
            start = (left + right) / 2 - half
            level = next((i for i, end in enumerate(ends) if start > end + 0.3), ends.index(min(ends)))
            ends[level] = start + 2 * half
            chosen.append(level)
        return chosen

    def document(self, width: float, height: float) -> str:
        """Return the sheet as an SVG on white paper."""
        size = f'width="{_n(width)}mm" height="{_n(height)}mm" viewBox="0 0 {_n(width)} {_n(height)}"'
        style = f'font-family="{FONT}" font-size="{_n(SMALL_MM)}" text-anchor="middle" fill="{INK}"'
        paper = f'<rect width="{_n(width)}" height="{_n(height)}" fill="#FFFFFF"/>'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>'
        return "\n".join((head, paper, *self.parts, "</svg>", ""))


def _edge(ink: str | None) -> str:
    return "" if ink is None else f' stroke="{ink}" stroke-width="0.3"'


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
