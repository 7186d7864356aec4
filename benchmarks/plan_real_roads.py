"""``cotrench plan`` from end to end on real roads, with routes drawn on them whose truth is known.

Run: python benchmarks/plan_real_roads.py --roads FILE --section-id COLUMN [--routes 200] [--noise 2] [--offset 4]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import shapely

from benchmarks.accuracy import network_of
from benchmarks.scores import as_stretches, metre_score, pair_score
from benchmarks.truth import Drawing, true_routes
from planner.geo.crs import to_wgs84
from planner.model import Stretches
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from benchmarks.truth import Truth
    from planner.model import Network, Objects
    from planner.rulebook.model import Rulebook

_SEED = 20260101
_AS_OF = date(2026, 11, 24)


def main() -> None:
    """Draw routes, plan them through the command line, and print what was found of the truth."""
    chosen = _parsed()
    rulebook = default_rulebook()
    network = network_of(chosen.roads, chosen.section_id, rulebook.matching.same_road_m.value)
    drawing = Drawing(noise_m=chosen.noise, offset_m=chosen.offset)
    truth = true_routes(network, np.random.default_rng(_SEED), chosen.routes, drawing)
    with tempfile.TemporaryDirectory() as folder:
        routes, out = Path(folder) / "routes.geojson", Path(folder) / "plan"
        routes.write_text(json.dumps(_submission(to_wgs84(truth.lines, network.crs), rulebook)), encoding="utf-8")
        seconds = _run(chosen, routes, out)
        _print_scores(out, network, truth, rulebook)
        _print_plan(json.loads((out / "plan.json").read_text(encoding="utf-8")), seconds)


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roads", type=Path, required=True)
    parser.add_argument("--section-id", required=True)
    parser.add_argument("--routes", type=int, default=200)
    parser.add_argument("--noise", type=float, default=2.0)
    parser.add_argument("--offset", type=float, default=4.0)
    return parser.parse_args()


def _submission(lines: Objects, rulebook: Rulebook) -> dict[str, Any]:
    """Give each line a utility and a window of 60 to 240 days inside a year."""
    rng = np.random.default_rng(_SEED)
    owners = [(o.code, service.value) for o in rulebook.organisations for service in o.services]
    features = []
    for row, line in enumerate(lines):
        utility, service = owners[int(rng.integers(len(owners)))]
        start = _AS_OF + timedelta(days=int(rng.integers(60, 300)))
        properties = {
            "project_id": f"P{row:04d}",
            "utility": utility,
            "service": service,
            "earliest_start": start.isoformat(),
            "latest_finish": (start + timedelta(days=int(rng.integers(60, 240)))).isoformat(),
        }
        features.append({"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(line)})
    return {"type": "FeatureCollection", "features": features}


def _run(chosen: argparse.Namespace, routes: Path, out: Path) -> float:
    command = [sys.executable, "-m", "cotrench", "plan", "--roads", chosen.roads, "--section-id", chosen.section_id]
    command += ["--routes", routes, "--out", out, "--as-of", _AS_OF.isoformat()]
    begun = time.perf_counter()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    return time.perf_counter() - begun


def _print_scores(out: Path, network: Network, truth: Truth, rulebook: Rulebook) -> None:
    found, true = _read(out / "plan.gpkg", network), as_stretches(truth)
    metres, pairs = metre_score(found, true), pair_score(found, true, rulebook.matching.minimum_shared_m.value)
    print("| | precision | recall |\n|---|---|---|")
    print(f"| metres of stretches | {metres.precision:.4f} | {metres.recall:.4f} |")
    print(f"| sharing pairs | {pairs.precision:.4f} | {pairs.recall:.4f} |")


def _read(path: Path, network: Network) -> Stretches:
    table = geopandas.read_file(path, layer="stretches", ignore_geometry=True)
    row_of = {section: row for row, section in enumerate(network.section_ids)}
    none = np.zeros(len(table))
    return Stretches(
        project=table["project_id"].str[1:].to_numpy(dtype=np.int64),
        section=table["section_id"].map(row_of).to_numpy(dtype=np.int64),
        from_m=table["from_m"].to_numpy(),
        to_m=table["to_m"].to_numpy(),
        offset_m=none,
        side=none.astype(np.int64),
        confidence=none,
    )


def _print_plan(plan: dict[str, Any], seconds: float) -> None:
    kinds = Counter(work["kind"] for work in plan["joint_works"])
    statuses = Counter(project["status"] for project in plan["projects"])
    totals, solver = plan["totals"], plan["solver"]
    print(f"\n{seconds:.1f} s; projects {dict(statuses)}; works {dict(kinds)}; declined {len(plan['declined'])}")
    print(f"opened {totals['opened_m']:.0f} m of {totals['opened_m_if_separate']:.0f} m; solver {solver}")


if __name__ == "__main__":
    main()
