"""One property column to typed values: tolerant of how clerks write, strict about what it means.

A reader takes one given value and returns what it means, or a ``Refusal``. Columns are read once per distinct
value, so a hundred thousand rows cost a few dozen calls for dates, codes and numbers.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.geo.layer import coded, objects, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

    from numpy.typing import NDArray

    from planner.model import Objects

__all__ = ["Column", "Refusal", "choice", "date", "number", "read_column", "text", "whole"]

_LONGEST_TEXT = 200
# Dates outside these years are slips of the pen; the working calendar is not built for them
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_ISO_DATE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\s*", re.ASCII | re.DOTALL)
_SIMPLE: tuple[set[type], ...] = ({str}, {int, float}, {dt.date}, {dt.datetime})
# Compared with a whole column: NumPy has no elementwise "is"
_NOTHING = None
_UNPRINTABLE = {"Cc", "Cf", "Cs"}
# No XML may hold these two, so no drawing either
_NO_CHARACTERS = {"\ufffe", "\uffff"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value cannot be taken: a fault code and its data."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column after reading.

    Attributes
    ----------
    said : What the values mean; None where missing or refused, shape (n,).
    given : What was submitted, shape (n,).
    missing, refused : Masks, shape (n,).
    refusals : The refusal of each refused row.
    """

    said: Objects
    given: Objects
    missing: NDArray[np.bool_]
    refused: NDArray[np.bool_]
    refusals: Mapping[int, Refusal]


def read_column(given: Objects, reader: Callable[[Any], Any]) -> Column:
    """Read a column, each distinct value once; None, NaN and blank text are missing."""
    if not (given != _NOTHING).any():
        nobody = np.zeros(len(given), dtype=np.bool_)
        return Column(said=given, given=given, missing=~nobody, refused=nobody, refusals={})
    codes, distinct = _distinct(given)
    meanings = objects([*(_meaning(value, reader) for value in distinct), None])
    refused_kind = np.array([isinstance(meaning, Refusal) for meaning in meanings])
    missing_kind = np.array([meaning is None for meaning in meanings])
    said = meanings[codes]
    refused = refused_kind[codes]
    refusals = {row: said[row] for row in np.flatnonzero(refused).tolist()}
    said[refused] = None
    return Column(said=said, given=given, missing=missing_kind[codes], refused=refused, refusals=refusals)


def _distinct(given: Objects) -> tuple[NDArray[np.int64], list[Any]]:
    """Return a code per row and the value of each code; -1 (the last) stands for null."""
    kinds = set(map(type, given.tolist()))
    if any(kinds <= {*simple, type(None)} for simple in _SIMPLE):
        return coded(given)
    # True equals 1 and lists have no hash: only values of one simple type may share a code
    return np.arange(len(given)), given.tolist()


def _meaning(value: object, reader: Callable[[Any], Any]) -> object:
    if isinstance(value, str):
        return reader(value) if value.strip() else None
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return reader(value)


def text(value: Any) -> str | Refusal:  # noqa: ANN401 (anything a file holds)
    """Read text: spaces tidied, whole numbers as digits, nothing unprintable, at most 200 characters."""
    if isinstance(value, str):
        return _printable(" ".join(value.split()))
    if (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer()):
        return _printable(str(int(value)))
    return Refusal("property.not_text", {"found": shown(value)})


def _printable(tidy: str) -> str | Refusal:
    if len(tidy) > _LONGEST_TEXT:
        return Refusal("property.too_long", {"limit": _LONGEST_TEXT})
    if not tidy.isprintable() and any(
        letter in _NO_CHARACTERS or unicodedata.category(letter) in _UNPRINTABLE for letter in tidy
    ):
        return Refusal("property.bad_characters")
    return tidy


def choice(options: type[StrEnum]) -> Callable[[Any], Any]:
    """Return a reader of one of the values of an enumeration, whatever the case of the letters."""
    allowed = {option.value: option for option in options}

    def read(value: object) -> object:
        refusal = Refusal("property.not_one_of", {"found": shown(value), "allowed": ", ".join(allowed)})
        return allowed.get(value.strip().lower(), refusal) if isinstance(value, str) else refusal

    return read


def date(value: Any) -> dt.date | Refusal:  # noqa: ANN401 (anything a file holds)
    """Read an ISO date, with or without a time of day, or the date of a date column."""
    found = _date_of(value)
    if found is None:
        return Refusal("property.not_a_date", {"found": shown(value)})
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return Refusal(
            "property.date_not_plausible", {"found": found.isoformat(), "first": _FIRST_YEAR, "last": _LAST_YEAR}
        )
    return found


def _date_of(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    match = _ISO_DATE.fullmatch(value) if isinstance(value, str) else None
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def number(*, most: float, unit: str = "", zero: bool = False) -> Callable[[Any], Any]:
    """Return a reader of numbers above zero (or from it) up to ``most``, as numbers or text, with or without unit."""
    marks = re.compile(unit, re.IGNORECASE) if unit else None

    def read(value: object) -> object:
        found = _number_of(value, marks)
        if found is None:
            return Refusal("property.not_a_number", {"found": shown(value)})
        if found < 0 or (found == 0 and not zero):
            return Refusal("property.negative" if zero else "property.not_positive", {"found": f"{found:.10g}"})
        if found > most:
            return Refusal("property.too_large", {"found": f"{found:.10g}", "most": f"{most:g}"})
        return found

    return read


def _number_of(value: object, marks: re.Pattern[str] | None) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    bare = marks.sub("", value) if marks is not None and isinstance(value, str) else value
    try:
        found = float(bare)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(*, most: int, unit: str = "") -> Callable[[Any], Any]:
    """Return a reader of whole numbers from 1 to ``most``."""
    plain = number(most=most, unit=unit)

    def read(value: object) -> object:
        found = plain(value)
        if isinstance(found, float) and not found.is_integer():
            return Refusal("property.not_whole", {"found": f"{found:.10g}"})
        return int(found) if isinstance(found, float) else found

    return read
