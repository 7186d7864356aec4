"""The site plan: a well-formed drawing that names what it shows and keeps its labels apart."""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import typst

from maps.figures import WIDTH, _round_length, work_figure
from maps.svg import Label, Sheet, text_width

if TYPE_CHECKING:
    from pathlib import Path

    from tests.maps.conftest import Seat

SVG = "{http://www.w3.org/2000/svg}"


def texts(figure: bytes) -> list[str]:
    # The figure is ours, made a moment ago, so the plain parser will do.
    return [e.text or "" for e in ET.fromstring(figure).iter(f"{SVG}text") if "aria-hidden" not in e.attrib]  # noqa: S314


def test_every_work_has_its_drawing_with_its_labels(seat: Seat) -> None:
    for work in seat.plan.joint_works:
        said = texts(work_figure(work, seat.situation, seat.rulebook))
        assert f"{work.id}　{work.road_name}　挖掘范围" in said
        assert all(any(line.endswith(member) for line in said) for member in work.members)
        assert "北" in said
        assert any(line.endswith(" m") for line in said)
        assert any(line.startswith(work.openings[0].section_id) for line in said)


def test_chainages_that_are_written_alike_are_written_once(seat: Seat) -> None:
    written = []
    for work in seat.plan.joint_works:
        first, *others = work.openings
        at = (first.from_m + first.to_m) / 2
        ends = [first.from_m, at, at + 0.003, first.to_m]
        cut = [dataclasses.replace(first, from_m=low, to_m=high) for low, high in pairwise(ends)]
        figure = work_figure(dataclasses.replace(work, openings=(*cut, *others)), seat.situation, seat.rulebook)
        # on a crowded sheet there may be no room for it
        written.append(texts(figure).count(f"{at:.0f} m"))
    assert set(written) == {0, 1}


def test_lines_have_the_ink_of_their_service(seat: Seat) -> None:
    work = seat.plan.joint_works[0]
    figure = work_figure(work, seat.situation, seat.rulebook).decode()
    services = {p.key: p.service for p in seat.situation.routes.projects}
    for member in work.members:
        assert f'stroke="{seat.rulebook.services[services[member]].ink}"' in figure


def test_two_members_of_one_service_are_told_apart(seat: Seat) -> None:
    services = {p.key: p.service for p in seat.situation.routes.projects}
    work = next(w for w in seat.plan.joint_works if len({services[m] for m in w.members}) < len(w.members))
    figure = work_figure(work, seat.situation, seat.rulebook)
    pens = [
        (row.get("stroke"), row.get("stroke-dasharray"))
        for row in ET.fromstring(figure).iter(f"{SVG}path")  # noqa: S314 - our own figure
        if row.get("d", "").startswith(("M14 ", f"M{WIDTH / 2 + 14:.0f} ")) and row.get("stroke-width") == "3"
    ]
    assert len(set(pens)) == len(pens) == len(work.members)


def test_the_sheet_is_as_wide_as_a_page_likes_and_no_taller(seat: Seat) -> None:
    for work in seat.plan.joint_works:
        root = ET.fromstring(work_figure(work, seat.situation, seat.rulebook))  # noqa: S314 - our own figure
        wide, tall = float(root.get("width", "")), float(root.get("height", ""))
        assert wide == WIDTH
        assert 0.6 < tall / wide < 1.2


def test_coordinates_are_short(seat: Seat) -> None:
    figure = work_figure(seat.plan.joint_works[0], seat.situation, seat.rulebook).decode()
    assert not re.findall(r"\d\.\d\d", re.sub(r"<text.*?</text>|<title>.*?</title>", "", figure))


def test_equal_input_gives_equal_bytes(seat: Seat) -> None:
    work = seat.plan.joint_works[0]
    first, second = (work_figure(work, seat.situation, seat.rulebook) for _ in range(2))
    assert first == second
    assert b'font-family="Noto Sans SC"' in first


def test_typst_draws_it(seat: Seat, tmp_path: Path) -> None:
    (tmp_path / "f.svg").write_bytes(work_figure(seat.plan.joint_works[0], seat.situation, seat.rulebook))
    (tmp_path / "f.typ").write_text('#image("f.svg")')
    assert typst.compile(str(tmp_path / "f.typ"), format="png").startswith(b"\x89PNG")


def test_labels_keep_clear_of_one_another_and_of_the_edge() -> None:
    sheet = Sheet(100, 100)
    assert sheet.write(Label(x=50, y=50, text="文化路", size=10))
    assert not sheet.write(Label(x=60, y=55, text="健康路", size=10))
    assert not sheet.write(Label(x=5, y=90, text="健康路", size=10))
    assert sheet.write(Label(x=50, y=80, text="健康路", size=10, angle=5))


def test_markup_in_a_name_is_text() -> None:
    sheet = Sheet(100, 100)
    sheet.text(Label(x=1, y=1, text="</text><script>", size=10))
    assert "<script" not in "".join(sheet.parts)


@pytest.mark.parametrize(("limit", "wanted"), [(1.9, 1.0), (49.0, 20.0), (50.0, 50.0), (731.0, 500.0)])
def test_scales_are_round(limit: float, wanted: float) -> None:
    assert _round_length(limit) == wanted


def test_full_width_letters_count_whole() -> None:
    assert text_width("叶县", 10) == 20
    assert text_width("ab", 10) == pytest.approx(11.6)
