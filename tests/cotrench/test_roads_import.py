"""``roads import`` as a user runs it: an extract becomes a road file that the planner takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from typer.testing import CliRunner

from cotrench.roads import app
from planner.errors import InputError
from planner.geo.network import build_network
from planner.geo.vector import read_features
from planner.rulebook.load import default_rulebook
from planner.survey import Document, read_roads
from tests.planner.geo.osm_files import as_pbf, as_xml

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["import", *map(str, arguments), "--lang", "en"])


def test_an_extract_becomes_a_road_file(tmp_path: Path) -> None:
    extract, out = tmp_path / "county.osm.pbf", tmp_path / "new" / "roads.gpkg"
    extract.write_bytes(as_pbf())
    done = _run(extract, "--out", out)
    assert done.exit_code == 0, done.output
    assert "8 road sections" in done.output
    network, faults = build_network(read_features(out.name, out.read_bytes()), 4547)
    assert faults == ()
    assert network.section_ids[0] == "osm-100-1"
    assert (network.names[0], network.road_class[0], network.width_m[0]) == ("昆阳大道", "primary", 24.0)
    assert network.level.tolist() == [0, 0, 0, 0, 1, 1, 1, 0]


def test_the_same_extract_gives_the_same_bytes_whatever_its_form(tmp_path: Path) -> None:
    written = []
    for name, content in (("a.osm", as_xml()), ("b.osm", as_xml()), ("a.osm.pbf", as_pbf())):
        (tmp_path / name).write_bytes(content)
        assert _run(tmp_path / name, "--out", tmp_path / f"{name}.gpkg").exit_code == 0
        written.append((tmp_path / f"{name}.gpkg").read_bytes())
    assert written[0] == written[1] == written[2]


def test_nothing_is_written_where_nothing_is_found(tmp_path: Path) -> None:
    broken = tmp_path / "broken.osm"
    broken.write_bytes(b"<osm")
    done = _run(broken, "--out", tmp_path / "roads.gpkg")
    assert done.exit_code == 2
    assert not (tmp_path / "roads.gpkg").exists()
    assert _run(tmp_path / "none.osm").exit_code == 2


@pytest.mark.parametrize(("name", "content"), [("county.osm", as_xml()), ("county.osm.pbf", as_pbf())])
def test_an_extract_is_a_road_file_as_it_is(tmp_path: Path, name: str, content: bytes) -> None:
    extract, out = tmp_path / name, tmp_path / "roads.gpkg"
    extract.write_bytes(content)
    assert _run(extract, "--out", out).exit_code == 0
    imported = read_roads(Document(name=out.name, content=out.read_bytes()), default_rulebook())
    direct = read_roads(Document(name=name, content=content), default_rulebook())
    assert direct.faults == imported.faults
    assert direct.input.features == len(imported.network)
    for each in ("section_ids", "names", "road_class", "level"):
        assert getattr(direct.network, each).tolist() == getattr(imported.network, each).tolist(), each
    assert np.array_equal(direct.network.width_m, imported.network.width_m, equal_nan=True)
    assert np.allclose(direct.network.length_m, imported.network.length_m, atol=1e-6)


def test_a_broken_extract_is_no_road_file() -> None:
    with pytest.raises(InputError) as refused:
        read_roads(Document(name="x.osm", content=b'<?xml version="1.0"?>\n<osm version='), default_rulebook())
    assert [fault.code for fault in refused.value.faults] == ["file.unreadable"]
