"""The routes of a joint work as GeoPackage in the planning CRS, written in memory.

SQLite serves as a file format here, not as a database. GDAL would write the clock into it and needs fifty times as
long; the tables are those of GeoPackage 1.3 (OGC 12-128r17), clauses 1.1 and 2.1.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS

from planner.permit.routes_out import ROUTE, STRETCH, route_features

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from planner.model import JointWork, Plan, Situation

    Feature = tuple[BaseGeometry, dict[str, Any]]

__all__ = ["routes_gpkg"]

_APPLICATION = int.from_bytes(b"GPKG", "big")
_VERSION = 10300
# Little-endian, no envelope (clause 2.1.3)
_FLAGS = 1
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
# The three that every GeoPackage has (clause 1.1.2)
_ALWAYS = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None),
)
_WGS84 = 4326
_LAYERS = {ROUTE: ("routes", "GEOMETRY"), STRETCH: ("stretches", "LINESTRING")}


def routes_gpkg(work: JointWork, situation: Situation, plan: Plan) -> bytes:
    """Return layers ``routes`` and ``stretches`` of a joint work; same input, same bytes with one SQLite library.

    Features and properties are those of ``routes_geojson``; coordinates are metres of the planning CRS. The layers'
    moment of change is the plan's day.

    Raises
    ------
    BundleError
        If plan and situation do not belong together.
    """
    features, crs = route_features(work, situation), situation.network.crs
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
        file.execute("PRAGMA page_size = 1024")
        file.execute(f"PRAGMA application_id = {_APPLICATION}")
        file.execute(f"PRAGMA user_version = {_VERSION}")
        file.executescript(f"BEGIN;{_TABLES}")
        for row in (*_ALWAYS, *(_reference(code) for code in sorted({_WGS84, crs}))):
            file.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", row)
        for role, (name, kind) in _LAYERS.items():
            _write(file, name, kind, [each for each in features if each[1]["role"] == role], crs, plan)
        file.execute("COMMIT")
        return file.serialize()


@cache
def _reference(code: int) -> tuple[object, ...]:
    crs = CRS.from_epsg(code)
    return crs.name, code, "EPSG", code, crs.to_wkt("WKT1_GDAL"), None


def _write(file: sqlite3.Connection, name: str, kind: str, features: Sequence[Feature], crs: int, plan: Plan) -> None:
    columns = _columns(features)
    told = ", ".join(f'"{column}" {held}' for column, held in columns.items())
    file.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}, {told})")
    bounds = shapely.total_bounds(np.array([shape for shape, _ in features], dtype=object)).tolist()
    contents = (name, "features", name, _moment(plan), *bounds, crs)
    file.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, min_x, min_y, max_x, max_y, srs_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        contents,
    )
    file.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (name, kind, crs))
    marks = ", ".join("?" for _ in range(len(columns) + 2))
    rows = (
        (number, _blob(shape, crs), *(facts.get(column) for column in columns))
        for number, (shape, facts) in enumerate(features, start=1)
    )
    file.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 - names of our own


def _moment(plan: Plan) -> str:
    """Return the plan's day as GeoPackage writes a moment."""
    return f"{plan.as_of.isoformat()}T00:00:00.000Z"


def _columns(features: Sequence[Feature]) -> dict[str, str]:
    """Return the properties any feature has, in the order they are met, each with the type that holds its values."""
    held: dict[str, list[object]] = {}
    for _, facts in features:
        for name, value in facts.items():
            held.setdefault(name, []).append(value)
    return {name: _type_of(values) for name, values in held.items()}


def _type_of(values: Sequence[object]) -> str:
    if all(isinstance(value, int) for value in values):
        return "INTEGER"
    return "DOUBLE" if all(isinstance(value, int | float) for value in values) else "TEXT"


def _blob(shape: BaseGeometry, crs: int) -> bytes:
    """Return a geometry as GeoPackage holds it: a header of eight bytes, then well-known binary."""
    return b"GP\0" + bytes([_FLAGS]) + crs.to_bytes(4, "little", signed=True) + shapely.to_wkb(shape, byte_order=1)
