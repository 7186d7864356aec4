"""Nothing on a page is said in one language only, and nothing is said outside the words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import api.pages
from api.pages.words import WORDS
from planner.messages import Language

PAGES = Path(api.pages.__file__).parent
TEMPLATES = sorted((PAGES / "templates").rglob("*.html"))
CODE = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
ASKED = re.compile(r"""\b(?:t|say)\(\s*["']([\w.]+)["']""")
FIELDS = re.compile(r"\{(\w+)")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_a_template_says_nothing_by_itself(template: Path) -> None:
    text = TAG.sub(" ", CODE.sub("", template.read_text(encoding="utf-8")))

    assert not re.findall(r"[A-Za-z\u4e00-\u9fff]+", re.sub(r"&\w+;", "", text))


@pytest.mark.parametrize("source", [*TEMPLATES, *sorted(PAGES.rglob("*.py"))], ids=lambda each: each.name)
def test_whatever_is_asked_for_has_words(source: Path) -> None:
    asked = set(ASKED.findall(source.read_text(encoding="utf-8")))
    # what ends so is completed by a code
    begun = {each for each in asked if each.endswith((".", "_"))}

    assert asked - begun <= WORDS.keys()
    assert {each for each in begun if not any(key.startswith(each) for key in WORDS)} == set()


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_say_the_same(key: str) -> None:
    zh, en = WORDS[key]

    assert set(FIELDS.findall(zh)) == set(FIELDS.findall(en))
    assert en.strip()
    assert re.search(r"[\u4e00-\u9fff，。：、]", zh) or key == "other_language"
    assert not re.search(r"[\u4e00-\u9fff]", en) or key == "other_language"


def test_the_languages_are_two() -> None:
    assert [*Language] == ["zh", "en"]
