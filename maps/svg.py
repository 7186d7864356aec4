"""A sheet of SVG: lines, panels, and labels that keep clear of one another. Text in, text out, no measuring library."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.model import Floats

__all__ = ["Label", "Sheet", "svg_document", "text_width"]

FONT = "Noto Sans SC"
INK = "#1b2333"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One line of text around its anchor point; ``angle`` turns it clockwise, in degrees."""

    x: float
    y: float
    text: str
    size: float
    angle: float = 0.0
    anchor: str = "middle"
    colour: str = INK


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is: full-width characters one em, others 0.58."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.58 for letter in text) * size


class Sheet:
    """What is drawn, in order, and which boxes are taken by text."""

    def __init__(self, width: float, height: float) -> None:
        """Start an empty sheet of this size in points."""
        self.width, self.height = width, height
        self.parts: list[str] = []
        self._taken: list[tuple[float, float, float, float]] = []

    def line(self, points: Floats, *, colour: str, width: float, round_ends: bool = False) -> None:
        """Draw a line through points of the sheet, shape (n, 2)."""
        path = "L".join(f"{_number(x)} {_number(y)}" for x, y in points.tolist())
        cap = ' stroke-linecap="round"' if round_ends else ""
        self.parts.append(
            f'<path d="M{path}" fill="none" stroke="{escape(colour)}" stroke-width="{_number(width)}"'
            f' stroke-linejoin="round"{cap}/>'
        )

    def polygon(self, points: Iterable[tuple[float, float]], *, colour: str) -> None:
        """Fill a polygon."""
        path = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self.parts.append(f'<polygon points="{path}" fill="{escape(colour)}"/>')

    def panel(self, x: float, y: float, width: float, height: float) -> None:
        """Lay a white panel with a thin frame over what was drawn."""
        size = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
        self.parts.append(f'<rect {size} rx="3" fill="#ffffff" stroke="#b9c2cd" stroke-width="0.8"/>')

    def text(self, label: Label) -> None:
        """Write a label, a white outline beneath it, whether or not there is room."""
        at = f'x="{_number(label.x)}" y="{_number(label.y + label.size * 0.36)}"'
        turn = "" if not label.angle else _turned(label)
        common = f'{at}{turn} font-size="{_number(label.size)}" text-anchor="{label.anchor}"'
        words = escape(label.text)
        halo = 'fill="#ffffff" stroke="#ffffff" stroke-width="3" stroke-linejoin="round"'
        self.parts.append(f'<text {common} {halo} aria-hidden="true">{words}</text>')
        self.parts.append(f'<text {common} fill="{escape(label.colour)}">{words}</text>')

    def write(self, label: Label) -> bool:
        """Write a centred label where it lies on the sheet and clear of others; say whether it did."""
        box = _box(label)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.width and box[3] <= self.height
        if not inside or any(_overlap(box, other) for other in self._taken):
            return False
        self._taken.append(box)
        self.text(label)
        return True

    def reserve(self, left: float, top: float, right: float, bottom: float) -> None:
        """Keep labels out of a box."""
        self._taken.append((left, top, right, bottom))


def svg_document(sheet: Sheet, title: str) -> bytes:
    """Return the sheet as an SVG file in UTF-8."""
    width, height = _number(sheet.width), _number(sheet.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{FONT}" role="img">\n<title>{escape(title)}</title>\n'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
    )
    frame = f'<rect x="0.5" y="0.5" width="{_number(sheet.width - 1)}" height="{_number(sheet.height - 1)}"'
    tail = f'{frame} fill="none" stroke="#8b94a3" stroke-width="1"/>\n</svg>\n'
    return (head + "\n".join(sheet.parts) + "\n" + tail).encode("utf-8")


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _turned(label: Label) -> str:
    return f' transform="rotate({_number(label.angle)} {_number(label.x)} {_number(label.y)})"'


def _box(label: Label) -> tuple[float, float, float, float]:
    width, height = text_width(label.text, label.size) + 4, label.size * 1.25
    cos, sin = abs(np.cos(np.radians(label.angle))), abs(np.sin(np.radians(label.angle)))
    half_x, half_y = (width * cos + height * sin) / 2, (width * sin + height * cos) / 2
    return label.x - half_x, label.y - half_y, label.x + half_x, label.y + half_y


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
