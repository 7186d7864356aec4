"""Who else is on the same section: shared intervals between the projects that count, and what may be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from api.desk.visibility import JOINED
from api.store.tables import Call, Project, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

__all__ = ["Meeting", "meetings_of", "partners_of"]


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


def meetings_of(session: Session, keys: Sequence[str]) -> list[Meeting]:
    """Return where the given projects share sections with projects of other organisations that count."""
    other, theirs = aliased(Project), aliased(Stretch)
    rows = (
        select(Project, Stretch, other, theirs)
        .join(Stretch, Stretch.project_key == Project.id)
        .join(theirs, theirs.section_id == Stretch.section_id)
        .join(other, theirs.project_key == other.id)
        .where(
            Project.id.in_(keys),
            other.current.is_(True),
            other.organisation != Project.organisation,
            theirs.from_m < Stretch.to_m,
            Stretch.from_m < theirs.to_m,
        )
    )
    grouped: dict[tuple[str, str, str], list[tuple[Project, Project, tuple[str, float, float]]]] = {}
    for own, mine, partner, its in session.execute(rows):
        place = (mine.section_id, max(mine.from_m, its.from_m), min(mine.to_m, its.to_m))
        grouped.setdefault((own.id, partner.id, mine.road_name), []).append((own, partner, place))
    found = [_meeting(road, each) for (_, _, road), each in grouped.items()]
    return sorted(found, key=lambda m: (m.own.project_id, m.other.organisation, m.other.project_id, m.road_name))


def partners_of(session: Session, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Return what a submitter is told of those on the same sections.

    Of a confidential project only that somebody has works on the road, until both agreed to dig together.
    """
    return [*_distinct(_told(session, each) for each in meetings_of(session, keys))]


def _meeting(road: str, rows: list[tuple[Project, Project, tuple[str, float, float]]]) -> Meeting:
    own, other, _ = rows[0]
    first, last = max(own.earliest_start, other.earliest_start), min(own.latest_finish, other.latest_finish)
    return Meeting(
        own=own,
        other=other,
        road_name=road,
        places=tuple(sorted(place for _, _, place in rows)),
        period=(first, last) if first <= last else None,
    )


def _told(session: Session, meeting: Meeting) -> dict[str, Any]:
    own = {"project_id": meeting.own.project_id, "road_name": meeting.road_name}
    if meeting.other.confidential and not _agreed(session, meeting.own.id, meeting.other.id):
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


def _agreed(session: Session, one: str, other: str) -> bool:
    pair = or_(
        (Call.caller_key == one) & (Call.asked_key == other), (Call.caller_key == other) & (Call.asked_key == one)
    )
    return bool(session.scalar(select(exists().where(Call.state == JOINED, pair))))


def _distinct(told: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Say a masked thing once, however many projects or places are behind it."""
    seen: list[dict[str, Any]] = []
    for each in told:
        if each not in seen:
            seen.append(each)
            yield each
