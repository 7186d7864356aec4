"""What other rules would make of the same works: real schedules under the same laws, to measure a plan against.

Every rule here flags pairs by their dates and lets flagged pairs that can really be built together dig together.
None looks for a better grouping; that is what makes them baselines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from planner.model import ProjectStatus, SolverReport
from planner.schedule.board import Board
from planner.schedule.campaign import Campaigns
from planner.schedule.couplings import Limits, stand_of
from planner.schedule.declined import declined_pairs
from planner.schedule.elements import group_cost
from planner.schedule.explain import outcomes_of
from planner.schedule.parts import parts_of
from planner.schedule.savings import joint_works, totals_of
from planner.schedule.solve import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from planner.model import Dates, Ints, JointWork
    from planner.schedule.campaign import Campaign
    from planner.schedule.problem import Problem

__all__ = ["Rule", "baseline_schedule", "works_put_off"]

_DAYS_APART = np.timedelta64(30, "D")


class Rule(StrEnum):
    """Whom a rule lets dig together.

    ``separate`` nobody. ``dates_as_given`` works whose closures meet when each starts as near to its own date as the
    laws let it. ``starts_within_30_days`` works whose own starts lie at most 30 days apart. ``windows_meet`` works
    whose submitted windows have a day in common.
    """

    SEPARATE = "separate"
    DATES_AS_GIVEN = "dates_as_given"
    STARTS_WITHIN_30_DAYS = "starts_within_30_days"
    WINDOWS_MEET = "windows_meet"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dates:
    """The days one run would be worked on if it asked nobody: own closure, and submitted window."""

    start: np.datetime64
    end: np.datetime64
    opens: np.datetime64
    closes: np.datetime64


def baseline_schedule(
    problem: Problem, rule: Rule, *, largest: int | None = 2, campaign_of: Campaigns | None = None
) -> Schedule:
    """Return the schedule a rule makes.

    Pairs that the rule flags and that share enough metres of a section are taken in order of the metres they share,
    most first; two of them dig together where a legal start exists for both. Every work starts on the legal day
    nearest to the dates its members asked for.

    Parameters
    ----------
    largest : Most runs of a work: two for pairs alone, None lets flagged pairs chain as far as they stay legal.
    campaign_of : Campaigns of the problem, where some are known already.

    Returns
    -------
    A schedule that obeys every rule the verifier knows, those on crews and traffic too: a work goes to the nearest day
    that has room, is taken apart where there is none, and puts its projects off where that does not help. It claims
    no bound: ``bound`` is 0.
    """
    campaign_of = campaign_of or Campaigns(problem)
    problem, groups, starts = _with_room(problem, rule, campaign_of, largest)
    campaigns = [campaign_of(g) for g in groups]
    works = joint_works(problem, campaigns, starts, campaign_of)
    return Schedule(
        outcomes=outcomes_of(problem, works, [0.0] * len(problem.projects)),
        joint_works=works,
        declined=declined_pairs(problem, groups, campaign_of),
        totals=totals_of(works, sum(len(g) for g in groups)),
        solver=_report(problem, groups),
    )


def works_put_off(problem: Problem, schedule: Schedule) -> tuple[JointWork, ...]:
    """Return the works of the projects that a baseline puts off, each run alone on its own dates as if it had room."""
    told = {o.project.key for o in schedule.outcomes if o.status is ProjectStatus.SCHEDULED}
    late = problem.possible & np.array([p.key not in told for p in problem.projects], bool)
    campaign_of = Campaigns(problem)
    campaigns = [campaign_of((run,)) for run in np.flatnonzero(late[problem.runs.project]).tolist()]
    return joint_works(problem, campaigns, [_nearest_start(problem, c) for c in campaigns], campaign_of)


def _with_room(
    problem: Problem, rule: Rule, campaign_of: Campaigns, largest: int | None
) -> tuple[Problem, list[tuple[int, ...]], list[int]]:
    """Return the groups of a rule with their starts, and the problem without the projects that find no room."""
    while True:
        groups = _groups(problem, rule, campaign_of, largest)
        starts = _starts(problem, [campaign_of(g) for g in groups])
        while crowded := {g for g, s in zip(groups, starts, strict=True) if s is None and len(g) > 1}:
            groups = sorted([*(g for g in groups if g not in crowded), *((run,) for g in crowded for run in g)])
            starts = _starts(problem, [campaign_of(g) for g in groups])
        found = [s for s in starts if s is not None]
        if len(found) == len(groups):
            return problem, groups, found
        out = {int(problem.runs.project[g[0]]) for g, s in zip(groups, starts, strict=True) if s is None}
        problem = replace(problem, deferred=problem.deferred | out)


def _starts(problem: Problem, campaigns: Sequence[Campaign]) -> list[int | None]:
    """Return the nearest start of each campaign that has room, those with the least choice first; None without one."""
    limits, traffic = Limits(problem), problem.rulebook.traffic
    if not (limits.capacity or traffic.one_per_road or traffic.main_classes or traffic.block_classes):
        return [_nearest_start(problem, c) for c in campaigns]
    board = Board(limits, len(problem.days), 0.0)
    stands = [replace(stand_of(problem, c), cost=_away(problem, c).astype(np.float64)) for c in campaigns]
    starts: list[int | None] = [None] * len(stands)
    for number in sorted(range(len(stands)), key=lambda n: (not stands[n].fixed, len(stands[n].starts), n)):
        if found := board.best(stands[number]):
            starts[number] = found[0]
            board.put(number, stands[number], found[0])
    return starts


def _groups(problem: Problem, rule: Rule, campaign_of: Campaigns, largest: int | None) -> list[tuple[int, ...]]:
    live = np.flatnonzero(problem.possible[problem.runs.project]).tolist()
    group_of: dict[int, tuple[int, ...]] = {run: (run,) for run in live}
    for one, other in _flagged(problem, rule, campaign_of, group_of):
        merged = tuple(sorted({*group_of[one], *group_of[other]}))
        known = group_of[one] == group_of[other]
        if known or (largest is not None and len(merged) > largest) or not len(campaign_of(merged).starts):
            continue
        group_of.update(dict.fromkeys(merged, merged))
    return sorted(set(group_of.values()))


def _flagged(
    problem: Problem, rule: Rule, campaign_of: Campaigns, live: Mapping[int, tuple[int, ...]]
) -> list[tuple[int, int]]:
    """Return the pairs that share enough metres and whose dates the rule likes, most shared metres first."""
    metres: dict[tuple[int, int], float] = defaultdict(float)
    edges = problem.shared_edges
    for one, other, shared in zip(edges.first.tolist(), edges.second.tolist(), edges.metres.tolist(), strict=True):
        if one in live and other in live:
            metres[one, other] += shared
    likes = _LIKES[rule]
    dates = {run: _dates(problem, run, campaign_of) for run in sorted({r for pair in metres for r in pair})}
    kept = [pair for pair in metres if likes(dates[pair[0]], dates[pair[1]])]
    return sorted(kept, key=lambda pair: (-round(metres[pair], 3), pair))


def _dates(problem: Problem, run: int, campaign_of: Campaigns) -> _Dates:
    campaign = campaign_of((run,))
    start = _nearest_start(problem, campaign)
    return _Dates(
        start=problem.days[start],
        end=problem.days[start + campaign.spans.site_days - 1],
        opens=problem.terms.window_first[run],
        closes=problem.terms.window_last[run],
    )


def _nearest_start(problem: Problem, campaign: Campaign) -> int:
    """Return the legal start nearest to the dates the members asked for, the earlier of equal ones."""
    return int(campaign.starts[int(np.argmin(_away(problem, campaign)))])


def _away(problem: Problem, campaign: Campaign) -> Ints:
    """Return how many working days each start lies from the dates the members asked for, all together."""
    asked: Dates = np.array([p.preferred_start or p.window.first for p in campaign.members], "datetime64[D]")
    away: Ints = np.abs(campaign.starts[:, None] - np.searchsorted(problem.days, asked)).sum(axis=1)
    return away


def _closures_meet(one: _Dates, other: _Dates) -> bool:
    return bool(one.start <= other.end and other.start <= one.end)


def _starts_near(one: _Dates, other: _Dates) -> bool:
    return bool(abs(one.start - other.start) <= _DAYS_APART)


def _windows_meet(one: _Dates, other: _Dates) -> bool:
    return bool(one.opens <= other.closes and other.opens <= one.closes)


def _nobody(_one: _Dates, _other: _Dates) -> bool:
    return False


_LIKES: Mapping[Rule, Callable[[_Dates, _Dates], bool]] = {
    Rule.SEPARATE: _nobody,
    Rule.DATES_AS_GIVEN: _closures_meet,
    Rule.STARTS_WITHIN_30_DAYS: _starts_near,
    Rule.WINDOWS_MEET: _windows_meet,
}


def _report(problem: Problem, groups: Iterable[Sequence[int]]) -> SolverReport:
    parts = parts_of(problem)
    place = {run: (part, at) for part in parts for at, run in enumerate(part.runs)}
    objective = sum(group_cost(place[group[0]][0], (place[run][1] for run in group)) for group in groups)
    return SolverReport(
        status="feasible",
        objective=objective,
        bound=0.0,
        gap=1.0 if objective > 0 else 0.0,
        components=len(parts),
        largest_component=max((len(part.runs) for part in parts), default=0),
        deferred=len(problem.deferred),
    )
