"""Rules on when a plan digs: windows, order, working days, durations, leads, moratoria and blackouts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from planner.calendar import blocked
from planner.model import Mode, Reason, Urgency, Window
from planner.schedule._evidence import TOLERANCE_M
from planner.schedule._intervals import outside, united

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import InstallationWindow, JointWork, Phases
    from planner.rulebook.model import Blackout, Resurfacing
    from planner.schedule._evidence import Evidence, Work

__all__ = ["TIME_RULES"]


def _site(phases: Phases) -> Window:
    return Window(first=phases.excavation.first, last=phases.reinstatement.last)


def _all_windows(work: JointWork) -> Iterator[tuple[str, Window]]:
    phases = work.phases
    yield "survey", phases.survey
    yield "approval", phases.approval
    yield "excavation", phases.excavation
    for installation in phases.installation:
        yield "installation", installation.window
    yield "backfill", phases.backfill
    yield "reinstatement", phases.reinstatement
    yield "acceptance", phases.acceptance


def on_working_days(evidence: Evidence) -> Iterator[Reason]:
    """Begin and end every phase on a working day inside the calendar."""
    calendar = evidence.calendar
    for work in (w.work for w in evidence.fresh):
        for phase, window in _all_windows(work):
            for day in {window.first, window.last}:
                if not (calendar.first <= day <= calendar.last and calendar.is_working(day)):
                    data = {"work": work.id, "phase": phase, "day": day.isoformat()}
                    yield Reason(code="violation.not_working_day", data=data)


def in_order(evidence: Evidence) -> Iterator[Reason]:
    """Let every phase follow the one before it; the approval of emergencies runs alongside."""
    for work in evidence.fresh:
        phases = work.work.phases
        site = [phases.excavation, _installing(phases), phases.backfill, phases.reinstatement, phases.acceptance]
        chain = [phases.survey, phases.approval, *site] if work.planned() else site
        if any(a.last >= b.first for a, b in pairwise(chain)) or any(
            w.first > w.last for _, w in _all_windows(work.work)
        ):
            yield Reason(code="violation.phase_order", data={"work": work.work.id})


def _installing(phases: Phases) -> Window:
    windows = [i.window for i in phases.installation]
    return Window(first=min(w.first for w in windows), last=max(w.last for w in windows))


def deepest_first(evidence: Evidence) -> Iterator[Reason]:
    """Install members that share a trench the deepest first: one after another, or each by the lag behind."""
    for work in evidence.fresh:
        shared = {
            pair
            for o in work.work.openings
            if o.cut.mode is Mode.SAME_TRENCH
            for pair in combinations(sorted(o.members, key=lambda m: _depth(evidence, m)), 2)
        }
        window = {i.project: i.window for i in work.work.phases.installation}
        for deeper, higher in sorted(shared):
            if not _follows(evidence, window[deeper], window[higher]):
                data = {"work": work.work.id, "deeper": deeper, "higher": higher}
                yield Reason(code="violation.installation_order", data=data)


def _follows(evidence: Evidence, deeper: Window, higher: Window) -> bool:
    lag, count = evidence.rulebook.durations.installation_lag_days, evidence.calendar.count_working
    if lag is None or higher.first > deeper.last:
        return higher.first > deeper.last
    in_turn = deeper.first <= higher.first and deeper.last <= higher.last
    behind = min(count(deeper.first, higher.first), count(deeper.last, higher.last)) - 1 if in_turn else -1
    return behind >= lag.value


def _depth(evidence: Evidence, key: str) -> tuple[int, str]:
    return evidence.rulebook.services[evidence.projects[key].service].depth_rank.value, key


def inside_windows(evidence: Evidence) -> Iterator[Reason]:
    """Keep all site work inside every member's window."""
    for work in evidence.fresh:
        site = _site(work.work.phases)
        for project in work.projects():
            if site.first < project.window.first or site.last > project.window.last:
                data = {
                    "work": work.work.id,
                    "project": project.key,
                    "first": site.first.isoformat(),
                    "last": site.last.isoformat(),
                }
                yield Reason(code="violation.window", data=data)


