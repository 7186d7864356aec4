"""Wishes stated in the text of a rulebook: beside those of the book itself, and nothing else of it changed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from planner.errors import RulebookError
from planner.rulebook.load import default_documents, default_rulebook, load_rulebook
from planner.rulebook.model import FreeDays, Pair, Rulebook, Severity, Wishes
from planner.rulebook.stating import with_wishes

WHY = "现场要求"
OWN = Pair(a="E", b="F", why="规则册所定")
HEAD = "# 县城管局 2027\nname: county  # 名称\nextends: yexian\n"
TAIL = "# 版本\nversion: '7'\n"
OWN_WISH = '{"a": "E", "b": "F", "why": "规则册所定"}'


def pair(a: str, b: str) -> Pair:
    return Pair(a=a, b=b, why=WHY)


WISHED = Wishes(
    together=(pair("A", "B"),),
    apart=(pair("C", "D"),),
    free_days=(FreeDays(first=date(2027, 6, 7), last=date(2027, 6, 9), why="高考", roads=("健康路",)),),
)


def stated(text: str | bytes, wishes: Wishes = WISHED, **others: str) -> tuple[str, Rulebook]:
    """Return the main document with wishes, and the book it makes with the others."""
    content = text if isinstance(text, bytes) else text.encode()
    beside = {f"{name}.yaml": other.encode() for name, other in others.items()}
    documents = with_wishes({"book": content, **beside}, "book", wishes)
    assert documents == with_wishes({"book": content, **beside}, "book", wishes)
    return documents["book"].decode(), load_rulebook(documents, main="book")


def test_wishes_are_stated_in_the_rulebook_and_read_from_it() -> None:
    documents = default_documents()
    main = next(iter(documents))

    book = load_rulebook(with_wishes(documents, main, WISHED), main=main)

    assert book.wishes == WISHED
    assert book.sha256 != default_rulebook().sha256
    free = book.blackouts[-1]
    assert (free.first, free.last, free.severity) == ("2027-06-07", "2027-06-09", Severity.BLOCK)
    assert free.roads == ("健康路",)
    assert free.source in book.sources
    assert with_wishes(documents, main, Wishes()) == documents


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ('{"extends": "yexian", "name": "county"}', ()),
        (f'{{"extends": "yexian", "wishes": {{"together": [{OWN_WISH}]}}, "name": "county"}}\n', (OWN,)),
        ('{"extends": "yexian", "wishes": {}}', ()),
    ],
)
def test_a_book_written_as_json_stays_one(text: str, own: tuple[Pair, ...]) -> None:
    content, book = stated(text)

    assert json.loads(content)["wishes"]["apart"] == [{"a": "C", "b": "D", "why": WHY}]
    assert {**json.loads(content), "wishes": None} == {**json.loads(text), "wishes": None}
    assert book.wishes.together == (*own, pair("A", "B"))


@pytest.mark.parametrize(
    "own",
    [
        f"wishes: {{together: [{OWN_WISH}]}}\n",
        f"wishes:\n  together:\n    - {OWN_WISH}\n",
        "wishes:\n  together:\n  - a: E\n    b: F\n    why: 规则册所定\n",
        "wishes:\n  together:\n  - a: E\n    b: F\n    why: |-\n      规则册所定\n\n",  # its own end is the next key
    ],
)
@pytest.mark.parametrize("tail", ["", TAIL])
def test_a_book_that_states_wishes_keeps_them_and_every_other_word(own: str, tail: str) -> None:
    content, book = stated(HEAD + own + tail)

    assert book.wishes == Wishes(together=(OWN, pair("A", "B")), apart=WISHED.apart, free_days=WISHED.free_days)
    assert content.startswith(HEAD)
    assert content.endswith(tail)
    assert content.count("wishes:") == 1


def test_wishes_of_an_included_document_count_too() -> None:
    included = f"# 年度\nwishes:\n  together: [{OWN_WISH}]\n  apart: []\n"

    content, book = stated(HEAD + "include: [year.yaml, rest.yaml]\n", year=included, rest="version: '7'\n")

    assert book.wishes.together == (OWN, pair("A", "B"))
    assert book.version == "7"
    assert content.count("wishes:") == 1


@pytest.mark.parametrize(
    "text",
    [
        (HEAD + TAIL).rstrip().encode(),  # no new line at its end
        f"{HEAD}...\n".encode(),  # the end of the document marked
        b"\xef\xbb\xbf" + HEAD.encode(),  # a byte order mark, as Windows editors write it
        HEAD.replace("\n", "\r\n").encode(),
        HEAD.encode("utf-16"),
        b"{extends: yexian, name: county}  # one line of YAML\n",
    ],
)
def test_however_the_document_is_written(text: bytes) -> None:
    _, book = stated(text)

    assert book.wishes == WISHED
    assert book.name == "county"


def test_wishing_the_same_again_states_it_once() -> None:
    once = with_wishes({"book": HEAD.encode()}, "book", WISHED)

    assert load_rulebook(with_wishes(once, "book", WISHED)).wishes == WISHED


def test_no_wish_is_stated_in_what_is_no_rulebook() -> None:
    with pytest.raises(RulebookError) as error:
        with_wishes({"book": b"name: [\n"}, "book", WISHED)

    assert [fault.code for fault in error.value.faults] == ["rulebook.syntax"]
