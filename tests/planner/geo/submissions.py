"""Submissions for the tests of intake: a good feature to spoil, and readings whose every fault has words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planner.geo.intake import Intake, read_routes
from planner.geo.vector import Features, read_features
from planner.messages import Language, text_of
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.model import Fault

PLANNING = 4547
LINE = [[113.36, 33.63], [113.362, 33.63]]
FACTS = {
    "project_id": "GS-2027-001",
    "utility": "YX-WATER",
    "service": "water",
    "earliest_start": "2027-03-01",
    "latest_finish": "2027-06-30",
}


def feature(coordinates: Any = None, kind: str = "LineString", /, **facts: object) -> dict[str, Any]:
    """Return a good feature with some facts changed; a fact of ``...`` is left out."""
    properties = {name: value for name, value in (FACTS | facts).items() if value is not ...}
    geometry = {"type": kind, "coordinates": LINE if coordinates is None else coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object, **members: object) -> bytes:
    """Return a GeoJSON file of the features."""
    return json.dumps({"type": "FeatureCollection", "features": features, **members}, ensure_ascii=False).encode()


def read(content: bytes, name: str = "a.geojson", crs: int | None = None) -> Features:
    """Read a file; every fault must have words in both languages."""
    features = read_features(name, content, crs=crs)
    say_all(features.faults)
    return features


def take_in(*contents: bytes) -> Intake:
    """Read files named a.geojson, b.geojson ... into routes; every fault must have words in both languages."""
    files = [read(content, f"{letter}.geojson") for letter, content in zip("abcdefgh", contents, strict=False)]
    intake = read_routes(files, default_rulebook(), PLANNING)
    say_all(intake.faults)
    return intake


def told(faults: Iterable[Fault]) -> list[tuple[str, int | None, str | None]]:
    """Return code, feature and field of each fault."""
    return [(fault.code, fault.feature, fault.field) for fault in faults]


def say_all(faults: Iterable[Fault]) -> None:
    """Word every fault in both languages; a missing word or number raises."""
    for fault in faults:
        for language in Language:
            assert text_of(fault, language).strip()
