"""What the rules must know of each run: its window, its lead, its moratorium and its blocked days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import forbids, periods
from planner.model import Urgency, Window
from planner.rulebook.moratoria import moratorium_ends, protected_until
from planner.rulebook.places import Places
from planner.schedule.constraints import Holes, Terms
from planner.schedule.phases import lead_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from planner.calendar import WorkCalendar
    from planner.model import Dates, Network, Project, Service
    from planner.rulebook.model import Blackout, Rulebook
    from planner.schedule.constraints import Mask
    from planner.schedule.runs import Runs

__all__ = ["terms_of"]

_DAY = timedelta(days=1)


def terms_of(
    runs: Runs, projects: Sequence[Project], network: Network, rulebook: Rulebook, calendar: WorkCalendar, as_of: date
) -> Terms:
    """Gather the terms of all runs.

    Emergencies are exempt from lead, moratorium, resurfacing and blackouts (城市道路管理条例 art. 34), projects with
    an approved exception from moratoria alone (art. 33).
    """
    owner = runs.project
    emergency = np.array([p.urgency is Urgency.EMERGENCY for p in projects], bool)[owner]
    first = np.array([p.window.first for p in projects], "datetime64[D]")[owner]
    lead = np.where(emergency, np.datetime64(as_of), _lead_ends(projects, rulebook, calendar, as_of)[owner])
    excepted = np.array([p.moratorium_exception is not None for p in projects], bool)[owner]
    ground = _Ground(runs=runs, projects=projects, network=network, rulebook=rulebook, calendar=calendar)
    return Terms(
        window_first=first,
        window_last=np.array([p.window.last for p in projects], "datetime64[D]")[owner],
        lead_first=lead,
        moratorium_first=np.where(
            emergency | excepted, np.datetime64("NaT", "D"), _run_moratoria(runs, network, rulebook)
        ),
        at_once=_first_days(np.maximum(first, np.datetime64(as_of)), emergency, calendar),
        closed=ground.holes(ground.blackouts_on, ground.blackout_windows),
        repaved=ground.holes(ground.resurfacings_on, ground.resurfacing_windows),
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


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """The runs on their roads, and what the rulebook closes there."""

    runs: Runs
    projects: Sequence[Project]
    network: Network
    rulebook: Rulebook
    calendar: WorkCalendar

    def holes(
        self,
        closing: Callable[[Places, int], tuple[int, ...]],
        windows: Callable[[Sequence[int], bool], Iterable[Window]],
    ) -> Holes:
        """Count the blocked days of each run.

        Parameters
        ----------
        closing : Numbers, ascending, of the rules of the rulebook that hold for a run.
        windows : When some of these rules forbid to dig, with an approved exception or without.
        """
        places = Places(self.network, self.rulebook.areas)
        excepted = [p.moratorium_exception is not None for p in self.projects]
        owner = self.runs.project.tolist()
        keys = [(closing(places, run) if self._waits(run) else (), excepted[owner[run]]) for run in range(len(owner))]
        row = {key: i for i, key in enumerate(sorted(set(keys)))}
        first, size = self.calendar.first, (self.calendar.last - self.calendar.first).days + 1
        counts = np.zeros((max(1, len(row)), size + 1), np.int64)
        for (rules, free), i in row.items():
            flags = np.zeros(size, np.int64)
            for window in windows(rules, free):
                flags[max(0, (window.first - first).days) : max(0, (window.last - first).days + 1)] = 1
            counts[i, 1:] = np.cumsum(flags)
        return Holes(row=np.array([row[key] for key in keys], np.int64), days=counts, since=np.datetime64(first, "D"))

    def _waits(self, run: int) -> bool:
        return self.projects[int(self.runs.project[run])].urgency is not Urgency.EMERGENCY

    def _pieces(self, run: int) -> Iterable[tuple[int, float, float]]:
        here = self.runs.pieces(run)
        columns = self.runs.section[here], self.runs.from_m[here], self.runs.to_m[here]
        return zip(*(column.tolist() for column in columns), strict=True)

    def blackouts_on(self, places: Places, run: int) -> tuple[int, ...]:
        """Return the blackouts that hold for a run by its service, and for one of its pieces by class and place."""
        service = self.projects[int(self.runs.project[run])].service
        sections = self.runs.section[self.runs.pieces(run)].tolist()
        found = self._everywhere(service, frozenset(str(self.network.road_class[s]) for s in sections))
        if not self._local:
            return found
        here = {
            number
            for number, blackout in self._local
            for section, first, last in self._pieces(run)
            if forbids(blackout, str(self.network.road_class[section]), {service})
            and places.holds(blackout, section, first, last)
        }
        return tuple(sorted({*found, *here}))

    @cached_property
    def _local(self) -> list[tuple[int, Blackout]]:
        return [(n, b) for n, b in enumerate(self.rulebook.blackouts) if _is_local(b)]

    def _everywhere(self, service: Service, classes: frozenset[str]) -> tuple[int, ...]:
        """Return the blackouts of no place that hold for a service on one of some road classes."""
        if (service, classes) not in self._known:
            self._known[service, classes] = tuple(
                number
                for number, blackout in enumerate(self.rulebook.blackouts)
                if not _is_local(blackout) and any(forbids(blackout, c, {service}) for c in classes)
            )
        return self._known[service, classes]

    @cached_property
    def _known(self) -> dict[tuple[Service, frozenset[str]], tuple[int, ...]]:
        return {}

    def blackout_windows(self, numbers: Sequence[int], _excepted: bool) -> Iterable[Window]:  # noqa: FBT001 - both kinds of windows are asked alike
        """Return when some blackouts last; an exception from the moratorium lifts none."""
        blackouts = (self.rulebook.blackouts[n] for n in numbers)
        return periods(blackouts, first=self.calendar.first, last=self.calendar.last)

    def resurfacings_on(self, places: Places, run: int) -> tuple[int, ...]:
        """Return the resurfacings of the roads of a run."""
        due = enumerate(self.rulebook.resurfacing)
        return tuple(n for n, each in due if any(places.holds(each, *piece) for piece in self._pieces(run)))

    def resurfacing_windows(self, numbers: Sequence[int], excepted: bool) -> Iterable[Window]:  # noqa: FBT001 - as above
        """Return when nothing may lie open: from the end of a resurfacing through the moratorium that follows it.

        Where an exception lifts the moratorium the one day after the resurfacing is left: no works stand open across.
        """
        for due in (self.rulebook.resurfacing[n] for n in numbers):
            until = due.last + 2 * _DAY if excepted else protected_until(due.last, due.kind.value, self.rulebook)
            yield Window(first=due.last + _DAY, last=until - _DAY)


def _is_local(blackout: Blackout) -> bool:
    return bool(blackout.sections or blackout.roads or blackout.areas)
