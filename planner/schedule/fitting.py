"""Groups and dates together under crews and traffic: what finds no room is grouped anew, or put off.

Components are grouped and placed one after another, each at least cost in the room that is left; then, many times, a
component that is dearer than it would be alone is taken off the board with some that it meets, and put back another
way. What still fits nowhere puts its project off; projects put off come back where room was made. Deferrals are
counted, never weighed against cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.schedule.offers import make_offers
from planner.schedule.prices import Prices, best_prices
from planner.schedule.yard import Yard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import Ints
    from planner.runners import Runner
    from planner.schedule.campaign import Campaigns
    from planner.schedule.elements import Part
    from planner.schedule.offers import Group
    from planner.schedule.problem import Problem

__all__ = ["Fitted", "fit"]

_STEPS = 150
_DEARER = 1.02
_EXACT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Groups that all have a place, with it.

    Attributes
    ----------
    deferred : Projects put off, those of the problem included.
    bound : A proven lower bound of what the ``bounded`` components cost together under the limits; the components that
        had to be cut are not among them.
    settled : Whether the groups hold as they are; not where a pinned group has lost a member.
    """

    placed: dict[Group, int]
    deferred: frozenset[int]
    bound: float
    bound_by: str
    bounded: frozenset[int]
    settled: bool


def fit(
    problem: Problem, campaign_of: Campaigns, parts: Sequence[Part], chosen: Sequence[Sequence[Group]], runner: Runner
) -> Fitted:
    """Group and place all runs.

    Parameters
    ----------
    chosen : Groups of each component that are best where nothing limits them, by the numbers of the whole problem.
    """
    offers = make_offers(problem, campaign_of, parts, chosen, runner)
    whole = np.array([n for n, piece in enumerate(offers.pieces) if piece.whole], np.int64)
    state = Yard(problem, offers, runner)
    free = float(state.least[whole].sum())
    nothing = Prices(each=np.zeros(offers.held.shape), bound=free)
    prices = best_prices(offers, whole, nothing, _DEARER * free, _STEPS)
    state.begin(prices.each)
    state.better()
    while left := state.left():
        state.put_off({int(problem.runs.project[run]) for run in left})
        state.better()
    state.let_return()
    proven = _proven(state, whole, None if state.deferred else prices)
    pinned = {int(problem.runs.project[run]) for group in offers.pinned for run in group}
    return Fitted(
        placed={**offers.pinned, **state.placed()},
        deferred=problem.deferred | state.deferred,
        bound=proven[0],
        bound_by=proven[1],
        bounded=frozenset(offers.pieces[n].part for n in whole.tolist()),
        settled=pinned.isdisjoint(state.deferred),
    )


def _proven(state: Yard, whole: Ints, known: Prices | None) -> tuple[float, str]:
    """Return the best bound of what the whole components cost, and what proves it.

    ``known`` are prices that were found for the same projects.
    """
    target, free = float(state.spent[whole].sum()), float(state.least[whole].sum())
    clustered = sum(max(a.bound, float(state.least[list(c)].sum())) for c, a in state.apart(whole))
    priced = known or Prices(each=np.zeros(state.offers.held.shape), bound=free)
    if target - clustered > _EXACT:
        priced = best_prices(state.offers, whole, priced, target, _STEPS)
    best = max((free, "lp"), (clustered, "cp_sat"), (priced.bound, "lagrangian"), key=lambda proof: proof[0])
    return best if best[0] > free + _EXACT else (free, "lp")
