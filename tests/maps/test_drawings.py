"""The drawings of a plan: well-formed, said in words, in both languages, the same bytes, and as vectors in a PDF."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from api.papers import font_files
from maps.before_after import openings_svg
from maps.crews import crews_of
from maps.drawing import SHADE, fitted
from maps.drawing_pdf import drawing_pdf
from maps.drawing_words import DRAWING
from maps.schedule_graph import schedule_graph_svg, schedule_of
from maps.timeline import TimelineBy, timeline_rows, timeline_svg
from planner.messages import Language
from planner.model import Cut, InstallationWindow, Mode, Phases, Service, Window
from planner.pipeline import calendar_of
from planner.rulebook.model import Blackout, Severity, Status
from planner.trench.sheet import words_mm

if TYPE_CHECKING:
    from planner.calendar import WorkCalendar
    from planner.model import JointWork, Plan
    from tests.maps.conftest import Seat

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def calendar(seat: Seat) -> WorkCalendar:
    return calendar_of(seat.rulebook, seat.situation.routes.projects, seat.plan.as_of)


def words_of(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own drawing


def drawings(seat: Seat, calendar: WorkCalendar, language: Language) -> list[str]:
    work = max(seat.plan.joint_works, key=lambda w: len(w.members))
    timelines = [timeline_svg(seat.plan, seat.rulebook, by=by, language=language) for by in TimelineBy]
    graph = schedule_graph_svg(work, seat.situation.routes.projects, seat.rulebook, calendar, language=language)
    return [
        *timelines,
        graph,
        openings_svg(work.road_name, seat.plan, seat.situation, seat.rulebook, language=language),
    ]


@pytest.mark.parametrize("language", list(Language))
def test_each_says_what_it_is_and_is_the_same_every_time(
    seat: Seat, calendar: WorkCalendar, language: Language
) -> None:
    made = drawings(seat, calendar, language)
    assert made == drawings(seat, calendar, language)
    for svg in made:
        root = ET.fromstring(svg)  # noqa: S314 - our own drawing
        assert root.get("role") == "img"
        assert root.get("lang") == language.value
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert root.get("aria-label") == title.text
        assert description is not None
        assert description.text
        assert not re.search(r"\{\w+\}", svg)


def test_every_word_is_there_in_both_languages() -> None:
    for zh, en in DRAWING.values():
        assert re.findall(r"\{\w+\}", zh) == re.findall(r"\{\w+\}", en)
        assert zh
        assert en


def test_by_road_every_work_has_its_row_and_its_phases(seat: Seat) -> None:
    svg = timeline_svg(seat.plan, seat.rulebook)
    said = words_of(svg)
    assert all(any(text.startswith(work.id) for text in said) for work in seat.plan.joint_works)
    fills = Counter(re.findall(r'fill="(#\w+)"/>', svg))
    # One in the legend, and one for each work
    assert fills["#8a5a2b"] == len(seat.plan.joint_works) + 1


def test_a_long_plan_goes_on_several_sheets_of_one_axis(seat: Seat) -> None:
    rows = timeline_rows(seat.plan, seat.rulebook, TimelineBy.UTILITY)
    first = timeline_svg(seat.plan, seat.rulebook, by=TimelineBy.UTILITY, most=5)
    rest = timeline_svg(seat.plan, seat.rulebook, by=TimelineBy.UTILITY, first=5)
    keys = [re.findall(r"P-\d{4}(?=\u3000)", svg) for svg in (first, rest)]
    assert [len(each) for each in keys] == [5, rows - 5]
    assert len({*keys[0], *keys[1]}) == rows == sum(len(set(w.members)) for w in seat.plan.joint_works)
    assert re.findall(r"\d+月", first) == re.findall(r"\d+月", rest)


def test_only_days_without_any_digging_anywhere_are_tinted(seat: Seat) -> None:
    some = seat.plan.joint_works[0].phases.excavation
    rule = Blackout(
        id="ban",
        zh="禁掘",
        en="ban",
        first=some.first.isoformat(),
        last=some.last.isoformat(),
        severity=Severity.BLOCK,
        status=Status.POLICY,
        source="county_policy",
        basis="",
    )
    limited = (
        dataclasses.replace(rule, services=(Service.HEAT,)),
        dataclasses.replace(rule, roads=("健康路",)),
        dataclasses.replace(rule, road_classes=("primary",)),
        dataclasses.replace(rule, enabled=False),
    )

    def tints(*rules: Blackout) -> int:
        book = dataclasses.replace(seat.rulebook, blackouts=rules)
        return timeline_svg(seat.plan, book).count(f'fill="{SHADE}"')

    # One in the legend
    assert [tints(), tints(*limited), tints(rule)] == [1, 1, 2]


def test_a_plan_without_works_has_a_timeline_that_says_so(seat: Seat) -> None:
    bare = dataclasses.replace(seat.plan, joint_works=())
    assert "There are no works to show" in timeline_svg(bare, seat.rulebook, language=Language.EN)


def at_once(plan: Plan, utility: str) -> int:
    """Return the most lines of a utility that are laid on one day, counted day by day."""
    owner = {o.project.key: o.project.utility for o in plan.outcomes}
    days: Counter[date] = Counter()
    for work in plan.joint_works:
        for each in work.phases.installation:
            if owner[each.project] == utility:
                length = (each.window.last - each.window.first).days + 1
                days.update(each.window.first + timedelta(days=n) for n in range(length))
    return max(days.values())


def test_as_few_crews_as_the_dates_allow_and_none_twice_at_once(seat: Seat) -> None:
    for utility, crews in crews_of(seat.plan).items():
        assert len(crews) == at_once(seat.plan, utility)
        for crew in crews:
            assert all(a.window.last < b.window.first for a, b in pairwise(crew))


def scheduled(seat: Seat, *, together: bool) -> JointWork:
    """Return a work whose two lines take 5 and 2 working days, in one trench or in two.

    In November 2026 the 2nd is a Monday, and no holiday lies in the month.
    """
    work = next(w for w in seat.plan.joint_works if len(w.members) == 2)
    a, b = work.members

    def days(first: int, last: int) -> Window:
        return Window(first=date(2026, 11, first), last=date(2026, 11, last))

    second = days(16, 17) if together else days(9, 10)
    phases = Phases(
        survey=days(2, 2),
        approval=days(3, 3),
        excavation=days(5, 6),
        installation=(
            InstallationWindow(project=a, window=days(9, 13)),
            InstallationWindow(project=b, window=second),
        ),
        backfill=days(18, 18) if together else days(16, 16),
        reinstatement=days(19, 19) if together else days(17, 17),
        acceptance=days(20, 20) if together else days(18, 18),
    )
    trenches = ((a, b),) if together else ((a,), (b,))
    cut = Cut(mode=Mode.SAME_TRENCH if together else Mode.SAME_CLOSURE, width_m=(1.0, 1.5), trenches=trenches)
    opening = dataclasses.replace(work.openings[0], members=(a, b), cut=cut)
    return dataclasses.replace(work, openings=(opening,), phases=phases)


def without_lag(seat: Seat) -> Seat:
    durations = dataclasses.replace(seat.rulebook.durations, installation_lag_days=None)
    return dataclasses.replace(seat, rulebook=dataclasses.replace(seat.rulebook, durations=durations))


def test_in_one_trench_the_second_line_carries_the_critical_path(seat: Seat, calendar: WorkCalendar) -> None:
    nodes, _ = schedule_of(scheduled(seat, together=True), without_lag(seat).rulebook, calendar)
    # One working day, the 4th, lies between approval and excavation.
    assert [n.slack for n in nodes] == [1, 1, 0, 0, 0, 0, 0, 0]
    assert [n.days for n in nodes] == [1, 1, 2, 5, 2, 1, 1, 1]


def test_in_two_trenches_the_shorter_line_has_time_to_spare(seat: Seat, calendar: WorkCalendar) -> None:
    work = scheduled(seat, together=False)
    nodes, links = schedule_of(work, without_lag(seat).rulebook, calendar)
    assert [n.slack for n in nodes] == [1, 1, 0, 0, 3, 0, 0, 0]
    assert not any(nodes[a.before].project and nodes[a.after].project for a in links)
    said = words_of(schedule_graph_svg(work, seat.situation.routes.projects, seat.rulebook, calendar))
    assert any("机动 3" in text for text in said)


def test_before_and_after_count_openings_and_metres_of_one_road(seat: Seat) -> None:
    work = max(seat.plan.joint_works, key=lambda w: len(w.members))
    on = [w for w in seat.plan.joint_works if w.road_name == work.road_name]
    svg = openings_svg(work.road_name, seat.plan, seat.situation, seat.rulebook, language=Language.EN)
    alone = sum(s.to_m - s.from_m for w in on for s in w.stretches)
    opened = sum(w.opened_m for w in on)
    assert f"Each alone: {sum(len(w.members) for w in on)} openings, {alone:.0f} m" in words_of(svg)
    assert f"Together: {len(on)} openings, {opened:.0f} m" in words_of(svg)
    assert "该道路没有开挖" in openings_svg("没有这条路", seat.plan, seat.situation, seat.rulebook)


def test_a_drawing_becomes_a_pdf_of_vectors(seat: Seat) -> None:
    svg = timeline_svg(seat.plan, seat.rulebook, by=TimelineBy.CREW)
    first, second = (drawing_pdf(svg, fonts=font_files(), dated=seat.plan.as_of) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF")
    assert b"/Subtype /Image" not in first
    assert b"NotoSansSC" in first.replace(b"#20", b"").replace(b"-", b"")
    with pytest.raises(ValueError, match="not a drawing"):
        drawing_pdf("<svg/>", fonts=font_files(), dated=seat.plan.as_of)


def test_the_title_of_a_pdf_is_the_drawings_own(seat: Seat) -> None:
    svg = openings_svg("A & B <路>", seat.plan, seat.situation, seat.rulebook)
    title = drawing_pdf(svg, fonts=font_files(), dated=seat.plan.as_of)
    assert "A &amp; B &lt;路&gt;".encode() in title  # as XML in the metadata, escaped once
    assert b"&amp;amp;" not in title


def test_a_road_of_very_many_sections_has_a_wider_sheet(seat: Seat) -> None:
    works = tuple(dataclasses.replace(work, road_name="一条路") for work in seat.plan.joint_works)
    plan = dataclasses.replace(seat.plan, joint_works=works)
    for paper_mm in (60.0, 5_000.0):
        drawn = ET.fromstring(  # noqa: S314 - our own drawing
            openings_svg("一条路", plan, seat.situation, seat.rulebook, paper_mm=paper_mm)
        )
        boxes = [box for box in drawn.iter(f"{SVG}rect") if box.get("x")]
        right = max(float(box.get("x", "")) + float(box.get("width", "")) for box in boxes)
        wide = float(drawn.get("viewBox", "").split()[2])
        assert right <= wide
        assert wide >= paper_mm


def test_words_are_cut_to_their_room() -> None:
    assert fitted("JW-0001", 40) == "JW-0001"
    cut = fitted("很长的工程名称" * 5, 20)
    assert cut.endswith("…")
    assert words_mm(cut, 2.0) <= 20
