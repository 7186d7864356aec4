"""Precision and recall of found stretches against known ones, in metres and in pairs that share a road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.geo.overlap import pair_metres, shared_stretches
from planner.model import Floats, Ints, Stretches

if TYPE_CHECKING:
    from benchmarks.truth import Truth

__all__ = ["Score", "as_stretches", "metre_score", "pair_score", "share_right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How much of what was found is true, and how much of what is true was found."""

    precision: float
    recall: float


def as_stretches(truth: Truth) -> Stretches:
    """Return the truth in the form of a result."""
    order = np.lexsort((truth.from_m, truth.section, truth.route))
    none = np.zeros(len(order))
    return Stretches(
        project=truth.route[order],
        section=truth.section[order],
        from_m=truth.from_m[order],
        to_m=truth.to_m[order],
        offset_m=none,
        side=none.astype(np.int64),
        confidence=none,
    )


def metre_score(found: Stretches, true: Stretches) -> Score:
    """Compare metres of (project, section); both hold disjoint intervals."""
    sections = int(max(found.section.max(initial=0), true.section.max(initial=0))) + 1
    both = Stretches(
        project=np.concatenate([np.zeros(len(found), dtype=np.int64), np.ones(len(true), dtype=np.int64)]),
        section=np.concatenate([found.project * sections + found.section, true.project * sections + true.section]),
        from_m=np.concatenate([found.from_m, true.from_m]),
        to_m=np.concatenate([found.to_m, true.to_m]),
        offset_m=np.concatenate([found.offset_m, true.offset_m]),
        side=np.concatenate([found.side, true.side]),
        confidence=np.concatenate([found.confidence, true.confidence]),
    )
    shared = shared_stretches(both)
    agreed = float((shared.to_m - shared.from_m).sum())
    return Score(precision=agreed / _metres(found), recall=agreed / _metres(true))


def pair_score(found: Stretches, true: Stretches, least_m: float) -> Score:
    """Compare the (project, project, section) that share at least ``least_m``."""
    mine, truth = _pairs(found, least_m), _pairs(true, least_m)
    agreed = len(np.intersect1d(mine, truth))
    return Score(precision=agreed / max(len(mine), 1), recall=agreed / max(len(truth), 1))


def share_right(found: Stretches, true: Stretches) -> Floats:
    """Return for each stretch found the share of its metres that is true, shape (n,).

    The truth holds one interval for a (project, section).
    """
    sections = int(max(found.section.max(initial=0), true.section.max(initial=0))) + 1
    key, known = found.project * sections + found.section, true.project * sections + true.section
    order = np.argsort(known, kind="stable")
    row = order[np.searchsorted(known[order], key).clip(0, len(known) - 1)]
    both = np.minimum(found.to_m, true.to_m[row]) - np.maximum(found.from_m, true.from_m[row])
    share: Floats = np.where(known[row] == key, both.clip(0.0), 0.0) / (found.to_m - found.from_m)
    return share


def _metres(stretches: Stretches) -> float:
    return max(float((stretches.to_m - stretches.from_m).sum()), 1e-9)


def _pairs(stretches: Stretches, least_m: float) -> Ints:
    i, j, section, metres = pair_metres(shared_stretches(stretches))
    return _code(i, j, section)[_long(metres, least_m)]


def _long(metres: Floats, least_m: float) -> Ints:
    return np.flatnonzero(metres >= least_m)


def _code(i: Ints, j: Ints, section: Ints) -> Ints:
    return (i << 42) | (j << 21) | section
