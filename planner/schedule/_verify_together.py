"""Rules on what stands open at the same time: crews, and closures on and between roads.

Emergencies and committed works take what they take; a rule is broken only where a work that could have waited is
among those that break it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from planner.model import Reason, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from planner.schedule._evidence import Evidence, Work

__all__ = ["TOGETHER_RULES"]

_Span = tuple["Work", date, date]


def _waits(work: Work) -> bool:
    """Tell whether a work could have been planned at another time."""
    frozen = {w.id for w in work.evidence.frozen}
    return work.work.id not in frozen and all(p.urgency is not Urgency.EMERGENCY for p in work.projects())


def _open(work: Work) -> _Span:
    return work, work.work.phases.excavation.first, work.work.phases.reinstatement.last


def _passed(spans: Iterable[_Span], capacity: int) -> Iterator[tuple[date, list[Work]]]:
    """Yield the first day of each stay that finds more at once than a capacity, a work that could wait among them."""
    every = list(spans)
    for _, first, _ in sorted(every, key=lambda s: (s[1], s[0].work.id)):
        here = [work for work, begins, ends in every if begins <= first <= ends]
        if len(here) > capacity and any(map(_waits, here)):
            yield first, here


def _names(works: Iterable[Work]) -> tuple[str, ...]:
    return tuple(sorted({w.work.id for w in works}))


def crews_kept(evidence: Evidence) -> Iterator[Reason]:
    """Lay no more lines at once than a utility has crews."""
    utility = {key: p.utility for key, p in evidence.projects.items()}
    for organisation in evidence.rulebook.organisations:
        if organisation.crews is None:
            continue
        legs = [
            (work, i.window.first, i.window.last)
            for work in evidence.works
            for i in work.work.phases.installation
            if utility[i.project] == organisation.code
        ]
        for day, here in _passed(legs, organisation.crews.value):
            data = {
                "utility": organisation.code,
                "crews": organisation.crews.value,
                "day": day.isoformat(),
                "works": _names(here),
            }
            yield Reason(code="violation.crews", data=data)


def traffic_sets_kept(evidence: Evidence) -> Iterator[Reason]:
    """Close no more of a named set of roads at once than the rulebook allows."""
    for traffic in evidence.rulebook.traffic.sets:
        closures = [_open(w) for w in evidence.works if _in_set(w, traffic.sections, traffic.roads)]
        for day, here in _passed(closures, traffic.at_once):
            data = {"set": traffic.id, "at_once": traffic.at_once, "day": day.isoformat(), "works": _names(here)}
            yield Reason(code="violation.traffic_set", data=data)


def _in_set(work: Work, sections: Iterable[str], roads: Iterable[str]) -> bool:
    network = work.evidence.situation.network
    ids = {work.evidence.section_id(s) for s in work.all_ground}
    names = {str(network.names[s]) for s in work.all_ground}
    return not ids.isdisjoint(sections) or not names.isdisjoint(roads)


def one_per_road(evidence: Evidence) -> Iterator[Reason]:
    """Close no road twice at once where the rulebook forbids it."""
    if evidence.rulebook.traffic.one_per_road:
        corridor = evidence.situation.network.corridor.tolist()
        roads = {w.work.id: {corridor[s] for s in w.all_ground} for w in evidence.works}
        yield from _apart(evidence, "violation.road_twice", lambda a, b: bool(roads[a.work.id] & roads[b.work.id]))


def main_junctions_apart(evidence: Evidence) -> Iterator[Reason]:
    """Close no two main-road sections at one junction at once."""
    classes = set(evidence.rulebook.traffic.main_classes)
    if classes:
        reached = {w.work.id: _junctions(w, classes) for w in evidence.works}
        yield from _apart(
            evidence, "violation.main_junction", lambda a, b: bool(reached[a.work.id] & reached[b.work.id])
        )


def _junctions(work: Work, classes: set[str]) -> set[int]:
    network = work.evidence.situation.network
    return {node for section, node in _reached(work) if str(network.road_class[section]) in classes}


def _reached(work: Work) -> Iterator[tuple[int, int]]:
    """Yield the sections a work digs with the junctions it reaches on them."""
    network, gap = work.evidence.situation.network, work.evidence.rulebook.matching.minimum_stretch_m.value
    for section, intervals in work.all_ground.items():
        if min(a for a, _ in intervals) <= gap:
            yield section, int(network.start_node[section])
        if max(b for _, b in intervals) >= network.length_m[section] - gap:
            yield section, int(network.end_node[section])


def block_ends_apart(evidence: Evidence) -> Iterator[Reason]:
    """Close the roads at both ends of a block never at once."""
    network, classes = evidence.situation.network, set(evidence.rulebook.traffic.block_classes)
    blocks = [s for s in range(len(network)) if str(network.road_class[s]) in classes]
    if not blocks:
        return
    ends: dict[str, set[tuple[int, int]]] = {}
    at: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for block in blocks:
        at[int(network.start_node[block])].append((block, 0))
        at[int(network.end_node[block])].append((block, 1))
    for work in evidence.works:
        ends[work.work.id] = {end for s, node in _reached(work) for end in at.get(node, ()) if end[0] != s}

    def both(a: Work, b: Work) -> bool:
        return any((block, 1 - side) in ends[b.work.id] for block, side in ends[a.work.id])

    yield from _apart(evidence, "violation.block_ends", both)


def _apart(evidence: Evidence, code: str, tied: Callable[[Work, Work], bool]) -> Iterator[Reason]:
    """Yield the pairs of tied works that stand open at once though one of them could have waited."""
    ordered = sorted((_open(w) for w in evidence.works), key=lambda s: (s[1], s[0].work.id))
    standing: list[_Span] = []
    for work, first, last in ordered:
        standing = [s for s in standing if s[2] >= first]
        for other, _, _ in standing:
            if tied(work, other) and (_waits(work) or _waits(other)):
                one, two = _names((work, other))
                yield Reason(code=code, data={"one": one, "other": two, "day": first.isoformat()})
        standing.append((work, first, last))


TOGETHER_RULES = (crews_kept, traffic_sets_kept, one_per_road, main_junctions_apart, block_ends_apart)
