"""Works of an earlier plan that are no longer the planner's to decide: as they were, or begun on another day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import FrozenWorkError
from planner.schedule.campaign import Campaigns
from planner.schedule.held import held_works
from planner.schedule.problem import build_problem
from planner.schedule.savings import joint_works

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from planner.calendar import WorkCalendar
    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook
    from planner.schedule.held import Held
    from planner.schedule.problem import Price, Problem

__all__ = ["Commitments", "committed_works"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitments:
    """What is no longer the planner's to decide: works by their ids in the earlier plan.

    Attributes
    ----------
    frozen : Works that stay exactly as they are.
    slipped : Works whose site work begins on another day than planned, and stays there.
    """

    frozen: frozenset[str] = frozenset()
    slipped: Mapping[str, date] | None = None


def committed_works(
    previous: Plan,
    situation: Situation,
    rulebook: Rulebook,
    calendar: WorkCalendar,
    as_of: date,
    price: Price,
    commitments: Commitments,
) -> tuple[JointWork, ...]:
    """Return the committed works, slipped ones on their new days.

    Parameters are those of :func:`planner.schedule.replan.replan`.

    Raises
    ------
    FrozenWorkError
        If one is not in the earlier plan, or its members or metres have changed.
    """
    slipped = commitments.slipped or {}
    known = {w.id: w for w in previous.joint_works}
    if unknown := sorted((commitments.frozen | slipped.keys()) - known.keys()):
        raise FrozenWorkError(unknown)
    still = [known[name] for name in sorted(commitments.frozen - slipped.keys())]
    if not slipped:
        return tuple(still)
    problem = build_problem(situation, rulebook, calendar, as_of, price)
    moving = held_works([known[n] for n in slipped], problem.runs, problem.projects, problem.network, problem.days)
    return (*still, *(_slipped(problem, h, slipped[h.work.id]) for h in moving))


def _slipped(problem: Problem, held: Held, first: date) -> JointWork:
    """Return a work from another day on, with the survey and the approval it had."""
    campaign_of = Campaigns(problem)
    start = int(np.searchsorted(problem.days, np.datetime64(first)))
    (moved,) = joint_works(problem, [campaign_of(held.runs)], [start], campaign_of)
    before = held.work.phases
    return replace(moved, id=held.work.id, phases=replace(moved.phases, survey=before.survey, approval=before.approval))
