"""Rules on what a plan claims: metres, days, areas, totals, declined pairs and the proof of the grouping."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from planner.model import Reason
from planner.schedule._evidence import TOLERANCE_M
from planner.schedule._intervals import common, metres

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.model import Declined
    from planner.schedule._evidence import Evidence, Work

__all__ = ["FIGURE_RULES"]

_RELATIVE = 1e-6


def _differs(found: float, wanted: float, *, slack: float = TOLERANCE_M) -> bool:
    return not math.isclose(found, wanted, rel_tol=_RELATIVE, abs_tol=slack)


def _wrong(work: str, figure: str, found: float, wanted: float) -> Reason:
    return Reason(code="violation.figure", data={"work": work, "figure": figure, "found": found, "wanted": wanted})


def works_recomputed(evidence: Evidence) -> Iterator[Reason]:
    """Claim the metres, days and areas of a work that its stretches and phases give.

    What a committed work would have been without joining stays as it was reckoned under the rules of its time.
    """
    fresh = {work.work.id for work in evidence.fresh}
    for work in evidence.works:
        claimed, name = work.work, work.work.id
        slack = TOLERANCE_M * (1 + len(claimed.openings))
        figures = [
            ("opened_m", claimed.opened_m, work.opened_m, slack),
            ("opened_m_if_separate", claimed.opened_m_if_separate, sum(map(work.member_m, claimed.members)), slack),
            ("closure_days", claimed.closure_days, _closed(work), 0.0),
        ]
        if name in fresh:
            figures.append(("closure_days_if_separate", claimed.closure_days_if_separate, _closed_alone(work), 0.0))
        for bound in (0, 1):
            area = sum((o.to_m - o.from_m) * o.cut.width_m[bound] for o in claimed.openings)
            figures.append(("reinstated_m2", claimed.reinstated_m2[bound], area, slack))
            if evidence.price is not None and name in fresh:
                alone = (claimed.reinstated_m2_if_separate[bound], _area_alone(work, bound))
                figures.append(("reinstated_m2_if_separate", *alone, 10 * slack))
        for figure, found, wanted, allowed in figures:
            if _differs(found, wanted, slack=allowed):
                yield _wrong(name, figure, found, wanted)


def _closed(work: Work) -> int:
    phases = work.work.phases
    return (phases.reinstatement.last - phases.excavation.first).days + 1


def _closed_alone(work: Work) -> int:
    """Add up the calendar days of each member alone from the same start."""
    evidence = work.evidence
    first = work.work.phases.excavation.first
    at = evidence.calendar.index_on_or_after(first)
    total = 0
    for key in work.work.members:
        alone = work.member_m(key)
        days = evidence.site_days(alone, evidence.install_days(key, alone))
        total += (evidence.calendar.day_of(at + days - 1) - first).days + 1
    return total


def _area_alone(work: Work, bound: int) -> float:
    evidence = work.evidence
    if evidence.price is None:
        return 0.0
    width = evidence.situation.network.width_m
    return sum(
        metres(intervals) * evidence.price((evidence.projects[key],), float(width[section])).width_m[bound]
        for key in work.work.members
        for section, intervals in work.own.get(key, {}).items()
    )


def totals_recomputed(evidence: Evidence) -> Iterator[Reason]:
    """Claim as totals the sums over the works."""
    works, totals = evidence.plan.joint_works, evidence.plan.totals
    pairs = [
        ("openings", totals.openings, len(works)),
        ("openings_if_separate", totals.openings_if_separate, sum(len(w.runs) for w in evidence.works)),
        ("opened_m", totals.opened_m, sum(w.opened_m for w in works)),
        ("opened_m_if_separate", totals.opened_m_if_separate, sum(w.opened_m_if_separate for w in works)),
        ("closure_days", totals.closure_days, sum(w.closure_days for w in works)),
        ("closure_days_if_separate", totals.closure_days_if_separate, sum(w.closure_days_if_separate for w in works)),
    ]
    for bound in (0, 1):
        alone = sum(w.reinstated_m2_if_separate[bound] for w in works)
        pairs.append(("reinstated_m2", totals.reinstated_m2[bound], sum(w.reinstated_m2[bound] for w in works)))
        pairs.append(("reinstated_m2_if_separate", totals.reinstated_m2_if_separate[bound], alone))
    for figure, found, wanted in pairs:
        if _differs(found, wanted):
            yield _wrong("totals", figure, found, wanted)


def _sharing(grounds: Iterable[tuple[str, dict[int, list[tuple[float, float]]]]]) -> dict[tuple[str, str, int], float]:
    """Add up what each two owners share on each section."""
    by_section: dict[int, list[tuple[str, list[tuple[float, float]]]]] = defaultdict(list)
    for key, ground in grounds:
        for section, intervals in ground.items():
            by_section[section].append((key, intervals))
    shared: dict[tuple[str, str, int], float] = defaultdict(float)
    for section, owners in by_section.items():
        for (one, a), (other, b) in combinations(sorted(owners), 2):
            metres_shared = metres(common(a, b))
            if metres_shared > 0:
                shared[one, other, section] += metres_shared
    return shared


def declined_as_dug_apart(evidence: Evidence) -> Iterator[Reason]:
    """Decline exactly once, with its metres, every pair that shares the minimum of a section and digs it apart."""
    apart = _sharing(evidence.ground.items())
    for work in evidence.works:
        for key, together in _sharing(work.own.items()).items():
            apart[key] -= together
    told = Counter(_named(evidence, d) for d in evidence.plan.declined)
    for key in sorted(apart.keys() | told.keys()):
        left = apart.get(key, 0.0)
        if left >= evidence.least_shared_m + 3 * TOLERANCE_M and told[key] != 1:
            yield _pair(
                evidence, "violation.declined_missing" if not told[key] else "violation.declined_twice", key, left
            )
        if told[key] and left < evidence.least_shared_m - 3 * TOLERANCE_M:
            yield _pair(evidence, "violation.declined_untrue", key, left)
    for declined in evidence.plan.declined:
        left = apart.get(_named(evidence, declined), 0.0)
        if _differs(declined.shared_m, left, slack=5 * TOLERANCE_M):
            yield _wrong(", ".join(declined.projects), "shared_m", declined.shared_m, left)


def _named(evidence: Evidence, declined: Declined) -> tuple[str, str, int]:
    one, other = sorted(declined.projects)
    return one, other, evidence.sections.get(declined.section_id, -1)


def _pair(evidence: Evidence, code: str, key: tuple[str, str, int], left: float) -> Reason:
    section = evidence.section_id(key[2])
    return Reason(code=code, data={"one": key[0], "other": key[1], "section": section, "shared_m": left})


def objective_recomputed(evidence: Evidence) -> Iterator[Reason]:
    """Claim as objective what the groups cost in the rulebook's weights, and a gap that follows from the bound."""
    solver, weights = evidence.plan.solver, evidence.rulebook.weights
    cost = sum(_cost(work, weights.opening.value, weights.closure_day.value) for work in evidence.works)
    if _differs(solver.objective, cost, slack=1.0):
        yield _wrong("solver", "objective", solver.objective, cost)
    if solver.bound > solver.objective * (1 + _RELATIVE) + _RELATIVE:
        data = {"bound": solver.bound, "objective": solver.objective}
        yield Reason(code="violation.bound", data=data)
    gap = (solver.objective - solver.bound) / solver.objective if solver.objective > 0 else 0.0
    if _differs(solver.gap, gap, slack=_RELATIVE):
        yield _wrong("solver", "gap", solver.gap, gap)
    if solver.status == "optimal" and gap > _RELATIVE:
        yield Reason(code="violation.not_optimal", data={"gap": gap})


def _cost(work: Work, opening: float, closure_day: float) -> float:
    """Return a group's metres by road class, its opening, and the working days of its longest run alone."""
    evidence = work.evidence
    opened = sum(evidence.metre_weight(s) * metres(intervals) for s, intervals in work.all_ground.items())
    lengths = [(run[0][0], sum(metres([piece[2]]) for piece in run)) for run in work.runs]
    longest = max(evidence.site_days(m, evidence.install_days(key, m)) for key, m in lengths)
    return opened + opening + closure_day * longest


def made_under_this_rulebook(evidence: Evidence) -> Iterator[Reason]:
    """Name the rulebook the plan is judged by."""
    rulebook, named = evidence.rulebook, evidence.plan.rulebook
    if (named.name, named.version, named.sha256) != (rulebook.name, rulebook.version, rulebook.sha256):
        data = {"found": f"{named.name} {named.version}", "wanted": f"{rulebook.name} {rulebook.version}"}
        yield Reason(code="violation.rulebook", data=data)


FIGURE_RULES = (
    works_recomputed,
    totals_recomputed,
    declined_as_dug_apart,
    objective_recomputed,
    made_under_this_rulebook,
)
