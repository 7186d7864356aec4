"""The decision draft as a PDF: its text, its pages, its margins and its bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2
import pytest

from planner.errors import BundleError
from planner.permit.paper_data import decision_data
from planner.permit.papers import decision_pdf, set_paper

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook

A4_POINTS = (595.3, 841.9)
MM = 72 / 25.4


def _pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def _text(pdf: bytes) -> str:
    # pdfium reports a hyphen at the end of a line as U+0002
    return re.sub(r"\s+", "", "".join(_pages(pdf))).replace("\x02", "-")


def _set(body: str, fonts: Sequence[Path], **payload: Any) -> bytes:
    template = b"#let d = json(bytes(sys.inputs.payload))\n#set text(font: " + body.encode() + b")\n#d.text"
    return set_paper(template, payload, figure_svg=b"<svg/>", fonts=fonts, dated=datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.parametrize(
    "needed",
    [
        "叶县城市管理局",
        "叶城管路许〔2026〕",
        "号（草案）",
        "关于文化路燃气、电力、给水外线工程联合施工的决定书（草案）",
        "本稿为草案：未编号、未会签、未盖章",
        "一、被许可人",
        "二、许可事项",
        "三、许可期限",
        "四、许可要求",
        "五、法律依据",
        "六、费用",
        "七、联合施工理由",
        "八、待人工复核事项",
        "九、权利告知",
        "自2027年4月6日起至2027年4月30日止",
        "联合勘查2027年3月1日2027年3月3日",
        "同步安装：GAS-072027年4月15日2027年4月16日",
        "联合验收2027年5月6日2027年5月7日",
        "主干路（primary）",
        "首接负责：叶县国源水务有限公司",
        "60日内向叶县人民政府申请行政复议",
        "6个月内依法向有管辖权的人民法院提起行政诉讼",
        "规则册未收录经核定的占用费、挖掘修复费收费标准",
        "水平净距：水与燃气之间不小于0.5m（GB502894.1.9，M类）",
        "图1文化路施工平面图（JW-0001）",
        "叶县公安局交通管理大队",
        "（城市管理部门印章）",
        "0375-8090110",
        "昆阳鄄㛃巷中压燃气外线#7*[支线]*$甲$",
    ],
)
def test_the_draft_says(decision: bytes, needed: str) -> None:
    assert needed in _text(decision)


def test_anyone_can_recompute_every_printed_area(decision: bytes) -> None:
    printed = re.findall(r"(\d+\.\d\d)×(\d+\.\d{3})＝(\d+\.\d\d)", "\n".join(_pages(decision)))
    assert len(printed) == 12
    lows = highs = Decimal(0)
    for number, (length, width, area) in enumerate(printed):
        assert abs(Decimal(length) * Decimal(width) - Decimal(area)) <= Decimal("0.005")
        lows, highs = (lows + Decimal(area), highs) if number % 2 == 0 else (lows, highs + Decimal(area))
    assert f"{lows}～{highs}m²" in _text(decision)


def test_every_page_is_a4_and_marked_as_a_draft_with_its_number(decision: bytes) -> None:
    document = pypdfium2.PdfDocument(decision)
    for number, page in enumerate(document, start=1):
        assert page.get_size() == pytest.approx(A4_POINTS, abs=0.2)
        text = page.get_textpage().get_text_bounded()
        assert f"— {number} —" in text
        assert "草" in text


def test_it_is_pdf_a_dated_by_the_plan(decision: bytes) -> None:
    assert b"pdfaid:part" in decision
    assert "20261124" in pypdfium2.PdfDocument(decision).get_metadata_value("CreationDate")


def test_same_input_same_bytes(
    decision: bytes,
    work: JointWork,
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    figure_svg: bytes,
    fonts: tuple[Path, ...],
) -> None:
    again = decision_pdf(decision_data(work, plan, situation, rulebook), figure_svg=figure_svg, fonts=fonts[::-1])
    assert again == decision


def test_the_longest_names_stay_inside_the_margins(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, figure_svg: bytes, fonts: tuple[Path, ...]
) -> None:
    key = "GAS-07-" + "ABCDEFGHIJ0123456789" * 3
    long_name = "昆阳大道与文化路交叉口东北角老旧小区改造配套" * 4
    projects = tuple(
        replace(project, key=key if project.key == "GAS-07" else project.key, name=long_name, utility="U" * 60)
        for project in situation.routes.projects
    )
    renamed = {"GAS-07": key}
    longest = replace(
        work,
        road_name="叶县城关乡昆阳大道北段与东环路连接线及其延长线辅道工程道路",
        members=tuple(renamed.get(member, member) for member in work.members),
        stretches=tuple(replace(s, project=renamed.get(s.project, s.project)) for s in work.stretches),
        openings=tuple(replace(o, members=tuple(renamed.get(m, m) for m in o.members)) for o in work.openings),
        phases=replace(
            work.phases,
            installation=tuple(replace(i, project=renamed.get(i.project, i.project)) for i in work.phases.installation),
        ),
    )
    ground = replace(situation, routes=replace(situation.routes, projects=projects))
    pdf = decision_pdf(decision_data(longest, plan, ground, rulebook), figure_svg=figure_svg, fonts=fonts)
    assert key in _text(pdf)
    assert long_name in _text(pdf)
    _assert_inside_margins(pdf)


def test_the_text_stays_inside_the_margins(decision: bytes) -> None:
    _assert_inside_margins(decision)


def _assert_inside_margins(pdf: bytes) -> None:
    left, right, top = 28 * MM, A4_POINTS[0] - 26 * MM, A4_POINTS[1] - 37 * MM
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        boxes = np.array([text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()])
        small = boxes[(boxes[:, 2] - boxes[:, 0]) < 60]  # the mark across the page is meant to be large
        assert small[:, 0].min() >= left - 0.5
        assert small[:, 2].max() <= right + 2.5  # punctuation may hang a little
        assert small[:, 3].max() <= top + 3.0  # brackets rise above cap height, to which the first line is set


def test_a_head_is_repeated_over_pages(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, figure_svg: bytes, fonts: tuple[Path, ...]
) -> None:
    cuts = [opening.cut for opening in work.openings]
    edges = [float(x) for x in range(0, 301, 5)]
    openings = tuple(replace(work.openings[2], from_m=a, to_m=b, cut=cuts[2]) for a, b in pairwise(edges))
    area = tuple(sum((o.to_m - o.from_m) * o.cut.width_m[side] for o in openings) for side in (0, 1))
    long = replace(work, openings=openings, opened_m=300.0, reinstated_m2=(area[0], area[1]))
    pages = _pages(decision_pdf(decision_data(long, plan, situation, rulebook), figure_svg=figure_svg, fonts=fonts))
    assert sum("起止桩号" in page and "成员工程" in page for page in pages) >= 3


def test_what_no_font_holds_is_spelled_out_and_rare_names_are_set(fonts: tuple[Path, ...]) -> None:
    text = _text(_set('("Noto Serif SC", "Noto Sans SC")', fonts, text="鄄㛃𪨰😀ह"))
    assert text == "鄄㛃𪨰〔U+1F600〕〔U+0939〕"


def test_markup_in_submitted_text_is_only_text(fonts: tuple[Path, ...]) -> None:
    hostile = '#panic("x") *a* _b_ $x^2$ [c] \\ `d` <e> @f // g'
    assert _text(_set('"Noto Serif SC"', fonts, text=hostile)) == hostile.replace(" ", "")


def test_a_missing_font_is_an_error(fonts: tuple[Path, ...], tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="unknown font"):
        _set('"Nowhere Sans"', fonts, text="abc")
    with pytest.raises(BundleError):
        _set('"Noto Serif SC"', [tmp_path / "none.otf"], text="中文")


def test_a_broken_figure_is_an_error(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, fonts: tuple[Path, ...]
) -> None:
    for broken in (b"not an svg", b"\xff\xfe"):
        with pytest.raises(BundleError, match="could not be set"):
            decision_pdf(decision_data(work, plan, situation, rulebook), figure_svg=broken, fonts=fonts)
