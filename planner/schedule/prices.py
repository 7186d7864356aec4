"""A bound under crews and traffic: every place of a limit on every day gets a price, and the components pay it.

Whatever the prices, the components' cheapest groupings with tolls, less what all places are worth, cost no more than
any plan that keeps to the limits (Lagrangian relaxation): the components are solved one by one, each exactly, and the
prices follow what is asked too much of. A fixed number of steps makes it repeatable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.schedule._fitting_kernel import bound_round

if TYPE_CHECKING:
    from planner.model import Floats, Ints
    from planner.schedule.offers import Offers

__all__ = ["Prices", "best_prices", "summed", "uncoupled"]

_STALLED, _SHORTER, _SHORTEST = 6, 0.7, 1e-3
_FRESH = 0.7
_CHEAPER = 1e-6
_PROGRESS = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Prices per limit and day, shape (limits, days), and the bound they prove for the pieces they were asked of."""

    each: Floats
    bound: float


def summed(each: Floats) -> Floats:
    """Return prices added up to each day, exclusive, shape (limits, days + 1)."""
    return np.concatenate([np.zeros((len(each), 1)), np.cumsum(each, axis=1)], axis=1)


def uncoupled(offers: Offers) -> Floats:
    """Return what each piece costs at least where nothing limits it, shape (pieces,)."""
    nothing = np.zeros_like(offers.board.taken, dtype=np.float64)
    usage, free = np.zeros_like(offers.board.taken), summed(nothing)
    pieces = np.arange(len(offers.pieces))
    return np.array([bound_round(offers.tables, free, pieces[p : p + 1], usage) for p in pieces.tolist()])


def best_prices(offers: Offers, pieces: Ints, known: Prices, target: float, steps: int) -> Prices:
    """Return prices that prove as much as a number of steps brings.

    Parameters
    ----------
    pieces : Which pieces pay.
    known : Prices to begin with; their bound must hold.
    target : What the pieces cost in a plan, or thereabouts: it sets the length of the steps.
    """
    room = np.maximum(0, offers.board.capacity[:, None] - offers.held)
    usage = np.zeros_like(room)
    each, best, bound = known.each, known.each, known.bound
    towards = np.zeros_like(each)
    length, stalled = 1.0, 0
    for _ in range(steps):
        usage[:] = 0
        value = bound_round(offers.tables, summed(each), pieces, usage) - float((each * room).sum())
        stalled = 0 if value > bound + _PROGRESS * abs(bound) else stalled + 1
        if value > bound:
            best, bound = each, value
        if stalled >= _STALLED:
            length, stalled, each = length * _SHORTER, 0, best
        towards = _kept(each, _FRESH * _kept(each, (usage - room).astype(np.float64)) + (1 - _FRESH) * towards)
        norm = float((towards * towards).sum())
        if not norm or length < _SHORTEST or target - bound < _CHEAPER * abs(target):
            break
        each = np.maximum(0.0, each + length * max(target - value, 1.0) / norm * towards)
    return Prices(each=best, bound=bound)


def _kept(each: Floats, towards: Floats) -> Floats:
    """Let no price of nothing fall."""
    return np.where((each <= 0) & (towards < 0), 0.0, towards)
