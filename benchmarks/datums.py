"""Wrong-datum submissions recognised: ``python -m benchmarks.datums ROADS [ROADS ...]`` prints the table.

Each road file gives its share of 500 right and 500 wrong submissions of 1 to 20 routes: walks along the roads with
side offsets up to 4 m and noise up to 3 m, some of which leave the roads for a part of their length.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from benchmarks.truth import Drawing, true_routes
from planner.geo.crs import WGS84, to_wgs84
from planner.geo.datum import bd09_from_wgs84, gcj02_from_wgs84
from planner.geo.diagnosis import suspect_readings
from planner.geo.network import build_network
from planner.geo.planning import planning_crs_of
from planner.geo.vector import Features, read_features
from planner.geo.zones import prefixed, zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.random import Generator

    from planner.model import Floats, Network, Objects

__all__ = ["WRONGS", "main", "submission", "wrongly_drawn"]

_EACH, _FEW = 500, 3
# The share of a submission's routes that leave the roads, and of their length that lies off them
_STRAYING, _OFF_ROAD = 0.25, (0.2, 0.6)


def submission(network: Network, rng: Generator, count: int) -> Objects:
    """Draw the routes of one right submission in the planning CRS."""
    drawing = Drawing(noise_m=float(rng.uniform(0.0, 3.0)), offset_m=4.0)
    lines = true_routes(network, rng, count, drawing).lines
    strays = np.flatnonzero(rng.uniform(size=count) < _STRAYING)
    for row in strays.tolist():
        lines[row] = _leaving(lines[row], rng)
    return lines


def _leaving(line: shapely.LineString, rng: Generator) -> shapely.LineString:
    """Send a route across country from its end, as to a new works outside the town."""
    xy = shapely.get_coordinates(line)
    share = float(rng.uniform(*_OFF_ROAD))
    angle = float(rng.uniform(0.0, 2.0 * np.pi))
    reach = line.length * share / (1.0 - share)
    return shapely.LineString([*xy, xy[-1] + reach * np.array([np.cos(angle), np.sin(angle)])])


def _in_degrees(shift: Callable[[Floats], Floats]) -> Callable[[Objects, int], tuple[Objects, pyproj.CRS]]:
    def wrong(lines: Objects, crs: int) -> tuple[Objects, pyproj.CRS]:
        return np.asarray(shapely.transform(to_wgs84(lines, crs), shift), dtype=object), WGS84

    return wrong


def _in_zone(step: int, *, prefix: bool) -> Callable[[Objects, int], tuple[Objects, pyproj.CRS]]:
    """Write the coordinates of this zone and claim that they are of the one ``step`` to the east."""

    def wrong(lines: Objects, crs: int) -> tuple[Objects, pyproj.CRS]:
        if not prefix:
            return lines, pyproj.CRS.from_epsg(crs + step)
        millions = np.array([1e6 * zone_of(crs + step), 0.0])
        moved = np.asarray(shapely.transform(lines, lambda xy: xy + millions), dtype=object)
        return moved, pyproj.CRS.from_epsg(prefixed(crs + step))

    return wrong


def _swapped_metres(lines: Objects, crs: int) -> tuple[Objects, pyproj.CRS]:
    return np.asarray(shapely.transform(lines, lambda xy: xy[:, ::-1]), dtype=object), pyproj.CRS.from_epsg(crs)


WRONGS: dict[str, tuple[str, Callable[[Objects, int], tuple[Objects, pyproj.CRS]]]] = {
    "GCJ-02": ("datum.gcj02", _in_degrees(gcj02_from_wgs84)),
    "BD-09": ("datum.bd09", _in_degrees(bd09_from_wgs84)),
    "zone east": ("datum.zone_west", _in_zone(1, prefix=False)),
    "zone west": ("datum.zone_east", _in_zone(-1, prefix=False)),
    "zone east, prefix": ("datum.zone_west", _in_zone(1, prefix=True)),
    "zone west, prefix": ("datum.zone_east", _in_zone(-1, prefix=True)),
    "swapped degrees": ("datum.swapped_axes", _in_degrees(lambda xy: xy[:, ::-1])),
    "swapped metres": ("datum.swapped_axes", _swapped_metres),
}


def wrongly_drawn(lines: Objects, crs: int, wrong: str | None) -> Features:
    """Return a file of the lines (planning CRS ``crs``) drawn wrongly in a named way, or rightly."""
    way = WRONGS[wrong][1] if wrong is not None else _in_degrees(lambda xy: xy)
    drawn, claimed = way(lines, crs)
    return Features(name="routes", sha256="", crs=claimed, geometry=drawn, drawn=drawn, fields={})


def main(paths: Sequence[Path]) -> None:
    """Print how many right submissions were accused and how many wrong ones were recognised."""
    told: Counter[tuple[str, bool, bool]] = Counter()
    started = time.perf_counter()
    for seed, path in enumerate(paths):
        network = _network(path)
        rng = np.random.default_rng(seed)
        for turn in range(_EACH // len(paths)):
            told[_judged(network, rng, None)] += 1
            told[_judged(network, rng, list(WRONGS)[turn % len(WRONGS)])] += 1
    print(f"{told.total()} submissions in {time.perf_counter() - started:.1f} s")
    print(
        "| submissions | under 3 routes: recognised | of | 3 routes or more: recognised | of |\n|---|---|---|---|---|"
    )
    for name in ("right (accused)", *WRONGS):
        cells = [(told[name, few, True], told[name, few, True] + told[name, few, False]) for few in (True, False)]
        print(f"| {name} | {cells[0][0]} | {cells[0][1]} | {cells[1][0]} | {cells[1][1]} |")


def _network(path: Path) -> Network:
    roads = read_features(path.name, path.read_bytes())
    return build_network(roads, planning_crs_of([roads]) or 0)[0]


def _judged(network: Network, rng: Generator, wrong: str | None) -> tuple[str, bool, bool]:
    """Return what the submission is, whether it is of few routes, and whether it was rightly named or accused."""
    count = int(rng.integers(1, 21))
    lines = submission(network, rng, count)
    found = [fault.code for fault in suspect_readings([wrongly_drawn(lines, network.crs, wrong)], network)]
    named = found == [WRONGS[wrong][0]] if wrong is not None else bool(found)
    return wrong or "right (accused)", count < _FEW, named


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
