"""The sample seat's routes as the month submits them: sixty files of seven utilities."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyogrio
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["EMERGENCY", "Package", "all_packages"]

FILES = {
    "YX-WATER": "water.geojson",
    "YX-POWER": "power.gpkg",
    "YX-GAS": "gas.geojson",
    "YX-HEAT": "heat.geojson",
    "YX-CMCC": "cmcc.geojson",
    "YX-CTCC": "ctcc.geojson",
    "YX-CUCC": "cucc.geojson",
}
EACH = 2
# Two operators in one short street, early enough to be dug and accepted within the month
TOGETHER = {"YX-CMCC": "YD-2027-101", "YX-CUCC": "LT-2027-101"}
_STREET = "YX-0068"
_WINDOW = ("2027-03-01", "2027-04-30")
# The burst main of the sample: dug before anything is submitted
EMERGENCY = "GS-2027-001"

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One file that a utility hands in, and the projects in it."""

    utility: str
    name: str
    projects: tuple[str, ...]
    features: tuple[Feature, ...]

    @property
    def content(self) -> bytes:
        """Return the file."""
        return json.dumps({"type": "FeatureCollection", "features": self.features}, ensure_ascii=False).encode()

    def moved(self, *, days: tuple[str, str]) -> Package:
        """Return the file with other windows, without the starts wished before: an amendment."""
        window = dict(zip(("earliest_start", "latest_finish"), days, strict=True))
        again = [
            {**each, "properties": {k: v for k, v in each["properties"].items() if k != "preferred_start"} | window}
            for each in self.features
        ]
        return Package(utility=self.utility, name=self.name, projects=self.projects, features=tuple(again))


def all_packages(sample: Path) -> list[Package]:
    """Return every file of the month; the two that share the short street come first."""
    roads = json.loads((sample / "roads.geojson").read_bytes())["features"]
    street = next(each for each in roads if each["properties"]["section_id"] == _STREET)
    early = [_together(utility, project, street, at) for at, (utility, project) in enumerate(TOGETHER.items())]
    return [*early, *(package for utility, name in FILES.items() for package in _cut(sample, utility, name))]


def _cut(sample: Path, utility: str, name: str) -> Iterator[Package]:
    """Cut the file of a utility into files of two projects."""
    features = sorted(_features(sample / "routes" / name), key=lambda each: each["properties"]["project_id"])
    by_project = [
        (project, [*group])
        for project, group in itertools.groupby(features, lambda each: each["properties"]["project_id"])
        if project != EMERGENCY
    ]
    for at in range(0, len(by_project), EACH):
        taken = by_project[at : at + EACH]
        yield Package(
            utility=utility,
            name=f"{utility.lower()}-{at // EACH + 1:02}.geojson",
            projects=tuple(project for project, _ in taken),
            features=tuple(each for _, group in taken for each in group),
        )


def _features(path: Path) -> list[Feature]:
    if path.suffix == ".geojson":
        found: list[Feature] = json.loads(path.read_bytes())["features"]
        return found
    table = pyogrio.read_dataframe(path).to_crs(4326)
    return [
        {
            "type": "Feature",
            "properties": {key: _plain(value) for key, value in row.items() if key != "geometry" and value == value},  # noqa: PLR0124 - what is not itself is missing
            "geometry": shapely.geometry.mapping(row["geometry"]),
        }
        for row in table.to_dict("records")
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of a table
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _together(utility: str, project: str, street: Feature, at: int) -> Package:
    side = 1e-5 * (1 + at)
    line = [[lon + side, lat] for lon, lat in street["geometry"]["coordinates"]]
    properties = {
        "project_id": project,
        "utility": utility,
        "service": "telecom",
        "earliest_start": _WINDOW[0],
        "latest_finish": _WINDOW[1],
        "name": f"{street['properties']['name']}通信管道工程",
        "dn_mm": 110,
        "count": 2,
        "laying": "duct",
    }
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": line}}
    return Package(utility=utility, name=f"{utility.lower()}-00.geojson", projects=(project,), features=(feature,))
