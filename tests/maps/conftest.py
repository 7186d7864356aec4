"""A synthetic seat with a plan over it: true to the model, laid out by hand-sized rules, no solver."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from playwright.sync_api import sync_playwright

from planner.model import (
    Crossings,
    Cut,
    InstallationWindow,
    JointStretch,
    JointWork,
    Kind,
    Mode,
    Network,
    Opening,
    Phases,
    Plan,
    Project,
    ProjectOutcome,
    ProjectStatus,
    Reason,
    Routes,
    RulebookId,
    Service,
    Shared,
    Situation,
    SolverReport,
    Specification,
    Stretches,
    Totals,
    Unmatched,
    Window,
)
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from planner.model import Objects
    from planner.rulebook.model import Rulebook

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ORIGIN = (440_000.0, 3_722_000.0)
BLOCK_M = 180.0
AS_OF = date(2026, 11, 24)
UTILITIES = (
    ("YX-WATER", Service.WATER),
    ("YX-POWER", Service.POWER),
    ("YX-GAS", Service.GAS),
    ("YX-HEAT", Service.HEAT),
    ("YX-CMCC", Service.TELECOM),
    ("YX-CTCC", Service.TELECOM),
)
STREETS = (
    "昆阳大道",
    "文化路",
    "健康路",
    "广安路",
    "中心街",
    "东环路",
    "玄武大道",
    "叶公大道",
    "九龙路",
    "盐都街",
    "德化路",
    "昆吾街",
    "沙河路",
    "灰河街",
    "北一环",
    "南大街",
)
HOSTILE = '<script>window.hacked = 1</script><img src=x onerror="window.hacked=2"> & \'"</script>'


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A plan and what it stands on."""

    plan: Plan
    situation: Situation
    rulebook: Rulebook


def objects(items: list[object]) -> Objects:
    """Return the items as an object array, geometries included."""
    made = np.empty(len(items), dtype=np.object_)
    made[:] = items
    return made


def grid(columns: int, rows: int) -> Network:
    """Return slightly curved streets of a grid, every other one digitised against its neighbours."""

    def at(x: float, y: float) -> tuple[float, float]:
        bend = 25.0 * np.sin(x / 3.0 + y / 5.0)
        return ORIGIN[0] + x * BLOCK_M + bend, ORIGIN[1] + y * BLOCK_M + bend

    lines, names, classes, corridor = [], [], [], []
    for along in range(2):
        for street in range(rows if along == 0 else columns):
            for block in range((columns if along == 0 else rows) - 1):
                steps = [block + i / 4 for i in range(5)][:: -1 if block % 2 else 1]
                lines.append(shapely.LineString([at(s, street) if along == 0 else at(street, s) for s in steps]))
                corridor.append(street if along == 0 else rows + street)
                names.append(STREETS[corridor[-1] % len(STREETS)] if corridor[-1] < 40 else f"规划{corridor[-1]}路")
                classes.append(("primary", "secondary", "residential", "residential")[street % 4])
    count = len(lines)
    return Network(
        crs=4547,
        section_ids=objects([f"S{i:04d}" for i in range(count)]),
        lines=objects(list(lines)),
        length_m=np.array([line.length for line in lines]),
        start_node=np.zeros(count, dtype=np.int64),
        end_node=np.zeros(count, dtype=np.int64),
        corridor=np.array(corridor, dtype=np.int64),
        names=objects(list(names)),
        road_class=objects(list(classes)),
        width_m=np.full(count, 18.0),
        paved_on=np.full(count, np.datetime64("NaT"), dtype="datetime64[D]"),
        paved_kind=objects([""] * count),
        pavement=objects([""] * count),
        level=np.zeros(count, dtype=np.int64),
        aliases={},
    )


def project(number: int) -> Project:
    """Return the project of this number, its utility and window by turns."""
    utility, service = UTILITIES[number % len(UTILITIES)]
    first = AS_OF + timedelta(days=40 + 7 * (number % 30))
    return Project(
        key=f"P-{number:04d}",
        project_id=f"P-{number:04d}",
        utility=utility,
        service=service,
        window=Window(first=first, last=first + timedelta(days=120)),
        specification=Specification(dn_mm=300, count=1, laying="direct"),
        install_m_per_day=40,
        name=HOSTILE if number == 0 else f"{STREETS[number % len(STREETS)]}管线工程",
    )


