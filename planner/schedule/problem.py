"""The scheduling problem as arrays: runs, who shares what, when each run may start, what each metre weighs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from planner.rulebook.places import Places
from planner.schedule.constraints import StartRules
from planner.schedule.held import held_works
from planner.schedule.phases import days_for, install_days
from planner.schedule.runs import build_runs, pair_metres, sweep
from planner.schedule.terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from planner.calendar import WorkCalendar
    from planner.model import (
        Cut,
        Dates,
        Floats,
        Ints,
        JointWork,
        Mode,
        Network,
        Project,
        Service,
        Situation,
        Specification,
    )
    from planner.rulebook.model import Rulebook
    from planner.schedule.constraints import Mask, Terms
    from planner.schedule.held import Held
    from planner.schedule.runs import Atoms, Pairs, Runs

    Price: TypeAlias = Callable[[tuple[Project, ...], float], Cut]

__all__ = ["Problem", "build_problem", "remember"]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything the planner decides on. Nothing here depends on the order of the input.

    Attributes
    ----------
    projects : Sorted by key; run and project numbers refer to this order.
    days : Working days of the calendar, shape (d,). ``earliest`` is the index of the first on or after ``as_of``.
    whole_m : Matched metres of each project, shape (p,).
    site_days : Working days each run needs alone, shape (n,).
    rules : Where runs may start.
    starts : Where each run may start alone, shape (n, d).
    metre_weight : Weight of an opened metre of each section, shape (s,).
    held : Committed works, which stay as they are.
    deferred : Projects put off because crews or traffic leave no room for them.
    """

    network: Network
    rulebook: Rulebook
    as_of: date
    price: Price
    projects: tuple[Project, ...]
    days: Dates
    earliest: int
    runs: Runs
    atoms: Atoms
    pairs: Pairs
    whole_m: Floats
    terms: Terms
    site_days: Ints
    rules: StartRules
    starts: Mask
    metre_weight: Floats
    held: tuple[Held, ...] = ()
    deferred: frozenset[int] = frozenset()

    def project_of(self, run: int) -> Project:
        """Return the project a run belongs to."""
        return self.projects[int(self.runs.project[run])]

    def mode(self, projects: tuple[int, ...], width_m: float) -> Mode:
        """Return how some projects lie on a road of a width: a matter of their lines, whoever they belong to."""
        key = (tuple(sorted(self._lines[p] for p in projects)), None if math.isnan(width_m) else width_m)
        if key not in self._modes:
            self._modes[key] = self.price(tuple(self.projects[p] for p in projects), width_m).mode
        return self._modes[key]

    @cached_property
    def _lines(self) -> list[int]:
        """Number the distinct lines, per project."""
        known: dict[tuple[Service, Specification], int] = {}
        return [known.setdefault((p.service, p.specification), len(known)) for p in self.projects]

    @cached_property
    def _modes(self) -> dict[tuple[tuple[int, ...], float | None], Mode]:
        return {}

    @property
    def acceptance_days(self) -> int:
        """Working days of acceptance, at least one."""
        return max(1, self.rulebook.durations.acceptance_days.value)

    @cached_property
    def possible(self) -> Mask:
        """Tell which projects have a start for every one of their runs, shape (p,); one run short and all stay out."""
        possible = np.bincount(self.runs.project, minlength=len(self.projects)) > 0
        possible[self.runs.project[~self.starts.any(axis=1) & ~self.is_held]] = False
        possible[sorted(self.deferred)] = False
        return possible

    @cached_property
    def utility_of(self) -> dict[str, str]:
        """The utility of each project, by key."""
        return {p.key: p.utility for p in self.projects}

    @cached_property
    def places(self) -> Places:
        """The places of the rulebook on this network."""
        return Places(self.network, self.rulebook.areas)

    @cached_property
    def is_held(self) -> Mask:
        """Tell which runs a committed work digs, shape (n,)."""
        is_held = np.zeros(len(self.runs), bool)
        is_held[[run for held in self.held for run in held.runs]] = True
        return is_held

    @cached_property
    def blocks_at(self) -> dict[int, list[tuple[int, int]]]:
        """Return, per junction, the sections whose two ends are never closed at once, and which end (0, 1) it is."""
        classes = list(self.rulebook.traffic.block_classes)
        found: dict[int, list[tuple[int, int]]] = {}
        for section in np.flatnonzero(np.isin(self.network.road_class.astype(str), classes)).tolist():
            for side, nodes in enumerate((self.network.start_node, self.network.end_node)):
                found.setdefault(int(nodes[section]), []).append((section, side))
        return found

    @cached_property
    def shared_edges(self) -> Pairs:
        """Runs that may be opened together because they share enough metres of a section."""
        return self.pairs.at_least(self.rulebook.matching.minimum_shared_m.value)

    @cached_property
    def atoms_of_run(self) -> tuple[Ints, Ints]:
        """Return, as start offsets and entries, the ascending atoms of each run."""
        order = np.argsort(self.atoms.members, kind="stable")
        count = np.bincount(self.atoms.members, minlength=len(self.runs))
        return np.r_[0, np.cumsum(count)].astype(np.int64), self.atoms.atom_of_member()[order]


