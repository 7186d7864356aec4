"""What the rules must know of each run: its window, its lead, its moratorium and its blocked days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import blocked
from planner.model import Urgency
from planner.rulebook.moratoria import moratorium_ends
from planner.schedule.constraints import Terms
from planner.schedule.phases import lead_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from planner.calendar import WorkCalendar
    from planner.model import Dates, Ints, Network, Project, Service
    from planner.rulebook.model import Rulebook
    from planner.schedule.constraints import Mask
    from planner.schedule.runs import Runs

__all__ = ["terms_of"]

_Key = tuple[tuple[str, ...], "Service"]


def terms_of(
    runs: Runs, projects: Sequence[Project], network: Network, rulebook: Rulebook, calendar: WorkCalendar, as_of: date
) -> Terms:
    """Gather the terms of all runs; emergencies are exempt from lead, moratorium and blackouts."""
    owner = runs.project
    emergency = np.array([p.urgency is Urgency.EMERGENCY for p in projects], bool)[owner]
    first = np.array([p.window.first for p in projects], "datetime64[D]")[owner]
    lead = np.where(emergency, np.datetime64(as_of), _lead_ends(projects, rulebook, calendar, as_of)[owner])
    closed, closed_days = _closed_days(runs, projects, network, rulebook, calendar)
    return Terms(
        window_first=first,
        window_last=np.array([p.window.last for p in projects], "datetime64[D]")[owner],
        lead_first=lead,
        moratorium_first=np.where(emergency, np.datetime64("NaT", "D"), _run_moratoria(runs, network, rulebook)),
        at_once=_first_days(np.maximum(first, np.datetime64(as_of)), emergency, calendar),
        closed=closed,
        closed_days=closed_days,
        closed_from=np.datetime64(calendar.first, "D"),
    )


def _lead_ends(projects: Sequence[Project], rulebook: Rulebook, calendar: WorkCalendar, as_of: date) -> Dates:
    """Return the first working day after survey and approval of each project, shape (p,)."""
    earliest = calendar.index_on_or_after(as_of)
    index = [earliest + lead_of((p,), rulebook, earliest).days for p in projects]
    days = calendar.days
    beyond = days[-1] + np.timedelta64(1, "D")
    return np.array([days[i] if i < len(days) else beyond for i in index], "datetime64[D]")


def _run_moratoria(runs: Runs, network: Network, rulebook: Rulebook) -> Dates:
    ends = moratorium_ends(network, rulebook)[runs.section]
    if not len(runs):
        return ends
    latest = np.maximum.reduceat(np.where(np.isnat(ends), np.datetime64("0001-01-01"), ends), runs.piece_start[:-1])
    return np.where(latest == np.datetime64("0001-01-01"), np.datetime64("NaT", "D"), latest)


def _first_days(wanted: Dates, emergency: Mask, calendar: WorkCalendar) -> Dates:
    days = calendar.days
    index = np.searchsorted(days, wanted)
    found = days[np.minimum(index, len(days) - 1)]
    return np.where(emergency, found, np.datetime64("NaT", "D"))


def _closed_days(
    runs: Runs, projects: Sequence[Project], network: Network, rulebook: Rulebook, calendar: WorkCalendar
) -> tuple[Ints, Ints]:
    """Return the row of blocked days of each run, and the rows as exclusive cumulative counts."""
    keys = [_closing_key(runs, projects, network, r) for r in range(len(runs))]
    row = {key: i for i, key in enumerate(sorted(set(keys), key=repr))}
    size = (calendar.last - calendar.first).days + 1
    counts = np.zeros((max(1, len(row)), size + 1), np.int64)
    for (classes, service), i in row.items():
        flags = np.zeros(size, np.int64)
        for first, last in _blocks(classes, (service,), rulebook, calendar):
            flags[first : last + 1] = 1
        counts[i, 1:] = np.cumsum(flags)
    return np.array([row[key] for key in keys], np.int64), counts


def _closing_key(runs: Runs, projects: Sequence[Project], network: Network, run: int) -> _Key:
    project = projects[int(runs.project[run])]
    if project.urgency is Urgency.EMERGENCY:
        return (), project.service
    return tuple(sorted(set(network.road_class[runs.section[runs.pieces(run)]].tolist()))), project.service


def _blocks(
    classes: Iterable[str], services: Iterable[Service], rulebook: Rulebook, calendar: WorkCalendar
) -> list[tuple[int, int]]:
    """Return blocked windows as first and last day counted from the calendar's first."""
    windows = [
        w
        for road_class in classes
        for w in blocked(
            rulebook.blackouts,
            road_class=road_class,
            services=frozenset(services),
            first=calendar.first,
            last=calendar.last,
        )
    ]
    return [((w.first - calendar.first).days, (w.last - calendar.first).days) for w in windows]
