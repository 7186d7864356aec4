"""The savings ledger as a workbook: one sheet of totals beside the baselines, one with a line for every work."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeAlias

import xlsxwriter

from planner.archive import stored_archive
from planner.messages import Language, text_of
from planner.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.workbook import Workbook

    from planner.model import JointWork
    from planner.schedule.ledger import Entry, Ledger
    from planner.schedule.resurfacing import Closing

    Cell: TypeAlias = str | int | float | date
    Column: TypeAlias = tuple[str, str]

__all__ = ["TOTALS", "ledger_xlsx"]

_CREATED = datetime(2023, 6, 1, tzinfo=UTC)
"""A workbook is stamped with a day: a fixed one, so that the same ledger gives the same bytes."""

_WHOLE, _METRES, _DAY, _TEXT = "0", "0.000", "yyyy-mm-dd", "@"
_WIDTHS = {_WHOLE: 12, _METRES: 16, _DAY: 14, _TEXT: 30}

_TOTALS: tuple[Column, ...] = (
    ("rule", _TEXT),
    ("openings", _WHOLE),
    ("joint_works", _WHOLE),
    ("opened_m", _METRES),
    ("closure_days", _WHOLE),
    ("low_m2", _METRES),
    ("high_m2", _METRES),
    ("resurfaced_low_m2", _METRES),
    ("resurfaced_high_m2", _METRES),
    ("put_off", _WHOLE),
)
TOTALS = tuple(name for name, _ in _TOTALS)
"""The columns of the totals, by the last part of their codes."""

_WORKS: tuple[Column, ...] = (
    ("id", _TEXT),
    ("kind", _TEXT),
    ("road", _TEXT),
    ("members", _TEXT),
    ("first", _DAY),
    ("last", _DAY),
    ("opened_m", _METRES),
    ("opened_m_if_separate", _METRES),
    ("closure_days", _WHOLE),
    ("closure_days_if_separate", _WHOLE),
    ("low_m2", _METRES),
    ("high_m2", _METRES),
    ("low_m2_if_separate", _METRES),
    ("high_m2_if_separate", _METRES),
    ("resurfaced_low_m2", _METRES),
    ("resurfaced_high_m2", _METRES),
)


def ledger_xlsx(
    ledger: Ledger, works: Iterable[JointWork], closings: Iterable[Closing], language: Language = Language.ZH
) -> bytes:
    """Return the ledger as a workbook; same ledger, same bytes.

    Parameters
    ----------
    works : The works of the plan, one line each.
    closings : What resurfacings close of them.

    Returns
    -------
    Metres and square metres are numbers to a thousandth, days are dates; texts are never taken for formulas.
    """
    closed: dict[str, tuple[float, float]] = {}
    for closing in closings:
        low, high = closed.get(closing.work, (0.0, 0.0))
        closed[closing.work] = (low + closing.closed_m2[0], high + closing.closed_m2[1])
    rows = [("ledger.plan", ledger.plan), *((f"term.rule.{line.rule.value}", line.entry) for line in ledger.lines)]
    content = io.BytesIO()
    # A workbook that is not told to work in memory writes files
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    totals = [_totals(_said(code, language), entry) for code, entry in rows]
    _sheet(book, "totals", _headings("ledger.column", _TOTALS, language), totals, language)
    lines = [_work(work, closed.get(work.id, (0.0, 0.0)), language) for work in works]
    _sheet(book, "works", _headings("ledger.work", _WORKS, language), lines, language)
    book.close()
    with zipfile.ZipFile(content) as archive:
        return stored_archive({name: archive.read(name) for name in archive.namelist()})


def _said(code: str, language: Language, data: Mapping[str, object] | None = None) -> str:
    return text_of(Reason(code=code, data=data or {}), language)


def _headings(prefix: str, columns: Sequence[Column], language: Language) -> list[Column]:
    return [(_said(f"{prefix}.{name}", language), form) for name, form in columns]


def _sheet(
    book: Workbook, name: str, headings: Sequence[Column], rows: Sequence[Sequence[Cell]], language: Language
) -> None:
    """Write one sheet, its headings kept in sight."""
    sheet = book.add_worksheet(_said(f"ledger.sheet.{name}", language))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet.freeze_panes(1, 1)
    for column, (heading, form) in enumerate(headings):
        sheet.set_column(column, column, _WIDTHS[form])
        sheet.write_string(0, column, heading, bold)
        shown = book.add_format({"num_format": form, "valign": "top"})
        for row, cells in enumerate(rows, 1):
            cell = cells[column]
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, shown)
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell, shown)
            else:
                sheet.write_number(row, column, cell, shown)


def _totals(name: str, entry: Entry) -> tuple[Cell, ...]:
    areas = (round(m2, 3) for m2 in (*entry.reinstated_m2, *entry.resurfaced_m2))
    return (name, entry.openings, entry.joint, round(entry.opened_m, 3), entry.closure_days, *areas, entry.put_off)


def _work(work: JointWork, closed_m2: tuple[float, float], language: Language) -> tuple[Cell, ...]:
    areas = (round(m2, 3) for m2 in (*work.reinstated_m2, *work.reinstated_m2_if_separate, *closed_m2))
    return (
        work.id,
        _said(f"term.kind.{work.kind.value}", language),
        work.road_name or _said("term.road.unnamed", language),
        ("、" if language is Language.ZH else ", ").join(work.members),
        work.phases.excavation.first,
        work.phases.reinstatement.last,
        round(work.opened_m, 3),
        round(work.opened_m_if_separate, 3),
        work.closure_days,
        work.closure_days_if_separate,
        *areas,
    )
