"""Groups and dates together: what crews and traffic leave no room for is grouped anew, or put off.

The groups of least cost are placed first. A group that finds no room is taken apart and its runs go, one by one, where
they cost least: alone, or into a group that still finds room with them. A run that fits nowhere puts its project off,
and everything is planned again without it. Deferrals are counted, never weighed against cost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.schedule.board import Board
from planner.schedule.couplings import Limits, stand_of, stands_of_held
from planner.schedule.elements import pieces_of
from planner.schedule.groups import Grouping, group_part
from planner.schedule.judge import Judge
from planner.schedule.parts import cost_of_runs, parts_of
from planner.schedule.place import list_campaigns, place_campaigns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.schedule.campaign import Campaigns
    from planner.schedule.couplings import Stand
    from planner.schedule.elements import Part
    from planner.schedule.place import Placement
    from planner.schedule.problem import Problem

__all__ = ["Settled", "settle"]

Group = tuple[int, ...]

_PASSES = 3
_EXACT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Groups with their dates, and the components they are made of with what was proven of each.

    Attributes
    ----------
    problem : The problem, without the projects that were put off.
    costs : What the groups of each component cost.
    """

    problem: Problem
    parts: tuple[Part, ...]
    groupings: tuple[Grouping, ...]
    costs: tuple[float, ...]
    groups: tuple[Group, ...]
    placement: Placement


def settle(problem: Problem, campaign_of: Campaigns) -> Settled:
    """Group and place all runs, putting projects off where there is no room.

    Raises
    ------
    SolverError
        If a solver ends without a usable answer.
    """
    known: dict[tuple[int, ...], Grouping] = {}
    while True:
        parts = parts_of(problem)
        for part in parts:
            if part.runs not in known:
                known[part.runs] = group_part(part, Judge(problem, part, campaign_of))
        groupings = tuple(known[part.runs] for part in parts)
        groups = tuple(sorted(g for p, made in zip(parts, groupings, strict=True) for g in _whole(p, made.groups)))
        starts = list_campaigns(problem, [campaign_of(g) for g in groups])
        placed, left = {g: s for g, s in zip(groups, starts, strict=True) if s is not None}, set[int]()
        if None in starts:
            placed, left = _Fitting(problem, campaign_of, parts, groups, placed).run(groupings)
        if not left:
            groups = tuple(sorted(placed))
            return Settled(
                problem=problem,
                parts=parts,
                groupings=groupings,
                costs=_costs(problem, parts, groups),
                groups=groups,
                placement=place_campaigns(problem, [campaign_of(g) for g in groups], [placed[g] for g in groups]),
            )
        projects = {int(problem.runs.project[run]) for run in left}
        problem = replace(problem, deferred=problem.deferred | projects)


def _whole(part: Part, groups: Iterable[Group]) -> list[Group]:
    return [tuple(part.runs[r] for r in group) for group in groups]


def _costs(problem: Problem, parts: Sequence[Part], groups: Iterable[Group]) -> tuple[float, ...]:
    part_of = {run: number for number, part in enumerate(parts) for run in part.runs}
    costs = [0.0] * len(parts)
    for group in groups:
        costs[part_of[group[0]]] += cost_of_runs(problem, group)
    return tuple(costs)


