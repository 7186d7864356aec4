"""A straight road to schedule on: small factories for hand-made situations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.ops import substring

from planner.calendar import WorkCalendar
from planner.model import (
    Crossings,
    Cut,
    Mode,
    Network,
    Plan,
    Project,
    Routes,
    RulebookId,
    Service,
    Shared,
    Situation,
    Specification,
    Stretches,
    Unmatched,
    Window,
)
from planner.rulebook.load import default_rulebook
from planner.rulebook.model import (
    Area,
    Blackout,
    Compatibility,
    Figure,
    PairRule,
    Resurfacing,
    Severity,
    Status,
)
from planner.schedule.solve import schedule_works

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.rulebook.model import Rulebook

AS_OF = date(2026, 3, 2)
"""A Monday."""

SAME_TRENCH = frozenset({Service.WATER, Service.POWER, Service.TELECOM})


@cache
def rulebook() -> Rulebook:
    """Return the built-in rulebook with round paces and no blackouts, so that plans can be reckoned by hand."""
    book = default_rulebook()
    pace = replace(book.durations.excavation_m_per_day, value=100.0)
    return replace(
        book,
        durations=replace(
            book.durations,
            survey_days=figure(2),
            excavation_m_per_day=pace,
            backfill_m_per_day=pace,
            reinstatement_m_per_day=pace,
            acceptance_days=figure(2),
            lead_buffer_days=figure(3),
            installation_lag_days=None,
        ),
        blackouts=(),
    )


def figure(value: int) -> Figure[int]:
    """Return a figure of the county's own policy."""
    return Figure(value=value, status=Status.POLICY, source="county_policy")


def day(text: str) -> date:
    """Return a day of 2026 from its ``MM-DD``."""
    return date.fromisoformat(f"2026-{text}")


@cache
def calendar(first: date = date(2026, 1, 1), last: date = date(2027, 12, 31)) -> WorkCalendar:
    """Return two years of working days."""
    return WorkCalendar.build(default_rulebook().calendar, first, last)


def project(key: str, first: str = "04-01", last: str = "06-30", **more: Any) -> Project:
    """Return a project of one pipe."""
    given: dict[str, Any] = {
        "service": Service.WATER,
        "utility": "YX-WATER",
        "specification": Specification(dn_mm=200.0, count=1, laying="direct"),
        "install_m_per_day": 50.0,
    }
    return Project(key=key, project_id=key, window=Window(first=day(first), last=day(last)), **{**given, **more})


def network(lengths: Sequence[float] = (1000.0,), **more: Any) -> Network:
    """Return sections ``S0``, ``S1`` ... one after another on one residential road; ``more`` replaces columns."""
    count = len(lengths)
    ends = np.concatenate(([0.0], np.cumsum(lengths)))
    lines = np.array([shapely.LineString([(a, 0), (b, 0)]) for a, b in pairwise(ends)], object)
    given: dict[str, Any] = {
        "section_ids": np.array([f"S{i}" for i in range(count)], object),
        "start_node": np.arange(count),
        "end_node": np.arange(1, count + 1),
        "corridor": np.zeros(count, np.int64),
        "names": np.full(count, "健康路", object),
        "road_class": np.full(count, "residential", object),
        "width_m": np.full(count, 12.0),
        "paved_on": np.full(count, "NaT", "datetime64[D]"),
        "paved_kind": np.full(count, "", object),
    }
    return Network(
        crs=4547,
        lines=lines,
        length_m=np.array(lengths, float),
        pavement=np.full(count, "", object),
        level=np.zeros(count, np.int64),
        aliases={},
        **{**given, **more},
    )


