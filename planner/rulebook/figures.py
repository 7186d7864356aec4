"""One figure of a rulebook: its value, where it comes from and how far it may be trusted.

Pydantic reads these annotations at run time, so nothing here is behind ``TYPE_CHECKING``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

__all__ = ["Figure", "Range", "Source", "Status"]

T = TypeVar("T", int, float)


class Status(StrEnum):
    """How far a figure may be trusted; only V and C may pass or fail anything by themselves.

    V verified in a text that quotes the standard; C corroborated by a secondary text; M recalled, to be
    checked by a person (待人工复核); U uncertain; P the county's own policy or a planning assumption.
    """

    VERIFIED = "V"
    CORROBORATED = "C"
    RECALLED = "M"
    UNCERTAIN = "U"
    POLICY = "P"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a figure comes from."""

    title: str
    kind: str
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Generic[T]):
    """One number with its status and the key of its source in ``Rulebook.sources``."""

    value: T
    status: Status
    source: str
    clause: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A figure that no norm fixes, as the lowest and highest value in use."""

    low: float
    high: float
    status: Status
    source: str
    clause: str | None = None
    note: str | None = None
