"""The rules a start of site work must obey, one named function each.

A rule answers for many runs and many starts at once: given what it must know of the runs (``Terms``) and the first
and last day of site work that each start means (``Site``), it returns which starts it allows, shape (runs, starts).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.model import Dates, Ints

__all__ = ["RULES", "Mask", "Site", "Terms", "allowed_starts", "site_of"]

Mask: TypeAlias = NDArray[np.bool_]
_DAY = np.timedelta64(1, "D")
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """First and last day of site work for each start, shape (runs or 1, starts).

    ``fits`` tells where the calendar reaches to the end of acceptance; elsewhere ``last`` means nothing.
    """

    first: Dates
    last: Dates
    fits: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the rules must know of each run, shape (n,) unless said otherwise.

    Attributes
    ----------
    window_first, window_last : The project's window.
    lead_first : First day excavation may begin after survey and approval.
    moratorium_first : First day on which no section of the run is under moratorium.
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


def at_once(site: Site, terms: Terms, runs: Ints) -> Mask:
    """Start an emergency on its first working day (城市道路管理条例 art. 34)."""
    day = terms.at_once[runs][:, None]
    on_time: Mask = np.isnat(day) | (site.first == day)
    return on_time


def blackouts(site: Site, terms: Terms, runs: Ints) -> Mask:
    """Keep every day of site work out of the periods blocked for the road class and the service."""
    before = (site.first - terms.closed_from) // _DAY
    through = (site.last - terms.closed_from) // _DAY + 1
    row = terms.closed[runs][:, None]
    limit = terms.closed_days.shape[1] - 1
    blocked: Ints = (
        terms.closed_days[row, np.clip(through, 0, limit)] - terms.closed_days[row, np.clip(before, 0, limit)]
    )
    free: Mask = blocked == 0
    return free


def moratorium(site: Site, terms: Terms, runs: Ints) -> Mask:
    """Dig no road within its years after paving (城市道路管理条例 art. 33)."""
    return np.isnat(terms.moratorium_first[runs])[:, None] | (site.first >= terms.moratorium_first[runs][:, None])


def lead(site: Site, terms: Terms, runs: Ints) -> Mask:
    """Leave the time survey and approval need before excavation."""
    late_enough: Mask = site.first >= terms.lead_first[runs][:, None]
    return late_enough


def window(site: Site, terms: Terms, runs: Ints) -> Mask:
    """Keep all site work inside the project's window."""
    return (site.first >= terms.window_first[runs][:, None]) & (site.last <= terms.window_last[runs][:, None])


RULES: Mapping[str, Callable[[Site, Terms, Ints], Mask]] = {
    "at_once": at_once,
    "blackout": blackouts,
    "moratorium": moratorium,
    "lead": lead,
    "window": window,
}
"""In the order in which a conflict is searched: the last one is the likeliest to be named."""


def site_of(days: Dates, site_days: Ints, acceptance_days: int) -> Site:
    """Return the days of site work for every start.

    Parameters
    ----------
    days : Working days of the calendar, shape (d,).
    site_days : Working days from excavation to reinstatement, per run, shape (n,).
    acceptance_days : Working days that must follow inside the calendar.
    """
    start = np.arange(len(days))
    end = start + site_days[:, None] - 1
    return Site(
        first=np.broadcast_to(days, end.shape),
        last=days[np.minimum(end, len(days) - 1)],
        fits=end + acceptance_days < len(days),
    )


def allowed_starts(
    terms: Terms,
    runs: Ints,
    site_days: Ints,
    days: Dates,
    acceptance_days: int,
    *,
    without: frozenset[str] = frozenset(),
) -> Mask:
    """Return which working days each run may start on, shape (runs, days).

    Parameters
    ----------
    site_days : One number per run, or a single one that holds for all (a group), shape (n,) or (1,).
    without : Names of rules that are not asked.
    """
    size = max(1, _CHUNK // max(1, len(days)))
    spans = np.broadcast_to(site_days, runs.shape)
    mask = np.empty((len(runs), len(days)), bool)
    for at in range(0, len(runs), size):
        part = slice(at, at + size)
        site = site_of(days, spans[part] if len(site_days) > 1 else site_days, acceptance_days)
        mask[part] = site.fits
        for name, rule in RULES.items():
            if name not in without:
                mask[part] &= rule(site, terms, runs[part])
    return mask
