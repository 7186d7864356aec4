"""The element-label model of one component as one mixed-integer program, solved by HiGHS.

    min  sum_e w_e sum_c y[e,c] - sum_s opening * link[s,c]
    sum_c z[r,c] = 1;  y[e,c] >= z[r,c] for r in e;  link[s,c] <= sum_{r in s} z[r,c], link[s,c] <= y of both sides

c runs over labels. Elements with one possible member at a label are put on that member's z. Only z is integer:
given z, the rest is integral by itself. Two groups that start at one label without hanging together share what the
longest of all adds in days, and what a group as a whole needs is not asked: so the value is a lower bound. The linear
program alone is one too, and on most components the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import coo_array

from planner.schedule.elements import clique_tree
from planner.schedule.highs import minimise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.model import Floats, Ints
    from planner.schedule.elements import Members, Part, Separator

__all__ = ["Labelling", "solve_labels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """Ascending runs that start at one label, in order of labels, and a proven lower bound."""

    classes: tuple[tuple[int, ...], ...]
    bound: float


class _Rows:
    """Rows of a sparse constraint matrix, gathered as arrays."""

    def __init__(self) -> None:
        self._blocks: list[tuple[Ints, Ints, Floats]] = []
        self._low: list[Floats] = []
        self._high: list[Floats] = []
        self.count = 0

    def add(self, columns: Iterable[tuple[Ints, float]], *, low: float = -np.inf, high: float = np.inf) -> None:
        """Add rows side by side: row i holds entry i of every column array with its coefficient."""
        size = 0
        for entries, coefficient in columns:
            size = len(entries)
            self._blocks.append((self.count + np.arange(size), entries, np.full(size, coefficient)))
        self._close(size, low, high)

    def add_sum(self, parts: Iterable[tuple[Ints, float]], *, low: float = -np.inf, high: float = np.inf) -> None:
        """Add one row: the sum of all entries of every part with its coefficient."""
        for entries, coefficient in parts:
            size = len(entries)
            self._blocks.append((np.full(size, self.count), entries, np.full(size, coefficient)))
        self._close(1, low, high)

    def _close(self, size: int, low: float, high: float) -> None:
        self._low.append(np.full(size, low))
        self._high.append(np.full(size, high))
        self.count += size

    def constraint(self, columns: int) -> LinearConstraint:
        row, column, value = (np.concatenate(part) for part in zip(*self._blocks, strict=True))
        matrix = coo_array((value, (row, column)), shape=(self.count, columns)).tocsr()
        return LinearConstraint(matrix, np.concatenate(self._low), np.concatenate(self._high))


class _Model:
    """Columns, costs and rows of one program."""

    def __init__(self, part: Part) -> None:
        self.can = part.can
        self.starts = int(self.can.sum())
        self.z = np.full(self.can.shape, -1, np.int64)
        self.z[self.can] = np.arange(self.starts)
        self.cost: list[Floats] = [np.zeros(self.starts)]
        self.size = self.starts
        self.rows = _Rows()
        self.fixed = 0.0
        self._y: dict[Members, Ints] = {}

    def columns(self, cost: float, count: int) -> Ints:
        """Add continuous columns between zero and one."""
        made = self.size + np.arange(count)
        self.cost.append(np.full(count, cost))
        self.size += count
        return made

    def choose_one(self) -> None:
        """Let each run start at exactly one label."""
        for run in range(len(self.can)):
            self.rows.add_sum([(self.z[run][self.can[run]], 1.0)], low=1.0, high=1.0)

    def pay(self, members: Members, weight: float) -> None:
        """Pay an element once per label at which any member starts."""
        if len(members) == 1:
            self.fixed += weight
            return
        chosen = np.array(sorted(members))
        here = self.can[chosen]
        count = here.sum(axis=0)
        alone = here & (count == 1)
        self.cost[0][self.z[chosen][alone]] += weight
        shared = np.flatnonzero(count > 1)
        y = np.full(self.can.shape[1], -1, np.int64)
        y[shared] = self.columns(weight, len(shared))
        self._y[members] = y
        row, label = np.nonzero(here & (count > 1))
        self.rows.add([(y[label], 1.0), (self.z[chosen[row], label], -1.0)], low=0.0)

    def spare(self, separator: Separator, weight: float) -> None:
        """Give back a weight once per label at which any run of a separator starts."""
        chosen = np.array(sorted(separator.members))
        here = self.can[chosen]
        count = here.sum(axis=0)
        alone = here & (count == 1)
        self.cost[0][self.z[chosen][alone]] -= weight
        shared = np.flatnonzero(count > 1)
        link = np.full(self.can.shape[1], -1, np.int64)
        link[shared] = self.columns(-weight, len(shared))
        for label in shared.tolist():
            starts = self.z[chosen, label][here[:, label]]
            self.rows.add_sum([(link[[label]], 1.0), (starts, -1.0)], high=0.0)
        for side in separator.sides:
            self.rows.add([(link[shared], 1.0), (self._y[side][shared], -1.0)], high=0.0)


def solve_labels(part: Part, *, in_shares: bool = False) -> Labelling:
    """Choose a start for every run at least cost.

    Parameters
    ----------
    in_shares : Let runs start at several labels in shares, which is solved at once, and take the largest of each.

    Raises
    ------
    SolverError
        If HiGHS ends without a solution.
    """
    model = _Model(part)
    model.choose_one()
    cliques, separators = clique_tree(part.neighbours)
    for members, weight in _elements(part, cliques).items():
        model.pay(members, weight)
    for separator in separators:
        model.spare(separator, part.opening)
    return _solved(model, in_shares=in_shares)


def _elements(part: Part, cliques: Iterable[Members]) -> dict[Members, float]:
    """Gather what is paid by member set: metres, openings and levels of one set are one element."""
    elements = dict(part.metres)
    for members in cliques:
        elements[members] = elements.get(members, 0.0) + part.opening
    for members, weight in part.levels().items():
        elements[members] = elements.get(members, 0.0) + weight
    return {members: elements[members] for members in sorted(elements, key=sorted)}


def _solved(model: _Model, *, in_shares: bool) -> Labelling:
    is_whole = (np.arange(model.size) < model.starts) & (not in_shares)
    answer = minimise(
        np.concatenate(model.cost), is_whole.astype(np.int64), Bounds(0.0, 1.0), model.rows.constraint(model.size)
    )
    share = np.where(model.can, answer.x[np.maximum(model.z, 0)], -1.0)
    label_of = share.argmax(axis=1)
    classes = tuple(tuple(np.flatnonzero(label_of == label).tolist()) for label in np.unique(label_of).tolist())
    return Labelling(classes=classes, bound=answer.bound + model.fixed)
