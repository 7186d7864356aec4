"""A decision on paper: final, with number, day, opinions and conditions, and with where it may be checked."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import segno

from planner.permit.case import Given
from planner.permit.codes import code_svg
from planner.permit.issued import Issued, issued_of
from planner.permit.items import items_data
from planner.permit.paper_data import decision_data
from planner.permit.papers import decision_pdf, items_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook

CONDITION = "夜间（22时至次日6时）不得破碎路面"


def _item(item: str, authority: str, opinion: str = "agree", conditions: tuple[str, ...] = ()) -> dict[str, Any]:
    told = {"item": item, "authority": authority, "opinion": opinion, "conditions": [*conditions]}
    return {**told, "given_at": "2026-12-15T16:30:00+00:00"}


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    """Return the record of a decision on four items, one of them with a condition."""
    return {
        "schema": "cotrench/decision/1",
        "number": "叶城管路许〔2026〕12号",
        "case": "AJ2026-00012",
        "decided_on": "2026-12-18",
        "decided_by": "URBAN",
        "opened_on": "2026-12-01",
        "supersedes": None,
        "items": [
            _item("P1", "RESOURCES"),
            _item("P2", "URBAN", "agree_with_conditions", (CONDITION,)),
            _item("P4", "GREENING"),
            _item("P9", "HOUSING"),
        ],
    }


@pytest.fixture(scope="module")
def issued(record: dict[str, Any]) -> Issued:
    """Return that decision, unsigned."""
    return issued_of(record, base_url="https://desk.example/", zone=ZoneInfo("Asia/Shanghai"), signed=False)


@pytest.fixture(scope="module")
def data(work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, issued: Issued) -> dict[str, Any]:
    """Return the payload of the decision."""
    return decision_data(work, plan, situation, rulebook, issued=issued)


@pytest.fixture(scope="module")
def pdf(data: dict[str, Any], issued: Issued, figure_svg: bytes, fonts: tuple[Path, ...]) -> bytes:
    """Return the decision as PDF."""
    return decision_pdf(data, figure_svg=figure_svg, fonts=fonts, issued=issued)


def _pages(content: bytes) -> list[str]:
    return [re.sub(r"\s", "", p.get_textpage().get_text_bounded()) for p in pypdfium2.PdfDocument(content)]


def test_the_record_is_read_with_the_days_of_the_county(issued: Issued) -> None:
    assert [answer.given_on for answer in issued.answers] == [date(2026, 12, 16)] * 4
    assert issued.answers[1].opinion is Given.AGREE_WITH_CONDITIONS
    assert issued.address == (
        "https://desk.example/check?number=%E5%8F%B6%E5%9F%8E%E7%AE%A1%E8%B7%AF%E8%AE%B8%E3%80%942026%E3%80%9512%E5%8F%B7"
    )


def test_nothing_of_a_draft_is_left(data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False)
    assert data["title"] == "关于文化路燃气、电力、给水外线工程\n联合施工的决定书"
    assert data["number"] == "叶城管路许〔2026〕12号"
    assert data["date"] == [2026, 12, 18]
    assert data["received"] == "立案日期：2026年12月1日"
    assert not [word for word in ("草案", "拟决定", "未编号", "□ 同意　　□ 附条件") if word in text]


def test_conditions_of_the_authorities_bind_before_those_of_every_work(data: dict[str, Any]) -> None:
    conditions = data["parts"][3]["blocks"][0]["items"]
    assert conditions[0] == f"{CONDITION}（占用、挖掘城市道路许可P2审批意见）。"
    assert len(conditions) == 1 + 11


def test_each_item_is_answered_in_a_table(data: dict[str, Any]) -> None:
    (table,) = data["annexes"][2]["blocks"]
    assert [(row[0].split("　")[0], row[2], row[3], row[4]) for row in table["rows"]] == [
        ("P1", "同意", "无。", "2026年12月16日"),
        ("P2", "附条件同意", f"条件1：{CONDITION}", "2026年12月16日"),
        ("P4", "同意", "无。", "2026年12月16日"),
        ("P9", "同意", "无。", "2026年12月16日"),
    ]


def test_each_holder_has_its_area_period_and_liability(data: dict[str, Any]) -> None:
    liable = data["parts"][0]["blocks"][1]["items"]
    assert liable[0] == (
        "平燃叶县燃气有限公司：恢复面积份额245.61～445.44 m²；安装期限2027年4月15日至2027年4月16日；"
        "对所敷设管线（GAS-07）的质量和安全负责。"
    )
    assert liable[2].endswith("对所敷设管线（WATER-1）的质量和安全负责，并作为首接单位牵头至联合验收。")


def test_those_who_answered_and_all_members_accept_together(data: dict[str, Any]) -> None:
    accepted, parties, _ = data["annexes"][3]["blocks"]
    assert [row[1] for row in accepted["rows"]][-4:] == [
        "沟槽回填与压实",
        "路面恢复",
        "现场清理、标志撤除",
        "竣工测量与隐蔽工程资料",
    ]
    assert accepted["rows"][4][2] == "946.34～1746.34 m²"
    names = [row[0].removesuffix("〔待人工复核〕") for row in parties["rows"]]
    assert names == [
        "平燃叶县燃气有限公司",
        "国网叶县供电公司",
        "叶县国源水务有限公司",
        "叶县城市管理局",
        "叶县自然资源局",
        "叶县住房和城乡建设局",
        "叶县工业和信息化局",
        "叶县城市绿化行政主管部门",
    ]


def test_the_officer_s_organisation_signs_and_remedies_are_told(data: dict[str, Any]) -> None:
    assert data["signature"]["issuer"] == "叶县城市管理局"
    assert data["signature"]["date"] == "2026年12月18日"
    remedies = [block["text"] for block in data["parts"][8]["blocks"]]
    assert "60日内向叶县人民政府申请行政复议" in remedies[0]
    assert "6个月内" in remedies[1]


@pytest.mark.parametrize(
    ("signed", "mark", "seal"), [(True, "", "（电子签名）"), (False, "未签名", "（城市管理部门印章）")]
)
def test_only_a_signed_decision_bears_no_mark(
    work: JointWork,
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    issued: Issued,
    *,
    signed: bool,
    mark: str,
    seal: str,
) -> None:
    data = decision_data(work, plan, situation, rulebook, issued=replace(issued, signed=signed))
    assert (data["mark"], data["signature"]["seal"]) == (mark, seal)
    assert ("未签名件" in data["note"]) is not signed


def test_a_later_decision_says_which_one_it_supersedes(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, issued: Issued
) -> None:
    later = replace(issued, number="叶城管路许〔2026〕13号", supersedes=issued.number)
    data = decision_data(work, plan, situation, rulebook, issued=later)
    assert data["preamble"].startswith("本决定替代叶城管路许〔2026〕12号，")


def test_the_pdf_is_dated_by_the_decision_and_the_same_bytes_again(
    pdf: bytes, data: dict[str, Any], issued: Issued, figure_svg: bytes, fonts: tuple[Path, ...]
) -> None:
    assert "20261218" in pypdfium2.PdfDocument(pdf).get_metadata_value("CreationDate")
    assert decision_pdf(data, figure_svg=figure_svg, fonts=fonts, issued=issued) == pdf
    assert all("叶城管路许〔2026〕12号" in page for page in _pages(pdf))


def test_the_code_on_the_paper_is_drawn_as_lines_and_leads_to_the_number(pdf: bytes, issued: Issued) -> None:
    document = pypdfium2.PdfDocument(pdf)
    (page,) = (page for page in document if "扫码核验" in page.get_textpage().get_text_bounded())
    assert not [each for each in page.get_objects() if each.type == pdfium.FPDF_PAGEOBJ_IMAGE]
    matrix = np.array(segno.make_qr(issued.address, error="q", boost_error=False).matrix, dtype=bool)
    assert (_modules(page, len(matrix)) == matrix).all()


def _modules(page: pypdfium2.PdfPage, count: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Read the dark modules of the code back from the picture of the page: it is what stands above its caption."""
    scale = 6.0
    text = page.get_textpage()
    found = text.search("扫码核验").get_next()
    assert found is not None
    left, _, _, top = text.get_charbox(found[0])
    picture = page.render(scale=scale, grayscale=True).to_numpy()
    size = 26 / 25.4 * 72 * scale
    above = picture[: int(picture.shape[0] - top * scale), int((left - 2) * scale) : int((left + 2) * scale + size)]
    rows = np.flatnonzero((above < 100).any(axis=1))
    rows = rows[rows > rows[-1] - size]
    columns = np.flatnonzero((above[rows[0] : rows[-1]] < 100).any(axis=0))
    edges = np.linspace(rows[0], rows[-1] + 1, count + 1), np.linspace(columns[0], columns[-1] + 1, count + 1)
    middles = [((each[:-1] + each[1:]) / 2).astype(int) for each in edges]
    return np.asarray(above[np.ix_(*middles)] < 128)


def test_the_code_is_the_same_text_again() -> None:
    assert code_svg("https://desk.example/check?number=1") == code_svg("https://desk.example/check?number=1")


def test_each_answered_item_has_one_sheet_with_its_own_authority(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, issued: Issued, fonts: tuple[Path, ...]
) -> None:
    data = items_data(work, plan, situation, rulebook, issued=issued)
    pages = _pages(items_pdf(data, fonts=fonts))
    assert len(pages) == len(issued.answers)
    assert "叶县城市管理局" in pages[1]
    assert f"条件1：{CONDITION}" in pages[1]
    assert "意见：附条件同意" in pages[1]
    assert "城市绿化条例第19条" in pages[2]
    assert all("叶城管路许〔2026〕12号" in page and "245.61～445.44" in page for page in pages)


def test_a_draft_has_a_sheet_to_fill_in_for_every_item(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, fonts: tuple[Path, ...]
) -> None:
    pages = _pages(items_pdf(items_data(work, plan, situation, rulebook), fonts=fonts))
    assert len(pages) == len(rulebook.papers.approvals)
    assert all("□附条件同意" in page and "草案" in page for page in pages)
