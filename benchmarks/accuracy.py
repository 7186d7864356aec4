"""Precision and recall of matching on routes whose true stretches are known, on any road file.

Run: python benchmarks/accuracy.py --roads FILE --section-id COLUMN [--noise 1 2 3 5] [--offset 4] [--routes 1000]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.scores import as_stretches, metre_score, pair_score
from benchmarks.truth import Crossers, Drawing, crossing_routes, routes_of, true_routes
from planner.geo.match import Matched, index_network, match_routes
from planner.geo.network import build_network
from planner.geo.planning import planning_crs_of
from planner.geo.vector import read_features
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from planner.model import Ints, Network

_SEED = 20260101


def main() -> None:
    """Print one row per noise, then what became of the crossings."""
    chosen = _parsed()
    rules = default_rulebook().matching
    network = network_of(chosen.roads, chosen.section_id, rules.same_road_m.value)
    index = index_network(network, rules)
    print(f"{chosen.roads.name}: {len(network)} sections, {network.length_m.sum() / 1000:.1f} km, EPSG:{network.crs}")
    print(f"{chosen.routes} routes a row, offsets up to {chosen.offset:g} m\n")
    print("| noise, m | metres precision | metres recall | pairs precision | pairs recall |\n|---|---|---|---|---|")
    for noise in chosen.noise:
        drawing = Drawing(noise_m=noise, offset_m=chosen.offset)
        truth = true_routes(network, np.random.default_rng(_SEED), chosen.routes, drawing)
        found = match_routes(routes_of(truth.lines), network, rules, index).stretches
        metres = metre_score(found, as_stretches(truth))
        pairs = pair_score(found, as_stretches(truth), rules.minimum_shared_m.value)
        cells = (f"{noise:g}", *(f"{value:.4f}" for s in (metres, pairs) for value in (s.precision, s.recall)))
        print(f"| {' | '.join(cells)} |")
    crossers = crossing_routes(network, np.random.default_rng(_SEED), chosen.crossings)
    matched = match_routes(routes_of(crossers.lines), network, rules, index)
    told = _told(crossers, matched, rules.minimum_shared_m.value)
    print(f"\n{chosen.crossings} routes that only cross a section: {told}")


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roads", type=Path, required=True)
    parser.add_argument("--section-id")
    parser.add_argument("--noise", type=float, nargs="+", default=[1.0, 2.0, 3.0, 5.0])
    parser.add_argument("--offset", type=float, default=4.0)
    parser.add_argument("--routes", type=int, default=1000)
    parser.add_argument("--crossings", type=int, default=10_000)
    return parser.parse_args()


def network_of(path: Path, section_id: str | None, same_road_m: float) -> Network:
    """Read a road file into its network and say how many faults and aliases it has."""
    roads = read_features(path.name, path.read_bytes())
    network, faults = build_network(
        roads, planning_crs_of([roads]) or 0, section_id=section_id, same_road_m=same_road_m
    )
    print(f"{len(faults)} faults, {len(network.aliases)} aliases")
    return network


def _told(crossers: Crossers, matched: Matched, least_m: float) -> str:
    stretches, crossings = matched.stretches, matched.crossings
    run: Ints = np.flatnonzero(crossers.section[stretches.project] == stretches.section)
    long = int(((stretches.to_m - stretches.from_m)[run] >= least_m).sum())
    seen = np.unique(crossings.project[crossers.section[crossings.project] == crossings.section])
    return (
        f"{long} given a stretch of {least_m:g} m or more on it, {len(run)} a shorter or longer one, "
        f"{len(seen)} reported as its crossing"
    )


if __name__ == "__main__":
    main()
