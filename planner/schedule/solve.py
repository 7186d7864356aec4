"""The door: a situation in, a schedule out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.model import SolverReport
from planner.schedule.campaign import Campaigns
from planner.schedule.declined import declined_pairs
from planner.schedule.explain import outcomes_of
from planner.schedule.groups import group_part
from planner.schedule.judge import Judge
from planner.schedule.parts import parts_of
from planner.schedule.place import place_campaigns
from planner.schedule.problem import build_problem
from planner.schedule.savings import joint_works, totals_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from planner.calendar import WorkCalendar
    from planner.model import Declined, JointWork, ProjectOutcome, Situation, Totals
    from planner.rulebook.model import Rulebook
    from planner.schedule.elements import Part
    from planner.schedule.groups import Grouping
    from planner.schedule.problem import Price, Problem

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
    situation: Situation, rulebook: Rulebook, calendar: WorkCalendar, as_of: date, price: Price
) -> Schedule:
    """Decide who opens the road together, and when.

    Groups first, component by component, to a proven bound; then each group is placed in time. The same
    situation gives the same schedule, whatever the order of its projects, sections and stretches.

    Parameters
    ----------
    calendar : Must hold ``as_of`` and reach the acceptance that follows the last window.
    as_of : The day of planning: nothing is planned before it.
    price : Cut of a set of projects (sorted by key) on a road of a width in metres (NaN where unknown).

    Raises
    ------
    SolverError
        If a solver ends without a usable answer.
    """
    problem = build_problem(situation, rulebook, calendar, as_of, price)
    campaign_of = Campaigns(problem)
    parts = parts_of(problem)
    groupings = [group_part(part, Judge(problem, part, campaign_of)) for part in parts]
    groups = _groups(parts, groupings)
    campaigns = [campaign_of(g) for g in groups]
    placement = place_campaigns(problem, campaigns)
    works = joint_works(problem, campaigns, placement.starts, campaign_of)
    return Schedule(
        outcomes=outcomes_of(problem, works, _off_road(situation, problem)),
        joint_works=works,
        declined=declined_pairs(problem, groups, campaign_of),
        totals=totals_of(works, sum(len(g) for g in groups)),
        solver=_report(parts, groupings, proven=placement.proven),
    )


def _groups(parts: Sequence[Part], groupings: Sequence[Grouping]) -> list[tuple[int, ...]]:
    return sorted(
        tuple(part.runs[r] for r in group)
        for part, grouping in zip(parts, groupings, strict=True)
        for group in grouping.groups
    )


def _off_road(situation: Situation, problem: Problem) -> list[float]:
    lengths = np.bincount(
        situation.unmatched.project, weights=situation.unmatched.length_m, minlength=len(problem.projects)
    )
    metres = {p.key: float(m) for p, m in zip(situation.routes.projects, lengths, strict=True)}
    return [metres[p.key] for p in problem.projects]


def _report(parts: Sequence[Part], groupings: Sequence[Grouping], *, proven: bool) -> SolverReport:
    objective = sum(g.objective for g in groupings)
    bound = min(objective, sum(g.bound for g in groupings))
    gap = (objective - bound) / objective if objective > 0 else 0.0
    return SolverReport(
        status="optimal" if proven and gap <= _PROVEN else "feasible",
        objective=objective,
        bound=bound,
        gap=gap,
        components=len(parts),
        largest_component=max((len(p.runs) for p in parts), default=0),
    )
