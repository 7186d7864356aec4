"""The cross-section drawing: well-formed, to scale, complete, the same every time."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from planner.messages import Language
from planner.model import Service
from planner.rulebook.load import default_rulebook
from planner.trench.drawing import cross_section_svg
from planner.trench.layout import lay_out, lay_out_trenches
from planner.trench.price import cut
from tests.planner.trench.trench_figures import project

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
    walls = root.findall(f"{SVG}rect")[1]
    assert float(walls.attrib["width"]) == pytest.approx(1.772 * 1000 / 20, abs=0.01)
    assert float(walls.attrib["height"]) == pytest.approx(layout.depth_m * 1000 / 20, abs=0.01)
    assert len(root.findall(f"{SVG}circle")) == 5
    words = texts(drawn)
    assert words[0] == "沟槽横断面 1:20"
    assert {"电力 power", "给水 water", "0.45", "0.22", "0.50", "0.30*", "1.77*", "0.70", "0.50*", "1.05"} <= set(words)


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
    assert {"Water water", "Power power", "Gas gas", "Heat heat", "Telecom telecom"} <= set(words)
    assert float(ET.fromstring(drawn).attrib["width"].removesuffix("mm")) <= 170  # noqa: S314 our own output
    assert sum(trench.width_m for trench in trenches) == pytest.approx(made.width_m[0])


def test_the_same_bytes_whatever_the_order_of_the_projects(rulebook: Rulebook) -> None:
    members = [project(service) for service in Service]
    there, back = (lay_out(order, rulebook.trench) for order in (members, members[::-1]))
    assert cross_section_svg([there], rulebook.services) == cross_section_svg([back], rulebook.services)


def test_keys_are_escaped(rulebook: Rulebook) -> None:
    drawn = cross_section_svg([lay_out([project(Service.WATER, "<W&1>")], rulebook.trench)], rulebook.services)
    assert "给水 <W&1>" in texts(drawn)


def test_nothing_to_draw_is_refused(rulebook: Rulebook) -> None:
    with pytest.raises(ValueError, match="no trench"):
        cross_section_svg([], rulebook.services)
