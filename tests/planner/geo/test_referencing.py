"""Lines and areas referred together: on the millimetre, and the same with a tree kept as without."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from planner.geo.match import index_network
from planner.geo.referencing import refer_routes

if TYPE_CHECKING:
    from planner.model import Network, Objects, Routes
    from planner.rulebook.model import Matching
    from tests.planner.geo.conftest import Draw, MakeRoutes, Roads


@pytest.fixture
def cross(roads: Roads, draw: Draw) -> Network:
    """Make four arms of 100 m from one junction, and a road far away."""
    arms = [(100, 0), (0, 100), (-100, 0), (0, -100)]
    lines = [draw((0, 0), arm) for arm in arms] + [draw((0, 900), (100, 900))]
    return roads(lines, section_id="eid", eid=["E", "N", "W", "S", "F"])[0]


def digs(routes: Routes, *areas: shapely.Geometry) -> Routes:
    """Give the first projects an area each."""
    polygons: Objects = np.empty(len(areas), dtype=object)
    polygons[:] = areas
    names: Objects = np.full(len(areas), "areas.geojson", dtype=object)
    return replace(routes, areas=polygons, project_of_area=np.arange(len(areas)), source_of_area=names)


def test_lines_and_areas_of_one_project_are_one_table(
    cross: Network, draw: Draw, make_routes: MakeRoutes, rules: Matching
) -> None:
    routes = digs(make_routes(draw((10, 2), (60, 2))), draw((40, 0), (90, 0)).buffer(5, cap_style="flat"))
    s = refer_routes(routes, cross, rules).stretches
    assert [
        (cross.section_ids[q], a.round(1), b.round(1)) for q, a, b in zip(s.section, s.from_m, s.to_m, strict=True)
    ] == [("E", 10.0, 90.0)]


def test_chainages_lie_on_the_millimetre_and_inside_sections(
    roads: Roads, draw: Draw, make_routes: MakeRoutes, rules: Matching
) -> None:
    network = roads([draw((0, 0), (100.00049, 33.3))], section_id="eid", eid=["R"])[0]
    s = refer_routes(make_routes(draw((12.34567, 4.1), (200, 66.6))), network, rules).stretches
    for at in (s.from_m, s.to_m):
        assert (np.abs(at * 1000 - np.round(at * 1000)) < 1e-6).all()
    assert (s.to_m <= network.length_m[s.section]).all()


def test_an_index_and_a_tree_kept_change_nothing(
    cross: Network, draw: Draw, make_routes: MakeRoutes, rules: Matching
) -> None:
    drawn = make_routes(draw((10, 2), (60, 2)), draw((-3, -80), (-3, 70)), draw((0, 500), (9, 520)))
    far = draw((20, 900), (70, 900)).buffer(4)
    routes = digs(drawn, shapely.union(draw((5, -30), (5, 95)).buffer(9), far), far, draw((0, 500), (9, 520)).buffer(3))
    tree, index = shapely.STRtree(cross.lines), index_network(cross, rules)
    anew, kept = refer_routes(routes, cross, rules), refer_routes(routes, cross, rules, index, tree)
    assert set(anew.stretches.section.tolist()) == {0, 1, 3, 4}
    for field in dataclasses.fields(anew.stretches):
        assert getattr(anew.stretches, field.name).tolist() == getattr(kept.stretches, field.name).tolist()