class _Fitting:
    """Groups on the board, and runs that look for a place among them."""

    def __init__(
        self,
        problem: Problem,
        campaign_of: Campaigns,
        parts: Sequence[Part],
        groups: Sequence[Group],
        placed: Mapping[Group, int],
    ) -> None:
        self._problem, self._campaign_of, self._parts = problem, campaign_of, parts
        self._part_of = {run: number for number, part in enumerate(parts) for run in part.runs}
        self._stands: dict[Group, Stand] = {}
        self._board = Board(Limits(problem), len(problem.days), problem.rulebook.weights.opening.value)
        self._number: dict[Group, int] = {}
        self._groups_of: dict[int, set[Group]] = {number: set() for number in range(len(parts))}
        self._next = 0
        self._left: set[int] = set()
        for stand in stands_of_held(problem):
            self._put(stand.runs, stand, int(stand.starts[0]), part=None)
        for group in groups:
            if group in placed:
                self._put(group, self._stand(group), placed[group], part=self._part_of[group[0]])
            else:
                self._left.update(group)

    def run(self, groupings: Sequence[Grouping]) -> tuple[dict[Group, int], set[int]]:
        """Return groups that all have a place, with it, and the runs that have none."""
        touched = {self._part_of[run] for run in self._left}
        left = self._insert(self._left)
        for _ in range(_PASSES):
            dear = [n for n in range(len(self._parts)) if n in touched or self._excess(n, groupings[n]) > _EXACT]
            before = sum(self._cost(n) for n in dear), len(left)
            for number in dear:
                left = self._again(number, groupings[number], left)
            if (sum(self._cost(n) for n in dear), len(left)) == before:
                break
        groups = (g for groups in self._groups_of.values() for g in groups)
        return {g: self._board.placed[self._number[g]][1] for g in groups}, left

    def _excess(self, part: int, grouping: Grouping) -> float:
        return self._cost(part) - grouping.bound

    def _cost(self, part: int) -> float:
        return sum(cost_of_runs(self._problem, g) for g in sorted(self._groups_of[part]))

    def _again(self, part: int, grouping: Grouping, left: set[int]) -> set[int]:
        """Take a component off the board and put it back another way, where that leaves fewer out or costs less."""
        mine = set(self._parts[part].runs)
        before = [(g, *self._lift(g, part)) for g in sorted(self._groups_of[part])]
        cost, out = sum(cost_of_runs(self._problem, g) for g, _, _ in before), left & mine
        wanted = sorted(_whole(self._parts[part], grouping.groups), key=lambda g: (-len(g), g))
        homeless: set[int] = set()
        for group in wanted:
            found = self._board.best(self._stand(group))
            if found is None:
                homeless.update(group)
            else:
                self._put(group, self._stand(group), found[0], part=part)
        still = self._insert(homeless)
        if (len(still), self._cost(part)) < (len(out), cost - _EXACT):
            return (left - mine) | still
        for group in sorted(self._groups_of[part]):
            self._lift(group, part)
        for group, stand, start in before:
            self._put(group, stand, start, part=part)
        return left

    def _insert(self, runs: Iterable[int]) -> set[int]:
        """Put runs where they cost least, those with the least choice first; return those that fit nowhere."""
        left: set[int] = set()
        for run in sorted(runs, key=lambda r: (int(self._problem.starts[r].sum()), r)):
            options = sorted(self._options(run))
            if not options:
                left.add(run)
                continue
            _, group, joined, start = options[0]
            part = self._part_of[run]
            if joined:
                self._lift(joined, part)
            self._put(group, self._stand(group), start, part=part)
        return left

    def _options(self, run: int) -> Iterable[tuple[float, Group, Group, int]]:
        """Yield what a run may join, or nobody, with what that adds to the cost."""
        part = self._part_of[run]
        here = {r: n for n, r in enumerate(self._parts[part].runs)}
        near = {self._parts[part].runs[n] for n in self._parts[part].neighbours[here[run]]}
        for joined in [(), *sorted(g for g in self._groups_of[part] if not near.isdisjoint(g))]:
            group = tuple(sorted((*joined, run)))
            if (
                not len(self._campaign_of(group).starts)
                or len(pieces_of(self._parts[part], [here[r] for r in group])) > 1
            ):
                continue
            was = self._lift(joined, part) if joined else None
            found = self._board.best(self._stand(group))
            if was:
                self._put(joined, *was, part=part)
            if found:
                more = cost_of_runs(self._problem, group) - (cost_of_runs(self._problem, joined) if joined else 0.0)
                yield more, group, joined, found[0]

    def _stand(self, group: Group) -> Stand:
        if group not in self._stands:
            self._stands[group] = stand_of(self._problem, self._campaign_of(group))
        return self._stands[group]

    def _put(self, group: Group, stand: Stand, start: int, *, part: int | None) -> None:
        self._number[group] = self._next
        self._board.put(self._next, stand, start)
        self._next += 1
        if part is not None:
            self._groups_of[part].add(group)

    def _lift(self, group: Group, part: int) -> tuple[Stand, int]:
        self._groups_of[part].remove(group)
        return self._board.lift(self._number.pop(group))
