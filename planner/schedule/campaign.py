"""A campaign: some runs of one road opened at one start, with its openings, its phases and the days it may start."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Mode, Opening
from planner.rulebook.model import PairRule
from planner.schedule.constraints import allowed_starts
from planner.schedule.phases import Member, install_days, lead_of, spans_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import Ints, Project
    from planner.schedule.phases import Lead, Spans
    from planner.schedule.problem import Problem

__all__ = ["Campaign", "Campaigns", "common_starts", "forbidden_pair", "open_ground"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Runs opened together.

    Attributes
    ----------
    runs : Ascending.
    members : Projects sorted by key.
    openings : Maximal intervals with constant members; their union is the union of the runs.
    starts : Working days excavation may start on, ascending indices; empty where the campaign is impossible.
    """

    runs: tuple[int, ...]
    members: tuple[Project, ...]
    openings: tuple[Opening, ...]
    opened_m: float
    spans: Spans
    lead: Lead
    starts: Ints


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
    members = _members(problem, runs)
    openings = open_ground(problem, runs)
    opened_m = sum(o.to_m - o.from_m for o in openings)
    spans = spans_of(_installers(problem, runs, members), opened_m, problem.rulebook, _sharing(openings))
    never = forbidden_pair(problem, members) is not None
    starts = np.zeros(0, np.int64) if never else common_starts(problem, runs, spans.site_days)
    return Campaign(
        runs=runs,
        members=members,
        openings=openings,
        opened_m=opened_m,
        spans=spans,
        lead=lead_of(members, problem.rulebook, problem.earliest),
        starts=starts,
    )


def _members(problem: Problem, runs: Iterable[int]) -> tuple[Project, ...]:
    return tuple(problem.projects[p] for p in sorted({int(problem.runs.project[r]) for r in runs}))


def forbidden_pair(problem: Problem, members: Sequence[Project]) -> tuple[Project, Project] | None:
    """Return the first two members the rulebook never lets into one work, or None."""
    return next((pair for pair in combinations(members, 2) if never_together(problem, *pair)), None)


def never_together(problem: Problem, a: Project, b: Project) -> bool:
    """Tell whether the rulebook never lets two services into one work."""
    rule = problem.rulebook.compatibility_of(a.service, b.service)
    return rule is not None and rule.rule is PairRule.NEVER


def common_starts(
    problem: Problem, runs: Sequence[int], site_days: int, *, without: frozenset[str] = frozenset()
) -> Ints:
    """Return the working days on which all runs may start a campaign of so many working days on site."""
    every = np.array(runs, np.int64)
    mask = allowed_starts(
        problem.terms, every, np.array([site_days]), problem.days, problem.acceptance_days, without=without
    )
    return np.flatnonzero(mask.all(axis=0))


def _installers(problem: Problem, runs: Sequence[int], members: Iterable[Project]) -> list[Member]:
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


def _sharing(openings: Iterable[Opening]) -> frozenset[frozenset[str]]:
    shared = {o.members for o in openings if o.cut.mode is Mode.SAME_TRENCH}
    return frozenset(frozenset(pair) for members in shared for pair in combinations(members, 2))


def open_ground(problem: Problem, runs: Sequence[int]) -> tuple[Opening, ...]:
    """Return the openings of some runs, sorted by (section id, from_m)."""
    starts, entries = problem.atoms_of_run
    covered: dict[int, list[int]] = {}
    for run in runs:
        for atom in entries[starts[run] : starts[run + 1]].tolist():
            covered.setdefault(atom, []).append(int(problem.runs.project[run]))
    openings: list[Opening] = []
    previous: tuple[int, ...] = ()
    for atom in sorted(covered):
        here = tuple(sorted(set(covered[atom])))
        if openings and here == previous and _follows(problem, atom, openings[-1]):
            openings[-1] = _opening(problem, atom, here, openings[-1].from_m)
        else:
            openings.append(_opening(problem, atom, here, float(problem.atoms.from_m[atom])))
        previous = here
    return tuple(openings)


def _follows(problem: Problem, atom: int, last: Opening) -> bool:
    section = problem.atoms.section[atom]
    return bool(problem.network.section_ids[section] == last.section_id and problem.atoms.from_m[atom] == last.to_m)


def _opening(problem: Problem, atom: int, owners: tuple[int, ...], from_m: float) -> Opening:
    section = int(problem.atoms.section[atom])
    members = tuple(problem.projects[p] for p in owners)
    return Opening(
        section_id=str(problem.network.section_ids[section]),
        from_m=from_m,
        to_m=float(problem.atoms.to_m[atom]),
        members=tuple(p.key for p in members),
        cut=problem.price(members, float(problem.network.width_m[section])),
    )
