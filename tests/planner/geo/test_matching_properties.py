"""What must not change where routes are found, on generated cities: order, direction, pieces, vertices, place."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.match import match_routes
from planner.geo.network import build_network
from planner.geo.overlap import shared_stretches
from planner.rulebook.load import default_rulebook
from tests.planner.geo.conftest import CRS, make_features, make_routes
from tests.planner.geo.small_cities import SIDE, City, small_city

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from planner.model import Network, Stretches

Found: TypeAlias = dict[tuple[str, int], list[tuple[float, float, float, int]]]
Shared: TypeAlias = set[tuple[str, int, int, tuple[int, ...]]]

RULES = default_rulebook().matching
QUICK = settings(deadline=None, max_examples=15)
SEEDS = st.integers(0, 2**20)
# Sums of metres at six million metres north are exact to a few micrometres; chainages add up many of them
CLOSE_M = 1e-4
IDS = [f"s{number:02d}" for number in range(2 * SIDE * (SIDE - 1))]


def _network(streets: Sequence[shapely.LineString], ids: Sequence[str] = IDS) -> Network:
    network, faults = build_network(make_features(streets, eid=ids), CRS, section_id="eid", same_road_m=20.0)
    assert faults == ()
    return network


def _stretches(network: Network, *routes: shapely.LineString | Sequence[shapely.LineString]) -> Stretches:
    return match_routes(make_routes(*routes), network, RULES).stretches


def _found(network: Network, stretches: Stretches) -> Found:
    """List (from, to, offset, side) by section id and project."""
    found: Found = {}
    s = stretches
    for row in range(len(s)):
        key = str(network.section_ids[s.section[row]]), int(s.project[row])
        found.setdefault(key, []).append(
            (float(s.from_m[row]), float(s.to_m[row]), float(s.offset_m[row]), int(s.side[row]))
        )
    return found


def _same(one: Found, other: Found) -> None:
    assert one.keys() == other.keys()
    for key, expected in one.items():
        assert np.array(other[key]) == pytest.approx(np.array(expected), abs=CLOSE_M)


def _shared(network: Network, stretches: Stretches, names: Sequence[int]) -> Shared:
    """List (section id, from, to, members) to the decimetre, with members by their own names.

    Where one project ends as another begins, the last digits of their chainages decide whether they share nothing or
    less than a micrometre; a plan puts chainages on the millimetre before it asks.
    """
    shared = shared_stretches(stretches)
    return {
        (
            str(network.section_ids[shared.section[row]]),
            round(10 * float(shared.from_m[row])),
            round(10 * float(shared.to_m[row])),
            tuple(sorted(names[m] for m in shared.members[shared.member_start[row] : shared.member_start[row + 1]])),
        )
        for row in np.flatnonzero(shared.to_m - shared.from_m > CLOSE_M).tolist()
    }


def _shifted(line: shapely.LineString, shift: tuple[float, float]) -> shapely.LineString:
    return shapely.transform(line, lambda xy: xy + np.array(shift))


@QUICK
@given(seed=SEEDS)
def test_the_cities_have_routes_that_lie_on_their_streets(seed: int) -> None:
    city = small_city(seed, 6)
    stretches = _stretches(_network(city.streets), *city.routes)
    metres = (stretches.to_m - stretches.from_m).sum()
    assert metres > 0.85 * shapely.length(city.routes).sum()


@QUICK
@given(seed=SEEDS)
def test_reversing_routes_changes_nothing(seed: int) -> None:
    city = small_city(seed, 6)
    network = _network(city.streets)
    back = [shapely.reverse(route) for route in city.routes]
    _same(_found(network, _stretches(network, *city.routes)), _found(network, _stretches(network, *back)))


@QUICK
@given(seed=SEEDS, cut=st.floats(0.05, 0.95))
def test_drawing_a_route_in_two_pieces_changes_nothing(seed: int, cut: float) -> None:
    city = small_city(seed, 4)
    network = _network(city.streets)
    pieces = [_pieces(route, cut) for route in city.routes]
    _same(_found(network, _stretches(network, *city.routes)), _found(network, _stretches(network, *pieces)))


def _pieces(route: shapely.LineString, cut: float) -> list[shapely.LineString]:
    xy = shapely.get_coordinates(route)
    at = 1 + int(cut * (len(xy) - 2))
    return [shapely.LineString(xy[at:][::-1]), shapely.LineString(xy[: at + 1])] if at < len(xy) - 1 else [route]


@QUICK
@given(seed=SEEDS, every=st.floats(0.7, 15))
def test_more_vertices_on_the_same_line_change_nothing(seed: int, every: float) -> None:
    city = small_city(seed, 4)
    network = _network(city.streets)
    dense = [shapely.segmentize(route, every) for route in city.routes]
    _same(_found(network, _stretches(network, *city.routes)), _found(network, _stretches(network, *dense)))


@QUICK
@given(seed=SEEDS, east=st.floats(-3e4, 3e4), north=st.floats(-3e5, 3e5))
def test_moving_the_whole_city_changes_nothing(seed: int, east: float, north: float) -> None:
    city, away = small_city(seed, 4), (east, north)
    moved = City(
        streets=tuple(_shifted(line, away) for line in city.streets),
        routes=tuple(_shifted(line, away) for line in city.routes),
    )
    here, there = _network(city.streets), _network(moved.streets)
    _same(_found(here, _stretches(here, *city.routes)), _found(there, _stretches(there, *moved.routes)))


@QUICK
@given(seed=SEEDS, order=st.randoms(use_true_random=False))
def test_the_order_of_roads_and_routes_changes_nothing_but_their_numbers(seed: int, order: Random) -> None:
    city = small_city(seed, 6)
    streets, routes = list(range(len(IDS))), list(range(6))
    order.shuffle(streets)
    order.shuffle(routes)
    network = _network(city.streets)
    mixed = _network([city.streets[i] for i in streets], [IDS[i] for i in streets])
    one, other = _stretches(network, *city.routes), _stretches(mixed, *(city.routes[i] for i in routes))
    by_name = {(section, routes[place]): rows for (section, place), rows in _found(mixed, other).items()}
    _same(_found(network, one), by_name)
    assert _shared(network, one, range(6)) == _shared(mixed, other, routes)


@QUICK
@given(seed=SEEDS, turned=st.sets(st.integers(0, len(IDS) - 1)))
def test_a_street_drawn_the_other_way_mirrors_its_chainage_and_side(seed: int, turned: set[int]) -> None:
    city = small_city(seed, 4)
    streets = [shapely.reverse(line) if i in turned else line for i, line in enumerate(city.streets)]
    network, mirrored = _network(city.streets), _network(streets)
    length = dict(zip(IDS, network.length_m.tolist(), strict=True))
    expected = {
        (name, project): sorted((length[name] - high, length[name] - low, off, -side) for low, high, off, side in rows)
        if int(name[1:]) in turned
        else rows
        for (name, project), rows in _found(network, _stretches(network, *city.routes)).items()
    }
    _same(expected, _found(mirrored, _stretches(mirrored, *city.routes)))


@QUICK
@given(seed=SEEDS, other=SEEDS)
def test_another_project_changes_no_stretch_and_only_joins_what_it_lies_on(seed: int, other: int) -> None:
    city = small_city(seed, 4)
    (stranger,) = small_city(other, 1).routes
    network = _network(city.streets)
    alone = _stretches(network, *city.routes)
    together = _stretches(network, *city.routes, stranger)
    without = {key: rows for key, rows in _found(network, together).items() if key[1] != 4}
    _same(_found(network, alone), without)
    touched = {section for section, project in _found(network, together) if project == 4}
    before, after = _shared(network, alone, range(4)), _shared(network, together, range(5))
    assert {row for row in before if row[0] not in touched} == {
        row for row in after if 4 not in row[3] and row[0] not in touched
    }
    assert {row[0] for row in after if 4 in row[3]} <= touched
