"""How likely a stretch is right, from what the kernels saw: a score, and a table fitted on routes of known truth.

A stretch counts as right where at least 80 % of its metres lie on what its route truly occupies of that section.
The constants come from ``python -m benchmarks.calibration --fit --seeds 1 2 3 4`` with the roads of Shenzhen (Xili),
Schaerbeek and the sample seat, 1,000 routes each at noises of 1 to 5 m. On seeds 101 to 103 no tenth of the scale is
more than 0.03 off, all three together, and the expected calibration error is 0.0003; by network see
``benchmarks/RESULTS.md``, "Confidence".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.model import Floats, Objects

__all__ = ["Evidence", "confidence_of", "terms_of"]

# Weights of the terms of the score, in the order of ``terms_of``
_WEIGHTS = (9.275, -1.204, -1.654, 0.9209, -2.483, 2.462, -0.4359, -1.49, -2.624)
# Scores and the share that was right there; straight between, level beyond
_SCORES = (-2.379, -0.0403, 0.9147, 1.598, 2.169, 2.655, 3.297, 3.905, 4.471, 5.073, 5.729, 7.161)
_SHARES = (0.4888, 0.5625, 0.6806, 0.7393, 0.7982, 0.9022, 0.9371, 0.9727, 0.9873, 0.995, 0.9976, 0.9994)
# Shorter stretches weigh a margin as one of this length does
_SHORTEST_M = 8.0
# Keeps the logarithm of no margin finite
_SLACK = 0.1
_SAMPLE_M = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of stretches, one value each.

    margin : How much dearer the best way over another section is (negative logarithm of likelihoods), a mean over the
        samples, each at most 10.
    apart : Mean distance from the centreline, as a share of the distance from which on it costs more.
    samples : How many lie on the stretch, every 5 m of route; none where it was filled in between two others.
    length_m : Of the stretch.
    whole : Whether it reaches from end to end of its section.
    """

    margin: Floats
    apart: Floats
    samples: Floats
    length_m: Floats
    whole: Objects


def confidence_of(evidence: Evidence) -> Floats:
    """Return the share of such stretches that is right, between 0 and 1."""
    # row by row: a matrix product's last digit would depend on what else is in the table
    score = (terms_of(evidence) * np.array(_WEIGHTS)).sum(axis=1)
    return np.asarray(np.interp(score, _SCORES, _SHARES), dtype=np.float64)


def terms_of(evidence: Evidence) -> Floats:
    """Return the terms of the score, shape (n, 9).

    A long stretch needs a clear margin, a short section that the route passes through from end to end hardly any.
    """
    margin, whole = np.log(evidence.margin + _SLACK), evidence.whole.astype(np.float64)
    length = np.log(np.maximum(evidence.length_m, _SHORTEST_M))
    seen = np.minimum((evidence.samples + 1) * _SAMPLE_M / (evidence.length_m + 1), 2.0)
    filled = (evidence.samples == 0).astype(np.float64)
    one = np.ones(len(margin))
    return np.column_stack([one, margin, length, margin * length, evidence.apart, whole, whole * margin, seen, filled])
