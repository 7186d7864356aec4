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
    from planner.schedule.phases import Member
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
        self._alone = [self._members((run,)) for run in range(len(part.runs))]

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

    def core(self, group: tuple[int, ...], order: Sequence[int]) -> tuple[int, ...]:
        """Return runs of a group that cannot start which are why.

        Nothing may start that holds them, lies in the group and covers as many metres.

        Parameters
        ----------
        group : Ascending runs that hang together.
        order : The same runs; the first ones are left out of the answer where the others are enough.
        """
        whole = kept = _held(group)
        opened_m = self._opened_m(whole)
        for run in order:
            if self._never_starts(kept & ~(1 << run), whole, opened_m):
                kept &= ~(1 << run)
        return tuple(run for run in group if kept >> run & 1)

    def _never_starts(self, kept: int, whole: int, opened_m: float) -> bool:
        """Tell whether nothing between two sets that covers so many metres may start.

        Places with all runs of the larger set in the smaller one lie the same in all between. Who digs elsewhere too
        may need fewer days alone than together, and is not counted on to make others wait.
        """
        if not kept or any(kept & pair == pair for pair in self._never):
            return any(kept & pair == pair for pair in self._never)
        chosen = [r for r in range(len(self._owner)) if kept >> r & 1]
        in_part = {
            self._problem.projects[self._owner[r]].key for r in range(len(self._owner)) if whole & ~kept >> r & 1
        }
        fixed = (places for places in self._places if not places[0] & whole & ~kept)
        pairs = (pair for places in fixed for pair in self._pairs(places, whole))
        sharing = frozenset(pair for pair in pairs if pair.isdisjoint(in_part))
        spans = spans_of(self._members(chosen), opened_m, self._problem.rulebook, sharing)
        return not self._problem.rules.may_start([self._part.runs[r] for r in chosen], spans.site_days)

    def _days(self, group: tuple[int, ...], chosen: int) -> int:
        """Return the working days on site of a group as a campaign."""
        sharing = frozenset(pair for places in self._places for pair in self._pairs(places, chosen))
        spans = spans_of(self._members(group), self._opened_m(chosen), self._problem.rulebook, sharing)
        return spans.site_days

    def _opened_m(self, chosen: int) -> float:
        return sum(metres for covering, metres in self._ground if covering & chosen)

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
        opened_m = self._opened_m(chosen)
        digging = sum(days_for(opened_m, pace) for pace in self._paces)
        installing = [member.days for member in self._members(group)]
        return digging + max(installing), digging + sum(installing)

    def _members(self, group: Sequence[int]) -> list[Member]:
        """Return who installs for how many days in a group."""
        if len(group) > 1 and len({self._owner[r] for r in group}) == len(group):
            return [member for r in group for member in self._alone[r]]
        runs = [self._part.runs[r] for r in group]
        return installers(self._problem, runs, members_of(self._problem, runs))


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
