"""The door: a situation in, a schedule out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Component, SolverReport
from planner.schedule.campaign import Campaigns
from planner.schedule.declined import declined_pairs
from planner.schedule.explain import outcomes_of
from planner.schedule.parts import cost_of_runs
from planner.schedule.problem import build_problem
from planner.schedule.savings import joint_works, totals_of
from planner.schedule.settle import settle

if TYPE_CHECKING:
    from datetime import date

    from planner.calendar import WorkCalendar
    from planner.model import Declined, JointWork, ProjectOutcome, Situation, Totals
    from planner.rulebook.model import Rulebook
    from planner.schedule.problem import Price, Problem
    from planner.schedule.settle import Settled

__all__ = ["Schedule", "schedule_works"]

_PROVEN = 1e-9


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

    Raises
    ------
    FrozenWorkError
        If a committed work does not dig whole runs of the situation, or two dig the same, or one lies off the
        calendar.
    SolverError
        If a solver ends without a usable answer.
    """
    problem = build_problem(situation, rulebook, calendar, as_of, price, frozen)
    campaign_of = Campaigns(problem)
    settled = settle(problem, campaign_of)
    problem = settled.problem
    campaigns = [campaign_of(g) for g in settled.groups]
    works = joint_works(problem, campaigns, settled.placement.starts, campaign_of)
    groups = sorted([*settled.groups, *(held.runs for held in problem.held)])
    return Schedule(
        outcomes=outcomes_of(problem, works, _off_road(situation, problem)),
        joint_works=works,
        declined=declined_pairs(problem, groups, campaign_of),
        totals=totals_of(works, sum(len(g) for g in groups)),
        solver=_report(settled),
    )


def _off_road(situation: Situation, problem: Problem) -> list[float]:
    lengths = np.bincount(
        situation.unmatched.project, weights=situation.unmatched.length_m, minlength=len(problem.projects)
    )
    metres = {p.key: float(m) for p, m in zip(situation.routes.projects, lengths, strict=True)}
    return [metres[p.key] for p in problem.projects]


def _report(settled: Settled) -> SolverReport:
    held = sum(cost_of_runs(settled.problem, h.runs) for h in settled.problem.held)
    components = tuple(
        Component(runs=len(part.runs), objective=cost, bound=min(cost, grouping.bound), proof=grouping.proof)
        for part, grouping, cost in zip(settled.parts, settled.groupings, settled.costs, strict=True)
    )
    objective = held + sum(c.objective for c in components)
    bound = min(objective, held + sum(c.bound for c in components))
    gap = (objective - bound) / objective if objective > 0 else 0.0
    return SolverReport(
        status="optimal" if settled.placement.proven and gap <= _PROVEN else "feasible",
        objective=objective,
        bound=bound,
        gap=gap,
        components=len(components),
        largest_component=max((c.runs for c in components), default=0),
        parts=components,
        deferred=len(settled.problem.deferred),
        dates=settled.placement.cost,
        dates_bound=settled.placement.bound,
    )
