"""Who bears which part of a joint work: opened metres, closure days and reinstated square metres, each in its unit.

Two ways are reckoned side by side. *Proportional*: by each member's own metres times the width it would cut alone.
*Shapley*: what a member adds to the work, averaged over all orders of joining, where a subset of the members costs what
it would open, close and reinstate by itself under the rules of the plan. Figures are quantities, never money.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from itertools import combinations
from typing import TYPE_CHECKING

from planner.model import Mode
from planner.schedule.games import divide_elements, in_whole_units, shapley
from planner.schedule.phases import Member, closure_days, install_days, spans_of
from planner.schedule.problem import remember

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.calendar import WorkCalendar
    from planner.model import JointWork, Opening, Plan, Project, Situation
    from planner.rulebook.model import Rulebook
    from planner.schedule.problem import Price

__all__ = ["MOST_MEMBERS", "Division", "Method", "Quantity", "Share", "WorkShares", "shares_of"]

MOST_MEMBERS = 8
"""Beyond it a work has too many subsets to price; the proportional way stands in."""


class Quantity(StrEnum):
    """What is divided: metres of road opened, calendar days closed, square metres reinstated (middle of the range)."""

    OPENED_M = "opened_m"
    CLOSURE_DAYS = "closure_days"
    REINSTATED_M2 = "reinstated_m2"


class Method(StrEnum):
    """How the fair share was reckoned: Shapley, or proportional where there are too many members for it."""

    SHAPLEY = "shapley"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One member's part: the fair one, the proportional one, and what the member would need alone."""

    project: str
    fair: float
    proportional: float
    alone: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One quantity of a work among its members, sorted by project key.

    ``fair`` and ``proportional`` each add up to ``whole`` to the last printed thousandth.
    """

    quantity: Quantity
    method: Method
    whole: float
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkShares:
    """The divisions of one joint work, one for each quantity."""

    work: str
    divisions: tuple[Division, ...]


def shares_of(
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    calendar: WorkCalendar,
    price: Price,
    *,
    only: str | None = None,
) -> tuple[WorkShares, ...]:
    """Divide every work of several members, in the order of the plan.

    Opened metres are divided exactly for any number of members: the cost of a metre is divided among those who lie
    on it, which is the Shapley value and lies in the core, so nobody bears more than alone. Square metres are divided
    opening by opening. Closure days are counted from the start of the work. Beyond ``MOST_MEMBERS`` members of a work
    (days) or of an opening (square metres) the fair share is the proportional one, and ``method`` says so.

    Parameters
    ----------
    calendar : The calendar the plan was made with, or a longer one.
    price : Cut of a set of projects (sorted by key) on a road of a width in metres (NaN where unknown).
    only : The id of the one work to divide; None for every work.
    """
    ground = _Ground(
        projects={p.key: p for p in situation.routes.projects},
        width_m=dict(zip(situation.network.section_ids.tolist(), situation.network.width_m.tolist(), strict=True)),
        whole_m=_whole_metres(plan),
        rulebook=rulebook,
        calendar=calendar,
        price=remember(price),
    )
    works = [w for w in plan.joint_works if len(w.members) > 1 and only in {None, w.id}]
    return tuple(_divided(_Game(work=w, ground=ground)) for w in works)


def _whole_metres(plan: Plan) -> dict[str, float]:
    """Return the metres of each project in all works of a plan."""
    parts: dict[str, list[float]] = {}
    for work in plan.joint_works:
        for stretch in work.stretches:
            parts.setdefault(stretch.project, []).append(stretch.to_m - stretch.from_m)
    return {key: math.fsum(metres) for key, metres in parts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What all works of a plan stand on."""

    projects: Mapping[str, Project]
    width_m: Mapping[str, float]
    whole_m: Mapping[str, float]
    rulebook: Rulebook
    calendar: WorkCalendar
    price: Price


