"""The rules a start of site work must obey, one named function each.

Most rules on dates bound the start or the end of site work, so each is one bound per run; a group obeys it where it
keeps the tightest bound of its runs. Blackouts and resurfacings cut holes: they are counted day by day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planner.model import Dates, Ints

__all__ = ["RULES", "Bounds", "Holes", "Mask", "StartRules", "Terms"]

Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holes:
    """Days on which some runs may not stand open.

    Attributes
    ----------
    row : Row of ``days`` that holds for the run, shape (n,).
    days : Blocked calendar days counted from ``since`` on, exclusive cumulative, shape (k, days + 1).
    """

    row: Ints
    days: Ints
    since: np.datetime64


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the rules must know of each run, shape (n,) unless said otherwise.

    Attributes
    ----------
    window_first, window_last : The project's window.
    lead_first : First day excavation may begin after survey and approval.
    moratorium_first : First day on which no section of the run is under moratorium; NaT where none is, or where an
        approved exception lifts it.
    at_once : First working day of an emergency; NaT for planned works.
    closed : Days of blackouts.
    repaved : Days from the end of a resurfacing to the end of the moratorium that follows it.
    """

    window_first: Dates
    window_last: Dates
    lead_first: Dates
    moratorium_first: Dates
    at_once: Dates
    closed: Holes
    repaved: Holes


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """First and last working day to start site work on, and the last to end it on, as indices, shape (n,)."""

    start: Ints
    latest: Ints
    end: Ints


def at_once(terms: Terms, days: Dates, free: Bounds) -> Bounds:
    """Start an emergency on its first working day (城市道路管理条例 art. 34)."""
    planned = np.isnat(terms.at_once)
    day = np.searchsorted(days, terms.at_once)
    return Bounds(start=np.where(planned, free.start, day), latest=np.where(planned, free.latest, day), end=free.end)


def moratorium(terms: Terms, days: Dates, free: Bounds) -> Bounds:
    """Dig no road within its years after paving (城市道路管理条例 art. 33)."""
    first = np.where(np.isnat(terms.moratorium_first), free.start, np.searchsorted(days, terms.moratorium_first))
    return Bounds(start=first, latest=free.latest, end=free.end)


def lead(terms: Terms, days: Dates, free: Bounds) -> Bounds:
    """Leave the time survey and approval need before excavation."""
    return Bounds(start=np.searchsorted(days, terms.lead_first), latest=free.latest, end=free.end)


def window(terms: Terms, days: Dates, free: Bounds) -> Bounds:
    """Keep all site work inside the project's window."""
    last = np.searchsorted(days, terms.window_last, side="right") - 1
    return Bounds(start=np.searchsorted(days, terms.window_first), latest=free.latest, end=last)


def blackouts(terms: Terms) -> Holes:
    """Keep every day of site work out of the periods blocked for the road class, the place and the service."""
    return terms.closed


def paving_last(terms: Terms) -> Holes:
    """End before a road has been resurfaced, or begin when it may be dug again (城市道路管理条例 art. 33)."""
    return terms.repaved


_BOUNDS: Mapping[str, Callable[[Terms, Dates, Bounds], Bounds]] = {
    "at_once": at_once,
    "moratorium": moratorium,
    "lead": lead,
    "window": window,
}

_HOLES: Mapping[str, Callable[[Terms], Holes]] = {"blackout": blackouts, "resurfacing": paving_last}

RULES = ("at_once", "blackout", "resurfacing", "moratorium", "lead", "window")
"""Of several smallest conflicts the one with the later rules is told."""


class _Cut:
    """Holes over the working days of a calendar: site work from day i to day j meets none where the counts agree."""

    def __init__(self, holes: Holes, days: Dates) -> None:
        day = (days - holes.since) // np.timedelta64(1, "D")
        self.row = holes.row
        self.before, self.through = holes.days[:, day], holes.days[:, day + 1]
        self.ever = (self.through[:, -1] > 0).tolist() if self.through.shape[1] else [False] * len(holes.days)

    def rows(self, runs: Sequence[int]) -> set[int]:
        """Return the rows with holes that hold for some runs."""
        return {row for row in {int(self.row[r]) for r in runs} if self.ever[row]}


