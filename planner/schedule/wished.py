"""Works that somebody wished for: projects that are to dig together, whatever the weights say.

Such a work is made first, on the days that suit its members best, and everything else is planned around it. It owes
every rule what other works owe, and the verifier judges it like them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import WishError
from planner.model import Reason
from planner.schedule.campaign import Campaigns
from planner.schedule.couplings import stand_of
from planner.schedule.held import held_works
from planner.schedule.savings import joint_works

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.model import JointWork
    from planner.rulebook.wishes import Pair
    from planner.schedule.campaign import Campaign
    from planner.schedule.held import Held
    from planner.schedule.problem import Problem

__all__ = ["with_wished_works"]


def with_wished_works(problem: Problem, before: Sequence[Held] = ()) -> Problem:
    """Return the problem in which every pair that is wished together is in one work already.

    Parameters
    ----------
    before : Works of an earlier plan: whoever dug with one of the pair joins them where the rules let all of them.

    Raises
    ------
    WishError
        Naming every pair that shares too few metres, digs in a committed work, or finds no days by the rules.
    """
    wished = problem.rulebook.wishes.together
    if not wished:
        return problem
    campaign_of = Campaigns(problem)
    known = [set(held.runs) for held in before if not problem.is_held[list(held.runs)].any()]
    campaigns = [_campaign(runs, known, campaign_of) for runs in _joined(problem, wished)]
    impossible = [pair for pair in wished if not any(_holds(c, pair) for c in campaigns if len(c.starts))]
    if impossible:
        raise WishError([(pair.a, pair.b) for pair in impossible])
    starts = [int(c.starts[int(np.argmin(stand_of(problem, c).cost))]) for c in campaigns]
    works = joint_works(replace(problem, held=()), campaigns, starts, campaign_of)
    taken = {held.work.id for held in (*problem.held, *before)}
    names = (name for name in (f"JW-{n:04d}" for n in count(1)) if name not in taken)
    made = [_told(replace(work, id=name), wished) for work, name in zip(works, names, strict=False)]
    frozen = (*(held.work for held in problem.held), *made)
    return replace(problem, held=held_works(frozen, problem.runs, problem.projects, problem.network, problem.days))


def _joined(problem: Problem, wished: Iterable[Pair]) -> list[set[int]]:
    """Return the runs to be joined: those of a pair that share metres, and pairs that have a run in common."""
    keys = {pair.keys for pair in wished}
    joined: list[set[int]] = []
    shared = problem.shared_edges
    for one, other in zip(shared.first.tolist(), shared.second.tolist(), strict=True):
        free = not problem.is_held[[one, other]].any()
        if free and {problem.project_of(one).key, problem.project_of(other).key} in keys:
            near = [runs for runs in joined if one in runs or other in runs]
            joined = [runs for runs in joined if runs not in near] + [{one, other}.union(*near)]
    return sorted(joined, key=min)


def _campaign(runs: set[int], known: Iterable[set[int]], campaign_of: Campaigns) -> Campaign:
    """Return some runs as one campaign, with all they dug with before where that finds days."""
    whole = campaign_of(runs.union(*(dug for dug in known if not runs.isdisjoint(dug))))
    return whole if len(whole.starts) else campaign_of(runs)


def _holds(campaign: Campaign, pair: Pair) -> bool:
    return pair.keys <= {project.key for project in campaign.members}


def _told(work: JointWork, wished: Iterable[Pair]) -> JointWork:
    return replace(work, reasons=(*work.reasons, *_reasons(work, wished)))


def _reasons(work: JointWork, wished: Iterable[Pair]) -> Iterator[Reason]:
    for pair in wished:
        if pair.keys <= {*work.members}:
            yield Reason(code="work.wished", data={"one": pair.a, "other": pair.b, "why": pair.why})
