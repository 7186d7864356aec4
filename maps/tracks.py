"""Where the members of one joint work lie across its road: on their true side, those nearest the centre inside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import JointWork, Opening, Situation, Stretches

__all__ = ["Strip", "Track", "strips_of", "tracks_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """An interval of a section that one member opens, and its lane.

    ``lane`` is the middle of the member's lane in lane widths from the centreline, positive to the right of the
    section's digitised direction: 0.5, 1.5 and so on, or -0.5, -1.5.
    """

    project: str
    section: int
    from_m: float
    to_m: float
    lane: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """An opening of the work: its interval, the middle of its members' lanes, and how many lanes wide it is."""

    section: int
    from_m: float
    to_m: float
    middle: float
    lanes: float


def tracks_of(work: JointWork, situation: Situation) -> tuple[Track, ...]:
    """Return the work's stretches with a lane each, sorted by section, chainage and project.

    A member keeps one lane along a section. Which members lie inside is decided once for the work, by their mean
    distance from the centreline, so that lines do not change places from one section to the next.

    Raises
    ------
    KeyError
        If the work names a section or a project that the situation does not hold.
    """
    section = {name: row for row, name in enumerate(situation.network.section_ids)}
    rows = _rows_of(work, situation)
    lanes = _lanes(rows, situation.stretches)
    return tuple(
        Track(project=project, section=on, from_m=first, to_m=last, lane=lanes[project, on])
        for on, first, last, project in sorted(
            (section[s.section_id], s.from_m, s.to_m, s.project) for s in work.stretches
        )
    )


def strips_of(work: JointWork, tracks: Iterable[Track], situation: Situation) -> tuple[Strip, ...]:
    """Return the work's openings, each just wide enough for the lanes of its members."""
    section = {name: row for row, name in enumerate(situation.network.section_ids)}
    lanes = {(t.project, t.section): t.lane for t in tracks}
    return tuple(
        sorted((_strip(o, section[o.section_id], lanes) for o in work.openings), key=lambda s: (s.section, s.from_m))
    )


def _strip(opening: Opening, section: int, lanes: dict[tuple[str, int], float]) -> Strip:
    on = [lanes[member, section] for member in opening.members]
    return Strip(
        section=section,
        from_m=opening.from_m,
        to_m=opening.to_m,
        middle=(min(on) + max(on)) / 2,
        lanes=max(on) - min(on) + 1,
    )


def _rows_of(work: JointWork, situation: Situation) -> dict[tuple[str, int], list[int]]:
    """Return the rows of ``Stretches`` the work opens, by project and section."""
    number = {project.key: row for row, project in enumerate(situation.routes.projects)}
    opened = {(number[s.project], s.section_id) for s in work.stretches}
    stretches, names = situation.stretches, situation.network.section_ids
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(stretches.project, [number[m] for m in work.members])).tolist():
        project, section = int(stretches.project[row]), int(stretches.section[row])
        if (project, names[section]) in opened:
            found[situation.routes.projects[project].key, section].append(row)
    return found


def _lanes(rows: dict[tuple[str, int], list[int]], stretches: Stretches) -> dict[tuple[str, int], float]:
    inside = _from_the_centreline(rows, stretches)
    by_side: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (project, section), on in sorted(rows.items()):
        left = _mean(on, stretches, stretches.offset_m * stretches.side) > 0
        by_side[section, -1 if left else 1].append(project)
    return {
        (project, section): side * (place + 0.5)
        for (section, side), projects in by_side.items()
        for place, project in enumerate(sorted(projects, key=lambda p: (inside[p], p)))
    }


def _from_the_centreline(rows: dict[tuple[str, int], list[int]], stretches: Stretches) -> dict[str, float]:
    of: dict[str, list[int]] = defaultdict(list)
    for (project, _), on in sorted(rows.items()):
        of[project] += on
    return {project: _mean(on, stretches, stretches.offset_m) for project, on in of.items()}


def _mean(rows: Sequence[int], stretches: Stretches, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    on = np.asarray(rows)
    return float(np.average(values[on], weights=stretches.to_m[on] - stretches.from_m[on]))
