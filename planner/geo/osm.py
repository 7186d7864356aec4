"""OpenStreetMap extracts (PBF and XML) to road sections between junctions."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from planner.geo.crs import WGS84, choose_planning_crs, to_planning
from planner.geo.layer import FaultList, objects
from planner.geo.polygons import POLYGON_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from planner.geo.vector import Features
    from planner.model import Fault, Floats, Ints, Objects

__all__ = ["NOT_DUG", "OsmRoads", "read_osm"]

# Classes that the rulebook weighs but that are no roads for lines to lie in
NOT_DUG = frozenset({"footway", "cycleway", "path", "steps", "bridleway", "track", "corridor", "platform"})
# OpenStreetMap keeps coordinates to this many decimals of a degree
_DECIMALS = 7
_TEXTS = ("name", "highway", "lanes", "layer", "bridge", "tunnel", "oneway")
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_METRES = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(?:m|米)?\s*")
_WHOLE = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class OsmRoads:
    """Road sections as they stand in an extract.

    Attributes
    ----------
    lines : LineStrings in WGS 84 degrees, from junction to junction along their way, shape (n,).
    fields : ``section_id`` (``osm-<way>-<number along the way>``), ``name``, ``highway``, ``lanes``, ``layer``,
        ``bridge``, ``tunnel``, ``oneway`` (texts, None where the way has no such tag) and ``width_m`` (NaN), each (n,).
    faults : What kept the extract or the boundary from being used.
    """

    lines: Objects
    fields: Mapping[str, Objects | Floats]
    faults: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        """Return the number of sections."""
        return len(self.lines)


def read_osm(name: str, content: bytes, classes: Collection[str], boundary: Features | None = None) -> OsmRoads:
    """Read the roads of an extract and split them at every node that two ways share.

    Sections are ordered by way and place along it, whatever the order of the extract. A way that meets itself is split
    there too. Never raises on bad content.

    Parameters
    ----------
    classes : Values of ``highway`` that can be dug; those of ``NOT_DUG`` and areas are left out all the same.
    boundary : Polygons; sections whose greater part lies outside all of them are left out. None keeps all.
    """
    faults = FaultList(name)
    ways = _ways(content, faults)
    if ways is None:
        return _nothing(faults)
    way, lines, tags = ways
    dug = np.isin(tags["highway"].astype(str), sorted(set(classes) - NOT_DUG - {""})) & (tags["area"] != "yes")
    order = np.flatnonzero(dug)[np.argsort(way[dug], kind="stable")]
    sections, owner, number = _sections(lines[order])
    inside = _inside(sections, boundary, faults)
    if faults.has_errors() or not inside.any():
        if not faults.has_errors():
            faults.error("file.no_roads")
        return _nothing(faults)
    row, ids = order[owner[inside]], zip(way[order][owner[inside]].tolist(), number[inside].tolist(), strict=True)
    fields: dict[str, Objects | Floats] = {"section_id": objects([f"osm-{w}-{n}" for w, n in ids])}
    fields |= {tag: tags[tag][row] for tag in _TEXTS}
    fields["width_m"] = _metres(tags["width"][row])
    return OsmRoads(lines=sections[inside], fields=fields, faults=faults.in_order())


def _nothing(faults: FaultList) -> OsmRoads:
    return OsmRoads(lines=objects([]), fields={}, faults=faults.in_order())


def _ways(content: bytes, faults: FaultList) -> tuple[Ints, Objects, dict[str, Objects]] | None:
    """Return id, line and tags of every way that is a line."""
    with warnings.catch_warnings():
        # GDAL remarks on the temporary index of nodes
        warnings.simplefilter("ignore")
        try:
            meta, _, wkb, columns = pyogrio.raw.read(content, layer="lines", where="highway IS NOT NULL")
        except (DataLayerError, DataSourceError, FeatureError, ValueError):
            faults.error("file.unreadable", format="OpenStreetMap PBF, XML")
            return None
    given = dict(zip(meta["fields"].tolist(), columns, strict=True))
    lines = objects(list(shapely.from_wkb(wkb)))
    other = [dict(_TAG.findall(text)) if isinstance(text, str) else {} for text in given["other_tags"].tolist()]
    tags = {tag: objects([each.get(tag) for each in other]) for tag in (*_TEXTS, "width", "area")}
    for tag in ("name", "highway"):
        tags[tag] = objects([value if isinstance(value, str) else None for value in given[tag].tolist()])
    tags["layer"] = objects([value if value and _WHOLE.fullmatch(value) else None for value in tags["layer"].tolist()])
    return np.asarray(given["osm_id"]).astype(np.int64), lines, tags


def _sections(lines: Objects) -> tuple[Objects, Ints, Ints]:
    """Split lines at shared nodes: return the pieces, the line of each and its number along the line from 1."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    fresh = np.ones(len(xy), dtype=np.bool_)
    key = np.round(xy * 10**_DECIMALS).astype(np.int64)
    fresh[1:] = (line[1:] != line[:-1]) | (key[1:] != key[:-1]).any(axis=1)
    xy, line, key = xy[fresh], line[fresh], key[fresh]
    node = _shared(key)
    node[_ends(line)] = True
    at = np.flatnonzero(node)
    first, last = at[:-1], at[1:]
    along = line[first] == line[last]
    first, last = first[along], last[along]
    count = last - first + 1
    start = np.cumsum(count) - count
    vertex = np.repeat(first - start, count) + np.arange(int(count.sum()))
    owner = line[first]
    number = np.arange(len(owner)) - np.searchsorted(owner, owner) + 1
    if not len(owner):
        return objects([]), owner, number
    pieces = shapely.linestrings(xy[vertex], indices=np.repeat(np.arange(len(first)), count))
    return np.asarray(pieces, dtype=object), owner, number


