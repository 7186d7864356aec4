"""The measure of calibration: bins by hand, and constants found again from what they made."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.calibration import Bin, calibration_error, fitted_knots, fitted_weights, reliability
from benchmarks.scores import share_right
from planner.model import Floats, Stretches


def stretches(*rows: tuple[int, int, float, float]) -> Stretches:
    project, section, low, high = (np.array(column) for column in zip(*rows, strict=True))
    none: Floats = np.zeros(len(rows))
    return Stretches(
        project=project,
        section=section,
        from_m=low,
        to_m=high,
        offset_m=none,
        side=none.astype(np.int64),
        confidence=none,
    )


def test_bins_and_their_error_by_hand() -> None:
    confidence = np.array([0.05, 0.92, 0.94, 0.96, 1.0])
    right = np.array([False, True, True, True, False])
    low, high = reliability(confidence, right)
    assert (low.low, low.count, low.right) == (0.0, 1, 0.0)
    assert (high.low, high.count, high.right) == (0.9, 4, 0.75)
    assert [low.mean, high.mean] == pytest.approx([0.05, 0.955])
    assert calibration_error([low, high]) == pytest.approx((0.05 + 4 * 0.205) / 5)


def test_what_is_as_often_right_as_it_says_has_no_error() -> None:
    rng = np.random.default_rng(5)
    confidence = rng.uniform(size=200_000)
    assert calibration_error(reliability(confidence, rng.uniform(size=200_000) < confidence)) < 0.01
    assert calibration_error([Bin(low=0.5, count=10, mean=0.55, right=0.55)]) == 0.0


def test_weights_are_found_again() -> None:
    rng = np.random.default_rng(6)
    terms = np.column_stack([np.ones(50_000), rng.normal(size=50_000)])
    right = rng.uniform(size=50_000) < 1 / (1 + np.exp(-(terms @ np.array([1.0, -2.0]))))
    assert fitted_weights(terms, right) == pytest.approx([1.0, -2.0], abs=0.1)


def test_knots_rise_in_score_and_never_fall_in_share() -> None:
    rng = np.random.default_rng(7)
    score = rng.normal(size=5_000)
    scores, shares = fitted_knots(score, rng.uniform(size=5_000) < 1 / (1 + np.exp(-2 * score)))
    assert 3 < len(scores) <= 12
    assert (np.diff(scores) > 0).all()
    assert (np.diff(shares) > 0).all()


def test_knots_pool_what_would_fall() -> None:
    # the higher half is right less often: nothing but one level can be said
    scores, shares = fitted_knots(np.arange(100.0), np.arange(100) < 50)
    assert (scores.tolist(), shares.tolist()) == ([pytest.approx(49.5)], [pytest.approx(0.5)])


def test_the_share_of_a_stretch_that_is_true() -> None:
    true = stretches((0, 3, 10.0, 50.0), (1, 3, 0.0, 5.0))
    found = stretches((0, 3, 0.0, 50.0), (0, 4, 0.0, 9.0), (1, 3, 1.0, 2.0), (1, 9, 1.0, 2.0))
    assert share_right(found, true).tolist() == pytest.approx([0.8, 0.0, 1.0, 0.0])
