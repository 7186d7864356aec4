"""Why a project is in or out of the plan, and why a work is as it is, in codes and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.model import ProjectOutcome, ProjectStatus, Reason
from planner.schedule.constraints import RULES, allowed_starts
from planner.schedule.terms import moratorium_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import JointWork, Project
    from planner.schedule.campaign import Campaign
    from planner.schedule.problem import Problem

__all__ = ["conflict_of", "outcomes_of", "reason_for_rule", "reasons_of_work"]


def reasons_of_work(problem: Problem, campaign: Campaign, work: JointWork) -> tuple[Reason, ...]:
    """Say why the members of a work are together and what it saves, or why it stands alone."""
    if len(campaign.members) == 1:
        return (_alone(problem, campaign),)
    shared = sum(o.to_m - o.from_m for o in campaign.openings if len(o.members) > 1)
    together = Reason(
        code="work.shared_metres",
        data={
            "members": ", ".join(work.members),
            "shared_m": shared,
            "first": max(p.window.first for p in campaign.members).isoformat(),
            "last": min(p.window.last for p in campaign.members).isoformat(),
        },
    )
    saves = Reason(
        code="work.saves",
        data={
            "opened_m": work.opened_m_if_separate - work.opened_m,
            "closure_days": work.closure_days_if_separate - work.closure_days,
        },
    )
    return together, saves


def _alone(problem: Problem, campaign: Campaign) -> Reason:
    """Say who shares metres and digs apart, or that nobody does."""
    edges = problem.shared_edges
    runs = np.array(campaign.runs)
    near = np.concatenate((edges.second[np.isin(edges.first, runs)], edges.first[np.isin(edges.second, runs)]))
    partners = sorted({problem.project_of(r).key for r in near.tolist()} - {p.key for p in campaign.members})
    if not partners:
        return Reason(code="work.single", data={"project": campaign.members[0].key})
    return Reason(
        code="work.partners_declined", data={"project": campaign.members[0].key, "partners": ", ".join(partners)}
    )


def outcomes_of(
    problem: Problem, works: Sequence[JointWork], off_road_m: Sequence[float]
) -> tuple[ProjectOutcome, ...]:
    """Say of every project what became of it, in order of keys.

    Parameters
    ----------
    off_road_m : Metres of each project that lie on no road.
    """
    works_of: dict[str, list[JointWork]] = {p.key: [] for p in problem.projects}
    for work in works:
        for member in work.members:
            works_of[member].append(work)
    return tuple(
        _outcome(problem, number, works_of[p.key], off_road_m[number]) for number, p in enumerate(problem.projects)
    )


def _outcome(problem: Problem, number: int, works: Sequence[JointWork], off_road_m: float) -> ProjectOutcome:
    project = problem.projects[number]
    runs = np.flatnonzero(problem.runs.project == number)
    if not len(runs):
        reason = Reason(code="project.unmatched", data={"project": project.key})
        return ProjectOutcome(project=project, status=ProjectStatus.UNMATCHED, reasons=(reason, *_assumed(project)))
    rest = (*_off_road(project, off_road_m), *_assumed(project))
    if not problem.possible[number]:
        blocked = [r for r in runs.tolist() if not problem.starts[r].any()]
        reasons = tuple(reason for run in blocked[:1] for reason in _forbidding(problem, run))
        return ProjectOutcome(project=project, status=ProjectStatus.UNSCHEDULED, reasons=(*reasons, *rest))
    first = min(w.phases.excavation.first for w in works)
    last = max(w.phases.reinstatement.last for w in works)
    data = {"project": project.key, "works": len(works), "first": first.isoformat(), "last": last.isoformat()}
    scheduled = Reason(code="project.scheduled", data=data)
    return ProjectOutcome(project=project, status=ProjectStatus.SCHEDULED, reasons=(scheduled, *rest))


def _off_road(project: Project, metres: float) -> tuple[Reason, ...]:
    if metres <= 0:
        return ()
    return (Reason(code="project.partly_unmatched", data={"project": project.key, "metres": metres}),)


def _assumed(project: Project) -> tuple[Reason, ...]:
    if not project.assumed:
        return ()
    data = {"project": project.key, "fields": ", ".join(sorted(project.assumed))}
    return (Reason(code="project.assumed", data=data),)


def conflict_of(problem: Problem, runs: Sequence[int], site_days: int) -> tuple[str, ...]:
    """Return a smallest set of rules that together leave no start: without any one of them there is one.

    Empty where no rule is to blame: the calendar itself ends too early.
    """
    dropped: set[str] = set()
    for name in RULES:
        if not _any_start(problem, runs, site_days, frozenset(dropped | {name})):
            dropped.add(name)
    return tuple(name for name in RULES if name not in dropped)


def _any_start(problem: Problem, runs: Sequence[int], site_days: int, without: frozenset[str]) -> bool:
    every = np.array(runs, np.int64)
    mask = allowed_starts(
        problem.terms, every, np.array([site_days]), problem.days, problem.acceptance_days, without=without
    )
    return bool(mask.all(axis=0).any())


def _forbidding(problem: Problem, run: int) -> list[Reason]:
    site_days = int(problem.site_days[run])
    names = conflict_of(problem, (run,), site_days)
    return [reason_for_rule(problem, run, name, site_days) for name in names] or [
        Reason(code="project.beyond_calendar", data={"project": problem.project_of(run).key})
    ]


def reason_for_rule(problem: Problem, run: int, name: str, site_days: int) -> Reason:
    """Say what one rule demands of a run, in its own numbers."""
    project = problem.project_of(run)
    terms = problem.terms
    data: dict[str, object] = {
        "project": project.key,
        "first": project.window.first.isoformat(),
        "last": project.window.last.isoformat(),
    }
    if name == "window":
        days = problem.days
        inside = (days >= terms.window_first[run]) & (days <= terms.window_last[run])
        data |= {"needed": site_days, "available": int(inside.sum())}
    elif name == "lead":
        data |= {"earliest": str(terms.lead_first[run]), "as_of": problem.as_of.isoformat()}
    elif name == "moratorium":
        data |= _moratorium_data(problem, run)
    elif name == "blackout":
        data |= {"needed": site_days, "closed": _closed_days(problem, run)}
    else:
        data |= {"day": str(terms.at_once[run]), "needed": site_days}
    return Reason(code=f"project.{name}", data=data)


def _moratorium_data(problem: Problem, run: int) -> dict[str, object]:
    sections = problem.runs.section[problem.runs.pieces(run)]
    ends = moratorium_ends(problem.network, problem.rulebook)[sections]
    worst = int(sections[int(np.nanargmax(np.where(np.isnat(ends), np.nan, ends.astype(np.float64))))])
    return {
        "road": str(problem.network.names[worst] or problem.network.section_ids[worst]),
        "section": str(problem.network.section_ids[worst]),
        "until": str(problem.terms.moratorium_first[run]),
    }


def _closed_days(problem: Problem, run: int) -> int:
    """Count the blocked calendar days inside the window of a run."""
    terms = problem.terms
    row = terms.closed_days[terms.closed[run]]
    ends = np.array([terms.window_first[run], terms.window_last[run] + np.timedelta64(1, "D")])
    before, through = np.clip((ends - terms.closed_from) // np.timedelta64(1, "D"), 0, len(row) - 1).tolist()
    return int(row[through] - row[before])
