"""The hard places of real road files and real routes, each drawn small and solved by hand, from file to stretches."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
import shapely

if TYPE_CHECKING:
    from planner.geo.match import Matched
    from planner.model import Network
    from tests.planner.geo.conftest import Draw, Match, Roads

Rows: TypeAlias = list[tuple[str, float, float, int]]
Points: TypeAlias = list[tuple[float, float]]

# Where a route joins or leaves a road away from a junction the model may place that within a few samples
NEAR_M = 8.0


def rows(matched: Matched, network: Network) -> Rows:
    """List (section id, from, to, side) to the decimetre."""
    s = matched.stretches
    return [
        (str(network.section_ids[q]), round(float(a), 1), round(float(b), 1), int(side))
        for q, a, b, side in zip(s.section, s.from_m, s.to_m, s.side, strict=True)
    ]


def arc(radius: float, start: float, end: float, count: int = 19) -> Points:
    turn = np.radians(np.linspace(start, end, count))
    return [(float(x), float(y)) for x, y in zip(radius * np.cos(turn), radius * np.sin(turn), strict=True)]


@pytest.mark.parametrize("gap", [0.4, 1.3, 2.5])
def test_ends_that_nearly_meet_are_one_road(roads: Roads, draw: Draw, match: Match, gap: float) -> None:
    network, faults = roads(
        [draw((0, 0), (100, 0)), draw((100 + gap, 0.3), (200, 0))], section_id="eid", eid=["a", "b"]
    )
    assert [(f.code, f.data["count"]) for f in faults] == ([("network.gaps", 1)] if gap > 0.5 else [])
    matched = match(network, draw((20, 3), (180, 3)))
    assert rows(matched, network) == [("a", 20, 100, 1), ("b", 0, 80 - round(gap, 1), 1)]
    assert not len(matched.unmatched)


def test_roads_that_end_apart_or_side_by_side_or_one_above_the_other_do_not_meet(roads: Roads, draw: Draw) -> None:
    apart = [draw((0, 0), (100, 0)), draw((104, 0), (200, 0))]
    cut_off = [draw((0, 50), (100, 50)), draw((0, 52), (100, 52))]
    stacked = [draw((0, 90), (100, 90)), draw((102, 90), (200, 90))]
    network, faults = roads(apart + cut_off + stacked, layer=[None] * 5 + ["1"])
    assert len(np.unique([network.start_node, network.end_node])) == 12
    assert faults == ()
    assert not network.aliases


@pytest.mark.parametrize("start", [1.5, -1.5, 0.0])
def test_a_side_street_drawn_short_or_long_of_the_through_road(
    roads: Roads, draw: Draw, match: Match, start: float
) -> None:
    lines = [draw((0, 0), (100, 0)), draw((100, 0), (200, 0)), draw((100, start), (100, 100))]
    network, _ = roads(lines, section_id="eid", eid=["W", "E", "N"])
    inside, outside = draw((40, 3), (97, 3), (97, 70)), draw((40, -3), (103, -3), (103, 70))
    assert rows(match(network, inside), network) == [("W", 40, 100, 1), ("N", 0, 70 - start, 1)]
    assert rows(match(network, outside), network) == [("W", 40, 100, -1), ("N", 0, 70 - start, -1)]
    assert rows(match(network, draw((20, -3), (180, -3))), network) == [("W", 20, 100, -1), ("E", 0, 80, -1)]


def test_a_section_of_one_id_in_several_features_is_one_section(roads: Roads, draw: Draw, match: Match) -> None:
    pieces = [draw((60, 0), (0, 0)), draw((60, 0), (110, 0)), draw((160, 0), (110, 0)), draw((160, 0), (160, 90))]
    network, faults = roads(pieces, section_id="eid", eid=["s", "s", "s", "u"])
    assert [(f.code, f.feature, f.data) for f in faults] == [("network.joined", 0, {"parts": 3})]
    assert network.section_ids.tolist() == ["s", "u"]
    assert network.length_m.tolist() == pytest.approx([160, 90])
    # Its first piece was drawn from east to west
    assert rows(match(network, draw((20, 3), (140, 3))), network) == [("s", 20, 140, -1)]


def test_pieces_of_one_id_with_a_junction_between_them_stay_apart(roads: Roads, draw: Draw) -> None:
    lines = [draw((0, 0), (60, 0)), draw((60, 0), (110, 0)), draw((60, 0), (60, 90))]
    network, faults = roads(lines, section_id="eid", eid=["s", "s", "u"])
    assert network.section_ids.tolist() == ["s", "s~2", "u"]
    assert [f.code for f in faults] == ["network.duplicate_id"]


def test_two_directions_under_one_id_are_not_strung_together(roads: Roads, draw: Draw) -> None:
    line = draw((0, 0), (200, 0))
    network, _ = roads([line, shapely.reverse(line)], section_id="eid", eid=["a", "a"])
    assert network.section_ids.tolist() == ["a"]
    assert network.length_m.tolist() == [200]


def test_the_pieces_of_a_multi_line_are_joined_whichever_way_they_run(roads: Roads, draw: Draw, match: Match) -> None:
    parts = [draw((0, 0), (100, 0)), draw((160, 0), (100.3, 0)), draw((160, 0), (160, 50))]
    network, faults = roads([shapely.MultiLineString(parts)], section_id="eid", eid=["s"])
    assert faults == ()
    assert rows(match(network, draw((20, 3), (140, 3))), network) == [("s", 20, 140, 1)]


def test_a_ring_in_four_pieces_of_one_id_becomes_a_ring(roads: Roads, draw: Draw) -> None:
    network, _ = roads([draw(*arc(40, a, a + 90)) for a in (0, 90, 180, 270)], section_id="eid", eid=["o"] * 4)
    assert network.section_ids.tolist() == ["o"]
    assert network.length_m[0] == pytest.approx(2 * np.pi * 40, rel=0.01)
    assert network.start_node[0] == network.end_node[0]


@pytest.fixture
def roundabout(roads: Roads, draw: Draw) -> Network:
    """Make four arms that end on a circle of 15 m, split where they do."""
    arms = [draw((-100, 0), (-15, 0)), draw((15, 0), (100, 0)), draw((0, 15), (0, 100)), draw((0, -100), (0, -15))]
    ring = [draw(*arc(15, a, a + 90)) for a in (0, 90, 180, 270)]
    ids = ["W", "E", "N", "S", "NE", "NW", "SW", "SE"]
    return roads(arms + ring, section_id="eid", eid=ids)[0]


def test_round_a_roundabout_the_quarters_on_the_way_are_covered(roundabout: Network, draw: Draw, match: Match) -> None:
    matched = match(roundabout, draw((-80, 2), (-17, 2), *arc(17, 170, 10), (17, 2), (80, 2)))
    quarter = round(float(roundabout.length_m[4]), 1)
    assert rows(matched, roundabout) == [
        ("W", 20, 85, 1),
        ("E", 0, 65, 1),
        ("NE", 0, quarter, -1),
        ("NW", 0, quarter, -1),
    ]
    assert [str(roundabout.section_ids[s]) for s in matched.crossings.section] == ["N"]


def test_straight_over_the_island_of_a_roundabout_no_quarter_is_dug(
    roundabout: Network, draw: Draw, match: Match
) -> None:
    matched = match(roundabout, draw((-80, 2), (80, 2)))
    assert rows(matched, roundabout) == [("W", 20, 85, 1), ("E", 0, 65, 1)]
    assert len(matched.crossings) == 2


def test_short_and_curved_sections_of_a_bend_are_all_covered(roads: Roads, draw: Draw, match: Match) -> None:
    bend = arc(60, 180, 90, 13)
    lines = [draw((-60, -80), (-60, 0)), *(draw(*bend[i : i + 3]) for i in range(0, 12, 2)), draw((0, 60), (90, 60))]
    ids = ["in", *(f"b{i}" for i in range(6)), "out"]
    network, _ = roads(lines, section_id="eid", eid=ids)
    matched = match(network, draw((-63, -70), (-63, 0), *arc(63, 180, 90, 13), (80, 63)))
    lengths = [round(float(metres), 1) for metres in network.length_m]
    assert rows(matched, network) == [
        ("in", 10, 80, 1),
        *((ids[i], 0, lengths[i], 1) for i in range(1, 7)),
        ("out", 0, 80, 1),
    ]


def test_under_an_elevated_road_the_line_lies_in_the_street(roads: Roads, draw: Draw, match: Match) -> None:
    line = draw((0, 0), (300, 0))
    network, _ = roads([line, line], section_id="eid", eid=["deck", "street"], bridge=["yes", None], layer=["1", None])
    assert network.level.tolist() == [1, 0]
    assert not network.aliases
    assert rows(match(network, draw((20, 3), (200, 3))), network) == [("street", 20, 200, 1)]


def test_over_a_tunnel_the_line_lies_in_the_street(roads: Roads, draw: Draw, match: Match) -> None:
    lines = [draw((0, 0), (300, 0)), draw((0, 0.2), (300, 0.2))]
    network, _ = roads(lines, section_id="eid", eid=["tunnel", "street"], tunnel=["yes", None])
    assert network.level.tolist() == [-1, 0]
    assert {s for s, *_ in rows(match(network, draw((20, -2), (200, -2))), network)} == {"street"}


def test_a_frontage_road_and_its_main_road_each_keep_their_routes(roads: Roads, draw: Draw, match: Match) -> None:
    lines = [draw((0, 0), (400, 0)), draw((0, 0), (15, 18), (385, 18), (400, 0))]
    network, _ = roads(lines, section_id="eid", eid=["main", "front"], name=["A", "B"])
    main, front = match(network, draw((40, 4), (360, 4))), match(network, draw((40, 21), (360, 21)))
    assert rows(main, network) == [("main", 40, 360, 1)]
    ((section, _, _, side),) = rows(front, network)
    assert (section, side) == ("front", 1)
    assert network.corridor[0] != network.corridor[1]


def test_a_route_inside_a_junction_area_is_on_the_legs_it_uses(roads: Roads, draw: Draw, match: Match) -> None:
    arms = [draw((-100, 0), (0, 0)), draw((0, 0), (100, 0)), draw((0, 0), (0, 100)), draw((0, -100), (0, 0))]
    network, _ = roads(arms, section_id="eid", eid=["W", "E", "N", "S"])
    corner = match(network, draw((-60, 6), (-6, 6), (-6, 60)))
    assert rows(corner, network) == [("W", 40, 100, 1), ("N", 0, 60, 1)]
    around = match(network, draw((-60, -6), (6, -6), (6, 60)))
    assert rows(around, network) == [("W", 40, 100, -1), ("N", 0, 60, -1)]


def test_a_route_across_a_parcel_is_on_both_streets_and_off_between(roads: Roads, draw: Draw, match: Match) -> None:
    network, _ = roads([draw((0, 0), (400, 0)), draw((0, 100), (400, 100))], section_id="eid", eid=["s", "n"])
    matched = match(network, draw((20, 3), (200, 3), (200, 97), (380, 97)))
    (south, low, south_end, _), (north, north_start, high, _) = rows(matched, network)
    assert (south, low, north, high) == ("s", 20, "n", 380)
    assert (south_end, north_start) == pytest.approx((200, 200), abs=NEAR_M)
    assert matched.unmatched.length_m.tolist() == pytest.approx([94], abs=2 * NEAR_M)


def test_parts_reversed_repeated_and_with_heights_are_one_route(roads: Roads, draw: Draw, match: Match) -> None:
    heights = shapely.force_3d([draw((0, 0), (100, 0)), draw((100, 0), (200, 0))], z=88.0)
    network, _ = roads(list(heights), section_id="eid", eid=["a", "b"])
    drawn = [draw((180, 3), (120, 3)), draw((20, 3), (120, 3)), draw((120, 3), (20, 3))]
    expected = [("a", 20, 100, 1), ("b", 0, 80, 1)]
    assert rows(match(network, drawn), network) == expected
    assert rows(match(network, list(shapely.force_3d(drawn, z=[80.0, 81.0, 1e7]))), network) == expected
    assert not shapely.has_z(network.lines).any()
