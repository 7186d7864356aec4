"""The rules of a schedule in plain numbers, written anew and not from the planner: what a group is, when it may start.

Only the records of the model and the working days of the calendar are shared with what is tested.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from planner.model import Service, Track, Urgency
from planner.rulebook.model import PairRule
from tests.planner.schedule.schedule_ground import AS_OF, calendar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.model import Project
    from planner.rulebook.model import Blackout, Resurfacing
    from tests.planner.schedule.tiny_instances import Tiny

__all__ = ["DAYS", "GAP_M", "METRES_PER_DAY", "Group", "Rules", "Run", "days_at"]

DAYS: list[date] = calendar().days.tolist()
FIRST = next(i for i, day in enumerate(DAYS) if day >= AS_OF)
TOGETHER = {Service.WATER, Service.POWER, Service.TELECOM}
LEAST_SHARED_M = 20.0
GAP_M = 10.0
METRES_PER_DAY = 100.0
ACCEPTANCE = 2
SURVEY = 2
APPROVAL = {Track.SMALL_MICRO: 5, Track.CONSTRUCTION_PERMIT: 20}

Interval = tuple[float, float]
Group = frozenset[int]


@dataclass(frozen=True, eq=False)
class Run:
    """What a project digs of one road: one interval per section."""

    project: Project
    ground: dict[int, Interval]

    @property
    def length_m(self) -> float:
        """Metres."""
        return sum(b - a for a, b in self.ground.values())

    @property
    def emergency(self) -> bool:
        """Whether it waits for nothing."""
        return self.project.urgency is Urgency.EMERGENCY


def days_at(metres: float, pace: float) -> int:
    """Count begun days; a centimetre is none."""
    return max(1, math.ceil(metres / pace - 1e-4))


class Rules:
    """An instance: its runs, and what the rules say of groups of them."""

    def __init__(self, tiny: Tiny) -> None:
        self.tiny, self.book = tiny, tiny.book
        self.network = tiny.ground.network
        self.runs = _runs(tiny)
        self._known: dict[Group, list[int]] = {}
        weights = self.book.weights
        group_of = {c: g for g, classes in self.book.road_class_groups.items() for c in classes}
        self.weight = [weights.opened_metre[group_of[str(c)]].value for c in self.network.road_class]
        self.cost, self.site_days, self.legs = cache(self._cost), cache(self._site_days), cache(self._legs)

    def road(self, run: int) -> int:
        """Return the road a run lies on."""
        return int(self.network.corridor[min(self.runs[run].ground)])

    def members(self, group: Iterable[int]) -> dict[str, Project]:
        """Return the projects of a group by key."""
        return {self.runs[r].project.key: self.runs[r].project for r in sorted(group)}

    def union(self, group: Iterable[int]) -> dict[int, list[Interval]]:
        """Return the intervals a group opens, each metre once, by section."""
        found: dict[int, list[Interval]] = {}
        for r in group:
            for section, interval in self.runs[r].ground.items():
                found.setdefault(section, []).append(interval)
        return {section: _united(intervals) for section, intervals in found.items()}

    def _cost(self, group: Group) -> float:
        """Return weighted metres, an opening, and the days of the run that takes longest alone."""
        weights = self.book.weights
        metres = sum(self.weight[s] * (b - a) for s, intervals in self.union(group).items() for a, b in intervals)
        longest = max(self.site_days(frozenset({r})) for r in group)
        return metres + weights.opening.value + weights.closure_day.value * longest

    def _site_days(self, group: Group) -> int:
        opened = sum(b - a for intervals in self.union(group).values() for a, b in intervals)
        legs = self.legs(group)
        return 3 * days_at(opened, METRES_PER_DAY) + max(offset + days for _, offset, days in legs)

    def _legs(self, group: Group) -> list[tuple[str, int, int]]:
        """Return utility, first day and days of each member's laying, from the first day of laying on."""
        members = self.members(group)
        depth = {k: self.book.services[p.service].depth_rank.value for k, p in members.items()}
        lag = self.book.durations.installation_lag_days
        placed: list[tuple[str, int, int]] = []
        for key in sorted(members, key=lambda k: (depth[k], k)):
            days, start = self._laying(members[key], group), 0
            for deeper, offset, took in placed:
                if self._one_trench(deeper, key, group):
                    whole = offset + took
                    behind = whole if lag is None else max(offset + lag.value, whole + lag.value - days)
                    start = max(start, min(whole, behind))
            placed.append((key, start, days))
        return placed

    def _laying(self, project: Project, group: Group) -> int:
        mine = sum(self.runs[r].length_m for r in group if self.runs[r].project.key == project.key)
        if project.duration_days is None:
            return days_at(mine, project.install_m_per_day)
        whole = sum(run.length_m for run in self.runs if run.project.key == project.key)
        return max(1, math.ceil(project.duration_days * mine / whole - 1e-9))

    def _one_trench(self, one: str, other: str, group: Group) -> bool:
        """Tell whether two members lie in one trench anywhere: all who lie there must go into one."""
        for section in range(len(self.network)):
            here = [r for r in group if section in self.runs[r].ground]
            ends = sorted({end for r in here for end in self.runs[r].ground[section]})
            for a, b in itertools.pairwise(ends):
                on = [r for r in here if self.runs[r].ground[section][0] <= a and b <= self.runs[r].ground[section][1]]
                keys = {self.runs[r].project.key for r in on}
                services = {self.runs[r].project.service for r in on}
                if {one, other} <= keys and services <= TOGETHER and not float(self.network.width_m[section]) < 3:
                    return True
        return False

    def starts(self, group: Group) -> list[int]:
        """Return the working days on which a group may start by the rules on its own dates."""
        if group not in self._known:
            legal = self._connected(group) and not self._never(group)
            self._known[group] = self._starts(group) if legal else []
        return self._known[group]

    def _connected(self, group: Group) -> bool:
        reached, edge = set(), {min(group)}
        while edge:
            reached |= edge
            edge = {r for r in group - reached if any(self._share(r, other) for other in reached)}
        return reached == group

    def _share(self, one: int, other: int) -> bool:
        a, b = self.runs[one].ground, self.runs[other].ground
        return any(min(a[s][1], b[s][1]) - max(a[s][0], b[s][0]) >= LEAST_SHARED_M for s in a.keys() & b.keys())

    def _never(self, group: Group) -> bool:
        never = [{c.a, c.b} for c in self.book.compatibility if c.rule is PairRule.NEVER]
        pairs = itertools.combinations(self.members(group).values(), 2)
        return any({p.service, q.service} in never for p, q in pairs)

    def _starts(self, group: Group) -> list[int]:
        took = self.site_days(group)
        windows = [self.runs[r].project.window for r in group]
        opens, closes = max(w.first for w in windows), min(w.last for w in windows)
        inside = [i for i in range(FIRST, len(DAYS) - took - ACCEPTANCE + 1) if opens <= DAYS[i] <= closes]
        return [i for i in inside if all(self._allowed(self.runs[r], i, i + took - 1) for r in group)]

    def _allowed(self, run: Run, first: int, last: int) -> bool:
        """Ask every rule of one run on site from one working day to another."""
        project, begins, ends = run.project, DAYS[first], DAYS[last]
        if not (project.window.first <= begins and ends <= project.window.last):
            return False
        if run.emergency:
            wanted = max(project.window.first, AS_OF)
            return begins == next(day for day in DAYS if day >= wanted)
        if first < FIRST + SURVEY + APPROVAL[project.track]:
            return False
        free = project.moratorium_exception is not None
        if not free and any(begins < self._protected(s) for s in run.ground):
            return False
        if any(self._repaved(run, each, begins, ends, free=free) for each in self.book.resurfacing):
            return False
        return not any(self._blacked_out(run, each, begins, ends) for each in self.book.blackouts)

    def _protected(self, section: int) -> date:
        paved = self.network.paved_on[section].astype("datetime64[D]").item()
        return date.min if paved is None else paved.replace(year=paved.year + 5)

    def _repaved(self, run: Run, due: Resurfacing, begins: date, ends: date, *, free: bool) -> bool:
        if not any(self.in_place(due, s, i) for s, i in run.ground.items()):
            return False
        years = {"new": 5, "major_repair": 3}[due.kind.value]
        until = due.last + timedelta(days=2) if free else due.last.replace(year=due.last.year + years)
        return begins < until and ends > due.last

    def _blacked_out(self, run: Run, blackout: Blackout, begins: date, ends: date) -> bool:
        first, last = (date.fromisoformat(f"{AS_OF.year}-{text}") for text in (blackout.first, blackout.last))
        if ends < first or begins > last or (blackout.services and run.project.service not in blackout.services):
            return False
        return any(
            (not blackout.road_classes or self.network.road_class[s] in blackout.road_classes)
            and (not (blackout.sections or blackout.areas) or self.in_place(blackout, s, i))
            for s, i in run.ground.items()
        )

    def in_place(self, place: Blackout | Resurfacing, section: int, interval: Interval) -> bool:
        """Tell whether an interval lies where a rule holds."""
        if self.network.section_ids[section] in place.sections or self.network.names[section] in place.roads:
            return True
        zones = [self.tiny.zones[key] for key in place.areas]
        return any(z.section == section and min(z.to_m, interval[1]) > max(z.from_m, interval[0]) for z in zones)


def _united(intervals: Iterable[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for first, last in sorted(intervals):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _runs(tiny: Tiny) -> list[Run]:
    """Return one run for every project on every road: the instances are made so."""
    rows, projects = tiny.ground.stretches, tiny.ground.routes.projects
    found: dict[tuple[int, int], dict[int, Interval]] = {}
    for project, section, first, last in zip(
        rows.project.tolist(), rows.section.tolist(), rows.from_m.tolist(), rows.to_m.tolist(), strict=True
    ):
        road = int(tiny.ground.network.corridor[section])
        found.setdefault((project, road), {})[section] = (first, last)
    return [Run(projects[project], ground) for (project, _), ground in sorted(found.items())]
