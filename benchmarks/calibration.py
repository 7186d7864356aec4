"""Whether a confidence of 0.9 means nine right of ten: reliability on generated truth, and the fit of the constants.

Run: python -m benchmarks.calibration [--roads FILE COLUMN]... [--seeds 101 102 103] [--routes 1000] [--fit]

Noises of 1 to 5 m, offsets up to 4 m. A stretch is right where at least 80 % of its metres lie on what its route truly
occupies of that section. With ``--fit`` the constants of ``planner.geo._confidence`` are fitted on all and printed.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.accuracy import network_of
from benchmarks.scores import as_stretches, share_right
from benchmarks.truth import Drawing, routes_of, true_routes
from planner.geo._confidence import terms_of
from planner.geo.match import index_network, match_routes
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from planner.geo._confidence import Evidence
    from planner.model import Floats, Network
    from planner.rulebook.model import Matching

__all__ = ["Bin", "calibration_error", "fitted_knots", "fitted_weights", "reliability"]

_NOISES = (1.0, 2.0, 3.0, 4.0, 5.0)
_RIGHT_SHARE = 0.8
_BINS = 10
_KNOTS = 12
_TERMS = 9
_SAMPLE = ("sample_data/roads.geojson", "section_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Stretches of like confidence: how many, what they were given on average, and what share was right."""

    low: float
    count: int
    mean: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cases:
    """Stretches found: their confidence, the terms of their score (empty unless asked), and whether each is right."""

    confidence: Floats
    terms: Floats
    right: NDArray[np.bool_]


def main() -> None:
    """Print a table for each road file and one for all together; with ``--fit`` the constants too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roads", nargs=2, action="append", metavar=("FILE", "COLUMN"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    parser.add_argument("--routes", type=int, default=1000)
    parser.add_argument("--fit", action="store_true")
    chosen = parser.parse_args()
    rules, found = default_rulebook().matching, []
    for name, column in chosen.roads or [_SAMPLE]:
        network = network_of(Path(name), column, rules.same_road_m.value)
        found.append(_cases(network, rules, chosen.seeds, chosen.routes, fit=chosen.fit))
        _show(Path(name).name, found[-1])
    every = _joined(found)
    _show("all", every)
    if chosen.fit:
        weights = fitted_weights(every.terms, every.right)
        scores, shares = fitted_knots(every.terms @ weights, every.right)
        for name, values in (("_WEIGHTS", weights), ("_SCORES", scores), ("_SHARES", shares)):
            print(f"{name} = ({', '.join(f'{v:.4g}' for v in values)})")


def _cases(network: Network, rules: Matching, seeds: Sequence[int], routes: int, *, fit: bool) -> _Cases:
    index = index_network(network, rules)
    found = []
    for seed in seeds:
        for noise in _NOISES:
            truth = true_routes(network, np.random.default_rng(seed), routes, Drawing(noise_m=noise))
            match = partial(match_routes, routes_of(truth.lines), network, rules, index)
            stretches = match().stretches
            # one run for each term: what is assessed comes back in the order of the stretches
            terms = [match(assess=partial(_term, i)).stretches.confidence for i in range(_TERMS if fit else 0)]
            found.append(
                _Cases(
                    confidence=stretches.confidence,
                    terms=np.column_stack(terms) if fit else np.empty((len(stretches), 0)),
                    right=share_right(stretches, as_stretches(truth)) >= _RIGHT_SHARE,
                )
            )
    return _joined(found)


def _term(column: int, evidence: Evidence) -> Floats:
    term: Floats = terms_of(evidence)[:, column]
    return term


def _joined(cases: Sequence[_Cases]) -> _Cases:
    return _Cases(
        confidence=np.concatenate([c.confidence for c in cases]),
        terms=np.concatenate([c.terms for c in cases]),
        right=np.concatenate([c.right for c in cases]),
    )


def reliability(confidence: Floats, right: NDArray[np.bool_]) -> list[Bin]:
    """Sort into ten bins of equal width; empty ones are left out."""
    place = np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)
    return [
        Bin(
            low=i / _BINS,
            count=int((place == i).sum()),
            mean=float(confidence[place == i].mean()),
            right=float(right[place == i].mean()),
        )
        for i in np.unique(place).tolist()
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean gap of the bins, weighted by their counts."""
    return sum(b.count * abs(b.mean - b.right) for b in bins) / max(sum(b.count for b in bins), 1)


def fitted_weights(terms: Floats, right: NDArray[np.bool_]) -> Floats:
    """Fit a logistic model by Newton's method, with a trace of a penalty so that it always has an answer."""
    weights, ridge = np.zeros(terms.shape[1]), 1e-3
    for _ in range(40):
        share = 1 / (1 + np.exp(-terms @ weights))
        slope = terms.T @ (right - share) - ridge * weights
        bend = (terms * (share * (1 - share))[:, None]).T @ terms + ridge * np.eye(len(weights))
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def fitted_knots(score: Floats, right: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return rising scores and the never falling share right there, each from as many wrong ones."""
    order = np.argsort(score, kind="stable")
    score, right = score[order], right[order].astype(np.float64)
    wrong = np.cumsum(1 - right)
    cuts = np.searchsorted(wrong, np.linspace(0, wrong[-1], _KNOTS + 1)[1:-1])
    cuts = np.unique(np.concatenate([[0], cuts, [len(score)]]))
    pools: list[tuple[float, float, float]] = []
    for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        pools.append((high - low, float(score[low:high].mean()), float(right[low:high].mean())))
        while len(pools) > 1 and pools[-2][2] >= pools[-1][2]:
            pools[-2:] = [_pooled(*pools[-2:])]
    return np.array([p[1] for p in pools]), np.array([p[2] for p in pools])


def _pooled(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float, float]:
    count = a[0] + b[0]
    return count, (a[0] * a[1] + b[0] * b[1]) / count, (a[0] * a[2] + b[0] * b[2]) / count


def _show(name: str, cases: _Cases) -> None:
    bins = reliability(cases.confidence, cases.right)
    print(
        f"\n{name}: {len(cases.right)} stretches, {cases.right.mean():.4f} right, ECE {calibration_error(bins):.4f}\n"
    )
    print("| confidence | stretches | mean | right |\n|---|---|---|---|")
    for b in bins:
        print(f"| {b.low:.1f}-{b.low + 1 / _BINS:.1f} | {b.count} | {b.mean:.3f} | {b.right:.3f} |")


if __name__ == "__main__":
    main()
