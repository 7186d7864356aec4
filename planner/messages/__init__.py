"""The words for every code: faults, reasons and violations, in Chinese and English.

Each sibling module holds one ``CATALOGUE``: code -> (Chinese, English), templates for ``str.format`` over the
data that travels with the code. Nothing else in the core holds prose.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from planner.messages import faults, network, permit, reasons, rulebook, trench, violations

if TYPE_CHECKING:
    from planner.model import Fault, Reason

__all__ = ["CATALOGUE", "Language", "text_of"]


class Language(StrEnum):
    """A language the product speaks."""

    ZH = "zh"
    EN = "en"


CATALOGUE = {
    **faults.CATALOGUE,
    **network.CATALOGUE,
    **permit.CATALOGUE,
    **reasons.CATALOGUE,
    **rulebook.CATALOGUE,
    **trench.CATALOGUE,
    **violations.CATALOGUE,
}


def text_of(told: Fault | Reason, language: Language = Language.ZH) -> str:
    """Return the sentence for a fault, reason or violation.

    Raises
    ------
    KeyError
        If the code has no words, or the words name data the code does not carry.
    """
    zh, en = CATALOGUE[told.code]
    return (zh if language is Language.ZH else en).format(**told.data)
