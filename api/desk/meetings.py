"""Meetings of a case on site: everyone asked is invited, and a later call moves the meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.desk.invitations import calendar_entry
from api.desk.tell import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from api.state import Desk
    from api.store.desk import Change
    from api.store.tables import Case

__all__ = ["ACCEPTANCE", "SURVEY", "Appointment", "Meeting", "meet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A kind of meeting: its name in keys, its title in calendars, and how long it takes."""

    name: str
    title: str
    hours: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """When and where a meeting is, and who is asked to come beside the members."""

    at: datetime
    place: str
    invited: Sequence[str]


SURVEY = Meeting(name="survey", title="联合勘查")
ACCEPTANCE = Meeting(name="acceptance", title="联合验收")


def meet(
    change: Change,
    desk: Desk,
    case: Case,
    appointment: Appointment,
    meeting: Meeting,
    before: Mapping[str, object] | None,
) -> dict[str, object]:
    """Invite all members and whoever else is asked; return what the case keeps of the meeting.

    Parameters
    ----------
    before : What the case keeps of an earlier call of this meeting: this one moves it.
    """
    sequence = int(str((before or {}).get("sequence", -1))) + 1
    invited = sorted({*appointment.invited, *case.owners.split()})
    entry = calendar_entry(
        key=f"{meeting.name}-{case.id}",
        made_at=change.at,
        starts_at=appointment.at,
        hours=meeting.hours,
        title=f"{meeting.title} {case.number}",
        place=appointment.place,
        sequence=sequence,
    )
    data = {"case": case.number, "at": f"{desk.local(appointment.at):%Y-%m-%d %H:%M}", "place": appointment.place}
    about = f"case/{case.id}/{meeting.name}/{sequence}"
    tell(change, invited, f"told.{meeting.name}", data, about=about, attachment=entry)
    return {
        "at": appointment.at.isoformat(),
        "place": appointment.place,
        "invited": invited,
        "sequence": sequence,
    }
