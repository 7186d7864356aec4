"""A route drawn on the map or typed as positions, made into the file any other submission would be."""

from __future__ import annotations

import json
import math
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.problems import Problem
from planner.model import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["DRAWN", "FACTS", "drawn_file", "read_drawn"]

# The name of the file a drawn route becomes
DRAWN = "drawn.geojson"
FACTS = ("project_id", "service", "earliest_start", "latest_finish", "name", "dn_mm")
_FIELD = "positions"
_Point = list[float]


def drawn_file(utility: str, facts: Mapping[str, str], positions: str) -> bytes:
    """Return a drawn route as GeoJSON in WGS 84; facts left empty are left out, and told of when it is judged.

    Parameters
    ----------
    positions : One position a line, longitude then latitude; an empty line begins another line of the same route.

    Raises
    ------
    Problem
        422, naming every line of text that is no position, or if there are fewer than two.
    """
    lines, faults = _lines(positions)
    if not faults and not any(len(line) > 1 for line in lines):
        faults = [Fault(source=DRAWN, field=_FIELD, code="desk.no_line")]
    if faults:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.malformed", faults=faults)
    properties: dict[str, Any] = {"utility": utility, **{name: facts[name] for name in FACTS if facts.get(name)}}
    if properties.get("dn_mm", "").isdigit():
        properties["dn_mm"] = int(properties["dn_mm"])
    geometry = {"type": "MultiLineString", "coordinates": [line for line in lines if len(line) > 1]}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False, indent=1).encode()


def read_drawn(content: bytes) -> dict[str, str]:
    """Return the facts and positions of a file made by ``drawn_file``, as they were typed."""
    (feature,) = json.loads(content)["features"]
    lines = feature["geometry"]["coordinates"]
    positions = "\n\n".join("\n".join(f"{lon}, {lat}" for lon, lat in line) for line in lines)
    return {**{name: str(feature["properties"].get(name, "")) for name in FACTS}, _FIELD: positions}


def _lines(positions: str) -> tuple[list[list[_Point]], list[Fault]]:
    lines: list[list[_Point]] = [[]]
    faults: list[Fault] = []
    for number, text in enumerate(positions.splitlines(), start=1):
        if not text.strip():
            lines.append([])
            continue
        point = [*_numbers(text)]
        if len(point) == 2:
            lines[-1].append(point)
        else:
            data = {"line": number, "found": text[:60]}
            faults.append(Fault(source=DRAWN, field=_FIELD, code="desk.no_position", data=data))
    return lines, faults


def _numbers(text: str) -> Iterator[float]:
    for each in text.replace(",", " ").replace("，", " ").split():
        try:
            number = float(each)
        except ValueError:
            return
        if not math.isfinite(number):
            return
        yield number
