"""How long one new submission waits for its answer in a county that is loaded already.

Run: python -m benchmarks.incremental [--blocks 224] [--stretches 100000] [--routes 20] [--repeats 200]

The county is a generated city whose known projects are walks like the submitted ones. An answer holds stretches,
crossings, unmatched parts, partners and warnings. Compiled code is warm. Processor time is of all threads.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.city import grid_city, walks
from planner.geo.county import answer_submission, load_county, with_submission
from planner.geo.referencing import refer_routes
from planner.model import Stretches
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from planner.geo.county import County
    from planner.model import Network, Routes

_NOISE_M = 2.0
# A walk has more stretches than this in the mean
_STRETCHES_A_WALK = 5


def main() -> None:
    """Print median and 95th percentile of answering, and of taking a submission in."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=224)
    parser.add_argument("--stretches", type=int, default=100_000)
    parser.add_argument("--routes", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=200)
    chosen = parser.parse_args()
    county = _county(grid_city(chosen.blocks), chosen.stretches)
    print(f"{len(county.network):,} sections, {len(county.stretches):,} stretches of {len(county.projects):,} projects")
    waits, partners = _waits(county, chosen.routes, chosen.repeats)
    print(
        f"{chosen.repeats} submissions of {chosen.routes} routes, {partners:.0f} rows of partners each; milliseconds:"
    )
    print("| what | median, wall | 95th percentile, wall | median, processor | 95th percentile, processor |")
    print("|---|---|---|---|---|")
    for what, seconds in waits.items():
        middle, high = np.percentile(1e3 * np.array(seconds), [50, 95], axis=0)
        print(f"| {what} | {middle[0]:.1f} | {high[0]:.1f} | {middle[1]:.1f} | {high[1]:.1f} |")


def _county(network: Network, stretches: int) -> County:
    """Load a county in which so many stretches are known."""
    rulebook = default_rulebook()
    routes, _ = walks(network, stretches // _STRETCHES_A_WALK, _NOISE_M, seed=1)
    known = refer_routes(routes, network, rulebook.matching).stretches
    few = {field.name: getattr(known, field.name)[:stretches] for field in dataclasses.fields(known)}
    projects = routes.projects[: int(few["project"][-1]) + 1]
    return load_county(network, rulebook, projects, Stretches(**few))


def _waits(county: County, size: int, repeats: int) -> tuple[dict[str, list[tuple[float, float]]], float]:
    """Return wall and processor seconds of answering and of taking in, and the mean rows of partners."""
    pool = _renamed(walks(county.network, size * repeats, _NOISE_M, seed=2)[0])
    waits: dict[str, list[tuple[float, float]]] = {"answer": [], "take in": []}
    rows = 0
    for repeat in range(repeats):
        routes = _some(pool, slice(repeat * size, (repeat + 1) * size))
        before = _now()
        answer = answer_submission(county, routes)
        between = _now()
        with_submission(county, answer)
        waits["answer"].append(_less(between, before))
        waits["take in"].append(_less(_now(), between))
        rows += len(answer.partners)
    return waits, rows / repeats


def _renamed(routes: Routes) -> Routes:
    """Give the projects numbers that no known project has."""
    projects = tuple(replace(p, key=f"N{p.key}", project_id=f"N{p.project_id}") for p in routes.projects)
    return replace(routes, projects=projects)


def _some(routes: Routes, wanted: slice) -> Routes:
    """Return some of the routes, each one part, as a submission of their own."""
    return replace(
        routes,
        projects=routes.projects[wanted],
        parts=routes.parts[wanted],
        project_of_part=np.arange(len(routes.parts[wanted])),
        source_of_part=routes.source_of_part[wanted],
        feature_of_part=routes.feature_of_part[wanted],
    )


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _less(after: tuple[float, float], before: tuple[float, float]) -> tuple[float, float]:
    return after[0] - before[0], after[1] - before[1]


if __name__ == "__main__":
    main()
