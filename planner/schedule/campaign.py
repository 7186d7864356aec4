"""A campaign: some runs of one road opened at one start, with its openings, its phases and the days it may start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Mode, Opening
from planner.rulebook.model import PairRule
from planner.schedule.phases import Member, install_days, lead_of, spans_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import Ints, Project
    from planner.schedule.phases import Lead, Spans
    from planner.schedule.problem import Problem

__all__ = [
    "Campaign",
    "Campaigns",
    "Ground",
    "forbidden_pair",
    "installers",
    "members_of",
    "open_ground",
    "sharing_pairs",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """An interval of a section and the ascending projects on it."""

    section: int
    from_m: float
    to_m: float
    owners: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Campaign:
    """Runs opened together.

    Attributes
    ----------
    runs : Ascending.
    members : Projects sorted by key.
    ground : Maximal intervals with constant members, sorted by (section id, from_m); together the union of the runs.
    starts : Working days excavation may start on, ascending indices; empty where the campaign is impossible.
    """

    problem: Problem
    runs: tuple[int, ...]
    members: tuple[Project, ...]
    ground: tuple[Ground, ...]
    opened_m: float
    spans: Spans
    lead: Lead
    starts: Ints

    @cached_property
    def openings(self) -> tuple[Opening, ...]:
        """The ground with its cuts; asked only of campaigns that are told to somebody."""
        return tuple(_opening(self.problem, piece) for piece in self.ground)


class Campaigns:
    """Campaigns by their runs, each made once."""

    def __init__(self, problem: Problem) -> None:
        """Start with none."""
        self._problem = problem
        self._known: dict[tuple[int, ...], Campaign] = {}

    def __call__(self, runs: Iterable[int]) -> Campaign:
        """Return the campaign of some runs, in any order."""
        key = tuple(sorted(runs))
        if key not in self._known:
            self._known[key] = _campaign(self._problem, key)
        return self._known[key]


def _campaign(problem: Problem, runs: tuple[int, ...]) -> Campaign:
    members = members_of(problem, runs)
    ground = open_ground(problem, runs)
    opened_m = sum(piece.to_m - piece.from_m for piece in ground)
    spans = spans_of(installers(problem, runs, members), opened_m, problem.rulebook, _sharing(problem, ground))
    never = forbidden_pair(problem, members) is not None
    starts = np.zeros(0, np.int64) if never else problem.rules.common(runs, spans.site_days)
    return Campaign(
        problem=problem,
        runs=runs,
        members=members,
        ground=ground,
        opened_m=opened_m,
        spans=spans,
        lead=lead_of(members, problem.rulebook, problem.earliest),
        starts=starts,
    )


def members_of(problem: Problem, runs: Iterable[int]) -> tuple[Project, ...]:
    """Return the projects of some runs, sorted by key."""
    return tuple(problem.projects[p] for p in sorted({int(problem.runs.project[r]) for r in runs}))


def forbidden_pair(problem: Problem, members: Sequence[Project]) -> tuple[Project, Project] | None:
    """Return the first two members the rulebook never lets into one work, or None."""
    return next((pair for pair in combinations(members, 2) if never_together(problem, *pair)), None)


def never_together(problem: Problem, a: Project, b: Project) -> bool:
    """Tell whether the rulebook never lets two services into one work, or a wish these two projects."""
    if problem.rulebook.wishes.keeps_apart(a.key, b.key):
        return True
    rule = problem.rulebook.compatibility_of(a.service, b.service)
    return rule is not None and rule.rule is PairRule.NEVER


def installers(problem: Problem, runs: Sequence[int], members: Iterable[Project]) -> list[Member]:
    """Return who installs for how many days in a campaign of some runs."""
    metres = {p.key: 0.0 for p in members}
    whole = dict(metres)
    for run in runs:
        owner = int(problem.runs.project[run])
        metres[problem.projects[owner].key] += float(problem.runs.length_m[run])
        whole[problem.projects[owner].key] = float(problem.whole_m[owner])
    return [
        Member(
            key=p.key,
            depth_rank=problem.rulebook.services[p.service].depth_rank.value,
            days=install_days(p, metres[p.key], whole[p.key]),
        )
        for p in members
    ]


def _sharing(problem: Problem, ground: Iterable[Ground]) -> frozenset[frozenset[str]]:
    places = {(piece.owners, float(problem.network.width_m[piece.section])) for piece in ground}
    return frozenset(pair for owners, width in places for pair in sharing_pairs(problem, owners, width))


def sharing_pairs(problem: Problem, owners: tuple[int, ...], width_m: float) -> frozenset[frozenset[str]]:
    """Return the pairs of some ascending projects that share a trench on a road of a width, by their keys."""
    if len(owners) <= 1 or problem.mode(owners, width_m) is not Mode.SAME_TRENCH:
        return frozenset()
    keys = [problem.projects[p].key for p in owners]
    return frozenset(frozenset(pair) for pair in combinations(keys, 2))


def open_ground(problem: Problem, runs: Sequence[int]) -> tuple[Ground, ...]:
    """Return the intervals some runs open, sorted by (section id, from_m)."""
    atoms, ground = problem.atoms, list[Ground]()
    for atom, owners in sorted(_covered(problem, runs).items()):
        section, here = int(atoms.section[atom]), tuple(sorted(owners))
        from_m, to_m = float(atoms.from_m[atom]), float(atoms.to_m[atom])
        last = ground[-1] if ground else None
        if last and (last.section, last.to_m, last.owners) == (section, from_m, here):
            from_m = ground.pop().from_m
        ground.append(Ground(section=section, from_m=from_m, to_m=to_m, owners=here))
    return tuple(ground)


def _covered(problem: Problem, runs: Iterable[int]) -> dict[int, set[int]]:
    """Return the projects on each atom that some runs cover."""
    starts, entries = problem.atoms_of_run
    covered: dict[int, set[int]] = {}
    for run in runs:
        owner = int(problem.runs.project[run])
        for atom in entries[starts[run] : starts[run + 1]].tolist():
            covered.setdefault(atom, set()).add(owner)
    return covered


def _opening(problem: Problem, piece: Ground) -> Opening:
    members = tuple(problem.projects[p] for p in piece.owners)
    return Opening(
        section_id=str(problem.network.section_ids[piece.section]),
        from_m=piece.from_m,
        to_m=piece.to_m,
        members=tuple(p.key for p in members),
        cut=problem.price(members, float(problem.network.width_m[piece.section])),
    )
