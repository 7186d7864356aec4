"""Writing a plan to a folder: plan, layers, faults, map and one bundle for each joint work."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pyogrio

from cotrench import __version__
from cotrench.fonts import font_files
from maps.figures import work_figure
from maps.plan_map import plan_map
from planner.exchange import faults_json, joint_work_json, plan_json, plan_layers
from planner.messages import Language
from planner.permit.bundle import about_work, make_bundle
from planner.permit.papers import decision_pdf
from planner.permit.routes_out import routes_geojson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from planner.model import JointWork, Plan, Situation
    from planner.pipeline import Planned
    from planner.rulebook.model import Rulebook

__all__ = ["Written", "bundle_of", "write_plan"]

# Starting a process costs as much as making about this many bundles
_WORKS_WORTH_A_PROCESS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where the results lie."""

    plan: Path
    layers: Path
    faults: Path
    map: Path
    bundles: Path


def write_plan(
    planned: Planned,
    rulebook: Rulebook,
    out: Path,
    *,
    language: Language = Language.ZH,
    tell: Callable[[str], None] = lambda _: None,
    count: Callable[[int, int], None] = lambda _done, _all: None,
) -> Written:
    """Write everything a plan promises into ``out``, replacing an earlier plan there.

    Parameters
    ----------
    tell : Called with the name of each step as it begins.
    count : Called with the number of bundles made and the number to make.
    """
    written = Written(
        plan=out / "plan.json",
        layers=out / "plan.gpkg",
        faults=out / "faults.json",
        map=out / "map.html",
        bundles=out / "bundles",
    )
    out.mkdir(parents=True, exist_ok=True)
    tell("write")
    written.plan.write_bytes(plan_json(planned.plan))
    written.faults.write_bytes(faults_json(planned.faults, language))
    _write_layers(planned, written.layers)
    tell("map")
    written.map.write_text(plan_map(planned.plan, planned.situation, rulebook, language=language), encoding="utf-8")
    tell("bundles")
    _write_bundles(planned, rulebook, written.bundles, count)
    return written


def _write_layers(planned: Planned, path: Path) -> None:
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{planned.plan.as_of.isoformat()}T00:00:00.000Z"})
    try:
        for name, frame in plan_layers(planned.plan, planned.situation).items():
            kind = _GEOMETRY[name]
            pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", geometry_type=kind, append=False)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


_GEOMETRY = {
    "stretches": "LineString",
    "shared_stretches": "LineString",
    "joint_works": "MultiLineString",
    "unmatched": "LineString",
    "crossings": "Point",
}


def _write_bundles(planned: Planned, rulebook: Rulebook, folder: Path, count: Callable[[int, int], None]) -> None:
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("*.zip"):
        stale.unlink()
    works = planned.plan.joint_works
    for done, (work, bundle) in enumerate(zip(works, _bundles(planned, rulebook), strict=True), start=1):
        (folder / f"{work.id}.zip").write_bytes(bundle)
        count(done, len(works))


def _bundles(planned: Planned, rulebook: Rulebook) -> Iterator[bytes]:
    """Yield the bundles in order; the typesetter holds the interpreter, so many works are shared among processes."""
    works = planned.plan.joint_works
    workers = min(os.cpu_count() or 1, len(works) // _WORKS_WORTH_A_PROCESS)
    if workers < 2:
        yield from (bundle_of(work, planned.plan, planned.situation, rulebook) for work in works)
        return
    shared = (planned.plan, planned.situation, rulebook)
    with ProcessPoolExecutor(workers, get_context("spawn"), _hold, shared) as pool:
        yield from pool.map(_bundle_at, range(len(works)), chunksize=4)


_held: list[tuple[Plan, Situation, Rulebook]] = []


def _hold(plan: Plan, situation: Situation, rulebook: Rulebook) -> None:
    _held[:] = [(plan, situation, rulebook)]


def _bundle_at(row: int) -> bytes:
    plan, situation, rulebook = _held[0]
    return bundle_of(plan.joint_works[row], plan, situation, rulebook)


def bundle_of(work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook) -> bytes:
    """Return the permit bundle of one joint work."""
    figure = work_figure(work, situation, rulebook)
    files = {
        "decision.pdf": decision_pdf(work, plan, situation, rulebook, figure_svg=figure, fonts=font_files()),
        "joint_work.json": joint_work_json(work),
        "routes.geojson": routes_geojson(work, situation, plan),
    }
    return make_bundle(files, about=about_work(work, plan, product_version=__version__))
