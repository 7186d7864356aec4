"""The smallest shift of one project's window, or of two, that would bring a pair together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from planner.model import Advice, Urgency
from planner.schedule.campaign import never_together

if TYPE_CHECKING:
    from planner.model import Ints
    from planner.schedule.campaign import Campaigns
    from planner.schedule.constraints import Mask
    from planner.schedule.problem import Problem

__all__ = ["MAXIMUM_SHIFT_DAYS", "Adviser", "Shift"]

Shift: TypeAlias = tuple[str, int]
"""A project and the days its window moves, later where above zero."""

MAXIMUM_SHIFT_DAYS = 365
"""A request for more than a year is another project."""

_SHIFTS = np.arange(-MAXIMUM_SHIFT_DAYS, MAXIMUM_SHIFT_DAYS + 1)
_PREFERENCE = np.lexsort((-_SHIFTS, np.abs(_SHIFTS)))
_NO_WINDOW = frozenset({"window"})
_NEVER = 10 * MAXIMUM_SHIFT_DAYS


class Adviser:
    """Advises on pairs of runs of one problem; what a project's own runs allow is reckoned once."""

    def __init__(self, problem: Problem, campaign_of: Campaigns) -> None:
        """Start with nothing reckoned."""
        self._problem = problem
        self._campaign_of = campaign_of
        self._alone: dict[int, Mask] = {}
        self._known: dict[tuple[int, int], tuple[str, int] | None] = {}

    def __call__(self, runs: tuple[int, int], saves_m: float) -> Advice | None:
        """Return the smallest shift in days that gives two runs a common start and leaves no run without one.

        Only the window moves, start and end alike; every other rule is kept. The later date wins a tie, then the
        first project. None where the pair can start together already, where no shift of at most
        ``MAXIMUM_SHIFT_DAYS`` of one window helps, and for the windows of emergencies.
        """
        if runs not in self._known:
            self._known[runs] = self._smallest_of_both(runs)
        advised = self._known[runs]
        return advised and Advice(project=advised[0], shift_days=advised[1], saves_opened_m=saves_m)

    def of_both(self, runs: tuple[int, int]) -> tuple[Shift, Shift] | None:
        """Return the smallest shifts of both windows that give two runs a common start.

        Smallest is the larger of the two shifts, then their sum, then the earlier start; every rule but the windows
        is kept, and both projects keep a start for each of their runs. None where no two shifts of at most
        ``MAXIMUM_SHIFT_DAYS`` help, where one of them would be enough by itself and no larger, and for emergencies.
        """
        problem = self._problem
        owners = [problem.project_of(run) for run in runs]
        campaign = self._campaign_of(runs)
        urgent = any(p.urgency is Urgency.EMERGENCY for p in owners)
        if urgent or owners[0] is owners[1] or len(campaign.starts) or never_together(problem, *owners):
            return None
        days = campaign.spans.site_days
        starts = problem.rules.common(runs, days, without=_NO_WINDOW)
        shifts = np.stack([self._nearest(run, starts, days) for run in runs])
        far = np.abs(shifts)
        order = np.lexsort((starts, far.sum(axis=0), far.max(axis=0)))[:1]
        if not len(order) or far[:, order].max() > MAXIMUM_SHIFT_DAYS or not far[:, order].min():
            return None
        one, other = shifts[:, order[0]].tolist()
        return (owners[0].key, one), (owners[1].key, other)

    def _nearest(self, run: int, starts: Ints, site_days: int) -> Ints:
        """Return the shift nearest to none that lets a run's window hold the works from each start.

        More than ``MAXIMUM_SHIFT_DAYS`` where there is none.
        """
        keeps = np.flatnonzero(self._keeps(run)) - MAXIMUM_SHIFT_DAYS
        low, high = self._ends(run, starts, site_days)
        ends = np.r_[-_NEVER, keeps, _NEVER]
        later = ends[np.searchsorted(ends, np.clip(low, 0, _NEVER))]
        sooner = ends[np.searchsorted(ends, np.clip(high, -_NEVER, 0), side="right") - 1]
        later = np.where(later <= high, later, _NEVER)
        sooner = np.where(sooner >= low, sooner, _NEVER)
        nearest: Ints = np.where(np.abs(later) <= np.abs(sooner), later, sooner)
        return nearest

    def _ends(self, run: int, starts: Ints, site_days: int) -> tuple[Ints, Ints]:
        """Return the least and the largest shift that holds site work from each of some starts."""
        problem, day = self._problem, np.timedelta64(1, "D")
        low = (problem.days[starts + site_days - 1] - problem.terms.window_last[run]) // day
        high = (problem.days[starts] - problem.terms.window_first[run]) // day
        return low, high

    def _smallest_of_both(self, runs: tuple[int, int]) -> tuple[str, int] | None:
        problem = self._problem
        campaign = self._campaign_of(runs)
        if len(campaign.starts) or never_together(problem, problem.project_of(runs[0]), problem.project_of(runs[1])):
            return None
        found = []
        for moved, fixed in (runs, runs[::-1]):
            shift = self._smallest(moved, fixed, campaign.spans.site_days)
            if shift is not None:
                found.append((abs(shift), -shift, problem.project_of(moved).key))
        if not found:
            return None
        _, back, key = min(found)
        return key, -back

    def _smallest(self, moved: int, fixed: int, site_days: int) -> int | None:
        problem = self._problem
        if problem.project_of(moved).urgency is Urgency.EMERGENCY or not self._possible(fixed):
            return None
        free = problem.rules.common((moved,), site_days, without=_NO_WINDOW)
        starts = np.intersect1d(free, problem.rules.common((fixed,), site_days), assume_unique=True)
        helps = self._shifts(moved, starts, site_days) & self._keeps(moved)
        chosen = _PREFERENCE[helps[_PREFERENCE]][:1]
        return int(_SHIFTS[chosen[0]]) if len(chosen) else None

    def _possible(self, run: int) -> bool:
        return bool(self._problem.possible[self._problem.runs.project[run]])

    def _keeps(self, moved: int) -> Mask:
        """Tell which shifts leave every run of a project a start of its own."""
        problem, owner = self._problem, int(self._problem.runs.project[moved])
        if owner not in self._alone:
            keeps = np.ones(len(_SHIFTS), bool)
            for run in np.flatnonzero(problem.runs.project == owner).tolist():
                days = int(problem.site_days[run])
                keeps &= self._shifts(run, problem.rules.common((run,), days, without=_NO_WINDOW), days)
            self._alone[owner] = keeps
        return self._alone[owner]

    def _shifts(self, run: int, starts: Ints, site_days: int) -> Mask:
        """Tell which shifts of a run's window hold site work from at least one of some starts."""
        low, high = self._ends(run, starts, site_days)
        kept = (low <= high) & (low <= MAXIMUM_SHIFT_DAYS) & (high >= -MAXIMUM_SHIFT_DAYS)
        opens = np.maximum(low[kept], -MAXIMUM_SHIFT_DAYS) + MAXIMUM_SHIFT_DAYS
        closes = np.minimum(high[kept], MAXIMUM_SHIFT_DAYS) + MAXIMUM_SHIFT_DAYS + 1
        size = len(_SHIFTS) + 1
        change = np.bincount(opens, minlength=size) - np.bincount(closes, minlength=size)
        inside: Mask = np.cumsum(change)[:-1] > 0
        return inside
