"""A road file as a network: sections between junctions, each with its chainage and its road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from planner.geo._corridors import component_of, corridors_of
from planner.geo._road_columns import RoadColumns, read_road_columns, read_section_ids
from planner.geo.crs import to_planning
from planner.model import Fault, Floats, Ints, Network, Objects

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from planner.geo.vector import Features

__all__ = ["build_network"]

# Section ends this near to each other meet in one junction
_SNAP_M = 0.5
# Two edges between the same junctions that never part by more than this are one road's two directions
_TWIN_M = 3.0
_SHORTEST_M = 0.01
_LINE_TYPES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)


def build_network(
    roads: Features, planning_crs: int, *, section_id: str | None = None, same_road_m: float = 3.0
) -> tuple[Network, tuple[Fault, ...]]:
    """Build the sections, junctions and roads of a road file, with every fault found on the way.

    Parameters
    ----------
    roads : Lines in any CRS. Without a CRS nothing can be placed: the network is empty and says so.
    planning_crs : EPSG code of the metric CRS of the result.
    section_id : Column that names the sections; ``section_id`` where None, numbered where absent.
    same_road_m : Carriageways of one name within this distance are one road (``Network.corridor``); metres.

    Returns
    -------
    network : Sections in file order; a feature in several pieces becomes several sections.
    faults : In the order found; a faulty feature is left out, the others stay.

    Raises
    ------
    CrsError
        If metres cannot be measured in ``planning_crs``.
    """
    lines, feature, faults = _usable_lines(roads, planning_crs)
    ids, id_faults = read_section_ids(roads, section_id, feature)
    columns, column_faults = read_road_columns(roads)
    ends = _junctions(lines)
    first = _first_of_twins(lines, ends, columns.level[feature])
    keep = np.flatnonzero(first == np.arange(len(lines)))
    aliases = {str(ids[row]): str(ids[first[row]]) for row in np.flatnonzero(first != np.arange(len(lines))).tolist()}
    network = _assembled(planning_crs, lines[keep], ids[keep], ends[keep], columns, feature[keep], aliases, same_road_m)
    empty = () if len(keep) else (Fault(source=roads.name, code="network.no_sections"),)
    return network, (*faults, *id_faults, *column_faults, *empty)


def _assembled(
    crs: int,
    lines: Objects,
    ids: Objects,
    ends: Ints,
    columns: RoadColumns,
    feature: Ints,
    aliases: dict[str, str],
    same_road_m: float,
) -> Network:
    names = columns.names[feature]
    return Network(
        crs=crs,
        section_ids=ids,
        lines=lines,
        length_m=shapely.length(lines),
        start_node=ends[:, 0],
        end_node=ends[:, 1],
        corridor=corridors_of(lines, ends, names, same_road_m),
        names=names,
        road_class=columns.road_class[feature],
        width_m=columns.width_m[feature],
        paved_on=columns.paved_on[feature],
        paved_kind=columns.paved_kind[feature],
        pavement=columns.pavement[feature],
        level=columns.level[feature],
        aliases=aliases,
    )


def _usable_lines(roads: Features, planning_crs: int) -> tuple[Objects, Ints, list[Fault]]:
    """Return the simple lines in the planning CRS, the feature each comes from, and what was left out."""
    if roads.crs is None:
        return _no_lines(), np.empty(0, dtype=np.int64), [Fault(source=roads.name, code="network.no_crs")]
    geometry = np.asarray(roads.geometry, dtype=object)
    code = _geometry_codes(geometry)
    rows = np.flatnonzero(code == "")
    moved = to_planning(geometry[rows], roads.crs, planning_crs)
    finite = _all_finite(moved)
    code[rows[~finite]] = "network.bad_coordinates"
    rows, moved = rows[finite], shapely.remove_repeated_points(moved[finite])
    lines, part_of = shapely.get_parts(_merged(moved), return_index=True)
    long_enough = shapely.length(lines) >= _SHORTEST_M
    code[np.setdiff1d(rows, rows[part_of[long_enough]])] = "network.zero_length"
    feature = rows[part_of[long_enough]]
    return lines[long_enough], feature, _geometry_faults(roads, geometry, code, feature)


def _no_lines() -> Objects:
    return np.empty(0, dtype=object)


def _geometry_codes(geometry: Objects) -> Objects:
    code = np.full(len(geometry), "", dtype=object)
    code[~np.isin(shapely.get_type_id(geometry), _LINE_TYPES)] = "network.not_a_line"
    code[shapely.is_missing(geometry) | shapely.is_empty(geometry)] = "network.no_geometry"
    return code


def _all_finite(geometry: Objects) -> Objects:
    xy, of = shapely.get_coordinates(geometry, return_index=True)
    finite = np.ones(len(geometry), dtype=bool)
    finite[of[~np.isfinite(xy).all(axis=1)]] = False
    return finite


def _merged(lines: Objects) -> Objects:
    """Join the pieces of multi-part features end to end; simple lines keep their vertices and direction."""
    multi = shapely.get_type_id(lines) == shapely.GeometryType.MULTILINESTRING
    merged = lines.copy()
    merged[multi] = shapely.line_merge(lines[multi], directed=True)
    return merged


def _geometry_faults(roads: Features, geometry: Objects, code: Objects, feature: Ints) -> list[Fault]:
    faults = [
        Fault(source=roads.name, code=code[row], feature=row, field="geometry", data=_found(geometry[row]))
        for row in np.flatnonzero(code != "").tolist()
    ]
    several, count = np.unique(feature, return_counts=True)
    return faults + [
        Fault(source=roads.name, code="network.split", feature=row, field="geometry", data={"parts": parts})
        for row, parts in zip(several[count > 1].tolist(), count[count > 1].tolist(), strict=True)
    ]


def _found(geometry: BaseGeometry | None) -> dict[str, str]:
    return {} if geometry is None else {"found": geometry.geom_type}


def _junctions(lines: Objects) -> Ints:
    """Return the junction of both ends of each line, shape (n, 2); ends within the snapping distance meet."""
    ends = np.stack(
        [shapely.get_coordinates(shapely.get_point(lines, 0)), shapely.get_coordinates(shapely.get_point(lines, -1))],
        axis=1,
    ).reshape(-1, 2)
    if not len(ends):
        return np.empty((0, 2), dtype=np.int64)
    points, point_of = np.unique(ends, axis=0, return_inverse=True)
    near: Ints = cKDTree(points).query_pairs(_SNAP_M, output_type="ndarray")
    return component_of(len(points), near[:, 0], near[:, 1])[point_of].reshape(-1, 2)


def _first_of_twins(lines: Objects, ends: Ints, level: Ints) -> Ints:
    """Return for each line the first one that is the same road in either direction, often itself."""
    left, right = _same_ends(np.sort(ends, axis=1), level)
    apart: Floats = shapely.hausdorff_distance(lines[left], lines[right], densify=0.2)
    twin = apart <= _TWIN_M
    road = component_of(len(lines), left[twin], right[twin])
    _, first, of = np.unique(road, return_index=True, return_inverse=True)
    return first[of]


def _same_ends(ends: Ints, level: Ints) -> tuple[Ints, Ints]:
    """Pair the lines between the same two junctions on one level."""
    order = np.lexsort((level, ends[:, 1], ends[:, 0]))
    key = np.column_stack([ends, level])[order]
    left, right, shift = [order[:0]], [order[:0]], 1
    while (same := (key[shift:] == key[:-shift]).all(axis=1)).any():
        left.append(order[:-shift][same])
        right.append(order[shift:][same])
        shift += 1
    return np.concatenate(left), np.concatenate(right)
