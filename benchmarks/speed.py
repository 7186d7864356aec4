"""How many routes a second are matched and swept, in a generated city.

Run: python -m benchmarks.speed [--blocks 200] [--routes 1000 10000 100000] [--repeats 3]

Every number of routes is drawn anew. Wall time is what a user waits; processor time (of all threads) is what the work
costs, and says more where other work shares the cores. The best of the repeats is printed.
"""

from __future__ import annotations

import argparse
import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from benchmarks.city import grid_city, walks
from planner.geo.match import index_network, match_routes
from planner.geo.overlap import pair_metres, shared_stretches
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_NOISE_M = 2.0


def main() -> None:
    """Print seconds and routes a second for each number of routes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=200)
    parser.add_argument("--routes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    network, rules = grid_city(chosen.blocks), default_rulebook().matching
    print(f"{len(network):,} sections; noise {_NOISE_M:g} m, offsets up to 4 m, walks of 100 to 800 m")
    few = walks(network, 20, _NOISE_M, seed=0)[0]
    wall, processor, index = timed(partial(index_network, network, rules), 1)
    print(f"index, first call           {_seconds(wall, processor)}  (loads compiled code, or compiles)")
    wall, processor, _ = timed(partial(match_routes, few, network, rules, index), 1)
    print(f"match, first call           {_seconds(wall, processor)}  (as above)")
    wall, processor, index = timed(partial(index_network, network, rules), chosen.repeats)
    print(f"index                       {_seconds(wall, processor)}")
    for count in chosen.routes:
        routes, _ = walks(network, count, _NOISE_M, seed=count)
        wall, processor, matched = timed(partial(match_routes, routes, network, rules, index), chosen.repeats)
        rate = f"{count / wall:8,.0f} routes/s, {1e6 * processor / count:.1f} us of processor a route"
        print(f"match {count:>9,} routes      {_seconds(wall, processor)}  {rate}")
        wall, processor, shared = timed(partial(shared_stretches, matched.stretches), chosen.repeats)
        print(f"  sweep to {len(shared):>9,} rows  {_seconds(wall, processor)}")
        wall, processor, pairs = timed(partial(pair_metres, shared), chosen.repeats)
        print(f"  sums of {len(pairs[0]):>9,} pairs  {_seconds(wall, processor)}")


def timed(job: Callable[[], T], repeats: int) -> tuple[float, float, T]:
    """Return the least wall and processor seconds of a job done several times, and its result."""
    walls, processors = [], []
    for _ in range(repeats):
        wall, processor = time.perf_counter(), time.process_time()
        result = job()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return min(walls), min(processors), result


def _seconds(wall: float, processor: float) -> str:
    return f"{wall:7.3f} s wall {processor:7.3f} s processor"


if __name__ == "__main__":
    main()
