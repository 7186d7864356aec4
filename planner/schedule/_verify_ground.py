"""Rules on where a plan digs: every metre of every scheduled project once, nothing invented, nobody forbidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from planner.model import Kind, Mode, ProjectStatus, Reason
from planner.rulebook.model import PairRule
from planner.schedule._evidence import TOLERANCE_M
from planner.schedule._intervals import common, constant_pieces, metres, outside, united

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Cut, JointStretch, Opening
    from planner.schedule._evidence import Evidence, Ground, Work
    from planner.schedule._intervals import Interval

__all__ = ["GROUND_RULES", "SHAPE_RULES"]


def unique_ids(evidence: Evidence) -> Iterator[Reason]:
    """Name every work once."""
    for name, times in Counter(w.id for w in evidence.plan.joint_works).items():
        if times > 1:
            yield Reason(code="violation.duplicate_id", data={"work": name, "times": times})


def known_members(evidence: Evidence) -> Iterator[Reason]:
    """Name only projects of the situation, the same ones in members, stretches, openings and installation."""
    for work in evidence.plan.joint_works:
        named = [
            {s.project for s in work.stretches},
            {m for o in work.openings for m in o.members},
            {i.project for i in work.phases.installation},
        ]
        members = set(work.members)
        single = len(members) == len(work.members) == len(work.phases.installation)
        if not members or not single or any(n != members for n in named) or not members <= evidence.projects.keys():
            yield Reason(code="violation.members", data={"work": work.id, "members": work.members})


def inside_sections(evidence: Evidence) -> Iterator[Reason]:
    """Lie inside a section of the network, from a lower to a higher chainage."""
    length = evidence.situation.network.length_m
    for work in evidence.plan.joint_works:
        places: list[JointStretch | Opening] = [*work.stretches, *work.openings]
        for s in places:
            section = evidence.sections.get(s.section_id)
            if section is None or not 0 <= s.from_m < s.to_m <= length[section]:
                data = {"work": work.id, "section": s.section_id, "from_m": s.from_m, "to_m": s.to_m}
                yield Reason(code="violation.outside_section", data=data)


def outcome_of_each(evidence: Evidence) -> Iterator[Reason]:
    """Tell of every project once what became of it, and scheduled only of those that lie on a road."""
    told = Counter(o.project.key for o in evidence.plan.outcomes)
    for key in sorted(evidence.projects.keys() | told.keys()):
        if told[key] != 1 or key not in evidence.projects:
            yield Reason(code="violation.outcomes", data={"project": key, "times": told[key]})
    for outcome in evidence.plan.outcomes:
        on_road = bool(evidence.ground.get(outcome.project.key))
        if on_road is (outcome.status is ProjectStatus.UNMATCHED):
            data = {"project": outcome.project.key, "status": outcome.status.value}
            yield Reason(code="violation.status", data=data)


def covered_once(evidence: Evidence) -> Iterator[Reason]:
    """Dig every metre of every scheduled project exactly once, and no metre of any other."""
    dug = _dug(evidence)
    for outcome in evidence.plan.outcomes:
        key = outcome.project.key
        wanted = evidence.ground.get(key, {}) if outcome.status is ProjectStatus.SCHEDULED else {}
        for section, code, excess in _compare(wanted, dug.get(key, {})):
            data = {"project": key, "section": evidence.section_id(section), "metres": excess}
            yield Reason(code=code, data=data)


def _dug(evidence: Evidence) -> dict[str, Ground]:
    dug: dict[str, Ground] = defaultdict(lambda: defaultdict(list))
    for work in evidence.plan.joint_works:
        for s in work.stretches:
            dug[s.project][evidence.sections[s.section_id]].append((s.from_m, s.to_m))
    return dug


def _compare(wanted: Ground, dug: Ground) -> Iterator[tuple[int, str, float]]:
    for section in sorted(wanted.keys() | dug.keys()):
        here, there = wanted.get(section, []), united(dug.get(section, []))
        found = {
            "violation.not_covered": outside(here, there),
            "violation.invented": outside(there, here),
            "violation.covered_twice": metres(dug.get(section, [])) - metres(there),
        }
        for code, excess in found.items():
            if excess > TOLERANCE_M * (1 + len(here)):
                yield section, code, excess


def one_road(evidence: Evidence) -> Iterator[Reason]:
    """Stay on one road."""
    corridor = evidence.situation.network.corridor
    for work in evidence.works:
        if len({int(corridor[s]) for s in work.all_ground}) > 1:
            yield Reason(code="violation.two_roads", data={"work": work.work.id})


def connected(evidence: Evidence) -> Iterator[Reason]:
    """Join only members that hang together through stretches shared by at least the minimum."""
    for work in evidence.works:
        if not work.hang_together():
            data = {"work": work.work.id, "least_m": evidence.least_shared_m}
            yield Reason(code="violation.not_connected", data=data)


def compatible(evidence: Evidence) -> Iterator[Reason]:
    """Join no two services that the rulebook never lets into one work."""
    for work in evidence.works:
        for one, other in combinations(work.projects(), 2):
            rule = evidence.rulebook.compatibility_of(one.service, other.service)
            if rule is not None and rule.rule is PairRule.NEVER:
                data = {"work": work.work.id, "one": one.key, "other": other.key}
                yield Reason(code="violation.incompatible", data=data)


def wishes_kept(evidence: Evidence) -> Iterator[Reason]:
    """Join what this plan was asked to join, and keep apart what it was asked to keep apart."""
    wishes, members = evidence.rulebook.wishes, {w.id: set(w.members) for w in evidence.plan.joint_works}
    for pair in wishes.apart:
        for work, inside in members.items():
            if pair.keys <= inside:
                yield Reason(code="violation.wished_apart", data={"work": work, "one": pair.a, "other": pair.b})
    for pair in wishes.together:
        if not any(pair.keys <= inside for inside in members.values()):
            yield Reason(code="violation.wished_together", data={"one": pair.a, "other": pair.b})


def led_by_a_member(evidence: Evidence) -> Iterator[Reason]:
    """Let a member lead, and call a work of several members joint."""
    for work in evidence.plan.joint_works:
        if work.lead not in work.members:
            yield Reason(code="violation.lead_not_member", data={"work": work.id, "lead": work.lead})
        if (work.kind is Kind.JOINT) is (len(work.members) == 1):
            yield Reason(code="violation.kind", data={"work": work.id, "kind": work.kind.value})


def opened_as_covered(evidence: Evidence) -> Iterator[Reason]:
    """Open every interval once, for exactly the members whose stretches lie on it."""
    for work in evidence.works:
        for section in sorted({evidence.sections[o.section_id] for o in work.work.openings} | work.all_ground.keys()):
            if not _same_pieces(_openings_on(work, section), _pieces_on(work, section)):
                data = {"work": work.work.id, "section": evidence.section_id(section)}
                yield Reason(code="violation.openings", data=data)


def _openings_on(work: Work, section: int) -> list[tuple[Interval, tuple[str, ...]]]:
    here = [o for o in work.work.openings if work.evidence.sections[o.section_id] == section]
    return sorted(((o.from_m, o.to_m), tuple(sorted(o.members))) for o in here if o.to_m - o.from_m > TOLERANCE_M)


def _pieces_on(work: Work, section: int) -> list[tuple[Interval, tuple[str, ...]]]:
    owned = [(key, i) for key, ground in work.own.items() for i in ground.get(section, [])]
    return constant_pieces(owned, sliver=TOLERANCE_M)


def _same_pieces(one: list[tuple[Interval, tuple[str, ...]]], other: list[tuple[Interval, tuple[str, ...]]]) -> bool:
    if len(one) != len(other):
        return False
    return all(
        owners == also and abs(a[0] - b[0]) <= 2 * TOLERANCE_M and abs(a[1] - b[1]) <= 2 * TOLERANCE_M
        for (a, owners), (b, also) in zip(one, other, strict=True)
    )


def cut_as_priced(evidence: Evidence) -> Iterator[Reason]:
    """Cut every opening as its members and the width of the road demand; committed works keep the cut they had."""
    if evidence.price is None:
        return
    for work in evidence.fresh:
        for opening in work.work.openings:
            cut = _price(evidence, opening)
            if (opening.cut.mode, opening.cut.width_m) != (cut.mode, cut.width_m):
                data = {"work": work.work.id, "found": opening.cut.mode.value, "wanted": cut.mode.value}
                yield Reason(code="violation.cut", data=data)


def _price(evidence: Evidence, opening: Opening) -> Cut:
    if evidence.price is None:
        return opening.cut
    members = tuple(sorted((evidence.projects[m] for m in opening.members), key=lambda p: p.key))
    return evidence.price(members, float(evidence.situation.network.width_m[evidence.sections[opening.section_id]]))


def stretches_in_mode(evidence: Evidence) -> Iterator[Reason]:
    """Give a stretch the mode of the openings it lies on, and ``single`` exactly where its member is alone."""
    for work in evidence.works:
        for s in work.work.stretches:
            modes = {
                o.cut.mode if len(o.members) > 1 else Mode.SINGLE
                for o in work.work.openings
                if o.section_id == s.section_id
                and s.project in o.members
                and metres(common([(s.from_m, s.to_m)], [(o.from_m, o.to_m)])) > TOLERANCE_M
            }
            if modes - {s.mode}:
                data = {"work": work.work.id, "project": s.project, "mode": s.mode.value}
                yield Reason(code="violation.mode", data=data)


def frozen_as_they_were(evidence: Evidence) -> Iterator[Reason]:
    """Keep every committed work exactly as it was."""
    made = {work.id: work for work in evidence.plan.joint_works}
    for work in evidence.frozen:
        if made.get(work.id) != work:
            yield Reason(code="violation.frozen_changed", data={"work": work.id})


SHAPE_RULES = (known_members, inside_sections)
"""What must hold before anything else can be asked."""

GROUND_RULES = (
    unique_ids,
    outcome_of_each,
    covered_once,
    one_road,
    connected,
    compatible,
    wishes_kept,
    led_by_a_member,
    opened_as_covered,
    cut_as_priced,
    stretches_in_mode,
    frozen_as_they_were,
)
