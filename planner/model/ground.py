"""What is submitted and where it lies: projects, sections, stretches, and everything wrong with them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Objects: TypeAlias = NDArray[np.object_]
Dates: TypeAlias = NDArray[np.datetime64]

__all__ = [
    "Crossings",
    "Dates",
    "Fault",
    "Floats",
    "InputFile",
    "Ints",
    "Kind",
    "Mode",
    "Network",
    "Objects",
    "Project",
    "ProjectStatus",
    "Reason",
    "RouteCrossings",
    "Routes",
    "Service",
    "Severity",
    "Shared",
    "Situation",
    "Specification",
    "Stretches",
    "Track",
    "Unmatched",
    "Urgency",
    "Window",
]


class Service(StrEnum):
    """What a line carries."""

    WATER = "water"
    POWER = "power"
    GAS = "gas"
    HEAT = "heat"
    TELECOM = "telecom"


class Track(StrEnum):
    """The notice's two tracks: annex 2 (small and micro) and annex 3 (construction permit)."""

    SMALL_MICRO = "small_micro"
    CONSTRUCTION_PERMIT = "construction_permit"


class Urgency(StrEnum):
    """Whether a work waits for its approval or starts at once and files afterwards."""

    PLANNED = "planned"
    EMERGENCY = "emergency"


class Mode(StrEnum):
    """How the members of a joint work lie on a stretch."""

    SAME_TRENCH = "same_trench"
    SAME_CLOSURE = "same_closure"
    SINGLE = "single"


class Kind(StrEnum):
    """Whether a joint work has several members or one."""

    JOINT = "joint"
    SOLO = "solo"


class ProjectStatus(StrEnum):
    """What became of a project in a plan."""

    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    UNMATCHED = "unmatched"


