"""fastmm on the benchmark's city: a C++ hidden Markov model, matching alone.

Run by ``benchmarks.geo_peers`` in a process and a directory of its own, as the library prints what it does and keeps
a file: python -m benchmarks.peer_fastmm CITY.npz RESULT.npz CANDIDATES. Everything is given to it ready made: lists
of points, one every 20 m; the clock runs for ``match`` only.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from planner.geo.stretch_tables import join_intervals
from planner.model import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Floats, Ints, Objects

__all__ = ["stretches_of_rows"]

# Nothing in the city is farther from one point to the next, round any corner
_REACH_M = 300.0
_SETTINGS = {"candidate_search_radius": 20.0, "gps_error": 5.0, "reverse_tolerance": 20.0}
# Rows that touch within this are one stretch
_JOIN_M = 1.0


def main() -> None:
    """Match the routes of a city file and write rows and seconds."""
    city, result, candidates = np.load(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    started = time.perf_counter()
    network = _network(city["ends"], city["node"])
    matcher = _matcher(network)
    prepared = time.perf_counter() - started
    routes = _trajectories(city["points"], city["start"])
    wall, processor = time.perf_counter(), time.process_time()
    found = [matcher.match(route, max_candidates=candidates, **_SETTINGS) for route in routes]
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    rows = np.array([row for i, each in enumerate(found) for row in _rows(i, each)], dtype=np.float64).reshape(-1, 6)
    np.savez(result, rows=rows, seconds=np.array([prepared, wall, processor]))


def _network(ends: Floats, node: Ints) -> Any:  # noqa: ANN401 - the library may not be there
    """Return all sections in both directions; edge ``2 s + 1`` is section ``s`` backwards."""
    import fastmm  # noqa: PLC0415 - only where it is measured

    network = fastmm.Network()
    for section, ((a, b), line) in enumerate(zip(node.tolist(), ends.tolist(), strict=True)):
        low, high = map(tuple, line)
        network.add_edge(2 * section, source=a, target=b, geom=[low, high])
        network.add_edge(2 * section + 1, source=b, target=a, geom=[high, low])
    network.finalize()
    return network


def _matcher(network: Any) -> Any:  # noqa: ANN401 - as above
    """Return a matcher, which does not keep its network alive."""
    import fastmm  # noqa: PLC0415 - as above

    mode = fastmm.TransitionMode.SHORTEST
    return fastmm.FastMapMatch(network, mode, max_distance_between_candidates=_REACH_M, cache_dir=".")


def _trajectories(points: Floats, start: Ints) -> list[Any]:
    import fastmm  # noqa: PLC0415 - as above

    return [fastmm.Trajectory.from_xy_tuples([*map(tuple, points[a:b].tolist())]) for a, b in pairwise(start.tolist())]


def _rows(route: int, found: Any) -> Iterator[tuple[float, ...]]:  # noqa: ANN401 - as above
    """Yield route, edge and the first and last point on the edge; its offsets do not count from the edge's start."""
    for part in found.subtrajectories:
        for segment in part.segments:
            for edge in segment.edges:
                first, last = edge.points[0], edge.points[-1]
                yield route, edge.edge_id, first.x, first.y, last.x, last.y


def stretches_of_rows(rows: Floats, lines: Objects) -> Stretches:
    """Turn pieces of directed edges into stretches.

    Parameters
    ----------
    rows : Route, edge, and coordinates of the piece's ends; edge ``2 s + 1`` is section ``s`` backwards; shape (n, 6).
    lines : Of the sections, shape (s,).
    """
    route, section = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64) // 2
    ends = [shapely.line_locate_point(lines[section], shapely.points(rows[:, c : c + 2])) for c in (2, 4)]
    low, high = np.minimum(*ends), np.maximum(*ends)
    order, group = join_intervals(route * len(lines) + section, low, high, _JOIN_M)
    start = np.flatnonzero(np.diff(group, prepend=-1))
    nothing = np.zeros(len(start))
    return Stretches(
        project=route[order][start],
        section=section[order][start],
        from_m=low[order][start],
        to_m=np.maximum.reduceat(high[order], start) if len(start) else nothing,
        offset_m=nothing,
        side=nothing.astype(np.int64),
        confidence=nothing,
    )


if __name__ == "__main__":
    main()
