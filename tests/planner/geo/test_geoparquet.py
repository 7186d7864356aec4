"""GeoParquet: read where the extra is installed, asked for where it is not."""

from __future__ import annotations

import base64
import importlib.util
import sys
from datetime import date
from typing import TYPE_CHECKING

import shapely

from planner.geo.vector import read_features
from tests.planner.geo.submissions import LINE, say_all, told

if TYPE_CHECKING:
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
INSTALLED = importlib.util.find_spec("pyarrow") is not None


def test_a_file_is_read_or_the_extra_is_named() -> None:
    features = read_features("a.parquet", CONTENT)
    say_all(features.faults)
    if not INSTALLED:
        assert [(fault.code, fault.data) for fault in features.faults] == [
            ("file.needs_extra", {"extra": "geoparquet"})
        ]
        return
    assert told(features.faults) == [("geometry.missing", 1, "geometry")]
    assert features.geometry[0].equals(shapely.LineString(LINE))
    assert list(features.fields["project_id"]) == ["GS-1", "GS-2"]
    assert list(features.fields["earliest_start"]) == [date(2027, 3, 1), None]
    assert features.crs is not None
    assert features.crs.is_geographic


def test_without_the_extra_the_fault_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    features = read_features("a.parquet", CONTENT)
    assert [(fault.code, fault.data) for fault in features.faults] == [("file.needs_extra", {"extra": "geoparquet"})]


def test_a_damaged_file_is_one_fault() -> None:
    features = read_features("a.parquet", CONTENT[:80] + b"PAR1")
    assert told(features.faults) == [("file.unreadable" if INSTALLED else "file.needs_extra", None, None)]
