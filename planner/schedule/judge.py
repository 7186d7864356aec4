"""Whether a group of a component may start at all: asked thousands of times, so answered from what is known before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planner.schedule.campaign import installers, members_of, sharing_pairs
from planner.schedule.groups import Verdict
from planner.schedule.phases import days_for, spans_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.schedule.campaign import Campaigns
    from planner.schedule.elements import Part
    from planner.schedule.problem import Problem

__all__ = ["Judge"]


class Judge:
    """Judges groups of one component.

    Members that install side by side need the fewest days, one after another the most; only where that decides is
    the campaign made, to know who shares a trench.
    """

    def __init__(self, problem: Problem, part: Part, campaign_of: Campaigns) -> None:
        """Gather the metres that each set of runs of the component covers alone."""
        self._problem = problem
        self._part = part
        self._campaign_of = campaign_of
        self._ground, self._places = _ground(problem, part)
        self._known_pairs: dict[tuple[int, float], frozenset[frozenset[str]]] = {}
        self._never = [_held(pair) for pair in part.never]
        self._owner = problem.runs.project[list(part.runs)].tolist()
        paces = problem.rulebook.durations
        self._paces = [
            p.value for p in (paces.excavation_m_per_day, paces.backfill_m_per_day, paces.reinstatement_m_per_day)
        ]
        self._alone = [self._installing((run,)) for run in range(len(part.runs))]

    def __call__(self, group: tuple[int, ...]) -> Verdict:
        """Tell of ascending runs that hang together whether they may start."""
        chosen = _held(group)
        if any(chosen & pair == pair for pair in self._never):
            return Verdict(possible=False, hopeless=True)
        least, most = self._days_on_site(group, chosen)
        rules, runs = self._problem.rules, tuple(self._part.runs[r] for r in group)
        if not rules.may_start(runs, least):
            return Verdict(possible=False, hopeless=True)
        possible = rules.may_start(runs, most) or rules.may_start(runs, self._days(group, chosen))
        return Verdict(possible=possible, hopeless=False)

    def _days(self, group: tuple[int, ...], chosen: int) -> int:
        """Return the working days on site of a group as a campaign."""
        runs = [self._part.runs[r] for r in group]
        members = installers(self._problem, runs, members_of(self._problem, runs))
        sharing = frozenset(pair for places in self._places for pair in self._pairs(places, chosen))
        opened_m = sum(metres for covering, metres in self._ground if covering & chosen)
        return spans_of(members, opened_m, self._problem.rulebook, sharing).site_days

    def _pairs(self, places: tuple[int, float], chosen: int) -> frozenset[frozenset[str]]:
        """Return the members that share a trench where some runs lie on a road of a width."""
        covering, width = places
        key = covering & chosen, width
        if key not in self._known_pairs:
            owners = sorted({self._owner[r] for r in range(len(self._owner)) if key[0] >> r & 1})
            self._known_pairs[key] = sharing_pairs(self._problem, tuple(owners), math.nan if width < 0 else width)
        return self._known_pairs[key]

    def _days_on_site(self, group: tuple[int, ...], chosen: int) -> tuple[int, int]:
        """Return the least and the most working days on site; a larger group has no lower least."""
        opened_m = sum(metres for covering, metres in self._ground if covering & chosen)
        digging = sum(days_for(opened_m, pace) for pace in self._paces)
        if len({self._owner[r] for r in group}) == len(group):
            installing = [days for r in group for days in self._alone[r]]
        else:
            installing = self._installing(group)
        return digging + max(installing), digging + sum(installing)

    def _installing(self, group: Sequence[int]) -> list[int]:
        runs = [self._part.runs[r] for r in group]
        return [m.days for m in installers(self._problem, runs, members_of(self._problem, runs))]


def _held(runs: Sequence[int] | frozenset[int]) -> int:
    """Return a set of runs as bits."""
    return sum(1 << run for run in runs)


def _ground(problem: Problem, part: Part) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """Return the metres covered by exactly each set of runs, and the widths of road where several lie, sets as bits."""
    starts, entries = problem.atoms_of_run
    covering: dict[int, int] = {}
    for place, run in enumerate(part.runs):
        for atom in entries[starts[run] : starts[run + 1]].tolist():
            covering[atom] = covering.get(atom, 0) | 1 << place
    atoms = sorted(covering)
    columns = np.array(atoms, np.int64)
    metres: dict[int, float] = {}
    widths = set()
    for atom, length, width in zip(
        atoms,
        problem.atoms.length_m[columns].tolist(),
        problem.network.width_m[problem.atoms.section[columns]].tolist(),
        strict=True,
    ):
        here = covering[atom]
        metres[here] = metres.get(here, 0.0) + length
        if here & (here - 1):
            widths.add((here, -1.0 if math.isnan(width) else width))
    return sorted(metres.items()), sorted(widths)
