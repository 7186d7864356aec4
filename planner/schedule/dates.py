"""The dates of campaigns that are tied together, as one CP-SAT model that begins from a list placement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ortools.sat.python import cp_model

    from planner.schedule.couplings import Stand

__all__ = ["Dates", "better_dates"]

_DETERMINISTIC_TIME, _IN_BRIEF, _MANY = 2.0, 0.5, 60
_SCALE = 1000
_SEED = 20_230_601


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Starts, and a proven lower bound of what the dates cost."""

    starts: tuple[int, ...]
    bound: float


def better_dates(
    stands: Sequence[Stand],
    known: Sequence[int],
    pairs: tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]],
    terms: tuple[Mapping[str, int], float],
) -> Dates:
    """Better the starts of some campaigns, as far as a fixed effort goes.

    Parameters
    ----------
    known : Starts to begin with, that keep every rule.
    pairs : Places of those that must not stand open at once, and of those that had better not.
    terms : Capacities of the limits, and the price of two that had better not meet.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415  importing it takes a second that most calls do not need

    model = _Model(cp_model.CpModel(), stands, known)
    model.never(pairs[0])
    model.avoid(pairs[1], terms[1])
    for limit in sorted(terms[0]):
        model.limit(limit, terms[0][limit])
    return model.answer(cp_model.CpSolver(), known)


class _Model:
    """One start for every campaign."""

    def __init__(self, model: cp_model.CpModel, stands: Sequence[Stand], known: Sequence[int]) -> None:
        from ortools.sat.python import cp_model as cp  # noqa: PLC0415  as above

        self._model, self._stands = model, stands
        self._starts = [
            model.new_int_var_from_domain(cp.Domain.from_values(s.starts.tolist()), f"start{n}")
            for n, s in enumerate(stands)
        ]
        self._open = [
            model.new_fixed_size_interval_var(start, s.site_days, "")
            for start, s in zip(self._starts, stands, strict=True)
        ]
        self._cost: list[cp_model.LinearExprT] = []
        for number, stand in enumerate(stands):
            model.add_hint(self._starts[number], known[number])
            self._cost.append(self._away(number, stand))

    def _away(self, number: int, stand: Stand) -> cp_model.IntVar:
        """Return the cost of a start: convex in it, so each piece is a lower bound that holds at its days."""
        cost = np.rint(_SCALE * stand.cost).astype(np.int64)
        away = self._model.new_int_var(0, int(cost.max()), "")
        rise = np.diff(cost) / np.diff(stand.starts) if len(cost) > 1 else np.zeros(1)
        kept = np.flatnonzero(np.r_[True, np.abs(np.diff(rise)) > 1e-9]).tolist()
        for at in kept:
            slope = int(np.floor(rise[at]))
            self._model.add(away >= int(cost[at]) + slope * (self._starts[number] - int(stand.starts[at])))
        return away

    def never(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Let two campaigns never stand open at once."""
        for one, other in pairs:
            if not (self._stands[one].fixed and self._stands[other].fixed):
                self._model.add_no_overlap([self._open[one], self._open[other]])

    def avoid(self, pairs: Sequence[tuple[int, int]], price: float) -> None:
        """Let two campaigns stand open at once only at a price."""
        for one, other in pairs:
            first, second, both = (self._model.new_bool_var("") for _ in range(3))
            one_days, other_days = self._stands[one].site_days, self._stands[other].site_days
            self._model.add(self._starts[one] + one_days <= self._starts[other]).only_enforce_if(first)
            self._model.add(self._starts[other] + other_days <= self._starts[one]).only_enforce_if(second)
            self._model.add_bool_or(first, second, both)
            self._cost.append(round(_SCALE * price) * both)

    def limit(self, limit: str, capacity: int) -> None:
        """Keep to a capacity; what cannot be moved and passes it by itself passes it."""
        intervals, fixed = [], np.zeros(0, np.int64)
        for number, stand in enumerate(self._stands):
            for use in stand.uses:
                if use.limit != limit:
                    continue
                if stand.fixed and len(stand.starts) == 1:
                    first = int(stand.starts[0]) + use.offset
                    fixed = np.pad(fixed, (0, max(0, first + use.days - len(fixed))))
                    fixed[first : first + use.days] += 1
                else:
                    interval = self._model.new_fixed_size_interval_var(self._starts[number] + use.offset, use.days, "")
                    intervals.append((interval, 1))
        for day in np.flatnonzero(fixed).tolist():
            taken = self._model.new_fixed_size_interval_var(day, 1, "")
            intervals.append((taken, min(int(fixed[day]), capacity)))
        if intervals:
            self._model.add_cumulative([i for i, _ in intervals], [d for _, d in intervals], capacity)

    def answer(self, solver: cp_model.CpSolver, known: Sequence[int]) -> Dates:
        """Solve as far as a fixed effort goes."""
        from ortools.sat.python import cp_model as cp  # noqa: PLC0415  as above

        self._model.minimize(sum(self._cost))
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = _SEED
        solver.parameters.max_deterministic_time = _DETERMINISTIC_TIME if len(self._stands) <= _MANY else _IN_BRIEF
        status = solver.solve(self._model)
        if status not in (cp.OPTIMAL, cp.FEASIBLE):
            return Dates(starts=tuple(known), bound=0.0)
        starts = tuple(int(solver.value(start)) for start in self._starts)
        return Dates(starts=starts, bound=solver.best_objective_bound / _SCALE)
