"""Which lane each stretch is drawn in, so that lines on one section lie side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Network, Stretches

__all__ = ["Slots", "direction_signs", "lay_side_by_side"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Where stretches are drawn across their section, one row each.

    Attributes
    ----------
    bundle : Stretches of one section that overlap, directly or through others, have one number, shape (n,).
    lane : Lane within the bundle from 0, shape (n,).
    lanes : Number of lanes of the bundle, shape (n,).
    """

    bundle: Ints
    lane: Ints
    lanes: Ints

    def offset(self) -> Floats:
        """Return each row's distance from the middle of its bundle, in lanes: the first lane is the most negative."""
        return np.asarray(self.lane - (self.lanes - 1) / 2, dtype=np.float64)


def lay_side_by_side(stretches: Stretches, order: Floats) -> Slots:
    """Give each project of every bundle of overlapping stretches its own lane, lowest ``order`` first.

    ``order`` has one value per stretch, shape (n,); projects of equal value follow by their index. A lane belongs
    to a project along the whole bundle, so a line does not jump where another one ends.
    """
    bundle = _bundles(stretches)
    pairs, pair = np.unique(np.column_stack((bundle, stretches.project)), axis=0, return_inverse=True)
    least = np.full(len(pairs), np.inf)
    np.minimum.at(least, pair, order)
    rank = np.empty(len(pairs), dtype=np.int64)
    rank[np.lexsort((pairs[:, 1], least, pairs[:, 0]))] = np.arange(len(pairs))
    first_of_bundle = np.searchsorted(pairs[:, 0], pairs[:, 0])
    lanes = np.bincount(pairs[:, 0]).astype(np.int64)
    return Slots(bundle=bundle, lane=(rank - first_of_bundle)[pair], lanes=lanes[bundle])


def direction_signs(network: Network) -> Floats:
    """Return 1 where a section is digitised eastwards (northwards if it runs north-south) and -1 where it is not.

    A lane times its sign keeps neighbouring sections of one road in step though they are digitised against each
    other, shape (s,).
    """
    ends = shapely.get_coordinates(shapely.get_point(network.lines, -1))
    starts = shapely.get_coordinates(shapely.get_point(network.lines, 0))
    along = (ends - starts) @ np.array([1.0, 0.2])
    return np.where(along >= 0, 1.0, -1.0)


def _bundles(stretches: Stretches) -> Ints:
    """Give a number to each of the connected sets of overlapping intervals; those that only touch are apart."""
    by_start = np.lexsort((stretches.to_m, stretches.from_m, stretches.section))
    # Shifting every section past the one before lets one running maximum serve all of them.
    shift = stretches.section[by_start] * (stretches.to_m.max(initial=0.0) + 1.0)
    reach = np.maximum.accumulate(stretches.to_m[by_start] + shift)
    apart = np.ones(len(by_start), dtype=bool)
    apart[1:] = (stretches.from_m[by_start] + shift)[1:] >= reach[:-1]
    bundle = np.empty(len(by_start), dtype=np.int64)
    bundle[by_start] = np.cumsum(apart) - 1
    return bundle
