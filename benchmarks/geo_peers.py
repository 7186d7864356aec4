"""Matching and overlap against what else there is, on one generated city in one run, accuracy beside time.

Run: tools/with-postgis python -m benchmarks.geo_peers [--blocks 200] [--routes 1000 10000 100000] [--keep FILE]
(``make bench-geo`` does all of it; fastmm is in the ``bench`` group.)

Every method is asked which routes run together and for how many metres, and is judged by the generator's truth: pairs
that share 20 m or more in all, and the metres of those pairs. "Prepare" is what is done once for a network or before
routes can be compared (our index, fastmm's table of ways, PostGIS' loading and spatial index); "run" is the rest, from
drawn routes to pairs, for fastmm ``match`` alone. Seconds are wall time; "processor" is that of all our own threads.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from benchmarks.city import grid_city, walks
from benchmarks.peer_fastmm import stretches_of_rows
from benchmarks.peer_overlay import overlay_pairs
from benchmarks.peer_postgis import postgis_pairs, postgis_version
from benchmarks.peer_scores import Sharing, shared_metres_score, shared_pairs_score, sharing_of, sharing_of_stretches
from benchmarks.scores import as_stretches
from benchmarks.speed import timed
from planner.geo.match import index_network, match_routes
from planner.geo.overlap import pair_metres, shared_stretches
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Floats, Ints, Network, Objects, Routes

__all__ = ["Result", "bars", "ours", "row_of", "sampled", "with_section"]

_NOISE_M = 2.0
_SAMPLE_M = 20.0
_HEADING = "## Against peers"
_READING = (
    "Pairs share 20 m or more in all. Prepare: index, table of ways, or loading; run: from drawn routes to pairs, for"
    " fastmm matching alone; seconds are wall time, processor that of our own threads, each measured once."
)
_OVERLAY, _FASTMM = "geopandas overlay", "fastmm"
_OURS, _MATCHING = "cotrench", "cotrench, matching alone"
# How many roads fastmm may choose from at each point, both directions of a street counted: few are faster, many better
_CANDIDATES = (4, 8)
_COLUMNS = (
    *("routes", "method", "prepare, s", "run, s", "processor, s", "routes/s"),
    *("pairs precision", "pairs recall", "metres precision", "metres recall"),
)
# Bars of issue "matching and overlap"
_TIMES_OVERLAY, _TIMES_FASTMM = 80.0, 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one method found and what it took; seconds, None where not known or nothing."""

    method: str
    sharing: Sharing
    run_s: float
    prepare_s: float | None = None
    processor_s: float | None = None


