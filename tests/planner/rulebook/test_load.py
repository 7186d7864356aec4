"""Documents are merged, wrong books are refused with every fault at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.errors import RulebookError
from planner.messages import Language, text_of
from planner.rulebook.load import default_documents, default_rulebook, included_documents, load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.model import Fault

WRONG = """\
extends: yexian
version: 3
colour: red
matching:
  search_m: {value: '15', status: P, source: county_policy}
  minimum_shared_m: {value: -20, status: P, source: county_policy}
  same_road_m: {value: .inf, status: P, source: county_policy}
moratoria:
  new_years: {value: 5, status: M, source: somebody}
  major_repair_years: {value: 3}
trench:
  cutback_each_side_m: {low: 0.4, high: 0.3, status: U, source: recalled}
  sector:
    - {a: gas_low, b: hovercraft, min_m: 1.0, status: C, source: GB50217, clause: one}
    - {a: sewer, b: gas_low, min_m: 1.0, status: C, source: GB50217, clause: one}
    - {a: gas_low, b: sewer, min_m: 2.0, status: Q, source: GB50217, clause: one}
services:
  water:
    ink: '#00FFFF'
    colour: cyan
weights:
  opened_metre:
    footpath: {value: 1, status: P, source: county_policy}
calendar:
  announced_until: soon
blackouts:
  - {id: x, zh: 甲, en: A, first: 02-29, last: 03-10, severity: block, status: V, source: recalled, basis: 无}
  - {id: x, zh: ' ', en: B, first: 06-01, last: '2027-06-10', severity: block, status: U, source: recalled, basis: 无}
