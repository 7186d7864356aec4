"""Paving last: which works a resurfacing closes, and what it spares them.

A road that is due for resurfacing is dug before, never after. Works that end while it is being resurfaced need no
pavement of their own where nobody digs after them: the resurfacing is their reinstatement.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Reason
from planner.rulebook.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.model import Ints, JointWork, Network, Opening
    from planner.rulebook.model import Resurfacing, Rulebook
    from planner.schedule.campaign import Campaign
    from planner.schedule.problem import Problem

__all__ = ["Closing", "closings_of", "resurfacings_of", "wanted_starts", "with_closings"]

_CLOSED, _BEFORE = "work.closed_by_resurfacing", "work.before_resurfacing"
_CODES = {_CLOSED, _BEFORE}
# Less than plans are told apart by is nothing to reinstate
_LEAST_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A work that ends before a resurfacing, or with it.

    Attributes
    ----------
    closed_m : Metres of the work's openings on which the resurfacing is its reinstatement; 0 where it only comes later.
    closed_m2 : Their area, from the least to the largest cut-back in use.
    """

    work: str
    resurfacing: Resurfacing
    closed_m: float
    closed_m2: tuple[float, float]


def resurfacings_of(problem: Problem, runs: Iterable[int]) -> tuple[Resurfacing, ...]:
    """Return the resurfacings of the roads that some runs lie on, in the order of the rulebook."""
    if not problem.rulebook.resurfacing:
        return ()
    pieces = [piece for run in runs for piece in _pieces(problem, run)]
    holds = problem.places.holds
    return tuple(due for due in problem.rulebook.resurfacing if any(holds(due, *piece) for piece in pieces))


def _pieces(problem: Problem, run: int) -> Iterator[tuple[int, float, float]]:
    here = problem.runs.pieces(run)
    columns = problem.runs.section[here], problem.runs.from_m[here], problem.runs.to_m[here]
    return zip(*(column.tolist() for column in columns), strict=True)


def wanted_starts(problem: Problem, campaign: Campaign) -> Ints:
    """Return the working day on which each member of a campaign would like to start, shape (members,).

    That is its preferred start, else the first one with which the campaign ends while one of its roads is resurfaced,
    else the first day of its window.
    """
    closing = _closing_start(problem, campaign)
    wanted = [p.preferred_start or p.window.first for p in campaign.members]
    days: Ints = np.searchsorted(problem.days, np.array(wanted, "datetime64[D]"))
    if closing is not None:
        days[[p.preferred_start is None for p in campaign.members]] = closing
    return days


def _closing_start(problem: Problem, campaign: Campaign) -> int | None:
    dues = resurfacings_of(problem, campaign.runs)
    if not dues:
        return None
    ends = problem.days[campaign.starts + campaign.spans.site_days - 1]
    for due in dues:
        closing = campaign.starts[(np.datetime64(due.first) <= ends) & (ends <= np.datetime64(due.last))]
        if len(closing):
            return int(closing[0])
    return None


def closings_of(works: Sequence[JointWork], network: Network, rulebook: Rulebook) -> tuple[Closing, ...]:
    """Return every work that ends before or with a resurfacing of its road, in the order of (resurfacing, work).

    On each metre the last of the works that end within the resurfacing has it as its reinstatement.
    """
    if not rulebook.resurfacing:
        return ()
    places = Places(network, rulebook.areas)
    section = {str(name): number for number, name in enumerate(network.section_ids.tolist())}
    found: list[Closing] = []
    for due in rulebook.resurfacing:
        before = [w for w in works if w.phases.reinstatement.last <= due.last]
        after: dict[str, list[tuple[float, float]]] = defaultdict(list)
        closings = []
        for work in sorted(before, key=lambda w: (w.phases.reinstatement.last, w.id), reverse=True):
            here = [o for o in work.openings if places.holds(due, section[o.section_id], o.from_m, o.to_m)]
            if here:
                closings.append(_closing(work, due, here, after))
        found += reversed(closings)
    return tuple(found)


def _closing(
    work: JointWork, due: Resurfacing, here: Iterable[Opening], after: dict[str, list[tuple[float, float]]]
) -> Closing:
    """Return the closing of one work, and enter its openings among those that come after the earlier works."""
    closed, low, high = 0.0, 0.0, 0.0
    for opening in here:
        piece = (opening.from_m, opening.to_m)
        last_m = _bare_m(piece, after[opening.section_id])
        if work.phases.reinstatement.last >= due.first:
            closed += last_m
            low += last_m * opening.cut.width_m[0]
            high += last_m * opening.cut.width_m[1]
        after[opening.section_id].append(piece)
    if closed <= _LEAST_M:
        closed, low, high = 0.0, 0.0, 0.0
    return Closing(work=work.id, resurfacing=due, closed_m=closed, closed_m2=(low, high))


def _bare_m(piece: tuple[float, float], covers: Iterable[tuple[float, float]]) -> float:
    """Return the metres of an interval that some others, which may overlap, leave bare."""
    at, last = piece
    bare = 0.0
    for begins, ends in sorted(covers):
        bare += max(0.0, min(begins, last) - at)
        at = max(at, min(ends, last))
    return bare + max(0.0, last - at)


def with_closings(works: Sequence[JointWork], network: Network, rulebook: Rulebook) -> tuple[JointWork, ...]:
    """Return works that say which resurfacing closes them or comes after them, and no more than that of it."""
    told = _reasons_of(closings_of(works, network, rulebook))
    return tuple(
        replace(w, reasons=(*(r for r in w.reasons if r.code not in _CODES), *told.get(w.id, ()))) for w in works
    )


def _reasons_of(closings: Iterable[Closing]) -> dict[str, tuple[Reason, ...]]:
    told: dict[str, tuple[Reason, ...]] = {}
    for closing in closings:
        due = closing.resurfacing
        data = {"zh": due.zh, "en": due.en, "first": due.first, "last": due.last}
        if closing.closed_m > 0:
            low, high = closing.closed_m2
            data |= {"closed_m": closing.closed_m, "low_m2": low, "high_m2": high}
        code = _CLOSED if closing.closed_m > 0 else _BEFORE
        told[closing.work] = (*told.get(closing.work, ()), Reason(code=code, data=data))
    return told
