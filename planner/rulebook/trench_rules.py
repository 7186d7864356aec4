"""What the rules say of trenches: distances, covers, working room, and how the walls are held.

Pydantic reads these annotations at run time, so nothing here is behind ``TYPE_CHECKING``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.rulebook.figures import Figure, Range, Status

__all__ = [
    "Bodies",
    "Clearance",
    "Cover",
    "EdgeLoad",
    "Ground",
    "SizeTable",
    "SlopeRun",
    "Soil",
    "TrenchRules",
    "WorkingWidth",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """A clear distance between two classes of line, in metres."""

    a: str
    b: str
    min_m: float
    status: Status
    source: str
    clause: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Least cover to the top of a line, in metres; None where the table is blank."""

    key: str
    zh: str
    sidewalk_m: float | None
    carriageway_m: float | None
    status: Status
    source: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingWidth:
    """Working room on each side of a line up to an outer diameter, in millimetres (GB 50268 table 4.3.2)."""

    od_max_mm: float
    b1_mm: float
    status: Status
    source: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeTable:
    """What a nominal size measures outside, as pairs of millimetres: the size, the outer diameter."""

    dn_od_mm: tuple[tuple[int, int], ...]
    status: Status
    source: str
    clause: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """What room lines of a nominal size take in the ground, in whole millimetres.

    Attributes
    ----------
    iron_od_mm : Outer diameters of iron pipe; plastic pipe and gas are named by their own.
    casing_od_mm : Outer diameters of the casings of pre-insulated heat pipe.
    pipe_gap_mm : Between pipes of one line.
    power_duct_mm, telecom_duct_mm : What each duct of a bank takes beside its own size.
    power_cable_gap_mm, telecom_cable_gap_mm : Between cables laid in the ground side by side.
    channel_side_mm : Wall and room of a 管沟 on each side.
    bedding_m : Sand or fine soil under a line, in metres.
    """

    iron_od_mm: SizeTable
    casing_od_mm: SizeTable
    pipe_gap_mm: Figure[int]
    power_duct_mm: Figure[int]
    telecom_duct_mm: Figure[int]
    power_cable_gap_mm: Figure[int]
    telecom_cable_gap_mm: Figure[int]
    channel_side_mm: Figure[int]
    bedding_m: Figure[float]


class EdgeLoad(StrEnum):
    """What stands beside the edge of a slope: the three columns of GB 50268 table 4.3.3."""

    UNLOADED = "unloaded"
    STANDING = "standing"
    MOVING = "moving"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeRun:
    """How far a slope runs per metre of depth, by what stands at its edge; None where the table is blank."""

    unloaded: float
    standing: float | None
    moving: float | None
    status: Status
    source: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Soil:
    """One kind of ground: how deep an upright wall stands by itself, and the slope that holds below that."""

    key: str
    zh: str
    en: str
    upright_m: Figure[float]
    slope_run: SlopeRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """How trench walls are held.

    Attributes
    ----------
    soil : Key of the soil taken for the whole county until a survey says otherwise.
    edge_load : What stands beside an open trench.
    status, source, note : Of these two assumptions.
    support_each_side_m : What sheeting and struts take of the width on each side, ``b2`` of GB 50268 4.3.2.
    slope_depth_m : Deepest trench the table of slopes is for.
    layered_from_m : Depth beyond which digging by hand goes in layers.
    special_scheme_from_m : Depth from which the works need a scheme of their own.
    """

    soil: str
    edge_load: EdgeLoad
    status: Status
    source: str
    soils: tuple[Soil, ...]
    support_each_side_m: Range
    slope_depth_m: Figure[float]
    layered_from_m: Figure[float]
    special_scheme_from_m: Figure[float]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrenchRules:
    """Clearances, cover, working widths, walls and the cut-back of the pavement.

    Without ``ground`` nothing is known of the soil, and walls are taken as upright. Without ``bodies`` a line takes
    its nominal size, and lies on the bottom of the trench.
    """

    classes: Mapping[str, str]
    horizontal: tuple[Clearance, ...]
    vertical: tuple[Clearance, ...]
    sector: tuple[Clearance, ...]
    cover: tuple[Cover, ...]
    working_width: tuple[WorkingWidth, ...]
    cutback_each_side_m: Range
    unopened_road_share: Figure[float]
    ground: Ground | None = None
    bodies: Bodies | None = None
