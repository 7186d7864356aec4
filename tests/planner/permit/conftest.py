"""A hand-made joint work of three utilities on two sections of one road, with everything a paper needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from api.papers import font_files
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
from planner.permit.paper_data import decision_data
from planner.permit.papers import decision_pdf
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from pathlib import Path

    from planner.rulebook.model import Rulebook

ORIGIN = (440_600.0, 3_722_800.0)


def recalled(a_zh: str, b_zh: str) -> Reason:
    """Return a clear distance that nobody has checked yet."""
    names = {"a": "a", "b": "b", "a_zh": a_zh, "b_zh": b_zh}
    return Reason(
        code="trench.recalled_clearance", data={"clause": "GB 50289 4.1.9", "status": "M", "least_m": 0.5, **names}
    )


def _window(month: int, first: int, last: int) -> Window:
    return Window(first=date(2027, month, first), last=date(2027, month, last))


def _project(key: str, utility: str, service: Service, name: str | None = None) -> Project:
    return Project(
        key=key,
        project_id=key,
        utility=utility,
        service=service,
        window=Window(first=date(2027, 3, 1), last=date(2027, 6, 30)),
        specification=Specification(dn_mm=200.0, count=1, laying="direct"),
        install_m_per_day=40.0,
        name=name,
        assumed=("install_m_per_day",) if service is Service.GAS else (),
        green_m2=12.5 if service is Service.WATER else None,
    )


def _line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in points])


@pytest.fixture(scope="session")
def projects() -> tuple[Project, ...]:
    """Return three projects in the order of their keys."""
    return (
        _project("GAS-07", "YX-GAS", Service.GAS, "昆阳鄄㛃巷中压燃气外线 #7 *[支线]* $甲$"),
        _project("POWER-3", "YX-POWER", Service.POWER),
        _project("WATER-1", "YX-WATER", Service.WATER, "文化路给水外线"),
    )


@pytest.fixture(scope="session")
def situation(projects: tuple[Project, ...]) -> Situation:
    """Return a road of two straight sections, 300 m and 200 m, with three routes beside it."""
    empty, none = np.array([], dtype=np.float64), np.array([], dtype=np.int64)
    nothing = np.array([], dtype=object)
    parts = [_line((0, 2), (310, 2)), _line((100, -3), (500, -3)), _line((20, 4), (280, 4)), _line((290, 4), (400, 4))]
    routes = Routes(
        projects=projects,
        parts=np.array(parts, dtype=object),
        project_of_part=np.array([0, 1, 2, 2]),
        source_of_part=np.array(["a.geojson"] * 4, dtype=object),
        feature_of_part=np.arange(4),
    )
    network = Network(
        crs=4547,
        section_ids=np.array(["wh-001", "wh-002"], dtype=object),
        lines=np.array([_line((0, 0), (300, 0)), _line((300, 0), (500, 0))], dtype=object),
        length_m=np.array([300.0, 200.0]),
        start_node=np.array([0, 1]),
        end_node=np.array([1, 2]),
        corridor=np.array([0, 0]),
        names=np.array(["文化路", "文化路"], dtype=object),
        road_class=np.array(["primary", "primary"], dtype=object),
        width_m=np.array([24.0, np.nan]),
        paved_on=np.array(["NaT", "NaT"], dtype="datetime64[D]"),
        paved_kind=np.array(["", ""], dtype=object),
        pavement=np.array(["", ""], dtype=object),
        level=np.array([0, 0]),
        aliases={},
    )
    stretches = Stretches(
        project=np.array([0, 1, 1, 2, 2]),
        section=np.array([0, 0, 1, 0, 1]),
        from_m=np.array([0.0, 100.0, 0.0, 20.0, 0.0]),
        to_m=np.array([300.0, 300.0, 200.0, 280.5, 100.0]),
        offset_m=np.array([2.0, 3.0, 3.0, 4.0, 4.0]),
        side=np.array([1, -1, -1, 1, 1]),
        confidence=np.array([1.0, 0.9, 0.9, 0.95, 0.8]),
    )
    return Situation(
        routes=routes,
        network=network,
        stretches=stretches,
        shared=Shared(section=none, from_m=empty, to_m=empty, member_start=np.array([0]), members=none),
        crossings=Crossings(project=none, section=none, at_m=empty, xy=np.zeros((0, 2))),
        unmatched=Unmatched(project=none, lines=nothing, length_m=empty),
    )


def _opening(section: str, span: tuple[float, float], members: tuple[str, ...], cut: Cut) -> Opening:
    return Opening(section_id=section, from_m=span[0], to_m=span[1], members=members, cut=cut)


def _openings() -> tuple[Opening, ...]:
    alone = Cut(mode=Mode.SINGLE, width_m=(0.822, 1.822))
    trench = Cut(mode=Mode.SAME_TRENCH, width_m=(1.48, 2.48), review=(recalled("水", "燃气"),))
    closure = Cut(mode=Mode.SAME_CLOSURE, width_m=(2.431, 4.431), review=(recalled("电力", "水"),))
    return (
        _opening("wh-001", (0.0, 20.0), ("GAS-07",), alone),
        _opening("wh-001", (20.0, 100.0), ("GAS-07", "WATER-1"), trench),
        _opening("wh-001", (100.0, 280.5), ("GAS-07", "POWER-3", "WATER-1"), closure),
        _opening("wh-001", (280.5, 300.0), ("GAS-07", "POWER-3"), closure),
        _opening("wh-002", (0.0, 100.0), ("POWER-3", "WATER-1"), closure),
        _opening("wh-002", (100.0, 200.0), ("POWER-3",), alone),
    )


def _stretches() -> tuple[JointStretch, ...]:
    rows = (
        ("GAS-07", "wh-001", 0.0, 300.0, Mode.SAME_TRENCH),
        ("POWER-3", "wh-001", 100.0, 300.0, Mode.SAME_CLOSURE),
        ("POWER-3", "wh-002", 0.0, 200.0, Mode.SAME_CLOSURE),
        ("WATER-1", "wh-001", 20.0, 280.5, Mode.SAME_TRENCH),
        ("WATER-1", "wh-002", 0.0, 100.0, Mode.SAME_CLOSURE),
    )
    return tuple(JointStretch(project=p, section_id=s, from_m=a, to_m=b, mode=m) for p, s, a, b, m in rows)


def _phases() -> Phases:
    laid = (("WATER-1", 12, 14), ("GAS-07", 15, 16), ("POWER-3", 19, 21))
    return Phases(
        survey=_window(3, 1, 3),
        approval=_window(3, 4, 31),
        excavation=_window(4, 6, 9),
        installation=tuple(InstallationWindow(project=p, window=_window(4, a, b)) for p, a, b in laid),
        backfill=_window(4, 22, 26),
        reinstatement=_window(4, 27, 30),
        acceptance=_window(5, 6, 7),
    )


@pytest.fixture(scope="session")
def work() -> JointWork:
    """Return the joint work of the three projects on all 500 m of the road."""
    openings = _openings()
    area = [sum((o.to_m - o.from_m) * o.cut.width_m[side] for o in openings) for side in (0, 1)]
    return JointWork(
        id="JW-0001",
        kind=Kind.JOINT,
        road_name="文化路",
        lead="WATER-1",
        members=("GAS-07", "POWER-3", "WATER-1"),
        stretches=_stretches(),
        openings=openings,
        phases=_phases(),
        opened_m=500.0,
        opened_m_if_separate=1060.5,
        closure_days=25,
        closure_days_if_separate=41,
        reinstated_m2=(area[0], area[1]),
        reinstated_m2_if_separate=(1500.0, 2500.0),
        reasons=(),
    )


@pytest.fixture(scope="session")
def plan(work: JointWork, projects: tuple[Project, ...]) -> Plan:
    """Return the plan that holds the one joint work."""
    return Plan(
        as_of=date(2026, 11, 24),
        rulebook=RulebookId(name="叶县规则册", version="2026.1", sha256="0123456789abcdef" * 4),
        inputs=(),
        outcomes=tuple(ProjectOutcome(project=project, status=ProjectStatus.SCHEDULED) for project in projects),
        joint_works=(work,),
        declined=(),
        totals=Totals(
            openings=1,
            openings_if_separate=3,
            opened_m=500.0,
            opened_m_if_separate=1060.5,
            closure_days=25,
            closure_days_if_separate=41,
            reinstated_m2=work.reinstated_m2,
            reinstated_m2_if_separate=work.reinstated_m2_if_separate,
        ),
        solver=SolverReport(status="optimal", objective=1.0, bound=1.0, gap=0.0, components=1, largest_component=3),
    )


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return the rulebook of Ye County."""
    return default_rulebook()


@pytest.fixture(scope="session")
def fonts() -> tuple[Path, ...]:
    """Return the installed font files."""
    return font_files()


@pytest.fixture(scope="session")
def figure_svg() -> bytes:
    """Return a small site plan with a Chinese label."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 300" width="500" height="300">'
        '<rect width="500" height="300" fill="#f4f4f0"/><path d="M0 150H500" stroke="#888" stroke-width="40"/>'
        '<path d="M0 140H300" stroke="#b000b0" stroke-width="4"/>'
        '<text x="200" y="120" font-family="Noto Sans SC" font-size="18">文化路</text></svg>'
    ).encode()


@pytest.fixture(scope="session")
def decision(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, figure_svg: bytes, fonts: tuple[Path, ...]
) -> bytes:
    """Return the decision draft of the joint work as PDF."""
    return decision_pdf(decision_data(work, plan, situation, rulebook), figure_svg=figure_svg, fonts=fonts)
