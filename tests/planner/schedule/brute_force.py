"""The best plan of a tiny instance by trying everything, written from the rules and not from the planner.

Runs, days and metres are reckoned here anew in plain numbers: only the records of the model and the working days of
the calendar are shared with what is tested.
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
    from collections.abc import Iterable, Iterator, Sequence

    from planner.model import JointWork, Project
    from planner.rulebook.model import Blackout, Resurfacing
    from tests.planner.schedule.tiny_instances import Tiny

__all__ = ["Best", "best_plan", "least_dates"]

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


@dataclass(frozen=True, kw_only=True)
class Best:
    """The fewest projects that must be put off, and the least cost of the groups of the others."""

    deferred: int
    cost: float


@dataclass(frozen=True, eq=False)
class Run:
    """What a project digs of one road: one interval per section."""

    project: Project
    ground: dict[int, Interval]

    @property
    def length_m(self) -> float:
        return sum(b - a for a, b in self.ground.values())

    @property
    def emergency(self) -> bool:
        return self.project.urgency is Urgency.EMERGENCY


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A group at a start: its days on site as indices, the legs its members lay in, and whether it could wait."""

    group: Group
    first: int
    last: int
    legs: tuple[tuple[str, int, int], ...]
    waits: bool


def best_plan(tiny: Tiny) -> Best:
    """Return the best plan: fewest projects put off, then least cost."""
    return _Search(tiny).best()


def least_dates(tiny: Tiny, works: Sequence[JointWork]) -> float:
    """Return the least that the dates of the groups of some works can cost: days from what members want, and meetings."""
    return _Search(tiny).least_dates(works)


def days_at(metres: float, pace: float) -> int:
    """Count begun days; a centimetre is none."""
    return max(1, math.ceil(metres / pace - 1e-4))


