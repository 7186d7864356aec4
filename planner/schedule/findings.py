"""What a finished plan gives rise to: the ledger, the shares, the regrets and the advice, each from the plan alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.schedule.campaign import Campaigns
from planner.schedule.declined import sought_shifts
from planner.schedule.ledger import ledger_of, same_works
from planner.schedule.problem import build_problem
from planner.schedule.regret import dug_by, regrets_of
from planner.schedule.requests import requests_of
from planner.schedule.resurfacing import closings_of
from planner.schedule.shares import shares_of

if TYPE_CHECKING:
    from planner.calendar import WorkCalendar
    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook
    from planner.schedule.declined import Sought
    from planner.schedule.ledger import Ledger
    from planner.schedule.problem import Price, Problem
    from planner.schedule.regret import Regrets
    from planner.schedule.requests import Request
    from planner.schedule.resurfacing import Closing
    from planner.schedule.shares import WorkShares

__all__ = ["Findings", "findings_of", "groups_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything a plan gives rise to.

    Attributes
    ----------
    ledger : The plan beside every work alone and the two rules used elsewhere.
    shares : Each member's part of every joint work.
    regrets : Works of the plan that open the same metres apart.
    sought : Every declined pair with the shifts that would bring it together.
    requests : The shifts worth asking for, the one that saves most metres first.
    works : The works of the plan, in its order.
    closings : What resurfacings close of them.
    """

    ledger: Ledger
    shares: tuple[WorkShares, ...]
    regrets: Regrets
    sought: tuple[Sought, ...]
    requests: tuple[Request, ...]
    works: tuple[JointWork, ...]
    closings: tuple[Closing, ...]


def findings_of(plan: Plan, situation: Situation, rulebook: Rulebook, calendar: WorkCalendar, price: Price) -> Findings:
    """Reckon everything a plan gives rise to; the same plan gives the same findings, however it was made.

    Parameters
    ----------
    calendar : The calendar the plan was made with, or a longer one.
    price : Cut of a set of projects (sorted by key) on a road of a width in metres (NaN where unknown).

    Raises
    ------
    PlanRejectedError
        If the verifier refuses a baseline of the ledger.
    """
    problem = same_works(build_problem(situation, rulebook, calendar, plan.as_of, price), plan)
    sought = sought_shifts(problem, groups_of(problem, plan), Campaigns(problem))
    least_m = rulebook.matching.minimum_shared_m.value
    utility_of = {p.key: p.utility for p in problem.projects}
    return Findings(
        ledger=ledger_of(plan, situation, rulebook, calendar, problem.price),
        shares=shares_of(plan, situation, rulebook, calendar, problem.price),
        regrets=regrets_of(dug_by(plan.joint_works, utility_of), as_of=plan.as_of, minimum_m=least_m),
        sought=sought,
        requests=requests_of(problem, situation, calendar, sought),
        works=plan.joint_works,
        closings=closings_of(plan.joint_works, situation.network, rulebook),
    )


def groups_of(problem: Problem, plan: Plan) -> list[tuple[int, ...]]:
    """Return the runs of each work of a plan, ascending, in the order of the plan.

    A run belongs to the work that holds a stretch of its project with the middle of one of its pieces.
    """
    held: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    for number, work in enumerate(plan.joint_works):
        for s in work.stretches:
            held[s.project, s.section_id].append((s.from_m, s.to_m, number))
    groups: list[list[int]] = [[] for _ in plan.joint_works]
    for run in range(len(problem.runs)):
        found = _work_of(problem, run, held)
        if found is not None:
            groups[found].append(run)
    return [tuple(group) for group in groups if group]


def _work_of(problem: Problem, run: int, held: dict[tuple[str, str], list[tuple[float, float, int]]]) -> int | None:
    runs = problem.runs
    piece = int(runs.piece_start[run])
    place = problem.project_of(run).key, str(problem.network.section_ids[int(runs.section[piece])])
    middle = (float(runs.from_m[piece]) + float(runs.to_m[piece])) / 2.0
    return next((n for first, last, n in held.get(place, ()) if first <= middle <= last), None)
