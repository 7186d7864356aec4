"""A road file as a network: sections between junctions, each with its chainage and its road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo._corridors import component_of, corridors_of
from planner.geo._junctions import bridged, junctions
from planner.geo._pieces_of_sections import joined_pieces
from planner.geo._road_columns import RoadColumns, given_ids, read_road_columns, read_section_ids
from planner.geo.crs import to_planning
from planner.geo.layer import coded, objects
from planner.model import Fault, Floats, Ints, Network, Objects, Severity

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from planner.geo.vector import Features

__all__ = ["build_network"]

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
    network : Sections in file order. Pieces of one feature, and features of one id between which nothing else ends,
        are one section; pieces that do not meet are a section each.
    faults : In the order found; a faulty feature is left out, the others stay. What ``roads.faults`` says of a
        feature's geometry is not said again.

    Raises
    ------
    CrsError
        If metres cannot be measured in ``planning_crs``.
    """
    columns, column_faults = read_road_columns(roads)
    lines, feature, faults = _usable_lines(roads, planning_crs)
    lines, feature, joined = joined_pieces(lines, feature, _sections_of(roads, section_id, feature, columns.level))
    faults += _piece_faults(roads, feature, joined)
    ids, id_faults = read_section_ids(roads, section_id, feature)
    ends, gaps = bridged(lines, junctions(lines), columns.level[feature])
    if len(gaps):
        faults.append(_warning(roads, "gaps", count=len(gaps), widest=round(float(gaps.max()), 1)))
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
        told = any(fault.severity is Severity.ERROR and fault.feature is None for fault in roads.faults)
        faults = [] if told else [Fault(source=roads.name, code="network.no_crs")]
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int64), faults
    geometry = np.asarray(roads.geometry, dtype=object)
    code = _geometry_codes(geometry)
    rows = np.flatnonzero(code == "")
    moved = to_planning(geometry[rows], roads.crs, planning_crs)
    finite = _all_finite(moved)
    code[rows[~finite]] = "network.bad_coordinates"
    rows, moved = rows[finite], shapely.remove_repeated_points(moved[finite])
    lines, part_of = shapely.get_parts(moved, return_index=True)
    long_enough = shapely.length(lines) >= _SHORTEST_M
    code[np.setdiff1d(rows, rows[part_of[long_enough]])] = "network.zero_length"
    feature = rows[part_of[long_enough]]
    return lines[long_enough], feature, _geometry_faults(roads, geometry, code)


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


def _geometry_faults(roads: Features, geometry: Objects, code: Objects) -> list[Fault]:
    """Name the features that were left out, but for those whose reader has said why."""
    told = {fault.feature for fault in roads.faults if fault.severity is Severity.ERROR and fault.field == "geometry"}
    return [
        Fault(source=roads.name, code=code[row], feature=row, field="geometry", data=_found(geometry[row]))
        for row in np.flatnonzero(code != "").tolist()
        if row not in told
    ]


def _sections_of(roads: Features, column: str | None, feature: Ints, level: Ints) -> Ints:
    """Return a number for the section of each piece, shape (n,): a feature, or features of one id on one level."""
    named = given_ids(roads, column)
    same = [(name, high) if name else row for row, (name, high) in enumerate(zip(named, level.tolist(), strict=True))]
    return coded(objects(same))[0][feature]


def _piece_faults(roads: Features, feature: Ints, joined: dict[int, int]) -> list[Fault]:
    several, count = np.unique(feature, return_counts=True)
    split = dict(zip(several[count > 1].tolist(), count[count > 1].tolist(), strict=True))
    return [
        *(_warning(roads, "joined", row, parts=parts) for row, parts in sorted(joined.items())),
        *(_warning(roads, "split", row, parts=parts) for row, parts in split.items()),
    ]


def _warning(roads: Features, code: str, feature: int | None = None, **data: object) -> Fault:
    return Fault(
        source=roads.name,
        code=f"network.{code}",
        feature=feature,
        field="geometry",
        severity=Severity.WARNING,
        data=data,
    )


def _found(geometry: BaseGeometry | None) -> dict[str, str]:
    return {} if geometry is None else {"found": geometry.geom_type}


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
