"""A county of one long road, and routes along it, as files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from api.settings import Settings

WEST, SOUTH = 113.36, 33.63
# One thousandth of a degree of longitude is some 93 m here
STEP = 0.001


def roads() -> bytes:
    """Return one road of four sections, some 370 m each, and one that crosses it."""
    lines = [[[WEST + 4 * STEP * i, SOUTH], [WEST + 4 * STEP * (i + 1), SOUTH]] for i in range(4)]
    lines.append([[WEST + 8 * STEP, SOUTH], [WEST + 8 * STEP, SOUTH + 4 * STEP]])
    names = ["东西路"] * 4 + ["南北路"]
    features = [
        {
            "type": "Feature",
            "properties": {"section_id": f"S{i}", "name": name, "highway": "secondary", "width_m": 20},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for i, (line, name) in enumerate(zip(lines, names, strict=True))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def route(
    utility: str,
    service: str,
    *,
    first: float,
    last: float,
    window: tuple[str, str] = ("2027-02-01", "2027-08-31"),
    project_id: str = "p1",
) -> bytes:
    """Return a route along the long road, from one to another thousandth of a degree."""
    properties: dict[str, Any] = {
        "project_id": project_id,
        "utility": utility,
        "service": service,
        "earliest_start": window[0],
        "latest_finish": window[1],
    }
    line = [[WEST + first * STEP, SOUTH + 2e-5], [WEST + last * STEP, SOUTH + 2e-5]]
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": line}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def with_roads(settings: Settings, folder: Path) -> Settings:
    """Return settings whose county is this one, its roads in a file of the folder."""
    (folder / "roads.geojson").write_bytes(roads())
    return settings.model_copy(update={"roads": folder / "roads.geojson"})
