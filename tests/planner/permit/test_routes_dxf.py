"""Routes as a drawing: read by another library, by GDAL, and by the planner's own intake."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pytest
import shapely
from ezdxf.filemanagement import read

from planner.geo.dxf import read_drawing
from planner.geo.layer import FaultList
from planner.permit.routes_dxf import routes_dxf
from planner.permit.routes_out import route_features

if TYPE_CHECKING:
    from pathlib import Path

    from planner.model import JointWork, Situation
    from planner.rulebook.model import Rulebook


@pytest.fixture(scope="module")
def drawing(work: JointWork, situation: Situation, rulebook: Rulebook) -> bytes:
    """Return the drawing of the joint work."""
    return routes_dxf(work, situation, rulebook)


def test_another_library_finds_nothing_to_mend(drawing: bytes) -> None:
    document = read(io.StringIO(drawing.decode("ascii").replace("\r\n", "\n")))
    audit = document.audit()
    assert (audit.errors, audit.fixes) == ([], [])
    colours = {layer.dxf.name: layer.dxf.color for layer in document.layers}
    assert {name: colours[name] for name in ("RQ", "DL", "JS")} == {"RQ": 6, "DL": 1, "JS": 4}
    names = [each.dxf.text for each in document.modelspace().query("TEXT")]
    assert names == ["GAS-07", "POWER-3", "WATER-1"]


def test_gdal_finds_routes_and_works_on_the_layers_of_their_services(drawing: bytes, tmp_path: Path) -> None:
    path = tmp_path / "routes.dxf"
    path.write_bytes(drawing)
    frame = pyogrio.read_dataframe(path)
    lines = frame[frame.geometry.geom_type == "LineString"]
    assert lines.groupby("Layer").size().to_dict() == {
        "DL": 1,
        "JS": 2,
        "RQ": 1,
        "WORK_DL": 2,
        "WORK_JS": 2,
        "WORK_RQ": 1,
    }


def test_it_can_be_submitted_again_with_all_its_facts(drawing: bytes, work: JointWork, situation: Situation) -> None:
    faults = FaultList("routes.dxf")
    layer = read_drawing(drawing, faults)
    assert not faults.has_errors()
    routes = [facts for _, facts in route_features(work, situation) if facts["role"] == "route"]
    of = {str(facts["project_id"]): facts for facts in routes}
    rows = [i for i, name in enumerate(layer.fields["project_id"]) if name]
    assert {layer.fields["project_id"][i] for i in rows} == set(of)
    for row in rows:
        told = of[layer.fields["project_id"][row]]
        assert {name: layer.fields[name][row] for name in told if name != "role"} == {
            name: str(value) for name, value in told.items() if name != "role"
        }
    drawn = shapely.union_all(layer.geometry[rows])
    assert drawn.hausdorff_distance(shapely.union_all(situation.routes.parts)) < 1e-3


def test_areas_are_outlines_and_long_names_are_cut_within_what_the_format_holds(
    work: JointWork, situation: Situation, rulebook: Rulebook
) -> None:
    name = "昆阳大道与文化路交叉口东北角老旧小区改造配套𪨰" * 4
    projects = tuple(replace(each, name=name) for each in situation.routes.projects)
    square = shapely.box(440_600, 3_722_800, 440_610, 3_722_810)
    areas = {"areas": np.array([square], dtype=object), "project_of_area": np.array([0])}
    ground = replace(situation, routes=replace(situation.routes, projects=projects, **areas))
    content = routes_dxf(work, ground, rulebook)
    assert max(len(line) for line in content.decode("ascii").splitlines()) <= 255
    layer = read_drawing(content, FaultList("routes.dxf"))
    gas = [i for i, each in enumerate(layer.fields["project_id"]) if each == "GAS-07"]
    assert sorted(round(shapely.length(layer.geometry[i])) for i in gas) == [40, 310]
    assert name.startswith(layer.fields["name"][gas[0]])


@pytest.mark.parametrize("project_id", [r"\U+4E00", r"a\b", "管线" * 100])
def test_a_project_keeps_its_name_whatever_it_is(
    project_id: str, work: JointWork, situation: Situation, rulebook: Rulebook
) -> None:
    old = work.members[0]
    projects = tuple(
        replace(each, project_id=project_id) if each.key == old else each for each in situation.routes.projects
    )
    ground = replace(situation, routes=replace(situation.routes, projects=projects))
    key = next(new.key for new, each in zip(projects, situation.routes.projects, strict=True) if each.key == old)
    members = tuple(key if each == old else each for each in work.members)
    stretches = tuple(replace(each, project=key) if each.project == old else each for each in work.stretches)
    content = routes_dxf(replace(work, members=members, stretches=stretches), ground, rulebook)
    assert max(len(line) for line in content.decode("ascii").splitlines()) <= 255
    told = {each for each in read_drawing(content, FaultList("routes.dxf")).fields["project_id"] if each}
    assert any(project_id.startswith(each) for each in told)
    assert project_id in told or len(project_id) == 200


def test_same_input_same_bytes(drawing: bytes, work: JointWork, situation: Situation, rulebook: Rulebook) -> None:
    assert routes_dxf(work, situation, rulebook) == drawing


def test_the_name_stands_where_a_route_is_longest(work: JointWork, situation: Situation, rulebook: Rulebook) -> None:
    bend = np.array([shapely.LineString([(441_000 + i, 3_723_000 + i % 2) for i in range(30)])], dtype=object)
    gas = next(i for i, each in enumerate(situation.routes.projects) if each.key == "GAS-07")
    old = situation.routes
    routes = replace(
        old,
        parts=np.append(old.parts, bend),
        project_of_part=np.append(old.project_of_part, gas),
        source_of_part=np.append(old.source_of_part, old.source_of_part[:1]),
        feature_of_part=np.append(old.feature_of_part, 0),
    )
    content = routes_dxf(work, replace(situation, routes=routes), rulebook)
    texts = read(io.StringIO(content.decode("ascii").replace("\r\n", "\n"))).modelspace().query("TEXT")
    at = next(each.dxf.insert for each in texts if each.dxf.text == "GAS-07")
    assert (at.x, at.y) == old.parts[old.project_of_part == gas][0].coords[0]