@dataclass(frozen=True, kw_only=True)
class _Game:
    """What any subset of the members of a work would need by itself."""

    work: JointWork
    ground: _Ground

    @cached_property
    def members(self) -> tuple[str, ...]:
        return tuple(sorted(self.work.members))

    @cached_property
    def own_m(self) -> dict[str, float]:
        """Metres each member lies on."""
        return {m: self.opened_m(frozenset({m})) for m in self.members}

    def opened_m(self, subset: frozenset[str]) -> float:
        """Return the metres a subset opens."""
        return math.fsum(_metres(o) for o in self.work.openings if not subset.isdisjoint(o.members))

    def width_m(self, subset: frozenset[str], opening: Opening) -> float:
        """Return the middle of the width a subset reinstates on an opening, 0 for those who do not lie there."""
        here = self._here(subset, opening)
        return sum(self._cut_width(here, opening)) / 2.0 if here else 0.0

    def _here(self, subset: frozenset[str], opening: Opening) -> tuple[str, ...]:
        return tuple(m for m in self.members if m in subset and m in opening.members)

    def _cut_width(self, here: tuple[str, ...], opening: Opening) -> tuple[float, float]:
        return self.ground.price(self._projects(here), self.ground.width_m[opening.section_id]).width_m

    def _projects(self, keys: tuple[str, ...]) -> tuple[Project, ...]:
        return tuple(self.ground.projects[k] for k in keys)

    def closure_days(self, subset: frozenset[str]) -> int:
        """Return the calendar days a subset closes the road, from the start of the whole work."""
        ground, work = self.ground, self.work
        if len(subset) == len(self.members):
            return work.closure_days
        spans = spans_of(self._installers(subset), self.opened_m(subset), ground.rulebook, self._sharing(subset))
        start = ground.calendar.index_on_or_after(work.phases.excavation.first)
        return closure_days(spans.site_days, start, ground.calendar.days)

    def _installers(self, subset: frozenset[str]) -> list[Member]:
        ground = self.ground
        return [
            Member(
                key=p.key,
                depth_rank=ground.rulebook.services[p.service].depth_rank.value,
                days=install_days(p, self.own_m[p.key], ground.whole_m[p.key]),
            )
            for p in self._projects(tuple(m for m in self.members if m in subset))
        ]

    def _sharing(self, subset: frozenset[str]) -> frozenset[frozenset[str]]:
        """Return the pairs of a subset that share a trench on at least one opening."""
        pairs: set[frozenset[str]] = set()
        for opening in self.work.openings:
            here = self._here(subset, opening)
            if len(here) > 1:
                cut = self.ground.price(self._projects(here), self.ground.width_m[opening.section_id])
                if cut.mode is Mode.SAME_TRENCH:
                    pairs |= {frozenset(pair) for pair in combinations(here, 2)}
        return frozenset(pairs)


def _metres(opening: Opening) -> float:
    return opening.to_m - opening.from_m


def _divided(game: _Game) -> WorkShares:
    weights = _by_metres_and_width(game)
    middle = sum(game.work.reinstated_m2) / 2.0
    metres = divide_elements(((_metres(o), o.members) for o in game.work.openings), game.members)
    metres_alone = game.own_m
    area, area_method = _fair_area(game)
    days, days_method = _fair_days(game)
    days_alone = {m: float(game.closure_days(frozenset({m}))) for m in game.members}
    return WorkShares(
        work=game.work.id,
        divisions=(
            _division(Quantity.OPENED_M, Method.SHAPLEY, game.work.opened_m, (metres, weights, metres_alone)),
            _division(Quantity.CLOSURE_DAYS, days_method, game.work.closure_days, (days, weights, days_alone)),
            _division(Quantity.REINSTATED_M2, area_method, middle, (area, weights, weights)),
        ),
    )


def _by_metres_and_width(game: _Game) -> dict[str, float]:
    """Return each member's own metres times the width it would cut alone: its area dug alone."""
    return {
        m: math.fsum(_metres(o) * game.width_m(frozenset({m}), o) for o in game.work.openings) for m in game.members
    }


def _fair_days(game: _Game) -> tuple[dict[str, float], Method]:
    if len(game.members) > MOST_MEMBERS:
        return _by_metres_and_width(game), Method.PROPORTIONAL
    return shapley(game.members, game.closure_days), Method.SHAPLEY


def _fair_area(game: _Game) -> tuple[dict[str, float], Method]:
    """Divide each opening by itself: costs of separate places add up, and so do their Shapley values."""
    if max(len(o.members) for o in game.work.openings) > MOST_MEMBERS:
        return _by_metres_and_width(game), Method.PROPORTIONAL
    parts: dict[str, list[float]] = {m: [] for m in game.members}
    for opening in game.work.openings:
        width = shapley(opening.members, partial(game.width_m, opening=opening))
        for member, share in width.items():
            parts[member].append(_metres(opening) * share)
    return {m: math.fsum(p) for m, p in parts.items()}, Method.SHAPLEY


def _division(quantity: Quantity, method: Method, whole: float, columns: tuple[Mapping[str, float], ...]) -> Division:
    fair, weights, alone = columns
    exact = in_whole_units(fair, whole)
    proportional = in_whole_units(weights, whole)
    shares = (
        Share(project=m, fair=exact[m], proportional=proportional[m], alone=round(alone[m], 3)) for m in sorted(fair)
    )
    return Division(quantity=quantity, method=method, whole=round(whole, 3), shares=tuple(shares))
