"""iCalendar invitations (RFC 5545) to surveys and acceptances."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unicodedata import category

__all__ = ["calendar_entry"]

_FOLD = 73
_CONTROL = "Cc"


def calendar_entry(
    *, key: str, made_at: datetime, starts_at: datetime, hours: float, title: str, place: str, sequence: int = 0
) -> str:
    """Return one event as an iCalendar text; the same ``key`` with a higher ``sequence`` moves the event."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cotrench//desk//ZH",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{key}@cotrench",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{_utc(made_at)}",
        f"DTSTART:{_utc(starts_at)}",
        f"DTEND:{_utc(starts_at + timedelta(hours=hours))}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Escape a text value (RFC 5545 3.3.11); no break of a line gets through, whatever a reader takes for one."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(letter for letter in "\\n".join(escaped.splitlines()) if category(letter) != _CONTROL)


def _folded(line: str) -> str:
    """Fold a line so that none is longer than 75 octets (RFC 5545 3.1), never inside a character."""
    folded, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > _FOLD:
            folded, octets = f"{folded}\r\n ", 1
        folded, octets = folded + letter, octets + size
    return folded
