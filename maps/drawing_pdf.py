"""A drawing as a PDF: its lines and words as vectors, on a sheet of its own size."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from html import unescape
from typing import TYPE_CHECKING

from planner.permit.papers import set_paper

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

__all__ = ["drawing_pdf"]

TEMPLATE = b"""
#let d = json(bytes(sys.inputs.payload))
#set document(title: d.title, date: datetime(year: d.date.at(0), month: d.date.at(1), day: d.date.at(2)))
#set page(width: auto, height: auto, margin: 8mm)
#set text(font: "Noto Sans SC", size: 9pt, lang: d.lang)
#image(bytes(sys.inputs.drawing), format: "svg", alt: d.title, width: d.width_mm * 1mm)
"""
WIDTH = re.compile(r'width="([0-9.]+)mm"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
LANG = re.compile(r' lang="([a-z]+)"')


def drawing_pdf(svg: str, *, fonts: Sequence[Path], dated: date) -> bytes:
    """Return a drawing of this package as PDF/A-2b at the size it names; equal input gives equal bytes.

    Parameters
    ----------
    fonts : Files that hold Noto Sans SC and Noto Serif SC, as for the papers.
    dated : The day the file says it is of; no clock is asked.

    Raises
    ------
    BundleError
        If a font is missing, or the typesetter warns of anything.
    ValueError
        If the drawing says no width, title or language.
    """
    found = [pattern.search(svg) for pattern in (WIDTH, TITLE, LANG)]
    if not all(found):
        raise ValueError("not a drawing of a plan")
    width, title, lang = (match[1] for match in found if match is not None)
    payload = {
        "title": unescape(title),
        "date": [dated.year, dated.month, dated.day],
        "lang": lang,
        "width_mm": float(width),
    }
    midnight = datetime.combine(dated, time(), UTC)
    return set_paper(TEMPLATE, payload, fonts=fonts, dated=midnight, drawings={"drawing": svg})
