"""Tables as a workbook (XLSX) that is the same bytes for the same tables."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from planner.archive import stored_archive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from api.desk.month_tables import Table

__all__ = ["XLSX", "workbook"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_A4 = 9
_LETTERS_PER_SHARE = 12
_LONGEST_NAME = 31
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looks:
    title: Format
    head: Format
    text: Format
    number: Format
    note: Format


def workbook(title: str, day: date, tables: Sequence[Table]) -> bytes:
    """Return a workbook with a sheet for each table: title, head that stays in view and can be filtered, rows, note.

    Text is written as text, whatever it begins with, so that none can act as a formula or a link. ``day`` is what the
    file says it was made on; no clock is in it.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 - a date
        looks = _Looks(
            title=book.add_format({**_FONT, "bold": True, "font_size": 14}),
            head=book.add_format({**_FONT, "bold": True, "border": 1, "bg_color": "#E8E8E8", "text_wrap": True}),
            text=book.add_format({**_FONT, "border": 1, "text_wrap": True}),
            number=book.add_format({**_FONT, "border": 1}),
            note=book.add_format({**_FONT, "font_color": "#6E6E6E"}),
        )
        for table in tables:
            _write(book.add_worksheet(table.title[:_LONGEST_NAME]), title, table, looks)
    with zipfile.ZipFile(buffer) as archive:
        return stored_archive({name: archive.read(name) for name in archive.namelist()})


def _write(sheet: Worksheet, title: str, table: Table, looks: _Looks) -> None:
    sheet.write_string(0, 0, f"{title}　{table.title}", looks.title)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width * _LETTERS_PER_SHARE)
        sheet.write_string(1, at, column.title, looks.head)
    for number, row in enumerate(table.rows, start=2):
        for at, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, at, value, looks.number)
            else:
                sheet.write_string(number, at, value or "", looks.text)
    last = len(table.rows) + 1
    if table.note:
        sheet.write_string(last + 2, 0, table.note, looks.note)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, max(last, 1), len(table.columns) - 1)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
