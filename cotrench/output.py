"""Writing a plan to a folder: plan, layers, faults, map, and one bundle for each joint work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyogrio

from maps.plan_map import MapOptions, plan_map
from planner.exchange import faults_json, plan_json, plan_layers
from planner.messages import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from planner.model import JointWork, Plan
    from planner.pipeline import Planned
    from planner.rulebook.model import Rulebook

__all__ = ["Written", "write_bundles", "write_plan"]


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
    previous: Plan | None = None,
    language: Language = Language.ZH,
    tell: Callable[[str], None] = lambda _: None,
) -> Written:
    """Write plan, faults, layers and map into ``out``, replacing an earlier plan there; bundles come after.

    The map shows what changed since ``previous``, where there is one.
    ``tell`` is called with the name of each step as it begins.
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
    options = MapOptions(previous=previous)
    page = plan_map(planned.plan, planned.situation, rulebook, language=language, options=options)
    written.map.write_text(page, encoding="utf-8")
    return written


def write_bundles(
    works: Sequence[JointWork],
    bundles: Iterable[bytes],
    folder: Path,
    count: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Write one bundle for each joint work, replacing those of an earlier plan.

    ``count`` is called with the number of bundles written and the number to write.
    """
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("*.zip"):
        stale.unlink()
    for done, (work, bundle) in enumerate(zip(works, bundles, strict=True), start=1):
        (folder / f"{work.id}.zip").write_bytes(bundle)
        count(done, len(works))


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
