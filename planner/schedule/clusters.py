"""A few components that close the same roads, grouped and placed at once by CP-SAT.

Traffic ties neighbours; crews tie everybody. Where crews are left out, what remains falls into clusters small enough
to be solved to proof, one by one: their bounds add up. The same model with what the others take already as given
betters a plan.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.schedule._fitting_kernel import LEFT_OUT, open_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ortools.sat.python import cp_model

    from planner.model import Ints
    from planner.schedule._fitting_kernel import Board, Tables
    from planner.schedule.offers import Offers

__all__ = ["Answer", "clusters_of", "solve_cluster"]

_LARGEST = 5
_DETERMINISTIC_TIME = 0.4
_SCALE = 1000
_SEED = 20_230_601


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The start of each chosen group, what the cluster costs with the runs left out, and a bound of that."""

    starts: Mapping[int, int]
    cost: float
    bound: float


def clusters_of(offers: Offers) -> tuple[tuple[int, ...], ...]:
    """Join pieces that share a limit, those with the fewest users first, into clusters of a few; sorted, all pieces."""
    start, users = offers.users_of
    cluster: dict[int, tuple[int, ...]] = {piece: (piece,) for piece in range(len(offers.pieces))}
    order = sorted(range(len(start) - 1), key=lambda limit: (int(start[limit + 1] - start[limit]), limit))
    for limit in order:
        joined = {cluster[piece] for piece in users[start[limit] : start[limit + 1]].tolist()}
        if len(joined) > 1 and sum(map(len, joined)) <= _LARGEST:
            whole = tuple(sorted(piece for pieces in joined for piece in pieces))
            cluster.update(dict.fromkeys(whole, whole))
    return tuple(sorted(set(cluster.values())))


def solve_cluster(
    tables: Tables, board: Board, limits: Sequence[int], pieces: Sequence[int], hint: Mapping[int, int], *, every: bool
) -> Answer:
    """Group and place the pieces of a cluster at least cost, as far as a fixed effort goes.

    Parameters
    ----------
    board : What others take, who stay.
    limits : Limits that are kept among the groups of the cluster; with what others take all limits are.
    hint : Starts of groups to begin with.
    every : Whether every run must have a place; otherwise it may be left out at a price.
    """
    from ortools.sat.python import cp_model as cp  # noqa: PLC0415  importing it takes a second that few plans need

    model = _Model(cp.CpModel(), tables, board)
    for piece in pieces:
        model.group(piece, hint, every=every)
    for limit in limits:
        model.keep(limit)
    return model.answer(cp.CpSolver())


class _Model:
    """Which groups of a few pieces are chosen, and when they start."""

    def __init__(self, model: cp_model.CpModel, tables: Tables, board: Board) -> None:
        self._model, self._tables, self._board = model, tables, board
        self._chosen: dict[int, tuple[cp_model.IntVar, cp_model.IntVar]] = {}
        self._cost: list[cp_model.LinearExprT] = []
        self._users: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._left: list[cp_model.IntVar] = []

    def group(self, piece: int, hint: Mapping[int, int], *, every: bool) -> None:
        """Let every planned run of a piece be in exactly one group."""
        t, want = self._tables, int(self._tables.want[piece])
        holding: dict[int, list[cp_model.IntVar]] = {run: [] for run in range(want.bit_length()) if want >> run & 1}
        for group in range(int(t.group_start[piece]), int(t.group_start[piece + 1])):
            bits = int(t.bits[group])
            if bits & want != bits:
                continue
            starts = open_starts(t, self._board, group)
            if len(starts):
                chosen = self._offer(group, starts, hint)
                for run, literals in holding.items():
                    if bits >> run & 1:
                        literals.append(chosen)
        for literals in holding.values():
            if not every or not literals:
                out = self._model.new_bool_var("")
                self._cost.append(int(LEFT_OUT) * _SCALE * out)
                self._left.append(out)
                literals.append(out)
            self._model.add_exactly_one(literals)

    def _offer(self, group: int, starts: Ints, hint: Mapping[int, int]) -> cp_model.IntVar:
        from ortools.sat.python import cp_model as cp  # noqa: PLC0415  as above

        t = self._tables
        chosen = self._model.new_bool_var("")
        start = self._model.new_int_var_from_domain(cp.Domain.from_values(starts.tolist()), "")
        self._model.add_hint(chosen, group in hint)
        if group in hint:
            self._model.add_hint(start, hint[group])
        self._chosen[group] = chosen, start
        self._cost.append(math.floor(_SCALE * float(t.cost[group])) * chosen)
        for use in range(int(t.use_start[group]), int(t.use_start[group + 1])):
            if t.use_take[use]:
                self._users[int(t.use_limit[use])].append((group, use))
        return chosen

    def keep(self, limit: int) -> None:
        """Keep to the capacity of a limit, with what others take of it."""
        t, capacity, users = self._tables, int(self._board.capacity[limit]), self._users.get(limit, [])
        if len(users) <= 1:
            return
        intervals, takes = [], []
        for group, use in users:
            chosen, start = self._chosen[group]
            days = int(t.use_days[use])
            interval = self._model.new_optional_fixed_size_interval_var(
                start + int(t.use_offset[use]), days, chosen, ""
            )
            intervals.append(interval)
            takes.append(int(t.use_take[use]))
        if capacity == 1:
            self._model.add_no_overlap(intervals)
            return
        for first, last, taken in _steps(self._board.taken[limit]):
            intervals.append(self._model.new_fixed_size_interval_var(first, last - first, ""))
            takes.append(min(taken, capacity))
        self._model.add_cumulative(intervals, takes, capacity)

    def answer(self, solver: cp_model.CpSolver) -> Answer:
        """Solve as far as a fixed effort goes."""
        from ortools.sat.python import cp_model as cp  # noqa: PLC0415  as above

        self._model.minimize(sum(self._cost))
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = _SEED
        solver.parameters.max_deterministic_time = _DETERMINISTIC_TIME
        status = solver.solve(self._model)
        bound = max(0.0, solver.best_objective_bound / _SCALE)
        if status not in (cp.OPTIMAL, cp.FEASIBLE):
            return Answer(starts={}, cost=math.inf, bound=bound if status == cp.UNKNOWN else 0.0)
        chosen = [group for group, (literal, _) in self._chosen.items() if solver.value(literal)]
        starts = {group: int(solver.value(self._chosen[group][1])) for group in chosen}
        out = sum(int(solver.value(left)) for left in self._left)
        cost = sum(float(self._tables.cost[group]) for group in starts) + LEFT_OUT * out
        return Answer(starts=starts, cost=cost, bound=min(cost, bound))


def _steps(taken: Ints) -> Iterable[tuple[int, int, int]]:
    """Yield stretches of days on which equally many places are taken, those with any."""
    edges = np.flatnonzero(np.diff(np.r_[0, taken, 0]))
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if taken[first]:
            yield first, last, int(taken[first])