def build_problem(
    situation: Situation,
    rulebook: Rulebook,
    calendar: WorkCalendar,
    as_of: date,
    price: Price,
    frozen: Sequence[JointWork] = (),
) -> Problem:
    """Make the problem.

    Parameters
    ----------
    calendar : Must hold ``as_of`` and reach at least the days of acceptance beyond the last window; starts whose
        acceptance lies beyond its end are not offered.
    price : Cut of a set of projects (sorted by key) on a road of a width in metres (NaN where unknown). Its mode
        follows from their services and specifications alone.
    frozen : Committed works.

    Raises
    ------
    FrozenWorkError
        If a committed work does not fit the situation or the calendar.
    """
    unsorted = situation.routes.projects
    order = sorted(range(len(unsorted)), key=lambda i: unsorted[i].key)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    projects = tuple(unsorted[i] for i in order)
    network = situation.network
    runs = build_runs(situation.stretches, network, rank, gap_m=rulebook.matching.minimum_stretch_m.value)
    whole_m = np.bincount(runs.project, weights=runs.length_m, minlength=len(projects)).astype(np.float64)
    earliest = calendar.index_on_or_after(as_of)
    terms = terms_of(runs, projects, network, rulebook, calendar, as_of)
    site_days = _site_days(runs, projects, whole_m, rulebook)
    atoms = sweep(runs)
    rules = StartRules(terms, calendar.days, max(1, rulebook.durations.acceptance_days.value))
    return Problem(
        network=network,
        rulebook=rulebook,
        as_of=as_of,
        price=remember(price),
        projects=projects,
        days=calendar.days,
        earliest=earliest,
        runs=runs,
        atoms=atoms,
        pairs=pair_metres(atoms),
        whole_m=whole_m,
        terms=terms,
        site_days=site_days,
        rules=rules,
        starts=rules.of_each(site_days),
        metre_weight=_metre_weights(network, rulebook),
        held=held_works(frozen, runs, projects, network, calendar.days),
    )


def remember(price: Price) -> Price:
    """Return the price with every answer kept: a pure function is asked once per set and width."""
    known: dict[tuple[tuple[str, ...], float | None], Cut] = {}

    def priced(projects: tuple[Project, ...], width_m: float) -> Cut:
        key = (tuple(p.key for p in projects), None if math.isnan(width_m) else width_m)
        if key not in known:
            known[key] = price(projects, width_m)
        return known[key]

    return priced


def _site_days(runs: Runs, projects: tuple[Project, ...], whole_m: Floats, rulebook: Rulebook) -> Ints:
    paces = rulebook.durations
    rates = [p.value for p in (paces.excavation_m_per_day, paces.backfill_m_per_day, paces.reinstatement_m_per_day)]
    days = [
        sum(days_for(metres, rate) for rate in rates) + install_days(projects[p], metres, float(whole_m[p]))
        for p, metres in zip(runs.project.tolist(), runs.length_m.tolist(), strict=True)
    ]
    return np.array(days, np.int64)


def _metre_weights(network: Network, rulebook: Rulebook) -> Floats:
    """Return the weight of an opened metre per section; a class in no group weighs as the group of ``""``."""
    group_of = {c: group for group, classes in rulebook.road_class_groups.items() for c in classes}
    weights = rulebook.weights.opened_metre
    default = group_of.get("", min(weights, key=lambda g: (weights[g].value, g)))
    return np.array([weights[group_of.get(c, default)].value for c in network.road_class.tolist()], np.float64)