class StartRules:
    """All rules together, over the working days of a calendar that acceptance must still lie in."""

    def __init__(self, terms: Terms, days: Dates, acceptance_days: int) -> None:
        """Reckon the bounds of every rule once."""
        count = len(terms.window_first)
        free = Bounds(
            start=np.zeros(count, np.int64),
            latest=np.full(count, len(days) - 1),
            end=np.full(count, len(days) - 1 - acceptance_days),
        )
        self._free = free
        self._each = {name: rule(terms, days, free) for name, rule in _BOUNDS.items()}
        self._days = len(days)
        self._cuts = {name: _Cut(rule(terms), days) for name, rule in _HOLES.items()}

    def of_each(self, site_days: Ints) -> Mask:
        """Return on which days each run may start alone, shape (runs, days), given its working days on site."""
        mask = np.zeros((len(site_days), self._days), bool)
        for run, needed in enumerate(site_days.tolist()):
            mask[run, self.common((run,), needed)] = True
        return mask

    def common(self, runs: Sequence[int], site_days: int, *, without: frozenset[str] = frozenset()) -> Ints:
        """Return the days, ascending, on which some runs may start works of so many working days on site.

        Parameters
        ----------
        without : Names of rules that are not asked.
        """
        first, last = self._span(runs, site_days, without)
        if last < first:
            return np.zeros(0, np.int64)
        days: Ints = np.arange(first, last + 1)
        for name, cut in self._cuts.items():
            for row in cut.rows(runs) if name not in without else ():
                days = days[cut.through[row, days + site_days - 1] == cut.before[row, days]]
        return days

    def may_start(self, runs: Sequence[int], site_days: int) -> bool:
        """Tell whether some runs may start works of so many working days on site on any day at all."""
        first, last = self._span(runs, site_days, frozenset())
        if last < first:
            return False
        return not any(cut.rows(runs) for cut in self._cuts.values()) or len(self.common(runs, site_days)) > 0

    def _span(self, runs: Sequence[int], site_days: int, without: frozenset[str]) -> tuple[int, int]:
        """Return the first and the last start that the bounds of some runs leave."""
        start, latest, end = self._bounds if not without else self._of_asked(runs, without)
        places = runs if not without else range(len(runs))
        first = max([start[r] for r in places])
        latest_end = min([end[r] for r in places])
        return first, min([latest_end - site_days + 1, *(latest[r] for r in places)])

    def _of_asked(self, runs: Sequence[int], without: frozenset[str]) -> tuple[list[int], list[int], list[int]]:
        """Return the tightest bounds of some runs, in their order, where not every rule is asked."""
        asked = [self._free, *(b for name, b in self._each.items() if name not in without)]
        chosen = list(runs)
        return _tightest([Bounds(start=b.start[chosen], latest=b.latest[chosen], end=b.end[chosen]) for b in asked])

    def fits(self, runs: Ints, labels: Ints, site_days: Ints) -> Mask:
        """Tell which runs may start alone on which days for how many working days on site, shape (days, runs, labels).

        Works of several runs may start exactly where each of them may for as many days.
        """
        start, latest, end = (np.array(bound)[runs][:, None] for bound in self._bounds)
        last = labels + site_days[:, None] - 1
        inside = np.minimum(last, self._days - 1)[:, None, :]
        fits: Mask = (start <= labels) & (labels <= latest) & (last[:, None, :] <= end)
        for cut in self._cuts.values():
            row = cut.row[runs]
            fits &= cut.through[row[None, :, None], inside] == cut.before[row[:, None], labels]
        return fits

    def room(self, runs: Ints) -> int:
        """Return the most working days on site that the bounds of any of some runs leave."""
        start, _, end = (np.array(bound)[runs] for bound in self._bounds)
        return int((end - start).max()) + 1

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int], list[int]]:
        """The tightest bounds per run of all rules."""
        return _tightest([self._free, *self._each.values()])


def _tightest(bounds: Sequence[Bounds]) -> tuple[list[int], list[int], list[int]]:
    return (
        np.maximum.reduce([b.start for b in bounds]).tolist(),
        np.minimum.reduce([b.latest for b in bounds]).tolist(),
        np.minimum.reduce([b.end for b in bounds]).tolist(),
    )
