"""How time and memory of matching grow to a million routes, at equal density: the city grows with the routes.

Run: python -m benchmarks.growth [--routes 10000 100000 1000000]

Each size runs in a process of its own, so that its peak memory is its own. The peak is that of the whole process, with
the network, the drawn routes and all results: before matching, after it, and after the sweep. Compiled code is warm.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time

from benchmarks.city import blocks_for, grid_city, walks
from planner.geo.match import index_network, match_routes
from planner.geo.overlap import shared_stretches
from planner.rulebook.load import default_rulebook

_NOISE_M = 2.0
_SECTIONS_PER_ROUTE = 0.8


def main() -> None:
    """Print one row for each number of routes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--routes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(_row(chosen.one), flush=True)
        return
    print("| routes | sections | vertices | match, us wall a route | us processor a route | sweep, s | peak, GB |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for count in chosen.routes:
        subprocess.run([sys.executable, "-m", "benchmarks.growth", "--one", str(count)], check=True)  # noqa: S603 - itself


def _row(count: int) -> str:
    rules = default_rulebook().matching
    network = grid_city(blocks_for(round(_SECTIONS_PER_ROUTE * count)))
    warm = walks(network, 20, _NOISE_M, seed=0)[0]
    routes, truth = walks(network, count, _NOISE_M, seed=1)
    del truth
    index = index_network(network, rules)
    match_routes(warm, network, rules, index)
    before, wall, processor = _peak_gb(), time.perf_counter(), time.process_time()
    stretches = match_routes(routes, network, rules, index).stretches
    wall, processor, matched = time.perf_counter() - wall, time.process_time() - processor, _peak_gb()
    sweep = time.perf_counter()
    shared_stretches(stretches)
    sweep = time.perf_counter() - sweep
    vertices = sum(len(part.coords) for part in routes.parts[:1000]) * count // min(count, 1000)
    cells = (
        f"{count:,}",
        f"{len(network):,}",
        f"{vertices:,}",
        f"{1e6 * wall / count:.1f}",
        f"{1e6 * processor / count:.1f}",
        f"{sweep:.2f}",
        f"{before:.2f} / {matched:.2f} / {_peak_gb():.2f}",
    )
    return f"| {' | '.join(cells)} |"


def _peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


if __name__ == "__main__":
    main()
