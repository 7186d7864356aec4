"""Every legal group of every component as flat arrays, with what it takes of crews and traffic wherever it starts.

A component of more runs than can be taken apart set by set is cut into pieces that are grouped each for itself. An
emergency does not move and goes before all limits: its group is pinned like a committed work.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from planner.schedule._fitting_kernel import Board, Tables
from planner.schedule.couplings import Limits, Stands, stands_of_held
from planner.schedule.elements import group_cost
from planner.schedule.groups import legal_groups
from planner.schedule.judge import Judge
from planner.schedule.subparts import parts_without

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.model import Ints
    from planner.runners import Runner
    from planner.schedule.campaign import Campaigns
    from planner.schedule.couplings import Stand
    from planner.schedule.elements import Part
    from planner.schedule.problem import Problem

__all__ = ["Group", "Offers", "Piece", "make_offers"]

Group: TypeAlias = tuple[int, ...]

_WHOLE = 12
_ENDLESS = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Runs that are grouped together: a whole component, or as much of it as can be.

    ``part`` is the number of its component; ``whole`` tells whether it is all of it.
    """

    runs: Group
    part: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Groups on offer.

    Attributes
    ----------
    groups : Runs of each group of ``tables``.
    pinned : Groups that stay where they are, with their start.
    held : Places that committed works take, shape (limits, days).
    users_of : Pieces with a group that uses a limit, per limit; ``limits_of`` limits that a piece uses, per piece.
    """

    pieces: tuple[Piece, ...]
    tables: Tables
    board: Board
    groups: tuple[Group, ...]
    pinned: dict[Group, int]
    held: Ints
    limits_of: tuple[Ints, Ints]
    users_of: tuple[Ints, Ints]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """A group of a piece: its bits, cost, starts, and uses as (limit, offset, days, take, need, capacity)."""

    bits: int
    cost: float
    group: Group
    starts: Ints
    away: np.ndarray[tuple[int], np.dtype[np.float64]]
    uses: tuple[tuple[str, int, int, int, int, int], ...]


def make_offers(
    problem: Problem, campaign_of: Campaigns, parts: Sequence[Part], chosen: Sequence[Sequence[Group]], runner: Runner
) -> Offers:
    """List all legal groups with their uses.

    Parameters
    ----------
    chosen : Groups of each component that are best where nothing limits them, by the numbers of the whole problem.
    """
    stands = Stands(problem)
    pinned = {g: int(s.starts[0]) for groups in chosen for g in groups if (s := stands.of(campaign_of(g))).fixed}
    pieces, subparts = _pieces(parts, chosen, pinned)
    made = runner(partial(_offers_of, problem, campaign_of, stands, subparts), len(pieces))
    held = [(stand, int(stand.starts[0])) for stand in stands_of_held(problem)]
    emergencies = [(stands.of(campaign_of(group)), day) for group, day in pinned.items()]
    assembly = _Assembly(Limits(problem).capacity, len(problem.days) + 1, made, [*held, *emergencies])
    return Offers(
        pieces=pieces,
        tables=assembly.tables(pieces),
        board=assembly.board([*held, *emergencies]),
        groups=tuple(offer.group for offers in made for offer in offers),
        pinned=pinned,
        held=assembly.taken(held),
        limits_of=_ragged(assembly.used),
        users_of=_ragged(assembly.users()),
    )


def _pieces(
    parts: Sequence[Part], chosen: Sequence[Sequence[Group]], pinned: dict[Group, int]
) -> tuple[tuple[Piece, ...], list[list[Part]]]:
    """Cut components so that each piece can be taken apart set by set."""
    pieces: list[Piece] = []
    subparts: list[list[Part]] = []
    for number, (part, groups) in enumerate(zip(parts, chosen, strict=True)):
        loose = [g for g in groups if g not in pinned]
        whole = len(part.runs) <= _WHOLE and len(loose) == len(groups)
        for runs in [part.runs] if whole else _cut(loose):
            pieces.append(Piece(runs=runs, part=number, whole=whole))
            subparts.append([part] if whole else list(parts_without(part, set(part.runs) - set(runs))))
    return tuple(pieces), subparts


def _cut(groups: Sequence[Group]) -> Iterator[Group]:
    """Gather groups until a piece is full."""
    piece: list[int] = []
    for group in groups:
        for first in range(0, len(group), _WHOLE):
            some = group[first : first + _WHOLE]
            if len(piece) + len(some) > _WHOLE:
                yield tuple(sorted(piece))
                piece = []
            piece += some
    if piece:
        yield tuple(sorted(piece))


def _offers_of(
    problem: Problem, campaign_of: Campaigns, stands: Stands, subparts: Sequence[Sequence[Part]], number: int
) -> list[_Offer]:
    """Return the groups of a piece, by their lowest runs."""
    place = {run: at for at, run in enumerate(sorted(r for part in subparts[number] for r in part.runs))}
    found = []
    for part in subparts[number]:
        for group in legal_groups(part, Judge(problem, part, campaign_of)):
            runs = tuple(part.runs[r] for r in group)
            campaign = campaign_of(runs)
            if len(campaign.starts):
                stand = stands.of(campaign)
                found.append(
                    _Offer(
                        bits=sum(1 << place[r] for r in runs),
                        cost=group_cost(part, group),
                        group=runs,
                        starts=stand.starts,
                        away=stand.cost,
                        uses=tuple(_uses(stand)),
                    )
                )
    return sorted(found, key=lambda offer: (_lowest(offer.bits), offer.group))


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _uses(stand: Stand) -> Iterator[tuple[str, int, int, int, int, int]]:
    """Yield what a campaign takes of each limit, and what it needs to be free; -1 stands for the limit's capacity."""
    for limit in sorted({use.limit for use in stand.uses}):
        edges: dict[int, int] = {}
        for use in stand.uses:
            if use.limit == limit:
                edges[use.offset] = edges.get(use.offset, 0) + 1
                edges[use.offset + use.days] = edges.get(use.offset + use.days, 0) - 1
        height, ends = 0, sorted(edges)
        for first, last in pairwise(ends):
            height += edges[first]
            if height:
                yield limit, first, last - first, height, height, -1
    for place in sorted(stand.stands_near | stand.never_near):
        name = f"{place[0]} {place[1]}"
        if place in stand.stands_near and place in stand.never_near:
            yield name, 0, stand.site_days, 1, 1, 1
        elif place in stand.never_near:
            yield name, 0, stand.site_days, 0, 0, 0
        elif place[0] != "road":
            yield name, 0, stand.site_days, 1, 0, _ENDLESS


