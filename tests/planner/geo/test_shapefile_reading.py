"""Shapefiles as they come: one archive or several files beside each other, tables in UTF-8 and in GBK."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from planner.geo.vector import companions, read_features
from tests.planner.geo.submissions import LINE, say_all, told

if TYPE_CHECKING:
    from pathlib import Path

    from planner.geo.vector import Features

STREETS = ["昆阳大道", "东环路", "九龙街道文化路中段"]


@pytest.fixture
def files(tmp_path: Path, encoding: str) -> dict[str, bytes]:
    """Return the files of a Shapefile whose table is in ``encoding``, by suffix."""
    lines = [shapely.LineString(LINE)] * len(STREETS)
    frame = gpd.GeoDataFrame({"名称": STREETS, "service": "water"}, geometry=lines, crs=4490)
    frame.to_file(tmp_path / "water.shp", encoding=encoding)
    return {path.suffix: path.read_bytes() for path in sorted(tmp_path.iterdir())}


def _beside(files: dict[str, bytes], *without: str) -> dict[str, bytes]:
    return {f"water{suffix}": part for suffix, part in files.items() if suffix not in {".shp", *without}}


def _read(files: dict[str, bytes], *without: str) -> Features:
    features = read_features("water.shp", files[".shp"], beside=_beside(files, *without))
    say_all(features.faults)
    return features


def _zipped(files: dict[str, bytes], *without: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for suffix, part in files.items():
            if suffix not in without:
                archive.writestr(f"folder/water{suffix}", part)
    return packed.getvalue()


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "GBK"])
@pytest.mark.parametrize("zipped", [True, False])
def test_chinese_tables_are_read_right_without_a_word_on_their_encoding(
    files: dict[str, bytes], encoding: str, *, zipped: bool
) -> None:
    features = read_features("a.zip", _zipped(files, ".cpg")) if zipped else _read(files, ".cpg")
    assert list(features.fields["名称"]) == STREETS
    assert told(features.faults) == ([] if encoding == "UTF-8" else [("file.read_as_gb18030", None, None)])


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
def test_what_the_cpg_says_is_believed(files: dict[str, bytes]) -> None:
    features = _read(files)
    assert (list(features.fields["名称"]), features.faults) == (STREETS, ())


@pytest.mark.parametrize("encoding", ["GBK"])
def test_a_cpg_that_claims_utf_8_over_gbk_is_not_believed(files: dict[str, bytes]) -> None:
    features = _read(files | {".cpg": b"UTF-8"})
    assert list(features.fields["名称"]) == STREETS


@pytest.mark.parametrize("encoding", ["UTF-8"])
def test_siblings_and_archive_give_the_same_features(files: dict[str, bytes]) -> None:
    beside, packed = _read(files), read_features("a.zip", _zipped(files))
    assert shapely.equals(beside.geometry, packed.geometry).all()
    assert {name: list(column) for name, column in beside.fields.items()} == {
        name: list(column) for name, column in packed.fields.items()
    }
    assert beside.crs == packed.crs


@pytest.mark.parametrize("encoding", ["UTF-8"])
@pytest.mark.parametrize("lost", [".shx", ".dbf"])
def test_a_missing_sibling_is_named(files: dict[str, bytes], lost: str) -> None:
    (fault,) = _read(files, lost).faults
    assert (fault.code, fault.data) == ("file.missing_siblings", {"missing": lost})


@pytest.mark.parametrize("encoding", ["UTF-8"])
def test_without_prj_the_caller_says_the_crs(files: dict[str, bytes]) -> None:
    assert told(_read(files, ".prj").faults) == [("file.no_crs", None, None)]
    features = read_features("water.shp", files[".shp"], beside=_beside(files, ".prj"), crs=4490)
    assert (features.faults, features.crs is not None) == ((), True)


@pytest.mark.parametrize("encoding", ["UTF-8"])
def test_the_digest_is_of_all_the_files(files: dict[str, bytes]) -> None:
    changed = files | {".dbf": files[".dbf"].replace(b"water", b"steam")}
    assert _read(files).sha256 != _read(changed).sha256


def test_companions_are_named_by_the_kind_of_file() -> None:
    assert set(companions("a.b.shp")) >= {"a.b.shx", "a.b.dbf", "a.b.prj", "a.b.cpg", "a.b.DBF"}
    assert companions("plan.DXF") == ("plan.csv",)
    assert companions("a.geojson") == companions("a.gpkg") == ()
