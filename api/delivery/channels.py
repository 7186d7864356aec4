"""What a channel takes and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Channel", "Letter", "NotDeliveredError"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one recipient.

    ``key`` is the same whenever the message is tried again, so that a recipient can tell it has it already.
    ``calendar`` is an iCalendar text that goes with it, None where there is none.
    """

    key: str
    recipient: str
    organisation: str
    code: str
    subject: str
    text: str
    written_at: datetime
    calendar: str | None = None


class NotDeliveredError(Exception):
    """A letter that was not taken; ``final`` where trying again cannot help."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


class Channel(Protocol):
    """A way to send letters."""

    def send(self, letter: Letter) -> None:
        """Send a letter.

        Raises
        ------
        NotDeliveredError
            If it was not taken.
        """