class _Assembly:
    """Puts offers side by side."""

    def __init__(
        self,
        capacity: Mapping[str, int],
        days: int,
        made: Sequence[Sequence[_Offer]],
        fixed: Iterable[tuple[Stand, int]],
    ) -> None:
        names = {use[0] for offers in made for offer in offers for use in offer.uses}
        names.update(use[0] for stand, _ in fixed for use in _uses(stand))
        self._number = {name: number for number, name in enumerate(sorted(names))}
        ends = ((name, _ENDLESS if name.startswith("block") else 1) for name in self._number)
        self._capacity = [capacity.get(name, other) for name, other in ends]
        self._days, self._made = days, made
        self.used = [sorted({self._number[u[0]] for o in offers for u in o.uses}) for offers in made]

    def users(self) -> list[list[int]]:
        """Return the pieces that use each limit."""
        users: list[list[int]] = [[] for _ in self._capacity]
        for number, limits in enumerate(self.used):
            for limit in limits:
                users[limit].append(number)
        return users

    def board(self, fixed: Iterable[tuple[Stand, int]]) -> Board:
        """Return the board with what does not move."""
        taken, capacity = self.taken(fixed), np.array(self._capacity, np.int64)
        full = np.zeros((len(capacity), self._days + 1), np.int64)
        full[:, 1:] = np.cumsum(taken >= capacity[:, None], axis=1)
        count = sum(len(offers) for offers in self._made)
        return Board(capacity=capacity, taken=taken, full=full, at=np.full(count, -1, np.int64))

    def taken(self, fixed: Iterable[tuple[Stand, int]]) -> Ints:
        """Return the places that some campaigns take where they stand, shape (limits, days)."""
        taken = np.zeros((len(self._capacity), self._days), np.int64)
        for stand, start in fixed:
            for limit, offset, days, take, _, _ in _uses(stand):
                taken[self._number[limit], start + offset : start + offset + days] += take
        return taken

    def tables(self, pieces: Sequence[Piece]) -> Tables:
        """Return the groups as arrays."""
        made, flat = self._made, [offer for offers in self._made for offer in offers]
        sizes = _offsets([len(offers) for offers in made])
        lowest = np.array(
            [
                first + np.searchsorted([_lowest(o.bits) for o in offers], np.arange(_WHOLE + 1))
                for first, offers in zip(sizes.tolist(), made, strict=False)
            ],
            np.int64,
        ).reshape(len(made), _WHOLE + 1)
        uses = [
            (self._number[name], offset, days, take, need, self._capacity[self._number[name]] if cap < 0 else cap)
            for offer in flat
            for name, offset, days, take, need, cap in offer.uses
        ]
        columns = np.array(uses, np.int64).reshape(len(uses), 6).T.copy()
        return Tables(
            want=np.array([(1 << len(p.runs)) - 1 for p in pieces], np.int64),
            group_start=sizes,
            lowest=lowest,
            bits=np.array([o.bits for o in flat], np.int64),
            cost=np.array([o.cost for o in flat], np.float64),
            start_start=_offsets([len(o.starts) for o in flat]),
            starts=np.concatenate([np.zeros(0, np.int64), *(o.starts for o in flat)]).astype(np.int64),
            away=np.concatenate([np.zeros(0), *(o.away for o in flat)]).astype(np.float64),
            use_start=_offsets([len(o.uses) for o in flat]),
            use_limit=columns[0],
            use_offset=columns[1],
            use_days=columns[2],
            use_take=columns[3],
            use_need=columns[4],
            use_cap=columns[5],
        )


def _offsets(sizes: Sequence[int]) -> Ints:
    offsets: Ints = np.r_[0, np.cumsum(np.array(sizes, np.int64))].astype(np.int64)
    return offsets


def _ragged(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    return _offsets([len(row) for row in rows]), np.array([entry for row in rows for entry in row], np.int64)
