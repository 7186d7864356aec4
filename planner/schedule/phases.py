"""How long each phase of a joint work takes, and on which working days it falls."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.model import InstallationWindow, Phases, Urgency, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from planner.model import Dates, Project
    from planner.rulebook.model import Rulebook

__all__ = [
    "FORGIVEN_M",
    "Installation",
    "Lead",
    "Member",
    "Spans",
    "closure_days",
    "days_for",
    "install_days",
    "lead_of",
    "phases_of",
    "spans_of",
]

FORGIVEN_M = 0.0105
"""A centimetre of matching noise; the half millimetre keeps lengths on the millimetre grid off the edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What the phases must know of one member of a work: its place in the order, and its working days."""

    key: str
    depth_rank: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Working days of one member's installation, counted from the first working day of installation."""

    key: str
    offset: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Working days of each phase on site."""

    excavation: int
    installation: tuple[Installation, ...]
    backfill: int
    reinstatement: int

    @property
    def installing(self) -> int:
        """Working days from the first installation to the last."""
        return max(i.offset + i.days for i in self.installation)

    @property
    def site_days(self) -> int:
        """Working days from excavation to reinstatement."""
        return self.excavation + self.installing + self.backfill + self.reinstatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What must come before excavation, in working days; ``earliest`` is the index of the first working day.

    ``at_once`` where every member is an emergency: survey and approval run alongside (城市道路管理条例 art. 34).
    """

    survey_days: int
    approval_days: int
    buffer_days: int
    earliest: int
    at_once: bool

    @property
    def days(self) -> int:
        """Working days that survey and approval need at least."""
        return self.survey_days + self.approval_days


def days_for(metres: float, metres_per_day: float) -> int:
    """Return the whole working days a length takes at a pace, at least one.

    A last day for a centimetre or less is not counted: 400.008 m at 100 m a day take four days.
    """
    return max(1, math.ceil((metres - FORGIVEN_M) / metres_per_day))


def install_days(project: Project, metres: float, whole_m: float) -> int:
    """Return the working days a project installs ``metres`` of its ``whole_m`` metres in, at least one.

    Where the submission gives its duration, a part takes its share of it by length.
    """
    if project.duration_days is None:
        return days_for(metres, project.install_m_per_day)
    return max(1, math.ceil(project.duration_days * metres / whole_m - 1e-9))


def spans_of(
    members: Iterable[Member], opened_m: float, rulebook: Rulebook, sharing: frozenset[frozenset[str]]
) -> Spans:
    """Return the working days of each phase of a work.

    Members that share a trench anywhere install one after another, the deepest first; the others do not wait
    for each other.

    Parameters
    ----------
    opened_m : Length of the union of the members' stretches.
    sharing : Pairs of members that share a trench on at least one opening.
    """
    durations = rulebook.durations
    lag = durations.installation_lag_days
    return Spans(
        excavation=days_for(opened_m, durations.excavation_m_per_day.value),
        installation=_installations(
            sorted(members, key=lambda m: (m.depth_rank, m.key)), sharing, lag.value if lag else None
        ),
        backfill=days_for(opened_m, durations.backfill_m_per_day.value),
        reinstatement=days_for(opened_m, durations.reinstatement_m_per_day.value),
    )


def _installations(
    members: Sequence[Member], sharing: frozenset[frozenset[str]], lag: int | None
) -> tuple[Installation, ...]:
    placed: list[Installation] = []
    for member in members:
        waits = (_wait(i, member, lag) for i in placed if frozenset((i.key, member.key)) in sharing)
        placed.append(Installation(key=member.key, offset=max(waits, default=0), days=member.days))
    return tuple(placed)


def _wait(deeper: Installation, member: Member, lag: int | None) -> int:
    """Return the day a line may begin on at the earliest behind a deeper one of its trench."""
    laid = deeper.offset + deeper.days
    if lag is None:
        return laid
    return min(laid, max(deeper.offset + lag, laid + lag - member.days))


def lead_of(projects: Iterable[Project], rulebook: Rulebook, earliest: int) -> Lead:
    """Return what must come before excavation: the longest approval clock among the planned members."""
    planned = [p for p in projects if p.urgency is not Urgency.EMERGENCY]
    clocks = rulebook.clocks.approval_days
    return Lead(
        survey_days=max(1, rulebook.durations.survey_days.value),
        approval_days=max([1, *(clocks[p.track].value for p in planned)]),
        buffer_days=rulebook.durations.lead_buffer_days.value,
        earliest=earliest,
        at_once=not planned,
    )


def phases_of(spans: Spans, lead: Lead, start: int, days: Dates, acceptance_days: int) -> Phases:
    """Place every phase on working days.

    Survey and approval are planned backwards from excavation and leave the rulebook's buffer before it as far
    as the day of planning allows; acceptance follows reinstatement.

    Parameters
    ----------
    start : Index in ``days`` of the first working day of excavation.
    days : Working days of the calendar.
    """
    survey, approval = _before(lead, start)
    install = start + spans.excavation
    backfill = install + spans.installing
    reinstatement = backfill + spans.backfill
    end = start + spans.site_days
    return Phases(
        survey=_window(days, *survey),
        approval=_window(days, *approval),
        excavation=_window(days, start, spans.excavation),
        installation=tuple(
            InstallationWindow(project=i.key, window=_window(days, install + i.offset, i.days))
            for i in spans.installation
        ),
        backfill=_window(days, backfill, spans.backfill),
        reinstatement=_window(days, reinstatement, spans.reinstatement),
        acceptance=_window(days, end, max(1, acceptance_days)),
    )


def _before(lead: Lead, start: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return first index and days of survey and of approval."""
    if lead.at_once:
        return (start, 1), (start, 1)
    buffer = max(0, min(lead.buffer_days, start - lead.earliest - lead.days))
    approval = start - buffer - lead.approval_days
    return (approval - lead.survey_days, lead.survey_days), (approval, lead.approval_days)


def _window(days: Dates, first: int, count: int) -> Window:
    return Window(first=_date(days, first), last=_date(days, first + count - 1))


def _date(days: Dates, index: int) -> date:
    day: date = days[index].astype(object)
    return day


def closure_days(site_days: int, start: int, days: Dates) -> int:
    """Return the calendar days from the first of excavation to the last of reinstatement."""
    return (_date(days, start + site_days - 1) - _date(days, start)).days + 1
