"""What a decision draft says, before it is set."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from planner.errors import BundleError
from planner.model import Kind, Mode, Reason
from planner.permit.draft import begin
from planner.permit.paper_data import decision_data
from planner.permit.parts import decision_parts
from planner.permit.review import review_items
from planner.rulebook.model import Status

if TYPE_CHECKING:
    from planner.model import JointWork, Plan, Situation
    from planner.permit.draft import Draft
    from planner.rulebook.model import Rulebook


@pytest.fixture(scope="module")
def data(work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook) -> dict[str, Any]:
    """Return the payload of the joint work."""
    return decision_data(work, plan, situation, rulebook)


def _tables(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    blocks = [block for part in (*data["parts"], *data["annexes"]) for block in part["blocks"]]
    return {block["caption"].split("　")[0]: block for block in blocks if block["kind"] == "table"}


def test_a_draft_has_a_year_but_no_serial(data: dict[str, Any]) -> None:
    assert data["number"] == "叶城管路许〔2026〕　　号（草案）"
    assert data["title"] == "关于文化路燃气、电力、给水外线工程\n联合施工的决定书（草案）"
    assert data["issuer"] == "叶县城市管理局"


def test_each_utility_is_a_holder_with_its_own_share_and_period(data: dict[str, Any]) -> None:
    holders = _tables(data)["表1"]
    assert [row[1].splitlines()[0] for row in holders["rows"]] == [
        "平燃叶县燃气有限公司",
        "国网叶县供电公司",
        "叶县国源水务有限公司",
    ]
    assert [row[3] for row in holders["rows"]] == ["245.61～445.44", "373.72～713.55", "327.01～587.35"]
    assert holders["last"][3] == _tables(data)["表2"]["last"][5] == "946.34～1746.34"
    assert holders["rows"][0][4] == "2027年4月6日至\n2027年4月30日"


def test_lines_tell_side_offset_and_mode(data: dict[str, Any]) -> None:
    assert _tables(data)["表4"]["rows"][1] == [
        "POWER-3",
        "wh-001",
        "100.00～300.00",
        "200.00",
        "右侧 3.0",
        "同期不同槽",
    ]


def test_every_authority_has_a_box_and_every_approval_is_asked(data: dict[str, Any], rulebook: Rulebook) -> None:
    boxes = data["annexes"][2]["blocks"]
    assert len(boxes) == len(rulebook.papers.authorities)
    asked = "".join(item for box in boxes for item in box["items"])
    assert all(approval.zh in asked for approval in rulebook.papers.approvals)
    assert all(box["seal"] and box["date"] and box["choices"] for box in boxes)


def test_no_sum_of_money_is_printed(data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False)
    assert "规则册未收录" in text
    assert "元" not in text


def test_what_is_only_recalled_waits_for_a_person(data: dict[str, Any]) -> None:
    review = next(part for part in data["parts"] if part["heading"] == "八、待人工复核事项")["blocks"][0]["items"]
    assert "数值尚未与标准原文核对：水平净距：水与燃气之间不小于 0.5 m（GB 50289 4.1.9，M 类）" in review
    assert any("机关名称待核：叶县城市管理局" in item for item in review)
    assert "工程GAS-07未申报，按规则册取值：每日安装长度" in review


@pytest.mark.parametrize(("until", "is_told"), [(-1, True), (0, False)])
def test_days_beyond_the_announced_ones_wait_for_a_person(
    *, until: int, is_told: bool, work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook
) -> None:
    announced = work.phases.acceptance.last + timedelta(days=until)
    calendar = replace(rulebook.calendar, announced_until=announced)
    draft = begin(work, plan, situation, replace(rulebook, calendar=calendar))
    said = f"{announced.year}年{announced.month}月{announced.day}日以后的调休安排尚未公布"
    assert any(said in item for item in review_items(draft)) is is_told


def test_recalled_clauses_carry_their_mark(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook
) -> None:
    papers = rulebook.papers
    doubtful = replace(papers.conditions[0], status=Status.RECALLED)
    book = replace(rulebook, papers=replace(papers, conditions=(doubtful,)))
    conditions = decision_data(work, plan, situation, book)["parts"][3]["blocks"][0]["items"]
    assert conditions[0].endswith("〔待人工复核〕")


def test_reasons_are_worded(work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook) -> None:
    told = Reason(code="trench.single", data={"width_low_m": 0.8, "width_high_m": 1.4})
    parts = decision_data(replace(work, reasons=(told, told)), plan, situation, rulebook)["parts"]
    assert len(parts[6]["blocks"][0]["items"]) == 1


def test_cross_sections_tell_their_reasons_once_by_row(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook
) -> None:
    told = Reason(code="trench.single", data={"width_low_m": 0.8, "width_high_m": 1.4})
    openings = tuple(replace(opening, cut=replace(opening.cut, reasons=(told,))) for opening in work.openings)
    data = decision_data(replace(work, openings=openings), plan, situation, rulebook)
    assert [row[0] for row in _tables(data)["表6"]["rows"]] == ["1、2、3、4、5、6"]


def test_a_solo_work_is_not_called_joint(work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook) -> None:
    stretch = replace(work.stretches[0], mode=Mode.SINGLE)
    opening = replace(work.openings[0], to_m=300.0)
    solo = replace(
        work,
        kind=Kind.SOLO,
        road_name="",
        lead="GAS-07",
        members=("GAS-07",),
        stretches=(stretch,),
        openings=(opening,),
        opened_m=300.0,
        opened_m_if_separate=300.0,
        reinstated_m2=(246.6, 546.6),
    )
    data = decision_data(solo, plan, situation, rulebook)
    assert data["title"] == "关于未命名道路燃气外线工程\n施工的决定书（草案）"
    assert data["parts"][6]["heading"] == "七、安排理由"
    assert "成员均未申报" in json.dumps(data, ensure_ascii=False)


def test_a_mode_of_a_few_millimetres_is_not_worth_a_word(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook
) -> None:
    draft = begin(work, plan, situation, rulebook)
    least = draft.rows[-1].mode
    rows = tuple(replace(row, length_m=Decimal("0.00")) if row.mode is least else row for row in draft.rows)

    def said(about: Draft) -> str:
        subject = next(part for part in decision_parts(about) if part["heading"].startswith("二、"))
        return str(subject["blocks"][0]["items"][1])

    assert said(draft).count(" m") == len({row.mode for row in rows})
    assert said(replace(draft, rows=rows)).count(" m") == len({row.mode for row in rows}) - 1
    assert " 0.00" not in said(replace(draft, rows=rows))


def test_a_plan_of_another_situation_is_refused(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook
) -> None:
    with pytest.raises(BundleError):
        decision_data(replace(work, lead="NOBODY"), plan, situation, rulebook)
