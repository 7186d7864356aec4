"""Routes as GeoPackage, read by GDAL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pyogrio
import pytest
import shapely

from planner.permit.routes_gpkg import routes_gpkg
from planner.permit.routes_out import route_features

if TYPE_CHECKING:
    from pathlib import Path

    from planner.model import JointWork, Plan, Situation


@pytest.fixture(scope="module")
def file(work: JointWork, situation: Situation, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the GeoPackage of the joint work."""
    path = tmp_path_factory.mktemp("routes") / "routes.gpkg"
    path.write_bytes(routes_gpkg(work, situation, plan))
    return path


def test_gdal_reads_both_layers_in_the_planning_crs(file: Path, work: JointWork, situation: Situation) -> None:
    assert pyogrio.list_layers(file)[:, 0].tolist() == ["routes", "stretches"]
    features = route_features(work, situation)
    for layer, role in (("routes", "route"), ("stretches", "stretch")):
        frame = pyogrio.read_dataframe(file, layer=layer)
        wanted = [each for each in features if each[1]["role"] == role]
        assert frame.crs.to_epsg() == situation.network.crs
        assert shapely.equals_exact(frame.geometry.to_numpy(), [shape for shape, _ in wanted], tolerance=0).all()
        for row, (_, facts) in zip(frame.to_dict("records"), wanted, strict=True):
            assert {name: row[name] for name in facts} == facts
        assert pyogrio.read_info(file, layer=layer)["total_bounds"] == pytest.approx(frame.total_bounds)


def test_every_column_holds_what_it_says(file: Path) -> None:
    for layer, kind in (("routes", "Unknown"), ("stretches", "LineString")):
        told = pyogrio.read_info(file, layer=layer)
        types = dict(zip(told["fields"].tolist(), told["ogr_types"], strict=True))
        assert (told["geometry_type"], told["fid_column"], told["geometry_name"]) == (kind, "fid", "geom")
        assert types.pop("project_id") == types.pop("role") == "OFTString"
        numbers = {"routes": {"count": "OFTInteger64", "dn_mm": "OFTReal"}, "stretches": {"from_m": "OFTReal"}}[layer]
        assert {name: types[name] for name in numbers} == numbers
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT fid FROM stretches").fetchall() == [(1,), (2,), (3,), (4,), (5,)]


def test_it_is_sound_and_says_what_it_is(file: Path) -> None:
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    changed = connection.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
    assert changed == [("2026-11-24T00:00:00.000Z",)]
    connection.close()


def test_same_input_same_bytes(file: Path, work: JointWork, situation: Situation, plan: Plan) -> None:
    assert routes_gpkg(work, situation, plan) == file.read_bytes()
