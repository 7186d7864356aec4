"""Until when newly paved roads stay closed to digging."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from planner.model import Dates, Network
    from planner.rulebook.model import Rulebook

__all__ = ["moratorium_ends", "protected_until"]


def moratorium_ends(network: Network, rulebook: Rulebook) -> Dates:
    """Return the first day each section may be dug again, NaT where no paving is known, shape (s,).

    An unknown kind of paving counts as new: the longer of the two protects the road.
    """
    return _ends(network.paved_on.astype("datetime64[D]"), network.paved_kind == "major_repair", rulebook)


def protected_until(paved: date, kind: str, rulebook: Rulebook) -> date:
    """Return the first day a road may be dug again that was paved on a day (城市道路管理条例 art. 33)."""
    ends = _ends(np.array([paved], "datetime64[D]"), np.array([kind == "major_repair"]), rulebook)
    until: date = ends[0].item()
    return until


def _ends(paved: Dates, repaired: NDArray[np.bool_], rulebook: Rulebook) -> Dates:
    rules = rulebook.moratoria
    years = np.where(repaired, rules.major_repair_years.value, rules.new_years.value)
    month = paved.astype("datetime64[M]")
    ends: Dates = (month + 12 * years).astype("datetime64[D]") + (paved - month.astype("datetime64[D]"))
    return ends
