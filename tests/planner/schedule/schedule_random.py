"""Random situations on two roads, small enough to try every grouping."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Service, Urgency
from tests.planner.schedule.schedule_ground import AS_OF, network, project, situation

if TYPE_CHECKING:
    from planner.model import Project, Situation

SERVICES = tuple(Service)


def random_situation(seed: int, count: int = 6, *, days: tuple[int, int] = (12, 60)) -> Situation:
    """Return projects with windows of ``days`` on two sections of one road and one of another."""
    dice = np.random.default_rng(seed)
    roads = network((300.0, 250.0, 400.0), corridor=np.array([0, 0, 1]), end_node=np.array([1, 2, 9]))
    rows: list[tuple[Project, int, float, float]] = []
    for i in range(count):
        one = _random_project(dice, f"P{i}", days)
        rows += _random_rows(dice, one)
    return situation(rows, roads)


def _random_project(dice: np.random.Generator, key: str, days: tuple[int, int]) -> Project:
    first = AS_OF + timedelta(days=int(dice.integers(0, 50)))
    last = first + timedelta(days=int(dice.integers(*days)))
    made = project(
        key,
        f"{first:%m-%d}",
        f"{last:%m-%d}",
        service=SERVICES[dice.integers(len(SERVICES))],
        install_m_per_day=float(dice.choice([30.0, 60.0, 120.0])),
    )
    return replace(made, urgency=Urgency.EMERGENCY) if dice.random() < 0.05 else made


def _random_rows(dice: np.random.Generator, one: Project) -> list[tuple[Project, int, float, float]]:
    if dice.random() < 0.2:
        start = float(dice.integers(0, 20)) * 10
        return [(one, 2, start, start + float(dice.integers(3, 20)) * 10)]
    start = float(dice.integers(0, 45)) * 10
    end = min(550.0, start + float(dice.integers(3, 30)) * 10)
    pieces = [(one, 0, start, min(end, 300.0)), (one, 1, max(0.0, start - 300.0), end - 300.0)]
    return [p for p in pieces if p[3] > p[2]]