def lay(network: Network, count: int) -> Stretches:
    """Let each project run along some sections of one street."""
    draw = np.random.default_rng(5)
    rows = []
    for number in range(count):
        street = int(draw.integers(network.corridor.max() + 1))
        sections = np.flatnonzero(network.corridor == street)
        first = int(draw.integers(len(sections)))
        for section in sections[first : first + int(draw.integers(1, 5))]:
            length = float(network.length_m[section])
            ends = (0.0, length) if draw.random() < 0.6 else (0.2 * length, length * float(draw.uniform(0.5, 1)))
            rows.append((number, section, *ends, float(draw.uniform(1, 5)), int(draw.choice([-1, 1])), draw.random()))
    project_, section_, first_, last_, offset_, side_, sure = map(np.array, zip(*rows, strict=True))
    return Stretches(
        project=project_,
        section=section_,
        from_m=first_,
        to_m=last_,
        offset_m=offset_,
        side=side_,
        confidence=np.where(sure < 0.06, 0.5, 0.97),
    )


def pieces(stretches: Stretches) -> list[tuple[int, float, float, tuple[int, ...]]]:
    """Return the intervals of each section with a constant, non-empty set of projects."""
    found = []
    for section in np.unique(stretches.section):
        rows = np.flatnonzero(stretches.section == section)
        cuts = np.unique(np.concatenate((stretches.from_m[rows], stretches.to_m[rows])))
        for first, last in pairwise(cuts):
            on = rows[(stretches.from_m[rows] < last) & (stretches.to_m[rows] > first)]
            if len(on):
                found.append(
                    (int(section), float(first), float(last), tuple(np.unique(stretches.project[on]).tolist()))
                )
    return found


def share(stretches: Stretches) -> Shared:
    """Return the intervals with two or more projects."""
    rows = [piece for piece in pieces(stretches) if len(piece[3]) > 1]
    sizes = [len(members) for *_, members in rows]
    return Shared(
        section=np.array([r[0] for r in rows], dtype=np.int64),
        from_m=np.array([r[1] for r in rows]),
        to_m=np.array([r[2] for r in rows]),
        member_start=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        members=np.array([m for *_, members in rows for m in members], dtype=np.int64),
    )


def situation_of(columns: int, rows: int, projects: int) -> Situation:
    """Return the streets, the projects on them, two crossings and one line in the fields."""
    network = grid(columns, rows)
    stretches = lay(network, projects)
    far = shapely.LineString([(ORIGIN[0] - 250, ORIGIN[1] - 200), (ORIGIN[0] - 60, ORIGIN[1] - 120)])
    xy = shapely.get_coordinates(shapely.line_interpolate_point(network.lines[1:3], 60.0))
    return Situation(
        routes=Routes(
            projects=tuple(project(n) for n in range(projects)),
            parts=objects([]),
            project_of_part=np.array([], dtype=np.int64),
            source_of_part=objects([]),
            feature_of_part=np.array([], dtype=np.int64),
        ),
        network=network,
        stretches=stretches,
        shared=share(stretches),
        crossings=Crossings(project=np.array([1, 2]), section=np.array([1, 2]), at_m=np.array([60.0, 60.0]), xy=xy),
        unmatched=Unmatched(project=np.array([1]), lines=objects([far]), length_m=np.array([far.length])),
    )


def phases(first: date, days: int, members: list[str]) -> Phases:
    """Return windows one after another, excavation at ``first``."""
    day = timedelta(days=1)
    dug = Window(first=first, last=first + days * day)
    laid = tuple(
        InstallationWindow(project=m, window=Window(first=dug.last + i * day, last=dug.last + (i + 2) * day))
        for i, m in enumerate(members)
    )
    filled = Window(first=laid[-1].window.last + day, last=laid[-1].window.last + 3 * day)
    paved = Window(first=filled.last + day, last=filled.last + 4 * day)
    return Phases(
        survey=Window(first=first - 20 * day, last=first - 18 * day),
        approval=Window(first=first - 17 * day, last=first - 3 * day),
        excavation=dug,
        installation=laid,
        backfill=filled,
        reinstatement=paved,
        acceptance=Window(first=paved.last + day, last=paved.last + 2 * day),
    )


def opening(situation: Situation, piece: tuple[int, float, float, tuple[int, ...]], keys: set[str]) -> Opening:
    """Return a piece of road as the opening of those of its projects that are in the work."""
    section, first, last, on = piece
    members = tuple(sorted({situation.routes.projects[p].key for p in on} & keys))
    mode = Mode.SINGLE if len(members) == 1 else Mode.SAME_TRENCH if section % 3 else Mode.SAME_CLOSURE
    return Opening(
        section_id=situation.network.section_ids[section],
        from_m=first,
        to_m=last,
        members=members,
        cut=Cut(mode=mode, width_m=(1.2, 1.8), reasons=(Reason(code="trench.road_width_unknown"),)),
    )


