"""Who else is on the same section: shared intervals between the projects that count, and what may be said of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from api.desk.visibility import JOINED, VOID
from api.store.tables import Call, Project, Stretch

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

__all__ = ["Meeting", "meetings_of", "partners_of", "partners_of_each"]

# A statement takes no more values than its database lets it
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two projects on the same metres: where, and the days both windows hold, None where they hold none."""

    own: Project
    other: Project
    road_name: str
    places: tuple[tuple[str, float, float], ...]
    period: tuple[date, date] | None

    @property
    def metres(self) -> float:
        """Return the shared metres."""
        return round(sum(to_m - from_m for _, from_m, to_m in self.places), 3)

    @property
    def turned(self) -> Meeting:
        """Return the same, as the other side has it."""
        return replace(self, own=self.other, other=self.own)


def meetings_of(session: Session, keys: Sequence[str]) -> list[Meeting]:
    """Return where the given projects share sections with projects of other organisations that count."""
    return _meetings(session, Project.id.in_(keys))


def partners_of(session: Session, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Return what a submitter is told of those on the same sections.

    Of a confidential project only that somebody has works on the road, until both agreed to dig together.
    """
    return _told_of(session, meetings_of(session, keys))


def partners_of_each(session: Session, submissions: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the same for the projects of each submission that count, by submission; those without are left out."""
    found: dict[str, list[Meeting]] = {}
    for meeting in _meetings(session, and_(Project.submission_id.in_(submissions), Project.current.is_(True))):
        found.setdefault(meeting.own.submission_id, []).append(meeting)
    agreed = _agreed(session, [each for some in found.values() for each in some])
    return {submission: [*_distinct(_told(each, agreed) for each in some)] for submission, some in found.items()}


def _meetings(session: Session, whose: ColumnElement[bool]) -> list[Meeting]:
    partner, theirs = aliased(Project), aliased(Stretch)
    where = (Stretch.section_id, Stretch.from_m, Stretch.to_m, theirs.from_m, theirs.to_m)
    rows = (
        select(Project.id, partner.id, Stretch.road_name, *where)
        .join(Stretch, Stretch.project_key == Project.id)
        .join(theirs, theirs.section_id == Stretch.section_id)
        .join(partner, theirs.project_key == partner.id)
        .where(
            whose,
            partner.current.is_(True),
            partner.organisation != Project.organisation,
            theirs.from_m < Stretch.to_m,
            Stretch.from_m < theirs.to_m,
        )
    )
    grouped: dict[tuple[str, str, str], list[tuple[str, float, float]]] = {}
    for own, other, road, section, low, high, their_low, their_high in session.execute(rows):
        grouped.setdefault((own, other, road), []).append((section, max(low, their_low), min(high, their_high)))
    projects = _projects(session, {key for own, other, _ in grouped for key in (own, other)})
    found = [_meeting(projects[own], projects[other], road, each) for (own, other, road), each in grouped.items()]
    return sorted(found, key=lambda m: (m.own.project_id, m.other.organisation, m.other.project_id, m.road_name))


def _projects(session: Session, keys: set[str]) -> dict[str, Project]:
    return {each.id: each for some in _some(sorted(keys)) for each in _rows(session, some)}


def _rows(session: Session, keys: Sequence[str]) -> Iterable[Project]:
    return session.scalars(select(Project).where(Project.id.in_(keys)))


def _some(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield keys, no more at a time than a statement takes."""
    return (keys[first : first + _AT_ONCE] for first in range(0, len(keys), _AT_ONCE))


def _meeting(own: Project, other: Project, road: str, places: list[tuple[str, float, float]]) -> Meeting:
    first, last = max(own.earliest_start, other.earliest_start), min(own.latest_finish, other.latest_finish)
    return Meeting(
        own=own,
        other=other,
        road_name=road,
        places=tuple(sorted(places)),
        period=(first, last) if first <= last else None,
    )


def _told_of(session: Session, meetings: Sequence[Meeting]) -> list[dict[str, Any]]:
    agreed = _agreed(session, meetings)
    return [*_distinct(_told(each, agreed) for each in meetings)]


def _told(meeting: Meeting, agreed: Container[tuple[str, str]]) -> dict[str, Any]:
    own = {"project_id": meeting.own.project_id, "road_name": meeting.road_name}
    if meeting.other.confidential and (meeting.own.id, meeting.other.id) not in agreed:
        return {**own, "confidential": True}
    return {
        **own,
        "confidential": False,
        "organisation": meeting.other.organisation,
        "partner_id": meeting.other.project_id,
        "service": meeting.other.service,
        "places": [[*place] for place in meeting.places],
        "shared_m": meeting.metres,
        "window": [meeting.other.earliest_start.isoformat(), meeting.other.latest_finish.isoformat()],
        "same_period": meeting.period is not None,
    }


def _agreed(session: Session, meetings: Iterable[Meeting]) -> set[tuple[str, str]]:
    """Return who may see whose confidential project: its owner was asked and joined, and so did who sees it, if asked.

    A pair is the project of who sees and the project that is seen.
    """
    keys = sorted({each.other.id for each in meetings if each.other.confidential})
    rows = select(Call.caller_key, Call.asked_key, Call.state).where(Call.state != VOID, Call.asked_key.is_not(None))
    joined: dict[tuple[str, str | None], bool] = {}
    for some in _some(keys):
        for caller, asked, state in session.execute(
            rows.where(or_(Call.caller_key.in_(some), Call.asked_key.in_(some)))
        ):
            joined[caller, asked] = joined.get((caller, asked), False) or state == JOINED
    return {
        (caller, asked)
        for (caller, asked), is_joined in joined.items()
        if is_joined and asked is not None and joined.get((asked, caller), True)
    }


def _distinct(told: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Say a masked thing once, however many projects or places are behind it."""
    masked: set[tuple[str, str]] = set()
    for each in told:
        about = (each["project_id"], each["road_name"])
        if not each["confidential"] or about not in masked:
            yield each
        if each["confidential"]:
            masked.add(about)
