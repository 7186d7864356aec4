"""PostGIS, which knows nothing of our matcher, agrees where stretches lie and which of them overlap."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import geopandas
import psycopg
import pytest

from planner.geo.network import build_network
from planner.geo.vector import read_features

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.postgis
CRS = 4547


@pytest.fixture(scope="module")
def database(sample_plan: Path, sample_roads: Path) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Hold the sample's sections and stretches in PostGIS."""
    assert "PGHOST" in os.environ, "run through tools/with-postgis"
    roads = read_features(sample_roads.name, sample_roads.read_bytes())
    network, _ = build_network(roads, CRS)
    stretches = geopandas.read_file(sample_plan / "plan.gpkg", layer="stretches")
    with psycopg.connect(autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        cursor.execute("CREATE TEMP TABLE section (id text PRIMARY KEY, geom geometry)")
        cursor.execute(
            "CREATE TEMP TABLE stretch (project text, section text, from_m float8, to_m float8, geom geometry)",
        )
        cursor.executemany(
            f"INSERT INTO section VALUES (%s, ST_GeomFromWKB(%s, {CRS}))",
            [(i, line.wkb) for i, line in zip(network.section_ids, network.lines, strict=True)],
        )
        rows = zip(
            stretches.project_id,
            stretches.section_id,
            stretches.from_m,
            stretches.to_m,
            stretches.geometry.to_wkb(),
            strict=True,
        )
        cursor.executemany(f"INSERT INTO stretch VALUES (%s, %s, %s, %s, ST_GeomFromWKB(%s, {CRS}))", list(rows))
        yield connection


def test_stretches_are_the_substrings_postgis_cuts(database: psycopg.Connection[tuple[object, ...]]) -> None:
    (worst,) = database.execute(
        """
        SELECT max(ST_HausdorffDistance(
            t.geom,
            ST_LineSubstring(s.geom, t.from_m / ST_Length(s.geom), least(1, t.to_m / ST_Length(s.geom)))))
        FROM stretch t JOIN section s ON s.id = t.section
        """,
    ).fetchone() or (None,)
    assert isinstance(worst, float)
    assert worst < 0.01


def test_shared_stretches_are_those_a_range_join_finds(
    database: psycopg.Connection[tuple[object, ...]], sample_plan: Path
) -> None:
    pairs = database.execute(
        """
        SELECT a.project, b.project, a.section, sum(least(a.to_m, b.to_m) - greatest(a.from_m, b.from_m))
        FROM stretch a JOIN stretch b ON a.section = b.section AND a.project < b.project
         AND a.from_m < b.to_m AND b.from_m < a.to_m
        GROUP BY 1, 2, 3
        """,
    ).fetchall()
    expected = {(str(a), str(b), str(s)): float(str(m)) for a, b, s, m in pairs}
    found: dict[tuple[str, str, str], float] = {}
    for row in geopandas.read_file(sample_plan / "plan.gpkg", layer="shared_stretches").to_dict("records"):
        members = sorted(json.loads(row["project_ids"]))
        for i, a in enumerate(members):
            for b in members[i + 1 :]:
                key = (min(a, b), max(a, b), row["section_id"])
                found[key] = found.get(key, 0.0) + row["to_m"] - row["from_m"]
    assert found.keys() == expected.keys()
    assert all(abs(found[k] - expected[k]) < 0.01 for k in found)
