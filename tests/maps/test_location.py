"""The location map shows each work of the sample seat among the named main roads around it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np

from maps import location
from maps.figures import ROAD, WIDTH
from maps.location import HEIGHT, WORK_COLOUR, location_figure

if TYPE_CHECKING:
    import pytest

    from tests.maps.conftest import Seat


def _paths(figure: bytes, colour: str) -> list[np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    found = re.findall(rf'<path d="M([^"]+)" fill="none" stroke="{colour}"', figure.decode())
    return [np.array([[float(x) for x in pair.split()] for pair in path.split("L")]) for path in found]


def test_every_work_lies_in_the_middle_of_its_map_and_is_drawn_in_red(seat: Seat) -> None:
    for work in seat.plan.joint_works:
        drawn = _paths(location_figure(work, seat.situation, seat.rulebook), WORK_COLOUR)
        assert len(drawn) == len(work.openings)
        points = np.concatenate(drawn)
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        assert np.allclose(middle, [WIDTH / 2, HEIGHT / 2], atol=0.2)
        assert (points >= 0).all()
        assert (points <= [WIDTH, HEIGHT]).all()


def test_main_roads_are_named_each_once(seat: Seat) -> None:
    work = seat.plan.joint_works[0]
    root = ET.fromstring(location_figure(work, seat.situation, seat.rulebook))  # noqa: S314 - our own figure
    names = [each.text for each in root.iter() if each.tag.endswith("text") and not each.get("aria-hidden")]
    named = [name for name in names if name in set(seat.situation.network.names)]
    assert len(named) > 2
    assert len(named) == len(set(named))


def test_minor_roads_go_first_where_there_are_too_many(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    work, network = seat.plan.joint_works[0], seat.situation.network
    classes = network.road_class.copy()
    classes[::2] = "residential"
    ground = replace(seat.situation, network=replace(network, road_class=classes))
    whole = len(_paths(location_figure(work, ground, seat.rulebook), ROAD))
    monkeypatch.setattr(location, "MOST_ROADS", 5)
    few = location_figure(work, ground, seat.rulebook)
    assert 0 < len(_paths(few, ROAD)) < whole
    assert 'stroke-width="1"' not in "".join(re.findall(rf'stroke="{ROAD}" stroke-width="[^"]+"', few.decode()))


def test_equal_input_gives_equal_bytes(seat: Seat) -> None:
    work = seat.plan.joint_works[0]
    first, second = (location_figure(work, seat.situation, seat.rulebook) for _ in range(2))
    assert first == second
