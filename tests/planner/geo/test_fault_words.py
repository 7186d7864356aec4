"""The words for faults: two languages each, the same data in both, and none that nobody says."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import planner.geo
from planner.messages.faults import CATALOGUE

SOURCES = "\n".join(path.read_text("utf-8") for path in sorted(Path(planner.geo.__file__).parent.glob("*.py")))


def _names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_both_languages_speak_and_the_code_is_in_use(code: str) -> None:
    zh, en = CATALOGUE[code]
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert zh.endswith("。")
    assert en.endswith(".")
    assert not re.search(r"[\u4e00-\u9fff]", en)
    # The list of organisations is worded in the language of the sentence
    assert {name.removesuffix("_zh") for name in _names(zh)} == {name.removesuffix("_en") for name in _names(en)}
    # What is wrong with degrees is composed from the last word of the code
    assert f'"{code}"' in SOURCES or f'"{code.removeprefix("geometry.")}"' in SOURCES


def test_every_code_that_is_said_has_words() -> None:
    said = set(re.findall(r'"((?:datum|feature|file|geometry|project|property)\.[a-z_0-9]+)"', SOURCES))
    assert said <= set(CATALOGUE)