def main() -> None:
    """Print one row for each number of routes and method, then whether the bars are met; keep them if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=200)
    parser.add_argument("--routes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--keep", type=Path, help="Markdown file whose section of this name is replaced")
    chosen = parser.parse_args()
    lines: list[str] = []
    for line in _report(grid_city(chosen.blocks), chosen.routes):
        print(line, flush=True)
        lines.append(line)
    if chosen.keep:
        text = chosen.keep.read_text("utf-8")
        chosen.keep.write_text(with_section(text, _HEADING, "\n".join(lines)), "utf-8")


def _report(network: Network, counts: list[int]) -> Iterator[str]:
    # compiled code is loaded, or compiled, by a first call
    list(ours(network, walks(network, 20, _NOISE_M, seed=0)[0]))
    yield from (_machine(), "")
    yield f"{len(network):,} sections, walks of 100 to 800 m, noise {_NOISE_M:g} m, offsets up to 4 m. {_READING}"
    yield from ("", f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|")
    results: list[Result] = []
    for count in counts:
        routes, truth = walks(network, count, _NOISE_M, seed=count)
        true = sharing_of_stretches(as_stretches(truth))
        results = []
        for method in (ours, _fastmm, _overlay, _postgis):
            for result in method(network, routes):
                results.append(result)
                yield row_of(result, count, true)
    yield from ("", *bars(results, counts[-1]))


def _machine() -> str:
    names = ("numpy", "numba", "shapely", "geopandas", "fastmm")
    libraries = [f"{name} {version(name)}" for name in names]
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    cores = (
        f"{os.cpu_count()} cores ({model[1] if model else platform.machine()}), load {os.getloadavg()[0]:.1f} before"
    )
    return f"{cores}, Python {platform.python_version()}, {', '.join(libraries)}, {postgis_version()}."


def row_of(result: Result, count: int, true: Sharing) -> str:
    """Return a row of the table."""
    pairs, metres = shared_pairs_score(result.sharing, true), shared_metres_score(result.sharing, true)
    scores = (pairs.precision, pairs.recall, metres.precision, metres.recall)
    seconds = (_seconds(s) for s in (result.prepare_s, result.run_s, result.processor_s))
    rate = f"{count / result.run_s:,.0f}"
    return f"| {' | '.join((f'{count:,}', result.method, *seconds, rate, *(f'{s:.4f}' for s in scores)))} |"


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f}"


def bars(results: list[Result], count: int) -> Iterator[str]:
    """Say how many times faster than the overlay and than the fastest fastmm we are, and whether that is enough."""
    took = {result.method: result.run_s for result in results}
    peers = [seconds for method, seconds in took.items() if method.startswith(_FASTMM)]
    compared = (
        (_OVERLAY, took[_OVERLAY] / took[_OURS], _TIMES_OVERLAY),
        (f"{_FASTMM}, matching alone", min(peers) / took[_MATCHING], _TIMES_FASTMM),
    )
    for peer, times, bar in compared:
        verdict = "met" if times >= bar else "not met"
        yield f"- {count:,} routes, against {peer}: {times:.1f} times as fast; the bar of {bar:g} is {verdict}."


def with_section(text: str, heading: str, body: str) -> str:
    """Return a Markdown text with a section of its second level replaced, or added at the end."""
    section = f"{heading}\n\n{body}\n"
    before, found, after = text.partition(f"{heading}\n")
    if not found:
        return f"{text.rstrip()}\n\n{section}"
    following = re.search(r"^#{1,2} ", after, flags=re.MULTILINE)
    return before + section + (f"\n{after[following.start() :]}" if following else "")


def ours(network: Network, routes: Routes) -> Iterator[Result]:
    """Match, sweep and add up: the whole, and matching alone."""
    rules = default_rulebook().matching
    prepare, _, index = timed(partial(index_network, network, rules), 1)
    matching, matching_p, matched = timed(partial(match_routes, routes, network, rules, index), 1)
    sweep, sweep_p, (one, other, _, metres) = timed(lambda: pair_metres(shared_stretches(matched.stretches)), 1)
    sharing = sharing_of(one, other, metres)
    for method, run, processor in ((_OURS, matching + sweep, matching_p + sweep_p), (_MATCHING, matching, matching_p)):
        yield Result(method=method, sharing=sharing, prepare_s=prepare, run_s=run, processor_s=processor)


def _overlay(network: Network, routes: Routes) -> Iterator[Result]:
    run, processor, pairs = timed(partial(overlay_pairs, routes.parts, network.crs), 1)
    yield Result(method=_OVERLAY, sharing=sharing_of(*pairs), run_s=run, processor_s=processor)


def _postgis(network: Network, routes: Routes) -> Iterator[Result]:
    pairs, prepare, run = postgis_pairs(routes.parts, network.crs)
    yield Result(method="PostGIS", sharing=sharing_of(*pairs), prepare_s=prepare, run_s=run)


def _fastmm(network: Network, routes: Routes) -> Iterator[Result]:
    points, start = sampled(routes.parts, _SAMPLE_M)
    city: dict[str, Floats | Ints] = {
        "ends": shapely.get_coordinates(network.lines).reshape(-1, 2, 2),
        "node": np.column_stack([network.start_node, network.end_node]),
        "points": points,
        "start": start,
    }
    for candidates in _CANDIDATES:
        with tempfile.TemporaryDirectory() as folder:
            found = _fastmm_in(Path(folder), city, candidates)
        prepare, run, processor = found["seconds"].tolist()
        sharing = sharing_of_stretches(stretches_of_rows(found["rows"], network.lines))
        method = f"{_FASTMM}, {candidates} candidates"
        yield Result(method=method, sharing=sharing, prepare_s=prepare, run_s=run, processor_s=processor)


def _fastmm_in(folder: Path, city: dict[str, Floats | Ints], candidates: int) -> dict[str, Floats]:
    """Run the library in a process of its own, in a folder it may fill."""
    np.savez(folder / "city.npz", **city)  # type: ignore[arg-type]  # the stub takes the arrays for its one option
    command = [sys.executable, "-m", "benchmarks.peer_fastmm", "city.npz", "found.npz", str(candidates)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise RuntimeError(done.stderr)
    with np.load(folder / "found.npz") as found:
        return dict(found)


def sampled(lines: Objects, step_m: float) -> tuple[Floats, Ints]:
    """Return points along each line, evenly and at most ``step_m`` apart, and where each line's points start."""
    length = shapely.length(lines)
    count = np.maximum(np.ceil(length / step_m).astype(np.int64), 1) + 1
    start = np.concatenate([[0], np.cumsum(count)])
    of = np.repeat(np.arange(len(lines)), count)
    rank = np.arange(len(of)) - start[of]
    points = shapely.line_interpolate_point(lines[of], length[of] * rank / (count[of] - 1))
    return shapely.get_coordinates(points), start


if __name__ == "__main__":
    main()
