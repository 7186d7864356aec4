"""What the drawings of a plan share: an accessible SVG document in millimetres, an axis of dates, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING

from maps.drawing_words import DRAWING
from maps.words import in_language
from planner.trench.sheet import FAINT, SMALL_MM, Sheet, words_mm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.messages import Language
    from planner.model import Window

__all__ = ["PAPER_MM", "PHASE_INKS", "SHADE", "DateAxis", "document", "fitted", "said"]

# Between the margins of an A4 sheet on its side.
PAPER_MM = 267.0
FONT = "'Noto Sans SC','Source Han Sans SC','Noto Sans CJK SC',sans-serif"
GRID, SHADE = "#dfe3e9", "#efe8f8"
LEAST_MONTH_MM = 9.0
PHASE_INKS = {
    "survey": "#9db2c9",
    "approval": "#d3dbe5",
    "excavation": "#8a5a2b",
    "installation": "#1f6f8b",
    "backfill": "#c29a5b",
    "reinstatement": "#4b5563",
    "acceptance": "#2f855a",
}


def said(language: Language) -> dict[str, str]:
    """Return the words of the drawings in a language."""
    return in_language(DRAWING, language)


def document(sheet: Sheet, size: tuple[float, float], title: str, description: str, language: Language) -> str:
    """Return a sheet as an SVG that says what it is: a title, a description, and its language."""
    width, height = (f"{value:.2f}".rstrip("0").rstrip(".") for value in size)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
        f' font-family="{FONT}" font-size="{SMALL_MM:g}" text-anchor="middle" fill="#222222" role="img"'
        f' lang="{language.value}" aria-label="{escape(title)}">'
    )
    told = f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>"
    paper = f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>'
    return "\n".join((head, told, paper, *sheet.parts, "</svg>", ""))


def fitted(text: str, room_mm: float, size: float = SMALL_MM) -> str:
    """Return a text that fits into the room, cut with an ellipsis where it is too long."""
    if words_mm(text, size) <= room_mm:
        return text
    kept = text
    while kept and words_mm(f"{kept}…", size) > room_mm:
        kept = kept[:-1]
    return f"{kept}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateAxis:
    """Days along a sheet: ``first`` begins at ``left``, ``last`` ends at ``right``, in millimetres."""

    first: date
    last: date
    left: float
    right: float

    @property
    def day_mm(self) -> float:
        """Return the width of a day."""
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def at(self, day: date) -> float:
        """Return where a day begins."""
        return self.left + (day - self.first).days * self.day_mm

    def bar(self, sheet: Sheet, window: Window, top: float, height: float, *, fill: str) -> None:
        """Draw a window as a bar, never too thin to be seen."""
        width = max((window.last - window.first).days + 1, 0) * self.day_mm
        sheet.box((self.at(window.first), top), (max(width, 0.35), height), fill=fill)

    def shade(self, sheet: Sheet, windows: Iterable[Window], top: float, bottom: float) -> None:
        """Lay a tint under the days of some windows."""
        for window in windows:
            first, last = max(window.first, self.first), min(window.last, self.last)
            if first <= last:
                width = ((last - first).days + 1) * self.day_mm
                sheet.box((self.at(first), top), (width, bottom - top), fill=SHADE)

    def grid(self, sheet: Sheet, top: float, bottom: float, words: dict[str, str]) -> None:
        """Draw a line at the first of each month down to ``bottom``, and the months' names above ``top``."""
        months = list(self._months())
        sheet.stroke([[(self.at(day), top), (self.at(day), bottom)] for day in months], ink=GRID, width=0.15)
        free, year = self.left, 0
        for day in months:
            name = "month" if day.year == year else "year_month"
            text = words[name].format(year=day.year, month=day.month)
            x = self.at(day)
            if x >= free and x + words_mm(text, SMALL_MM) <= self.right + 4:
                sheet.text((x + 0.4, top - 1.2), text, ink=FAINT, how="start")
                free, year = x + max(words_mm(text, SMALL_MM) + 1.5, LEAST_MONTH_MM), day.year

    def _months(self) -> Iterator[date]:
        day = self.first.replace(day=1)
        while day <= self.last:
            if day >= self.first:
                yield day
            day = (day + timedelta(days=32)).replace(day=1)
