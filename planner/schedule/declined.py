"""Pairs that share metres and dig apart: why, and the smallest shift of a window that would bring them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Advice, Declined, Reason, Urgency
from planner.schedule.campaign import common_starts, never_together
from planner.schedule.explain import conflict_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.model import Project
    from planner.schedule.campaign import Campaigns
    from planner.schedule.problem import Problem

__all__ = ["MAXIMUM_SHIFT_DAYS", "declined_pairs"]

MAXIMUM_SHIFT_DAYS = 365
_CENTIMETRE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Two projects on one section: the metres they share and dig apart, and the runs with most of them."""

    projects: tuple[int, int]
    section: int
    metres: float
    runs: tuple[int, int]


def declined_pairs(problem: Problem, groups: Sequence[tuple[int, ...]], campaign_of: Campaigns) -> tuple[Declined, ...]:
    """Return every pair of projects that shares enough metres of a section and digs them apart, once per section.

    Parameters
    ----------
    groups : Runs of each work of the plan.

    Returns
    -------
    Sorted by (projects, section id).
    """
    work_of = np.full(len(problem.runs), -1, np.int64)
    for number, group in enumerate(groups):
        work_of[list(group)] = number
    rows = _rows(problem, work_of)
    return tuple(_declined(problem, row, campaign_of) for row in rows)


def _rows(problem: Problem, work_of: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[_Row]:
    pairs = problem.pairs
    apart = (work_of[pairs.first] != work_of[pairs.second]) | (work_of[pairs.first] < 0)
    pairs = pairs.where(apart)
    found: dict[tuple[int, int, int], list[tuple[float, int, int]]] = {}
    for i, j, section, metres in zip(
        pairs.first.tolist(), pairs.second.tolist(), pairs.section.tolist(), pairs.metres.tolist(), strict=True
    ):
        one, other = int(problem.runs.project[i]), int(problem.runs.project[j])
        found.setdefault((one, other, section), []).append((-metres, i, j))
    least = problem.rulebook.matching.minimum_shared_m.value - _CENTIMETRE
    rows = [
        _Row(projects=key[:2], section=key[2], metres=-sum(s[0] for s in shares), runs=min(shares)[1:])
        for key, shares in found.items()
    ]
    ids = problem.network.section_ids
    return sorted((r for r in rows if r.metres >= least), key=lambda r: (r.projects, str(ids[r.section])))


def _declined(problem: Problem, row: _Row, campaign_of: Campaigns) -> Declined:
    one, other = (problem.projects[p] for p in row.projects)
    return Declined(
        projects=(one.key, other.key),
        section_id=str(problem.network.section_ids[row.section]),
        shared_m=row.metres,
        reason=_reason(problem, row, campaign_of),
        advice=_advice(problem, row, campaign_of),
    )


def _reason(problem: Problem, row: _Row, campaign_of: Campaigns) -> Reason:
    one, other = (problem.projects[p] for p in row.projects)
    data: dict[str, object] = {"one": one.key, "other": other.key, "shared_m": row.metres}
    out = [p.key for p, number in zip((one, other), row.projects, strict=True) if not problem.possible[number]]
    if out:
        return Reason(code="declined.unscheduled", data={**data, "unscheduled": ", ".join(out)})
    if never_together(problem, one, other):
        services = {"one_service": one.service.value, "other_service": other.service.value}
        return Reason(code="declined.incompatible", data={**data, **services})
    campaign = campaign_of(row.runs)
    if len(campaign.starts):
        return Reason(code="declined.not_worth", data=data)
    return _no_start(problem, row, data, campaign.spans.site_days)


def _no_start(problem: Problem, row: _Row, data: Mapping[str, object], site_days: int) -> Reason:
    """Name the rule that keeps two runs from a common start; the first of a conflict in this order speaks for it."""
    one, other = (problem.projects[p] for p in row.projects)
    gap = (max(one.window.first, other.window.first) - min(one.window.last, other.window.last)).days
    conflict = conflict_of(problem, row.runs, site_days)
    if gap > 0:
        return Reason(code="declined.no_common_window", data={**data, "gap_days": gap})
    if "moratorium" in conflict:
        until = str(np.nanmax(problem.terms.moratorium_first[list(row.runs)]))
        return Reason(code="declined.moratorium", data={**data, "until": until})
    numbers = {**data, "needed": site_days, "available": _common_working_days(problem, one, other)}
    for name in ("blackout", "at_once", "lead"):
        if name in conflict:
            return Reason(code=f"declined.{name}", data=numbers)
    return Reason(code="declined.too_short", data=numbers)


def _common_working_days(problem: Problem, one: Project, other: Project) -> int:
    first = np.datetime64(max(one.window.first, other.window.first))
    last = np.datetime64(min(one.window.last, other.window.last))
    return int(((problem.days >= first) & (problem.days <= last)).sum())


def _advice(problem: Problem, row: _Row, campaign_of: Campaigns) -> Advice | None:
    """Return the smallest shift of either window that gives a common start; the later date wins a tie."""
    one, other = (problem.projects[p] for p in row.projects)
    campaign = campaign_of(row.runs)
    if len(campaign.starts) or never_together(problem, one, other) or _stuck_elsewhere(problem, row):
        return None
    shifts = []
    for place in (0, 1):
        project = problem.projects[row.projects[place]]
        shift = _smallest_shift(problem, row.runs[place], row.runs[1 - place], project, campaign.spans.site_days)
        if shift is not None and abs(shift) <= MAXIMUM_SHIFT_DAYS:
            shifts.append((abs(shift), -shift, project.key))
    if not shifts:
        return None
    _, back, key = min(shifts)
    return Advice(project=key, shift_days=-back, saves_opened_m=row.metres)


def _stuck_elsewhere(problem: Problem, row: _Row) -> bool:
    """Tell whether another run of either project has no start, so that a shift here would not help."""
    others = np.isin(problem.runs.project, row.projects) & ~np.isin(np.arange(len(problem.runs)), row.runs)
    return bool((others & ~problem.starts.any(axis=1)).any())


def _smallest_shift(problem: Problem, moved: int, fixed: int, project: Project, site_days: int) -> int | None:
    """Return the smallest shift of one run's window, all other rules kept; None for an emergency."""
    if project.urgency is Urgency.EMERGENCY:
        return None
    free = common_starts(problem, (moved,), site_days, without=frozenset({"window"}))
    starts = np.intersect1d(free, common_starts(problem, (fixed,), site_days), assume_unique=True)
    day = np.timedelta64(1, "D")
    high = (problem.days[starts] - problem.terms.window_first[moved]) // day
    low = (problem.days[starts + site_days - 1] - problem.terms.window_last[moved]) // day
    shift = np.clip(0, low, high)[low <= high]
    return int(shift[np.lexsort((-shift, np.abs(shift)))[0]]) if len(shift) else None
