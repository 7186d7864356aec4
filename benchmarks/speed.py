"""How many routes a second are matched and swept, on a generated grid of streets.

Run: python benchmarks/speed.py [--blocks 200] [--routes 10000 100000]
"""

from __future__ import annotations

import argparse
import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely

from benchmarks.truth import Drawing, lattice, routes_of, true_routes
from planner.geo.match import index_network, match_routes
from planner.geo.overlap import pair_metres, shared_stretches
from planner.model import Network
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_DRAWN = 10_000


def main() -> None:
    """Print seconds and routes a second for each number of routes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=200)
    parser.add_argument("--routes", type=int, nargs="+", default=[10_000, 100_000])
    chosen = parser.parse_args()
    network, rules = _city(chosen.blocks), default_rulebook().matching
    print(f"{len(network):,} sections; noise 2 m, offsets up to 4 m, walks of 100 to 800 m")
    drawn = true_routes(network, np.random.default_rng(1), min(_DRAWN, *chosen.routes), Drawing(noise_m=2.0)).lines
    seconds, index = _timed(partial(index_network, network, rules))
    print(f"index                  {seconds:8.2f} s")
    seconds, _ = _timed(partial(match_routes, routes_of(drawn[:20]), network, rules, index))
    print(f"first call, 20 routes  {seconds:8.2f} s (compiles, or loads what was compiled)")
    for count in chosen.routes:
        routes = routes_of(np.resize(drawn, count))
        seconds, matched = _timed(partial(match_routes, routes, network, rules, index))
        print(f"match {count:>9,} routes {seconds:8.2f} s {count / seconds:10,.0f} routes/s")
        shared_seconds, shared = _timed(partial(shared_stretches, matched.stretches))
        pair_seconds, pairs = _timed(partial(pair_metres, shared))
        print(f"  sweep {shared_seconds:.2f} s, {len(shared):,} rows; pairs {pair_seconds:.2f} s, {len(pairs[0]):,}")


def _city(blocks: int) -> Network:
    lines, ends = lattice(blocks)
    count = len(lines)
    blank = np.full(count, "", dtype=object)
    return Network(
        crs=4547,
        section_ids=np.array([f"S{i}" for i in range(count)], dtype=object),
        lines=lines,
        length_m=shapely.length(lines),
        start_node=ends[:, 0],
        end_node=ends[:, 1],
        corridor=np.zeros(count, dtype=np.int64),
        names=blank,
        road_class=blank,
        width_m=np.full(count, np.nan),
        paved_on=np.full(count, "NaT", dtype="datetime64[D]"),
        paved_kind=blank,
        pavement=blank,
        level=np.zeros(count, dtype=np.int64),
        aliases={},
    )


def _timed(job: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = job()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main()
