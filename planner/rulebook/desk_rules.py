"""How a county's desk works: the form of annex 1, the steps of its two tracks, and its own clocks.

Pydantic reads these annotations at run time, so nothing here is behind ``TYPE_CHECKING``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.model import Service, Track
from planner.rulebook.figures import Figure

__all__ = ["Business", "DeskRules", "Fee", "Paper", "TrackStep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """One box of the joint application form under a service; ``opens_road`` where it leads to an external line."""

    id: str
    zh: str
    en: str
    opens_road: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper an application comes with; a ``tolerated`` one may follow until the survey (容缺办理)."""

    id: str
    zh: str
    en: str
    tolerated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackStep:
    """One step of a track, in the notice's order."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A published charge: what it is for, how much in yuan, and per what. No fee exists without its source."""

    id: str
    zh: str
    en: str
    per_zh: str
    per_en: str
    amount: Figure[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """The desk's form, steps and clocks; days are working days.

    ``connection_days`` are promised by law per service, from application to connection. ``answer_days`` is how long a
    called partner may take, ``warn_days`` how long before its end a clock is shown as running out, and
    ``escalate_days`` how long after its end the next higher office is told. ``fees`` are those the county publishes;
    none where it holds no tariff with a source.
    """

    businesses: Mapping[Service, tuple[Business, ...]]
    papers: tuple[Paper, ...]
    tracks: Mapping[Track, tuple[TrackStep, ...]]
    connection_days: Mapping[Service, Figure[int]]
    answer_days: Figure[int]
    warn_days: Figure[int]
    escalate_days: Figure[int]
    source: str
    fees: tuple[Fee, ...] = ()
