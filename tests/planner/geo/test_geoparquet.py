"""GeoParquet: read where the extra is installed, as tests have it, asked for where it is not."""

from __future__ import annotations

import base64
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas
import pandas as pd
import shapely

from planner.geo.vector import Features, read_features
from tests.planner.geo.submissions import LINE, say_all, told

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

# Two features, the second without geometry, as another program writes them
CONTENT = base64.b64decode(
    """
UEFSMRUAFSwVLCwVBBUAFQYVBhwAAAACAAAABAEEAAAAR1MtMQQAAABHUy0yFQAVFBUULBUEFQAVBhUGHAAAAAIAAAADAY5RAAAVABVmFWYs
FQQVABUGFQYcAAAAAgAAAAMBKQAAAAECAAAAAgAAANejcD0KV1xAcT0K16PQQEC6SQwCK1dcQHE9Ctej0EBAFQQZTDUAGAZzY2hlbWEVBgAV
DCUCGApwcm9qZWN0X2lkJQBMHAAAABUCJQIYDmVhcmxpZXN0X3N0YXJ0JQxMbAAAABUMJQIYCGdlb21ldHJ5ABYEGRwZPCYAHBUMGSUGABkY
CnByb2plY3RfaWQVABYEFlIWUiYISRwVABUAFQIAPBYQGQYZJgAEAAAAJgAcFQIZJQYAGRgOZWFybGllc3Rfc3RhcnQVABYEFjoWOiZaSRwV
ABUAFQIAPCkGGSYCAgAAACYAHBUMGSUGABkYCGdlb21ldHJ5FQAWBBaMARaMASaUAUkcFQAVABUCADwWUhkGGSYCAgAAABaYAhYEJggWmAIA
GRwYA2dlbxiCAXsidmVyc2lvbiI6ICIxLjEuMCIsICJwcmltYXJ5X2NvbHVtbiI6ICJnZW9tZXRyeSIsICJjb2x1bW5zIjogeyJnZW9tZXRy
eSI6IHsiZW5jb2RpbmciOiAiV0tCIiwgImdlb21ldHJ5X3R5cGVzIjogWyJMaW5lU3RyaW5nIl19fX0AGCBwYXJxdWV0LWNwcC1hcnJvdyB2
ZXJzaW9uIDI2LjAuMRk8HAAAHAAAHAAAAMABAABQQVIx
"""
)


def test_a_file_of_another_program_is_read() -> None:
    features = read_features("a.parquet", CONTENT)
    say_all(features.faults)
    assert told(features.faults) == [("geometry.missing", 1, "geometry")]
    assert features.geometry[0].equals(shapely.LineString(LINE))
    assert list(features.fields["project_id"]) == ["GS-1", "GS-2"]
    assert list(features.fields["earliest_start"]) == [date(2027, 3, 1), None]
    assert features.crs is not None
    assert features.crs.is_geographic


def _written(path: Path, encoding: str = "WKB", **columns: list[Any]) -> Features:
    lines = shapely.LineString([(440_000.0, 3_722_000.0), (440_100.0, 3_722_000.0)]), shapely.LineString()
    frame = geopandas.GeoDataFrame(columns, geometry=[*lines, shapely.LineString([(0, 0), (9, 9)])], crs=4547)
    frame.to_parquet(path, geometry_encoding=encoding)
    features = read_features(path.name, path.read_bytes())
    say_all(features.faults)
    return features


def test_crs_values_and_faults_are_those_of_the_file(tmp_path: Path) -> None:
    features = _written(tmp_path / "a.parquet", count=[1, None, 3], name=["昆阳大道", None, "东环路"])
    assert told(features.faults) == [("geometry.empty", 1, "geometry"), ("geometry.degrees_in_metres", 2, "geometry")]
    assert features.crs is not None
    assert features.crs.to_epsg() == 4547
    assert list(features.fields["name"]) == ["昆阳大道", None, "东环路"]
    assert list(features.fields["count"])[::2] == [1, 3]


def test_a_geometry_that_is_not_wkb_is_one_fault(tmp_path: Path) -> None:
    assert told(_written(tmp_path / "a.parquet", "geoarrow").faults) == [("file.unreadable", None, None)]


def test_a_table_without_geometry_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"project_id": ["P"]}).to_parquet(path)
    assert told(read_features(path.name, path.read_bytes()).faults) == [("file.unreadable", None, None)]


def test_without_the_extra_the_fault_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    features = read_features("a.parquet", CONTENT)
    assert [(fault.code, fault.data) for fault in features.faults] == [("file.needs_extra", {"extra": "geoparquet"})]


def test_a_damaged_file_is_one_fault() -> None:
    features = read_features("a.parquet", CONTENT[:80] + b"PAR1")
    assert told(features.faults) == [("file.unreadable", None, None)]
