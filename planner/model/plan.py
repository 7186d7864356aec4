"""What is planned: joint works with their openings and windows, what was declined, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from planner.model.ground import InputFile, Kind, Mode, Project, ProjectStatus, Reason, Window

__all__ = [
    "Advice",
    "Component",
    "Cut",
    "Declined",
    "InstallationWindow",
    "JointStretch",
    "JointWork",
    "Opening",
    "Phases",
    "Plan",
    "ProjectOutcome",
    "RulebookId",
    "SolverReport",
    "Totals",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How a set of lines is opened on one place: mode, and the reinstated width in metres as a range.

    The range runs from the least to the largest pavement cut-back in use. ``review`` holds the figures
    that are only recalled and wait for a person (待人工复核), each with its clause. ``trenches`` are the
    trenches of the closure, each with the keys of its lines from left to right: one for ``same_trench`` and
    ``single``, several for ``same_closure``, where some of them may be shared by several lines.
    """

    mode: Mode
    width_m: tuple[float, float]
    reasons: tuple[Reason, ...] = ()
    review: tuple[Reason, ...] = ()
    trenches: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An interval of a section opened once by the same members; the openings of a work never overlap."""

    section_id: str
    from_m: float
    to_m: float
    members: tuple[str, ...]
    cut: Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class JointStretch:
    """An interval of a section that one member of a joint work opens, and how."""

    project: str
    section_id: str
    from_m: float
    to_m: float
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationWindow:
    """When one member lays its line."""

    project: str
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """The windows of a joint work, in the order of the works."""

    survey: Window
    approval: Window
    excavation: Window
    installation: tuple[InstallationWindow, ...]
    backfill: Window
    reinstatement: Window
    acceptance: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class JointWork:
    """Stretches of one or more projects opened as one campaign on one road.

    ``id`` is ``JW-0001`` and so on in order of excavation; ``lead`` is the project whose utility leads (首接负责).
    ``opened_m`` is the union of the stretches per section; ``opened_m_if_separate`` the sum over members.
    ``closure_days`` are calendar days from the first of excavation to the last of reinstatement;
    ``reinstated_m2`` is a range because no norm fixes the cut-back of the pavement.
    """

    id: str
    kind: Kind
    road_name: str
    lead: str
    members: tuple[str, ...]
    stretches: tuple[JointStretch, ...]
    openings: tuple[Opening, ...]
    phases: Phases
    opened_m: float
    opened_m_if_separate: float
    closure_days: int
    closure_days_if_separate: int
    reinstated_m2: tuple[float, float]
    reinstated_m2_if_separate: tuple[float, float]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The smallest shift of one project's window that would let a declined pair share, and what it saves."""

    project: str
    shift_days: int
    saves_opened_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """Two projects that share metres of a section and are not in one joint work, and why."""

    projects: tuple[str, str]
    section_id: str
    shared_m: float
    reason: Reason
    advice: Advice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOutcome:
    """What became of one project."""

    project: Project
    status: ProjectStatus
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over the joint works of a plan, beside every work dug alone."""

    openings: int
    openings_if_separate: int
    opened_m: float
    opened_m_if_separate: float
    closure_days: int
    closure_days_if_separate: int
    reinstated_m2: tuple[float, float]
    reinstated_m2_if_separate: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Runs that only hang together among themselves: what their groups cost, and what was proven of that, and how.

    ``gap`` is the share of ``objective`` that is not proven. ``bound_by`` is ``trial`` where every set of runs was
    tried, ``lp.labels`` and ``lp.columns`` for the linear programs over elements and over groups, ``lp.groups`` for
    the integer program over all legal groups. Crews and traffic, which tie components together, only make a
    component dearer.
    """

    id: str
    projects: tuple[str, ...]
    runs: int
    objective: float
    bound: float
    gap: float
    bound_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SolverReport:
    """How good the plan is: its cost in the rulebook's weights against a proven lower bound.

    ``objective`` and ``bound`` are of the grouping, committed works included, without the projects put off for want of
    crews or room in the traffic, which ``deferred`` counts; ``parts`` are its components. ``bound_by`` is ``trial`` or
    ``lp`` where the bounds of the components add up to the bound, ``lagrangian`` where prices on crews and traffic
    prove more, ``cp_sat`` where so few runs were settled to proof under them. ``dates`` is what the days away from
    preferred starts and the avoidable closures of one road at once weigh, ``dates_bound`` a proven lower bound for
    these groups: by CP-SAT (``cp_sat``), or from every work alone (``alone``).
    """

    status: str
    objective: float
    bound: float
    gap: float
    components: int
    largest_component: int
    bound_by: str = "lp"
    parts: tuple[Component, ...] = ()
    deferred: int = 0
    dates: float = 0.0
    dates_bound: float = 0.0
    dates_bound_by: str = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulebookId:
    """Which rulebook a plan was made under."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All joint works with all windows, at one version."""

    as_of: date
    rulebook: RulebookId
    inputs: tuple[InputFile, ...]
    outcomes: tuple[ProjectOutcome, ...]
    joint_works: tuple[JointWork, ...]
    declined: tuple[Declined, ...]
    totals: Totals
    solver: SolverReport
