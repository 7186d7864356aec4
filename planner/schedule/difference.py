"""How one plan differs from an earlier one, work by work."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.schedule._intervals import common, metres, united

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from planner.model import JointWork, Plan, ProjectStatus
    from planner.schedule._intervals import Interval

__all__ = ["Difference", "Moved", "Regrouped", "Stability", "Turned", "difference_of", "work_key"]

_SLIVER_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A work of the same members on the same metres whose site work begins or ends on another day."""

    work: str
    before: tuple[date, date]
    after: tuple[date, date]

    @property
    def days(self) -> int:
        """Calendar days by which excavation begins later; below zero earlier."""
        return (self.after[0] - self.before[0]).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouped:
    """A work that the earlier plan did not have, and the earlier works whose metres it digs."""

    work: str
    members: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A project that became something else; None where a plan does not know it."""

    project: str
    before: ProjectStatus | None
    after: ProjectStatus | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """What keeping the earlier plan costs, in the rulebook's weights.

    Attributes
    ----------
    moved_day, regrouped : The prices of one member's start moved by a working day, and of one run with other partners.
    status : How far these two may be trusted, as the rulebook says; ``assumed`` where it is silent.
    objective, free_objective : Cost of the grouping as it is, and of the best one that owes nothing to the earlier.
    components : Components that were planned anew, of all.
    """

    moved_day: float
    regrouped: float
    objective: float
    free_objective: float
    components: tuple[int, int]
    status: str = "assumed"

    @property
    def price(self) -> float:
        """Return by how much the grouping is dearer than the best one, never below zero."""
        return max(0.0, self.objective - self.free_objective)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything that differs, each sorted by id.

    Attributes
    ----------
    kept : Works that are the same on the same days.
    added : Works that dig only metres nobody dug before.
    dropped : Earlier works whose metres nobody digs any more.
    moved, regrouped, projects : See there.
    stability : What staying near the earlier plan cost; None where two plans are only compared.
    """

    kept: int
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    moved: tuple[Moved, ...]
    regrouped: tuple[Regrouped, ...]
    projects: tuple[Turned, ...]
    stability: Stability | None = None

    @property
    def nothing(self) -> bool:
        """Whether the two plans are the same."""
        return not (self.added or self.dropped or self.moved or self.regrouped or self.projects)


def difference_of(before: Plan, after: Plan, stability: Stability | None = None) -> Difference:
    """Compare two plans.

    Works are the same where the same members dig the same metres, to a centimetre; their ids do not matter.
    """
    known = {work_key(work): work for work in before.joint_works}
    same = {work.id: known[work_key(work)] for work in after.joint_works if work_key(work) in known}
    left = {w.id for w in before.joint_works} - {w.id for w in same.values()}
    fresh = [w for w in after.joint_works if w.id not in same]
    heirs = _heirs([w for w in before.joint_works if w.id in left], fresh)
    moved = [_moved(same[w.id], w) for w in after.joint_works if w.id in same and _site(w) != _site(same[w.id])]
    inherited = {name for names in heirs.values() for name in names}
    regrouped = [Regrouped(work=w.id, members=w.members, before=heirs[w.id]) for w in fresh if heirs[w.id]]
    return Difference(
        kept=len(same) - len(moved),
        added=tuple(sorted(w.id for w in fresh if not heirs[w.id])),
        dropped=tuple(sorted(left - inherited)),
        moved=tuple(sorted(moved, key=lambda m: m.work)),
        regrouped=tuple(sorted(regrouped, key=lambda r: r.work)),
        projects=_turned(before, after),
        stability=stability,
    )


def work_key(work: JointWork) -> tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...]:
    """Return who digs which centimetres: what makes two works the same, whatever their ids and dates."""
    return tuple(
        (project, section, tuple((round(a * 100), round(b * 100)) for a, b in intervals))
        for (project, section), intervals in sorted(_ground([work]).items())
    )


def _ground(works: Iterable[JointWork]) -> dict[tuple[str, str], list[Interval]]:
    found: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    for work in works:
        for s in work.stretches:
            found[s.project, s.section_id].append((s.from_m, s.to_m))
    return {place: united(intervals) for place, intervals in found.items()}


def _heirs(before: Iterable[JointWork], after: Iterable[JointWork]) -> dict[str, tuple[str, ...]]:
    """Return, for each new work, the earlier ones whose projects dig the same metres in it."""
    at: dict[tuple[str, str], list[tuple[str, list[Interval]]]] = defaultdict(list)
    for work in before:
        for place, intervals in _ground([work]).items():
            at[place].append((work.id, intervals))
    heirs = {}
    for work in after:
        names = {
            name
            for place, intervals in _ground([work]).items()
            for name, earlier in at.get(place, ())
            if metres(common(intervals, earlier)) > _SLIVER_M
        }
        heirs[work.id] = tuple(sorted(names))
    return heirs


def _site(work: JointWork) -> tuple[date, date]:
    return work.phases.excavation.first, work.phases.reinstatement.last


def _moved(before: JointWork, after: JointWork) -> Moved:
    return Moved(work=after.id, before=_site(before), after=_site(after))


def _turned(before: Plan, after: Plan) -> tuple[Turned, ...]:
    was = {o.project.key: o.status for o in before.outcomes}
    now = {o.project.key: o.status for o in after.outcomes}
    return tuple(
        Turned(project=key, before=was.get(key), after=now.get(key))
        for key in sorted(was.keys() | now.keys())
        if was.get(key) is not now.get(key)
    )
