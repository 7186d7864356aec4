"""Dividing what is paid together: the Shapley value, and figures that add up when they are printed."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["UNITS_PER_ONE", "divide_elements", "in_whole_units", "shapley"]

UNITS_PER_ONE = 1000
"""Shares are printed to a thousandth: millimetres of road, thousandths of a day or of a square metre."""

_NOISE_DIGITS = 6


def shapley(players: Sequence[str], cost: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Return each player's Shapley value: what it adds to the cost, averaged over all orders of arrival.

    Asks for the cost of every subset but the empty one, which costs nothing: eight players make 255. The values add
    up to the cost of all; their order changes nothing.

    Raises
    ------
    ValueError
        If a player is named twice.
    """
    known = _all_costs(players, cost)
    count = len(players)
    weights = [math.factorial(k) * math.factorial(count - k - 1) / math.factorial(count) for k in range(count)]
    return {p: math.fsum(_additions(p, known, weights)) for p in players}


def _all_costs(players: Sequence[str], cost: Callable[[frozenset[str]], float]) -> dict[frozenset[str], float]:
    if len(set(players)) < len(players):
        raise ValueError("a player is named twice")
    subsets = (frozenset(s) for k in range(1, len(players) + 1) for s in combinations(sorted(players), k))
    return {frozenset(): 0.0, **{s: float(cost(s)) for s in subsets}}


def _additions(player: str, known: Mapping[frozenset[str], float], weights: Sequence[float]) -> Iterable[float]:
    """Return what a player adds to each subset of the others, weighted by how often it finds that subset there."""
    for others, before in known.items():
        if player not in others:
            yield weights[len(others)] * (known[others | {player}] - before)


def divide_elements(elements: Iterable[tuple[float, Sequence[str]]], players: Iterable[str]) -> dict[str, float]:
    """Divide each element's cost equally among those who use it.

    This is the Shapley value, in closed form, of a game whose cost is the sum of the elements a subset uses: the value
    is additive, and the users of one element are alike. It lies in the core: no subset would pay less by itself.
    """
    parts: dict[str, list[float]] = {p: [] for p in players}
    for cost, users in elements:
        for user in users:
            parts[user].append(cost / len(users))
    return {player: math.fsum(sorted(costs)) for player, costs in parts.items()}


def in_whole_units(shares: Mapping[str, float], whole: float) -> dict[str, float]:
    """Round shares to thousandths so that they add up to the whole, itself rounded to a thousandth.

    The shares are first brought to the whole in proportion, where they add up to something else by rounding; then
    each is rounded down and the units left over go to the largest remainders, to the first keys among equal ones.
    A whole of nothing is nothing for each.

    Parameters
    ----------
    shares : Not all 0 unless the whole is; a share may be negative.
    """
    units = round(whole * UNITS_PER_ONE)
    total = math.fsum(shares.values())
    scale = units / total if total else 0.0
    wanted = {key: round(share * scale, _NOISE_DIGITS) for key, share in shares.items()}
    floors = {key: math.floor(want) for key, want in wanted.items()}
    left = units - sum(floors.values())
    order = sorted(shares, key=lambda key: (-round(wanted[key] - floors[key], _NOISE_DIGITS), key))
    return {key: (floors[key] + (1 if order.index(key) < left else 0)) / UNITS_PER_ONE for key in sorted(shares)}
