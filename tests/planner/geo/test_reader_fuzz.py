"""Whatever bytes come in, the reader answers with features and faults that have words, and never raises."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planner.geo.submissions import collection, feature, take_in

GOOD = collection(
    feature(name="昆阳大道", count=2, dn_mm="DN200"),
    feature([[[113.36, 33.63], [113.37, 33.64]], [[113.3, 33.6], [113.31, 33.6]]], "MultiLineString", project_id="B"),
    crs={"type": "name", "properties": {"name": "EPSG:4490"}},
)
HEADS = [
    b"",
    b"{",
    b"[",
    b"SQLite format 3\x00",
    b"PK\x03\x04",
    b"fgb\x03fgb\x00",
    b'{"type": "FeatureCollection", "features": [',
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "properties", "name", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(HEADS), st.binary(max_size=200))
def test_noise(head: bytes, noise: bytes) -> None:
    intake = take_in(head + noise)
    assert intake.faults


@settings(deadline=None, max_examples=120)
@given(st.data())
def test_bytes_of_a_good_file_changed_cut_and_repeated(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        until = data.draw(st.integers(at, min(at + 30, len(content))))
        content[at:until] = data.draw(st.binary(max_size=3) | st.just(bytes(content[at:until]) * 2))
        if not content:
            break
    take_in(bytes(content))


@settings(deadline=None, max_examples=120)
@given(st.data())
def test_any_value_of_a_good_file_replaced_by_any_other(data: st.DataObject) -> None:
    document = json.loads(GOOD)
    parent, key = data.draw(st.sampled_from(_places(document)))
    parent[key] = data.draw(ANYTHING)
    take_in(json.dumps(document).encode())


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Return one content as GeoPackage and as FlatGeobuf."""
    frame = gpd.GeoDataFrame.from_features([feature(count=2), feature(project_id="B")], crs=4326)
    paths = [tmp_path_factory.mktemp("tables") / name for name in ("a.gpkg", "a.fgb")]
    for path in paths:
        frame.to_file(path)
    return [path.read_bytes() for path in paths]


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 1), st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=40)), max_size=30), st.data()
)
def test_tables_with_bytes_changed_and_cut(
    tables: list[bytes], which: int, changes: list[tuple[float, bytes]], data: st.DataObject
) -> None:
    content = bytearray(tables[which])
    for place, noise in changes:
        at = 16 + int(place * (len(content) - 16))
        content[at : at + len(noise)] = noise
    take_in(bytes(content[: data.draw(st.sampled_from([len(content), len(content) // 2, 200]))]))


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]
