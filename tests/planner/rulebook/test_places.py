"""Places of a rulebook: areas read from YAML and GeoJSON, and the pieces of road inside them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from planner.errors import RulebookError
from planner.model import Network
from planner.rulebook.load import included_documents, load_rulebook
from planner.rulebook.places import Places
from planner.rulebook.road_rules import Area, Resurfacing

CORNER = Transformer.from_crs(4326, 4547, always_xy=True).transform(113.36, 33.63)
BOOK = b"""\
extends: yexian
version: '2026.12'
include: [sites.geojson]
blackouts:
  - {id: gaokao, zh: a, en: a, first: 06-06, last: 06-09, severity: block, status: C, source: exam_notices,
     basis: a, areas: [school]}
"""


def box(lon: float, lat: float, size: float = 0.01) -> list[list[float]]:
    return [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]


def feature(**changed: Any) -> dict[str, Any]:
    facts = {"zh": "考点", "en": "exam site", "status": "P", "source": "county_policy", "seats": 900}
    whole = {
        "type": "Feature",
        "id": "school",
        "properties": facts,
        "geometry": {"type": "Polygon", "coordinates": [box(113.36, 33.63)]},
    }
    return {**whole, **changed}


def sites(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False).encode()


def faults(content: bytes) -> list[tuple[str, str, str | None]]:
    with pytest.raises(RulebookError) as caught:
        load_rulebook({"book.yaml": BOOK, "sites.geojson": content})
    return [(fault.source, fault.code, fault.field) for fault in caught.value.faults]


def test_areas_are_drawn_beside_the_book() -> None:
    assert included_documents(BOOK) == ("sites.geojson",)
    book = load_rulebook({"book.yaml": BOOK, "sites.geojson": sites(feature())})
    ring = tuple((lon, lat) for lon, lat in box(113.36, 33.63))
    assert book.areas["school"].polygons == ((ring,),)
    assert book.blackouts[0].areas == ("school",)
    other = load_rulebook({"book.yaml": BOOK, "sites.geojson": sites(feature(), feature(id="other"))})
    assert other.sha256 != book.sha256


def test_several_polygons_and_heights_are_read() -> None:
    high = [[[[*corner, 80.0] for corner in box(lon, 33.63)]] for lon in (113.36, 113.4)]
    shape = {"type": "MultiPolygon", "coordinates": high}
    book = load_rulebook({"book.yaml": BOOK, "sites.geojson": sites(feature(geometry=shape))})
    assert [polygon[0][0] for polygon in book.areas["school"].polygons] == [(113.36, 33.63), (113.4, 33.63)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"type": "Feature"}', ("sites.geojson", "rulebook.not_areas", None)),
        (sites(feature(), feature()), ("sites.geojson", "rulebook.duplicate_key", "school")),
        (
            sites(feature(geometry={"type": "MultiPolygon", "coordinates": []})),
            ("sites.geojson", "rulebook.open_ring", "areas.school.polygons"),
        ),
        (
            sites(feature(geometry={"type": "Polygon", "coordinates": []})),
            ("sites.geojson", "rulebook.open_ring", "areas.school.polygons"),
        ),
        (
            sites(feature(geometry={"type": "MultiPolygon", "coordinates": [[box(113.36, 33.63)], []]})),
            ("sites.geojson", "rulebook.open_ring", "areas.school.polygons"),
        ),
        (sites(feature(id="x")), ("book.yaml", "rulebook.unknown_area", "blackouts[0].areas[0]")),
        (
            sites(feature(geometry={"type": "Point", "coordinates": [113.36, 33.63]})),
            ("sites.geojson", "rulebook.wrong_type", "areas.school.polygons"),
        ),
        (
            sites(feature(properties={"zh": "考点", "en": "exam site", "status": "P"})),
            ("sites.geojson", "rulebook.missing", "areas.school.source"),
        ),
        (
            sites(feature(properties={"zh": "考点", "en": "exam site", "status": "M", "source": "recalled"})),
            ("book.yaml", "rulebook.unproven_rule", "blackouts[0].areas[0]"),
        ),
    ],
)
def test_a_wrong_drawing_is_told_at_its_place(content: bytes, expected: tuple[str, str, str | None]) -> None:
    assert faults(content) == [expected]


def road(*ends: tuple[float, float]) -> Network:
    """Return one section per pair of ends, east and north of the corner of the school in metres."""
    lines = [shapely.LineString([(CORNER[0] + a, CORNER[1] + 10), (CORNER[0] + b, CORNER[1] + 10)]) for a, b in ends]
    count = len(lines)
    text = np.full(count, "", object)
    return Network(
        crs=4547,
        section_ids=np.array([f"S{i}" for i in range(count)], object),
        lines=np.array(lines, object),
        length_m=shapely.length(lines),
        start_node=np.arange(count),
        end_node=np.arange(count) + 1,
        corridor=np.zeros(count, np.int64),
        names=np.array([f"road {i}" for i in range(count)], object),
        road_class=text,
        width_m=np.full(count, 9.0),
        paved_on=np.full(count, "NaT", "datetime64[D]"),
        paved_kind=text,
        pavement=text,
        level=np.zeros(count, np.int64),
        aliases={"old": "S1"},
    )


def place(**named: tuple[str, ...]) -> Resurfacing:
    given: dict[str, Any] = {"id": "r", "zh": "a", "en": "a", "first": "2026-01-01", "last": "2026-01-02"}
    return Resurfacing(**given, status="P", source="county_policy", **named)  # type: ignore[arg-type]  # dates are not asked


SCHOOL = Area(
    zh="考点",
    en="exam site",
    status="P",  # type: ignore[arg-type]  # nor is the status
    source="county_policy",
    polygons=((tuple((lon, lat) for lon, lat in box(113.36, 33.63)),),),
)


def test_an_area_holds_the_pieces_of_road_inside_it() -> None:
    # The first section leaves the school to the west after 300 m, at about 30 m from the corner.
    places = Places(road((-300.0, 100.0), (-300.0, -100.0)), {"school": SCHOOL})
    school = place(areas=("school",))
    assert places.holds(school, 0, 280.0, 310.0)
    assert not places.holds(school, 0, 0.0, 290.0)
    assert not places.holds(school, 1, 0.0, 200.0)


def test_a_hole_is_outside() -> None:
    outer = SCHOOL.polygons[0][0]
    hole = tuple((lon, lat) for lon, lat in box(113.3605, 33.63002, 0.009))
    ring = Area(zh="a", en="a", status=SCHOOL.status, source="county_policy", polygons=((outer, hole),))
    places = Places(road((0.0, 400.0)), {"school": ring})
    assert places.holds(place(areas=("school",)), 0, 0.0, 40.0)
    assert not places.holds(place(areas=("school",)), 0, 60.0, 400.0)


def test_sections_and_roads_hold_by_their_names() -> None:
    places = Places(road((0.0, 10.0), (20.0, 30.0)), {})
    assert [places.holds(place(sections=("old",)), s, 0.0, 1.0) for s in (0, 1)] == [False, True]
    assert [places.holds(place(roads=("road 0",)), s, 0.0, 1.0) for s in (0, 1)] == [True, False]
    assert not places.holds(place(), 0, 0.0, 1.0)
