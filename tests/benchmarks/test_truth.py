"""The generators of the benchmarks: what they call true is true."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from benchmarks.scores import as_stretches, metre_score, pair_score
from benchmarks.truth import Drawing, Truth, crossing_routes, lattice, routes_of, true_routes
from planner.model import Network

if TYPE_CHECKING:
    from planner.model import Objects

SMOOTH = Drawing(noise_m=0.0, offset_m=0.0)


@pytest.fixture(scope="module")
def city() -> Network:
    """Make a grid of 6 x 6 blocks."""
    lines, ends = lattice(6)
    blank: Objects = np.full(len(lines), "", dtype=object)
    return Network(
        crs=4547,
        section_ids=np.arange(len(lines)).astype(str).astype(object),
        lines=lines,
        length_m=shapely.length(lines),
        start_node=ends[:, 0],
        end_node=ends[:, 1],
        corridor=np.zeros(len(lines), dtype=np.int64),
        names=blank,
        road_class=blank,
        width_m=np.full(len(lines), np.nan),
        paved_on=np.full(len(lines), "NaT", dtype="datetime64[D]"),
        paved_kind=blank,
        pavement=blank,
        level=np.zeros(len(lines), dtype=np.int64),
        aliases={},
    )


def drawn(city: Network, drawing: Drawing, seed: int = 1, count: int = 40) -> Truth:
    return true_routes(city, np.random.default_rng(seed), count, drawing)


def test_a_lattice_has_two_streets_per_block_and_joined_ends() -> None:
    lines, ends = lattice(3, 50.0)
    assert len(lines) == 24
    assert (shapely.length(lines) == 50).all()
    starts = shapely.get_coordinates(shapely.get_point(lines, 0))
    assert len(np.unique(starts, axis=0)) == len(np.unique(ends[:, 0]))


def test_a_route_drawn_without_offset_or_noise_lies_on_its_true_sections(city: Network) -> None:
    truth = drawn(city, SMOOTH)
    length = np.bincount(truth.route, truth.to_m - truth.from_m)
    assert length == pytest.approx(shapely.length(truth.lines), abs=1e-6)
    for route, line in enumerate(truth.lines):
        roads = shapely.union_all(city.lines[truth.section[truth.route == route]])
        assert shapely.covered_by(line, shapely.buffer(roads, 1e-6))


def test_true_intervals_lie_inside_their_sections_and_are_used_once(city: Network) -> None:
    truth = drawn(city, Drawing(noise_m=3.0))
    assert (truth.from_m >= 0).all()
    assert (truth.to_m <= city.length_m[truth.section] + 1e-9).all()
    assert (truth.from_m < truth.to_m).all()
    assert len(set(zip(truth.route.tolist(), truth.section.tolist(), strict=True))) == len(truth.route)


def test_noise_and_offset_are_as_large_as_asked(city: Network) -> None:
    # far from its ends and corners each route is one offset plus noise away from its centreline
    truth = drawn(city, Drawing(noise_m=2.0, offset_m=0.0, length_m=(500, 800)), count=80)
    vertices, of = shapely.get_coordinates(truth.lines, return_index=True)
    roads = np.array([shapely.union_all(city.lines[truth.section[truth.route == r]]) for r in range(80)], dtype=object)
    apart = shapely.distance(shapely.points(vertices), roads[of])
    assert np.sqrt(np.mean(apart**2)) == pytest.approx(2.0, rel=0.15)
    still = drawn(city, Drawing(noise_m=0.0, offset_m=4.0))
    assert 3.0 < max(shapely.hausdorff_distance(still.lines, drawn(city, SMOOTH).lines)) < 8.5


def test_noise_is_half_white_and_half_correlated_over_the_drift(city: Network) -> None:
    # neighbours 10 m apart: exp(-10 / 40) of the correlated half, none of the white one
    drawing = Drawing(noise_m=2.0, offset_m=0.0, spacing_m=(10.0, 10.0), drift_m=40.0, length_m=(700, 800))
    noisy = drawn(city, drawing, count=150)
    still = drawn(city, replace(drawing, noise_m=0.0), count=150)
    products, squares = [], []
    for route, (line, plain) in enumerate(zip(noisy.lines, still.lines, strict=True)):
        if len(line.coords) != len(plain.coords) or len(set(noisy.section[noisy.route == route])) < 2:
            continue
        step = shapely.get_coordinates(line) - shapely.get_coordinates(plain)
        aside = step.sum(axis=1)
        straight = np.abs(step).min(axis=1) < 1e-6
        pair = straight[1:] & straight[:-1]
        products += (aside[1:] * aside[:-1])[pair].tolist()
        squares += (aside**2)[straight].tolist()
    assert np.mean(squares) == pytest.approx(4.0, rel=0.15)
    assert len(products) > 2000
    assert np.mean(products) / np.mean(squares) == pytest.approx(np.exp(-10 / 40) / 2, abs=0.08)


def test_walks_go_on_from_section_to_section_and_start_anywhere(city: Network) -> None:
    truth = drawn(city, SMOOTH, count=200)
    for route in range(200):
        mine = truth.section[truth.route == route]
        roads = shapely.union_all(city.lines[mine])
        assert shapely.line_merge(roads).geom_type in {"LineString", "MultiLineString"}
        assert len(shapely.get_parts(shapely.unary_union(shapely.buffer(roads, 0.01)))) == 1
    assert len(np.unique(truth.section)) > 0.9 * len(city)
    assert truth.from_m[np.unique(truth.route, return_index=True)[1]].std() > 10


def test_every_drawn_line_is_a_project_of_its_own(city: Network) -> None:
    lines = drawn(city, SMOOTH, count=7).lines
    routes = routes_of(lines)
    assert [p.key for p in routes.projects] == [f"P{i:07d}" for i in range(7)]
    assert routes.project_of_part.tolist() == list(range(7))
    assert shapely.equals_exact(routes.parts, lines).all()


def test_crossers_are_spread_over_angles_and_sides_and_keep_clear_of_bends(city: Network) -> None:
    crossers = crossing_routes(city, np.random.default_rng(4), 400, least_angle=50.0)
    assert crossers.angle.min() >= 50
    assert crossers.angle.max() <= 90
    assert np.histogram(crossers.angle, bins=4, range=(50, 90))[0].min() > 60


def test_no_crosser_runs_along_a_bend_of_its_section(city: Network) -> None:
    bend = np.full(len(city), shapely.LineString([(0, 0), (60, 0), (60, 60)]), dtype=object)
    crossers = crossing_routes(replace(city, lines=bend, length_m=shapely.length(bend)), np.random.default_rng(4), 200)
    a, b = np.split(shapely.get_coordinates(crossers.lines).reshape(-1, 4), 2, axis=1)
    slope = np.degrees(np.arctan2(*np.abs(b - a).T[::-1]))
    # the legs as far as the bend does not turn their direction, one level and one upright
    for leg, flat in (
        (shapely.LineString([(0, 0), (47, 0)]), slope),
        (shapely.LineString([(60, 13), (60, 60)]), 90 - slope),
    ):
        beside = shapely.length(shapely.intersection(crossers.lines, shapely.buffer(leg, 14, cap_style="flat")))
        assert (beside[flat < 30] < 5).all()
        assert (beside > 5).any()


def test_one_seed_gives_one_crossing_set(city: Network) -> None:
    one, same, other = (crossing_routes(city, np.random.default_rng(seed), 50) for seed in (1, 1, 2))
    assert shapely.equals_exact(one.lines, same.lines).all()
    assert not shapely.equals_exact(one.lines, other.lines).any()


def test_one_seed_gives_one_truth_and_another_gives_another(city: Network) -> None:
    one, same, other = (drawn(city, Drawing(noise_m=2.0), seed) for seed in (1, 1, 2))
    assert shapely.equals_exact(one.lines, same.lines).all()
    assert not shapely.equals_exact(one.lines, other.lines).any()


def test_crossers_cross_their_section_at_the_angle_they_say(city: Network) -> None:
    crossers = crossing_routes(city, np.random.default_rng(3), 200)
    assert len(crossers.lines) == 200
    assert shapely.intersects(shapely.buffer(crossers.lines, 1e-6), city.lines[crossers.section]).all()
    assert ((shapely.length(crossers.lines) >= 16) & (shapely.length(crossers.lines) <= 80)).all()
    a, b = np.split(shapely.get_coordinates(crossers.lines).reshape(-1, 4), 2, axis=1)
    road = shapely.get_coordinates(city.lines[crossers.section]).reshape(-1, 4)
    way = (b - a) / np.hypot(*(b - a).T)[:, None]
    along = (road[:, 2:] - road[:, :2]) / 100
    angle = np.degrees(np.arccos(np.abs(np.einsum("ij,ij->i", way, along))))
    assert angle == pytest.approx(crossers.angle, abs=1e-6)


def test_scores_of_the_truth_itself_and_of_half_of_it(city: Network) -> None:
    true = as_stretches(drawn(city, Drawing(noise_m=1.0)))
    whole = metre_score(true, true)
    assert (whole.precision, whole.recall) == pytest.approx((1.0, 1.0))
    assert pair_score(true, true, 20.0).recall == 1.0
    first = as_stretches(
        Truth(
            lines=np.empty(0, dtype=object),
            route=true.project,
            section=true.section,
            from_m=true.from_m,
            to_m=(true.from_m + true.to_m) / 2,
        )
    )
    half = metre_score(first, true)
    assert (half.precision, half.recall) == pytest.approx((1.0, 0.5))
