"""A file drawn on a web map's datum: accused with evidence, read right only when told so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

NAME = "ctcc_gcj02.geojson"


def test_check_accuses_the_file_and_corrects_it_only_when_told(cotrench: Any, sample_roads: Path) -> None:
    routes = sample_roads.parent / "routes" / NAME
    accused = cotrench("check", "--roads", sample_roads, "--routes", routes)
    ((given, reread),) = re.findall(r"as given (\d+)% follow a road, read so (\d+)%", accused)
    assert int(given) < 10
    assert int(reread) > 90
    corrected = cotrench("check", "--roads", sample_roads, "--routes", routes, "--read-as", f"{NAME}=gcj02")
    assert "read as “gcj02”; the plan records it" in corrected
    assert "follow a road" not in corrected
