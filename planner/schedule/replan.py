"""Planning again after something changed: committed works fixed, what is untouched left alone, few dates moved.

A component of the sharing graph is touched where one of its runs is new or changed, or where the date it had is no
longer legal. Everything else keeps its works exactly. In a touched component it is tried which of its works to let go:
each choice costs what its groups cost, and a price for every run that gets other partners and every day a start moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import FrozenWorkError
from planner.model import ProjectStatus
from planner.schedule.campaign import Campaigns
from planner.schedule.commitments import committed_works
from planner.schedule.difference import Stability
from planner.schedule.explain import reasons_of_work
from planner.schedule.groups import Grouping, group_part
from planner.schedule.held import held_works
from planner.schedule.judge import Judge
from planner.schedule.parts import cost_of_runs, parts_of
from planner.schedule.problem import build_problem
from planner.schedule.proof import component_of, gap_of, report_of
from planner.schedule.resurfacing import with_closings
from planner.schedule.savings import joint_works, totals_of
from planner.schedule.series import numbered_on
from planner.schedule.solve import Told, off_road_of, schedule_problem
from planner.schedule.subparts import parts_without
from planner.schedule.wished import with_wished_works

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from planner.calendar import WorkCalendar
    from planner.model import Component, JointWork, Plan, Situation, SolverReport
    from planner.rulebook.model import Rulebook, Weights
    from planner.schedule.commitments import Commitments
    from planner.schedule.elements import Part
    from planner.schedule.held import Held
    from planner.schedule.problem import Price, Problem
    from planner.schedule.settle import Settled
    from planner.schedule.solve import Schedule

__all__ = ["Replanned", "replan"]

_TRIED = 6
_PROVEN = 1e-9
_SAME = 1e-5
_MOVED_DAY_IN_PREFERRED_DAYS = 2.0
_REGROUPED_IN_OPENINGS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """A schedule made from an earlier plan.

    Attributes
    ----------
    committed : Ids of the committed works, which stand in the schedule as they were.
    stability : What staying near the earlier plan cost.
    """

    schedule: Schedule
    committed: frozenset[str]
    stability: Stability


def replan(
    previous: Plan,
    situation: Situation,
    rulebook: Rulebook,
    calendar: WorkCalendar,
    as_of: date,
    price: Price,
    commitments: Commitments,
) -> Replanned:
    """Plan again on a new situation, near an earlier plan.

    A work whose members, metres and dates stay keeps its id; others continue the series. Where nothing changed, the
    schedule is the earlier one to the last figure.

    Parameters
    ----------
    previous : Its projects carry all facts, as they were submitted then.
    calendar, as_of, price : As :func:`planner.schedule.solve.schedule_works` takes them.

    Raises
    ------
    FrozenWorkError
        If a committed work is not in the earlier plan, or its members or metres have changed.
    SolverError
        If a solver ends without a usable answer.
    WishError
        If projects that are wished together cannot be.
    """
    committed = committed_works(previous, situation, rulebook, calendar, as_of, price, commitments)
    problem = build_problem(situation, rulebook, calendar, as_of, price, committed)
    problem = with_wished_works(problem, _fitting([*previous.joint_works], problem))
    desk = _Desk(previous, problem)
    kept = desk.kept()
    schedule, settled = schedule_problem(desk.near(kept), off_road_of(situation, problem), told=desk.told())
    held = {w.id for w in committed} | {h.work.id for h in kept}
    schedule = _as_submitted(numbered_on(schedule, previous, held), situation)
    schedule = desk.reasoned(schedule, kept)
    stability = desk.stability(schedule.solver.objective)
    schedule = replace(schedule, solver=desk.report(schedule, settled, stability))
    return Replanned(schedule=schedule, committed=frozenset(w.id for w in committed), stability=stability)


class _Desk:
    """The earlier plan laid beside the new problem."""

    def __init__(self, previous: Plan, problem: Problem) -> None:
        """Find the works that could stay."""
        self._previous = previous
        self._problem = problem
        self._frozen = frozenset(h.work.id for h in problem.held)
        self.campaign_of = Campaigns(problem)
        book = problem.rulebook
        self._same_book = previous.rulebook.sha256 == book.sha256
        self._same_rules = self._same_book and previous.as_of == problem.as_of
        self.parts = parts_of(problem)
        self._could_stay = {h.runs[0]: h for h in self._intact()}
        self._owner = {run: h for h in self._could_stay.values() for run in h.runs}
        settled = self._owner.keys() | self._left_out()
        self.touched = [p for p in self.parts if not settled.issuperset(p.runs)]
        weights = book.weights
        self._moved_day, self._regrouped, self._status = _prices_of_change(weights)
        self._free: dict[tuple[int, ...], Grouping] = {}
        self._committed = sum(cost_of_runs(problem, h.runs) for h in problem.held)

    def _intact(self) -> Iterator[Held]:
        """Yield the works whose runs, facts and dates are as they were, and still legal."""
        problem = self._problem
        facts = {p.key: p for p in problem.projects}
        possible = dict(zip(facts, problem.possible.tolist(), strict=True))
        known = [o.project for o in self._previous.outcomes]
        same = {p.key for p in known if facts.get(p.key) == p and possible[p.key]}
        metres = self._metres()
        works = [
            w
            for w in self._previous.joint_works
            if w.id not in self._frozen and all(m in same and metres.get(m) for m in w.members)
        ]
        for held in _fitting(works, problem):
            if self._legal(held):
                yield held

    def _left_out(self) -> set[int]:
        """Return the runs of unchanged projects that found no room before; under the same rules they find none now."""
        if not self._same_rules:
            return set()
        out = [o.project for o in self._previous.outcomes if o.status is ProjectStatus.UNSCHEDULED]
        facts = {p.key: p for p in out}
        owners = enumerate(self._problem.runs.project.tolist())
        projects = self._problem.projects
        return {run for run, owner in owners if facts.get(projects[owner].key) == projects[owner]}

    def _metres(self) -> dict[str, bool]:
        """Tell of each project whether it lies on as many metres as it did."""
        before: dict[str, float] = {}
        for work in self._previous.joint_works:
            for s in work.stretches:
                before[s.project] = before.get(s.project, 0.0) + s.to_m - s.from_m
        now = zip((p.key for p in self._problem.projects), self._problem.whole_m.tolist(), strict=True)
        return {key: abs(metres - before.get(key, 0.0)) < 0.01 for key, metres in now}

    def _legal(self, held: Held) -> bool:
        problem, days = self._problem, held.end - held.start + 1
        if problem.is_held[list(held.runs)].any() or held.work.phases.survey.first < problem.as_of:
            return False
        if not self._same_rules:
            campaign = self.campaign_of(held.runs)
            return campaign.spans.site_days == days and held.start in campaign.starts
        return bool(np.isin(held.start, problem.rules.common(held.runs, days)))

    def kept(self) -> tuple[Held, ...]:
        """Return the works that stay: all of the untouched components, and the best choice of the touched."""
        let_go = {run for part in self.touched for held in self._let_go(part) for run in held.runs}
        return tuple(h for h in self._could_stay.values() if h.runs[0] not in let_go)

    def _let_go(self, part: Part) -> tuple[Held, ...]:
        """Return the works of a touched component that it pays to let go."""
        works = sorted({self._owner[run].runs[0] for run in part.runs if run in self._owner})
        choices = [tuple(self._could_stay[w] for w in choice) for choice in self._choices(part, works)]
        costs = [self._cost(part, choice) for choice in choices]
        return choices[int(np.argmin(np.round(costs, 6)))]

    def _choices(self, part: Part, works: Sequence[int]) -> list[tuple[int, ...]]:
        """Return which works may be let go together, the fewest first: every set of a few, else those near changes."""
        loose = {run for run in part.runs if run not in self._owner}
        place = {run: at for at, run in enumerate(part.runs)}
        near = {part.runs[n] for run in loose for n in part.neighbours[place[run]]}
        ranked = sorted(works, key=lambda w: (near.isdisjoint(self._could_stay[w].runs), w))[:_TRIED]
        sets = chain.from_iterable(combinations(sorted(ranked), k) for k in range(len(ranked) + 1))
        whole = tuple(works)
        return list(dict.fromkeys((*sets, whole)))

    def _cost(self, part: Part, choice: Sequence[Held]) -> float:
        """Return what a component costs where some of its works are let go, and what is grouped anew moves."""
        loose = {run for run in part.runs if run not in self._owner} | {r for h in choice for r in h.runs}
        staying = {self._owner[r].runs for r in part.runs if r not in loose}
        fixed = sum(cost_of_runs(self._problem, runs) for runs in sorted(staying))
        groups, objective = self._grouped(part, loose)
        return fixed + objective + sum(self._strain(group) for group in groups)

    def _grouped(self, part: Part, loose: set[int]) -> tuple[list[tuple[int, ...]], float]:
        """Group some runs of a component at least cost, all others left where they are."""
        smaller = parts_without(part, set(part.runs) - loose)
        found = [(p, group_part(p, Judge(self._problem, p, self.campaign_of))) for p in smaller]
        groups = [tuple(p.runs[r] for r in group) for p, made in found for group in made.groups]
        return groups, sum(made.objective for _, made in found)

    def _strain(self, group: tuple[int, ...]) -> float:
        """Return the price of what a group changes for those of its runs that had a work before."""
        before = {run: self._owner[run] for run in group if run in self._owner}
        regrouped = sum(not set(h.runs) <= set(group) for h in before.values())
        starts = self.campaign_of(group).starts
        if not before or not len(starts):
            return regrouped * self._regrouped
        away = sum(np.abs(starts - h.start) for h in before.values())
        return regrouped * self._regrouped + self._moved_day * float(np.min(away))

    def near(self, kept: Sequence[Held]) -> Problem:
        """Return the problem in which some works stay, and projects that are planned anew prefer the day they had."""
        wanted = self._wanted(kept)
        projects = tuple(
            replace(p, preferred_start=wanted[p.key]) if p.key in wanted else p for p in self._problem.projects
        )
        held = tuple(sorted((*self._problem.held, *kept), key=lambda h: h.runs))
        return replace(self._problem, projects=projects, held=held)

    def told(self) -> Told:
        """Return what the earlier plan told of pairs that dig apart; nothing where it was read or the rules changed."""
        before = self._previous.declined
        if not self._same_rules or not all(d.reason.data for d in before):
            return Told()
        problem = self._problem
        known = {o.project.key: o.project for o in self._previous.outcomes}
        settled = [known.get(p.key) == p for p in problem.projects]
        touched = {run for part in self.touched for run in part.runs} | self._left_out()
        asked = {int(problem.runs.project[run]) for run in touched}
        asked.update(number for number, same in enumerate(settled) if not same)
        asked.update(np.flatnonzero(~problem.possible).tolist())
        quiet = {p.key for number, p in enumerate(problem.projects) if number not in asked}
        return Told(asked=frozenset(asked), declined=tuple(d for d in before if quiet.issuperset(d.projects)))

    def _wanted(self, kept: Iterable[Held]) -> dict[str, date]:
        """Return the day each project that is planned anew, with the wish it had, was to begin on before."""
        wishes = {o.project.key: o.project.preferred_start for o in self._previous.outcomes}
        unchanged = {p.key for p in self._problem.projects if wishes.get(p.key) == p.preferred_start}
        stay = {h.work.id for h in kept} | self._frozen
        wanted: dict[str, date] = {}
        for work in self._previous.joint_works:
            if work.id not in stay:
                for member in unchanged.intersection(work.members):
                    first = work.phases.excavation.first
                    wanted[member] = min(first, wanted.get(member, first))
        return wanted

    def reasoned(self, schedule: Schedule, kept: Iterable[Held]) -> Schedule:
        """Say anew why the works that stay are as they are, where who digs beside them may have changed.

        Reasons read from a file carry no data and are said anew as well; those that others added are left to them.
        Under another rulebook a work that is not committed keeps its place and days, and is cut as that book says.
        """
        moving = {run for part in self.touched for run in part.runs}
        held = {h.work.id: h for h in (*self._problem.held, *kept)}
        told = {
            h.work.id
            for h in (kept if self._same_book else ())
            if moving.isdisjoint(h.runs) and all(r.data for r in h.work.reasons)
        }
        works = tuple(
            self._explained(w, held[w.id]) if w.id in held and w.id not in told else _own_reasons(w)
            for w in schedule.joint_works
        )
        works = with_closings(works, self._problem.network, self._problem.rulebook)
        totals = totals_of(works, schedule.totals.openings_if_separate)
        return replace(schedule, joint_works=works, totals=totals)

    def _explained(self, work: JointWork, held: Held) -> JointWork:
        """Return a work with reasons; one read from a file, which rounds, with its figures to the last digit."""
        campaign = self.campaign_of(held.runs)
        read = not all(r.data for r in held.work.reasons)
        if read if self._same_book else work.id not in self._frozen:
            alone = replace(self._problem, held=())
            (made,) = joint_works(alone, [campaign], [held.start], self.campaign_of)
            return replace(made, id=work.id, phases=work.phases if self._same_book else made.phases)
        return replace(work, reasons=reasons_of_work(self._problem, campaign, work))

    def stability(self, objective: float) -> Stability:
        """Return what staying near the earlier plan cost, over the touched components."""
        touched = {p.runs for p in self.touched}
        same = sum(self._as_before(p) for p in self.parts if p.runs not in touched)
        free = sum(self._best(p).objective for p in self.touched)
        return Stability(
            moved_day=self._moved_day,
            regrouped=self._regrouped,
            objective=objective,
            free_objective=min(objective, self._committed + same + free),
            components=(len(self.touched), len(self.parts)),
            status=self._status,
        )

    def _as_before(self, part: Part) -> float:
        groups = {self._owner[r].runs for r in part.runs if r in self._owner}
        return sum(cost_of_runs(self._problem, runs) for runs in sorted(groups))

    def _best(self, part: Part) -> Grouping:
        """Return the best grouping of a component."""
        if part.runs not in self._free:
            self._free[part.runs] = group_part(part, Judge(self._problem, part, self.campaign_of))
        return self._free[part.runs]

    def report(self, schedule: Schedule, settled: Settled, stability: Stability) -> SolverReport:
        """Return how good the grouping is, against the best one that only keeps the committed works.

        What the earlier plan proved of an untouched component holds as long as the rules do; else it is solved again.
        """
        before, objective = self._previous.solver, schedule.solver.objective
        if not self.touched and self._same_rules and abs(before.objective - objective) < _SAME:
            return before
        components = self._components(settled)
        made = report_of(components, settled.placement, committed=self._committed)
        bound = max(0.0, min(objective, stability.free_objective, made.bound))
        gap = gap_of(objective, bound)
        optimal = gap <= _PROVEN and "optimal" in {before.status, schedule.solver.status}
        return replace(
            made,
            status="optimal" if optimal else "feasible",
            objective=objective,
            bound=bound,
            gap=gap,
            deferred=schedule.solver.deferred,
        )

    def _components(self, settled: Settled) -> list[Component]:
        """Return every component with what it costs now and what is proven of it."""
        out = settled.problem.deferred
        parts = parts_of(replace(self._problem, deferred=out)) if out else self.parts
        part_of = {run: number for number, part in enumerate(parts) for run in part.runs}
        costs = [0.0] * len(parts)
        decided = {h.runs for h in self._problem.held}
        for group in sorted({*settled.groups, *(h.runs for h in settled.problem.held)} - decided):
            costs[part_of[group[0]]] += cost_of_runs(self._problem, group)
        proven = {_likeness(c): c for c in self._previous.solver.parts} if self._same_rules else {}
        touched = {run for part in self.touched for run in part.runs}
        components = []
        for part, cost in zip(parts, costs, strict=True):
            bare = component_of(self._problem, part, Grouping(groups=(), objective=cost, bound=0.0), cost)
            known = proven.get(_likeness(bare)) if touched.isdisjoint(part.runs) else None
            components.append(known or component_of(self._problem, part, self._best(part), cost))
        return components


def _prices_of_change(weights: Weights) -> tuple[float, float, str]:
    """Return what a moved day and a regrouped run weigh, and how far that may be trusted."""
    moved, regrouped = weights.moved_day, weights.regrouped_run
    if moved is None or regrouped is None:
        preferred, opening = weights.day_from_preferred.value, weights.opening.value
        return _MOVED_DAY_IN_PREFERRED_DAYS * preferred, _REGROUPED_IN_OPENINGS * opening, "assumed"
    return moved.value, regrouped.value, "/".join(sorted({moved.status.value, regrouped.status.value}))


def _likeness(component: Component) -> tuple[tuple[str, ...], int, float]:
    """Return what tells components apart whose numbers may have changed."""
    return component.projects, component.runs, round(component.objective, 6)


def _fitting(works: list[JointWork], problem: Problem) -> tuple[Held, ...]:
    """Return the works that dig whole runs, which most do: those that do not are named and left out."""
    try:
        return held_works(works, problem.runs, problem.projects, problem.network, problem.days)
    except FrozenWorkError as error:
        wrong = set(error.works)
        return _fitting([w for w in works if w.id not in wrong], problem)


def _own_reasons(work: JointWork) -> JointWork:
    return replace(work, reasons=tuple(r for r in work.reasons if r.code.startswith("work.")))


def _as_submitted(schedule: Schedule, situation: Situation) -> Schedule:
    """Give the outcomes the projects as they were submitted."""
    facts = {p.key: p for p in situation.routes.projects}
    outcomes = tuple(replace(o, project=facts[o.project.key]) for o in schedule.outcomes)
    return replace(schedule, outcomes=outcomes)
