"""Generated county seats to schedule on: straight roads of several sections, projects with windows inside a year.

Everything is seeded; the same size and seed give the same ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.model import (
    Crossings,
    Network,
    Project,
    Routes,
    Shared,
    Situation,
    Specification,
    Stretches,
    Unmatched,
    Window,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from planner.model import Ints
    from planner.rulebook.model import Rulebook

__all__ = ["AS_OF", "Shape", "crowded_road", "ground_of", "seat", "straight_roads"]

AS_OF = date(2026, 11, 24)
_SECTIONS, _SECTION_M = 8, 120.0
_CLASSES = ("primary", "secondary", "residential")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How dense a seat is: projects on a road, lengths of runs in metres, days of a window, and of the year."""

    per_road: float = 5.0
    length_m: tuple[float, float] = (100.0, 500.0)
    window_days: tuple[int, int] = (60, 240)
    first_days: tuple[int, int] = (60, 300)


def straight_roads(count: int, *, sections: int = _SECTIONS, section_m: float = _SECTION_M) -> Network:
    """Return roads of consecutive sections that meet no other road, in turn of each road class."""
    total = count * sections
    number = np.arange(total)
    road, place = number // sections, number % sections
    ends = np.stack([[place * section_m, road * 1000.0], [(place + 1) * section_m, road * 1000.0]])
    lines = np.asarray(shapely.linestrings(ends.transpose(2, 0, 1)), dtype=object)
    return Network(
        crs=4547,
        section_ids=np.array([f"R{r:05d}-{p}" for r, p in zip(road.tolist(), place.tolist(), strict=True)], object),
        lines=lines,
        length_m=np.full(total, section_m),
        start_node=number + road,
        end_node=number + road + 1,
        corridor=road,
        names=np.array([f"Road {r}" for r in road.tolist()], object),
        road_class=np.array(_CLASSES, object)[road % len(_CLASSES)],
        width_m=np.array([24.0, 16.0, 10.0])[road % len(_CLASSES)],
        paved_on=np.full(total, "NaT", "datetime64[D]"),
        paved_kind=np.full(total, "", object),
        pavement=np.full(total, "", object),
        level=np.zeros(total, np.int64),
        aliases={},
    )


def seat(projects: int, rulebook: Rulebook, *, seed: int = 1, shape: Shape | None = None) -> Situation:
    """Return projects of one to three runs, each on a road of its own choice."""
    dice, shape = np.random.default_rng(seed), shape or Shape()
    network = straight_roads(max(3, round(projects * 1.8 / shape.per_road)))
    made = tuple(_project(dice, f"P{i:06d}", rulebook, shape) for i in range(projects))
    rows = [(i, *row) for i in range(projects) for row in _rows(dice, network, shape)]
    return ground_of(made, network, rows)


def crowded_road(rulebook: Rulebook, *, runs: int = 33, seed: int = 1, shape: Shape | None = None) -> Situation:
    """Return projects of one run each on 900 m of one road."""
    dice, shape = np.random.default_rng(seed), shape or Shape()
    made = tuple(_project(dice, f"P{i:06d}", rulebook, shape) for i in range(runs))
    rows = []
    for i in range(runs):
        length = float(round(dice.uniform(*shape.length_m)))
        start = float(round(dice.uniform(0.0, 900.0 - length)))
        rows += [(i, *row) for row in _on_sections(0, start, start + length)]
    return ground_of(made, straight_roads(1), rows)


def _project(dice: Generator, key: str, rulebook: Rulebook, shape: Shape) -> Project:
    owners = [(o.code, service) for o in rulebook.organisations for service in o.services]
    utility, service = owners[int(dice.integers(len(owners)))]
    rules = rulebook.services[service]
    first = AS_OF + timedelta(days=int(dice.integers(*shape.first_days)))
    return Project(
        key=key,
        project_id=key,
        utility=utility,
        service=service,
        window=Window(first=first, last=first + timedelta(days=int(dice.integers(*shape.window_days)))),
        specification=Specification(
            dn_mm=rules.default_dn_mm.value, count=rules.default_count.value, laying=rules.default_laying
        ),
        install_m_per_day=rules.install_m_per_day.value,
    )


def _rows(dice: Generator, network: Network, shape: Shape) -> list[tuple[int, float, float]]:
    roads = int(network.corridor[-1]) + 1
    runs = int(dice.choice([1, 2, 3], p=[0.4, 0.4, 0.2]))
    rows: list[tuple[int, float, float]] = []
    for road in sorted(dice.choice(roads, size=min(runs, roads), replace=False).tolist()):
        length = float(round(dice.uniform(*shape.length_m)))
        start = float(round(dice.uniform(0.0, _SECTIONS * _SECTION_M - length)))
        rows += _on_sections(road, start, start + length)
    return rows


def _on_sections(road: int, start: float, end: float) -> list[tuple[int, float, float]]:
    first = road * _SECTIONS
    pieces = [
        (first + i, max(0.0, start - i * _SECTION_M), min(_SECTION_M, end - i * _SECTION_M)) for i in range(_SECTIONS)
    ]
    return [p for p in pieces if p[1] < p[2]]


def ground_of(
    projects: tuple[Project, ...], network: Network, rows: Sequence[tuple[int, int, float, float]]
) -> Situation:
    """Return the ground of rows (project, section, from, to); projects are sorted by key."""
    columns = np.array(sorted(rows), np.float64).reshape(-1, 4)
    none, nothing = np.zeros(0, np.int64), np.zeros(0, object)
    count = len(columns)
    return Situation(
        routes=Routes(
            projects=projects, parts=nothing, project_of_part=none, source_of_part=nothing, feature_of_part=none
        ),
        network=network,
        stretches=Stretches(
            project=_whole(columns[:, 0]),
            section=_whole(columns[:, 1]),
            from_m=columns[:, 2],
            to_m=columns[:, 3],
            offset_m=np.full(count, 2.0),
            side=np.ones(count, np.int64),
            confidence=np.ones(count),
        ),
        shared=Shared(
            section=none, from_m=np.zeros(0), to_m=np.zeros(0), member_start=np.zeros(1, np.int64), members=none
        ),
        crossings=Crossings(project=none, section=none, at_m=np.zeros(0), xy=np.zeros((0, 2))),
        unmatched=Unmatched(project=none, lines=nothing, length_m=np.zeros(0)),
    )


def _whole(column: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Ints:
    return column.astype(np.int64)
