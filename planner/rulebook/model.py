"""A county's rules as frozen data: every figure with its source and its status.

These dataclasses are both the typed form the planner reads and the schema the loader validates
(``planner.rulebook.load``), so annotations here are evaluated at run time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from planner.model import Service, Track
from planner.rulebook.desk_rules import DeskRules
from planner.rulebook.figures import Figure, Range, Source, Status
from planner.rulebook.road_rules import Area, Paving, Resurfacing
from planner.rulebook.trench_rules import (
    Bodies,
    Clearance,
    Cover,
    EdgeLoad,
    Ground,
    SizeTable,
    SlopeRun,
    Soil,
    TrenchRules,
    WorkingWidth,
)
from planner.rulebook.wishes import FreeDays, Pair, Wishes

__all__ = [
    "Approval",
    "Area",
    "Authority",
    "Blackout",
    "Bodies",
    "CalendarRules",
    "Clearance",
    "Clocks",
    "Compatibility",
    "Cover",
    "DayOverride",
    "DeskRules",
    "Durations",
    "EdgeLoad",
    "Figure",
    "FreeDays",
    "Ground",
    "LegalClause",
    "Matching",
    "Moratoria",
    "Organisation",
    "Pair",
    "PairRule",
    "Papers",
    "Paving",
    "Range",
    "Resurfacing",
    "Rulebook",
    "ServiceRules",
    "Severity",
    "SizeTable",
    "SlopeRun",
    "Soil",
    "Source",
    "Status",
    "TrafficRules",
    "TrafficSet",
    "TrenchRules",
    "Weights",
    "Wishes",
    "WorkingWidth",
]


class Severity(StrEnum):
    """Whether a blackout forbids site work or only warns."""

    BLOCK = "block"
    WARN = "warn"


class PairRule(StrEnum):
    """What two services may share by default."""

    SAME_TRENCH = "same_trench"
    SAME_CLOSURE = "same_closure"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A utility of the notice. ``services`` are those it lays; the hotline is the published one.

    ``crews`` is how many lines it can lay at once; None where the county does not say, and then nothing is limited.
    """

    code: str
    zh: str
    en: str
    services: tuple[Service, ...]
    hotline: str | None
    hotline_holder_zh: str | None
    source: str
    crews: Figure[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRules:
    """Name, colour and defaults of one service.

    ``colour`` is the colour of CJJ 61-2017 appendix B; ``ink`` the darker tint drawn on white.
    ``install_m_per_day`` and the default line are planning assumptions used where a submission is silent.
    ``depth_rank`` orders installation: the lower the rank the deeper the line and the earlier it is laid.
    """

    zh: str
    en: str
    code: str
    colour: str
    ink: str
    source: str
    install_m_per_day: Figure[float]
    depth_rank: Figure[int]
    default_dn_mm: Figure[float]
    default_count: Figure[int]
    default_laying: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Distances by which routes are referenced to roads, in metres (angles in degrees).

    A person confirms the stretches whose confidence, between 0 and 1, is less than ``confirm_below``.
    """

    search_m: Figure[float]
    minimum_stretch_m: Figure[float]
    minimum_shared_m: Figure[float]
    same_road_m: Figure[float]
    confirm_below: Figure[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """Lengths of the phases, in working days or metres per working day.

    ``installation_lag_days`` are the working days by which a line follows a deeper one of the same trench, at its
    start and at its end (分段流水施工); None lets it wait until the deeper one is laid.
    """

    survey_days: Figure[int]
    excavation_m_per_day: Figure[float]
    backfill_m_per_day: Figure[float]
    reinstatement_m_per_day: Figure[float]
    acceptance_days: Figure[int]
    lead_buffer_days: Figure[int]
    installation_lag_days: Figure[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Legal clocks. ``approval_days`` per track are working days from survey to decision."""

    approval_days: Mapping[Track, Figure[int]]
    permit_single_days: Figure[int]
    permit_joint_days: Figure[int]
    supplement_notice_days: Figure[int]
    delivery_days: Figure[int]
    emergency_hours: Figure[int]
    reconsideration_days: Figure[int]
    litigation_months: Figure[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moratoria:
    """Years after paving during which a road is not to be dug (城市道路管理条例 art. 33).

    ``override_zh`` and ``override_en`` say who may allow it all the same.
    """

    new_years: Figure[int]
    major_repair_years: Figure[int]
    override_zh: str
    override_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """A period in which site work is forbidden or warned about.

    ``first`` and ``last`` are ``MM-DD`` (every year; may wrap over New Year) or ``YYYY-MM-DD``.
    An empty ``road_classes`` means every road. ``services`` empty means every service. Where ``sections``, ``roads``
    (names) or ``areas`` (keys of the rulebook's) are given it holds on these alone, of the road classes given.
    """

    id: str
    zh: str
    en: str
    first: str
    last: str
    severity: Severity
    status: Status
    source: str
    basis: str
    road_classes: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    sections: tuple[str, ...] = ()
    roads: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficSet:
    """Sections, and roads by their name, of which at most so many works may stand open at once."""

    id: str
    zh: str
    en: str
    status: Status
    source: str
    sections: tuple[str, ...] = ()
    roads: tuple[str, ...] = ()
    at_once: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficRules:
    """Which works may not stand open at the same time.

    Attributes
    ----------
    one_per_road : Never two works at once on one road; otherwise that is only avoided.
    main_classes : Road classes of which two sections that meet at a junction are never closed at once near it.
    block_classes : Road classes of which a section never has the roads at both its ends closed at once.
    """

    one_per_road: bool = False
    main_classes: tuple[str, ...] = ()
    block_classes: tuple[str, ...] = ()
    sets: tuple[TrafficSet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOverride:
    """The bureau's own word on one day."""

    day: date
    working: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRules:
    """Which public holidays apply, the cut-off hour for receipt, and the days overridden."""

    country: str
    cut_off_hour: int
    announced_until: date
    source: str
    status: Status
    overrides: tuple[DayOverride, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compatibility:
    """What two services (in either order) may share by default, and on what condition.

    ``measures_en`` says in English what ``measures_zh`` rules; where a rulebook has none, English reasons quote the
    rule as it stands.
    """

    a: Service
    b: Service
    rule: PairRule
    status: Status
    source: str
    clause: str | None = None
    measures_zh: str | None = None
    measures_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the planner trades against what. Planning weights, not tariffs: never printed as money.

    Planning again, a member's start that moves by a working day weighs ``moved_day``, a run that gets other partners
    ``regrouped_run``; where a rulebook is silent, two ``day_from_preferred`` and half an ``opening`` are assumed.
    """

    opened_metre: Mapping[str, Figure[float]]
    opening: Figure[float]
    closure_day: Figure[float]
    day_from_preferred: Figure[float]
    moved_day: Figure[float] | None = None
    regrouped_run: Figure[float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A department that reviews one item."""

    code: str
    zh: str
    en: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One approval item inside the joint decision, and the authority that answers it.

    ``when`` names what makes the item needed (a ``Touches`` of ``planner.permit.case``); always, where it is empty.
    """

    id: str
    zh: str
    en: str
    authority: str
    basis: str
    status: Status
    source: str
    condition_zh: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalClause:
    """A law and its article, with what it orders, in our own words."""

    law: str
    article: str
    zh: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What the decision draft says besides the plan: who issues it, on what law, on which conditions."""

    issuer_zh: str
    issuer_status: Status
    reconsideration_body_zh: str
    number_pattern: str
    approvals: tuple[Approval, ...]
    authorities: tuple[Authority, ...]
    legal_basis: tuple[LegalClause, ...]
    conditions: tuple[LegalClause, ...]
    reconsideration_body_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Everything a county decides. ``sha256`` is of the data files it was loaded from.

    ``dxf_layers`` tells by the beginning of a layer's name which service a line of a drawing is; the longest
    beginning counts, letters in either case.
    """

    name: str
    version: str
    county_zh: str
    county_en: str
    sources: Mapping[str, Source]
    organisations: tuple[Organisation, ...]
    services: Mapping[Service, ServiceRules]
    road_class_groups: Mapping[str, tuple[str, ...]]
    matching: Matching
    durations: Durations
    clocks: Clocks
    moratoria: Moratoria
    blackouts: tuple[Blackout, ...]
    calendar: CalendarRules
    compatibility: tuple[Compatibility, ...]
    trench: TrenchRules
    weights: Weights
    papers: Papers
    desk: DeskRules
    sha256: str = field(default="")
    dxf_layers: Mapping[str, Service] = field(default_factory=dict)
    traffic: TrafficRules = TrafficRules()
    areas: Mapping[str, Area] = field(default_factory=dict)
    resurfacing: tuple[Resurfacing, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)

    def organisation(self, code: str) -> Organisation | None:
        """Return the organisation with this code, or None."""
        return next((o for o in self.organisations if o.code == code), None)

    def compatibility_of(self, a: Service, b: Service) -> Compatibility | None:
        """Return the rule for two services in either order, or None where the rulebook is silent."""
        return next((c for c in self.compatibility if {c.a, c.b} == {a, b}), None)
