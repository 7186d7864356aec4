"""The door: a situation in, a schedule out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.runners import in_turn
from planner.schedule.campaign import Campaigns
from planner.schedule.declined import declined_pairs
from planner.schedule.explain import outcomes_of
from planner.schedule.parts import cost_of_runs
from planner.schedule.problem import build_problem
from planner.schedule.proof import component_of, report_of
from planner.schedule.savings import joint_works, totals_of
from planner.schedule.settle import settle
from planner.schedule.wished import with_wished_works

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from planner.calendar import WorkCalendar
    from planner.model import Declined, JointWork, ProjectOutcome, Situation, SolverReport, Totals
    from planner.rulebook.model import Rulebook
    from planner.runners import Runner
    from planner.schedule.problem import Price, Problem
    from planner.schedule.settle import Settled

__all__ = ["Schedule", "Told", "off_road_of", "schedule_problem", "schedule_works"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of pairs that dig apart.

    Attributes
    ----------
    asked : Numbers of the projects whose pairs must be told anew; None for all.
    declined : The pairs of all others.
    """

    asked: frozenset[int] | None = None
    declined: tuple[Declined, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """All joint works with all windows, what became of every project, and how good the grouping is."""

    outcomes: tuple[ProjectOutcome, ...]
    joint_works: tuple[JointWork, ...]
    declined: tuple[Declined, ...]
    totals: Totals
    solver: SolverReport


def schedule_works(
    situation: Situation,
    rulebook: Rulebook,
    calendar: WorkCalendar,
    as_of: date,
    price: Price,
    *,
    frozen: tuple[JointWork, ...] = (),
    runner: Runner = in_turn,
) -> Schedule:
    """Decide who opens the road together, and when.

    Groups first, component by component, to a proven bound; then each group is placed in time. The same
    situation gives the same schedule, whatever the order of its projects, sections and stretches.

    Parameters
    ----------
    calendar : Must hold ``as_of`` and reach the acceptance that follows the last window.
    as_of : The day of planning: nothing is planned before it.
    price : Cut of a set of projects (sorted by key) on a road of a width in metres (NaN where unknown).
    frozen : Committed works. They come out as they went in, ids, dates and all; everything else is planned around
        them and takes ids that none of them has.
    runner : Carries the components; however it does, the schedule is the same.

    Raises
    ------
    FrozenWorkError
        If a committed work does not dig whole runs of the situation, or two dig the same, or one lies off the
        calendar.
    SolverError
        If a solver ends without a usable answer.
    WishError
        If projects that are wished together cannot be.
    """
    problem = with_wished_works(build_problem(situation, rulebook, calendar, as_of, price, frozen))
    return schedule_problem(problem, off_road_of(situation, problem), runner=runner)[0]


def schedule_problem(
    problem: Problem, off_road_m: Sequence[float], *, told: Told | None = None, runner: Runner = in_turn
) -> tuple[Schedule, Settled]:
    """Decide who opens the road together, and when, on a problem that was made before.

    Parameters
    ----------
    off_road_m : Metres of each project that lie on no road.
    told : Pairs that dig apart as an earlier plan told them, which stay as they are.

    Raises
    ------
    SolverError
        If a solver ends without a usable answer.
    """
    campaign_of = Campaigns(problem)
    settled = settle(problem, campaign_of, runner)
    problem = settled.problem
    campaigns = [campaign_of(g) for g in settled.groups]
    works = joint_works(problem, campaigns, settled.placement.starts, campaign_of)
    groups = sorted([*settled.groups, *(held.runs for held in problem.held)])
    schedule = Schedule(
        outcomes=outcomes_of(problem, works, off_road_m),
        joint_works=works,
        declined=_declined(problem, groups, campaign_of, told or Told()),
        totals=totals_of(works, sum(len(g) for g in groups)),
        solver=_report(settled),
    )
    return schedule, settled


def _declined(
    problem: Problem, groups: Sequence[tuple[int, ...]], campaign_of: Campaigns, told: Told
) -> tuple[Declined, ...]:
    if told.asked is None:
        return declined_pairs(problem, groups, campaign_of)
    pairs, asked, owner = problem.pairs, sorted(told.asked), problem.runs.project
    mine = np.isin(owner[pairs.first], asked) | np.isin(owner[pairs.second], asked)
    fresh = declined_pairs(replace(problem, pairs=pairs.where(mine)), groups, campaign_of)
    return tuple(sorted((*told.declined, *fresh), key=lambda d: (d.projects, d.section_id)))


def off_road_of(situation: Situation, problem: Problem) -> list[float]:
    """Return the metres of each project of a problem that lie on no road."""
    lengths = np.bincount(
        situation.unmatched.project, weights=situation.unmatched.length_m, minlength=len(problem.projects)
    )
    metres = {p.key: float(m) for p, m in zip(situation.routes.projects, lengths, strict=True)}
    return [metres[p.key] for p in problem.projects]


def _report(settled: Settled) -> SolverReport:
    problem = settled.problem
    return report_of(
        [
            component_of(problem, part, grouping, cost)
            for part, grouping, cost in zip(settled.parts, settled.groupings, settled.costs, strict=True)
        ],
        settled.placement,
        committed=sum(cost_of_runs(problem, h.runs) for h in problem.held),
        limited=settled.limited_bound,
        limited_by=settled.limited_by,
        deferred=len(problem.deferred),
    )
