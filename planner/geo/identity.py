"""Which features are one project: same utility, same project number, and facts that agree."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.geo.layer import coded, objects, shown
from planner.geo.properties import FACTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from planner.geo.properties import Rows, Submission
    from planner.model import Ints, Objects

__all__ = ["group_rows", "held_back", "merged_facts", "project_keys"]

# Compared with a whole column: NumPy has no elementwise "is"
_NOTHING = None


def group_rows(submission: Submission) -> tuple[Ints, list[tuple[str, str]]]:
    """Return the project of each row (-1 where the row is not good) and each project's (utility, project_id).

    Projects are numbered in the order of utility and id, whatever the order of the rows.
    """
    good = np.flatnonzero(submission.good)
    utility = submission.columns["utility"].said[good]
    number = submission.columns["project_id"].said[good]
    group = np.full(len(submission.good), -1, dtype=np.int64)
    if not len(good):
        return group, []
    utilities, utility_code = np.unique(utility, return_inverse=True)
    numbers, number_code = np.unique(number, return_inverse=True)
    distinct, group[good] = np.unique(utility_code * len(numbers) + number_code, return_inverse=True)
    which = zip(*(part.tolist() for part in np.divmod(distinct, len(numbers))), strict=True)
    return group, [(utilities[owner], numbers[own]) for owner, own in which]


def held_back(submission: Submission, group: Ints, rows: Rows) -> NDArray[np.bool_]:
    """Return the rows of projects whose features contradict each other, each row with a fault."""
    held = np.zeros(len(rows), dtype=np.bool_)
    accused = np.zeros(len(rows), dtype=np.bool_)
    _, members = np.unique(group[group >= 0], return_counts=True)
    if not (members > 1).any():
        return held
    for name in FACTS:
        row, first = _conflicts(submission.columns[name].said, group)
        _accuse(name, row, first, submission, rows)
        accused[row] = True
        held |= np.isin(group, group[row])
    number = submission.columns["project_id"].said
    for beside in np.flatnonzero(held & ~accused).tolist():
        faults, feature = rows.at(beside)
        faults.error("project.held_back", feature, "project_id", project_id=number[beside])
    return held


def _conflicts(values: Objects, group: Ints) -> tuple[Ints, Ints]:
    """Return the rows that differ from the first row of their project that says anything, and that first row."""
    codes, _ = coded(values)
    telling = np.flatnonzero((codes >= 0) & (group >= 0))
    _, start, back = np.unique(group[telling], return_index=True, return_inverse=True)
    first = telling[start][back]
    other = codes[telling] != codes[first]
    return telling[other], first[other]


def _accuse(name: str, wrong: Ints, first: Ints, submission: Submission, rows: Rows) -> None:
    column, number = submission.columns[name], submission.columns["project_id"].said
    for row, other in zip(wrong.tolist(), first.tolist(), strict=True):
        faults, feature = rows.at(row)
        other_faults, other_feature = rows.at(other)
        faults.error(
            "project.conflicting_facts",
            feature,
            name,
            project_id=number[row],
            found=shown(column.given[row]),
            other=shown(column.given[other]),
            other_source=other_faults.source,
            other_feature=other_feature,
        )


def merged_facts(submission: Submission, group: Ints) -> Mapping[str, Objects]:
    """Return per fact its value for each project number in ``group``, None where no feature says it."""
    size = int(group.max(initial=-1)) + 1
    return {name: _merged(submission.columns[name].said, group, size) for name in FACTS}


def _merged(values: Objects, group: Ints, size: int) -> Objects:
    merged: Any = objects([None] * size)
    telling = (group >= 0) & (values != _NOTHING)
    merged[group[telling]] = values[telling]
    return np.asarray(merged, dtype=object)


def project_keys(names: list[tuple[str, str]]) -> list[str]:
    """Return a unique key for each (utility, project_id): the id, or ``utility/id`` where two utilities use it.

    An id that looks like another project's qualified key is qualified too.
    """
    uses = Counter(number for _, number in names)
    qualified = {f"{utility}/{number}" for utility, number in names if uses[number] > 1}
    return [f"{utility}/{number}" if uses[number] > 1 or number in qualified else number for utility, number in names]
