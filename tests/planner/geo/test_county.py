"""A submission into a loaded county is told what planning everything anew would say; counties never change."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo import county_warnings
from planner.geo.county import answer_submission, load_county, with_submission
from planner.geo.overlap import pair_metres, shared_stretches
from planner.geo.referencing import refer_routes
from planner.messages import Language, text_of
from planner.messages.submission import CATALOGUE
from planner.model import Situation, Urgency, Window
from planner.rulebook.load import default_rulebook
from planner.rulebook.model import Resurfacing, Status
from planner.survey import Document, survey_ground

if TYPE_CHECKING:
    from planner.geo.county import Answer, County
    from planner.model import Network, Objects, Project, Routes, Stretches
    from tests.planner.geo.conftest import Draw, MakeRoutes, Roads

Name: TypeAlias = tuple[str, str]
Shares: TypeAlias = dict[tuple[Name, Name, int], list[tuple[float, float]]]

BOOK = default_rulebook()
SAMPLE = Path(__file__).resolve().parents[3] / "sample_data"
MODEST = settings(deadline=None, max_examples=12)


@cache
def everything() -> Situation:
    """Survey the sample seat in one batch, with one of its projects given a work area."""
    files = sorted(p for p in (SAMPLE / "routes").iterdir() if p.suffix in {".geojson", ".gpkg"})
    roads, *routes = (Document(name=p.name, content=p.read_bytes()) for p in (SAMPLE / "roads.geojson", *files))
    situation = survey_ground(roads, routes, BOOK).situation
    return surveyed(situation.network, with_area(situation.routes, situation.network.lines[7]))


def surveyed(network: Network, routes: Routes) -> Situation:
    matched = refer_routes(routes, network, BOOK.matching)
    return Situation(
        routes=routes,
        network=network,
        stretches=matched.stretches,
        shared=shared_stretches(matched.stretches),
        crossings=matched.crossings,
        unmatched=matched.unmatched,
    )


def with_area(routes: Routes, line: shapely.LineString) -> Routes:
    area: Objects = np.empty(1, dtype=object)
    area[:] = [line.buffer(6.0)]
    return replace(
        routes, areas=area, project_of_area=np.array([3]), source_of_area=np.array(["area.geojson"], dtype=object)
    )


@cache
def empty_county() -> County:
    return load_county(everything().network, BOOK)


def only(routes: Routes, wanted: list[int]) -> Routes:
    """Return the routes of some projects, numbered anew."""
    rank = np.full(len(routes.projects), -1)
    rank[wanted] = np.arange(len(wanted))
    parts, areas = rank[routes.project_of_part] >= 0, rank[routes.project_of_area] >= 0
    return replace(
        routes,
        projects=tuple(routes.projects[i] for i in wanted),
        parts=routes.parts[parts],
        project_of_part=rank[routes.project_of_part][parts],
        source_of_part=routes.source_of_part[parts],
        feature_of_part=routes.feature_of_part[parts],
        areas=routes.areas[areas],
        project_of_area=rank[routes.project_of_area][areas],
        source_of_area=routes.source_of_area[areas],
    )


def of_projects(table: Any, wanted: list[int]) -> list[tuple[Any, ...]]:
    """List the rows of a result of some projects, projects numbered anew."""
    rank = {project: i for i, project in enumerate(wanted)}
    columns = [getattr(table, f.name) for f in dataclasses.fields(table) if f.name != "project"]
    shown = [shapely.to_wkb(c) if c.dtype == object else c for c in columns]
    rows = zip(table.project.tolist(), *(c.tolist() for c in shown), strict=True)
    return sorted((rank[p], *row) for p, *row in rows if p in rank)


def name(project: Project) -> Name:
    return project.utility, project.project_id


def told(answer: Answer) -> Shares:
    """List the intervals of each pair on each section."""
    found: Shares = {}
    p = answer.partners
    for i, j, section, low, high in zip(p.project, p.partner, p.section, p.from_m, p.to_m, strict=True):
        key = (name(answer.projects[i]), name(answer.projects[j]), int(section))
        found.setdefault(key, []).append((float(low), float(high)))
    return found


def batch_says(situation: Situation, submitted: list[int]) -> Shares:
    """Read the same from the shared stretches of a batch, row by row."""
    projects, shared = situation.routes.projects, situation.shared
    found: Shares = {}
    for row in range(len(shared)):
        members = shared.members[shared.member_start[row] : shared.member_start[row + 1]].tolist()
        low, high = float(shared.from_m[row]), float(shared.to_m[row])
        for i in set(members) & set(submitted):
            for j in set(members) - {i}:
                rows = found.setdefault((name(projects[i]), name(projects[j]), int(shared.section[row])), [])
                if rows and rows[-1][1] == low:
                    rows[-1] = (rows[-1][0], high)
                else:
                    rows.append((low, high))
    return found


def known(situation: Situation, wanted: list[int]) -> tuple[tuple[Project, ...], Stretches]:
    rank = np.full(len(situation.routes.projects), -1)
    rank[wanted] = np.arange(len(wanted))
    s = situation.stretches
    keep = rank[s.project] >= 0
    rows = {f.name: getattr(s, f.name)[keep] for f in dataclasses.fields(s)}
    return tuple(situation.routes.projects[i] for i in wanted), replace(s, **rows | {"project": rank[s.project[keep]]})


@MODEST
@given(data=st.data())
def test_the_answer_is_what_the_batch_says_of_the_submission(data: st.DataObject) -> None:
    situation, county = everything(), empty_county()
    numbers = list(range(len(situation.routes.projects)))
    submitted = sorted(data.draw(st.sets(st.sampled_from(numbers), min_size=1, max_size=20)))
    projects, stretches = known(situation, [i for i in numbers if i not in set(submitted)])
    county = load_county(county.network, BOOK, projects, stretches, index=county.index)
    answer = answer_submission(county, only(situation.routes, submitted))
    own = list(range(len(submitted)))
    assert answer.submitted == len(submitted)
    assert of_projects(answer.matched.stretches, own) == of_projects(situation.stretches, submitted)
    assert of_projects(answer.matched.crossings, own) == of_projects(situation.crossings, submitted)
    assert of_projects(answer.matched.unmatched, own) == of_projects(situation.unmatched, submitted)
    assert told(answer) == batch_says(situation, submitted)


def test_the_metres_of_a_whole_county_are_the_batch_s_sums() -> None:
    situation = everything()
    answer = answer_submission(empty_county(), situation.routes)
    i, j, section, metres = pair_metres(situation.shared)
    p = answer.partners
    once = p.project < p.partner
    pairs = zip(p.project[once], p.partner[once], p.section[once], strict=True)
    found: dict[tuple[int, int, int], float] = {}
    for key, length in zip(pairs, p.metres[once], strict=True):
        found[key] = found.get(key, 0.0) + float(length)
    assert list(found) == list(zip(i, j, section, strict=True))
    assert list(found.values()) == pytest.approx(metres.tolist())
    assert len(found) > 100


@MODEST
@given(order=st.permutations(range(4)))
def test_submissions_may_come_in_any_order(order: list[int]) -> None:
    situation = everything()
    numbers = list(range(len(situation.routes.projects)))
    last = numbers[::5]
    rest = [i for i in numbers if i not in set(last)]
    county = empty_county()
    for turn in order:
        county = with_submission(county, answer_submission(county, only(situation.routes, rest[turn::4])))
    assert (np.diff(county.stretches.section) >= 0).all()
    assert {name(p): i for i, p in enumerate(county.projects)} == county.number
    answer = answer_submission(county, only(situation.routes, last))
    assert told(answer) == batch_says(situation, last)
    others = [name(p) for p in answer.projects[answer.submitted :]]
    assert others == sorted(others)


@pytest.fixture
def street(roads: Roads, draw: Draw) -> Network:
    """Make one road of 300 m, its first 100 m paved on 1 March 2026."""
    lines = [draw((0, 0), (100, 0)), draw((100, 0), (300, 0))]
    names = ["文化路", "文化路"]
    return roads(
        lines, section_id="eid", eid=["A", "B"], name=names, paved_on=["2026-03-01", None], paved_kind=["new", None]
    )[0]


def test_partners_have_interval_metres_and_the_period_in_both_windows(
    street: Network, draw: Draw, make_routes: MakeRoutes
) -> None:
    first = make_routes(draw((20, 2), (250, 2)))
    county = with_submission(load_county(street, BOOK), answer_submission(load_county(street, BOOK), first))
    later = named(first, "LATER", draw((60, -2), (200, -2)), Window(first=date(2027, 6, 1), last=date(2027, 9, 30)))
    answer = answer_submission(county, later)
    p = answer.partners
    assert [project.project_id for project in answer.projects] == ["LATER", "P000"]
    assert (p.project.tolist(), p.partner.tolist(), p.section.tolist()) == ([0, 0], [1, 1], [0, 1])
    assert (p.from_m.round(1).tolist(), p.to_m.round(1).tolist()) == ([60, 0], [100, 100])
    assert p.metres.round(1).tolist() == [40, 100]
    assert p.first_day.tolist() == [date(2027, 6, 1)] * 2
    assert p.last_day.tolist() == [date(2027, 6, 30)] * 2
    assert p.same_period.all()
    apart = named(first, "APART", draw((60, -2), (90, -2)), Window(first=date(2027, 7, 1), last=date(2027, 9, 30)))
    assert answer_submission(county, apart).partners.same_period.tolist() == [False]


def named(routes: Routes, project_id: str, line: shapely.LineString, window: Window) -> Routes:
    project = replace(routes.projects[0], key=project_id, project_id=project_id, window=window)
    parts: Objects = np.empty(1, dtype=object)
    parts[:] = [line]
    return replace(routes, projects=(project,), parts=parts)


def test_a_project_submitted_again_replaces_itself(street: Network, draw: Draw, make_routes: MakeRoutes) -> None:
    before = make_routes(draw((20, 2), (250, 2)), draw((120, -2), (280, -2)))
    county = with_submission(load_county(street, BOOK), answer_submission(load_county(street, BOOK), before))
    again = make_routes(draw((150, 2), (290, 2)))
    answer = answer_submission(county, again)
    assert [p.project_id for p in answer.projects] == ["P000", "P001"]
    assert codes(answer) == ["submission.replaces"]
    after = with_submission(county, answer)
    assert [p.project_id for p in after.projects] == ["P000", "P001"]
    rows = sorted(
        zip(after.stretches.project, after.stretches.from_m.round(), after.stretches.to_m.round(), strict=True)
    )
    assert rows == [(0, 50, 190), (1, 20, 180)]


def test_taking_a_submission_in_leaves_the_county_as_it_was(
    street: Network, draw: Draw, make_routes: MakeRoutes
) -> None:
    county = load_county(street, BOOK)
    once = with_submission(county, answer_submission(county, make_routes(draw((20, 2), (250, 2)))))
    twice = with_submission(once, answer_submission(once, named_second(make_routes, draw)))
    assert (len(county.projects), len(county.stretches), len(county.number)) == (0, 0, 0)
    assert (len(once.projects), len(once.stretches), len(once.number)) == (1, 2, 1)
    assert (len(twice.projects), len(twice.stretches), len(twice.number)) == (2, 4, 2)
    assert twice.index is county.index


def named_second(make_routes: MakeRoutes, draw: Draw) -> Routes:
    window = Window(first=date(2027, 1, 1), last=date(2027, 2, 1))
    return named(make_routes(draw((0, 0), (1, 0))), "SECOND", draw((30, 2), (250, 2)), window)


def codes(answer: Answer) -> list[str]:
    """Return the codes of the warnings; each has words for what it carries."""
    for warning in answer.warnings:
        for language in Language:
            assert answer.projects[0].project_id in text_of(warning, language)
    return [warning.code for warning in answer.warnings]


def test_warnings_say_what_is_off_the_roads_and_what_may_not_be_dug(
    street: Network, draw: Draw, make_routes: MakeRoutes
) -> None:
    years = BOOK.moratoria.new_years.value
    until = date(2026 + years, 3, 1)
    cases = {
        "submission.moratorium": Window(first=until - timedelta(90), last=until - timedelta(1)),
        "submission.moratorium_in_part": Window(first=until - timedelta(1), last=until),
    }
    base = make_routes(draw((0, 0), (1, 0)))
    for code, window in cases.items():
        answer = answer_submission(load_county(street, BOOK), named(base, "X", draw((50, 2), (200, 2)), window))
        assert codes(answer) == [code]
        (warning,) = answer.warnings
        assert warning.data["until"] == until
        assert warning.data["section"] == "A"
        assert warning.data["metres"] == pytest.approx(50, abs=0.1)
    free = Window(first=until, last=until + timedelta(30))
    assert answer_submission(load_county(street, BOOK), named(base, "X", draw((50, 2), (200, 2)), free)).warnings == ()
    lost = named(base, "X", draw((50, 500), (200, 500)), free)
    assert codes(answer_submission(load_county(street, BOOK), lost)) == ["submission.off_roads"]
    partly = named(base, "X", draw((120, 2), (400, 2)), free)
    answer = answer_submission(load_county(street, BOOK), partly)
    assert codes(answer) == ["submission.partly_off_roads"]
    (warning,) = answer.warnings
    assert 80 < warning.data["metres"] < 105


def test_an_emergency_is_not_warned_of_new_paving(street: Network, draw: Draw, make_routes: MakeRoutes) -> None:
    routes = named(make_routes(draw((0, 0), (1, 0))), "X", draw((50, 2), (200, 2)), SOON)
    assert len(answer_submission(load_county(street, BOOK), routes).warnings) == 1
    urgent = replace(routes, projects=(replace(routes.projects[0], urgency=Urgency.EMERGENCY),))
    assert answer_submission(load_county(street, BOOK), urgent).warnings == ()


def test_a_road_due_for_resurfacing_is_told(street: Network, draw: Draw, make_routes: MakeRoutes) -> None:
    last = date(2032, 6, 30)
    due = Resurfacing(
        id="r",
        zh="罩面",
        en="overlay",
        first=date(2032, 6, 1),
        last=last,
        status=Status.POLICY,
        source="county_policy",
        sections=("A",),
    )
    county = load_county(street, replace(BOOK, resurfacing=(due,)))
    base = make_routes(draw((0, 0), (1, 0)))

    def answered(first: date, until: date, urgency: Urgency = Urgency.PLANNED) -> Answer:
        routes = named(base, "X", draw((50, 2), (200, 2)), Window(first=first, last=until))
        return answer_submission(county, replace(routes, projects=(replace(routes.projects[0], urgency=urgency),)))

    late = answered(date(2032, 5, 1), last + timedelta(1))
    assert codes(late) == ["submission.resurfacing"]
    told = late.warnings[0].data
    assert (told["section"], told["paved"], told["until"]) == ("A", last, date(2035, 6, 30))
    assert told["metres"] == pytest.approx(50, abs=0.1)
    assert codes(answered(date(2032, 5, 1), last)) == []
    assert codes(answered(date(2035, 6, 30), date(2035, 12, 1))) == []
    assert codes(answered(date(2032, 5, 1), last + timedelta(1), Urgency.EMERGENCY)) == []


SOON = Window(first=date(2026, 12, 1), last=date(2026, 12, 31))


def test_a_stretch_between_two_roads_is_to_be_confirmed(roads: Roads, draw: Draw, make_routes: MakeRoutes) -> None:
    lines = [draw((0, -7), (300, -7)), draw((0, 7), (300, 7))]
    network = roads(lines, section_id="eid", eid=["S", "N"])[0]
    answer = answer_submission(load_county(network, BOOK), make_routes(draw((20, 0.2), (280, -0.2))))
    assert codes(answer) == ["submission.uncertain"]
    assert answer.warnings[0].data["confidence"] < 0.7


def test_the_catalogue_has_what_is_said_and_no_more() -> None:
    said = set(re.findall(r'"(submission\.[a-z_]+)"', Path(county_warnings.__file__).read_text("utf-8")))
    assert said == set(CATALOGUE)
    assert all(re.search(r"[\u4e00-\u9fff]", zh) and en.isascii() for zh, en in CATALOGUE.values())


def test_nothing_submitted_and_nothing_known(street: Network, make_routes: MakeRoutes) -> None:
    county = load_county(street, BOOK)
    answer = answer_submission(county, make_routes())
    assert (len(answer.partners), len(answer.matched.stretches), answer.warnings) == (0, 0, ())
    assert len(with_submission(county, answer).stretches) == 0
