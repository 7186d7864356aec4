"""The map's geometry as compact columns: sections once, everything on them as intervals and lanes.

Coordinates are integers of 1e-6 degree (WGS 84), each vertex as the difference from the one before; the page cuts the
intervals out of the sections by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely

from maps.slots import Slots, direction_signs, lay_side_by_side
from planner.geo.confirmation import to_confirm
from planner.geo.crs import WGS84, metric_crs, transform_xy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.model import Floats, Ints, JointWork, Objects, Plan, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["Drawn", "arrange", "bounds_of", "columns_of", "encoded_lines", "merged"]

Columns: TypeAlias = dict[str, Any]
Interval: TypeAlias = tuple[float, float]

MICRODEGREES = 1e6
GROUP_RANK = {"arterial": 2, "secondary": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """How the stretches of a situation are drawn under a plan.

    Attributes
    ----------
    slots : Lane of every stretch.
    offset : Lane across the section, positive to the right of its digitised direction, shape (n,).
    works : Per stretch the ascending indices into ``Plan.joint_works`` that open it, length n.
    bands : Per work the intervals it opens, ``(section, from_m, to_m, offset, lanes)``, as wide as its lines there.
    """

    slots: Slots
    offset: Floats
    works: tuple[tuple[int, ...], ...]
    bands: tuple[tuple[tuple[int, float, float, float, int], ...], ...]


def arrange(plan: Plan, situation: Situation, rulebook: Rulebook) -> Drawn:
    """Lay out the stretches side by side, the members of one joint work next to each other, and its band beneath."""
    opened = _opened_by(plan, situation)
    works: list[set[int]] = [set() for _ in range(len(situation.stretches))]
    for number, intervals in enumerate(opened):
        for row, _, _ in intervals:
            works[row].add(number)
    slots = lay_side_by_side(situation.stretches, _order(works, plan, situation, rulebook))
    signs = direction_signs(situation.network)[situation.stretches.section]
    bands = tuple(tuple(_bands(intervals, situation, slots, signs)) for intervals in opened)
    return Drawn(slots=slots, offset=slots.offset() * signs, works=tuple(tuple(sorted(w)) for w in works), bands=bands)


def merged(intervals: Iterable[Interval], gap: float = 0.05) -> list[Interval]:
    """Return the union of intervals in order; those closer than ``gap`` metres become one."""
    union: list[Interval] = []
    for first, last in sorted(intervals):
        if union and first <= union[-1][1] + gap:
            union[-1] = (union[-1][0], max(union[-1][1], last))
        else:
            union.append((first, last))
    return union


def encoded_lines(lines: Objects, crs: int) -> list[list[int]]:
    """Return each line as ``[lat, lon, dlat, dlon, ...]`` in integers of 1e-6 degree."""
    if not len(lines):
        return []
    coordinates, row = shapely.get_coordinates(lines, return_index=True)
    degrees = _latitude_longitude(coordinates, crs)
    whole = np.rint(degrees * MICRODEGREES).astype(np.int64)
    starts = np.searchsorted(row, np.arange(len(lines)))
    steps = np.diff(whole, axis=0, prepend=0)
    steps[starts] = whole[starts]
    return [part.ravel().tolist() for part in np.split(steps, starts[1:])]


def bounds_of(situation: Situation) -> list[list[float]]:
    """Return south-west and north-east of everything a plan concerns: stretches and parts off the roads, else roads."""
    lines = [situation.network.lines[np.unique(situation.stretches.section)], situation.unmatched.lines]
    concerned = np.concatenate(lines) if sum(map(len, lines)) else situation.network.lines
    west, south, east, north = shapely.total_bounds(concerned)
    corners = _latitude_longitude(np.array([[west, south], [east, north]]), situation.network.crs)
    return [[round(float(value), 6) for value in corner] for corner in corners]


def columns_of(situation: Situation, drawn: Drawn, rulebook: Rulebook) -> Columns:
    """Return every geometry column of the page."""
    return {
        "roads": _road_columns(situation, rulebook),
        "stretches": _stretch_columns(situation, drawn, rulebook),
        "bands": [[_rounded_band(band) for band in bands] for bands in drawn.bands],
        "shared": _shared_columns(situation),
        "crossings": _crossing_columns(situation),
        "unmatched": _unmatched_columns(situation),
    }


def _latitude_longitude(coordinates: Floats, crs: int) -> Floats:
    return transform_xy(coordinates, metric_crs(crs), WGS84)[:, ::-1]


def _opened_by(plan: Plan, situation: Situation) -> list[list[tuple[int, float, float]]]:
    """Return per work the parts of stretches it opens, as ``(stretch, from_m, to_m)``."""
    rows = _rows_of(situation)
    return [list(_parts(work, rows, situation)) for work in plan.joint_works]


def _rows_of(situation: Situation) -> dict[tuple[str, str], list[int]]:
    stretches = situation.stretches
    projects = [p.key for p in situation.routes.projects]
    sections = situation.network.section_ids
    rows: dict[tuple[str, str], list[int]] = {}
    for row, (project, section) in enumerate(zip(stretches.project, stretches.section, strict=True)):
        rows.setdefault((projects[project], sections[section]), []).append(row)
    return rows


def _parts(
    work: JointWork, rows: dict[tuple[str, str], list[int]], situation: Situation
) -> Iterable[tuple[int, float, float]]:
    starts, ends = situation.stretches.from_m, situation.stretches.to_m
    for opened in work.stretches:
        for row in rows.get((opened.project, opened.section_id), []):
            first, last = max(opened.from_m, float(starts[row])), min(opened.to_m, float(ends[row]))
            if last > first:
                yield row, first, last


def _order(works: list[set[int]], plan: Plan, situation: Situation, rulebook: Rulebook) -> Floats:
    """Return the order across a section: first by work, those in none last, then by how deep the service lies."""
    none = len(plan.joint_works)
    work = np.array([min(w, default=none) for w in works], dtype=np.float64)
    depth = np.array([rulebook.services[p.service].depth_rank.value for p in situation.routes.projects] or [0])
    order: Floats = work * (int(depth.max()) + 1) + depth[situation.stretches.project]
    return order


def _bands(
    intervals: list[tuple[int, float, float]], situation: Situation, slots: Slots, signs: Floats
) -> Iterable[tuple[int, float, float, float, int]]:
    by_bundle: dict[int, list[tuple[int, float, float]]] = {}
    for part in intervals:
        by_bundle.setdefault(int(slots.bundle[part[0]]), []).append(part)
    for bundle in sorted(by_bundle):
        row = by_bundle[bundle][0][0]
        section, sign = int(situation.stretches.section[row]), float(signs[row])
        centre = (int(slots.lanes[row]) - 1) / 2
        for first, last, low, high in _pieces([(int(slots.lane[r]), f, t) for r, f, t in by_bundle[bundle]]):
            yield section, first, last, ((low + high) / 2 - centre) * sign, high - low + 1


def _pieces(parts: list[tuple[int, float, float]]) -> list[tuple[float, float, int, int]]:
    """Return the union of intervals ``(lane, from, to)`` cut where its lowest or highest lane changes."""
    cuts = sorted({end for _, first, last in parts for end in (first, last)})
    pieces: list[tuple[float, float, int, int]] = []
    for first, last in pairwise(cuts):
        lanes = [lane for lane, start, end in parts if start < last and end > first]
        if not lanes:
            continue
        low, high = min(lanes), max(lanes)
        joins = bool(pieces) and pieces[-1][1:] == (first, low, high)
        pieces.append((pieces.pop()[0] if joins else first, last, low, high))
    return pieces


def _rounded_band(band: tuple[int, float, float, float, int]) -> list[float]:
    section, first, last, offset, lanes = band
    return [section, round(first, 1), round(last, 1), offset, lanes]


def _road_columns(situation: Situation, rulebook: Rulebook) -> Columns:
    network = situation.network
    names, name = np.unique(network.names.astype(str), return_inverse=True)
    group_of = {c: GROUP_RANK.get(group, 0) for group, classes in rulebook.road_class_groups.items() for c in classes}
    return {
        "names": names.tolist(),
        "name": name.tolist(),
        "id": network.section_ids.tolist(),
        "rank": [group_of.get(c, 0) for c in network.road_class],
        "length": np.round(network.length_m, 1).tolist(),
        "line": encoded_lines(network.lines, network.crs),
    }


def _stretch_columns(situation: Situation, drawn: Drawn, rulebook: Rulebook) -> Columns:
    stretches = situation.stretches
    uncertain = np.zeros(len(stretches), dtype=np.int64)
    uncertain[to_confirm(stretches, rulebook.matching)] = 1
    return {
        "project": stretches.project.tolist(),
        "section": stretches.section.tolist(),
        "from": np.round(stretches.from_m, 1).tolist(),
        "to": np.round(stretches.to_m, 1).tolist(),
        "slot": drawn.offset.tolist(),
        "offset": np.round(stretches.offset_m, 1).tolist(),
        "side": stretches.side.tolist(),
        "confidence": np.round(stretches.confidence, 2).tolist(),
        "uncertain": uncertain.tolist(),
        "works": [list(works) for works in drawn.works],
    }


def _shared_columns(situation: Situation) -> Columns:
    shared = situation.shared
    return {
        "section": shared.section.tolist(),
        "from": np.round(shared.from_m, 1).tolist(),
        "to": np.round(shared.to_m, 1).tolist(),
        "members": [part.tolist() for part in _split_by(shared.members, shared.member_start)],
    }


def _split_by(values: Ints, starts: Ints) -> list[Ints]:
    return np.split(values, starts[1:-1]) if len(starts) > 1 else []


def _crossing_columns(situation: Situation) -> Columns:
    crossings = situation.crossings
    return {
        "project": crossings.project.tolist(),
        "section": crossings.section.tolist(),
        "at": np.round(crossings.at_m, 1).tolist(),
    }


def _unmatched_columns(situation: Situation) -> Columns:
    unmatched = situation.unmatched
    return {
        "project": unmatched.project.tolist(),
        "length": np.round(unmatched.length_m, 1).tolist(),
        "line": encoded_lines(unmatched.lines, situation.network.crs),
    }
