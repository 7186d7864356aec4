"""Write the generated county seat: its roads, its river, the submissions, and the truth behind them.

Run ``python sample_data/generate.py --out sample_data``. Everything follows from one seed, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from planner.geo.datum import gcj02_from_wgs84
from sample_data.clusters import add_clusters
from sample_data.desk import Desk
from sample_data.drawing import crossings
from sample_data.facts import AS_OF, UTILITIES, span
from sample_data.faulty import FAULTS, faulty_features
from sample_data.files import collection, feature, geopackage, road_feature, table, work_features
from sample_data.ground import DECIMALS, PLANNING_CRS, to_wgs84
from sample_data.sections import build_town
from sample_data.specials import add_specials
from sample_data.street_table import RECENTLY_PAVED
from sample_data.streets import river_polygon
from sample_data.walks import longest, walk_along

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sample_data.desk import Work
    from sample_data.ground import Floats
    from sample_data.sections import Town

__all__ = ["Sample", "build_sample", "files_of", "main"]

SEED = 20261124
DATUM_FILE = "routes/ctcc_gcj02.geojson"
HEIGHT_OF_HEAT = 81.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The town, every good project, and the special ones by what they show."""

    town: Town
    works: tuple[Work, ...]
    specials: Mapping[str, list[Work]]


def build_sample(seed: int = SEED) -> Sample:
    """Return the whole sample before it is written."""
    town = build_town(seed)
    desk = Desk(town, seed)
    specials = add_specials(desk)
    add_clusters(desk)
    for code, key, start in (("YX-WATER", "归雁街", 60), ("YX-CMCC", "归雁街", 120)):
        desk.add(code, span(140, 120), [(walk_along(longest(town, key), start, start + 380),)], file="faulty")
    return Sample(town=town, works=tuple(desk.works), specials=specials)


def files_of(sample: Sample) -> dict[str, bytes]:
    """Return the content of every file of the sample by its path under the sample's folder."""
    town = sample.town
    by_file = {
        name: sorted((w for w in sample.works if w.file == name), key=lambda w: w.project_id)
        for name in [*(u.stem for u in UTILITIES), "ctcc_gcj02", "faulty"]
    }
    submissions = {
        f"routes/{stem}.geojson": collection(
            stem, work_features(works, height=HEIGHT_OF_HEAT if stem == "heat" else None)
        )
        for stem, works in by_file.items()
        if stem not in {"power", "ctcc_gcj02", "faulty"}
    }
    return {
        "roads.geojson": collection("roads", map(road_feature, (*town.sections, *town.opposites))),
        "river.geojson": collection("river", [feature({"name": "望川"}, _polygon(river_polygon()))]),
        **submissions,
        "routes/power.gpkg": geopackage("power", by_file["power"]),
        "routes/faulty.geojson": collection("faulty", faulty_features(by_file["faulty"])),
        DATUM_FILE: collection("ctcc", work_features(by_file["ctcc_gcj02"], _shifted)),
        "truth.csv": table(("project_id", "section_id", "from_m", "to_m"), _truth_rows(sample)),
        "expected.json": (json.dumps(_expected(sample), ensure_ascii=False, indent=1) + "\n").encode(),
    }


def main() -> None:
    """Write the sample and say what was written."""
    parser = argparse.ArgumentParser(description="Write the generated county seat.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    out = parser.parse_args().out
    for name, content in files_of(build_sample()).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
        print(f"{len(content):>8}  {out / name}")


def _shifted(xy: Floats) -> Floats:
    """Return positions as a web map on the GCJ-02 datum shows them."""
    return np.round(gcj02_from_wgs84(to_wgs84(xy)), DECIMALS)


def _polygon(polygon: shapely.Polygon) -> dict[str, Any]:
    """Return a GeoJSON polygon without holes."""
    return {"type": "Polygon", "coordinates": [to_wgs84(shapely.get_coordinates(polygon)).tolist()]}


def _truth_rows(sample: Sample) -> list[tuple[str, str, str, str]]:
    """Return every true stretch, to the millimetre and never beyond its section."""
    return sorted(
        (work.project_id, section_id, _millimetres(low), _millimetres(high))
        for work in sample.works
        for section_id, low, high in work.truth
    )


def _millimetres(metres: float) -> str:
    """Return metres cut to three decimals."""
    return f"{math.floor(metres * 1000) / 1000:.3f}"


def _expected(sample: Sample) -> dict[str, Any]:
    """Return what is known of the sample besides the stretches."""
    town = sample.town
    return {
        "as_of": AS_OF.isoformat(),
        "planning_crs": PLANNING_CRS,
        "sections": len(town.sections),
        "aliases": {s.section_id: s.alias_of for s in town.opposites},
        "bridges": [s.section_id for s in town.sections if s.bridge],
        "recently_paved": {name: list(paved) for name, paved in RECENTLY_PAVED.items()},
        "projects": dict(Counter(work.facts["utility"] for work in sample.works)),
        "datum_file": DATUM_FILE,
        "datum_projects": sorted(w.project_id for w in sample.works if w.file == "ctcc_gcj02"),
        "faults": {str(index): fault for index, fault in FAULTS.items()},
        "shows": {what: [work.project_id for work in works] for what, works in sample.specials.items()},
        "crossings": _crossing_rows(sample),
    }


def _crossing_rows(sample: Sample) -> list[dict[str, Any]]:
    """Return where routes truly cross sections between junctions without running along them."""
    return [
        {"project_id": work.project_id, "section_id": section_id, "at_m": round(at, 2)}
        for work in sorted(sample.works, key=lambda w: w.project_id)
        for section_id, at in crossings(work.lines, [row[0] for row in work.truth], sample.town.sections)
    ]


if __name__ == "__main__":
    main()
