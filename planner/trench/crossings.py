"""Whether lines that cross keep their distance one above the other (GB 50289-2016 table 4.1.14).

The table is no mandatory clause: what falls short asks for another level or for safety measures and refuses nothing.
Covers are least covers, so a line whose cover nobody has stated can go deeper but not shallower; of two such lines the
lower one is told by the order of crossing of 4.1.12: telecom, power, gas, heat, water from the surface down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from planner.model import Reason, Service
from planner.trench.clearances import crossing_table, is_only_recalled
from planner.trench.covers import cover_of
from planner.trench.lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.model import JointWork, Project, ProjectOutcome, Situation
    from planner.rulebook.model import Clearance, TrenchRules
    from planner.trench.covers import Covered
    from planner.trench.lines import Line

__all__ = ["CrossingCheck", "check_crossing", "with_crossings", "works_with_crossings"]

_FROM_THE_SURFACE = (Service.TELECOM, Service.POWER, Service.GAS, Service.HEAT, Service.WATER)
_MOST_PLACES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingCheck:
    """Two lines that cross, by their covers.

    Attributes
    ----------
    upper, lower : Keys, as they lie or, where they have to move, as they should.
    gap_m : Clear height between them; negative where they are at one level.
    need_m : What the table asks for; 0 where it has no figure, as two lines cannot lie in one place.
    lower_top_m : Least depth to the top of the lower line that keeps the distance below the upper one.
    can_move : Whether the lower line's cover is open, so that it may go deeper.
    figure : The figure of the table, if it has one.
    """

    upper: str
    lower: str
    gap_m: float
    need_m: float
    lower_top_m: float
    can_move: bool
    figure: Clearance | None

    @property
    def is_kept(self) -> bool:
        """Whether the distance is kept."""
        return self.gap_m >= self.need_m


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One crossing of a pair of projects; ``section`` is "" off the roads."""

    pair: tuple[int, int]
    section: str
    at_m: float


def check_crossing(one: Project, other: Project, rules: TrenchRules) -> CrossingCheck:
    """Return whether two lines that cross keep their distance at the covers submitted, else at the least covers."""
    lines = lines_of((one, other), rules).lines
    ends = [(line, cover_of(line, rules)) for line in lines]
    classes = [line.belongs.crossing for line in lines]
    figure = crossing_table(rules, classes).between(classes[:1], classes[1:])
    need = figure.min_m if figure is not None else 0.0
    (_, high), (_, low) = sorted(ends, key=lambda end: end[1].top_m)
    gap = round(low.top_m - high.bottom_m, 3)
    by_level = gap >= need or all(cover.is_given for _, cover in ends)
    upper, lower = sorted(ends, key=_by_level if by_level else _by_custom)
    return CrossingCheck(
        upper=upper[0].key,
        lower=lower[0].key,
        gap_m=gap,
        need_m=need,
        lower_top_m=round(upper[1].bottom_m + need, 3),
        can_move=not lower[1].is_given,
        figure=figure,
    )


def with_crossings(
    outcomes: Sequence[ProjectOutcome], situation: Situation, rules: TrenchRules
) -> tuple[ProjectOutcome, ...]:
    """Return the outcomes, each with a reason for every other project its route crosses too closely."""
    by_pair = _grouped(_places(situation))
    told = _told_by_pair(situation, by_pair, rules)
    reasons: dict[str, list[Reason]] = {}
    for pair in sorted(told):
        for index in pair:
            reasons.setdefault(situation.routes.projects[index].key, []).append(_at(by_pair[pair], told[pair]))
    return tuple(replace(each, reasons=(*each.reasons, *reasons.get(each.project.key, ()))) for each in outcomes)


def works_with_crossings(works: Sequence[JointWork], situation: Situation, rules: TrenchRules) -> tuple[JointWork, ...]:
    """Return the works, each with a reason for every crossing on the metres it opens that falls short."""
    on_section: dict[str, list[_Place]] = {}
    for place in _places(situation):
        on_section.setdefault(place.section, []).append(place)
    told = _told_by_pair(situation, {place.pair for places in on_section.values() for place in places}, rules)
    keys = [project.key for project in situation.routes.projects]
    return tuple(replace(work, reasons=(*work.reasons, *_of_work(work, on_section, told, keys))) for work in works)


def _of_work(
    work: JointWork,
    on_section: Mapping[str, Sequence[_Place]],
    told: Mapping[tuple[int, int], Reason],
    keys: Sequence[str],
) -> list[Reason]:
    opened = [
        place
        for opening in work.openings
        for place in on_section.get(opening.section_id, ())
        if opening.from_m <= place.at_m <= opening.to_m
        and place.pair in told
        and any(keys[index] in opening.members for index in place.pair)
    ]
    return [_at(places, told[pair]) for pair, places in sorted(_grouped(opened).items())]


def _places(situation: Situation) -> list[_Place]:
    table, names = situation.route_crossings, situation.network.section_ids
    columns = (table.one.tolist(), table.other.tolist(), table.section.tolist(), table.at_m.tolist())
    return [
        _Place(pair=(one, other), section=str(names[section]) if section >= 0 else "", at_m=at)
        for one, other, section, at in zip(*columns, strict=True)
    ]


def _grouped(places: Iterable[_Place]) -> dict[tuple[int, int], list[_Place]]:
    ordered = sorted(places, key=lambda place: (place.pair, place.section, place.at_m))
    return {pair: list(group) for pair, group in groupby(ordered, key=lambda place: place.pair)}


def _told_by_pair(
    situation: Situation, pairs: Iterable[tuple[int, int]], rules: TrenchRules
) -> dict[tuple[int, int], Reason]:
    projects = situation.routes.projects
    checked = {pair: check_crossing(projects[pair[0]], projects[pair[1]], rules) for pair in sorted(set(pairs))}
    return {pair: reason for pair, check in checked.items() if (reason := _reason(check)) is not None}


def _reason(check: CrossingCheck) -> Reason | None:
    """Return what has to be done where a crossing is too close; None where it is not."""
    if check.is_kept:
        return None
    row = check.figure
    data = {
        "upper": check.upper,
        "lower": check.lower,
        "gap_m": check.gap_m,
        "need_m": check.need_m,
        "top_m": check.lower_top_m,
        "clause": row.clause if row is not None else "-",
        "status": row.status.value if row is not None else "-",
    }
    if row is None:
        return Reason(code="trench.crossing_one_level", data=data)
    if is_only_recalled(row.status):
        return Reason(code="trench.recalled_crossing", data=data)
    return Reason(code="trench.crossing_lower" if check.can_move else "trench.crossing_short", data=data)


def _at(places: Sequence[_Place], reason: Reason) -> Reason:
    """Return a reason with where it holds: section and chainage of the first few places, and how many there are."""
    named = [f"{place.section} {place.at_m:.0f} m" for place in places if place.section]
    data = {**reason.data, "places": named[:_MOST_PLACES] or ["—"], "count": len(places)}
    return Reason(code=reason.code, data=data)


def _by_level(end: tuple[Line, Covered]) -> tuple[float, str]:
    return end[1].top_m, end[0].key


def _by_custom(end: tuple[Line, Covered]) -> tuple[bool, int, float, str]:
    """Return the order from the surface down: a stated cover stays where it is, so the open one goes below it."""
    line, cover = end
    return not cover.is_given, _FROM_THE_SURFACE.index(line.service), cover.top_m, line.key