def long_enough(evidence: Evidence) -> Iterator[Reason]:
    """Give every phase on site, and acceptance, the working days it needs."""
    for work in evidence.fresh:
        phases, opened = work.work.phases, work.opened_m
        wanted = [
            ("excavation", phases.excavation, evidence.dig_days(opened)),
            ("backfill", phases.backfill, evidence.fill_days(opened)),
            ("reinstatement", phases.reinstatement, evidence.pave_days(opened)),
            ("acceptance", phases.acceptance, evidence.rulebook.durations.acceptance_days.value),
            *(_installation(work, i) for i in phases.installation),
        ]
        for phase, window, needed in wanted:
            given = evidence.calendar.count_working(window.first, window.last)
            if given < needed:
                data = {"work": work.work.id, "phase": phase, "given": given, "needed": needed}
                yield Reason(code="violation.too_short", data=data)


def _installation(work: Work, installed: InstallationWindow) -> tuple[str, Window, int]:
    key = installed.project
    return "installation", installed.window, work.evidence.install_days(key, work.member_m(key))


def surveyed_and_approved(evidence: Evidence) -> Iterator[Reason]:
    """Survey not before the day of planning, and leave survey and approval their working days."""
    durations, clocks = evidence.rulebook.durations, evidence.rulebook.clocks.approval_days
    for work in evidence.fresh:
        survey, approval = work.work.phases.survey, work.work.phases.approval
        if survey.first < evidence.plan.as_of:
            data = {"work": work.work.id, "day": survey.first.isoformat(), "as_of": evidence.plan.as_of.isoformat()}
            yield Reason(code="violation.before_as_of", data=data)
        planned = work.planned()
        if not planned:
            continue
        clock = max(clocks[p.track].value for p in planned)
        for phase, window, needed in (("survey", survey, durations.survey_days.value), ("approval", approval, clock)):
            given = evidence.calendar.count_working(window.first, window.last)
            if given < needed:
                lacking = {"work": work.work.id, "phase": phase, "given": given, "needed": needed}
                yield Reason(code="violation.lead", data=lacking)


def emergencies_at_once(evidence: Evidence) -> Iterator[Reason]:
    """Start every emergency on its first working day (城市道路管理条例 art. 34)."""
    for work in evidence.fresh:
        for project in work.projects():
            if project.urgency is not Urgency.EMERGENCY:
                continue
            wanted = max(project.window.first, evidence.plan.as_of)
            first = evidence.calendar.day_of(evidence.calendar.index_on_or_after(wanted))
            if work.work.phases.excavation.first > first:
                data = {"work": work.work.id, "project": project.key, "day": first.isoformat()}
                yield Reason(code="violation.emergency_late", data=data)


def after_moratoria(evidence: Evidence) -> Iterator[Reason]:
    """Dig no section within its years after paving.

    Emergencies are exempt, and projects that name the approval of an exception (城市道路管理条例 art. 33, 34).
    """
    for work in evidence.fresh:
        bound = [p for p in work.planned() if p.moratorium_exception is None]
        sections = {s for p in bound for s in work.own.get(p.key, {})}
        for section in sorted(sections):
            until = _moratorium_end(evidence, section)
            if until is not None and work.work.phases.excavation.first < until:
                data = {
                    "work": work.work.id,
                    "section": evidence.section_id(section),
                    "until": until.isoformat(),
                }
                yield Reason(code="violation.moratorium", data=data)


def _moratorium_end(evidence: Evidence, section: int) -> date | None:
    network = evidence.situation.network
    paved: date | None = network.paved_on[section].astype("datetime64[D]").item()
    return None if paved is None else _years_after(evidence, paved, str(network.paved_kind[section]))


