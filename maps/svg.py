"""A sheet of SVG: lines, panels, and labels that keep clear of one another. Text in, text out, no measuring library."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.messages import Language
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
    heavy: bool = False


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is: full-width characters one em, others 0.58."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.58 for letter in text) * size


class Sheet:
    """What is drawn, in order, and where there is no more room for text.

    Room is kept as discs: a label at any slant is a row of them, and so is the line it lies beside.
    """

    def __init__(self, width: float, height: float) -> None:
        """Start an empty sheet of this size in points."""
        self.width, self.height = width, height
        self.parts: list[str] = []
        self._taken: list[Floats] = []

    def line(self, points: Floats, *, colour: str, width: float, round_ends: bool = False, dash: str = "") -> None:
        """Draw a line through points of the sheet, shape (n, 2); ``dash`` is the pattern of a broken one."""
        path = "L".join(f"{_number(x)} {_number(y)}" for x, y in points.tolist())
        cap = ' stroke-linecap="round"' if round_ends else ""
        broken = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="M{path}" fill="none" stroke="{escape(colour)}" stroke-width="{_number(width)}"'
            f' stroke-linejoin="round"{cap}{broken}/>'
        )

    def polygon(self, points: Iterable[tuple[float, float]], *, colour: str) -> None:
        """Fill a polygon."""
        path = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self.parts.append(f'<polygon points="{path}" fill="{escape(colour)}"/>')

    def panel(self, x: float, y: float, width: float, height: float) -> None:
        """Lay a white panel with a thin frame over what was drawn."""
        size = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
        self.parts.append(f'<rect {size} fill="#ffffff" stroke="#b9c2cd" stroke-width="0.8"/>')

    def text(self, label: Label) -> None:
        """Write a label, a white outline beneath it, whether or not there is room."""
        at = f'x="{_number(label.x)}" y="{_number(label.y + label.size * 0.36)}"'
        turn = "" if not label.angle else _turned(label)
        common = f'{at}{turn} font-size="{_number(label.size)}" text-anchor="{label.anchor}"'
        words = escape(label.text)
        halo = 'fill="#ffffff" stroke="#ffffff" stroke-width="3" stroke-linejoin="round"'
        # The papers bring one weight of the font; a thin outline makes the heavier one.
        heavy = f' stroke="{escape(label.colour)}" stroke-width="0.4"' if label.heavy else ""
        self.parts.append(f'<text {common} {halo} aria-hidden="true">{words}</text>')
        self.parts.append(f'<text {common} fill="{escape(label.colour)}"{heavy}>{words}</text>')

    def write(self, label: Label) -> bool:
        """Write a centred label where it lies on the sheet and clear of what is taken; say whether it did."""
        discs = _discs(label)
        low, high = discs[:, :2].min(axis=0) - discs[0, 2], discs[:, :2].max(axis=0) + discs[0, 2]
        inside = low.min() >= 0 and high[0] <= self.width and high[1] <= self.height
        if not inside or any(_touch(discs, other) for other in self._taken):
            return False
        self._taken.append(discs)
        self.text(label)
        return True

    def reserve(self, points: Floats, radius: float) -> None:
        """Keep labels farther than ``radius`` from a line through points, shape (n, 2)."""
        self._taken.append(_along(points, radius))


def svg_document(sheet: Sheet, title: str, language: Language) -> bytes:
    """Return the sheet as an SVG file in UTF-8 that says what it is, in its language."""
    width, height, said = _number(sheet.width), _number(sheet.height), escape(title)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{FONT}" role="img" lang="{language.value}" aria-label="{said}">\n<title>{said}</title>\n'
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


def _discs(label: Label) -> Floats:
    """Return the room a centred label takes, as rows of x, y and radius."""
    radius = label.size * 0.62
    half = max(text_width(label.text, label.size) / 2 - radius / 2, 0.0)
    slope = np.radians(label.angle)
    step = np.array([np.cos(slope), np.sin(slope)]) * half
    middle = np.array([label.x, label.y])
    return _along(np.array([middle - step, middle + step]), radius)


def _along(points: Floats, radius: float) -> Floats:
    """Return discs of one radius along a line, close enough together to leave no gap between them."""
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    at = np.linspace(0.0, along[-1], int(along[-1] / radius) + 2)
    columns = (np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1]), np.full(len(at), radius))
    return np.column_stack(columns)


def _touch(a: Floats, b: Floats) -> bool:
    apart = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])
    return bool((apart < a[:, None, 2] + b[None, :, 2]).any())