class _Search:
    def __init__(self, tiny: Tiny) -> None:
        self.tiny, self.book = tiny, tiny.book
        self.network = tiny.ground.network
        self.runs = _runs(tiny)
        self.groups: dict[Group, list[int]] = {}
        self.least = math.inf
        weights = self.book.weights
        group_of = {c: g for g, classes in self.book.road_class_groups.items() for c in classes}
        self.weight = [weights.opened_metre[group_of[str(c)]].value for c in self.network.road_class]
        committed = {m for work in tiny.frozen for m in work.members}
        self.held = frozenset(r for r, run in enumerate(self.runs) if run.project.key in committed)
        self.crews = {o.code: o.crews.value for o in self.book.organisations if o.crews is not None}
        self.cost, self.site_days, self.legs = cache(self._cost), cache(self._site_days), cache(self._legs)
        self.tied, self.stand, self.in_set = cache(self._tied), cache(self._stand), cache(self._in_set)

    def best(self) -> Best:
        fixed = self._committed()
        owners = sorted({run.project.key for r, run in enumerate(self.runs) if r not in self.held})
        out = {key for key in owners if not all(self.starts(frozenset({r})) for r in self._of({key}))}
        able = [key for key in owners if key not in out]
        held_cost = self.cost(self.held) if self.held else 0.0
        for put_off in range(len(able) + 1):
            found = [
                cost
                for gone in itertools.combinations(able, put_off)
                if (cost := self._cheapest(self._of(set(able) - set(gone)), fixed)) is not None
            ]
            if found:
                return Best(deferred=put_off, cost=min(found) + held_cost)
        raise AssertionError("putting everything off is always possible")

    def _of(self, keys: set[str]) -> list[int]:
        return [r for r, run in enumerate(self.runs) if run.project.key in keys]

    def _cheapest(self, runs: Sequence[int], fixed: Sequence[Standing]) -> float | None:
        """Return the least cost of a partition whose groups all find a place."""
        splits = sorted((sum(map(self.cost, split)), n, split) for n, split in enumerate(self._splits(tuple(runs))))
        return next((cost for cost, _, split in splits if self._placeable(split, fixed)), None)

    def _splits(self, runs: tuple[int, ...]) -> Iterator[list[Group]]:
        """Yield every partition into groups that may start."""
        if not runs:
            yield []
            return
        first, rest = runs[0], runs[1:]
        near = [r for r in rest if self.network.corridor[min(self.runs[r].ground)] == self._road(first)]
        for size in range(len(near) + 1):
            for others in itertools.combinations(near, size):
                group = frozenset((first, *others))
                if self.starts(group):
                    for split in self._splits(tuple(r for r in rest if r not in group)):
                        yield [group, *split]

    def _road(self, run: int) -> int:
        return int(self.network.corridor[min(self.runs[run].ground)])

    # What a group is

    def members(self, group: Iterable[int]) -> dict[str, Project]:
        return {self.runs[r].project.key: self.runs[r].project for r in sorted(group)}

    def union(self, group: Iterable[int]) -> dict[int, list[Interval]]:
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

    # When a group may start

    def starts(self, group: Group) -> list[int]:
        if group not in self.groups:
            legal = self._connected(group) and not self._never(group)
            self.groups[group] = self._starts(group) if legal else []
        return self.groups[group]

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
        if not any(self._in_place(due, s, i) for s, i in run.ground.items()):
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
            and (not (blackout.sections or blackout.areas) or self._in_place(blackout, s, i))
            for s, i in run.ground.items()
        )

    def _in_place(self, place: Blackout | Resurfacing, section: int, interval: Interval) -> bool:
        if self.network.section_ids[section] in place.sections or self.network.names[section] in place.roads:
            return True
        zones = [self.tiny.zones[key] for key in place.areas]
        return any(z.section == section and min(z.to_m, interval[1]) > max(z.from_m, interval[0]) for z in zones)

    # Who stands open beside whom

    def _committed(self) -> list[Standing]:
        if not self.tiny.frozen:
            return []
        (work,) = self.tiny.frozen
        utility = {p.key: p.utility for p in self.members(self.held).values()}
        legs = tuple(
            (utility[i.project], DAYS.index(i.window.first), DAYS.index(i.window.last))
            for i in work.phases.installation
        )
        first, last = DAYS.index(work.phases.excavation.first), DAYS.index(work.phases.reinstatement.last)
        return [Standing(group=self.held, first=first, last=last, legs=legs, waits=False)]

    def _placeable(self, split: Sequence[Group], fixed: Sequence[Standing]) -> bool:
        left = {group: self.starts(group) for group in split}
        for one in fixed:
            left = self._beside(left, one)
        return self._place(left, list(fixed))

    def _place(self, left: dict[Group, list[int]], standing: list[Standing]) -> bool:
        """Try every start of the group with the fewest, and the others on what that leaves them."""
        if not left:
            return True
        group = min(left, key=lambda g: (len(left[g]), sorted(g)))
        others = {g: starts for g, starts in left.items() if g != group}
        for start in left[group]:
            one = self.stand(group, start)
            every = [*standing, one]
            if self._crews_suffice(every) and self._sets_kept(every) and self._place(self._beside(others, one), every):
                return True
        return False

    def _beside(self, left: dict[Group, list[int]], one: Standing) -> dict[Group, list[int]]:
        """Return the starts of groups with which they do not stand open beside one that is tied to them."""
        found = {}
        for group, starts in left.items():
            stands = [self.stand(group, s) for s in starts]
            found[group] = [s.first for s in stands if not (self.tied(one.group, group) and _must_not_meet(one, s))]
        return found

    def least_dates(self, works: Sequence[JointWork]) -> float:
        """Try every start of every group, those that are committed where they are."""
        committed = {work.id for work in self.tiny.frozen}
        groups = [self._runs_of(work) for work in works if work.id not in committed]
        priced = {g: sorted((self._away(g, s), s) for s in self.starts(g)) for g in groups}
        self.least = math.inf
        self._try(sorted(priced.items(), key=lambda item: (len(item[1]), sorted(item[0]))), self._committed(), 0.0)
        return self.least

    def _runs_of(self, work: JointWork) -> Group:
        road = {str(i): int(c) for i, c in zip(self.network.section_ids, self.network.corridor, strict=True)}
        places = {(s.project, road[s.section_id]) for s in work.stretches}
        return frozenset(r for r, run in enumerate(self.runs) if (run.project.key, self._road(r)) in places)

    def _try(
        self, left: Sequence[tuple[Group, list[tuple[float, int]]]], standing: list[Standing], spent: float
    ) -> None:
        if spent + sum(priced[0][0] for _, priced in left) >= self.least - 1e-9:
            return
        if not left:
            self.least = spent
            return
        group, priced = left[0]
        for away, start in priced:
            one = self.stand(group, start)
            if any(self.tied(one.group, other.group) and _must_not_meet(one, other) for other in standing):
                continue
            every = [*standing, one]
            if self._crews_suffice(every) and self._sets_kept(every):
                met = sum(self._had_better_not_meet(one, other) for other in standing)
                self._try(left[1:], every, spent + away + self.book.weights.opening.value * met)

    def _had_better_not_meet(self, one: Standing, other: Standing) -> bool:
        same = self._road(min(one.group)) == self._road(min(other.group))
        meet = one.first <= other.last and other.first <= one.last
        return same and meet and not self.tied(one.group, other.group)

    def _away(self, group: Group, start: int) -> float:
        """Return what the working days between a start and what each member wants weigh."""
        closing = self._closing(group)
        wanted = [next(i for i, day in enumerate(DAYS) if day >= p.window.first) for p in self.members(group).values()]
        days = sum(abs(start - (first if closing is None else closing)) for first in wanted)
        return self.book.weights.day_from_preferred.value * days

    def _closing(self, group: Group) -> int | None:
        """Return the first start with which a group ends while one of its roads is resurfaced."""
        for due in self.book.resurfacing:
            if any(self._in_place(due, s, i) for r in group for s, i in self.runs[r].ground.items()):
                took = self.site_days(group)
                return next((s for s in self.starts(group) if due.first <= DAYS[s + took - 1] <= due.last), None)
        return None

    def _stand(self, group: Group, start: int) -> Standing:
        members = self.members(group)
        laying = start + days_at(sum(b - a for i in self.union(group).values() for a, b in i), METRES_PER_DAY)
        legs = tuple((members[k].utility, laying + at, laying + at + days - 1) for k, at, days in self.legs(group))
        waits = not any(self.runs[r].emergency for r in group)
        return Standing(group=group, first=start, last=start + self.site_days(group) - 1, legs=legs, waits=waits)

    def _tied(self, one: Group, other: Group) -> bool:
        traffic = self.book.traffic
        if traffic.one_per_road and self._road(min(one)) == self._road(min(other)):
            return True
        mains = [{n for s, n in self._reached(g) if self._class(s) in traffic.main_classes} for g in (one, other)]
        if mains[0] & mains[1]:
            return True
        a, b = (self._ends(g) for g in (one, other))
        return any((block, 1 - side) in b for block, side in a)

    def _class(self, section: int) -> str:
        return str(self.network.road_class[section])

    def _ends(self, group: Group) -> set[tuple[int, int]]:
        """Return the ends of blocks whose other roads a group closes there."""
        blocks = [s for s in range(len(self.network)) if self._class(s) in self.book.traffic.block_classes]
        nodes = {s: (int(self.network.start_node[s]), int(self.network.end_node[s])) for s in blocks}
        return {(b, e) for s, n in self._reached(group) for b in blocks for e in (0, 1) if nodes[b][e] == n and b != s}

    def _reached(self, group: Group) -> set[tuple[int, int]]:
        found = set()
        for r in group:
            for section, (a, b) in self.runs[r].ground.items():
                if a <= GAP_M:
                    found.add((section, int(self.network.start_node[section])))
                if b >= float(self.network.length_m[section]) - GAP_M:
                    found.add((section, int(self.network.end_node[section])))
        return found

    def _crews_suffice(self, every: Sequence[Standing]) -> bool:
        """Tell whether the utilities of the last that joined have crews for all their legs."""
        for utility in {u for u, _, _ in every[-1].legs} & self.crews.keys():
            legs = [(a, b, s.waits) for s in every for u, a, b in s.legs if u == utility]
            if not _within(legs, self.crews[utility]):
                return False
        return True

    def _sets_kept(self, every: Sequence[Standing]) -> bool:
        for traffic in self.book.traffic.sets:
            inside = [s for s in every if self.in_set(s.group, traffic.sections, traffic.roads)]
            if not _within([(s.first, s.last, s.waits) for s in inside], traffic.at_once):
                return False
        return True

    def _in_set(self, group: Group, sections: tuple[str, ...], roads: tuple[str, ...]) -> bool:
        on = {s for r in group for s in self.runs[r].ground}
        return any(self.network.section_ids[s] in sections or self.network.names[s] in roads for s in on)


def _must_not_meet(one: Standing, other: Standing) -> bool:
    """Tell whether two meet of which one could have waited; what nobody could have moved is nobody's fault."""
    return (one.waits or other.waits) and one.first <= other.last and other.first <= one.last


def _within(stays: Sequence[tuple[int, int, bool]], capacity: int) -> bool:
    """Tell whether no day has more stays than a capacity, one that could wait among them."""
    for day in {first for first, _, _ in stays}:
        here = [waits for first, last, waits in stays if first <= day <= last]
        if len(here) > capacity and any(here):
            return False
    return True


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
