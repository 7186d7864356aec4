"""The board on which components are grouped and placed under crews and traffic, and what can be done on it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from planner.schedule._fitting_kernel import LEFT_OUT, Board, Costs, Meeting, insert, lift_all, put, refit
from planner.schedule.clusters import Answer, clusters_of, solve_cluster
from planner.schedule.prices import summed, uncoupled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import Floats, Ints
    from planner.runners import Runner
    from planner.schedule._fitting_kernel import Tables
    from planner.schedule.offers import Group, Offers
    from planner.schedule.problem import Problem

__all__ = ["Yard"]

_MOVES, _MOVES_PER_PIECE, _LARGEST = 4_000, 4, 6
_ROUNDS, _IDLE = 8, 2
_TURNS = 6
_RETURNS = 40
_DICE = 20_230_601
_EXACT = 1e-6
_CHOSEN = 64

Asked = tuple[tuple[int, ...], tuple[int, ...], bool]


class Yard:
    """The board, and what is planned on it."""

    def __init__(self, problem: Problem, offers: Offers, runner: Runner) -> None:
        self.offers = offers
        self._runner = runner
        self._clusters = clusters_of(offers)
        self._empty = _empty_board(offers)
        self._answers: dict[Asked, Answer] = {}
        self._owner = problem.runs.project
        self.deferred: frozenset[int] = frozenset()
        self.least = uncoupled(offers)
        self.spent = np.zeros(len(offers.pieces))
        self._nothing = summed(np.zeros(offers.held.shape))
        self._prices = self._nothing
        self._dice = np.array([_DICE], np.int64)
        self._of_project: dict[int, dict[int, int]] = {}
        for number, piece in enumerate(offers.pieces):
            for at, run in enumerate(piece.runs):
                bits = self._of_project.setdefault(int(self._owner[run]), {})
                bits[number] = bits.get(number, 0) | 1 << at

    def begin(self, prices: Floats) -> None:
        """Put every piece on the board, the largest first."""
        self._prices = summed(prices)
        self._insert(sorted(range(len(self.spent)), key=lambda n: (-len(self.offers.pieces[n].runs), n)))

    def _insert(self, pieces: Iterable[int]) -> None:
        chosen = np.empty(_CHOSEN, np.int64)
        for number in pieces:
            self.spent[number] = insert(self.offers.tables, self._prices, self.offers.board, number, chosen)

    def better(self) -> None:
        """Better the whole by many small moves and by clusters in turn, until neither brings anything."""
        for _ in range(_TURNS):
            before = float(self.spent.sum())
            self._move()
            if self._dear():
                self._cluster()
            if float(self.spent.sum()) > before - _EXACT:
                break

    def _dear(self) -> list[int]:
        return np.flatnonzero(self.spent > self.least + _EXACT).tolist()

    def _move(self) -> None:
        """Move until some rounds have brought nothing."""
        offers, idle = self.offers, 0
        meeting = Meeting(*offers.limits_of, *offers.users_of)
        moves = _MOVES + _MOVES_PER_PIECE * len(self.spent)
        for _ in range(_ROUNDS):
            before = float(self.spent.sum())
            costs = Costs(spent=self.spent, least=self.least)
            tolls = (self._nothing, self._prices)
            refit(offers.tables, offers.board, costs, meeting, tolls, self._dice, moves, _LARGEST)
            idle = idle + 1 if float(self.spent.sum()) > before - _EXACT else 0
            if idle >= _IDLE:
                break

    def apart(self, pieces: Ints | None = None) -> list[tuple[tuple[int, ...], Answer]]:
        """Return clusters with what each costs without crews and without the others.

        ``pieces`` alone count where they are given, and every run then has a place.
        """
        every = pieces is not None
        kept = set(range(len(self.spent)) if pieces is None else pieces.tolist())
        clusters = [tuple(p for p in c if p in kept) for c in self._clusters]
        keys = [(c, tuple(self.offers.tables.want[list(c)].tolist()), every) for c in clusters if c]
        dear = set(self._dear())
        asked = [key for key in keys if key not in self._answers and len(key[0]) > 1 and not dear.isdisjoint(key[0])]
        work = partial(_apart, self.offers.tables, self._empty, self._inner_limits(), asked, self.placed_groups())
        self._answers.update(zip(asked, self._runner(work, len(asked)), strict=True))
        return [(key[0], self._answers.get(key) or self._free(key[0])) for key in keys]

    def _free(self, cluster: Sequence[int]) -> Answer:
        """Return a cluster that costs no more than its pieces do alone, or that was not worth asking."""
        least = float(self.least[list(cluster)].sum())
        return Answer(starts={}, cost=math.inf, bound=least)

    def _inner_limits(self) -> tuple[int, ...]:
        """Return the limits that only pieces of one cluster use."""
        cluster = {piece: number for number, pieces in enumerate(self._clusters) for piece in pieces}
        start, users = self.offers.users_of
        limits = range(len(start) - 1)
        return tuple(n for n in limits if len({cluster[p] for p in users[start[n] : start[n + 1]].tolist()}) == 1)

    def _cluster(self) -> None:
        """Solve the clusters with a dear piece apart; where the answer is better but does not fit, with the others."""
        for cluster, answer in self.apart():
            was = float(self.spent[list(cluster)].sum())
            if len(cluster) == 1 or answer.bound > was - _EXACT:
                continue
            if answer.cost > was - _EXACT or not self._take(cluster, answer):
                self._among_others(cluster, was)

    def _among_others(self, cluster: Sequence[int], was: float) -> None:
        tables, board = self.offers.tables, self.offers.board
        if was < float(self.least[list(cluster)].sum()) + _EXACT:
            return
        before = {g: int(board.at[g]) for p in cluster for g in self._groups(p) if board.at[g] >= 0}
        for piece in cluster:
            lift_all(tables, board, piece)
        start, limits = self.offers.limits_of
        mine = sorted({n for p in cluster for n in limits[start[p] : start[p + 1]].tolist()})
        answer = solve_cluster(tables, board, mine, cluster, before, every=False)
        put(tables, board, np.array(list(before), np.int64), np.array(list(before.values()), np.int64))
        if answer.cost < was - _EXACT:
            self._take(cluster, answer)

    def _take(self, cluster: Sequence[int], answer: Answer) -> bool:
        """Let a cluster stand as an answer says, if it fits."""
        tables, board = self.offers.tables, self.offers.board
        before = {g: int(board.at[g]) for p in cluster for g in self._groups(p) if board.at[g] >= 0}
        for piece in cluster:
            lift_all(tables, board, piece)
        fits = bool(put(tables, board, np.array(list(answer.starts)), np.array(list(answer.starts.values()))))
        if not fits:
            put(tables, board, np.array(list(before), np.int64), np.array(list(before.values()), np.int64))
            return False
        for piece in cluster:
            self.spent[piece] = self._spent(piece)
        return True

    def _groups(self, piece: int) -> range:
        first, last = self.offers.tables.group_start[piece : piece + 2].tolist()
        return range(first, last)

    def _spent(self, piece: int) -> float:
        tables, board = self.offers.tables, self.offers.board
        chosen = [g for g in self._groups(piece) if board.at[g] >= 0]
        out = int(tables.want[piece]) & ~sum(int(tables.bits[g]) for g in chosen)
        return float(tables.cost[chosen].sum()) + LEFT_OUT * out.bit_count()

    def left(self) -> list[int]:
        """Return the runs that are to be planned and have no place."""
        if float(self.spent.max(initial=0.0)) < LEFT_OUT:
            return []
        tables, at = self.offers.tables, self.offers.board.at
        found = []
        for number in np.flatnonzero(self.spent >= LEFT_OUT).tolist():
            here = slice(int(tables.group_start[number]), int(tables.group_start[number + 1]))
            placed = int(np.bitwise_or.reduce(tables.bits[here][at[here] >= 0], initial=0))
            without = int(tables.want[number]) & ~placed
            found += [run for k, run in enumerate(self.offers.pieces[number].runs) if without >> k & 1]
        return found

    def put_off(self, projects: Iterable[int]) -> None:
        """Take projects out, and plan anew the pieces they were in."""
        chosen = frozenset(projects)
        self.deferred |= chosen
        self._renew(self._want(chosen, wanted=False))

    def _want(self, projects: Iterable[int], *, wanted: bool) -> set[int]:
        want = self.offers.tables.want
        touched = set()
        for project in projects:
            for number, bits in self._of_project.get(project, {}).items():
                want[number] = want[number] | bits if wanted else want[number] & ~bits
                touched.add(number)
        return touched

    def _renew(self, pieces: Iterable[int]) -> None:
        touched = sorted(pieces)
        for number in touched:
            lift_all(self.offers.tables, self.offers.board, number)
        self.least = uncoupled(self.offers)
        self._insert(touched)

    def let_return(self) -> None:
        """Let projects that were put off come back, one by one, where all then have a place."""
        for project in sorted(self.deferred)[:_RETURNS]:
            kept = self._copy()
            self.deferred -= {project}
            self._renew(self._want({project}, wanted=True))
            if self.left():
                self.deferred |= {project}
                self._want({project}, wanted=False)
                self._restore(kept)

    def _copy(self) -> tuple[Ints | Floats, ...]:
        board = self.offers.board
        return board.taken.copy(), board.full.copy(), board.at.copy(), self.spent.copy(), self.least.copy()

    def _restore(self, kept: tuple[Ints | Floats, ...]) -> None:
        board = self.offers.board
        for array, before in zip((board.taken, board.full, board.at, self.spent, self.least), kept, strict=True):
            array[:] = before

    def placed_groups(self) -> dict[int, int]:
        """Return the numbers of the groups on the board with their starts."""
        at = self.offers.board.at
        return {g: int(at[g]) for g in np.flatnonzero(at >= 0).tolist()}

    def placed(self) -> dict[Group, int]:
        """Return the groups on the board with their starts."""
        return {self.offers.groups[g]: day for g, day in self.placed_groups().items()}


def _empty_board(offers: Offers) -> Board:
    """Return a board on which only committed works stand."""
    capacity, taken = offers.board.capacity, offers.held.copy()
    full = np.zeros_like(offers.board.full)
    full[:, 1:] = np.cumsum(taken >= capacity[:, None], axis=1)
    return Board(capacity=capacity, taken=taken, full=full, at=np.full_like(offers.board.at, -1))


def _apart(
    tables: Tables,
    board: Board,
    limits: Sequence[int],
    asked: Sequence[Asked],
    hint: dict[int, int],
    number: int,
) -> Answer:
    cluster, _, every = asked[number]
    return solve_cluster(tables, board, limits, cluster, hint, every=every)
