"""A plan read back from ``plan.json``: what the file says, on the ground it was made for.

The file holds no openings: they follow from the stretches, and what a set of lines opens on a road follows from the
rulebook. Everything else is taken as it is written, right or wrong; judging it is the verifier's matter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from planner.errors import InputError
from planner.model import (
    Advice,
    Cut,
    Declined,
    Fault,
    InputFile,
    InstallationWindow,
    JointStretch,
    JointWork,
    Kind,
    Mode,
    Opening,
    Phases,
    Plan,
    Project,
    ProjectOutcome,
    ProjectStatus,
    Reason,
    RulebookId,
    Service,
    SolverReport,
    Specification,
    Totals,
    Window,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planner.model import Situation

    Price = Callable[[tuple[Project, ...], float], Cut]

__all__ = ["openings_of", "read_plan"]

_Days = tuple[date, date]


@dataclass(frozen=True)
class _Reason:
    code: str
    text: str


@dataclass(frozen=True)
class _Project:
    project_id: str
    utility: str
    service: Service
    window: _Days
    status: ProjectStatus
    reasons: tuple[_Reason, ...]
    moratorium_exception: str | None = None


@dataclass(frozen=True)
class _Stretch:
    project_id: str
    section_id: str
    from_m: float
    to_m: float
    mode: Mode


@dataclass(frozen=True)
class _Laid:
    project_id: str
    start: date
    end: date


@dataclass(frozen=True)
class _Phases:
    survey: _Days
    approval: _Days
    excavation: _Days
    installation: tuple[_Laid, ...]
    backfill: _Days
    reinstatement: _Days
    acceptance: _Days


@dataclass(frozen=True)
class _Work:
    id: str
    kind: Kind
    road_name: str
    lead: str
    members: tuple[str, ...]
    stretches: tuple[_Stretch, ...]
    phases: _Phases
    opened_m: float
    opened_m_if_separate: float
    closure_days: int
    closure_days_if_separate: int
    reasons: tuple[_Reason, ...]


@dataclass(frozen=True)
class _Advice:
    project_id: str
    shift_days: int
    saves_opened_m: float


@dataclass(frozen=True)
class _Declined:
    projects: tuple[str, str]
    section_id: str
    shared_m: float
    code: str
    text: str
    advice: _Advice | None


@dataclass(frozen=True)
class _File:
    schema: Literal["cotrench/plan/1"]
    as_of: date
    rulebook: RulebookId
    inputs: tuple[InputFile, ...]
    projects: tuple[_Project, ...]
    joint_works: tuple[_Work, ...]
    declined: tuple[_Declined, ...]
    totals: Totals
    solver: SolverReport


def read_plan(name: str, content: bytes, situation: Situation, price: Price) -> Plan:
    """Return the plan that a ``plan.json`` states.

    Parameters
    ----------
    name : What the file is called in faults.
    situation : The ground the plan was made for. A project it does not know keeps the facts the file gives.
    price : Cut of a set of projects (sorted by key) on a road of a width in metres (NaN where unknown).

    Returns
    -------
    A plan whose reasons carry their codes but no data. Reinstated areas of a work are reckoned from its stretches,
    as the file gives them only in total.

    Raises
    ------
    InputError
        If the file is not a plan in schema ``cotrench/plan/1``; with every fault and its path.
    """
    file = _typed(name, content)
    ground = _Ground(situation, price)
    return Plan(
        as_of=file.as_of,
        rulebook=file.rulebook,
        inputs=file.inputs,
        outcomes=tuple(_outcome(p, ground) for p in file.projects),
        joint_works=tuple(_work(w, ground) for w in file.joint_works),
        declined=tuple(_declined(d) for d in file.declined),
        totals=file.totals,
        solver=file.solver,
    )


@cache
def _adapter() -> TypeAdapter[tuple[_File]]:
    # A configuration cannot be given for a dataclass itself; in a tuple it reaches every dataclass below.
    return TypeAdapter(tuple[_File], config=ConfigDict(extra="forbid", strict=True))


def _typed(name: str, content: bytes) -> _File:
    try:
        return _adapter().validate_json(b"[" + content + b"]")[0]
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise InputError([_fault(name, e["loc"][1:], e["msg"]) for e in found]) from None


def _fault(name: str, path: Iterable[str | int], problem: str) -> Fault:
    return Fault(source=name, code="plan_file.malformed", field=".".join(map(str, path)), data={"problem": problem})


class _Ground:
    """What a plan file leaves out and the ground knows."""

    def __init__(self, situation: Situation, price: Price) -> None:
        self.projects = {p.key: p for p in situation.routes.projects}
        widths = zip(situation.network.section_ids.tolist(), situation.network.width_m.tolist(), strict=True)
        self._width = {str(section): float(width) for section, width in widths}
        self._price = price

    def cut(self, members: Iterable[str], section_id: str) -> Cut:
        """Return the cut of some members; of none where the ground does not know them or the section."""
        known = [self.projects[m] for m in sorted(members) if m in self.projects]
        if not known or section_id not in self._width:
            return Cut(mode=Mode.SINGLE, width_m=(0.0, 0.0))
        return self._price(tuple(known), self._width[section_id])


def openings_of(stretches: Iterable[JointStretch], cut: Callable[[tuple[str, ...], str], Cut]) -> tuple[Opening, ...]:
    """Return the maximal intervals with constant members, sorted by (section id, from_m).

    Parameters
    ----------
    cut : Cut of some members, sorted, on a section.
    """
    on: dict[str, list[JointStretch]] = defaultdict(list)
    for stretch in stretches:
        on[stretch.section_id].append(stretch)
    return tuple(
        Opening(section_id=section, from_m=first, to_m=last, members=members, cut=cut(members, section))
        for section in sorted(on)
        for first, last, members in _pieces(on[section])
    )


def _pieces(stretches: list[JointStretch]) -> list[tuple[float, float, tuple[str, ...]]]:
    ends = sorted({end for s in stretches for end in (s.from_m, s.to_m)})
    found: list[tuple[float, float, tuple[str, ...]]] = []
    for first, last in pairwise(ends):
        members = tuple(sorted({s.project for s in stretches if s.from_m <= first and last <= s.to_m}))
        if found and found[-1][1:] == (first, members):
            found[-1] = (found[-1][0], last, members)
        elif members:
            found.append((first, last, members))
    return found


def _area(work: Iterable[tuple[float, Cut]]) -> tuple[float, float]:
    rows = list(work)
    return sum(m * c.width_m[0] for m, c in rows), sum(m * c.width_m[1] for m, c in rows)


def _work(work: _Work, ground: _Ground) -> JointWork:
    stretches = tuple(
        JointStretch(project=s.project_id, section_id=s.section_id, from_m=s.from_m, to_m=s.to_m, mode=s.mode)
        for s in work.stretches
    )
    openings = openings_of(stretches, ground.cut)
    return JointWork(
        id=work.id,
        kind=work.kind,
        road_name=work.road_name,
        lead=work.lead,
        members=work.members,
        stretches=stretches,
        openings=openings,
        phases=_phases(work.phases),
        opened_m=work.opened_m,
        opened_m_if_separate=work.opened_m_if_separate,
        closure_days=work.closure_days,
        closure_days_if_separate=work.closure_days_if_separate,
        reinstated_m2=_area((o.to_m - o.from_m, o.cut) for o in openings),
        reinstated_m2_if_separate=_area((s.to_m - s.from_m, ground.cut((s.project,), s.section_id)) for s in stretches),
        reasons=_reasons(work.reasons),
    )


def _phases(phases: _Phases) -> Phases:
    return Phases(
        survey=_window(phases.survey),
        approval=_window(phases.approval),
        excavation=_window(phases.excavation),
        installation=tuple(
            InstallationWindow(project=i.project_id, window=Window(first=i.start, last=i.end))
            for i in phases.installation
        ),
        backfill=_window(phases.backfill),
        reinstatement=_window(phases.reinstatement),
        acceptance=_window(phases.acceptance),
    )


def _window(days: _Days) -> Window:
    return Window(first=days[0], last=days[1])


def _reasons(reasons: Iterable[_Reason]) -> tuple[Reason, ...]:
    return tuple(Reason(code=r.code) for r in reasons)


def _outcome(told: _Project, ground: _Ground) -> ProjectOutcome:
    known = ground.projects.get(told.project_id) or _unknown(told)
    project = replace(
        known,
        utility=told.utility,
        service=told.service,
        window=_window(told.window),
        moratorium_exception=told.moratorium_exception,
    )
    return ProjectOutcome(project=project, status=told.status, reasons=_reasons(told.reasons))


def _unknown(told: _Project) -> Project:
    """Return a project that nobody submitted, so that the verifier may name it."""
    return Project(
        key=told.project_id,
        project_id=told.project_id,
        utility=told.utility,
        service=told.service,
        window=_window(told.window),
        specification=Specification(dn_mm=0.0, count=0, laying=""),
        install_m_per_day=0.0,
    )


def _declined(told: _Declined) -> Declined:
    advised = told.advice
    advice = None
    if advised is not None:
        advice = Advice(
            project=advised.project_id, shift_days=advised.shift_days, saves_opened_m=advised.saves_opened_m
        )
    return Declined(
        projects=told.projects,
        section_id=told.section_id,
        shared_m=told.shared_m,
        reason=Reason(code=told.code),
        advice=advice,
    )
