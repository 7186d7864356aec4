"""The ledger as a workbook, read back from its XML."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from planner.ledger_sheets import ledger_xlsx
from planner.messages import Language
from planner.model import Plan, Service
from planner.schedule.findings import Findings, findings_of
from tests.planner.schedule.schedule_ground import calendar, plan, price, project, situation, with_resurfacing

NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
FIRST_DAY = date(1899, 12, 30)
BOOK = with_resurfacing("05-11", "05-22")


def planned() -> tuple[Plan, Findings]:
    rows = [(project("=A1"), 0, 0.0, 100.0), (project("B", service=Service.GAS), 0, 50.0, 150.0)]
    ground = situation([*rows, (project("C", "06-01"), 0, 300.0, 400.0)])
    made = plan(ground, BOOK)
    return made, findings_of(made, ground, BOOK, calendar(), price)


def workbook(language: Language = Language.ZH) -> bytes:
    found = planned()[1]
    return ledger_xlsx(found.ledger, found.works, found.closings, language)


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    """Return the cells of each sheet as texts, row by row; formulas are refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts_of = {name: archive.read(name) for name in archive.namelist() if "xml" in name}
    read = {name: ET.fromstring(text) for name, text in texts_of.items()}  # noqa: S314 - written a moment ago, here
    texts = ["".join(item.itertext()) for item in read["xl/sharedStrings.xml"].iterfind("m:si", NAMES)]
    names = [str(sheet.get("name")) for sheet in read["xl/workbook.xml"].iterfind("m:sheets/m:sheet", NAMES)]
    found = {}
    for number, name in enumerate(names, 1):
        root = read[f"xl/worksheets/sheet{number}.xml"]
        assert root.find(".//m:f", NAMES) is None
        found[name] = [
            [
                texts[int(str(cell.findtext("m:v", "", NAMES)))]
                if cell.get("t") == "s"
                else str(cell.findtext("m:v", "", NAMES))
                for cell in row.iterfind("m:c", NAMES)
            ]
            for row in root.iterfind("m:sheetData/m:row", NAMES)
        ]
    return found


def test_totals_stand_beside_the_baselines() -> None:
    made, found = planned()
    rows = sheets(workbook())["汇总"]
    assert rows[0][:5] == ["做法", "开挖次数", "其中联合工程", "开挖长度（米）", "占道天数"]
    assert [row[0] for row in rows[1:]] == [
        "本方案",
        "各自单独施工",
        "按申报日期，工期重叠者两两合并",
        "开工日期相差 30 天以内者两两合并",
    ]
    totals, entry = made.totals, found.ledger.plan
    assert [float(cell) for cell in rows[1][1:]] == [
        totals.openings,
        1,
        totals.opened_m,
        totals.closure_days,
        *totals.reinstated_m2,
        *entry.resurfaced_m2,
        0,
    ]
    # A and B close with the resurfacing, 150 m of road; C comes too late for it and is left out.
    assert entry.resurfaced_m2[0] > 0
    assert len(rows) == 2 + len(found.ledger.lines)


def test_every_work_has_its_line() -> None:
    made, found = planned()
    rows = sheets(workbook())["分工程"]
    assert rows[0][:6] == ["编号", "类型", "道路", "成员工程", "进场开挖", "路面恢复完成"]
    assert len(rows) == 1 + len(made.joint_works)
    for row, work in zip(rows[1:], made.joint_works, strict=True):
        assert row[0] == work.id
        assert row[3] == "、".join(work.members)
        days = [FIRST_DAY + timedelta(days=int(cell)) for cell in row[4:6]]
        assert days == [work.phases.excavation.first, work.phases.reinstatement.last]
        assert float(row[6]) == pytest.approx(work.opened_m, abs=5e-4)
        assert int(row[8]) == work.closure_days
    columns = [sum(float(row[n]) for row in rows[1:]) for n in (14, 15)]
    assert columns == [pytest.approx(m2, abs=2e-3) for m2 in found.ledger.plan.resurfaced_m2]


def test_the_same_ledger_is_the_same_bytes_and_speaks_two_languages() -> None:
    assert workbook() == workbook()
    english = sheets(workbook(Language.EN))
    assert list(english) == ["totals", "works"]
    assert not re.search("[\u4e00-\u9fff]", "".join(english["totals"][0] + english["works"][0]))
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2023-06-01T00:00:00Z" in archive.read("docProps/core.xml")
