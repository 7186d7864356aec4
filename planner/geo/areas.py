"""Work areas drawn as polygons: the parts of section centrelines that a work inside them opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo.pieces import cut_lines
from planner.geo.stretch_tables import join_intervals, no_stretches
from planner.model import Stretches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.model import Floats, Ints, Network, Objects, Routes
    from planner.rulebook.model import Matching

__all__ = ["area_stretches"]

# Parts of one area on one section that are parted by less are one stretch, so trial pits in a row are one work
_JOIN_M = 10.0
# An area that ends this near to a junction reaches it: half the road's width, within bounds, where that is known
_END_M, _LEAST_END_M, _LARGEST_END_M = 5.0, 2.0, 12.0
# Whoever digs this share of a section digs the section
_WHOLE_SHARE = 0.95
# From this share on an area runs along a section, however short that is
_SURE_SHARE = 0.8
# Below it, an area runs along a street where it reaches this many times as far along as it is wide across: a work
# on the main road pokes into each side street, but hardly farther than it is wide itself; amid a section it is
# enough to be longer than wide
_POKING, _AMID = 2.0, 1.0
_ACROSS_M = 40.0


@dataclass(frozen=True, slots=True)
class _Covered:
    """Intervals of sections inside areas, one row each; ``inside_m`` is what the area really covers of it."""

    area: Ints
    section: Ints
    from_m: Floats
    to_m: Floats
    inside_m: Floats

    def rows(self, kept: Ints | NDArray[np.bool_]) -> _Covered:
        return _Covered(self.area[kept], self.section[kept], self.from_m[kept], self.to_m[kept], self.inside_m[kept])


def area_stretches(routes: Routes, network: Network, rules: Matching) -> Stretches:
    """Refer work areas to the sections they lie on.

    A stretch is the part of a centreline inside the areas of a project, and the whole section where nearly all of
    it is inside. A part that only pokes out of a junction into a side street is no stretch, unless the project
    would have none at all. Direction and start of rings and the order of areas change nothing.

    Parameters
    ----------
    routes, network : In one planning CRS; either may be empty.
    rules : ``minimum_stretch_m``, the least length that counts as running along a section.

    Returns
    -------
    stretches : ``offset_m`` and ``side`` are 0, as an area says nothing of them; ``confidence`` is the share of the
        stretch that lies inside the area. Stretches of one project on one section never touch.
    """
    if not len(routes.areas) or not len(network):
        return no_stretches()
    areas, project = _united(routes)
    covered = _whole_sections(_reaching_ends(_joined(_inside(areas, network.lines)), network), network)
    covered = covered.rows(covered.to_m - covered.from_m >= rules.minimum_stretch_m.value)
    along = _runs_along(covered, areas, network)
    covered = covered.rows(along | ~np.isin(covered.area, covered.area[along]))
    nothing = np.zeros(len(covered.area))
    return Stretches(
        project=project[covered.area],
        section=covered.section,
        from_m=covered.from_m,
        to_m=covered.to_m,
        offset_m=nothing,
        side=nothing.astype(np.int64),
        confidence=np.clip(covered.inside_m / (covered.to_m - covered.from_m), 0.0, 1.0),
    )


def _united(routes: Routes) -> tuple[Objects, Ints]:
    """Return one polygon for each project with areas, and that project."""
    order = np.argsort(routes.project_of_area, kind="stable")
    polygons, area = shapely.get_parts(routes.areas[order], return_index=True)
    projects, index = np.unique(routes.project_of_area[order][area], return_inverse=True)
    several = np.asarray(shapely.multipolygons(polygons, indices=index), dtype=object)
    return np.asarray(shapely.union_all(several[:, None], axis=1), dtype=object), projects


def _inside(areas: Objects, lines: Objects) -> _Covered:
    """Cut the segments of the sections with the areas: each piece is straight, so its chainage is certain."""
    area, section = shapely.STRtree(lines).query(areas, predicate="intersects")
    order = np.lexsort((section, area))
    area, section = area[order], section[order]
    xy, vertices = shapely.get_coordinates(lines[section]), shapely.get_num_coordinates(lines[section])
    pair = np.repeat(np.arange(len(section)), vertices)
    segment = np.flatnonzero(pair[1:] == pair[:-1])
    ends = np.stack([xy[segment], xy[segment + 1]], axis=1)
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    before = np.cumsum(length) - length
    first = np.searchsorted(pair[segment], np.arange(len(section)))
    at = before - before[np.minimum(first, max(len(before) - 1, 0))][pair[segment]]
    cut = shapely.intersection(areas[area[pair[segment]]], shapely.linestrings(ends))
    pieces, of = shapely.get_parts(cut, return_index=True)
    straight = (shapely.get_type_id(pieces) == shapely.GeometryType.LINESTRING) & (shapely.length(pieces) > 0)
    pieces, of = pieces[straight], of[straight]
    low, high = np.sort([_from_start(pieces, end, ends[of, 0]) for end in (0, -1)], axis=0)
    row = pair[segment][of]
    return _Covered(area[row], section[row], at[of] + low, at[of] + high, high - low)


def _from_start(pieces: Objects, end: int, start: Floats) -> Floats:
    return np.asarray(np.hypot(*(shapely.get_coordinates(shapely.get_point(pieces, end)) - start).T))


def _joined(covered: _Covered) -> _Covered:
    key = covered.area * (int(covered.section.max(initial=0)) + 1) + covered.section
    order, group = join_intervals(key, covered.from_m, covered.to_m, _JOIN_M)
    start = np.flatnonzero(np.diff(group, prepend=-1))
    rows = covered.rows(order)
    if not len(start):
        return rows
    return _Covered(
        rows.area[start],
        rows.section[start],
        rows.from_m[start],
        np.maximum.reduceat(rows.to_m, start),
        np.add.reduceat(rows.inside_m, start),
    )


def _reaching_ends(covered: _Covered, network: Network) -> _Covered:
    width, length = network.width_m[covered.section], network.length_m[covered.section]
    near = np.where(np.isnan(width), _END_M, np.clip(width / 2.0, _LEAST_END_M, _LARGEST_END_M))
    low = np.where(covered.from_m <= near, 0.0, covered.from_m)
    high = np.where(covered.to_m >= length - near, length, covered.to_m)
    return _Covered(covered.area, covered.section, low, high, covered.inside_m)


def _whole_sections(covered: _Covered, network: Network) -> _Covered:
    """Make one row of the whole section where nearly all of it is inside."""
    total, first = _total_inside(covered)
    length = network.length_m[covered.section]
    whole = total >= _WHOLE_SHARE * length
    grown = _Covered(
        covered.area,
        covered.section,
        np.where(whole, 0.0, covered.from_m),
        np.where(whole, length, covered.to_m),
        np.where(whole, total, covered.inside_m),
    )
    return grown.rows(first | ~whole)


def _total_inside(covered: _Covered) -> tuple[Floats, NDArray[np.bool_]]:
    """Return what the area of each row covers of its section in all, and whether the row is the first of these."""
    pairs = np.column_stack([covered.area, covered.section])
    _, first, group = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
    leads = np.zeros(len(pairs), dtype=np.bool_)
    leads[first] = True
    total = np.bincount(group, weights=covered.inside_m, minlength=len(first))
    return np.asarray(total[group], dtype=np.float64), leads


def _runs_along(covered: _Covered, areas: Objects, network: Network) -> NDArray[np.bool_]:
    """Tell which rows run along their section rather than poke into it from a junction."""
    length = network.length_m[covered.section]
    along = _total_inside(covered)[0] >= _SURE_SHARE * length
    doubtful = np.flatnonzero(~along)
    rows = covered.rows(doubtful)
    amid = (rows.from_m > 0.0) & (rows.to_m < length[doubtful])
    centre = cut_lines(network.lines, rows.section, rows.from_m, rows.to_m)
    beside = shapely.buffer(centre, _ACROSS_M, cap_style="flat")
    across_m = shapely.area(shapely.intersection(areas[rows.area], beside)) / (rows.to_m - rows.from_m)
    along[doubtful] = rows.to_m - rows.from_m >= np.where(amid, _AMID, _POKING) * across_m
    return along
