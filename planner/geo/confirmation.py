"""Which stretches a person should look at before they are built on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.model import Ints, Stretches
    from planner.rulebook.model import Matching

__all__ = ["to_confirm"]


def to_confirm(stretches: Stretches, rules: Matching) -> Ints:
    """Return the rows of stretches whose confidence is below the rulebook's ``confirm_below``.

    Returns
    -------
    rows : The least certain first, in the order of the table where they are equally certain; may be empty.
    """
    low = np.flatnonzero(stretches.confidence < rules.confirm_below.value)
    order: Ints = low[np.argsort(stretches.confidence[low], kind="stable")]
    return order
