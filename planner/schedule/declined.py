"""Pairs that share metres and dig apart, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Declined, Reason
from planner.schedule.advice import Adviser
from planner.schedule.campaign import never_together
from planner.schedule.explain import conflict_of, working_days
from planner.schedule.resurfacing import resurfacings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.model import Project
    from planner.schedule.advice import Shift
    from planner.schedule.campaign import Campaigns
    from planner.schedule.problem import Problem

__all__ = ["Sought", "declined_pairs", "sought_shifts"]

_CENTIMETRE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Two projects on one section: the metres they share and dig apart, and the runs with most of them."""

    projects: tuple[int, int]
    section: int
    metres: float
    runs: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A declined pair with everything that would bring it together.

    Attributes
    ----------
    shifts : The smallest shift of one window, then the smallest of both; the latter only where the larger of the two
        is smaller than the single one. Empty where no shift of dates helps.
    """

    declined: Declined
    shifts: tuple[tuple[Shift, ...], ...]


def sought_shifts(problem: Problem, groups: Sequence[tuple[int, ...]], campaign_of: Campaigns) -> tuple[Sought, ...]:
    """Return every declined pair, as :func:`declined_pairs` does, with the shifts that would bring it together."""
    advise = Adviser(problem, campaign_of)
    return tuple(
        _sought(_declined(problem, row, campaign_of, advise), advise.of_both(row.runs))
        for row in _rows(problem, _works(problem, groups))
    )


def _sought(declined: Declined, both: tuple[Shift, Shift] | None) -> Sought:
    advice = declined.advice
    one: tuple[tuple[Shift, ...], ...] = (((advice.project, advice.shift_days),),) if advice else ()
    smaller = both and (advice is None or max(abs(days) for _, days in both) < abs(advice.shift_days))
    return Sought(declined=declined, shifts=(*one, both) if both and smaller else one)


def declined_pairs(problem: Problem, groups: Sequence[tuple[int, ...]], campaign_of: Campaigns) -> tuple[Declined, ...]:
    """Return every pair of projects that shares enough metres of a section and digs them apart, once per section.

    Parameters
    ----------
    groups : Runs of each work of the plan.

    Returns
    -------
    Sorted by (projects, section id).
    """
    advise = Adviser(problem, campaign_of)
    return tuple(_declined(problem, row, campaign_of, advise) for row in _rows(problem, _works(problem, groups)))


def _works(problem: Problem, groups: Sequence[tuple[int, ...]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the number of the work of each run, -1 where it is in none."""
    work_of = np.full(len(problem.runs), -1, np.int64)
    for number, group in enumerate(groups):
        work_of[list(group)] = number
    return work_of


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


def _declined(problem: Problem, row: _Row, campaign_of: Campaigns, advise: Adviser) -> Declined:
    one, other = (problem.projects[p] for p in row.projects)
    return Declined(
        projects=(one.key, other.key),
        section_id=str(problem.network.section_ids[row.section]),
        shared_m=row.metres,
        reason=_reason(problem, row, campaign_of),
        advice=advise(row.runs, row.metres),
    )


def _reason(problem: Problem, row: _Row, campaign_of: Campaigns) -> Reason:
    one, other = (problem.projects[p] for p in row.projects)
    data: dict[str, object] = {
        "one": one.key,
        "other": other.key,
        "road": str(problem.network.names[row.section]),
        "section": str(problem.network.section_ids[row.section]),
        "shared_m": row.metres,
    }
    out = [p.key for p, number in zip((one, other), row.projects, strict=True) if not problem.possible[number]]
    if out:
        return Reason(code="declined.unscheduled", data={**data, "unscheduled": tuple(out)})
    if problem.rulebook.wishes.keeps_apart(one.key, other.key):
        return Reason(code="declined.wished_apart", data=data)
    if never_together(problem, one, other):
        services = {"one_service": one.service.value, "other_service": other.service.value}
        return Reason(code="declined.incompatible", data={**data, **services})
    campaign = campaign_of(row.runs)
    if len(campaign.starts):
        return Reason(code="declined.not_worth", data=data)
    if max(one.window.first, other.window.first) > min(one.window.last, other.window.last):
        return _apart(data, one, other)
    return _no_start(problem, row, data, campaign.spans.site_days)


def _apart(data: Mapping[str, object], one: Project, other: Project) -> Reason:
    """Say that two windows do not meet."""
    earlier, later = sorted((one, other), key=lambda p: p.window.first)
    begins, ends = later.window.first, earlier.window.last
    gap = {"earlier": earlier.key, "later": later.key, "begins": begins, "ends": ends, "gap_days": (begins - ends).days}
    return Reason(code="declined.no_common_window", data={**data, **gap})


def _no_start(problem: Problem, row: _Row, data: Mapping[str, object], site_days: int) -> Reason:
    """Name the rule that keeps two runs from a common start; the first of a conflict in this order speaks for it."""
    windows = [problem.projects[p].window for p in row.projects]
    first, last = max(w.first for w in windows), min(w.last for w in windows)
    terms, runs = problem.terms, list(row.runs)
    numbers: dict[str, object] = {
        **data,
        "first": first,
        "last": last,
        "needed": site_days,
        "available": working_days(problem, first, last),
    }
    conflict = conflict_of(problem, row.runs, site_days)
    if "moratorium" in conflict:
        numbers["until"] = np.fmax.reduce(terms.moratorium_first[runs]).item()
    if "resurfacing" in conflict:
        numbers["paved"] = max(due.last for due in resurfacings_of(problem, row.runs))
    if "lead" in conflict:
        numbers["earliest"] = terms.lead_first[runs].max().item()
    name = next((n for n in ("moratorium", "resurfacing", "blackout", "at_once", "lead") if n in conflict), "too_short")
    return Reason(code=f"declined.{name}", data=numbers)
