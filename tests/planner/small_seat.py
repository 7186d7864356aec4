"""One straight road and four submissions on it, as files."""

from __future__ import annotations

import json
from typing import Any

from planner.pipeline import Document
from planner.plan_inputs import Inputs
from planner.rulebook.load import default_documents

EAST_M = 1.0 / 92_600.0
"""Degrees of longitude in a metre, near enough at this latitude."""


def line(first_m: float, last_m: float, north_m: float = 0.0, **properties: Any) -> dict[str, Any]:
    ends = [[113.36 + m * EAST_M, 33.63 + north_m / 110_900.0] for m in (first_m, (first_m + last_m) / 2, last_m)]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": ends}}


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def route(key: str, utility: str, service: str, span: tuple[float, float], window: tuple[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {"project_id": key, "utility": utility, "service": service}
    return line(*span, north_m=3.0, earliest_start=window[0], latest_finish=window[1], **facts)


def inputs(*, urgency: str = "planned", second: str = "健康路", **road: Any) -> Inputs:
    """Return A and B that join, and C that shares with B and comes too late, on one road; D elsewhere, alone."""
    spring, autumn = ("2027-03-01", "2027-07-31"), ("2027-09-01", "2027-12-20")
    routes = [
        route("A", "YX-CMCC", "telecom", (0, 300), spring),
        route("B", "YX-CTCC", "telecom", (100, 400), spring),
        route("C", "YX-GAS", "gas", (350, 550), autumn),
        route("D", "YX-GAS", "gas", (700, 900), spring),
    ]
    routes[3]["properties"]["urgency"] = urgency
    facts = {"highway": "residential", "width_m": 20.0, **road}
    sections = [
        line(0, 600, section_id="S1", name="健康路", **facts),
        line(600, 1000, section_id="S2", name=second, **facts),
    ]
    return Inputs(
        roads=Document(name="roads.geojson", content=collection(*sections)),
        routes=(Document(name="all.geojson", content=collection(*routes)),),
        rulebook=default_documents(),
        main="yexian.yaml",
    )