def _shared(key: Ints) -> NDArray[np.bool_]:
    return pd.DataFrame({"x": key[:, 0], "y": key[:, 1]}).duplicated(keep=False).to_numpy(copy=True)


def _ends(line: Ints) -> NDArray[np.bool_]:
    change = np.flatnonzero(np.diff(line)) + 1
    ends = np.zeros(len(line), dtype=np.bool_)
    ends[[*change, *(change - 1)]] = True
    ends[[0, -1] if len(line) else []] = True
    return ends


def _inside(sections: Objects, boundary: Features | None, faults: FaultList) -> NDArray[np.bool_]:
    """Tell which sections lie with their greater part inside the boundary."""
    if boundary is None or not len(sections):
        return np.ones(len(sections), dtype=np.bool_)
    faults.found += boundary.faults
    polygons = boundary.geometry[np.isin(shapely.get_type_id(boundary.geometry), POLYGON_TYPES)]
    if boundary.crs is None or not len(polygons):
        faults.error("file.no_boundary", boundary=boundary.name)
        return np.zeros(len(sections), dtype=np.bool_)
    xy = shapely.get_coordinates(sections)
    planning = choose_planning_crs(xy[:, 0], xy[:, 1])
    area = shapely.union_all(shapely.make_valid(to_planning(polygons, boundary.crs, planning), method="structure"))
    shapely.prepare(area)
    lines = to_planning(sections, WGS84, planning)
    inside = shapely.contains(area, lines)
    doubtful = np.flatnonzero(~inside & shapely.intersects(area, lines))
    covered = shapely.length(shapely.intersection(lines[doubtful], area))
    inside[doubtful] = covered > shapely.length(lines[doubtful]) / 2.0
    return np.asarray(inside)


def _metres(texts: Objects) -> Floats:
    found = [_METRES.fullmatch(text) if isinstance(text, str) else None for text in texts.tolist()]
    return np.array([float(match[1].replace(",", ".")) if match else np.nan for match in found], dtype=np.float64)
