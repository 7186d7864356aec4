"""The best plan of a tiny instance by trying everything: every partition into groups, every start of every group."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tests.planner.schedule.brute_rules import DAYS, GAP_M, METRES_PER_DAY, Group, Rules, days_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.model import JointWork
    from tests.planner.schedule.tiny_instances import Tiny

__all__ = ["Best", "best_plan", "least_dates"]


@dataclass(frozen=True, kw_only=True)
class Best:
    """The fewest projects that must be put off, and the least cost of the groups of the others."""

    deferred: int
    cost: float


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
    """Return the least that the dates of the groups of some works cost: days from what is wanted, and meetings."""
    return _Search(tiny).least_dates(works)


class _Search(Rules):
    """Everything tried on one instance, under crews and traffic too."""

    def __init__(self, tiny: Tiny) -> None:
        super().__init__(tiny)
        self.least = math.inf
        committed = {m for work in tiny.frozen for m in work.members}
        self.held = frozenset(r for r, run in enumerate(self.runs) if run.project.key in committed)
        self.crews = {o.code: o.crews.value for o in self.book.organisations if o.crews is not None}
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
        near = [r for r in rest if self.network.corridor[min(self.runs[r].ground)] == self.road(first)]
        for size in range(len(near) + 1):
            for others in itertools.combinations(near, size):
                group = frozenset((first, *others))
                if self.starts(group):
                    for split in self._splits(tuple(r for r in rest if r not in group)):
                        yield [group, *split]

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
        return frozenset(r for r, run in enumerate(self.runs) if (run.project.key, self.road(r)) in places)

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
        same = self.road(min(one.group)) == self.road(min(other.group))
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
            if any(self.in_place(due, s, i) for r in group for s, i in self.runs[r].ground.items()):
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
        if traffic.one_per_road and self.road(min(one)) == self.road(min(other)):
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
