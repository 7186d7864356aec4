"""Which pieces of road lie in a place that a rulebook names: sections, roads by name, and areas by their outline."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely
from shapely.ops import substring

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import Transformer

    from planner.model import Network
    from planner.rulebook.road_rules import Area

__all__ = ["Named", "Places"]

_EDGE_DEG = 0.001
"""Edges are straight in degrees: cut this short (about 100 m), bending them costs less than a millimetre."""


class Named(Protocol):
    """Whatever names sections, roads and areas; a place is all of them together."""

    @property
    def sections(self) -> tuple[str, ...]:
        """Ids of sections, or other ids they are known by."""

    @property
    def roads(self) -> tuple[str, ...]:
        """Names of roads."""

    @property
    def areas(self) -> tuple[str, ...]:
        """Keys of areas of the rulebook."""


class Places:
    """The places of one network."""

    def __init__(self, network: Network, areas: Mapping[str, Area]) -> None:
        """Keep the network and the areas by their keys."""
        self._network, self._areas = network, areas
        self._outlines: dict[str, shapely.Geometry] = {}
        self._touched: dict[str, frozenset[int]] = {}

    def holds(self, place: Named, section: int, from_m: float, to_m: float) -> bool:
        """Tell whether any of an interval of a section lies in a place; a place that names nothing is nowhere.

        Parameters
        ----------
        section : Index into the network.
        from_m, to_m : Metres along the section.
        """
        network = self._network
        if place.sections and str(network.section_ids[section]) in self._sections(place.sections):
            return True
        if place.roads and str(network.names[section]) in place.roads:
            return True
        return any(self._inside(key, section, from_m, to_m) for key in place.areas)

    def _sections(self, named: tuple[str, ...]) -> set[str]:
        return {self._network.aliases.get(name, name) for name in named}

    def _inside(self, key: str, section: int, from_m: float, to_m: float) -> bool:
        if key not in self._touched:
            outline = self._outlines[key] = _outline(self._areas[key], self._network.crs)
            shapely.prepare(outline)
            self._touched[key] = frozenset(np.flatnonzero(shapely.intersects(outline, self._network.lines)).tolist())
        if section not in self._touched[key]:
            return False
        return bool(shapely.intersects(self._outlines[key], substring(self._network.lines[section], from_m, to_m)))


def _outline(area: Area, crs: int) -> shapely.Geometry:
    """Return the outline of an area in a planning CRS."""
    shapes = [shapely.make_valid(shapely.Polygon(outer, holes)) for outer, *holes in area.polygons]
    degrees = shapely.segmentize(shapely.union_all(shapes), _EDGE_DEG)
    return shapely.transform(degrees, lambda xy: np.column_stack(_to_planning(crs).transform(xy[:, 0], xy[:, 1])))


@cache
def _to_planning(crs: int) -> Transformer:
    # Only a rulebook that outlines areas needs it, and loading it takes a while
    from pyproj import Transformer  # noqa: PLC0415 - as said above

    return Transformer.from_crs(4326, crs, always_xy=True)
