"""Road files as networks: sections, junctions, twins, roads, and what is wrong with a file."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import shapely

from planner.geo.network import build_network
from planner.messages import CATALOGUE as ALL_WORDS
from planner.messages.network import CATALOGUE
from planner.model import Fault, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.planner.geo.conftest import Draw, MakeFeatures, Roads


def codes(faults: Sequence[Fault]) -> list[str]:
    return [fault.code for fault in faults]


def rendered(fault: Fault) -> tuple[str, ...]:
    return tuple(words.format(**fault.data) for words in CATALOGUE[fault.code])


def test_a_single_road_has_its_length_and_two_junctions(roads: Roads, draw: Draw) -> None:
    network, faults = roads([draw((0, 0), (60, 80))], section_id="eid", eid=[7], name=["Main"], highway=["primary"])
    assert faults == ()
    assert network.section_ids.tolist() == ["7"]
    assert network.length_m.tolist() == pytest.approx([100.0])
    assert network.start_node[0] != network.end_node[0]
    assert (network.names[0], network.road_class[0], network.level[0]) == ("Main", "primary", 0)
    assert np.isnan(network.width_m[0])
    assert np.isnat(network.paved_on[0])


def test_ends_within_half_a_metre_meet(roads: Roads, draw: Draw) -> None:
    network, _ = roads([draw((0, 0), (100, 0)), draw((100.3, 0.2), (200, 0)), draw((204, 0), (300, 0))])
    assert network.end_node[0] == network.start_node[1]
    assert network.end_node[1] != network.start_node[2]


def test_two_directions_of_one_road_are_one_section_and_the_first_id_is_kept(roads: Roads, draw: Draw) -> None:
    there = draw((0, 0), (50, 1), (100, 0))
    back = draw((100.2, 0.1), (60, 2), (0, 0.1))
    network, _ = roads([there, back, draw((0, 0), (50, 9), (100, 0))], section_id="eid", eid=["a", "b", "c"])
    assert network.section_ids.tolist() == ["a", "c"]
    assert network.aliases == {"b": "a"}


def test_a_bridge_over_its_own_ramp_is_no_twin(roads: Roads, draw: Draw) -> None:
    line = draw((0, 0), (100, 0))
    network, _ = roads([line, line], bridge=["yes", None])
    assert network.level.tolist() == [1, 0]
    assert not network.aliases


def test_three_drawings_of_one_road_are_one(roads: Roads, draw: Draw) -> None:
    line = draw((0, 0), (100, 0))
    network, _ = roads([line, shapely.reverse(line), line], section_id="eid", eid=[3, 1, 2])
    assert network.section_ids.tolist() == ["3"]
    assert network.aliases == {"1": "3", "2": "3"}


def test_multi_lines_are_joined_or_split(roads: Roads, draw: Draw) -> None:
    joined = shapely.union_all([draw((0, 0), (50, 0)), draw((50, 0), (90, 0))])
    apart = shapely.union_all([draw((0, 50), (50, 50)), draw((70, 50), (90, 50))])
    network, faults = roads([joined, apart], section_id="eid", eid=["j", "s"])
    assert network.section_ids.tolist() == ["j", "s.1", "s.2"]
    assert network.length_m.tolist() == pytest.approx([90, 50, 20])
    assert [(f.code, f.feature, f.data) for f in faults] == [("network.split", 1, {"parts": 2})]


def test_attributes_are_read_and_bad_ones_reported(roads: Roads, draw: Draw) -> None:
    lines = [draw((0, i * 50), (100, i * 50)) for i in range(3)]
    network, faults = roads(
        lines,
        section_id="section_id",
        section_id_=[None] * 3,
        name_fr=["A", None, "C"],
        width_m=["12.5", "wide", -3],
        paved_on=["2024/05/01 00:00:00", "yesterday", None],
        paved_kind=["new", None, None],
        layer=[None, "-1", None],
        tunnel=["no", None, "yes"],
    )
    assert network.names.tolist() == ["A", "", "C"]
    assert network.width_m[0] == 12.5
    assert np.isnan(network.width_m[1:]).all()
    assert network.paved_on[0] == np.datetime64("2024-05-01")
    assert network.level.tolist() == [0, -1, -1]
    assert codes(faults) == ["network.no_column", "network.bad_number", "network.bad_date"]
    assert network.section_ids.tolist() == ["S000001", "S000002", "S000003"]


def test_names_that_no_drawing_can_hold_are_shown_as_such(roads: Roads, draw: Draw) -> None:
    names = ["昆阳\x01大道", "文化\n路", "\ud800\uffff", "　健康\u3000路 "]
    lines = [draw((0, i * 50), (100, i * 50)) for i in range(len(names))]
    network, _ = roads(lines, section_id="eid", eid=["a\x00", "b", "c", "d"], name=names)
    assert network.names.tolist() == ["昆阳�大道", "文化 路", "��", "健康\u3000路"]
    assert network.section_ids.tolist() == ["a�", "b", "c", "d"]


def test_repeated_and_missing_ids_are_made_unique(roads: Roads, draw: Draw) -> None:
    lines = [draw((0, i * 50), (100, i * 50)) for i in range(4)]
    network, faults = roads(lines, section_id="eid", eid=["a", "a", None, "a~2"])
    assert network.section_ids.tolist() == ["a", "a~3", "S000003", "a~2"]
    assert codes(faults) == ["network.missing_id", "network.duplicate_id"]
    assert all(fault.severity is Severity.WARNING for fault in faults)


def test_faulty_geometry_is_left_out_at_its_place(roads: Roads, draw: Draw) -> None:
    point = shapely.Point(500_000, 3_700_000)
    network, faults = roads(
        [None, point, draw((0, 0), (0, 0)), shapely.LineString(), draw((0, 0), (10, 0))],
        section_id="eid",
        eid=list("abcde"),
    )
    assert network.section_ids.tolist() == ["e"]
    assert [(f.code.removeprefix("network."), f.feature) for f in faults] == [
        ("no_geometry", 0),
        ("not_a_line", 1),
        ("zero_length", 2),
        ("no_geometry", 3),
    ]


def test_without_sections_or_crs_the_network_is_empty_and_says_so(features: MakeFeatures, draw: Draw) -> None:
    empty, faults = build_network(features([]), 4547)
    assert (len(empty), codes(faults)) == (0, ["network.no_sections"])
    lost = dataclasses.replace(features([draw((0, 0), (9, 0))]), crs=None)
    nowhere, faults = build_network(lost, 4547)
    assert (len(nowhere), codes(faults)) == (0, ["network.no_crs", "network.no_sections"])


def test_what_the_reader_has_told_is_not_told_again(features: MakeFeatures, draw: Draw) -> None:
    def fault(code: str, feature: int | None, severity: Severity = Severity.ERROR) -> Fault:
        return Fault(source="roads.geojson", code=code, feature=feature, field="geometry", severity=severity)

    read = features([None, None, draw((0, 0), (0, 0)), draw((0, 0), (9, 0))])
    told = (fault("geometry.missing", 0), fault("geometry.far_away", 2, Severity.WARNING))
    _, faults = build_network(dataclasses.replace(read, faults=told), 4547)
    assert [(f.code, f.feature) for f in faults] == [("network.no_geometry", 1), ("network.zero_length", 2)]
    lost = dataclasses.replace(read, crs=None, faults=(fault("file.no_crs", None),))
    assert codes(build_network(lost, 4547)[1]) == ["network.no_sections"]


def test_coordinates_without_an_image_are_reported(features: MakeFeatures) -> None:
    geographic = dataclasses.replace(
        features([shapely.LineString([(113, 33), (113, 95)]), shapely.LineString([(113, 33), (113.001, 33)])]),
        crs=pyproj.CRS.from_epsg(4326),
    )
    network, faults = build_network(geographic, 4547)
    assert codes(faults) == ["network.bad_coordinates"]
    assert network.length_m[0] == pytest.approx(93.4, abs=0.3)


def test_a_corridor_is_one_name_joined_at_junctions(roads: Roads, draw: Draw) -> None:
    lines = [draw((0, 0), (100, 0)), draw((100, 0), (200, 0)), draw((100, 0), (100, 90)), draw((400, 0), (500, 0))]
    network, _ = roads(lines, name=["A", "A", "B", "A"])
    a, onward, b, far = network.corridor.tolist()
    assert a == onward
    assert len({a, b, far}) == 3


def test_unnamed_sections_chain_only_where_two_ends_meet(roads: Roads, draw: Draw) -> None:
    lines = [draw((0, 0), (9, 0)), draw((9, 0), (18, 0)), draw((18, 0), (27, 0)), draw((18, 0), (18, 9))]
    one, two, three, four = roads(lines)[0].corridor.tolist()
    assert one == two
    assert len({two, three, four}) == 3


def test_carriageways_of_one_name_are_one_road_and_cross_streets_are_not(roads: Roads, draw: Draw) -> None:
    lines = [draw((0, 0), (200, 0)), draw((200, 15), (0, 15)), draw((0, 60), (200, 60)), draw((90, 20), (90, 50))]
    one, other, far, across = roads(lines, name=["A", "A", "A", "A"])[0].corridor.tolist()
    assert one == other
    assert len({one, far, across}) == 3


def test_order_of_features_changes_nothing_but_the_order(roads: Roads, draw: Draw) -> None:
    lines = [draw((0, 0), (100, 0)), draw((100, 0), (200, 0)), draw((200, 0), (200, 90)), draw((0, 12), (100, 12))]
    names, ids = ["A", "A", "B", "A"], ["1", "2", "3", "4"]
    there, _ = roads(lines, section_id="eid", eid=ids, name=names)
    back, _ = roads(lines[::-1], section_id="eid", eid=ids[::-1], name=names[::-1])
    assert there.section_ids.tolist() == back.section_ids.tolist()[::-1]
    same = there.corridor[:, None] == there.corridor[None]
    mirrored = back.corridor[::-1][:, None] == back.corridor[::-1][None]
    assert (same == mirrored).all()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_word_renders_in_both_languages(code: str) -> None:
    data = {"column": "eid", "known": "id", "found": "x", "given": "S1", "parts": 2, "count": 3, "widest": 1.5}
    zh, en = rendered(Fault(source="f", code=code, data=data))
    assert zh
    assert en
    assert "{" not in zh + en
    assert code not in ALL_WORDS or ALL_WORDS[code] == CATALOGUE[code]
