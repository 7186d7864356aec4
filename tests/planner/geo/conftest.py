"""Hand-drawn roads and routes near one place in the planning CRS, for tests of network, match and overlap."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyproj
import pytest
import shapely

from planner.geo.match import Matched, match_routes
from planner.geo.network import build_network
from planner.geo.vector import Features
from planner.model import Network, Project, Routes, Service, Specification, Window
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import Fault, Objects
    from planner.rulebook.model import Matching

CRS = 4547
ORIGIN = np.array([500_000.0, 3_700_000.0])


class Draw(Protocol):
    """Turn points in metres east and north of the origin into a line."""

    def __call__(self, *points: tuple[float, float]) -> shapely.LineString:
        """Return the line."""


class Roads(Protocol):
    """Read roads given as geometries and columns."""

    def __call__(
        self, geometry: Sequence[shapely.Geometry | None], *, section_id: str | None = None, **fields: Sequence[object]
    ) -> tuple[Network, tuple[Fault, ...]]:
        """Return the network and its faults."""


class MakeFeatures(Protocol):
    """Make a road file of geometries and columns."""

    def __call__(self, geometry: Sequence[shapely.Geometry | None], **fields: Sequence[object]) -> Features:
        """Return the file."""


class MakeRoutes(Protocol):
    """Make one project of each argument."""

    def __call__(self, *routes: shapely.LineString | Sequence[shapely.LineString]) -> Routes:
        """Return the projects' routes."""


class Match(Protocol):
    """Match routes, each a line or a list of parts."""

    def __call__(self, network: Network, *routes: shapely.LineString | Sequence[shapely.LineString]) -> Matched:
        """Return what was found."""


@pytest.fixture
def draw() -> Draw:
    """Draw relative to the origin."""
    return lambda *points: shapely.LineString(np.asarray(points, dtype=float) + ORIGIN)


@pytest.fixture
def features() -> MakeFeatures:
    """Make a road file of geometries and columns."""
    return make_features


def make_features(geometry: Sequence[shapely.Geometry | None], **fields: Sequence[object]) -> Features:
    return Features(
        name="roads.geojson",
        sha256="0" * 64,
        crs=pyproj.CRS.from_epsg(CRS),
        geometry=_objects(geometry),
        fields={name: _objects(values) for name, values in fields.items()},
    )


@pytest.fixture
def roads() -> Roads:
    """Build a network of geometries in the planning CRS."""

    def build(
        geometry: Sequence[shapely.Geometry | None], *, section_id: str | None = None, **fields: Sequence[object]
    ) -> tuple[Network, tuple[Fault, ...]]:
        return build_network(make_features(geometry, **fields), CRS, section_id=section_id, same_road_m=20.0)

    return build


@pytest.fixture(scope="session")
def rules() -> Matching:
    """Take the distances of the built-in rulebook."""
    return default_rulebook().matching


@pytest.fixture
def match(rules: Matching) -> Match:
    """Match one project per argument."""
    return lambda network, *routes: match_routes(make_routes(*routes), network, rules)


@pytest.fixture(name="make_routes")
def routes_maker() -> MakeRoutes:
    """Make one project of each argument."""
    return make_routes


def make_routes(*routes: shapely.LineString | Sequence[shapely.LineString]) -> Routes:
    parts = [[r] if isinstance(r, shapely.LineString) else list(r) for r in routes]
    flat = [line for lines in parts for line in lines]
    return Routes(
        projects=tuple(_project(f"P{i:03d}") for i in range(len(routes))),
        parts=_objects(flat),
        project_of_part=np.repeat(np.arange(len(routes)), [len(lines) for lines in parts]).astype(np.int64),
        source_of_part=_objects(["routes.geojson"] * len(flat)),
        feature_of_part=np.arange(len(flat)),
    )


def _project(key: str) -> Project:
    return Project(
        key=key,
        project_id=key,
        utility="YX-WATER",
        service=Service.WATER,
        window=Window(first=date(2027, 1, 1), last=date(2027, 6, 30)),
        specification=Specification(dn_mm=200.0, count=1, laying="direct"),
        install_m_per_day=30.0,
    )


def _objects(values: Sequence[object]) -> Objects:
    column = np.empty(len(values), dtype=object)
    column[:] = list(values)
    return column
