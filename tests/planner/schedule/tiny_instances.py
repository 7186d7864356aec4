"""Random instances of at most eight runs on which every rule of the schedule may bite."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.model import JointWork, Service, Track, Urgency
from planner.rulebook.model import Paving, Status, TrafficRules, TrafficSet
from tests.planner.schedule.schedule_ground import (
    AS_OF,
    area_around,
    due,
    figure,
    network,
    plan,
    project,
    situation,
    with_blackout,
    with_never,
)

if TYPE_CHECKING:
    from planner.model import Network, Project, Situation
    from planner.rulebook.model import Area, Blackout, Resurfacing, Rulebook

__all__ = ["LENGTHS", "Tiny", "Zone", "tiny"]

LENGTHS = (200.0, 150.0, 250.0, 200.0)
MOST_RUNS = 8
Row = tuple["Project", int, float, float]


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A piece of a section that an area of the rulebook outlines; its ends lie beside those of all stretches."""

    section: int
    from_m: float
    to_m: float


@dataclass(frozen=True, kw_only=True)
class Tiny:
    """An instance: the ground, the rules, the zones that its areas outline, and what is committed."""

    ground: Situation
    book: Rulebook
    zones: dict[str, Zone]
    frozen: tuple[JointWork, ...]


@cache
def roads() -> Network:
    """Return a street of two sections, and two main roads that meet and end at both ends of its second section."""
    return network(
        LENGTHS,
        corridor=np.array([0, 0, 1, 2]),
        start_node=np.array([0, 1, 1, 3]),
        end_node=np.array([1, 2, 3, 2]),
        names=np.array(["中街", "中街", "西路", "东路"], object),
        road_class=np.array(["residential", "tertiary", "primary", "primary"], object),
        width_m=np.array([12.0, np.nan, 2.5, 12.0]),
    )


def tiny(seed: int) -> Tiny:
    """Return the instance of a number."""
    dice = np.random.default_rng(seed)
    ground = _ground(dice)
    zones = {"zone": _zone(dice)}
    book = _book(dice, {key: _area(zone) for key, zone in zones.items()})
    return Tiny(ground=ground, book=book, zones=zones, frozen=_frozen(dice, ground))


def _zone(dice: np.random.Generator) -> Zone:
    section = int(dice.integers(len(LENGTHS)))
    first = 5.0 + 10.0 * int(dice.integers(0, 10))
    return Zone(section=section, from_m=first, to_m=first + 10.0 * int(dice.integers(1, 5)))


@cache
def _area(zone: Zone) -> Area:
    return area_around(roads(), zone.section, zone.from_m, zone.to_m)


def _ground(dice: np.random.Generator) -> Situation:
    rows: list[Row] = []
    runs = 0
    while runs < MOST_RUNS - 2:
        made = _project(dice, f"P{len(rows)}")
        for road in dice.permutation(3)[: int(dice.choice([1, 1, 2]))].tolist():
            rows += _run(dice, made, road)
            runs += 1
    if dice.random() < 0.3:
        rows += _run(dice, _project(dice, "Q"), 0)
    paved = np.full(len(LENGTHS), "NaT", "datetime64[D]")
    if dice.random() < 0.4:
        ends = AS_OF + timedelta(days=int(dice.integers(20, 60)))
        paved[int(dice.integers(len(LENGTHS)))] = ends.replace(year=ends.year - 5)
    kinds = np.where(np.isnat(paved), "", "new").astype(object)
    return situation(rows, replace(roads(), paved_on=paved, paved_kind=kinds))


def _project(dice: np.random.Generator, key: str) -> Project:
    first = AS_OF + timedelta(days=int(dice.integers(5, 45)))
    last = first + timedelta(days=int(dice.integers(14, 40)))
    more: dict[str, Any] = {}
    if dice.random() < 0.2:
        more["moratorium_exception"] = "叶政〔2026〕9号"
    if dice.random() < 0.1:
        more["urgency"] = Urgency.EMERGENCY
    if dice.random() < 0.2:
        more["track"] = Track.CONSTRUCTION_PERMIT
    if dice.random() < 0.2:
        more["duration_days"] = int(dice.integers(1, 6))
    return project(
        key,
        f"{first:%m-%d}",
        f"{last:%m-%d}",
        service=tuple(Service)[dice.integers(5)],
        utility=str(dice.choice(["YX-WATER", "YX-GAS"])),
        install_m_per_day=float(dice.choice([50.0, 100.0])),
        **more,
    )


