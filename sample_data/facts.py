"""What a utility writes beside its route: pipe or cable, dates, names. All of it is generated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

__all__ = ["AS_OF", "UTILITIES", "Facts", "Span", "Utility", "describe", "span"]

Facts: TypeAlias = dict[str, Any]
AS_OF = date(2026, 11, 24)
YEAR_STARTS = date(2026, 12, 1)
APPLICANTS = (
    "清禾小学（示例）",
    "望川农贸市场（示例）",
    "兰溪社区卫生站（示例）",
    "桐花纺织厂（示例）",
    "云岫花园小区（示例）",
    "秋实粮库（示例）",
)


@dataclass(frozen=True, slots=True)
class Utility:
    """One organisation of the notice: its code, service, number prefix, file stem, works and number of projects."""

    code: str
    service: str
    prefix: str
    stem: str
    works: str
    projects: int


UTILITIES = (
    Utility("YX-WATER", "water", "GS", "water", "给水管道", 24),
    Utility("YX-POWER", "power", "GD", "power", "电力电缆", 24),
    Utility("YX-GAS", "gas", "RQ", "gas", "燃气管道", 18),
    Utility("YX-HEAT", "heat", "RL", "heat", "供热管道", 14),
    Utility("YX-CMCC", "telecom", "YD", "cmcc", "移动通信管道", 14),
    Utility("YX-CTCC", "telecom", "DX", "ctcc", "电信通信管道", 14),
    Utility("YX-CUCC", "telecom", "LT", "cucc", "联通通信管道", 12),
)


@dataclass(frozen=True, slots=True)
class Span:
    """A window: first and last day."""

    first: date
    last: date


def span(first_day: float, days: float) -> Span:
    """Return the window of so many days from a day counted from 2026-12-01, inside the sample's year."""
    first = YEAR_STARTS + timedelta(days=round(first_day))
    return Span(first, min(first + timedelta(days=round(days)), date(2027, 12, 31)))


def describe(utility: Utility, window: Span, road: str, length_m: float, draw: random.Random) -> Facts:
    """Return the properties of one project but its id; optional ones are there for some and absent for others."""
    facts: Facts = {
        "utility": utility.code,
        "service": utility.service,
        "earliest_start": window.first.isoformat(),
        "latest_finish": window.last.isoformat(),
        "name": f"{road}{utility.works}{draw.choice(('新建', '改造', '接入'))}工程",
    }
    return facts | _some(_line(utility.service, draw), 0.75, draw) | _some(_timing(window, length_m, draw), 0.35, draw)


def _some(facts: Mapping[str, Any], share: float, draw: random.Random) -> Facts:
    """Return each fact with a probability."""
    return {key: value for key, value in facts.items() if draw.random() < share}


def _line(service: str, draw: random.Random) -> Facts:
    """Return the specification of a line of a service."""
    if service == "water":
        material = draw.choice(("球墨铸铁", "PE"))
        return {"dn_mm": draw.choice((100, 150, 200, 300, 400)), "material": material, "laying": "direct"}
    if service == "power":
        voltage = draw.choice((0.4, 10, 10))
        return {"voltage_kv": voltage, "count": draw.randrange(2, 7), "laying": draw.choice(("duct", "duct", "direct"))}
    if service == "gas":
        return {"dn_mm": draw.choice((90, 110, 160, 200)), "material": "PE", "pressure": draw.choice((0.2, 0.4))}
    if service == "heat":
        dn_mm = draw.choice((150, 200, 250, 300))
        return {
            "dn_mm": dn_mm,
            "count": 2,
            "material": "预制直埋保温管",
            "laying": draw.choice(("direct", "direct", "trench")),
        }
    return {"dn_mm": 110, "count": draw.choice((2, 3, 4, 6)), "laying": "duct"}


def _timing(window: Span, length_m: float, draw: random.Random) -> Facts:
    """Return preferences and particulars of the application."""
    spare = (window.last - window.first).days // 3
    return {
        "preferred_start": (window.first + timedelta(days=draw.randrange(0, spare + 1))).isoformat(),
        "duration_days": max(3, round(length_m / 45)),
        "track": "construction_permit" if length_m > 450 else "small_micro",
        "applicant": draw.choice(APPLICANTS),
        "cover_m": draw.choice((0.9, 1.0, 1.2)),
    }
