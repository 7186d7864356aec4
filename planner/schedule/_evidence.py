"""What the verifier knows of a plan: the ground by project, the works by member, the rules in plain numbers."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyproj
import shapely
import shapely.ops

from planner.model import Urgency
from planner.schedule._intervals import common, metres, united

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planner.calendar import WorkCalendar
    from planner.model import Cut, JointWork, Plan, Project, Situation
    from planner.rulebook.model import Area, Blackout, Resurfacing, Rulebook
    from planner.rulebook.road_rules import Polygon
    from planner.schedule._intervals import Interval

__all__ = ["TOLERANCE_M", "Evidence", "Ground", "Piece", "Work"]

T = TypeVar("T")
TOLERANCE_M = 0.01
_LAST_DAY_M = 0.0105
_NOISE = 1e-9
_CHORD_M = 100.0
Ground = dict[int, list["Interval"]]
"""Disjoint intervals by section."""

Piece = tuple[str, int, "Interval"]
"""A member, a section and an interval."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A plan beside everything it is judged by."""

    plan: Plan
    situation: Situation
    rulebook: Rulebook
    calendar: WorkCalendar
    price: Callable[[tuple[Project, ...], float], Cut] | None
    frozen: tuple[JointWork, ...] = ()

    @cached_property
    def projects(self) -> dict[str, Project]:
        """Projects of the situation by key."""
        return {p.key: p for p in self.situation.routes.projects}

    @cached_property
    def sections(self) -> dict[str, int]:
        """Sections of the network by id."""
        return {str(name): i for i, name in enumerate(self.situation.network.section_ids.tolist())}

    def section_id(self, section: int) -> str:
        """Return the id of a section; empty where a plan names an unknown one."""
        return str(self.situation.network.section_ids[section]) if section >= 0 else ""

    @cached_property
    def ground(self) -> dict[str, Ground]:
        """Where each project lies, by key."""
        rows = self.situation.stretches
        keys = [p.key for p in self.situation.routes.projects]
        found: dict[str, Ground] = {key: defaultdict(list) for key in keys}
        columns = (rows.project.tolist(), rows.section.tolist(), rows.from_m.tolist(), rows.to_m.tolist())
        for project, section, first, last in zip(*columns, strict=True):
            found[keys[project]][section].append((first, last))
        return {key: {s: united(i) for s, i in by_section.items()} for key, by_section in found.items()}

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """The works of the plan with their ground."""
        return tuple(Work(work=work, evidence=self) for work in self.plan.joint_works)

    @cached_property
    def fresh(self) -> tuple[Work, ...]:
        """The works of the plan that are not committed: only these are judged by the rules on dates."""
        committed = {work.id for work in self.frozen}
        return tuple(work for work in self.works if work.work.id not in committed)

    def is_in(self, place: Blackout | Resurfacing, section: int, intervals: Iterable[Interval]) -> bool:
        """Tell whether some intervals of a section lie where a rule holds; one that names no place holds everywhere.

        An area is met where more than a tolerance of the road lies inside its outline, both taken to WGS 84.
        """
        network = self.situation.network
        if not (place.sections or place.roads or place.areas):
            return True
        names = {name for name, known in network.aliases.items() if known == self.section_id(section)}
        named = not {self.section_id(section), *names}.isdisjoint(place.sections)
        if named or str(network.names[section]) in place.roads:
            return True
        return any(
            self._lies_in(area, section, interval)
            for area in (self.rulebook.areas[key] for key in place.areas)
            for interval in intervals
        )

    def _lies_in(self, area: Area, section: int, interval: Interval) -> bool:
        line = shapely.segmentize(self.situation.network.lines[section], _CHORD_M)
        line = shapely.ops.substring(line, *interval)
        away = _to_wgs84(self.situation.network.crs)
        degrees = shapely.transform(line, lambda xy: np.column_stack(away.transform(xy[:, 0], xy[:, 1])))
        inside = sum(_length_inside(degrees, polygon) for polygon in area.polygons)
        return bool(inside > TOLERANCE_M / shapely.length(line) * shapely.length(degrees))

    def length_of(self, key: str) -> float:
        """Return the matched metres of a project."""
        return sum(metres(intervals) for intervals in self.ground[key].values())

    @property
    def least_shared_m(self) -> float:
        """Metres that make a shared stretch."""
        return self.rulebook.matching.minimum_shared_m.value

    def metre_weight(self, section: int) -> float:
        """Return the weight of an opened metre of a section."""
        weights = self.rulebook.weights.opened_metre
        road_class = str(self.situation.network.road_class[section])
        groups = self.rulebook.road_class_groups
        for wanted in (road_class, ""):
            group = next((g for g, classes in groups.items() if wanted in classes), None)
            if group is not None:
                return weights[group].value
        return min(w.value for w in weights.values())

    def site_days(self, opened_m: float, install_days: int) -> int:
        """Return the working days on site of works that install for so many days."""
        return self.dig_days(opened_m) + install_days + self.fill_days(opened_m) + self.pave_days(opened_m)

    def dig_days(self, opened_m: float) -> int:
        """Return the working days of excavation."""
        return _days_at(opened_m, self.rulebook.durations.excavation_m_per_day.value)

    def fill_days(self, opened_m: float) -> int:
        """Return the working days of backfill."""
        return _days_at(opened_m, self.rulebook.durations.backfill_m_per_day.value)

    def pave_days(self, opened_m: float) -> int:
        """Return the working days of reinstatement."""
        return _days_at(opened_m, self.rulebook.durations.reinstatement_m_per_day.value)

    def install_days(self, key: str, laid_m: float) -> int:
        """Return the working days a project lays so many of its metres in."""
        project = self.projects[key]
        if project.duration_days is not None:
            return max(1, math.ceil(project.duration_days * laid_m / self.length_of(key) - _NOISE))
        return _days_at(laid_m, project.install_m_per_day)


