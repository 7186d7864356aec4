"""What a decision adds to its draft: number, date, issuer, the opinion on every item, and where anyone may check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from planner.permit.case import Given

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

__all__ = ["Answer", "Issued", "issued_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One approval item as its authority answered it; ``given_on`` is None where no day is kept."""

    item: str
    authority: str
    opinion: Given
    conditions: tuple[str, ...]
    given_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A decision that was made.

    Attributes
    ----------
    decided_by : Code of the organisation whose officer decided; empty where the record names none.
    opened_on : Day on which the case was opened; None where the record names none.
    supersedes : Number of the decision that this one replaces, None for a first one.
    page : Where anyone may look a decision up by its number.
    signed : Whether the paper will carry the issuer's electronic signature.
    """

    number: str
    case: str
    decided_on: date
    decided_by: str
    opened_on: date | None
    answers: tuple[Answer, ...]
    supersedes: str | None
    page: str
    signed: bool

    @property
    def address(self) -> str:
        """The page with the number already in it, as the code on the paper has it."""
        return f"{self.page}?number={quote(self.number, safe='')}"


def issued_of(record: Mapping[str, Any], *, base_url: str, zone: tzinfo, signed: bool) -> Issued:
    """Return a decision from its record in schema ``cotrench/decision/1``.

    ``zone`` is the county's, in which its days are counted.

    Raises
    ------
    KeyError, ValueError
        If the record is not of that schema: it was written by this product, so that is a defect.
    """
    opened = record.get("opened_on")
    return Issued(
        number=record["number"],
        case=record["case"],
        decided_on=date.fromisoformat(record["decided_on"]),
        decided_by=record.get("decided_by") or "",
        opened_on=date.fromisoformat(opened) if opened else None,
        answers=tuple(_answer(each, zone) for each in record["items"]),
        supersedes=record.get("supersedes"),
        page=f"{base_url.rstrip('/')}/check",
        signed=signed,
    )


def _answer(told: Mapping[str, Any], zone: tzinfo) -> Answer:
    given_at = told["given_at"]
    return Answer(
        item=told["item"],
        authority=told["authority"],
        opinion=Given(told["opinion"]),
        conditions=tuple(told["conditions"] or ()),
        given_on=datetime.fromisoformat(given_at).astimezone(zone).date() if given_at else None,
    )