def work(situation: Situation, number: int, projects: list[int], street: int) -> JointWork:
    """Return one work of these projects on one street."""
    network, stretches = situation.network, situation.stretches
    keys = [situation.routes.projects[p].key for p in projects]
    rows = np.flatnonzero(np.isin(stretches.project, projects) & (network.corridor[stretches.section] == street))
    sections = set(stretches.section[rows].tolist())
    places = [p for p in pieces(stretches) if p[0] in sections and set(p[3]) & set(projects)]
    openings = tuple(o for p in places if (o := opening(situation, p, set(keys))).members)
    opened = sum(o.to_m - o.from_m for o in openings)
    separate = float((stretches.to_m[rows] - stretches.from_m[rows]).sum())
    when = phases(AS_OF + timedelta(days=30 + 9 * (number % 25)), int(opened / 60) + 2, keys)
    days = (when.reinstatement.last - when.excavation.first).days + 1
    return JointWork(
        id=f"JW-{number:04d}",
        kind=Kind.JOINT if len(projects) > 1 else Kind.SOLO,
        road_name=network.names[network.corridor == street][0],
        lead=keys[0],
        members=tuple(keys),
        stretches=tuple(
            JointStretch(
                project=situation.routes.projects[stretches.project[r]].key,
                section_id=network.section_ids[stretches.section[r]],
                from_m=float(stretches.from_m[r]),
                to_m=float(stretches.to_m[r]),
                mode=Mode.SAME_TRENCH if len(projects) > 1 else Mode.SINGLE,
            )
            for r in rows
        ),
        openings=openings,
        phases=when,
        opened_m=opened,
        opened_m_if_separate=separate,
        closure_days=days,
        closure_days_if_separate=days * len(projects),
        reinstated_m2=(1.2 * opened, 1.8 * opened),
        reinstated_m2_if_separate=(1.4 * separate, 2.1 * separate),
        reasons=(Reason(code="trench.pair_unknown", data={"a": "<b>给水</b>", "b": "电力"}),),
    )


def grouped(situation: Situation, taken: int) -> list[tuple[list[int], int]]:
    """Return groups of up to three projects that follow each other on one street."""
    street_of: dict[int, int] = {}
    for p, s in zip(situation.stretches.project.tolist(), situation.stretches.section.tolist(), strict=True):
        street_of[p] = int(situation.network.corridor[s])
    by_street = defaultdict(list)
    for p in range(taken):
        by_street[street_of[p]].append(p)
    return [(on[i : i + 3], street) for street, on in sorted(by_street.items()) for i in range(0, len(on), 3)]


def totals(works: tuple[JointWork, ...]) -> Totals:
    """Return the sums over the works."""
    return Totals(
        openings=len(works),
        openings_if_separate=sum(len(w.members) for w in works),
        opened_m=sum(w.opened_m for w in works),
        opened_m_if_separate=sum(w.opened_m_if_separate for w in works),
        closure_days=sum(w.closure_days for w in works),
        closure_days_if_separate=sum(w.closure_days_if_separate for w in works),
        reinstated_m2=(0.0, 0.0),
        reinstated_m2_if_separate=(0.0, 0.0),
    )


def plan_of(situation: Situation, rulebook: Rulebook) -> Plan:
    """Return a plan that opens all projects but the last tenth."""
    projects = situation.routes.projects
    taken = len(projects) - len(projects) // 10
    works = tuple(
        work(situation, i + 1, members, street) for i, (members, street) in enumerate(grouped(situation, taken))
    )
    outcomes = tuple(
        ProjectOutcome(project=p, status=ProjectStatus.SCHEDULED if n < taken else ProjectStatus.UNSCHEDULED)
        for n, p in enumerate(projects)
    )
    report = SolverReport(status="optimal", objective=1.0, bound=1.0, gap=0.0, components=1, largest_component=1)
    return Plan(
        as_of=AS_OF,
        rulebook=RulebookId(name=rulebook.name, version=rulebook.version, sha256="ab" * 32),
        inputs=(),
        outcomes=outcomes,
        joint_works=works,
        declined=(),
        totals=totals(works),
        solver=report,
    )


def make_seat(columns: int = 7, rows: int = 6, projects: int = 40) -> Seat:
    """Return a seat of any size."""
    rulebook = default_rulebook()
    situation = situation_of(columns, rows, projects)
    return Seat(plan=plan_of(situation, rulebook), situation=situation, rulebook=rulebook)


@pytest.fixture(scope="session")
def seat() -> Seat:
    """Return a small seat: 71 sections, 40 projects."""
    return make_seat()


@pytest.fixture(scope="session")
def seat_of() -> Callable[[int, int, int], Seat]:
    """Return what makes a seat of the wanted size."""
    return make_seat


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Open Chromium for the tests of one module: two of Playwright's in a process would be in each other's way."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()
