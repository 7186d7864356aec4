"""Routes on hand-drawn roads: solved by hand, and what no transformation may change."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.geo.match import index_network, match_routes

if TYPE_CHECKING:
    from random import Random

    from planner.geo.match import Matched
    from planner.model import Floats, Network
    from planner.rulebook.model import Matching
    from tests.planner.geo.conftest import Draw, MakeRoutes, Match, Roads

Found: TypeAlias = tuple[int, str, float, float, int]
Points: TypeAlias = list[tuple[float, float]]

SLOW = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def rows(matched: Matched, network: Network) -> list[Found]:
    """List (project, section id, from, to, side), rounded to decimetres."""
    s = matched.stretches
    return [
        (int(p), str(network.section_ids[q]), round(float(a), 1), round(float(b), 1), int(side))
        for p, q, a, b, side in zip(s.project, s.section, s.from_m, s.to_m, s.side, strict=True)
    ]


@pytest.fixture
def tee(roads: Roads, draw: Draw) -> Network:
    """Make a T junction at 100 east: W to the west, E to the east, N to the north."""
    lines = [draw((0, 0), (100, 0)), draw((100, 0), (200, 0)), draw((100, 0), (100, 100))]
    return roads(lines, section_id="eid", eid=["W", "E", "N"])[0]


@pytest.fixture
def dual(roads: Roads, draw: Draw) -> Network:
    """Make two carriageways 12 m apart that meet at both ends."""
    lines = [
        draw((0, 0), (10, -6), (290, -6), (300, 0)),
        draw((0, 0), (10, 6), (290, 6), (300, 0)),
        draw((-100, 0), (0, 0)),
        draw((300, 0), (400, 0)),
    ]
    return roads(lines, section_id="eid", eid=["S", "N", "W", "E"])[0]


def test_a_route_beside_a_road_has_its_metres_offset_and_side(roads: Roads, draw: Draw, match: Match) -> None:
    network = roads([draw((0, 0), (200, 0))], section_id="eid", eid=["R"])[0]
    matched = match(network, draw((20, 3), (150, 3)), draw((150, -4), (30, -4)), draw((10, 0), (90, 0)))
    assert rows(matched, network) == [(0, "R", 20, 150, 1), (1, "R", 30, 150, -1), (2, "R", 10, 90, 0)]
    assert matched.stretches.offset_m.tolist() == pytest.approx([3, 4, 0], abs=1e-6)
    assert (matched.stretches.confidence > 0.9).all()
    assert not len(matched.unmatched)
    assert not len(matched.crossings)


def test_a_route_may_run_past_both_ends_of_the_network(roads: Roads, draw: Draw, match: Match) -> None:
    network = roads([draw((0, 0), (100, 0))], section_id="eid", eid=["R"])[0]
    matched = match(network, draw((-60, 2), (170, 2)))
    assert rows(matched, network) == [(0, "R", 0, 100, 1)]
    assert sorted(matched.unmatched.length_m.round(-1).tolist()) == [50, 60]


def test_straight_on_through_a_tee_reaches_both_section_ends(tee: Network, draw: Draw, match: Match) -> None:
    matched = match(tee, draw((40, 3), (170, 3)))
    assert rows(matched, tee) == [(0, "W", 40, 100, 1), (0, "E", 0, 70, 1)]
    assert [
        (str(tee.section_ids[s]), round(float(a), 1))
        for s, a in zip(matched.crossings.section, matched.crossings.at_m, strict=True)
    ] == [("N", 3.0)]
    assert matched.crossings.points[0].distance(draw((100, 3), (100, 3.1))) < 1e-6


def test_turning_at_a_tee_reaches_the_corner_on_both_legs_inside_and_outside(
    tee: Network, draw: Draw, match: Match
) -> None:
    inside = match(tee, draw((40, 3), (97, 3), (97, 60)))
    outside = match(tee, draw((40, -3), (103, -3), (103, 60)))
    assert rows(inside, tee) == [(0, "W", 40, 100, 1), (0, "N", 0, 60, 1)]
    assert rows(outside, tee) == [(0, "W", 40, 100, -1), (0, "N", 0, 60, -1)]


def test_carriageways_keep_their_own_stretches(dual: Network, draw: Draw, match: Match) -> None:
    north, south = draw((-50, 3), (0, 3), (12, 9), (200, 9)), draw((50, -8), (350, -3))
    assert [(p, s) for p, s, *_ in rows(match(dual, north, south), dual)] == [(0, "N"), (0, "W"), (1, "S"), (1, "E")]


def test_a_wobble_towards_the_other_carriageway_does_not_change_sides(dual: Network, draw: Draw, match: Match) -> None:
    wobble = [(float(x), 4.0 + 4.0 * np.sin(x / 9)) for x in range(20, 280, 7)]
    assert {s for _, s, *_ in rows(match(dual, draw(*wobble)), dual)} == {"N"}


@pytest.mark.parametrize("degrees", [40, 60, 90, 120])
@pytest.mark.parametrize("at", [10.0, 100.0, 155.5])
def test_a_crossing_is_never_a_run(roads: Roads, draw: Draw, match: Match, degrees: float, at: float) -> None:
    network = roads([draw((0, 0), (200, 0))])[0]
    way = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    line = draw(*(np.array([at, 0]) + t * way for t in (-35, 35)))
    matched = match(network, line)
    assert not len(matched.stretches)
    assert matched.crossings.at_m.tolist() == pytest.approx([at], abs=1e-6)
    assert matched.unmatched.length_m.tolist() == pytest.approx([70])


def test_a_short_cut_past_a_bent_section_crosses_it_and_does_not_run_along_it(
    roads: Roads, draw: Draw, match: Match
) -> None:
    lines = [draw((-100, 0), (0, 0)), draw((0, 0), (2, 16), (10, 4), (12, 20)), draw((12, 20), (112, 20))]
    network = roads(lines, section_id="eid", eid=["W", "Z", "E"])[0]
    matched = match(network, draw((-80, 10), (92, 10)))
    assert [s for _, s, *_ in rows(matched, network)] == ["W", "E"]


def test_a_route_keeps_its_carriageway_where_its_noise_takes_it_nearer_to_the_other(
    dual: Network, draw: Draw, match: Match
) -> None:
    # 3 m outside the northern line, but for 20 m it strays to 7.5 m from it and 4.5 m from the southern one
    outside = [(0.0, 3.0), (10.0, 9.0), (110.0, 9.0), (140.0, -1.5), (160.0, -1.5), (190.0, 9.0), (290.0, 9.0)]
    found = rows(match(dual, draw((-90, 3), *outside, (300, 3), (390, 3))), dual)
    assert [s for _, s, *_ in found] == ["N", "W", "E"]


def test_beyond_the_search_distance_is_on_no_road(roads: Roads, draw: Draw, match: Match, rules: Matching) -> None:
    network = roads([draw((0, 0), (400, 0))], section_id="eid", eid=["R"])[0]
    near, far = rules.search_m.value - 1, rules.search_m.value + 1
    assert rows(match(network, draw((50, near), (350, near))), network) == [(0, "R", 50, 350, 1)]
    assert not len(match(network, draw((50, far), (350, far))).stretches)


def test_a_route_that_leaves_the_road_and_comes_back(roads: Roads, draw: Draw, match: Match) -> None:
    network = roads([draw((0, 0), (500, 0))], section_id="eid", eid=["R"])[0]
    matched = match(network, draw((20, 3), (150, 3), (150, 90), (330, 90), (330, 3), (450, 3)))
    found = rows(matched, network)
    assert [(s, side) for _, s, _, _, side in found] == [("R", 1), ("R", 1)]
    assert [f[2] for f in found] == pytest.approx([20, 330], abs=7.0)
    assert [f[3] for f in found] == pytest.approx([150, 450], abs=7.0)
    assert matched.unmatched.length_m.tolist() == pytest.approx([354], abs=15)


def test_a_route_far_from_every_road_is_unmatched_whole(roads: Roads, draw: Draw, match: Match) -> None:
    network = roads([draw((0, 0), (100, 0))])[0]
    matched = match(network, draw((0, 60), (100, 60)), draw((0, 500), (4, 500)))
    assert not len(matched.stretches)
    assert matched.unmatched.project.tolist() == [0, 1]
    assert matched.unmatched.length_m.tolist() == pytest.approx([100, 4])


def test_a_run_shorter_than_the_rulebook_asks_is_no_stretch(
    roads: Roads, draw: Draw, match: Match, rules: Matching
) -> None:
    network = roads([draw((0, 0), (100, 0))])[0]
    assert rules.minimum_stretch_m.value == 10
    assert not len(match(network, draw((40, 1), (49, 1))).stretches)
    assert rows(match(network, draw((40, 1), (51, 1))), network) == [(0, "S000001", 40, 51, 1)]


def test_very_short_sections_on_the_way_are_filled(roads: Roads, draw: Draw, match: Match) -> None:
    lines = [draw((0, 0), (50, 0)), draw((50, 0), (52, 0)), draw((52, 0), (54, 0)), draw((54, 0), (100, 0))]
    network = roads(lines, section_id="eid", eid=["a", "b", "c", "d"])[0]
    found = rows(match(network, draw((10, 2), (90, 2))), network)
    assert [f[1:4] for f in found] == [("a", 10, 50), ("b", 0, 2), ("c", 0, 2), ("d", 0, 36)]


def test_a_curved_road_is_followed(roads: Roads, draw: Draw, match: Match) -> None:
    turn = np.linspace(0, np.pi, 60)
    arc = [(80 * np.cos(t), 80 * np.sin(t)) for t in turn]
    outer = [(84 * np.cos(t), 84 * np.sin(t)) for t in turn]
    network = roads([draw(*arc)], section_id="eid", eid=["R"])[0]
    ((_, _, low, high, side),) = rows(match(network, draw(*outer)), network)
    assert (low, side) == (0, -1)
    assert high == pytest.approx(network.length_m[0], abs=0.1)


def test_a_section_that_doubles_back_is_followed_through_its_fold(roads: Roads, draw: Draw, match: Match) -> None:
    fold = [(0.0, 0.0), (70.0, 0.0), (70.0, 1.0), (10.0, 1.0), (10.0, 60.0)]
    network = roads([draw(*fold), draw((-90, 0), (0, 0))], section_id="eid", eid=["F", "W"])[0]
    found = rows(match(network, draw((-50, 0), *fold)), network)
    assert [(s, a) for _, s, a, _, _ in found] == [("F", 0), ("W", 40)]
    assert found[0][3] == pytest.approx(network.length_m[0], abs=0.1)


def test_two_directions_on_one_geometry_are_matched_once(roads: Roads, draw: Draw, match: Match) -> None:
    line = draw((0, 0), (200, 0))
    network = roads([line, shapely.reverse(line)], section_id="eid", eid=["a", "b"])[0]
    assert rows(match(network, draw((20, 2), (90, 2))), network) == [(0, "a", 20, 90, 1)]


def test_parts_of_a_project_are_one_stretch_however_they_are_drawn(tee: Network, draw: Draw, match: Match) -> None:
    whole = draw((20, 3), (180, 3))
    pieces = [draw((20, 3), (80, 3)), draw((180, 3), (80, 3))]
    gapped = [draw((20, 3), (80, 3)), draw((83, 3), (180, 3))]
    twice = [whole, shapely.reverse(whole), whole]
    expected = rows(match(tee, whole), tee)
    for drawn in (pieces, gapped, twice):
        assert rows(match(tee, drawn), tee) == expected


def test_nothing_in_nothing_out(roads: Roads, draw: Draw, match: Match) -> None:
    network = roads([draw((0, 0), (100, 0))])[0]
    empty = roads([])[0]
    assert not len(match(network).stretches)
    matched = match(empty, draw((0, 0), (50, 0)))
    assert not len(matched.stretches)
    assert matched.unmatched.length_m.tolist() == pytest.approx([50])


def test_an_index_built_once_answers_the_same(
    tee: Network, draw: Draw, match: Match, rules: Matching, make_routes: MakeRoutes
) -> None:
    line = draw((40, 3), (170, 3))
    index = index_network(tee, rules)
    assert rows(match_routes(make_routes(line), tee, rules, index), tee) == rows(match(tee, line), tee)


def test_roads_far_beyond_the_grid_of_the_index_are_found(roads: Roads, draw: Draw, match: Match) -> None:
    lines = [draw((x, y), (x + 120, y)) for x, y in ((0, 0), (8192, 0), (-65536, 32768), (65536, -262144))]
    network = roads(lines, section_id="eid", eid=["a", "b", "c", "d"])[0]
    found = rows(
        match(network, *(shapely.transform(line, lambda xy: xy + np.array([5, 3])) for line in lines)), network
    )
    assert found == [(i, name, 5, 120, 1) for i, name in enumerate("abcd")]


def test_many_projects_are_matched_as_each_would_be_alone(tee: Network, draw: Draw, match: Match) -> None:
    lines = [draw((5 + i % 60, 1 + i / 400), (101 + i % 90, 1 + i / 400)) for i in range(2_300)]
    together = match(tee, *lines)
    assert (np.diff(together.stretches.project) >= 0).all()
    assert (np.diff(together.crossings.project) >= 0).all()
    for project in (0, 1_023, 1_024, 2_299):
        alone = match(tee, lines[project])
        mine = together.stretches.project == project
        assert stretches(together)[mine, 1:].tolist() == stretches(alone)[:, 1:].tolist()
        at = together.crossings.at_m[together.crossings.project == project]
        assert at.tolist() == alone.crossings.at_m.tolist()


offsets = st.floats(-6, 6).filter(lambda v: abs(v) > 0.5)


@st.composite
def walks(draw_: st.DrawFn) -> Points:
    """Draw a noisy line along the T: straight on or turning north."""
    offset = draw_(offsets)
    noise = draw_(st.lists(st.floats(-1.5, 1.5), min_size=12, max_size=12))
    start, turns = draw_(st.floats(0, 40)), draw_(st.booleans())
    points = [(start + i * (100 - start) / 6, offset + noise[i]) for i in range(6)]
    if turns:
        return points + [(100 - offset + noise[6 + i], 10.0 + 15 * i) for i in range(6)]
    return points + [(110.0 + 15 * i, offset + noise[6 + i]) for i in range(6)]


def stretches(matched: Matched) -> Floats:
    s = matched.stretches
    return np.column_stack([s.project, s.section, s.from_m, s.to_m, s.side])


@SLOW
@given(points=walks())
def test_reversing_a_route_changes_nothing(tee: Network, draw: Draw, match: Match, points: Points) -> None:
    there, back = match(tee, draw(*points)), match(tee, draw(*points[::-1]))
    assert stretches(there) == pytest.approx(stretches(back), abs=1e-6)
    assert there.stretches.confidence == pytest.approx(back.stretches.confidence, abs=1e-6)


@SLOW
@given(points=walks(), east=st.floats(-3e4, 3e4), north=st.floats(-3e5, 3e5))
def test_moving_everything_changes_nothing(
    roads: Roads, tee: Network, draw: Draw, match: Match, points: Points, east: float, north: float
) -> None:
    def moved(line: shapely.LineString) -> shapely.LineString:
        return shapely.transform(line, lambda xy: xy + np.array([east, north]))

    elsewhere = roads([moved(line) for line in tee.lines])[0]
    assert stretches(match(tee, draw(*points))) == pytest.approx(
        stretches(match(elsewhere, moved(draw(*points)))), abs=1e-6
    )


@SLOW
@given(points=walks(), cut=st.integers(1, 10))
def test_splitting_a_route_changes_nothing(tee: Network, draw: Draw, match: Match, points: Points, cut: int) -> None:
    split = [draw(*points[: cut + 1]), draw(*points[cut:])]
    assert stretches(match(tee, draw(*points))) == pytest.approx(stretches(match(tee, split)), abs=1e-6)


@SLOW
@given(points=walks(), every=st.floats(0.5, 9))
def test_densifying_a_route_changes_nothing(
    tee: Network, draw: Draw, match: Match, points: Points, every: float
) -> None:
    line = draw(*points)
    assert stretches(match(tee, line)) == pytest.approx(
        stretches(match(tee, shapely.segmentize(line, every))), abs=1e-5
    )


@SLOW
@given(routes=st.lists(walks(), min_size=2, max_size=6), seed=st.randoms(use_true_random=False))
def test_the_order_of_routes_and_unrelated_routes_change_nothing(
    tee: Network, draw: Draw, match: Match, routes: list[Points], seed: Random
) -> None:
    order = list(range(len(routes)))
    seed.shuffle(order)
    together = match(tee, *(draw(*points) for points in routes))
    mixed = match(tee, *(draw(*routes[i]) for i in order))
    for place, project in enumerate(order):
        one = stretches(together)[together.stretches.project == project, 1:]
        assert stretches(mixed)[mixed.stretches.project == place, 1:] == pytest.approx(one, abs=1e-9)


@SLOW
@given(routes=st.lists(walks(), min_size=1, max_size=4))
def test_stretches_are_disjoint_sorted_and_inside_their_sections(
    tee: Network, draw: Draw, match: Match, routes: list[Points]
) -> None:
    s = match(tee, *(draw(*points) for points in routes)).stretches
    assert (s.from_m >= 0).all()
    assert (s.from_m < s.to_m).all()
    assert (s.to_m <= tee.length_m[s.section]).all()
    assert ((s.confidence >= 0) & (s.confidence <= 1)).all()
    order = np.lexsort((s.from_m, s.section, s.project))
    assert (order == np.arange(len(s))).all()
    same = (np.diff(s.project) == 0) & (np.diff(s.section) == 0)
    assert (s.from_m[1:][same] >= s.to_m[:-1][same]).all()
