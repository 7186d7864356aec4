"""Every word of papers and bundles has both languages, and says submitted text safely."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

import pytest

from planner.messages import Language, text_of
from planner.messages.permit import CATALOGUE
from planner.model import Reason
from planner.permit.wording import clean, field_name, hotline, law_title, road_class, utility_name

if TYPE_CHECKING:
    from planner.rulebook.model import Rulebook


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_both_languages_render_from_the_same_data(code: str) -> None:
    fields = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in CATALOGUE[code]]
    assert fields[0] == fields[1]
    told = Reason(code=code, data=dict.fromkeys(fields[0], 7))
    assert all(text_of(told, language).strip() for language in Language)


def test_submitted_text_becomes_one_printable_line() -> None:
    assert clean(" a\n\tb\u0000\u200b\ud800 ") == "a b〔U+0000〕〔U+200B〕〔U+D800〕"


def test_a_document_known_by_its_number_takes_no_title_marks() -> None:
    assert law_title("城市道路管理条例") == "《城市道路管理条例》"
    assert law_title("叶政办〔2023〕6号") == "叶政办〔2023〕6号"


def test_road_classes_are_told_by_their_group(rulebook: Rulebook) -> None:
    assert road_class("primary", rulebook) == "主干路（primary）"
    assert road_class("lane", rulebook) == "支路及其他（lane）"
    assert road_class("", rulebook) == "等级未载"


def test_hotlines_name_who_answers(rulebook: Rulebook) -> None:
    assert hotline("YX-WATER", rulebook) == "0375-8090110"
    assert hotline("YX-CMCC", rulebook) == "0375-8053465（叶县工业和信息化局）"
    assert hotline("YX-NOBODY", rulebook) == "规则册未载"
    assert utility_name("YX-NOBODY", rulebook) == "YX-NOBODY（规则册未收录）"


def test_properties_have_names_and_unknown_ones_stand_for_themselves() -> None:
    assert field_name("dn_mm") == "管径"
    assert field_name("colour") == "colour"
