"""No Chinese stands in an English map or drawing but names, and what is marked as Chinese."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest

from maps.before_after import openings_svg
from maps.figures import work_figure
from maps.location import location_figure
from maps.plan_map import linked_page, plan_data, plan_map
from maps.schedule_graph import schedule_graph_svg
from maps.sections import sections_of
from maps.timeline import TimelineBy, timeline_svg
from planner.messages import Language
from planner.pipeline import calendar_of
from planner.trench.price import cut
from tests.reading import Reading, untranslated

if TYPE_CHECKING:
    from planner.model import JointWork, Opening
    from tests.maps.conftest import Seat


@pytest.fixture(scope="module")
def cut_seat(seat: Seat) -> Seat:
    """Return the seat with every opening cut as the rulebook has it; its works tell nothing beside that."""
    known, book = {p.key: p for p in seat.situation.routes.projects}, seat.rulebook

    def recut(opening: Opening) -> Opening:
        made = cut(tuple(known[key] for key in opening.members), 20.0, book.trench, book.compatibility)
        return dataclasses.replace(opening, cut=made)

    works = tuple(
        dataclasses.replace(work, openings=tuple(map(recut, work.openings)), reasons=())
        for work in seat.plan.joint_works
    )
    return dataclasses.replace(seat, plan=dataclasses.replace(seat.plan, joint_works=works))


def names(seat: Seat) -> list[str]:
    """Return the names of roads and projects, and the basis of rules, which the map marks when it shows it."""
    projects = (project.name or "" for project in seat.situation.routes.projects)
    return [*seat.situation.network.names.tolist(), *projects, *(rule.basis for rule in seat.rulebook.blackouts)]


def drawings(seat: Seat, work: JointWork, language: Language) -> dict[str, str]:
    projects, book = seat.situation.routes.projects, seat.rulebook
    calendar = calendar_of(book, projects, seat.plan.as_of)
    return {
        **{f"by {by}": timeline_svg(seat.plan, book, by=by, language=language) for by in TimelineBy},
        "graph": schedule_graph_svg(work, projects, book, calendar, language=language),
        "road": openings_svg(work.road_name, seat.plan, seat.situation, book, language=language),
        "site": work_figure(work, seat.situation, book, language=language).decode(),
        "location": location_figure(work, seat.situation, book, language=language).decode(),
        **{s.svg: s.svg for s in sections_of(work, seat.situation, book, language=language)},
    }


def test_drawings_are_english_where_english_is_asked_for(cut_seat: Seat) -> None:
    nameless = dataclasses.replace(cut_seat.plan.joint_works[0], road_name="")
    for work in (*cut_seat.plan.joint_works, nameless):
        for drawn in drawings(cut_seat, work, Language.EN).values():
            assert untranslated(Reading(drawn).words, names(cut_seat)) == []


def test_the_same_drawings_are_chinese_otherwise(cut_seat: Seat) -> None:
    work = max(cut_seat.plan.joint_works, key=lambda each: len(each.members))
    for drawn in drawings(cut_seat, work, Language.ZH).values():
        assert untranslated(Reading(drawn).words, names(cut_seat))


def test_the_site_plan_and_the_location_map_say_what_they_are(cut_seat: Seat) -> None:
    work = cut_seat.plan.joint_works[0]
    for language, site, location in (
        (Language.ZH, f"{work.id} {work.road_name}施工平面图", f"{work.id} {work.road_name}位置图"),
        (Language.EN, f"Site plan of {work.id}, {work.road_name}", f"Location of {work.id}, {work.road_name}"),
    ):
        drawn = drawings(cut_seat, work, language)
        for title, svg in ((site, drawn["site"]), (location, drawn["location"])):
            assert f"<title>{title}</title>" in svg
            assert f'lang="{language.value}" aria-label="{title}"' in svg


def test_an_english_map_says_and_draws_english_in_both_its_ways(cut_seat: Seat) -> None:
    plan, situation, book = cut_seat.plan, cut_seat.situation, cut_seat.rulebook
    said = plan_data(plan, situation, book, Language.EN)
    assert any("share the trench on condition" in text for text in said["texts"])
    words = [json.dumps(value, ensure_ascii=False) for value in said.values()]
    assert untranslated(words, [json.dumps(name, ensure_ascii=False)[1:-1] for name in names(cut_seat)]) == []

    whole = plan_map(plan, situation, book, language=Language.EN)
    linked = linked_page(plan, book, data_url="/data", static_url="/static", language=Language.EN)
    for page in (whole, linked):
        held = page.partition('<script type="application/json" id="plan-data">')
        around = held[0] + held[2].partition("</script>")[2]
        assert untranslated(Reading(around).words, names(cut_seat)) == []
        assert f'<span lang="zh-CN">{book.name}</span>' in page
