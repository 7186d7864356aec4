"""Why a project is in or out of the plan, and why a work is as it is, in codes and numbers."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from planner.model import ProjectOutcome, ProjectStatus, Reason, Urgency
from planner.rulebook.moratoria import moratorium_ends, protected_until
from planner.schedule.constraints import RULES
from planner.schedule.left_out import Obstacles
from planner.schedule.resurfacing import resurfacings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from planner.model import JointWork, Project
    from planner.schedule.campaign import Campaign
    from planner.schedule.constraints import Holes
    from planner.schedule.problem import Problem

__all__ = ["conflict_of", "outcomes_of", "reasons_of_work", "working_days"]


def reasons_of_work(problem: Problem, campaign: Campaign, work: JointWork) -> tuple[Reason, ...]:
    """Say why the members of a work are together and what it saves, or why it stands alone."""
    if len(campaign.members) == 1:
        return (_alone(problem, campaign),)
    shared = sum(piece.to_m - piece.from_m for piece in campaign.ground if len(piece.owners) > 1)
    together = Reason(
        code="work.shared_metres",
        data={
            "members": work.members,
            "road": work.road_name,
            "shared_m": shared,
            "first": max(p.window.first for p in campaign.members),
            "last": min(p.window.last for p in campaign.members),
        },
    )
    return together, _saves(work)


def _saves(work: JointWork) -> Reason:
    """Say what a work saves; over a long holiday one long closure may outlast several short ones."""
    days = work.closure_days_if_separate - work.closure_days
    return Reason(
        code="work.saves" if days >= 0 else "work.saves_metres",
        data={"opened_m": work.opened_m_if_separate - work.opened_m, "closure_days": abs(days)},
    )


def _alone(problem: Problem, campaign: Campaign) -> Reason:
    """Say who shares metres and digs apart, or that nobody does."""
    edges = problem.shared_edges
    runs = np.array(campaign.runs)
    near = np.concatenate((edges.second[np.isin(edges.first, runs)], edges.first[np.isin(edges.second, runs)]))
    partners = sorted({problem.project_of(r).key for r in near.tolist()} - {p.key for p in campaign.members})
    project = campaign.members[0].key
    if not partners:
        least_m = problem.rulebook.matching.minimum_shared_m.value
        return Reason(code="work.single", data={"project": project, "least_m": least_m})
    return Reason(code="work.partners_declined", data={"project": project, "partners": tuple(partners)})


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
    obstacles = Obstacles(problem, works)
    return tuple(
        _outcome(problem, number, works_of[p.key], off_road_m[number], obstacles)
        for number, p in enumerate(problem.projects)
    )


def _outcome(
    problem: Problem, number: int, works: Sequence[JointWork], off_road_m: float, obstacles: Obstacles
) -> ProjectOutcome:
    project = problem.projects[number]
    runs = np.flatnonzero(problem.runs.project == number)
    if not len(runs):
        reason = Reason(code="project.unmatched", data={"project": project.key})
        return ProjectOutcome(project=project, status=ProjectStatus.UNMATCHED, reasons=(reason, *_assumed(project)))
    rest = (*_off_road(project, off_road_m), *_assumed(project))
    if not problem.possible[number]:
        blocked = [r for r in runs.tolist() if not problem.starts[r].any()]
        reasons = tuple(_forbidding(problem, blocked[0])) if blocked else obstacles.reasons(number)
        return ProjectOutcome(project=project, status=ProjectStatus.UNSCHEDULED, reasons=(*reasons, *rest))
    told = (_scheduled(project, works), *_excepted(problem, project, works))
    return ProjectOutcome(project=project, status=ProjectStatus.SCHEDULED, reasons=(*told, *rest))


def _scheduled(project: Project, works: Sequence[JointWork]) -> Reason:
    return Reason(
        code="project.scheduled",
        data={
            "project": project.key,
            "works": tuple(w.id for w in works),
            "roads": tuple(sorted({w.road_name for w in works})),
            "first": min(w.phases.excavation.first for w in works),
            "last": max(w.phases.reinstatement.last for w in works),
        },
    )


def _excepted(problem: Problem, project: Project, works: Sequence[JointWork]) -> tuple[Reason, ...]:
    """Name the approval under which a project digs roads that were paved a short time ago."""
    approval = project.moratorium_exception
    if approval is None or project.urgency is Urgency.EMERGENCY:
        return ()
    network, number = problem.network, {str(name): n for n, name in enumerate(problem.network.section_ids.tolist())}
    ends = moratorium_ends(network, problem.rulebook)
    lifted = {
        (ends[section].item(), section)
        for work in works
        for section in (number[s.section_id] for s in work.stretches if s.project == project.key)
        if ends[section] > np.datetime64(work.phases.excavation.first)
    }
    if not lifted:
        return ()
    until = max(lifted)[0]
    roads = tuple(sorted({str(network.names[s]) for _, s in lifted}))
    data = {"project": project.key, "approval": approval, "roads": roads, "until": until}
    return (Reason(code="project.moratorium_excepted", data=data),)


def _off_road(project: Project, metres: float) -> tuple[Reason, ...]:
    if metres <= 0:
        return ()
    return (Reason(code="project.partly_unmatched", data={"project": project.key, "metres": metres}),)


def _assumed(project: Project) -> tuple[Reason, ...]:
    if not project.assumed:
        return ()
    data = {"project": project.key, "fields": project.assumed}
    return (Reason(code="project.assumed", data=data),)


def conflict_of(problem: Problem, runs: Sequence[int], site_days: int) -> tuple[str, ...]:
    """Return a smallest set of rules that together leave no start: without any one of them there is one.

    Rules are dropped one by one where the others alone forbid every start; of what is left no rule can be spared. A set
    of fewer rules is then looked for. Empty where no rule is to blame: the calendar itself ends too early.
    """

    def forbid(names: Iterable[str]) -> bool:
        without = frozenset(RULES).difference(names)
        return not len(problem.rules.common(runs, site_days, without=without))

    kept = list(RULES)
    for name in RULES:
        rest = [n for n in kept if n != name]
        kept = rest if forbid(rest) else kept
    fewer = (set(s) for size in range(1, len(kept)) for s in combinations(reversed(RULES), size))
    smallest = next((s for s in fewer if forbid(s)), set(kept))
    return tuple(name for name in RULES if name in smallest)


def _forbidding(problem: Problem, run: int) -> list[Reason]:
    site_days = int(problem.site_days[run])
    names = conflict_of(problem, (run,), site_days)
    window = problem.project_of(run).window
    fits = working_days(problem, window.first, window.last) >= site_days
    if not names or (names == ("window",) and fits):
        return [Reason(code="project.beyond_calendar", data={"project": problem.project_of(run).key})]
    return [_reason_for_rule(problem, run, name, names) for name in names]


def _reason_for_rule(problem: Problem, run: int, name: str, names: Sequence[str]) -> Reason:
    """Say what one rule of a conflict demands of a run, in its own numbers."""
    window = problem.project_of(run).window
    data: dict[str, object] = {
        "project": problem.project_of(run).key,
        "first": window.first,
        "last": window.last,
        "needed": int(problem.site_days[run]),
    }
    if name == "window":
        code = "project.window" if len(names) == 1 else "project.within_window"
        return Reason(code=code, data={**data, "available": working_days(problem, window.first, window.last)})
    return Reason(code=f"project.{name}", data={**data, **_NUMBERS[name](problem, run)})


def working_days(problem: Problem, first: date, last: date) -> int:
    """Count the working days from ``first`` to ``last``; none where ``last`` is earlier."""
    inside = (problem.days >= np.datetime64(first)) & (problem.days <= np.datetime64(last))
    return int(inside.sum())


def _lead_data(problem: Problem, run: int) -> dict[str, object]:
    earliest = problem.terms.lead_first[run].item()
    return {"earliest": earliest, "available": working_days(problem, earliest, problem.project_of(run).window.last)}


def _blackout_data(problem: Problem, run: int) -> dict[str, object]:
    return {"closed": _blocked_days(problem, run, problem.terms.closed)}


def _resurfacing_data(problem: Problem, run: int) -> dict[str, object]:
    """Return the last resurfacing that ends before the window does, of those of the roads of a run."""
    window = problem.project_of(run).window
    dues = [due for due in resurfacings_of(problem, (run,)) if due.last < window.last]
    due = max(dues, key=lambda each: (each.last, each.id))
    return {
        "resurfacing": due.id,
        "zh": due.zh,
        "en": due.en,
        "paved": due.last,
        "until": protected_until(due.last, due.kind.value, problem.rulebook),
    }


def _moratorium_data(problem: Problem, run: int) -> dict[str, object]:
    sections = problem.runs.section[problem.runs.pieces(run)]
    ends = moratorium_ends(problem.network, problem.rulebook)[sections]
    worst = int(sections[int(np.nanargmax(np.where(np.isnat(ends), np.nan, ends.astype(np.float64))))])
    paved: date = problem.network.paved_on[worst].astype("datetime64[D]").item()
    until: date = problem.terms.moratorium_first[run].item()
    return {
        "road": str(problem.network.names[worst]),
        "section": str(problem.network.section_ids[worst]),
        "paved": paved,
        "years": until.year - paved.year,
        "until": until,
    }


def _blocked_days(problem: Problem, run: int, holes: Holes) -> int:
    """Count the blocked calendar days inside the window of a run."""
    terms, row = problem.terms, holes.days[holes.row[run]]
    ends = np.array([terms.window_first[run], terms.window_last[run] + np.timedelta64(1, "D")])
    before, through = np.clip((ends - holes.since) // np.timedelta64(1, "D"), 0, len(row) - 1).tolist()
    return int(row[through] - row[before])


_NUMBERS: Mapping[str, Callable[[Problem, int], dict[str, object]]] = {
    "blackout": _blackout_data,
    "lead": _lead_data,
    "moratorium": _moratorium_data,
    "resurfacing": _resurfacing_data,
}
"""Starting at once keeps no single run out: where an emergency's first day is too late, its window is to blame."""
