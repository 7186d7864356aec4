"""Reading files: every kind of bad file and bad geometry by name, and the good features beside them."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from planner.geo.vector import read_features
from planner.model import Severity
from tests.planner.geo.submissions import LINE, collection, feature, read, told

if TYPE_CHECKING:
    from pathlib import Path

GARBAGE = np.random.default_rng(7).bytes(10_000_000)
NAMED_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
METRES = [[440000.0, 3722000.0], [440100.0, 3722000.0]]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.geojson", b"", "file.empty"),
        ("a.geojson", b"\xef\xbb\xbf \r\n", "file.empty"),  # only a byte order mark and white space
        ("a.bin", GARBAGE, "file.unknown_format"),  # ten megabytes of noise
        ("a.geojson", b"{" + b"x" * 10_000_000, "file.not_json"),  # ten megabytes that begin well
        ("a.geojson", b"<html>404</html>", "file.not_json"),  # an error page saved under the right name
        ("a.txt", b"<html>404</html>", "file.unknown_format"),
        ("a.geojson", collection(feature())[:-9], "file.not_json"),  # a download cut off
        ("a.geojson", b"{\xff\xff\xff\xff", "file.not_text"),  # neither UTF-8 nor GB18030
        ("a.geojson", b"[" * 100_000, "file.too_nested"),  # would overflow a parser's stack
        ("a.geojson", b"[1, 2]", "file.not_a_collection"),
        ("a.geojson", b"null", "file.not_a_collection"),
        ("a.geojson", b'{"type": "FeatureCollection"}', "file.not_a_collection"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": {}}', "file.not_a_collection"),
        ("a.geojson", b'{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}', "file.not_a_collection"),  # no facts
        ("a.geojson", b'{"type": "FeatureCollection", "features": [], "features": [1]}', "file.duplicate_key"),
        ("a.geojson", collection(), "file.no_features"),
        ("a.gpkg", b"SQLite format 3\x00" + b"x" * 5000, "file.unreadable"),  # a damaged GeoPackage
        ("a.zip", b"PK\x03\x04" + b"x" * 5000, "file.unreadable"),  # a damaged archive
        ("a.fgb", b"fgb\x03fgb\x00" + b"x" * 5000, "file.unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault_of_the_file(name: str, content: bytes, code: str) -> None:
    features = read(content, name)
    assert len(features) == 0
    assert told(features.faults) == [(code, None, None)]


def test_where_the_json_breaks_is_told() -> None:
    (fault,) = read(b'{"type": "FeatureCollection",\n "features": [oops]}').faults
    assert fault.data == {"line": 2, "column": 15}


BROKEN = [
    ({"type": "Feature", "properties": {}, "geometry": None}, "geometry.missing", "geometry"),
    ({"type": "Feature", "properties": {}}, "geometry.missing", "geometry"),
    ({"type": "Feature", "properties": {}, "geometry": 5}, "geometry.malformed", "geometry"),
    ({"type": "Feature", "properties": 5, "geometry": None}, "feature.properties_not_object", "properties"),
    ({"type": "LineString", "coordinates": LINE}, "feature.not_a_feature", None),  # a geometry among features
    (None, "feature.not_a_feature", None),
    (feature([]), "geometry.empty", "geometry"),
    (feature([], "MultiLineString"), "geometry.empty", "geometry"),
    (feature([[]], "MultiLineString"), "geometry.too_few_points", "geometry"),
    (feature([[113.36, 33.63]]), "geometry.too_few_points", "geometry"),
    (feature(7), "geometry.malformed", "geometry"),
    (feature([113.36, 33.63]), "geometry.malformed", "geometry"),  # a point written as a line
    (feature(LINE, "MultiLineString"), "geometry.malformed", "geometry"),  # a line written as a multi-line
    (feature([LINE]), "geometry.malformed", "geometry"),  # and the reverse
    (feature(LINE, "Curve"), "geometry.wrong_type", "geometry"),
    (feature(LINE, "GeometryCollection"), "geometry.wrong_type", "geometry"),
    (feature([["113.36", "33.63"], [113.37, 33.63]]), "geometry.not_numbers", "geometry"),
    (feature([[113.36, None], [113.37, 33.63]]), "geometry.not_numbers", "geometry"),
    (feature([[113.36, True], [113.37, False]]), "geometry.not_numbers", "geometry"),
    (feature([[113.36], [113.37]]), "geometry.not_numbers", "geometry"),  # latitude forgotten
    (feature([[float("nan"), 33.63], [113.37, 33.63]]), "geometry.not_finite", "geometry"),
    (feature([[113.36, float("inf")], [113.37, 33.63]]), "geometry.not_finite", "geometry"),
    (feature([[10**400, 33.63], [113.37, 33.63]]), "geometry.not_finite", "geometry"),  # larger than any float
    (feature([[181.0, 33.63], [113.37, 33.63]]), "geometry.out_of_range", "geometry"),
    (feature([[113.36, -91.0], [113.37, 33.63]]), "geometry.out_of_range", "geometry"),
    (feature([[33.63, 113.36], [33.63, 113.37]]), "geometry.swapped_axes", "geometry"),  # latitude beyond 90
    (feature([[39.4, 75.9], [39.5, 76.0]]), "geometry.swapped_axes", "geometry"),  # Kashgar, where it is below 90
    (feature(METRES), "geometry.metres_without_crs", "geometry"),
]


@pytest.mark.parametrize(("broken", "code", "field"), BROKEN)
def test_a_broken_feature_is_named_and_the_good_ones_are_kept(broken: object, code: str, field: str | None) -> None:
    features = read(collection(feature(), broken, feature()))
    assert (code, 1, field) in told(features.faults)
    assert {fault.feature for fault in features.faults} == {1}
    assert features.geometry[0].equals(shapely.LineString(LINE))
    assert features.geometry[1] is None
    assert features.geometry[2].equals(shapely.LineString(LINE))


def test_all_faults_of_one_file_are_found_in_one_reading() -> None:
    features = read(collection(*(broken for broken, _, _ in BROKEN)))
    codes = {(fault.code, fault.feature) for fault in features.faults}
    assert {(code, index) for index, (_, code, _) in enumerate(BROKEN)} <= codes
    assert [fault.feature for fault in features.faults] == sorted(fault.feature or 0 for fault in features.faults)


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", LINE[0]),
        ("MultiPoint", LINE),
        ("MultiLineString", [LINE, [[113.3, 33.6], [113.31, 33.6], [113.32, 33.61]]]),
        ("Polygon", [[[0, 0], [4, 0], [4, 4], [0, 0]], [[1, 1], [2, 1], [2, 2], [1, 1]]]),
        ("MultiPolygon", [[[[0, 0], [4, 0], [4, 4], [0, 0]]]]),
        ("LineString", [[113.36, 33.63, 80.0], [113.37, 33.63, 81.0]]),  # heights
        ("LineString", [[113.36, 33.63, 80.0], [113.37, 33.63]]),  # only one height
    ],
)
def test_every_kind_of_geometry_is_read_as_shapely_reads_it(kind: str, coordinates: list[Any]) -> None:
    (read_one,) = read(collection(feature(coordinates, kind))).geometry
    if kind == "LineString":
        coordinates = [position[:2] for position in coordinates]
    assert read_one.equals(shapely.from_geojson(json.dumps({"type": kind, "coordinates": coordinates})))
    assert not shapely.has_z(read_one)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_told_by_its_marks(encoding: str) -> None:
    features = read(collection(feature(name="叶县")).decode().encode(encoding))
    assert (list(features.fields["name"]), features.faults) == (["叶县"], ())


def test_gb18030_is_read_with_a_warning() -> None:
    features = read(collection(feature(name="叶县昆阳大道")).decode().encode("gb18030"))
    assert list(features.fields["name"]) == ["叶县昆阳大道"]
    assert [(fault.code, fault.severity) for fault in features.faults] == [("file.read_as_gb18030", Severity.WARNING)]


def test_one_feature_alone_is_a_collection_of_one() -> None:
    features = read(json.dumps(feature()).encode())
    assert (len(features), features.faults) == (1, ())


@pytest.mark.parametrize(
    ("inside", "faults"),
    [
        ('"count": 1, "count": 2', [("feature.duplicate_key", 0, "count")]),  # which one is meant?
        ('"count": 1, "count": 1', []),  # said twice, meant once
    ],
)
def test_a_property_given_twice(inside: str, faults: list[tuple[str, int, str]]) -> None:
    geometry = json.dumps(feature()["geometry"])
    content = f'{{"type": "Feature", "properties": {{{inside}}}, "geometry": {geometry}}}'
    assert told(read(content.encode()).faults) == faults


def test_a_geometry_given_twice() -> None:
    geometry = json.dumps(feature()["geometry"])
    other = json.dumps(feature([[1, 1], [2, 2], [3, 3]])["geometry"])
    content = f'{{"type": "Feature", "properties": {{}}, "geometry": {geometry}, "geometry": {other}}}'
    assert told(read(content.encode()).faults) == [("feature.duplicate_key", 0, None)]


@pytest.mark.parametrize(
    ("member", "wanted", "found", "codes"),
    [
        (None, None, 4326, []),  # RFC 7946
        (None, 4490, 4490, []),  # --crs says otherwise
        ("urn:ogc:def:crs:OGC:1.3:CRS84", None, None, []),  # what GDAL writes; it has no EPSG code
        ("EPSG:4490", None, 4490, []),
        ("EPSG:4490", 4326, 4490, []),  # the file's own word counts first
        ("county grid", None, None, ["file.unknown_crs"]),
        ("county grid", 4490, 4490, ["file.crs_replaced"]),
        ("EPSG:4978", None, None, ["file.unknown_crs"]),  # geocentric
        ("\x00\ud800", None, None, ["file.unknown_crs"]),
        (None, 99, None, ["file.unknown_crs"]),
    ],
)
def test_who_says_what_the_coordinates_are_in(
    member: str | None, wanted: int | None, found: int | None, codes: list[str]
) -> None:
    members = {} if member is None else {"crs": {"type": "name", "properties": {"name": member}}}
    content = json.dumps({"type": "FeatureCollection", "features": [feature()], **members}).encode()
    features = read(content, crs=wanted)
    assert [fault.code for fault in features.faults] == codes
    assert (features.crs.to_epsg() if features.crs else None) == found


@pytest.mark.parametrize("member", [5, {"type": "name"}, {"type": "link", "properties": {"href": "x"}}, [1]])
def test_a_crs_member_that_names_nothing(member: object) -> None:
    assert told(read(collection(feature(), crs=member)).faults) == [("file.unknown_crs", None, None)]


def test_degrees_in_a_file_that_says_metres() -> None:
    features = read(collection(feature(METRES), feature(), crs=NAMED_CRS))
    assert told(features.faults) == [("geometry.degrees_in_metres", 1, "geometry")]


def test_numbers_longer_than_python_reads_are_not_the_end_of_the_file() -> None:
    content = collection(feature(name="LONG"), feature()).replace(b'"LONG"', b"9" * 5000)
    features = read(content)
    assert (len(features), features.faults) == (2, ())
    assert features.fields["name"][0] == float("inf")


def test_a_thousand_odd_keys_cost_nothing() -> None:
    features = read(collection(*(feature(**{f"key{i}": i}) for i in range(1000))))
    assert len(features.fields) == 1005
    assert features.fields["key999"][999] == 999
    assert "nothing" not in features.fields


def _frame(crs: int | None = None) -> gpd.GeoDataFrame:
    columns = {"project_id": ["P1", None], "count": [1, 2], "start": [date(2027, 3, 1), None]}
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(LINE), shapely.LineString(LINE[::-1])], crs=crs)


@pytest.mark.parametrize(("suffix", "driver"), [("gpkg", "GPKG"), ("fgb", "FlatGeobuf"), ("shp.zip", "ESRI Shapefile")])
def test_tables_through_gdal_keep_their_crs_and_values(tmp_path: Path, suffix: str, driver: str) -> None:
    path = tmp_path / f"a.{suffix}"
    _frame(crs=4490).to_crs(4547).to_file(path, driver=driver, engine="pyogrio")
    features = read(path.read_bytes(), path.name)
    assert features.faults == ()
    assert features.crs is not None
    assert features.crs.to_epsg(min_confidence=20) == 4547
    rows = sorted(zip(features.fields["count"], features.fields["project_id"], strict=True))
    assert rows == [(1, "P1"), (2, None)]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"a.vrt": b"<OGRVRTDataSource/>"}, "file.not_a_shapefile_archive"),  # would point GDAL to files elsewhere
        ({"a.shp": b"", "b.vrt": b""}, "file.not_a_shapefile_archive"),
        ({}, "file.not_a_shapefile_archive"),
        ({"a.shp": b"x" * 200, "a.dbf": b""}, "file.unreadable"),
    ],
)
def test_an_archive_that_is_no_shapefile(members: dict[str, bytes], code: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    content = packed.getvalue() if members else b"PK\x03\x04".join([b"", packed.getvalue()])
    assert [fault.code for fault in read(content).faults] == [code]


def test_an_archive_that_says_it_unpacks_to_two_gigabytes() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", bytes(123_456))
    content = packed.getvalue().replace((123_456).to_bytes(4, "little"), (2_000_000_000).to_bytes(4, "little"))
    (fault,) = read(content).faults
    assert (fault.code, fault.data) == ("file.too_large", {"found": 2000, "most": 1000})


def test_geopackage_null_and_empty_geometry_and_nan(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    bad: list[Any] = [
        None,
        shapely.LineString(),
        shapely.LineString(LINE),
        shapely.LineString([(33.6, 113.3), (33.6, 113.4)]),
    ]
    gpd.GeoDataFrame({"count": range(4)}, geometry=bad, crs=4326).to_file(path)
    features = read(path.read_bytes(), path.name)
    assert told(features.faults) == [
        ("geometry.missing", 0, "geometry"),
        ("geometry.empty", 1, "geometry"),
        ("geometry.swapped_axes", 3, "geometry"),
    ]


def test_geopackage_without_crs_needs_to_be_told(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        _frame().to_file(path)
    assert told(read(path.read_bytes()).faults) == [("file.no_crs", None, None)]
    assert read(path.read_bytes(), crs=4326).faults == ()
    assert told(read(path.read_bytes(), crs=99).faults) == [("file.unknown_crs", None, None)]


def test_geopackage_with_several_layers_takes_the_lines_and_names_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    points = gpd.GeoDataFrame(geometry=[shapely.Point(LINE[0])], crs=4326)
    points.to_file(path, layer="valves")
    _frame(crs=4326).to_file(path, layer="lines")
    features = read(path.read_bytes())
    assert len(features) == 2
    assert told(features.faults) == [("file.layers_ignored", None, None)]
    assert features.faults[0].data == {"used": "lines", "others": "valves"}


def test_geopackage_without_a_layer_of_geometry(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"count": [1]}), path, layer="list", driver="GPKG")
    assert told(read(path.read_bytes()).faults) == [("file.no_layer", None, None)]


def test_the_digest_is_of_the_bytes() -> None:
    assert read_features("a", b"").sha256.startswith("e3b0c44298fc1c14")


# What a table can hold that no route is, each with its fault; all are told in one reading
ODD = {
    "": "missing",
    "LINESTRING EMPTY": "empty",
    "LINESTRING (33.63 113.36, 33.63 113.362)": "swapped_axes",
    "LINESTRING (213.36 33.63, 113.362 33.63)": "out_of_range",
    "LINESTRING (440000 3722000, 440100 3722000)": "out_of_range",
    "LINESTRING (113.36 33.63, 113.361 33.631, 113.361 33.629, 113.36 33.6301)": "",
    "LINESTRING (113.36 33.63, 113.362 33.63)": "",
}
# No Shapefile holds these
ODDER = {
    "LINESTRING (113.36 NaN, 113.37 33.6)": "not_finite",
    "LINESTRING (113.36 Inf, 113.37 33.6)": "not_finite",
}


@pytest.mark.parametrize(
    ("suffix", "rows"), [("gpkg", ODD | ODDER), ("parquet", ODD | ODDER), ("fgb", ODD), ("shp.zip", ODD)]
)
def test_every_fault_of_every_row_of_a_table_is_told_at_once(tmp_path: Path, suffix: str, rows: dict[str, str]) -> None:
    path = tmp_path / f"a.{suffix}"
    with np.errstate(invalid="ignore"):
        drawn: Any = [shapely.from_wkt(text) if text else None for text in rows]
    frame = gpd.GeoDataFrame({"number": range(len(rows))}, geometry=drawn, crs=4326)
    if suffix == "parquet":
        frame.to_parquet(path)
    else:
        # An index would put the rows in another order
        pyogrio.write_dataframe(frame, path, **({"SPATIAL_INDEX": "NO"} if suffix == "fgb" else {}))
    features = read(path.read_bytes(), path.name)
    assert [int(number) for number in features.fields["number"]] == list(range(len(rows)))
    # Shapefile and FlatGeobuf know no difference between an empty geometry and none
    named = {"empty": "missing"} if suffix in {"shp.zip", "fgb"} else {}
    wanted = [(named.get(code, code), row) for row, code in enumerate(rows.values()) if code]
    assert told(features.faults) == [(f"geometry.{code}", row, "geometry") for code, row in wanted]


@pytest.mark.parametrize("height", [1e300, -1e300, 0.0])
def test_heights_of_any_size_are_dropped(tmp_path: Path, height: float) -> None:
    path = tmp_path / "a.gpkg"
    positions = [[*LINE[0], height], [*LINE[1], 5.0]]
    gpd.GeoDataFrame(geometry=[shapely.LineString(positions)], crs=4326).to_file(path)
    for content in (path.read_bytes(), collection(feature(positions))):
        features = read(content, path.name)
        assert features.faults == ()
        assert shapely.equals(shapely.force_2d(features.geometry[0]), shapely.LineString(LINE))
