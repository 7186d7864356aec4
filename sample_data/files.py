"""How the generated seat is written: GeoJSON with one feature a line, one GeoPackage, and plain tables."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely

from sample_data.ground import PLANNING_CRS, to_wgs84

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sample_data.desk import Work
    from sample_data.ground import Floats
    from sample_data.sections import Section

    Feature = Mapping[str, Any]

__all__ = ["collection", "feature", "geometry", "geopackage", "road_feature", "table", "work_features"]

DESCRIPTION = (
    "GENERATED SAMPLE / 生成的示例数据: an invented county seat. No real road, line, plan or person. "
    "Made by sample_data/generate.py."
)
#: GeoPackages hold the moment they were written; a fixed one keeps the bytes the same.
WRITTEN = "2026-11-24T00:00:00.000Z"
TABLE_DATES = ("earliest_start", "latest_finish", "preferred_start")


def collection(name: str, features: Iterable[Feature]) -> bytes:
    """Return a GeoJSON FeatureCollection that says it is generated, one feature a line."""
    head = f'{{"type":"FeatureCollection","name":{_json(name)},"description":{_json(DESCRIPTION)},"features":['
    return (head + "\n" + ",\n".join(_json(f) for f in features) + "\n]}\n").encode()


def feature(facts: Feature, shape: Feature | None) -> Feature:
    """Return one GeoJSON feature."""
    return {"type": "Feature", "properties": dict(facts), "geometry": shape}


def geometry(
    lines: Sequence[shapely.LineString], place: Callable[[Floats], Floats] = to_wgs84, height: float | None = None
) -> Feature:
    """Return a GeoJSON LineString, or a MultiLineString of several lines; ``height`` adds a third coordinate."""
    parts = [place(shapely.get_coordinates(line)).tolist() for line in lines]
    if height is not None:
        parts = [[[*xy, height] for xy in part] for part in parts]
    return (
        {"type": "LineString", "coordinates": parts[0]}
        if len(parts) == 1
        else {"type": "MultiLineString", "coordinates": parts}
    )


def road_feature(section: Section) -> Feature:
    """Return one section of the road file."""
    facts = {
        "section_id": section.section_id,
        "name": section.name,
        "highway": section.highway,
        "width_m": section.width_m,
        "lanes": section.lanes,
        "paved_on": section.paved_on,
        "paved_kind": section.paved_kind,
        "pavement": section.pavement,
        "layer": int(section.bridge),
        "bridge": "yes" if section.bridge else None,
    }
    return feature(facts, geometry([section.line]))


def work_features(
    works: Iterable[Work], place: Callable[[Floats], Floats] = to_wgs84, height: float | None = None
) -> list[Feature]:
    """Return the features of a submission."""
    return [
        feature({"project_id": work.project_id, **work.facts}, geometry(lines, place, height))
        for work in works
        for lines in work.features
    ]


def geopackage(name: str, works: Sequence[Work]) -> bytes:
    """Return a submission as a GeoPackage in the planning CRS, dates as dates, the same bytes every time."""
    rows = [({"project_id": work.project_id, **work.facts}, lines) for work in works for lines in work.features]
    columns = list(dict.fromkeys(key for facts, _ in rows for key in facts))
    values = [_column(key, [facts.get(key) for facts, _ in rows]) for key in columns]
    shapes = [shapely.LineString(np.round(shapely.get_coordinates(lines[0]), 3)) for _, lines in rows]
    target = io.BytesIO()
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": WRITTEN})
    try:
        pyogrio.raw.write(
            target,
            shapely.to_wkb(shapes),
            values,
            columns,
            layer=name,
            driver="GPKG",
            geometry_type="LineString",
            crs=f"EPSG:{PLANNING_CRS}",
            layer_options={"DESCRIPTION": DESCRIPTION},
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return target.getvalue()


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a comma-separated table with a header."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue().encode()


def _column(key: str, values: Sequence[Any]) -> np.ndarray[Any, Any]:
    """Return one table column: days, numbers or text, with its nulls."""
    if key in TABLE_DATES:
        return np.array([np.datetime64(value or "NaT", "D") for value in values])
    if all(value is None or isinstance(value, int | float) for value in values):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return np.array(values, dtype=object)


def _json(value: object) -> str:
    """Return compact JSON with Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
