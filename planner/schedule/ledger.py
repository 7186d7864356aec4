"""The savings ledger: a plan beside what other rules make of the same works, each unit by itself, never money."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.errors import PlanRejectedError
from planner.model import Kind, ProjectStatus
from planner.schedule.baselines import Rule, baseline_schedule, works_put_off
from planner.schedule.campaign import Campaigns
from planner.schedule.problem import build_problem
from planner.schedule.resurfacing import closings_of
from planner.schedule.verify import violations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.calendar import WorkCalendar
    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook
    from planner.schedule.problem import Price, Problem
    from planner.schedule.resurfacing import Closing
    from planner.schedule.solve import Schedule

__all__ = ["LEDGER_RULES", "Entry", "Ledger", "Line", "as_plan", "entry_of", "ledger_of", "same_works"]

LEDGER_RULES = (Rule.SEPARATE, Rule.DATES_AS_GIVEN, Rule.STARTS_WITHIN_30_DAYS)
"""What a plan is entered against: every work alone, and the two rules used elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one way of working opens and closes.

    Attributes
    ----------
    openings : Works; ``joint`` of them have several members.
    opened_m : Metres of road opened, each once per work that opens it.
    closure_days : Calendar days from excavation to reinstatement, added up over the works.
    reinstated_m2 : Square metres reinstated, from the least to the largest cut-back in use.
    resurfaced_m2 : Those of them that the county's resurfacing reinstates: no pavement is laid for the works alone.
    put_off : Projects that crews and traffic leave no room for, though the plan finds some; they are counted as dug
        alone at another time.
    """

    openings: int
    joint: int
    opened_m: float
    closure_days: int
    reinstated_m2: tuple[float, float]
    resurfaced_m2: tuple[float, float] = (0.0, 0.0)
    put_off: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one rule makes of the same works, and how much less the plan needs in each unit; less than 0 is more."""

    rule: Rule
    entry: Entry
    fewer_openings: int
    fewer_opened_m: float
    fewer_closure_days: int
    less_reinstated_m2: tuple[float, float]

    def share_of(self, planned: Entry) -> float:
        """Return the share of the rule's opened metres that the plan does not open, 0 where there are none."""
        return (self.entry.opened_m - planned.opened_m) / self.entry.opened_m if self.entry.opened_m > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A plan's own entry and one line for each rule, in the order of ``LEDGER_RULES``."""

    plan: Entry
    lines: tuple[Line, ...]


def entry_of(works: Iterable[JointWork], closings: Iterable[Closing] = ()) -> Entry:
    """Add up some works, and what resurfacings close of them."""
    made, closed = tuple(works), tuple(closings)
    return Entry(
        openings=len(made),
        joint=sum(w.kind is Kind.JOINT for w in made),
        opened_m=sum(w.opened_m for w in made),
        closure_days=sum(w.closure_days for w in made),
        reinstated_m2=(sum(w.reinstated_m2[0] for w in made), sum(w.reinstated_m2[1] for w in made)),
        resurfaced_m2=(sum(c.closed_m2[0] for c in closed), sum(c.closed_m2[1] for c in closed)),
    )


def ledger_of(
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    calendar: WorkCalendar,
    price: Price,
    rules: Sequence[Rule] = LEDGER_RULES,
) -> Ledger:
    """Enter a plan against other rules on the same works: those of the projects that the plan schedules.

    Every baseline is a schedule of its own that the verifier accepts, and each of its works starts near the dates
    asked for. Closure days of ``separate`` are therefore counted on each work's own dates, where ``Totals`` counts
    them from the start of the joint work.

    Parameters
    ----------
    calendar : The calendar the plan was made with, or a longer one.

    Raises
    ------
    PlanRejectedError
        If the verifier refuses a baseline, which would make the comparison worthless.
    """
    # The rules used elsewhere know nothing of who was wished together
    book = replace(rulebook, wishes=replace(rulebook.wishes, together=()))
    problem = same_works(build_problem(situation, book, calendar, plan.as_of, price), plan)
    campaign_of = Campaigns(problem)
    planned = entry_of(plan.joint_works, closings_of(plan.joint_works, situation.network, book))
    lines = []
    for rule in rules:
        schedule = baseline_schedule(problem, rule, campaign_of=campaign_of)
        if found := violations(as_plan(plan, schedule), situation, book, calendar, problem.price):
            raise PlanRejectedError(found)
        lines.append(_line(rule, _baseline_entry(problem, schedule), planned))
    return Ledger(plan=planned, lines=tuple(lines))


def same_works(problem: Problem, plan: Plan) -> Problem:
    """Return a problem in which those projects are put off that a plan leaves out though they have days."""
    planned = {o.project.key for o in plan.outcomes if o.status is ProjectStatus.SCHEDULED}
    out = frozenset(n for n, p in enumerate(problem.projects) if problem.possible[n] and p.key not in planned)
    return replace(problem, deferred=problem.deferred | out)


def _baseline_entry(problem: Problem, schedule: Schedule) -> Entry:
    late = works_put_off(problem, schedule)
    entry = entry_of(
        (*schedule.joint_works, *late), closings_of(schedule.joint_works, problem.network, problem.rulebook)
    )
    return replace(entry, put_off=len({w.members[0] for w in late}))


def as_plan(plan: Plan, schedule: Schedule) -> Plan:
    """Return a schedule as a plan of the same day, rulebook and input, for the verifier."""
    return replace(
        plan,
        outcomes=schedule.outcomes,
        joint_works=schedule.joint_works,
        declined=schedule.declined,
        totals=schedule.totals,
        solver=schedule.solver,
    )


def _line(rule: Rule, entry: Entry, planned: Entry) -> Line:
    low, high = (theirs - ours for theirs, ours in zip(entry.reinstated_m2, planned.reinstated_m2, strict=True))
    return Line(
        rule=rule,
        entry=entry,
        fewer_openings=entry.openings - planned.openings,
        fewer_opened_m=entry.opened_m - planned.opened_m,
        fewer_closure_days=entry.closure_days - planned.closure_days,
        less_reinstated_m2=(low, high),
    )
