"""Figures typed by hand from the tables, apart from the rulebook's data files, and small builders for tests."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from planner.messages import Language, text_of
from planner.model import Project, Reason, Service, Specification, Window
from planner.rulebook.model import (
    Bodies,
    Clearance,
    Compatibility,
    Cover,
    EdgeLoad,
    Figure,
    Ground,
    PairRule,
    Range,
    SizeTable,
    SlopeRun,
    Soil,
    Status,
    TrenchRules,
    WorkingWidth,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


def told(reasons: Iterable[Reason]) -> list[str]:
    """Return reasons in English."""
    return [text_of(reason, Language.EN) for reason in reasons]


PARALLEL = """
water_le200 gas_low 0.5C
water_le200 gas_mid_b 0.5C
water_le200 gas_mid_a 0.5C
water_le200 gas_subhigh_b 1C
water_le200 gas_subhigh_a 1.5C
water_le200 heat_direct 1.5C
water_le200 power_direct 0.5C
water_le200 power_conduit 0.5C
water_le200 telecom_direct 1C
water_le200 telecom_duct 1C
water_le200 pipe_trench 1.5C
water_gt200 gas_mid_a 0.5C
water_gt200 heat_direct 1.5C
water_gt200 power_conduit 0.5C
water_gt200 telecom_duct 1C
gas_mid_a gas_mid_a 0.5C
gas_mid_b gas_mid_b 0.5C
gas_mid_b heat_direct 1C
gas_mid_b power_direct 0.5C
gas_mid_b power_conduit 1C
gas_mid_b telecom_duct 1C
gas_mid_a heat_direct 1C
gas_mid_a power_direct 0.5C
gas_mid_a power_conduit 1C
gas_mid_a telecom_direct 0.5C
gas_mid_a telecom_duct 1C
gas_mid_a pipe_trench 1.5C
gas_subhigh_a telecom_duct 1.5M
heat_direct power_direct 2C
heat_direct power_conduit 2C
heat_direct telecom_direct 1C
heat_direct telecom_duct 1C
heat_direct pipe_trench 1.5M
power_direct power_direct 0.25M
power_direct power_conduit 0.1M
power_conduit power_conduit 0.1M
power_direct telecom_direct 0.5C
power_direct telecom_duct 0.5C
power_conduit telecom_direct 0.5C
power_conduit telecom_duct 0.5C
power_direct pipe_trench 1M
power_conduit pipe_trench 1M
telecom_direct telecom_direct 0.5M
telecom_direct telecom_duct 0.5M
telecom_duct telecom_duct 0.5M
telecom_direct pipe_trench 1C
telecom_duct pipe_trench 1C
"""
CROSSING = """
water water 0.15M
heat water 0.15C
gas water 0.15C
gas power_conduit 0.15C
power_direct water 0.5M
power_conduit water 0.25M
telecom_duct water 0.15C
gas telecom_direct 0.5C
"""
SECTOR = """
gas_mid_a power_direct 1C
gas_mid_b power_direct 1C
heat_direct power_direct 2C
telecom_duct gas_subhigh_a 2M
telecom_duct gas_mid_a 1M
telecom_duct power_conduit 0.5M
"""
COVER = """
water 0.6 0.7 C
power_direct 0.7 1.0 C
power_conduit 0.5 0.5 M
telecom_direct 0.6 0.9 C
telecom_steel 0.5 0.6 M
heat_direct 0.7 1.0 M
gas 0.6 0.9 V
pipe_trench - 0.5 M
"""
WORKING = ((500, 300), (1000, 400), (1500, 500), (3000, 700))
LAID = {
    Service.POWER: {"dn_mm": 175.0, "count": 4, "laying": "duct", "voltage_kv": 10.0},
    Service.TELECOM: {"dn_mm": 110.0, "count": 4, "laying": "duct"},
    Service.WATER: {"dn_mm": 200.0, "count": 1, "laying": "direct"},
    Service.GAS: {"dn_mm": 160.0, "count": 1, "laying": "direct", "material": "PE", "pressure_mpa": 0.3},
    Service.HEAT: {"dn_mm": 200.0, "count": 2, "laying": "direct"},
}


def clearances(text: str, clause: str) -> tuple[Clearance, ...]:
    rows = (line.split() for line in text.split("\n") if line)
    return tuple(
        Clearance(a=a, b=b, min_m=float(v[:-1]), status=Status(v[-1]), source="typed", clause=clause)
        for a, b, v in rows
    )


def cover_rows() -> tuple[Cover, ...]:
    rows = (line.split() for line in COVER.split("\n") if line)
    return tuple(
        Cover(
            key=key,
            zh=key,
            sidewalk_m=None if side == "-" else float(side),
            carriageway_m=float(road),
            status=Status(status),
            source="typed",
            clause="GB 50289 4.1.1",
        )
        for key, side, road, status in rows
    )


def bodies() -> Bodies:
    """Return what lines take in the ground: the sizes the tests use, and the gaps between them."""

    def typed(value: int) -> Figure[int]:
        return Figure(value=value, status=Status.POLICY, source="typed")

    def table(*rows: tuple[int, int]) -> SizeTable:
        return SizeTable(dn_od_mm=rows, status=Status.POLICY, source="typed")

    return Bodies(
        iron_od_mm=table((200, 222), (300, 326), (400, 429), (500, 532), (600, 635), (1200, 1255)),
        casing_od_mm=table((150, 250), (200, 315), (250, 400), (300, 450), (400, 560), (500, 655), (1000, 1200)),
        pipe_gap_mm=typed(200),
        power_duct_mm=typed(50),
        telecom_duct_mm=typed(40),
        power_cable_gap_mm=typed(100),
        telecom_cable_gap_mm=typed(50),
        channel_side_mm=typed(300),
        bedding_m=Figure(value=0.1, status=Status.POLICY, source="typed"),
    )


def trench_rules(low: float = 0.3, high: float = 0.3, unopened: float = 0.5) -> TrenchRules:
    return TrenchRules(
        classes={},
        horizontal=clearances(PARALLEL, "GB 50289 4.1.9"),
        vertical=clearances(CROSSING, "GB 50289 4.1.14"),
        sector=clearances(SECTOR, "sector"),
        cover=cover_rows(),
        working_width=tuple(
            WorkingWidth(od_max_mm=od, b1_mm=b1, status=Status.RECALLED, source="typed", clause="GB 50268 4.3.2")
            for od, b1 in WORKING
        ),
        cutback_each_side_m=Range(low=low, high=high, status=Status.UNCERTAIN, source="typed"),
        unopened_road_share=Figure(value=unopened, status=Status.POLICY, source="typed"),
        bodies=bodies(),
    )


def ground(upright: float = 1.5, run: float = 0.5, load: EdgeLoad = EdgeLoad.STANDING, **other: Any) -> Ground:
    """Return clay that stands upright to a depth and then slopes, supported by 0.15 to 0.20 m on each side."""
    standing = None if other.pop("blank", False) else run
    soil = Soil(
        key="clay",
        zh="黏土",
        en="clay",
        upright_m=Figure(value=upright, status=Status.CORROBORATED, source="typed"),
        slope_run=SlopeRun(
            unloaded=run / 2,
            standing=standing,
            moving=2 * run,
            status=Status.RECALLED,
            source="typed",
            clause="GB 50268 4.3.3",
        ),
    )
    figures: dict[str, Any] = {
        "support_each_side_m": Range(low=0.15, high=0.2, status=Status.VERIFIED, source="typed", clause="b2"),
        "slope_depth_m": Figure(value=5.0, status=Status.RECALLED, source="typed"),
        "layered_from_m": Figure(value=3.0, status=Status.CORROBORATED, source="typed"),
        "special_scheme_from_m": Figure(value=3.0, status=Status.RECALLED, source="typed", clause="scheme"),
    }
    return Ground(
        soil="clay", edge_load=load, status=Status.POLICY, source="typed", soils=(soil,), **{**figures, **other}
    )


def project(service: Service, key: str | None = None, **other: Any) -> Project:
    return Project(
        key=key or service.value,
        project_id=key or service.value,
        utility="YX",
        service=service,
        window=Window(first=date(2026, 3, 2), last=date(2026, 6, 30)),
        specification=Specification(**{**LAID[service], **other}),
        install_m_per_day=50.0,
    )


def pair(a: Service, b: Service, rule: PairRule, status: Status = Status.VERIFIED, **other: str) -> Compatibility:
    return Compatibility(a=a, b=b, rule=rule, status=status, source="typed", **other)


def all_may_share() -> tuple[Compatibility, ...]:
    services = list(Service)
    return tuple(pair(a, b, PairRule.SAME_TRENCH, Status.POLICY) for i, a in enumerate(services) for b in services[i:])
