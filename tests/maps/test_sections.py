"""Cross-sections for papers and for the map: each once, and no more than a map can bear."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from maps import sections
from maps.plan_map import plan_data
from maps.sections import SCREEN_MM, Drawings, sections_of
from planner.messages import Language
from planner.model import Cut, Mode
from planner.trench.drawing import cross_section_svg
from planner.trench.layout import lay_out_trenches
from planner.trench.price import cut

if TYPE_CHECKING:
    from planner.model import JointWork, Opening
    from tests.maps.conftest import Seat


@pytest.fixture(scope="module")
def cut_seat(seat: Seat) -> Seat:
    """Return the seat with every opening cut as its members demand."""
    known = {project.key: project for project in seat.situation.routes.projects}
    book = seat.rulebook

    def recut(opening: Opening) -> Opening:
        made = cut(tuple(known[key] for key in opening.members), 20.0, book.trench, book.compatibility)
        return dataclasses.replace(opening, cut=made)

    works = tuple(
        dataclasses.replace(work, openings=tuple(map(recut, work.openings))) for work in seat.plan.joint_works
    )
    return dataclasses.replace(seat, plan=dataclasses.replace(seat.plan, joint_works=works))


def joint(seat: Seat) -> JointWork:
    return next(work for work in seat.plan.joint_works if len(work.members) > 1)


def test_a_work_has_one_section_for_each_way_it_is_cut(cut_seat: Seat) -> None:
    for work in cut_seat.plan.joint_works:
        found = sections_of(work, cut_seat.situation, cut_seat.rulebook)
        assert len(found) == len({opening.cut.trenches for opening in work.openings})
        assert sorted(n for section in found for n in section.openings) == list(range(1, len(work.openings) + 1))
        for section in found:
            keys = {key for keys in work.openings[section.openings[0] - 1].cut.trenches for key in keys}
            drawn = " ".join(element.text or "" for element in ET.fromstring(section.svg).iter())  # noqa: S314 ours
            assert all(key in drawn for key in keys)
            assert {k.a for k in section.distances} | {k.b for k in section.distances} <= keys


def with_sliver(work: JointWork) -> JointWork:
    """Return a work whose first opening gives up its last 3 mm to an opening of its first member alone."""
    first, *others = work.openings
    last = round(first.to_m, 2)
    sliver = dataclasses.replace(first, from_m=last - 0.003, to_m=last, members=first.members[:1])
    return dataclasses.replace(work, openings=(dataclasses.replace(first, to_m=last - 0.003), sliver, *others))


def test_openings_of_millimetres_are_left_out_where_openings_are_told_and_numbered(cut_seat: Seat) -> None:
    whole = joint(cut_seat)
    work = with_sliver(whole)
    found = sections_of(work, cut_seat.situation, cut_seat.rulebook)
    assert [each.openings for each in found] == [
        each.openings for each in sections_of(whole, cut_seat.situation, cut_seat.rulebook)
    ]

    plan = dataclasses.replace(cut_seat.plan, joint_works=(work,))
    told = plan_data(plan, cut_seat.situation, cut_seat.rulebook, Language.ZH)["works"]
    before = plan_data(
        dataclasses.replace(plan, joint_works=(whole,)), cut_seat.situation, cut_seat.rulebook, Language.ZH
    )["works"]
    assert all(row[1] < row[2] for row in told["cuts"][0])
    assert told["cuts"] == before["cuts"]
    assert told["modes"] == before["modes"]


def test_a_cut_that_names_no_trenches_has_no_section(seat: Seat) -> None:
    assert sections_of(joint(seat), seat.situation, seat.rulebook) == ()


def test_the_map_holds_each_drawing_once_and_every_opening_knows_its_own(cut_seat: Seat) -> None:
    data = plan_data(cut_seat.plan, cut_seat.situation, cut_seat.rulebook, Language.ZH)
    numbers = [row[-1] for rows in data["works"]["cuts"] for row in rows]
    drawn = unpacked(data)
    assert set(numbers) == set(range(len(drawn)))
    assert len(set(drawn)) == len(drawn) < len(numbers)
    keys = [project.key for project in cut_seat.situation.routes.projects]
    assert not any(key in svg for key in keys for svg in drawn)
    assert all("沟槽横断面" in svg for svg in drawn)


def test_packing_loses_nothing_and_takes_little(cut_seat: Seat) -> None:
    data = plan_data(cut_seat.plan, cut_seat.situation, cut_seat.rulebook, Language.ZH)
    known = {project.key: project for project in cut_seat.situation.routes.projects}
    book = cut_seat.rulebook
    cuts = [opening.cut for work in cut_seat.plan.joint_works for opening in work.openings]
    expected = {
        cross_section_svg(
            lay_out_trenches(made, list(known.values()), book.trench), book.services, named=False, paper_mm=SCREEN_MM
        )
        for made in cuts
    }
    assert set(unpacked(data)) <= expected
    assert sum(len(p.encode()) for p in data["sections"]["drawn"]) < 0.5 * sum(len(s.encode()) for s in unpacked(data))


def unpacked(data: dict[str, Any]) -> list[str]:
    means = dict(zip(data["sections"]["signs"], data["sections"]["fragments"], strict=True))
    return ["".join(means.get(c, c) for c in packed) for packed in data["sections"]["drawn"]]


def test_no_more_is_drawn_than_a_map_can_bear(cut_seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "MOST_BYTES", 1)
    drawings = Drawings(cut_seat.situation, cut_seat.rulebook, Language.EN)
    cuts = [opening.cut for work in cut_seat.plan.joint_works for opening in work.openings]
    numbers = [drawings.number_of(made) for made in cuts]
    assert len(drawings.packed) == 1
    assert set(numbers) == {0, sections.NONE}
    assert drawings.number_of(Cut(mode=Mode.SINGLE, width_m=(1.0, 1.0))) == sections.NONE
