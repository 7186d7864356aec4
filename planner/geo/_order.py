"""Sorting rows that are nearly told apart by one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.model import Floats, Ints

__all__ = ["order_by"]


def order_by(key: Ints, *then: Floats) -> Ints:
    """Return the order of rows by ``key``, where that is equal by the first of ``then``, and so on; shape (n,).

    As ``np.lexsort``, which would sort all rows by every column, but fast where few keys are equal.
    """
    order = np.argsort(key, kind="stable")
    again = np.diff(key[order]) == 0
    if again.any():
        tied = np.append(again, [False]) | np.append([False], again)
        rows = order[tied]
        order[tied] = rows[np.lexsort((*(column[rows] for column in reversed(then)), key[rows]))]
    return order
