"""The generated city and its walks: what they call true is true, at any number of routes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from benchmarks.city import blocks_for, grid_city, walks
from benchmarks.scores import as_stretches, metre_score, pair_score
from planner.geo.match import match_routes
from planner.rulebook.load import default_rulebook


def test_a_city_has_two_sections_a_block_and_joined_ends() -> None:
    city = grid_city(4, seed=3)
    assert len(city) == 2 * 4 * 5
    ends = shapely.get_coordinates(city.lines).reshape(-1, 2, 2)
    at = np.concatenate([ends[:, 0], ends[:, 1]])
    node = np.concatenate([city.start_node, city.end_node])
    assert len(np.unique(at, axis=0)) == len(np.unique(node)) == 25
    assert (city.length_m == shapely.length(city.lines)).all()


@pytest.mark.parametrize(("sections", "blocks"), [(80_400, 200), (8_000, 63), (1, 1)])
def test_the_city_for_a_number_of_sections(sections: int, blocks: int) -> None:
    assert blocks_for(sections) == blocks


def test_walks_are_as_long_as_their_true_intervals_and_use_no_section_twice() -> None:
    city = grid_city(12)
    routes, truth = walks(city, 500, 0.0, seed=1)
    assert len(routes.projects) == len(routes.parts) == 500
    walked = np.bincount(truth.route, truth.to_m - truth.from_m, minlength=500)
    assert walked == pytest.approx(shapely.length(routes.parts), abs=40.0)
    assert walked.max() <= 800
    assert (truth.from_m >= 0).all()
    assert (truth.to_m <= city.length_m[truth.section] + 1e-9).all()
    assert len(np.unique(np.column_stack([truth.route, truth.section]), axis=0)) == len(truth.route)


def test_walks_without_noise_stay_beside_their_true_sections() -> None:
    city = grid_city(8)
    routes, truth = walks(city, 200, 0.0, seed=2)
    roads = np.array([shapely.union_all(city.lines[truth.section[truth.route == i]]) for i in range(200)])
    assert shapely.hausdorff_distance(routes.parts, roads).max() < 130
    points, of = shapely.get_coordinates(routes.parts, return_index=True)
    assert shapely.distance(shapely.points(points), roads[of]).max() < 4 * np.sqrt(2) + 0.5


def test_the_same_seed_draws_the_same_walks_and_another_one_others() -> None:
    city = grid_city(6)
    first, again, other = (walks(city, 30, 2.0, seed=seed)[0].parts for seed in (5, 5, 6))
    assert shapely.equals_exact(first, again).all()
    assert not shapely.equals_exact(first, other).any()


def test_what_is_matched_is_what_was_walked() -> None:
    city, rules = grid_city(10), default_rulebook().matching
    routes, truth = walks(city, 300, 1.0, seed=4)
    found = match_routes(routes, city, rules).stretches
    metres = metre_score(found, as_stretches(truth))
    pairs = pair_score(found, as_stretches(truth), rules.minimum_shared_m.value)
    assert min(metres.precision, metres.recall) > 0.99
    assert min(pairs.precision, pairs.recall) > 0.99


def test_a_bent_section_is_refused() -> None:
    city = grid_city(2)
    city.lines[0] = shapely.LineString([(0, 0), (50, 9), (100, 0)])
    with pytest.raises(ValueError, match="straight"):
        walks(city, 1, 0.0, seed=0)