@cache
def _to_wgs84(crs: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, 4326, always_xy=True)


def _days_at(length_m: float, pace_m: float) -> int:
    """Count begun days, at least one; a day begun for a centimetre or less (to half a millimetre) is none."""
    whole, rest = divmod(length_m, pace_m)
    return max(1, int(whole) + (rest > _LAST_DAY_M))


@dataclass(frozen=True, kw_only=True)
class Work:
    """One work with the ground its stretches cover."""

    work: JointWork
    evidence: Evidence

    @cached_property
    def own(self) -> dict[str, Ground]:
        """Where each member digs in this work."""
        found: dict[str, Ground] = {m: defaultdict(list) for m in self.work.members}
        for s in self.work.stretches:
            found.setdefault(s.project, defaultdict(list))[self.evidence.sections[s.section_id]].append(
                (s.from_m, s.to_m)
            )
        return {key: {s: united(i) for s, i in by_section.items()} for key, by_section in found.items()}

    @cached_property
    def all_ground(self) -> Ground:
        """Where anybody digs in this work."""
        found: Ground = defaultdict(list)
        for by_section in self.own.values():
            for section, intervals in by_section.items():
                found[section] += intervals
        return {section: united(intervals) for section, intervals in found.items()}

    @property
    def opened_m(self) -> float:
        """Metres opened, each once."""
        return sum(metres(i) for i in self.all_ground.values())

    def member_m(self, key: str) -> float:
        """Return the metres one member would open alone."""
        return sum(metres(i) for i in self.own.get(key, {}).values())

    def planned(self) -> list[Project]:
        """Return the members that are no emergency."""
        return [p for p in self.projects() if p.urgency is not Urgency.EMERGENCY]

    def projects(self) -> list[Project]:
        """Return the members as projects."""
        return [self.evidence.projects[key] for key in self.work.members]

    @cached_property
    def runs(self) -> list[list[Piece]]:
        """What each member digs in one piece."""
        gap = self.evidence.rulebook.matching.minimum_stretch_m.value
        return [
            run
            for key in self.work.members
            for run in _components(self._pieces(key), lambda a, b: _close(self.evidence, a, b, gap))
        ]

    def _pieces(self, key: str) -> list[Piece]:
        return [(key, section, i) for section, intervals in self.own.get(key, {}).items() for i in intervals]

    def hang_together(self) -> bool:
        """Tell whether all runs are connected through stretches shared by at least the minimum."""
        least = self.evidence.least_shared_m - TOLERANCE_M
        return len(_components(self.runs, lambda a, b: _shared_on_a_section(a, b) >= least)) <= 1


def _length_inside(line: shapely.Geometry, rings: Polygon) -> float:
    """Return the length of a line inside the outer of some rings and outside the others."""
    outer, *holes = (shapely.make_valid(shapely.Polygon(ring)) for ring in rings)
    inside = shapely.intersection(line, outer)
    return float(shapely.length(inside) - sum(shapely.length(shapely.intersection(inside, hole)) for hole in holes))


def _shared_on_a_section(one: Iterable[Piece], other: Iterable[Piece]) -> float:
    by_section: dict[int, float] = defaultdict(float)
    second = list(other)
    for _, section, interval in one:
        for _, where, against in second:
            if where == section:
                by_section[section] += metres(common([interval], [against]))
    return max(by_section.values(), default=0.0)


def _close(evidence: Evidence, a: Piece, b: Piece, gap: float) -> bool:
    network = evidence.situation.network
    if a[1] == b[1]:
        return max(a[2][0], b[2][0]) - min(a[2][1], b[2][1]) <= gap
    if network.corridor[a[1]] != network.corridor[b[1]]:
        return False
    return not _junctions(evidence, a, gap).isdisjoint(_junctions(evidence, b, gap))


def _junctions(evidence: Evidence, piece: Piece, gap: float) -> set[int]:
    """Return the junctions a piece reaches."""
    network, section, (first, last) = evidence.situation.network, piece[1], piece[2]
    at_start = {int(network.start_node[section])} if first <= gap else set()
    at_end = {int(network.end_node[section])} if last >= network.length_m[section] - gap else set()
    return at_start | at_end


def _components(items: Iterable[T], linked: Callable[[T, T], bool]) -> list[list[T]]:
    """Split items into connected sets."""
    left, found = list(items), []
    while left:
        group = [left.pop(0)]
        for item in group:
            near = [other for other in left if linked(item, other)]
            left = [other for other in left if other not in near]
            group += near
        found.append(group)
    return found
