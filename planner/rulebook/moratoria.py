"""Until when newly paved roads stay closed to digging."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.model import Dates, Network
    from planner.rulebook.model import Rulebook

__all__ = ["moratorium_ends"]


def moratorium_ends(network: Network, rulebook: Rulebook) -> Dates:
    """Return the first day each section may be dug again, NaT where no paving is known, shape (s,).

    An unknown kind of paving counts as new: the longer of the two protects the road.
    """
    rules = rulebook.moratoria
    years = np.where(network.paved_kind == "major_repair", rules.major_repair_years.value, rules.new_years.value)
    paved = network.paved_on.astype("datetime64[D]")
    month = paved.astype("datetime64[M]")
    ends: Dates = (month + 12 * years).astype("datetime64[D]") + (paved - month.astype("datetime64[D]"))
    return ends
