"""Carrying work one after another or side by side gives the same answers."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint

from planner.runners import SideBySide, in_turn
from planner.schedule.highs import minimise


def _square(offset: int, number: int) -> int:
    return number * number + offset


def _knapsack(number: int) -> float:
    """Solve a small integer program, so that a solver has kept something in this process and in its copies."""
    weights = np.random.default_rng(number).integers(5, 40, (3, 12)).astype(np.float64)
    rows = LinearConstraint(weights, -np.inf, weights.sum(axis=1) / 2)
    return minimise(-weights[0], np.ones(12, np.int64), Bounds(0.0, 1.0), rows).bound


@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, 63, 64, 129, 500])
def test_answers_come_in_order(workers: int, count: int) -> None:
    work = partial(_square, 7)
    assert SideBySide(workers)(work, count) == in_turn(work, count) == [n * n + 7 for n in range(count)]


def test_a_solver_used_before_works_in_the_copies() -> None:
    here = in_turn(_knapsack, 130)
    assert SideBySide(2)(_knapsack, 130) == here


def test_an_error_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        SideBySide(2)(partial(_divided, 70), 200)


def _divided(zero_at: int, number: int) -> float:
    return 1 / (number - zero_at)
