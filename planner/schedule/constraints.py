"""The rules a start of site work must obey, one named function each.

Every rule on dates bounds the start or the end of site work, so it is one bound per run; a group obeys it where it
keeps the tightest bound of its runs. Only blackouts cut holes: they are counted day by day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planner.model import Dates, Ints

__all__ = ["RULES", "Bounds", "Mask", "StartRules", "Terms"]

Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the rules must know of each run, shape (n,) unless said otherwise.

    Attributes
    ----------
    window_first, window_last : The project's window.
    lead_first : First day excavation may begin after survey and approval.
    moratorium_first : First day on which no section of the run is under moratorium; NaT where none is.
    at_once : First working day of an emergency; NaT for planned works.
    closed : Row of ``closed_days`` that holds for the run.
    closed_days : Blocked days counted from ``closed_from`` on, exclusive cumulative, shape (k, days + 1).
    """

    window_first: Dates
    window_last: Dates
    lead_first: Dates
    moratorium_first: Dates
    at_once: Dates
    closed: Ints
    closed_days: Ints
    closed_from: np.datetime64


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


def blackouts(terms: Terms, days: Dates) -> tuple[Ints, Ints]:
    """Keep every day of site work out of the periods blocked for the road class and the service.

    Returns
    -------
    Blocked days before the start, and through the end, of each working day, per row of ``closed_days``; site work
    from day i to day j is free where ``through[row, j] == before[row, i]``. Each of shape (k, days).
    """
    day = (days - terms.closed_from) // np.timedelta64(1, "D")
    return terms.closed_days[:, day], terms.closed_days[:, day + 1]


_BOUNDS: Mapping[str, Callable[[Terms, Dates, Bounds], Bounds]] = {
    "at_once": at_once,
    "moratorium": moratorium,
    "lead": lead,
    "window": window,
}

RULES = ("at_once", "blackout", "moratorium", "lead", "window")
"""In the order in which a conflict is searched: the last one is the likeliest to be named."""


class StartRules:
    """All rules together, over the working days of a calendar that acceptance must still lie in."""

    def __init__(self, terms: Terms, days: Dates, acceptance_days: int) -> None:
        """Reckon the bounds of every rule once."""
        count = len(terms.closed)
        free = Bounds(
            start=np.zeros(count, np.int64),
            latest=np.full(count, len(days) - 1),
            end=np.full(count, len(days) - 1 - acceptance_days),
        )
        self._free = free
        self._each = {name: rule(terms, days, free) for name, rule in _BOUNDS.items()}
        self._row = terms.closed
        self._before, self._through = blackouts(terms, days)
        self._ever = (self._through[:, -1] > 0).tolist()
        self._tightest: dict[frozenset[str], tuple[list[int], list[int], list[int]]] = {}

    def of_each(self, site_days: Ints) -> Mask:
        """Return on which days each run may start alone, shape (runs, days), given its working days on site."""
        mask = np.zeros((len(site_days), self._before.shape[1]), bool)
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
        if "blackout" in without:
            return days
        for row in {int(self._row[r]) for r in runs}:
            if self._ever[row]:
                days = days[self._through[row, days + site_days - 1] == self._before[row, days]]
        return days

    def may_start(self, runs: Sequence[int], site_days: int) -> bool:
        """Tell whether some runs may start works of so many working days on site on any day at all."""
        first, last = self._span(runs, site_days, frozenset())
        if last < first:
            return False
        return not any(self._ever[self._row[r]] for r in runs) or len(self.common(runs, site_days)) > 0

    def _span(self, runs: Sequence[int], site_days: int, without: frozenset[str]) -> tuple[int, int]:
        """Return the first and the last start that the bounds of some runs leave."""
        start, latest, end = self._bounds(without)
        first = max([start[r] for r in runs])
        latest_end = min([end[r] for r in runs])
        return first, min([latest_end - site_days + 1, *(latest[r] for r in runs)])

    def fits(self, runs: Ints, labels: Ints, site_days: Ints) -> Mask:
        """Tell which runs may start alone on which days for how many working days on site, shape (days, runs, labels).

        Works of several runs may start exactly where each of them may for as many days.
        """
        start, latest, end = (np.array(bound)[runs][:, None] for bound in self._bounds(frozenset()))
        row = self._row[runs]
        last = labels + site_days[:, None] - 1
        inside = np.minimum(last, self._before.shape[1] - 1)[:, None, :]
        clear = self._through[row[None, :, None], inside] == self._before[row[:, None], labels]
        begins = (start <= labels) & (labels <= latest)
        fits: Mask = clear & begins & (last[:, None, :] <= end)
        return fits

    def room(self, runs: Ints) -> int:
        """Return the most working days on site that the bounds of any of some runs leave."""
        start, _, end = (np.array(bound)[runs] for bound in self._bounds(frozenset()))
        return int((end - start).max()) + 1

    def _bounds(self, without: frozenset[str]) -> tuple[list[int], list[int], list[int]]:
        """Return the tightest bounds per run of the rules that are asked."""
        if without not in self._tightest:
            asked = [self._free, *(b for name, b in self._each.items() if name not in without)]
            self._tightest[without] = (
                np.maximum.reduce([b.start for b in asked]).tolist(),
                np.minimum.reduce([b.latest for b in asked]).tolist(),
                np.minimum.reduce([b.end for b in asked]).tolist(),
            )
        return self._tightest[without]
