"""The monthly pack in words: headed tables for a page, a sheet and a paper alike."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from api.desk.month_regrets import HIDDEN
from planner.messages import Language, text_of
from planner.model import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from api.desk.month import MonthPack
    from planner.rulebook.model import Rulebook

    Cell = str | int | float | None

__all__ = ["Column", "Table", "month_subtitle", "month_tables", "month_title", "names_of", "said"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its title, its share of the width, and whether it holds numbers."""

    title: str
    width: float
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A headed table; ``name`` is its key, ``note`` what has to be known to read it, empty where nothing has."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def said(code: str, language: Language, **data: object) -> str:
    """Return the words of a code."""
    return text_of(Reason(code=code, data=data), language)


def names_of(rulebook: Rulebook, language: Language) -> Mapping[str, str]:
    """Return the names of utilities and authorities by their codes."""
    chinese = language is Language.ZH
    utilities = {each.code: each.zh if chinese else each.en for each in rulebook.organisations}
    return utilities | {each.code: each.zh if chinese else each.en for each in rulebook.papers.authorities}


def month_title(pack: MonthPack, language: Language) -> str:
    """Return the pack's title."""
    return said("meeting.title", language, year=pack.first.year, month=pack.first.month)


def month_subtitle(pack: MonthPack, language: Language) -> str:
    """Return the days the pack speaks of."""
    days: dict[str, Any] = {"first": pack.first, "last": pack.last, "by": pack.meeting_by, "as_of": pack.as_of}
    return said("meeting.subtitle", language, **days)


def month_tables(pack: MonthPack, rulebook: Rulebook, language: Language) -> tuple[Table, ...]:
    """Return the pack as tables in the order in which a meeting goes through them."""
    names = names_of(rulebook, language)

    def name(code: str) -> str:
        return said("meeting.hidden", language) if code == HIDDEN else names.get(code, code)

    return (
        _table("counts", [("what", 3), ("count", 1, True)], _counts(pack, language), language),
        _table(
            "clocks",
            [("organisation", 3), ("clock", 2), ("kept", 1, True), ("missed", 1, True), ("running", 1, True)],
            _clocks(pack, name, language),
            language,
        ),
        _table(
            "avoided",
            [("what", 3), ("joint", 1.5, True), ("separate", 1.5, True), ("saved", 1.5, True)],
            _avoided(pack, language),
            language,
        ),
        _table("regrets", _REGRETS, _regrets(pack, name, language), language),
        _table(
            "emergencies",
            [("organisation", 3), ("in_month", 1, True), ("in_year", 1, True), ("filed_late", 1.4, True)],
            ((name(e.organisation), e.in_month, e.in_year, e.filed_late) for e in pack.emergencies),
            language,
        ),
    )


_REGRETS = [
    ("road", 1.2),
    ("section", 1.2),
    ("shared_m", 0.9, True),
    ("days_between", 0.8, True),
    ("works", 1.6),
    ("projects", 2.2),
    ("organisations", 2.2),
    ("avoidable", 0.7),
]
_NOTED = frozenset({"clocks", "regrets"})


def _table(
    name: str, columns: Sequence[tuple[Any, ...]], rows: Iterator[tuple[Cell, ...]], language: Language
) -> Table:
    return Table(
        name=name,
        title=said(f"meeting.{name}", language),
        columns=tuple(
            Column(title=said(f"meeting.column.{key}", language), width=width, number=bool(number))
            for key, width, *number in columns
        ),
        rows=tuple(rows),
        note=said(f"meeting.{name}.note", language) if name in _NOTED else "",
    )


def _counts(pack: MonthPack, language: Language) -> Iterator[tuple[Cell, ...]]:
    for each in fields(pack.counts):
        yield said(f"meeting.count.{each.name}", language), getattr(pack.counts, each.name)


def _clocks(pack: MonthPack, name: Callable[[str], str], language: Language) -> Iterator[tuple[Cell, ...]]:
    for each in pack.clocks:
        kind = said(f"meeting.clock.{each.kind}", language)
        yield name(each.organisation), kind, each.kept, each.missed, each.running


def _avoided(pack: MonthPack, language: Language) -> Iterator[tuple[Cell, ...]]:
    for key in ("openings", "opened_m", "closure_days"):
        joint, separate = getattr(pack.avoided, key), getattr(pack.avoided, f"{key}_if_separate")
        yield said(f"meeting.avoided.{key}", language), joint, separate, round(separate - joint, 3)


def _regrets(pack: MonthPack, name: Callable[[str], str], language: Language) -> Iterator[tuple[Cell, ...]]:
    def both(pair: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
        return "\n".join("、".join(name(each) for each in side) for side in pair)

    for each in pack.regrets:
        yield (
            each.road_name,
            each.section_id,
            each.shared_m,
            each.days_between,
            "\n".join(each.works),
            both(each.projects),
            both(each.organisations),
            said("meeting.yes" if each.avoidable else "meeting.no", language),
        )
