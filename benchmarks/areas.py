"""Work areas against published truth: ``python -m benchmarks.areas FOLDER`` prints the table.

The folder holds ``roads.geojson`` with ``index_seg`` and ``width_m``, ``projects_2026-01.geojson`` (polygons),
``projects_2026-01_segments_truth.csv`` (sections covered over half) and ``overlap_pairs_2026-01.csv``.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from planner.geo.areas import area_stretches
from planner.geo.layer import FaultList
from planner.geo.network import build_network
from planner.geo.overlap import pair_metres, shared_stretches
from planner.geo.planning import planning_crs_of
from planner.geo.polygons import area_parts
from planner.geo.vector import read_features
from planner.model import Routes
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.geo.vector import Features
    from planner.model import Network, Stretches

__all__ = ["main", "routes_of_areas", "score"]


def score(found: set[tuple[str, str]], truth: set[tuple[str, str]]) -> str:
    """Return precision, recall and counts as cells of the table."""
    right = len(found & truth)
    return f"{right / max(len(found), 1):.4f} | {right / max(len(truth), 1):.4f} | {len(found)} | {len(truth)}"


def main(folder: Path) -> None:
    """Print precision and recall of (project, section) and of sharing pairs of different applicants."""
    matching = default_rulebook().matching
    files = [
        read_features(name, (folder / name).read_bytes()) for name in ("roads.geojson", "projects_2026-01.geojson")
    ]
    roads, works = files
    network = build_network(roads, planning_crs_of([roads]) or 0, section_id="index_seg")[0]
    names, routes = [str(value) for value in works.fields["id_chantier"]], routes_of_areas(works, network.crs)
    started = time.perf_counter()
    stretches = area_stretches(routes, network, matching)
    seconds = time.perf_counter() - started
    truth = {(row["id_chantier"], row["index_seg"]) for row in _rows(folder / "projects_2026-01_segments_truth.csv")}
    pairs = {
        _pair(row["id_chantier_a"], row["id_chantier_b"])
        for row in _rows(folder / "overlap_pairs_2026-01.csv")
        if row["same_applicant"] == "False"
    }
    applicant = dict(zip(names, works.fields["NomImpetrant"], strict=True))
    sharing = _sharing(stretches, names, applicant, matching.minimum_shared_m.value)
    print(f"{len(routes.areas)} areas, {len(network)} sections, {len(stretches)} stretches in {seconds:.2f} s")
    print("| what | precision | recall | found | true |\n|---|---|---|---|---|")
    print(f"| (project, section) over half | {score(_over_half(stretches, network, names), truth)} |")
    print(f"| sharing pairs of different applicants | {score(sharing, pairs)} |")


def routes_of_areas(works: Features, crs: int) -> Routes:
    """Read the areas alone, each feature a project: these works carry other facts than a submission does."""
    areas, feature = area_parts(works.geometry, works.crs, crs, FaultList(works.name))
    none = np.empty(0, dtype=np.int64)
    return Routes(
        projects=(),
        parts=none.astype(object),
        project_of_part=none,
        source_of_part=none.astype(object),
        feature_of_part=none,
        areas=areas,
        project_of_area=feature,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _over_half(stretches: Stretches, network: Network, names: list[str]) -> set[tuple[str, str]]:
    key = np.column_stack([stretches.project, stretches.section])
    pairs, of = np.unique(key, axis=0, return_inverse=True)
    metres = np.bincount(of, weights=(stretches.to_m - stretches.from_m) * stretches.confidence)
    half = metres > network.length_m[pairs[:, 1]] / 2.0
    return {(names[project], str(network.section_ids[section])) for project, section in pairs[half].tolist()}


def _sharing(
    stretches: Stretches, names: list[str], applicant: dict[str, str], minimum_m: float
) -> set[tuple[str, str]]:
    """Return the pairs that share a stretch as the product counts it."""
    i, j, _, metres = pair_metres(shared_stretches(stretches, minimum_m))
    enough = metres >= minimum_m
    named = ((names[a], names[b]) for a, b in zip(i[enough].tolist(), j[enough].tolist(), strict=True))
    return _of_different(named, applicant)


def _of_different(pairs: Iterable[tuple[str, str]], applicant: dict[str, str]) -> set[tuple[str, str]]:
    return {_pair(a, b) for a, b in pairs if applicant[a] != applicant[b]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
