"""What a submission is to look at: metres on no road, doubtful stretches, roads not to be dug, works known before."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.geo.confirmation import to_confirm
from planner.model import Reason, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.geo.match import Matched
    from planner.model import Dates, Ints, Network, Project, Stretches
    from planner.rulebook.model import Matching
    from planner.rulebook.repaving import Repaving

    _Told = tuple[int, Reason]

__all__ = ["warnings_of"]


def warnings_of(
    projects: Sequence[Project],
    matched: Matched,
    network: Network,
    rules: Matching,
    diggable_from: Dates,
    known: Ints,
    *,
    repaving: Repaving,
) -> tuple[Reason, ...]:
    """Return the warnings of a submission, project by project.

    Parameters
    ----------
    projects, matched : Of the submission.
    diggable_from : First day each section of the network may be dug, NaT where nothing is known, shape (s,).
        An emergency may dig at once, and so may a project with an approved exception.
    known : At least 0 where the project was submitted before, shape of ``projects``.
    repaving : Roads due for resurfacing.
    """
    told = (
        *_off_roads(projects, matched),
        *_uncertain(projects, matched.stretches, network, rules),
        *_moratoria(projects, matched.stretches, network, diggable_from),
        *_repaved(projects, matched.stretches, network, repaving),
        *_submitted_before(projects, known),
    )
    return tuple(reason for _, reason in sorted(told, key=lambda entry: entry[0]))


def _off_roads(projects: Sequence[Project], matched: Matched) -> Iterator[_Told]:
    metres = np.bincount(matched.unmatched.project, matched.unmatched.length_m, minlength=len(projects))
    on = np.bincount(matched.stretches.project, minlength=len(projects))
    for i in np.flatnonzero(on == 0).tolist():
        yield i, Reason(code="submission.off_roads", data={"project": projects[i].key})
    for i in np.flatnonzero((on > 0) & (metres > 0)).tolist():
        data = {"project": projects[i].key, "metres": float(metres[i])}
        yield i, Reason(code="submission.partly_off_roads", data=data)


def _uncertain(projects: Sequence[Project], stretches: Stretches, network: Network, rules: Matching) -> Iterator[_Told]:
    for row in np.sort(to_confirm(stretches, rules)).tolist():
        i = int(stretches.project[row])
        data = {
            **_place(projects[i], network, int(stretches.section[row])),
            "from_m": float(stretches.from_m[row]),
            "to_m": float(stretches.to_m[row]),
            "confidence": float(stretches.confidence[row]),
        }
        yield i, Reason(code="submission.uncertain", data=data)


def _moratoria(
    projects: Sequence[Project], stretches: Stretches, network: Network, diggable_from: Dates
) -> Iterator[_Told]:
    first = np.array([p.window.first for p in projects], dtype="datetime64[D]")
    waits = np.array(
        [p.urgency is not Urgency.EMERGENCY and p.moratorium_exception is None for p in projects], dtype=np.bool_
    )
    closed = waits[stretches.project] & (first[stretches.project] < diggable_from[stretches.section])
    who = np.column_stack([stretches.project, stretches.section])[closed]
    pairs, of = np.unique(who, axis=0, return_inverse=True)
    metres = np.bincount(of, (stretches.to_m - stretches.from_m)[closed], minlength=len(pairs))
    for (i, section), length in zip(pairs.tolist(), metres.tolist(), strict=True):
        window, until = projects[i].window, diggable_from[section].item()
        data = {
            **_place(projects[i], network, section),
            "metres": length,
            "until": until,
            "first": window.first,
            "last": window.last,
        }
        never = window.last < until
        yield i, Reason(code="submission.moratorium" if never else "submission.moratorium_in_part", data=data)


def _repaved(
    projects: Sequence[Project], stretches: Stretches, network: Network, repaving: Repaving
) -> Iterator[_Told]:
    """Tell of roads that are paved anew before a window ends: works on them come first."""
    if not repaving:
        return
    metres: dict[tuple[int, int, int], float] = defaultdict(float)
    told: dict[tuple[int, int, int], dict[str, Any]] = {}
    columns = (stretches.project, stretches.section, stretches.from_m, stretches.to_m)
    for i, section, first, last in zip(*(column.tolist() for column in columns), strict=True):
        one = projects[i]
        for number, (due, until) in enumerate(repaving.on(section, first, last)):
            if one.urgency is Urgency.EMERGENCY or one.window.last <= due.last or one.window.first >= until:
                continue
            key = i, section, number
            metres[key] += last - first
            told[key] = {"zh": due.zh, "en": due.en, "paved": due.last, "until": until, "last": one.window.last}
    for (i, section, number), data in sorted(told.items()):
        length = metres[i, section, number]
        place = _place(projects[i], network, section)
        yield i, Reason(code="submission.resurfacing", data={**place, **data, "metres": length})


def _submitted_before(projects: Sequence[Project], known: Ints) -> Iterator[_Told]:
    for i in np.flatnonzero(known >= 0).tolist():
        data = {"project": projects[i].key, "utility": projects[i].utility}
        yield i, Reason(code="submission.replaces", data=data)


def _place(project: Project, network: Network, section: int) -> dict[str, Any]:
    road, section_id = str(network.names[section]), str(network.section_ids[section])
    return {"project": project.key, "road": road, "section": section_id}
