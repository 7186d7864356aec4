"""The words for every code: faults, reasons and violations, in Chinese and English.

Each sibling module holds one ``CATALOGUE``: code -> (Chinese, English), templates for ``str.format`` over the
data that travels with the code. Nothing else in the core holds prose. Templates may also ask for ``{x:day}``
(a date in words), ``{x:list}`` (names, enumerated), ``{x:cited}`` (where in a norm something stands) and
``{x:term.phase}`` (codes, by their own words in the catalogue).
"""

from __future__ import annotations

import re
import string
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from planner.messages import (
    bundle,
    case,
    desk,
    faults,
    ledger,
    meeting,
    network,
    permit,
    plan_files,
    reasons,
    rulebook,
    submission,
    terms,
    trench,
    violations,
)

if TYPE_CHECKING:
    from planner.model import Fault, Reason

__all__ = ["CATALOGUE", "TOLD", "Language", "text_of"]

# The data of a code that carries its sentence
TOLD = "told"


class Language(StrEnum):
    """A language the product speaks."""

    ZH = "zh"
    EN = "en"


CATALOGUE = {
    **bundle.CATALOGUE,
    **case.CATALOGUE,
    **desk.CATALOGUE,
    **faults.CATALOGUE,
    **ledger.CATALOGUE,
    **meeting.CATALOGUE,
    **network.CATALOGUE,
    **permit.CATALOGUE,
    **plan_files.CATALOGUE,
    **reasons.CATALOGUE,
    **rulebook.CATALOGUE,
    **submission.CATALOGUE,
    **terms.CATALOGUE,
    **trench.CATALOGUE,
    **violations.CATALOGUE,
}

# The parts of a norm that a clause names, before the number of the part
_PART_NAMES = {"表": "table", "附件": "annex"}
_PARTS = re.compile(rf" ?({'|'.join(_PART_NAMES)}) ?(?=[0-9A-Z])")
_LOOKED_UP = ("term.", "paper.")


class _Sentences(string.Formatter):
    """Fills templates in one language."""

    def __init__(self, language: Language) -> None:
        self._chinese = language is Language.ZH

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 (as the base class has it)
        """Word dates, enumerations and codes; leave the rest to ``str.format``."""
        if format_spec == "day":
            return f"{value.year}年{value.month}月{value.day}日" if self._chinese else f"{value:%Y-%m-%d}"
        if format_spec == "list":
            return self._listed(value)
        if format_spec == "cited":
            return self._cited(str(value))
        if format_spec.startswith(_LOOKED_UP):
            return self._listed(self._term(format_spec, v) for v in ([value] if isinstance(value, str) else value))
        return str(super().format_field(value, format_spec))

    def _term(self, prefix: str, code: str) -> str:
        """Return the words for a code, or the code itself where it has none; an empty one is unnamed."""
        zh, en = CATALOGUE.get(f"{prefix}.{code or 'unnamed'}", (code, code))
        return zh if self._chinese else en

    def _cited(self, clause: str) -> str:
        """Return where something stands; titles of laws are names and stay as they are."""
        return clause if self._chinese else _PARTS.sub(lambda part: f" {_PART_NAMES[part[1]]} ", clause).strip()

    def _listed(self, names: Any) -> str:  # noqa: ANN401 (any iterable of strings)
        return ("、" if self._chinese else ", ").join(names)


_SENTENCES = {language: _Sentences(language) for language in Language}


def text_of(told: Fault | Reason, language: Language = Language.ZH) -> str:
    """Return the sentence for a fault, reason or violation.

    One that carries its sentence, read back from a file that keeps no data, says that.

    Raises
    ------
    KeyError
        If the code has no words, or the words name data the code does not carry.
    """
    if TOLD in told.data:
        return str(told.data[TOLD])
    zh, en = CATALOGUE[told.code]
    return _SENTENCES[language].vformat(zh if language is Language.ZH else en, (), told.data)
