"""Regret: works of the last and the next months that open the same metres apart and should have been one."""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from planner.schedule._intervals import common, metres, united

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.model import JointWork
    from planner.schedule._intervals import Interval

__all__ = ["MONTHS", "Dug", "Regret", "Regrets", "dug_by", "regrets_of"]

MONTHS = 24
_SLIVER_M = 5e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Dug:
    """An interval of a section that one project opens between two days, both inside.

    Attributes
    ----------
    work : Name of the opening it belongs to: a permit of the past, or a joint work. Rows of one work are one opening.
    """

    work: str
    project: str
    utility: str
    section_id: str
    from_m: float
    to_m: float
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """Two works that open the same metres of a section apart.

    Attributes
    ----------
    works : The one that begins first, then the other.
    projects, utilities : Who of either work lies on the shared metres, sorted.
    days_between : Days from the last of the one to the first of the other; 0 where they meet or overlap.
    """

    works: tuple[str, str]
    section_id: str
    shared_m: float
    days_between: int
    projects: tuple[tuple[str, ...], tuple[str, ...]]
    utilities: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrets:
    """All pairs, sorted by shared metres, most first, and what could have been spared at best.

    Attributes
    ----------
    avoidable_openings : Works less the sets of works that hang together through pairs: each set could have been one.
    avoidable_m : Metres opened again by works of one set.
    """

    pairs: tuple[Regret, ...]
    avoidable_openings: int
    avoidable_m: float


def dug_by(works: Iterable[JointWork], utility_of: Mapping[str, str]) -> tuple[Dug, ...]:
    """Return what the works of a plan open, one row for each member and stretch, from excavation to reinstatement.

    Parameters
    ----------
    utility_of : Utility of each project key.
    """
    return tuple(
        Dug(
            work=work.id,
            project=s.project,
            utility=utility_of[s.project],
            section_id=s.section_id,
            from_m=s.from_m,
            to_m=s.to_m,
            first=work.phases.excavation.first,
            last=work.phases.reinstatement.last,
        )
        for work in works
        for s in work.stretches
    )


def regrets_of(dug: Iterable[Dug], *, as_of: date, minimum_m: float, months: int = MONTHS) -> Regrets:
    """Find the works that open the same metres apart.

    Two works are a pair on a section where they share at least ``minimum_m`` of it, both touch the time from
    ``months`` before ``as_of`` to ``months`` after it, and no more than ``months`` lie between them. Emergencies are
    not known here: whoever tells of past works leaves them out. One sweep for each section; the order of rows
    changes nothing.

    Parameters
    ----------
    dug : Past works and the plan's own; a row whose ``to_m`` is not above its ``from_m`` is nothing.
    minimum_m : Metres that make a shared stretch, to half a millimetre.
    """
    since, until = _months_after(as_of, -months), _months_after(as_of, months)
    rows = [d for d in dug if d.from_m < d.to_m and d.last >= since and d.first <= until]
    spans = _spans(rows)
    sections: dict[str, dict[str, list[Dug]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        sections[row.section_id][row.work].append(row)
    pairs = [p for section in sorted(sections) for p in _pairs_on(sections[section], spans, minimum_m, months)]
    set_of = _sets(spans, pairs)
    return Regrets(
        pairs=tuple(sorted(pairs, key=lambda p: (-round(p.shared_m, 3), p.section_id, p.works))),
        avoidable_openings=len(spans) - len(set(set_of.values())),
        avoidable_m=sum(_again(_ground(sections[section]), set_of) for section in sorted(sections)),
    )


def _months_after(day: date, months: int) -> date:
    """Return the same day of another month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _spans(rows: Iterable[Dug]) -> dict[str, tuple[date, date]]:
    """Return first and last day of each work over all its rows."""
    spans: dict[str, tuple[date, date]] = {}
    for row in rows:
        first, last = spans.get(row.work, (row.first, row.last))
        spans[row.work] = min(first, row.first), max(last, row.last)
    return spans


def _ground(rows_of: Mapping[str, Sequence[Dug]]) -> dict[str, list[Interval]]:
    """Return the disjoint intervals that each work opens of a section."""
    return {work: united((r.from_m, r.to_m) for r in rows_of[work]) for work in sorted(rows_of)}


def _pairs_on(
    rows: Mapping[str, Sequence[Dug]], spans: Mapping[str, tuple[date, date]], minimum_m: float, months: int
) -> Iterator[Regret]:
    ground = _ground(rows)
    for pair, shared in sorted(_shared(ground).items()):
        one, other = sorted(pair, key=lambda work: (spans[work], work))
        near = spans[other][0] <= _months_after(spans[one][1], months)
        if near and shared >= minimum_m - _SLIVER_M:
            meeting = common(ground[one], ground[other])
            lying = _lying(rows[one], meeting), _lying(rows[other], meeting)
            yield Regret(
                works=(one, other),
                section_id=rows[one][0].section_id,
                shared_m=shared,
                days_between=max(0, (spans[other][0] - spans[one][1]).days),
                projects=(_names(r.project for r in lying[0]), _names(r.project for r in lying[1])),
                utilities=(_names(r.utility for r in lying[0]), _names(r.utility for r in lying[1])),
            )


def _shared(ground: Mapping[str, list[Interval]]) -> dict[tuple[str, str], float]:
    """Add up what each two works share, by one sweep along the section."""
    shared: dict[tuple[str, str], float] = defaultdict(float)
    open_now: list[tuple[float, str]] = []
    for first, last, work in sorted((a, b, work) for work, intervals in ground.items() for a, b in intervals):
        open_now = [(end, other) for end, other in open_now if end > first]
        for end, other in open_now:
            shared[min(work, other), max(work, other)] += min(end, last) - first
        open_now.append((last, work))
    return shared


def _lying(rows: Iterable[Dug], meeting: Sequence[Interval]) -> list[Dug]:
    return [r for r in rows if metres(common([(r.from_m, r.to_m)], meeting)) > _SLIVER_M]


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _sets(works: Iterable[str], pairs: Iterable[Regret]) -> dict[str, str]:
    """Return, for each work, the first of the works it hangs together with."""
    root = {work: work for work in works}

    def find(work: str) -> str:
        while root[work] != work:
            root[work] = root[root[work]]
            work = root[work]
        return work

    for pair in pairs:
        one, other = sorted(find(work) for work in pair.works)
        root[other] = one
    return {work: find(work) for work in root}


def _again(ground: Mapping[str, list[Interval]], set_of: Mapping[str, str]) -> float:
    """Return the metres of a section that works of one set open more than once, each further opening counted."""
    steps = [
        (at, sign, set_of[w]) for w, i in ground.items() for ends in i for at, sign in zip(ends, (1, -1), strict=True)
    ]
    open_now: Counter[str] = Counter()
    again, further, before = 0.0, 0, 0.0
    for at, sign, name in sorted(steps):
        again += further * (at - before)
        further += sign * (open_now[name] + min(sign, 0) > 0)
        open_now[name] += sign
        before = at
    return again