"""

EXPECTED = [
    ("rulebook.wrong_type", "version", 2),
    ("rulebook.unknown_key", "colour", 3),
    ("rulebook.wrong_type", "matching.search_m.value", 5),
    ("rulebook.not_positive", "matching.minimum_shared_m.value", 6),
    ("rulebook.not_finite", "matching.same_road_m.value", 7),
    ("rulebook.unknown_source", "moratoria.new_years.source", 9),
    ("rulebook.unproven_rule", "moratoria.new_years.status", 9),
    ("rulebook.missing", "moratoria.major_repair_years.source", 10),
    ("rulebook.missing", "moratoria.major_repair_years.status", 10),
    ("rulebook.range_reversed", "trench.cutback_each_side_m", 12),
    ("rulebook.unknown_class", "trench.sector[0].b", 14),
    ("rulebook.contradicting_pair", "trench.sector[2]", 16),
    ("rulebook.not_one_of", "trench.sector[2].status", 16),
    ("rulebook.faint_ink", "services.water.ink", 19),
    ("rulebook.bad_colour", "services.water.colour", 20),
    ("rulebook.weight_without_group", "weights.opened_metre.footpath", 23),
    ("rulebook.bad_date", "calendar.announced_until", 25),
    ("rulebook.bad_day", "blackouts[0].first", 27),
    ("rulebook.mixed_days", "blackouts[1]", 28),
    ("rulebook.duplicate_code", "blackouts[1].id", 28),
    ("rulebook.unproven_rule", "blackouts[1].status", 28),
    ("rulebook.blank", "blackouts[1].zh", 28),
]


def places(faults: tuple[Fault, ...]) -> list[tuple[str, str | None, object]]:
    """Return code, path and line of each fault."""
    return [(fault.code, fault.field, fault.data["line"]) for fault in faults]


def test_wrong_book_is_refused_with_every_fault_and_its_place(faults: Callable[..., tuple[Fault, ...]]) -> None:
    found = faults(("mine.yaml", WRONG))
    assert places(found) == EXPECTED
    assert {fault.source for fault in found} == {"mine.yaml"}
    for fault in found:
        assert f"{fault.data['line']}" in text_of(fault, Language.ZH)
        assert text_of(fault, Language.EN)


def test_order_of_documents_and_repetition_change_nothing() -> None:
    backwards = dict(reversed(default_documents().items()))
    assert load_rulebook(backwards, main="yexian.yaml") == default_rulebook()


def test_extending_book_changes_what_it_says_and_keeps_the_rest() -> None:
    mine = "extends: yexian\nname: other\nmatching:\n  search_m: {value: 12, status: P, source: county_policy}\n"
    book = load_rulebook({"mine.yaml": mine.encode()})
    base = default_rulebook()
    assert (book.name, book.matching.search_m.value) == ("other", 12.0)
    assert book.matching.minimum_shared_m == base.matching.minimum_shared_m
    assert (book.trench, book.papers) == (base.trench, base.papers)
    assert book.sha256 != base.sha256


def test_extending_book_may_include_its_own_parts_and_bring_new_sources(
    faults: Callable[..., tuple[Fault, ...]],
) -> None:
    main = "extends: yexian\ninclude: [organisations.yaml]\n"
    part = "organisations:\n- {code: A, zh: 甲, en: A, services: [gas], source: us, hotline: ~, hotline_holder_zh: ~}\n"
    sources = "sources:\n  us: {title: 本县公告, kind: document}\n"
    book = load_rulebook({"mine.yaml": (main + sources).encode(), "organisations.yaml": part.encode()})
    assert [each.code for each in book.organisations] == ["A"]
    (fault,) = faults(("mine.yaml", main), ("organisations.yaml", part))
    assert (fault.code, fault.source, fault.field) == (
        "rulebook.unknown_source",
        "organisations.yaml",
        "organisations[0].source",
    )


def test_figure_is_overridden_whole_so_that_no_status_outlives_its_value(
    faults: Callable[..., tuple[Fault, ...]],
) -> None:
    found = faults(("mine.yaml", "extends: yexian\nclocks:\n  permit_single_days: {value: 30}\n"))
    assert places(found) == [
        ("rulebook.missing", "clocks.permit_single_days.source", 3),
        ("rulebook.missing", "clocks.permit_single_days.status", 3),
    ]


def test_digest_is_of_the_documents_used() -> None:
    documents = default_documents()
    assert load_rulebook({**documents, "unused.yaml": b"}"}).sha256 == default_rulebook().sha256
    documents["papers.yaml"] += b"# a comment\n"
    assert load_rulebook(documents).sha256 != default_rulebook().sha256


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("name: [a\n", "rulebook.syntax", 2),
        ("name: a\nname: b: c\n", "rulebook.syntax", 2),
        (b"name: a\nzh: \xff\xfe\n", "rulebook.encoding", 2),
        ("", "rulebook.not_a_mapping", 1),
        ("- a\n", "rulebook.not_a_mapping", 1),
        ("a: &x 1\nb: *x\n", "rulebook.alias", 2),
        ("a:\n  " + "[" * 60 + "]" * 60, "rulebook.too_deep", 2),
        ("a: " + "b" * 2_000_001, "rulebook.too_large", 1),
        ("a: !!python/object:os.system {}\n", "rulebook.syntax", 1),
        ("a: !!binary aGk=\n", "rulebook.syntax", 1),
        ("extends: atlantis\n", "rulebook.unknown_base", 1),
        ("name: a\ninclude: [../b.yaml]\n", "rulebook.bad_include", 2),
        ("include:\n- b.yaml\n", "rulebook.missing_include", 2),
        ("name: a\ninclude: b.yaml\n", "rulebook.bad_include", 2),
        ("name: a\n? [a, b]\n: 1\n", "rulebook.bad_key", 2),
        ("a: 1\n---\nb: 2\n", "rulebook.syntax", 2),
    ],
)
def test_unreadable_documents(
    text: str | bytes, code: str, line: int, faults: Callable[..., tuple[Fault, ...]]
) -> None:
    (fault,) = faults(("mine.yaml", text))
    assert (fault.code, fault.source, fault.data["line"]) == (code, "mine.yaml", line)
    for language in Language:
        assert text_of(fault, language)


def test_every_unreadable_document_is_told(faults: Callable[..., tuple[Fault, ...]]) -> None:
    found = faults(("a.yaml", "include: [b.yaml, c.yaml, b.yaml]\n"), ("b.yaml", "x: ["), ("c.yaml", "\ty: 1"))
    assert [(fault.source, fault.code) for fault in found] == [
        ("b.yaml", "rulebook.syntax"),
        ("c.yaml", "rulebook.syntax"),
        ("a.yaml", "rulebook.repeated_include"),
    ]


def test_values_stated_twice(faults: Callable[..., tuple[Fault, ...]]) -> None:
    found = faults(
        ("a.yaml", "extends: yexian\ninclude: [b.yaml]\nname: a\nname: b\npapers:\n  issuer_zh: 甲局\n"),
        ("b.yaml", "papers:\n\n  issuer_zh: 乙局\n"),
    )
    assert [(fault.source, fault.code, fault.field, fault.data["line"]) for fault in found] == [
        ("a.yaml", "rulebook.duplicate_key", "name", 4),
        ("b.yaml", "rulebook.defined_twice", "papers.issuer_zh", 3),
    ]
    assert text_of(found[1], Language.EN).endswith("a.yaml, line 6")


def test_missing_parts_are_told_one_by_one(faults: Callable[..., tuple[Fault, ...]]) -> None:
    found = faults(("a.yaml", "name: a\n"))
    assert {fault.code for fault in found} == {"rulebook.missing"}
    assert {"version", "sources", "trench", "papers"} <= {fault.field for fault in found}


def test_no_document_at_all() -> None:
    with pytest.raises(RulebookError) as refused:
        load_rulebook({})
    assert text_of(refused.value.faults[0])
    with pytest.raises(RulebookError):
        load_rulebook(default_documents(), main="other.yaml")


def test_reader_of_files_learns_what_to_bring() -> None:
    assert included_documents(default_documents()["yexian.yaml"])[:2] == ("sources.yaml", "organisations.yaml")
    assert included_documents(b"include: [../../etc/passwd, a.yaml, 3]") == ("a.yaml",)
    assert included_documents(b"[") == ()


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=60), st.text(alphabet="ab:-[]{}&*!|>'\"#\n \t0.é", max_size=60)))
def test_no_garbage_gets_through_or_breaks_anything(
    content: str | bytes, faults: Callable[..., tuple[Fault, ...]]
) -> None:
    found = faults(("garbage.yaml", content))
    assert found
    assert all(text_of(fault, language) for fault in found for language in Language)


def test_text_stays_what_was_typed(faults: Callable[..., tuple[Fault, ...]]) -> None:
    assert load_rulebook({"a.yaml": b"extends: yexian\nname: no\nversion: 2027-01-01\n"}).version == "2027-01-01"
    text = "extends: yexian\nmoratoria:\n  new_years: {value: 010, status: V, source: urban_roads}\n"
    (fault,) = faults(("a.yaml", text))
    assert (fault.code, fault.field) == ("rulebook.wrong_type", "moratoria.new_years.value")
