"""The monthly pack as a workbook and as a paper."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from api.desk.month_tables import month_subtitle, month_tables, month_title, said
from api.papers import font_files
from api.sheets import workbook
from planner.messages import Language
from planner.permit.papers import paper_template, set_paper
from planner.permit.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.desk.month import MonthPack
    from api.desk.month_tables import Cell, Table
    from planner.rulebook.model import Rulebook

__all__ = ["month_pdf", "month_xlsx"]


def month_xlsx(pack: MonthPack, rulebook: Rulebook, language: Language) -> bytes:
    """Return the pack as a workbook with a sheet for each of its tables; same pack, same bytes."""
    return workbook(month_title(pack, language), pack.as_of, month_tables(pack, rulebook, language))


def month_pdf(pack: MonthPack, rulebook: Rulebook, language: Language) -> bytes:
    """Return the pack as PDF/A-2b for the table of the meeting; same pack, same bytes."""
    county = rulebook.county_zh if language is Language.ZH else rulebook.county_en
    payload = {
        "title": month_title(pack, language),
        "subtitle": month_subtitle(pack, language),
        "issuer": said("meeting.issuer", language, county=county),
        "mark": "",
        "origin": f"{rulebook.name} {rulebook.version}",
        "date": [pack.as_of.year, pack.as_of.month, pack.as_of.day],
        "parts": [
            {"heading": table.title, "blocks": [*_blocks(table, language)]}
            for table in month_tables(pack, rulebook, language)
        ],
    }
    dated = datetime.combine(pack.as_of, time(), UTC)
    return set_paper(paper_template("meeting"), payload, fonts=font_files(), dated=dated)


def _blocks(table: Table, language: Language) -> Iterator[dict[str, Any]]:
    if not table.rows:
        yield {"kind": "text", "text": said("meeting.none", language)}
    else:
        yield {
            "kind": "table",
            "caption": "",
            "columns": [
                {"title": column.title, "width": column.width, "align": "right" if column.number else "left"}
                for column in table.columns
            ],
            "rows": [[_text(value) for value in row] for row in table.rows],
            "last": [],
            "kept": len(table.rows) <= 15 and table.name != "regrets",
        }
    if table.note:
        yield {"kind": "note", "text": table.note}


def _text(value: Cell) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}"
    return "\n".join(clean(line) for line in str(value if value is not None else "—").split("\n"))