def _run(dice: np.random.Generator, one: Project, road: int) -> list[Row]:
    """Return what a project digs of a road in one piece."""
    if road > 0:
        section = road + 1
        first = 10.0 * int(dice.integers(0, 8)) if dice.random() < 0.5 else 0.0
        return [(one, section, first, min(LENGTHS[section], first + 10.0 * int(dice.integers(4, 20))))]
    first = 10.0 * int(dice.integers(0, 25))
    last = min(350.0, first + 10.0 * int(dice.integers(5, 25)))
    pieces = [(one, 0, first, min(last, 200.0)), (one, 1, max(0.0, first - 200.0), last - 200.0)]
    return [piece for piece in pieces if piece[3] > piece[2]]


def _book(dice: np.random.Generator, areas: dict[str, Area]) -> Rulebook:
    book = with_never(Service.GAS, Service.HEAT)
    crews = int(dice.integers(1, 3))
    organisations = tuple(replace(o, crews=figure(crews)) for o in book.organisations)
    if dice.random() < 0.3:
        organisations = book.organisations
    lag = figure(1) if dice.random() < 0.5 else None
    resurfacing: tuple[Resurfacing, ...] = ()
    if dice.random() < 0.5:
        first = AS_OF + timedelta(days=int(dice.integers(20, 60)))
        last = first + timedelta(days=int(dice.integers(1, 15)))
        where = ({"roads": ("中街",)}, {"sections": ("S2",)}, {"areas": ("zone",)})[dice.integers(3)]
        kind = Paving.NEW if dice.random() < 0.5 else Paving.MAJOR_REPAIR
        resurfacing = (due(f"{first:%m-%d}", f"{last:%m-%d}", **{"roads": (), **where}, kind=kind),)
    return replace(
        book,
        areas=areas,
        blackouts=_blackouts(dice),
        organisations=organisations,
        durations=replace(book.durations, installation_lag_days=lag),
        resurfacing=resurfacing,
        traffic=_traffic(dice),
    )


def _blackouts(dice: np.random.Generator) -> tuple[Blackout, ...]:
    made: list[Blackout] = []
    for where in (
        {"road_classes": ("primary",)},
        {"areas": ("zone",)},
        {"services": (Service.WATER, Service.HEAT), "sections": ("S0", "S3")},
    ):
        if dice.random() < 0.4:
            first = AS_OF + timedelta(days=int(dice.integers(10, 60)))
            last = first + timedelta(days=int(dice.integers(0, 8)))
            made += with_blackout(f"{first:%m-%d}", f"{last:%m-%d}", **where).blackouts
    return tuple(made)


def _traffic(dice: np.random.Generator) -> TrafficRules:
    north = TrafficSet(
        id="north", zh="北", en="north", status=Status.POLICY, source="county_policy", roads=("西路",), sections=("S0",)
    )
    return TrafficRules(
        one_per_road=bool(dice.random() < 0.5),
        main_classes=("primary",) if dice.random() < 0.5 else (),
        block_classes=("tertiary",) if dice.random() < 0.5 else (),
        sets=(north,) if dice.random() < 0.5 else (),
    )


def _frozen(dice: np.random.Generator, ground: Situation) -> tuple[JointWork, ...]:
    """Commit, now and then, a work of a plan made without most of the rules, whose members dig nowhere else."""
    if dice.random() < 0.7:
        return ()
    made = plan(ground, with_never(Service.GAS, Service.HEAT)).joint_works
    works_of = {p.key: sum(p.key in w.members for w in made) for p in ground.routes.projects}
    whole = [w for w in made if all(works_of[m] == 1 for m in w.members)]
    return tuple(whole[:1])
