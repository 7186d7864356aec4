"""The members' routes of a joint work and the stretches they are dug along, as GeoJSON for anyone's GIS."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.ops import substring

from planner.permit.places import place_of, project_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from planner.model import Floats, JointStretch, JointWork, Plan, Project, Situation

__all__ = ["ROUTE", "STRETCH", "route_features", "routes_geojson"]

# The roles of the features
ROUTE, STRETCH = "route", "stretch"

_WGS84 = 4326
_DEGREE_DIGITS = 7


def routes_geojson(work: JointWork, situation: Situation, plan: Plan) -> bytes:
    """Return a FeatureCollection (WGS 84, RFC 7946) of a joint work; same input, same bytes.

    First one feature per member (``"role": "route"``): its whole submitted route with the contract's properties, also
    where it leaves the work's road. Then one feature per stretch (``"role": "stretch"``): the interval of the section's
    centreline with chainage, offset, side and mode. Coordinates are rounded to 1e-7 degrees (about a centimetre).

    Raises
    ------
    BundleError
        If plan and situation do not belong together.
    """
    transformer = _transformer(situation.network.crs)
    collection = {
        "type": "FeatureCollection",
        "joint_work": work.id,
        "as_of": plan.as_of.isoformat(),
        "features": [_feature(*each, transformer) for each in route_features(work, situation)],
    }
    return (json.dumps(collection, ensure_ascii=False, allow_nan=False) + "\n").encode()


def route_features(work: JointWork, situation: Situation) -> list[tuple[BaseGeometry, dict[str, Any]]]:
    """Return the members' routes, then the stretches, each with its properties; metres of the planning CRS.

    Raises
    ------
    BundleError
        If plan and situation do not belong together.
    """
    features = [_route(key, situation) for key in work.members]
    return features + [_stretch(stretch, work, situation) for stretch in work.stretches]


@cache
def _transformer(crs: int) -> Transformer:
    # Making one takes a hundred times as long as using it
    return Transformer.from_crs(crs, _WGS84, always_xy=True)


def _route(key: str, situation: Situation) -> tuple[BaseGeometry, dict[str, Any]]:
    index, routes = project_index(situation, key), situation.routes
    parts = routes.parts[routes.project_of_part == index]
    drawn = [*parts, *routes.areas[routes.project_of_area == index]]
    several = shapely.MultiLineString if len(parts) == len(drawn) else shapely.GeometryCollection
    geometry = drawn[0] if len(drawn) == 1 else several(drawn)
    return geometry, {"role": ROUTE, **_submitted(routes.projects[index])}


def _submitted(project: Project) -> dict[str, Any]:
    line = project.specification
    known = {
        "project_id": project.project_id,
        "utility": project.utility,
        "service": str(project.service),
        "earliest_start": project.window.first.isoformat(),
        "latest_finish": project.window.last.isoformat(),
        "preferred_start": project.preferred_start.isoformat() if project.preferred_start else None,
        "duration_days": project.duration_days,
        "install_m_per_day": project.install_m_per_day,
        "dn_mm": line.dn_mm,
        "count": line.count,
        "laying": line.laying,
        "material": line.material,
        "voltage_kv": line.voltage_kv,
        "cover_m": line.cover_m,
        "name": project.name,
        "applicant": project.applicant,
        "application_id": project.application_id,
        "track": str(project.track),
        "urgency": str(project.urgency),
        "status": project.status,
        "green_m2": project.green_m2,
        "moratorium_exception": project.moratorium_exception,
    }
    return {name: value for name, value in known.items() if value is not None and name not in project.assumed}


def _stretch(stretch: JointStretch, work: JointWork, situation: Situation) -> tuple[BaseGeometry, dict[str, Any]]:
    place, project = place_of(situation, stretch), situation.routes.projects[project_index(situation, stretch.project)]
    line = situation.network.lines[place.section]
    return substring(line, stretch.from_m, stretch.to_m), {
        "role": STRETCH,
        "project_id": project.project_id,
        "utility": project.utility,
        "service": str(project.service),
        "section_id": stretch.section_id,
        "road_name": work.road_name,
        "from_m": round(stretch.from_m, 3),
        "to_m": round(stretch.to_m, 3),
        "length_m": round(stretch.to_m - stretch.from_m, 3),
        "offset_m": round(place.offset_m, 3),
        "side": place.side,
        "confidence": round(place.confidence, 3),
        "mode": str(stretch.mode),
    }


def _feature(geometry: BaseGeometry, properties: Mapping[str, Any], transformer: Transformer) -> dict[str, Any]:
    def to_degrees(points: Floats) -> Floats:
        return np.round(np.column_stack(transformer.transform(points[:, 0], points[:, 1])), _DEGREE_DIGITS)

    shape = shapely.geometry.mapping(shapely.transform(geometry, to_degrees))
    return {"type": "Feature", "geometry": shape, "properties": dict(properties)}
