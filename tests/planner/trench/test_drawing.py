"""The cross-section drawing: well-formed, to scale, complete, the same every time."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.messages import Language
from planner.model import Service
from planner.rulebook.load import default_rulebook
from planner.trench.drawing import cross_section_svg, width_mm
from planner.trench.layout import lay_out, lay_out_trenches
from planner.trench.price import cut
from planner.trench.sheet import words_mm
from tests.planner.trench.trench_figures import ground, project

if TYPE_CHECKING:
    from planner.rulebook.model import Rulebook

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return default_rulebook()


def texts(drawn: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(drawn).iter(f"{SVG}text")]  # noqa: S314 our own output


def test_one_trench_is_to_scale_with_all_its_dimensions(rulebook: Rulebook) -> None:
    layout = lay_out([project(Service.WATER), project(Service.POWER)], rulebook.trench)
    drawn = cross_section_svg([layout], rulebook.services)
    root = ET.fromstring(drawn)  # noqa: S314 our own output
    walls = corners_of(root)
    assert walls[2][0] - walls[1][0] == pytest.approx(1.772 * 1000 / 20, abs=0.02)
    assert walls[1][1] - walls[0][1] == pytest.approx(layout.depth_m * 1000 / 20, abs=0.02)
    assert len(root.findall(f"{SVG}circle")) == 5
    words = texts(drawn)
    assert words[0] == "沟槽横断面 1:20"
    assert {"① 电力 4 孔 φ175 power", "② 给水 DN200 water", "0.45", "0.22", "0.50", "0.30*"} <= set(words)
    assert {"槽底 1.77*", "恢复 1.77～2.37", "0.70", "0.50*", "1.05"} <= set(words)
    assert "沟壁直立不设支撑（硬塑粉质黏土、黏土）" in words


def test_circles_have_the_colour_of_their_service(rulebook: Rulebook) -> None:
    drawn = cross_section_svg([lay_out([project(Service.GAS)], rulebook.trench)], rulebook.services)
    (circle,) = ET.fromstring(drawn).findall(f"{SVG}circle")  # noqa: S314 our own output
    assert circle.attrib["fill"] == rulebook.services[Service.GAS].colour == "#FF00FF"
    assert float(circle.attrib["r"]) == pytest.approx(0.08 * 1000 / 20)


def test_the_trenches_of_a_closure_side_by_side(rulebook: Rulebook) -> None:
    members = tuple(project(service) for service in Service)
    made = cut(members, 20.0, rulebook.trench, rulebook.compatibility)
    trenches = lay_out_trenches(made, members, rulebook.trench)
    drawn = cross_section_svg(trenches, rulebook.services, language=Language.EN)
    words = texts(drawn)
    assert [word for word in words if word.startswith("Trench ")] == ["Trench 1", "Trench 2", "Trench 3"]
    names = {"③ Water DN 200 water", "② Power 4 ducts of 175 mm power", "① Gas DN 160 gas", "① Heat 2 x DN 200 heat"}
    assert names <= set(words)
    assert float(ET.fromstring(drawn).attrib["width"].removesuffix("mm")) == width_mm(drawn) <= 156  # noqa: S314 our own
    assert sum(trench.width_m for trench in trenches) == pytest.approx(made.width_m[0])


def test_the_same_bytes_whatever_the_order_of_the_projects(rulebook: Rulebook) -> None:
    members = [project(service) for service in Service]
    there, back = (lay_out(order, rulebook.trench) for order in (members, members[::-1]))
    assert cross_section_svg([there], rulebook.services) == cross_section_svg([back], rulebook.services)


def test_keys_are_escaped(rulebook: Rulebook) -> None:
    drawn = cross_section_svg([lay_out([project(Service.WATER, "<W&1>")], rulebook.trench)], rulebook.services)
    assert "① 给水 DN200 <W&1>" in texts(drawn)


def test_without_keys_equal_trenches_of_other_projects_are_drawn_alike(rulebook: Rulebook) -> None:
    one, other = (lay_out([project(Service.WATER, key)], rulebook.trench) for key in "ab")
    drawn = [cross_section_svg([layout], rulebook.services, named=False) for layout in (one, other)]
    assert drawn[0] == drawn[1]
    assert "① 给水 DN200" in texts(drawn[0])


def test_supported_and_sloped_walls_are_drawn_to_scale(rulebook: Rulebook) -> None:
    deep = [project(Service.WATER, cover_m=1.678)]
    supported = lay_out(deep, replace(rulebook.trench, ground=ground()))
    root = ET.fromstring(cross_section_svg([supported], rulebook.services))  # noqa: S314 our own output
    corners = corners_of(root)
    assert corners[3][0] - corners[0][0] == pytest.approx((0.822 + 0.4) * 1000 / 20, abs=0.02)
    assert corners[0][0] == corners[1][0]
    sloped = lay_out(deep, replace(rulebook.trench, ground=ground(run=0.05)))
    drawn = cross_section_svg([sloped], rulebook.services, language=Language.EN)
    corners = corners_of(ET.fromstring(drawn))  # noqa: S314 our own output
    assert corners[3][0] - corners[0][0] == pytest.approx((0.822 + 0.2) * 1000 / 20, abs=0.02)
    assert corners[2][0] - corners[1][0] == pytest.approx(0.822 * 1000 / 20, abs=0.02)
    assert "Walls sloped, 0.10 m on each side (clay)" in texts(drawn)


services = st.lists(st.sampled_from(sorted(Service)), min_size=1, max_size=6)


@settings(deadline=None, max_examples=60)
@given(
    services,
    st.sampled_from([0, 6, 24]),
    st.sampled_from([1, 2, 6]),
    st.sampled_from(Language),
    st.sampled_from([100.0, 156.0]),
)
@example([Service.HEAT, Service.POWER, Service.GAS, Service.GAS, Service.GAS], 0, 2, Language.ZH, 100.0)
def test_no_words_overlap_and_none_leaves_the_sheet(
    chosen: list[Service], long: int, most: int, language: Language, paper_mm: float
) -> None:
    rulebook = default_rulebook()
    members = [project(service, f"{'K' * long}{i}") for i, service in enumerate(chosen)]
    trenches = [members[start : start + most] for start in range(0, len(members), most)]
    layouts = [lay_out(each, rulebook.trench) for each in trenches]
    drawn = cross_section_svg(layouts, rulebook.services, language=language, paper_mm=paper_mm)
    root = ET.fromstring(drawn)  # noqa: S314 our own output
    boxes = [box_of(element) for element in root.iter(f"{SVG}text")]
    width = width_mm(drawn)
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert right <= width
        assert top >= 0
        assert bottom <= float(root.attrib["height"].removesuffix("mm"))
    for one, other in itertools.combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def box_of(element: ET.Element) -> tuple[float, float, float, float]:
    """Return about what some words cover: from their top to their base line, by their anchor."""
    size = float(element.attrib.get("font-size", 2))
    long = words_mm(element.text or "", size) * 0.95
    back = {"middle": 0.5, "start": 0.0, "end": 1.0}[element.attrib.get("text-anchor", "middle")]
    left, base = float(element.attrib["x"]) - back * long, float(element.attrib["y"])
    return left, base - 0.75 * size, left + long, base


def corners_of(root: ET.Element) -> list[tuple[float, float]]:
    """Return the outline of the first trench: upper left, lower left, lower right, upper right."""
    path = next(e.attrib["d"] for e in root.findall(f"{SVG}path") if e.attrib["fill"] == "#F7F3EC")
    numbers = [tuple(map(float, pair.split())) for pair in path.strip("MZ").split("L")]
    return [(x, y) for x, y in numbers]


def test_nothing_to_draw_is_refused(rulebook: Rulebook) -> None:
    with pytest.raises(ValueError, match="no trench"):
        cross_section_svg([], rulebook.services)