def _years_after(evidence: Evidence, paved: date, kind: str) -> date:
    rules = evidence.rulebook.moratoria
    years = (rules.major_repair_years if kind == "major_repair" else rules.new_years).value
    if (paved.month, paved.day) == (2, 29):
        return date(paved.year + years, 2, 28) + timedelta(days=1)
    return paved.replace(year=paved.year + years)


def outside_blackouts(evidence: Evidence) -> Iterator[Reason]:
    """Close no road in a period blocked for its class, its place or the service; emergencies are exempt."""
    for work in evidence.fresh:
        site = _site(work.work.phases)
        for project in work.planned():
            for road_class, blackouts in _closed_ground(work, project.key):
                met = blocked(
                    blackouts,
                    road_class=road_class,
                    services=frozenset({project.service}),
                    first=site.first,
                    last=site.last,
                )
                if met:
                    data = {"work": work.work.id, "project": project.key, "first": met[0].first.isoformat()}
                    yield Reason(code="violation.blackout", data=data)


def _closed_ground(work: Work, key: str) -> list[tuple[str, tuple[Blackout, ...]]]:
    """Return the road classes a member digs in a work, each with the blackouts of its place."""
    evidence = work.evidence
    found = {
        (
            str(evidence.situation.network.road_class[section]),
            tuple(b for b in evidence.rulebook.blackouts if evidence.is_in(b, section, intervals)),
        )
        for section, intervals in work.own.get(key, {}).items()
    }
    return sorted(found, key=lambda ground: (ground[0], [b.id for b in ground[1]]))


def paving_last(evidence: Evidence) -> Iterator[Reason]:
    """Stand open neither across the end of a resurfacing nor in the years after it (城市道路管理条例 art. 33).

    Emergencies are exempt; an approved exception lifts the years.
    """
    for work in evidence.fresh:
        site = _site(work.work.phases)
        for due in evidence.rulebook.resurfacing:
            until = _years_after(evidence, due.last, due.kind.value)
            for project in work.planned():
                here = any(evidence.is_in(due, s, i) for s, i in work.own.get(project.key, {}).items())
                after = due.last < site.first < until and project.moratorium_exception is None
                if here and (after or site.first <= due.last < site.last):
                    data = {"work": work.work.id, "project": project.key, "day": due.last.isoformat()}
                    yield Reason(code="violation.after_resurfacing", data=data)


def closed_by_resurfacing(evidence: Evidence) -> Iterator[Reason]:
    """Call a work closed by a resurfacing exactly where it ends within it and is the last on some of its metres."""
    wanted = {work.work.id for due in evidence.rulebook.resurfacing for work in _closed_by(evidence, due)}
    for work in evidence.fresh:
        told = any(reason.code == "work.closed_by_resurfacing" for reason in work.work.reasons)
        if told is not (work.work.id in wanted):
            yield Reason(code="violation.resurfacing_claim", data={"work": work.work.id})


def _closed_by(evidence: Evidence, due: Resurfacing) -> Iterator[Work]:
    ended = [w for w in evidence.works if w.work.phases.reinstatement.last <= due.last]
    ended.sort(key=lambda w: (w.work.phases.reinstatement.last, w.work.id))
    for number, work in enumerate(ended):
        bare = 0.0
        for section, intervals in work.all_ground.items():
            if evidence.is_in(due, section, intervals):
                later = united(i for other in ended[number + 1 :] for i in other.all_ground.get(section, ()))
                bare += outside(intervals, later)
        if work.work.phases.reinstatement.last >= due.first and bare > TOLERANCE_M:
            yield work


TIME_RULES = (
    on_working_days,
    in_order,
    deepest_first,
    inside_windows,
    long_enough,
    surveyed_and_approved,
    emergencies_at_once,
    after_moratoria,
    outside_blackouts,
    paving_last,
    closed_by_resurfacing,
)
