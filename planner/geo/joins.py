"""Rows of two tables brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.model import Ints

__all__ = ["equal_pairs"]


def equal_pairs(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return the positions of all pairs of equal values.

    Parameters
    ----------
    left : In any order.
    right : Ascending, so that a long table is searched and not sorted.

    Returns
    -------
    left_row, right_row : Ascending in both, shape (n,); empty in, empty out.
    """
    low, high = np.searchsorted(right, left, side="left"), np.searchsorted(right, left, side="right")
    count = high - low
    step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(np.arange(len(left)), count), np.repeat(low, count) + step