def situation(
    rows: Sequence[tuple[Project, int, float, float]], roads: Network | None = None, *, others: Sequence[Project] = ()
) -> Situation:
    """Return the ground of stretches given as (project, section, from, to), and of projects that lie nowhere."""
    projects = tuple(sorted({p.key: p for p in (*(r[0] for r in rows), *others)}.values(), key=lambda p: p.key))
    number = {p.key: i for i, p in enumerate(projects)}
    rows = sorted(rows, key=lambda r: (r[0].key, r[1], r[2]))
    count = len(rows)
    none, nothing = np.zeros(0, np.int64), np.zeros(0, object)
    return Situation(
        routes=Routes(
            projects=projects, parts=nothing, project_of_part=none, source_of_part=nothing, feature_of_part=none
        ),
        network=roads or network(),
        stretches=Stretches(
            project=np.array([number[r[0].key] for r in rows], np.int64),
            section=np.array([r[1] for r in rows], np.int64),
            from_m=np.array([r[2] for r in rows], float),
            to_m=np.array([r[3] for r in rows], float),
            offset_m=np.full(count, 2.0),
            side=np.ones(count, np.int64),
            confidence=np.ones(count),
        ),
        shared=Shared(
            section=none, from_m=np.zeros(0), to_m=np.zeros(0), member_start=np.zeros(1, np.int64), members=none
        ),
        crossings=Crossings(project=none, section=none, at_m=np.zeros(0), xy=np.zeros((0, 2))),
        unmatched=Unmatched(project=none, lines=nothing, length_m=np.zeros(0)),
    )


def price(members: tuple[Project, ...], road_width_m: float) -> Cut:
    """Cut one metre per line alone, 0.8 m per line together; gas and heat lie beside the others."""
    if len(members) == 1:
        return Cut(mode=Mode.SINGLE, width_m=(1.0, 1.5))
    together = {m.service for m in members} <= SAME_TRENCH and not road_width_m < 3
    mode = Mode.SAME_TRENCH if together else Mode.SAME_CLOSURE
    return Cut(mode=mode, width_m=(0.8 * len(members), 1.2 * len(members)))


def plan(ground: Situation, book: Rulebook | None = None, as_of: date = AS_OF) -> Plan:
    """Return the plan of a situation."""
    book = book or rulebook()
    made = schedule_works(ground, book, calendar(), as_of, price)
    return Plan(
        as_of=as_of,
        rulebook=RulebookId(name=book.name, version=book.version, sha256=book.sha256),
        inputs=(),
        outcomes=made.outcomes,
        joint_works=made.joint_works,
        declined=made.declined,
        totals=made.totals,
        solver=made.solver,
    )


def with_never(a: Service, b: Service) -> Rulebook:
    """Return the rulebook with two services never together."""
    never = Compatibility(a=a, b=b, rule=PairRule.NEVER, status=Status.POLICY, source="county_policy")
    kept = tuple(c for c in rulebook().compatibility if {c.a, c.b} != {a, b})
    return replace(rulebook(), compatibility=(never, *kept))


def area_around(roads: Network, section: int, from_m: float, to_m: float) -> Area:
    """Return the area within five metres of an interval of a section."""
    shape = shapely.buffer(substring(roads.lines[section], from_m, to_m), 5.0, cap_style="flat")
    east, north = shapely.get_coordinates(shape).T
    ring = tuple(zip(*_WGS84.transform(east, north), strict=True))
    return Area(zh="区域", en="area", status=Status.POLICY, source="county_policy", polygons=((ring,),))


_WGS84 = Transformer.from_crs(4547, 4326, always_xy=True)


def due(first: str, last: str, **more: Any) -> Resurfacing:
    """Return the resurfacing of the straight road between two days of 2026."""
    given: dict[str, Any] = {"status": Status.POLICY, "source": "county_policy", "roads": ("健康路",)}
    return Resurfacing(id="r", zh="罩面工程", en="overlay", first=day(first), last=day(last), **{**given, **more})


def with_resurfacing(first: str, last: str, book: Rulebook | None = None, **more: Any) -> Rulebook:
    """Return the rulebook with one road due for resurfacing."""
    return replace(book or rulebook(), resurfacing=(due(first, last, **more),))


def with_blackout(first: str, last: str, **more: Any) -> Rulebook:
    """Return the rulebook with one blackout that blocks."""
    given: dict[str, Any] = {"severity": Severity.BLOCK, "status": Status.POLICY, "source": "county_policy"}
    blackout = Blackout(id="test", zh="测试", en="test", first=first, last=last, basis="test", **{**given, **more})
    return replace(rulebook(), blackouts=(blackout,))