class Severity(StrEnum):
    """Whether a fault keeps a feature out of the plan."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something was decided: a code and the numbers behind it; ``planner.messages`` words it."""

    code: str
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with an input, at its place; ``planner.messages`` words it.

    Attributes
    ----------
    source : File or document name, as the submitter gave it.
    feature : Zero-based index of the feature; None when the fault is of the whole file.
    field : Property or ``geometry``; None when the fault is of the whole feature or file.
    data : What was found and what would be right, by name.
    """

    source: str
    code: str
    feature: int | None = None
    field: str | None = None
    severity: Severity = Severity.ERROR
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """First and last day of a phase, both inside it."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """Pipe or cable: size in millimetres, pressure in MPa, voltage in kV, cover in metres."""

    dn_mm: float
    count: int
    laying: str
    material: str | None = None
    pressure_mpa: float | None = None
    voltage_kv: float | None = None
    cover_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One utility's line work: who, what, when. Its route is in ``Routes``.

    ``key`` names it everywhere in a plan: the submitted ``project_id``, or ``utility/project_id`` when two
    utilities use one id. ``assumed`` names the fields that the submission left to the rulebook.
    ``moratorium_exception`` names the approval under which it may dig a road that was paved a short time ago
    (城市道路管理条例 art. 33), None where it has none.
    """

    key: str
    project_id: str
    utility: str
    service: Service
    window: Window
    specification: Specification
    install_m_per_day: float
    duration_days: int | None = None
    preferred_start: date | None = None
    track: Track = Track.SMALL_MICRO
    urgency: Urgency = Urgency.PLANNED
    name: str | None = None
    applicant: str | None = None
    application_id: str | None = None
    status: str | None = None
    green_m2: float | None = None
    moratorium_exception: str | None = None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file a plan was made from, with its digest and how many of its features were refused."""

    name: str
    sha256: str
    features: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Projects and the simple lines that make up their routes.

    Attributes
    ----------
    projects : Sorted by ``key``.
    parts : Shapely LineStrings in the planning CRS, 2-D, at least two distinct vertices, shape (n,).
    project_of_part : Index into ``projects``, shape (n,).
    source_of_part, feature_of_part : File name and feature index each part came from, shape (n,).
    areas : Valid Shapely Polygons or MultiPolygons in the planning CRS: work areas, shape (a,).
    project_of_area : Index into ``projects``, shape (a,). A project may have parts, areas or both.
    source_of_area : File name each area came from, shape (a,).
    """

    projects: tuple[Project, ...]
    parts: Objects
    project_of_part: Ints
    source_of_part: Objects
    feature_of_part: Ints
    areas: Objects = dataclasses.field(default_factory=lambda: np.empty(0, dtype=np.object_))
    project_of_area: Ints = dataclasses.field(default_factory=lambda: np.empty(0, dtype=np.int64))
    source_of_area: Objects = dataclasses.field(default_factory=lambda: np.empty(0, dtype=np.object_))


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Road sections between junctions, one row each.

    Attributes
    ----------
    crs : EPSG code of the planning CRS.
    section_ids : Unique strings, shape (s,).
    lines : Shapely LineStrings along the digitised direction, shape (s,).
    length_m : Length of each line, shape (s,).
    start_node, end_node : Junction indices, shape (s,).
    corridor : Index of the road (consecutive sections of one name) each section belongs to, shape (s,).
    names, road_class : Strings, ``""`` where unknown, shape (s,).
    width_m : NaN where unknown, shape (s,).
    paved_on : ``datetime64[D]``, NaT where unknown, shape (s,).
    paved_kind, pavement : Strings, ``""`` where unknown, shape (s,).
    level : Vertical level: 0 on the surface, above it positive, below it negative, shape (s,).
    aliases : Other ids a section is known by (the opposite direction of one road) -> its id.
    """

    crs: int
    section_ids: Objects
    lines: Objects
    length_m: Floats
    start_node: Ints
    end_node: Ints
    corridor: Ints
    names: Objects
    road_class: Objects
    width_m: Floats
    paved_on: Dates
    paved_kind: Objects
    pavement: Objects
    level: Ints
    aliases: Mapping[str, str]

    def __len__(self) -> int:
        """Return the number of sections."""
        return len(self.section_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """Where routes run along sections, one row each, sorted by (project, section, from_m).

    Attributes
    ----------
    project, section : Indices into ``Routes.projects`` and ``Network``, shape (n,).
    from_m, to_m : ``0 <= from_m < to_m <= length_m[section]``, shape (n,).
    offset_m : Mean distance of the route from the centreline, never negative, shape (n,).
    side : 1 left of the digitised direction, -1 right, 0 on the centreline, shape (n,).
    confidence : Between 0 and 1, shape (n,).
    """

    project: Ints
    section: Ints
    from_m: Floats
    to_m: Floats
    offset_m: Floats
    side: Ints
    confidence: Floats

    def __len__(self) -> int:
        """Return the number of stretches."""
        return len(self.project)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossings:
    """Where a route crosses a section without running along it, one row each.

    ``xy`` are coordinates in the planning CRS, shape (n, 2): a million points as geometries would fill the memory.
    """

    project: Ints
    section: Ints
    at_m: Floats
    xy: Floats

    def __len__(self) -> int:
        """Return the number of crossings."""
        return len(self.project)

    @property
    def points(self) -> Objects:
        """Return the places as Shapely Points, made anew each time, shape (n,)."""
        import shapely  # noqa: PLC0415 - heavy, and few who use the model ask for points

        return np.asarray(shapely.points(self.xy), dtype=object)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteCrossings:
    """Where the routes of two projects cross each other, one row each, sorted by (one, other).

    Attributes
    ----------
    one, other : Indices into ``Routes.projects``, one < other, shape (n,).
    points : Shapely Points in the planning CRS, shape (n,).
    angle_deg : Between the two routes, over 0 and at most 90, shape (n,).
    section : Nearest section, -1 where none is near, shape (n,).
    at_m : Chainage on that section, NaN without one, shape (n,).
    """

    one: Ints
    other: Ints
    points: Objects
    angle_deg: Floats
    section: Ints
    at_m: Floats

    def __len__(self) -> int:
        """Return the number of crossings."""
        return len(self.one)


def _no_route_crossings() -> RouteCrossings:
    none = np.empty(0, dtype=np.int64)
    return RouteCrossings(
        one=none,
        other=none,
        points=np.empty(0, dtype=np.object_),
        angle_deg=np.empty(0),
        section=none,
        at_m=np.empty(0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """Parts of routes that lie on no road, one row each; ``lines`` are LineStrings in the planning CRS."""

    project: Ints
    lines: Objects
    length_m: Floats

    def __len__(self) -> int:
        """Return the number of unmatched parts."""
        return len(self.project)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Intervals of sections on which two or more projects lie, sorted by (section, from_m), never overlapping.

    ``members[member_start[i]:member_start[i + 1]]`` are the ascending project indices on row i.
    """

    section: Ints
    from_m: Floats
    to_m: Floats
    member_start: Ints
    members: Ints

    def __len__(self) -> int:
        """Return the number of shared stretches."""
        return len(self.section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything a plan knows of the ground: who lies on which metre of which section."""

    routes: Routes
    network: Network
    stretches: Stretches
    shared: Shared
    crossings: Crossings
    unmatched: Unmatched
    route_crossings: RouteCrossings = dataclasses.field(default_factory=_no_route_crossings)
