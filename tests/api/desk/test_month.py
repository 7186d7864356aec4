"""A month told by hand: what was counted, which clocks were kept, what was spared, what is regretted, who hurried."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

from api.app import SYSTEM
from api.desk.month import Avoided, EmergencyCount, last_month, month_pack
from api.desk.month_clocks import ClockCount
from api.desk.month_papers import month_pdf, month_xlsx
from api.desk.month_tables import month_tables
from planner.messages import Language
from tests.api.desk.november import at, november

if TYPE_CHECKING:
    from api.desk.month import MonthPack
    from api.state import Desk
    from tests.api.conftest import Clock

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def told(desk: Desk, clock: Clock) -> Desk:
    """Return the desk with the month in it; today is 30 November."""
    for number, rows in enumerate(november()):
        with desk.store.changing(SYSTEM, "test.month", str(number)) as change:
            change.session.add_all(rows)
    clock.at = at(30)
    return desk


@pytest.fixture
def pack(told: Desk) -> MonthPack:
    """Return the pack of November."""
    with told.store.reading() as session:
        return month_pack(session, told, date(2026, 11, 1))


def test_the_month_is_that_of_the_county_and_the_meeting_is_by_the_tenth(pack: MonthPack, told: Desk) -> None:
    assert (pack.first, pack.last, pack.meeting_by) == (date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 10))
    assert last_month(told) == date(2026, 10, 1)


def test_everything_is_counted_in_the_month_it_happened(pack: MonthPack) -> None:
    counts = pack.counts
    # One application came on 1 December by the county's clock; of the submissions one still on 31 October
    assert (counts.applications, counts.submissions) == (1, 2)
    assert (counts.calls, counts.calls_joined) == (3, 1)
    assert (counts.cases_opened, counts.cases_decided, counts.decisions_superseding) == (1, 2, 1)
    assert (counts.cases_refused, counts.cases_accepted, counts.cases_closed) == (0, 1, 1)
    assert (counts.emergencies, counts.evaluations, counts.mean_score) == (3, 2, 4.5)


def test_clocks_are_kept_missed_or_running_by_organisation(pack: MonthPack) -> None:
    def clock(organisation: str, kind: str, kept: int, missed: int, running: int) -> ClockCount:
        return ClockCount(organisation=organisation, kind=kind, kept=kept, missed=missed, running=running)

    assert pack.clocks == (
        clock("RESOURCES", "item", 1, 1, 0),
        clock("URBAN", "decision", 1, 0, 0),
        clock("YX-GAS", "answer", 1, 1, 0),
        clock("YX-GAS", "emergency", 0, 0, 1),
        clock("YX-HEAT", "connection", 0, 0, 1),
        clock("YX-WATER", "connection", 1, 1, 0),
        clock("YX-WATER", "emergency", 1, 1, 0),
    )


def test_what_the_decided_works_spare_against_each_member_alone(pack: MonthPack) -> None:
    assert pack.avoided == Avoided(
        works=2,
        openings=2,
        openings_if_separate=4,
        opened_m=200.0,
        opened_m_if_separate=400.0,
        closure_days=20,
        closure_days_if_separate=40,
    )


def test_a_regret_names_nobody_confidential(pack: MonthPack) -> None:
    (regret,) = pack.regrets
    assert (regret.works, regret.section_id, regret.shared_m) == (("AJ2026-00001", "AJ2026-00002"), "S1", 60.0)
    assert regret.days_between == (date(2027, 3, 1) - date(2027, 1, 30)).days
    assert regret.organisations == (("YX-GAS", "YX-POWER", "YX-WATER"), ("",))
    assert regret.projects == (("G-1", "P-1", "W-1"), ("",))
    assert not regret.avoidable


def test_emergencies_are_counted_by_organisation_over_the_month_and_the_year(pack: MonthPack) -> None:
    assert pack.emergencies == (
        EmergencyCount(organisation="YX-WATER", in_month=2, in_year=3, filed_late=1),
        EmergencyCount(organisation="YX-GAS", in_month=1, in_year=1, filed_late=0),
    )


def test_a_month_of_nothing_is_empty_and_can_be_printed(desk: Desk) -> None:
    with desk.store.reading() as session:
        empty = month_pack(session, desk, date(2024, 2, 1))
    assert (empty.last, empty.clocks, empty.regrets, empty.counts.mean_score) == (date(2024, 2, 29), (), (), None)
    text = pypdfium2.PdfDocument(month_pdf(empty, desk.rulebook, Language.ZH))[0].get_textpage().get_text_bounded()
    assert text.count("本月无。") == 3


@pytest.mark.parametrize("language", Language)
def test_sheet_and_paper_say_what_the_pack_says(pack: MonthPack, desk: Desk, language: Language) -> None:
    tables = month_tables(pack, desk.rulebook, language)
    pages = pypdfium2.PdfDocument(month_pdf(pack, desk.rulebook, language))
    text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    assert [table.name for table in tables] == ["counts", "clocks", "avoided", "regrets", "emergencies"]
    assert all(table.title in text for table in tables)
    assert "T-1" not in text
    book = month_xlsx(pack, desk.rulebook, language)
    assert book == month_xlsx(pack, desk.rulebook, language)
    sheets = _sheets(book)
    assert [name for name, _ in sheets] == [table.title for table in tables]
    for (_, rows), table in zip(sheets, tables, strict=True):
        assert rows[1] == [column.title for column in table.columns]
        written = [
            ["" if cell is None else f"{cell:.16g}" if not isinstance(cell, str) else cell for cell in row]
            for row in table.rows
        ]
        assert rows[2 : 2 + len(written)] == written


def _sheets(book: bytes) -> list[tuple[str, list[list[str]]]]:
    """Return the cells of each sheet of a workbook as text, read from its markup."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith("xml")}  # noqa: S314 - our own
    shared = ["".join(each.itertext()) for each in parts["xl/sharedStrings.xml"]]
    names = [str(each.get("name")) for each in parts["xl/workbook.xml"].iter(f"{_MAIN}sheet")]
    return [(name, _cells(parts[f"xl/worksheets/sheet{at}.xml"], shared)) for at, name in enumerate(names, start=1)]


def _cells(sheet: ET.Element, shared: list[str]) -> list[list[str]]:
    rows = []
    for row in sheet.iter(f"{_MAIN}row"):
        values = [(cell.get("t"), cell.findtext(f"{_MAIN}v") or "") for cell in row.iter(f"{_MAIN}c")]
        rows.append([shared[int(value)] if kind == "s" else value for kind, value in values])
    return rows
