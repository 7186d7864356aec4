"""The element-label model of one component as one mixed-integer program, solved by HiGHS.

    min  sum_e w_e sum_c y[e,c] - sum_s opening * link[s,c]
    sum_c z[r,c] = 1;  y[e,c] >= z[r,c] for r in e;  link[s,c] <= sum_{r in s} z[r,c], link[s,c] <= y of both sides

c runs over labels. Elements with one possible member at a label are put on that member's z. Only z is integer:
given z, the rest is integral by itself. Two groups that start at one label without hanging together share what the
longest of all adds in days, and what a group as a whole needs is not asked: so the value is a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from planner.errors import SolverError
from planner.schedule.elements import clique_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import Floats, Ints
    from planner.schedule.elements import Members, Part, Separator

__all__ = ["Cut", "Labelling", "solve_labels"]

_NODES = 20_000
_Matrix: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """Classes of runs of one copy, as (label, first run of the copy or -1, runs), and a proven lower bound."""

    classes: tuple[tuple[int, int, tuple[int, ...]], ...]
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

    def __init__(self, part: Part, contested: frozenset[int]) -> None:
        self.part = part
        self.copies = _copies(part, contested)
        self.allowed = _allowed(part, self.copies)
        self.z = np.full(self.allowed.shape, -1, np.int64)
        self.z[self.allowed] = np.arange(int(self.allowed.sum()))
        self.cost: list[Floats] = [np.zeros(int(self.allowed.sum()))]
        self.size = int(self.allowed.sum())
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
        """Let each run start at exactly one copy, and only where the copy's first run starts too."""
        for run in range(len(self.part.runs)):
            self.rows.add_sum([(self.z[run][self.allowed[run]], 1.0)], low=1.0, high=1.0)
        for copy, (_, first) in enumerate(self.copies):
            others = self.z[:, copy][self.allowed[:, copy]]
            others = others[others != self.z[first, copy]] if first >= 0 else others[:0]
            if len(others):
                self.rows.add([(others, 1.0), (np.full(len(others), self.z[first, copy]), -1.0)], high=0.0)

    def pay(self, members: Members, weight: float) -> None:
        """Pay an element once per copy at which any member starts."""
        if len(members) == 1:
            self.fixed += weight
            return
        chosen = np.array(sorted(members))
        here = self.allowed[chosen]
        count = here.sum(axis=0)
        alone = here & (count == 1)
        self.cost[0][self.z[chosen][alone]] += weight
        shared = np.flatnonzero(count > 1)
        y = np.full(len(self.copies), -1, np.int64)
        y[shared] = self.columns(weight, len(shared))
        self._y[members] = y
        row, copy = np.nonzero(here & (count > 1))
        self.rows.add([(y[copy], 1.0), (self.z[chosen[row], copy], -1.0)], low=0.0)

    def spare(self, separator: Separator, weight: float) -> None:
        """Give back a weight once per copy at which any run of a separator starts."""
        chosen = np.array(sorted(separator.members))
        here = self.allowed[chosen]
        count = here.sum(axis=0)
        alone = here & (count == 1)
        self.cost[0][self.z[chosen][alone]] -= weight
        shared = np.flatnonzero(count > 1)
        link = np.full(len(self.copies), -1, np.int64)
        link[shared] = self.columns(-weight, len(shared))
        for copy in shared.tolist():
            starts = self.z[chosen, copy][here[:, copy]]
            self.rows.add_sum([(link[[copy]], 1.0), (starts, -1.0)], high=0.0)
        for side in separator.sides:
            self.rows.add([(link[shared], 1.0), (self._y[side][shared], -1.0)], high=0.0)

    def forbid(self, cut: Cut) -> None:
        """Add a cut at every copy it holds at."""
        for copy, (label, first) in enumerate(self.copies):
            if label != cut.label or (cut.copy is not None and first != cut.copy):
                continue
            members = self._starts(cut.members, copy)
            limit = len(cut.members) - 1 if cut.limit is None else cut.limit
            if len(members) > limit:
                self.rows.add_sum([(members, 1.0), (self._starts(cut.rescue, copy), -1.0)], high=float(limit))

    def _starts(self, runs: Members, copy: int) -> Ints:
        columns: Ints = self.z[np.array(sorted(runs), np.int64), copy]
        found: Ints = columns[columns >= 0]
        return found


def _copies(part: Part, contested: frozenset[int]) -> list[tuple[int, int]]:
    """Return every copy as (label, its first run), -1 where the label has one copy for all."""
    copies: list[tuple[int, int]] = []
    for label in range(len(part.labels)):
        firsts = np.flatnonzero(part.can[:, label]).tolist() if label in contested else [-1]
        copies += [(label, first) for first in firsts]
    return copies


def _allowed(part: Part, copies: Sequence[tuple[int, int]]) -> _Matrix:
    label = np.array([c[0] for c in copies])
    first = np.array([c[1] for c in copies])
    return part.can[:, label] & (np.arange(len(part.runs))[:, None] >= first)


def solve_labels(part: Part, cuts: Sequence[Cut], contested: frozenset[int]) -> Labelling:
    """Choose a start for every run at least cost.

    Raises
    ------
    SolverError
        If HiGHS ends without a solution; it stops by nodes, never by the clock.
    """
    model = _Model(part, contested)
    model.choose_one()
    cliques, separators = clique_tree(part.neighbours)
    for members, weight in _elements(part, cliques).items():
        model.pay(members, weight)
    for separator in separators:
        model.spare(separator, part.opening)
    for cut in cuts:
        model.forbid(cut)
    return _solved(model)


def _elements(part: Part, cliques: Iterable[Members]) -> dict[Members, float]:
    """Gather what is paid by member set: metres, openings and levels of one set are one element."""
    elements = dict(part.metres)
    for members in cliques:
        elements[members] = elements.get(members, 0.0) + part.opening
    for members, weight in part.levels().items():
        elements[members] = elements.get(members, 0.0) + weight
    return {members: elements[members] for members in sorted(elements, key=sorted)}


def _solved(model: _Model) -> Labelling:
    starts = int(model.allowed.sum())
    result = milp(
        np.concatenate(model.cost),
        integrality=(np.arange(model.size) < starts).astype(np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=model.rows.constraint(model.size),
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    if result.status not in (0, 1) or result.x is None:
        raise SolverError(f"HiGHS ended with status {result.status}: {result.message}")
    chosen = model.allowed & (result.x[np.maximum(model.z, 0)] > 0.5)
    bound = result.mip_dual_bound if result.status == 1 else min(result.fun, result.mip_dual_bound)
    return Labelling(classes=_classes(model, chosen), bound=float(bound) + model.fixed)


def _classes(model: _Model, chosen: _Matrix) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    classes = [
        (*model.copies[copy], tuple(np.flatnonzero(chosen[:, copy]).tolist()))
        for copy in np.flatnonzero(chosen.any(axis=0)).tolist()
    ]
    return tuple(sorted(classes))
