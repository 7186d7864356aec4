"""Who shares how many metres with whom, whatever the method: the common measure of all peers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.scores import Score
from planner.geo.overlap import pair_metres, shared_stretches

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Stretches

__all__ = ["LEAST_M", "Sharing", "shared_metres_score", "shared_pairs_score", "sharing_of", "sharing_of_stretches"]

# Pairs that share less are not told by any method
LEAST_M = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Pairs of routes with the metres they run together in all, at least ``LEAST_M``.

    ``pair`` holds ``one << 32 | other`` with one < other, ascending; shape (n,).
    """

    pair: Ints
    metres: Floats

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.pair)


def sharing_of(one: Ints, other: Ints, metres: Floats) -> Sharing:
    """Add up the metres of each pair, in whichever order its routes are named, and drop short ones."""
    pair, row = np.unique(np.minimum(one, other) << 32 | np.maximum(one, other), return_inverse=True)
    total = np.asarray(np.bincount(row, weights=metres, minlength=len(pair)), dtype=np.float64)
    enough = total >= LEAST_M
    return Sharing(pair=pair[enough], metres=total[enough])


def sharing_of_stretches(stretches: Stretches) -> Sharing:
    """Return what stretches share, section by section."""
    one, other, _, metres = pair_metres(shared_stretches(stretches))
    return sharing_of(one, other, metres)


def shared_pairs_score(found: Sharing, true: Sharing) -> Score:
    """Compare pairs."""
    agreed = len(np.intersect1d(found.pair, true.pair, assume_unique=True))
    return Score(precision=agreed / max(len(found), 1), recall=agreed / max(len(true), 1))


def shared_metres_score(found: Sharing, true: Sharing) -> Score:
    """Compare metres: of each pair the lesser of both agrees."""
    _, mine, theirs = np.intersect1d(found.pair, true.pair, assume_unique=True, return_indices=True)
    agreed = float(np.minimum(found.metres[mine], true.metres[theirs]).sum())
    total = [max(float(sharing.metres.sum()), 1e-9) for sharing in (found, true)]
    return Score(precision=agreed / total[0], recall=agreed / total[1])
