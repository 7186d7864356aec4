"""Lines and work areas referred to sections, by one road for one submission and for a whole county."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.geo.areas import area_stretches
from planner.geo.match import match_routes
from planner.geo.stretch_tables import merge_stretches

if TYPE_CHECKING:
    import shapely

    from planner.geo._match_index import RoadIndex
    from planner.geo.match import Matched
    from planner.model import Floats, Ints, Network, Routes, Stretches
    from planner.rulebook.model import Matching

__all__ = ["refer_routes"]


def refer_routes(
    routes: Routes,
    network: Network,
    rules: Matching,
    index: RoadIndex | None = None,
    tree: shapely.STRtree | None = None,
) -> Matched:
    """Refer the lines and the work areas of every project to the sections they run along.

    Parameters
    ----------
    routes, network : In one planning CRS; either may be empty.
    index : From ``index_network`` under the same rules, when many submissions meet one network.
    tree : Of the network's lines, as ``index``.

    Returns
    -------
    matched : As ``match_routes`` says; chainages of stretches are on a millimetre grid.
    """
    matched = match_routes(routes, network, rules, index)
    return replace(matched, stretches=_on_the_millimetre(_with_areas(matched.stretches, routes, network, rules, tree)))


def _with_areas(
    lines: Stretches, routes: Routes, network: Network, rules: Matching, tree: shapely.STRtree | None
) -> Stretches:
    if tree is None or not len(routes.areas):
        return merge_stretches(lines, area_stretches(routes, network, rules))
    near = np.unique(tree.query(routes.areas)[1])
    found = area_stretches(routes, _only(network, near), rules)
    return merge_stretches(lines, replace(found, section=near[found.section]))


def _only(network: Network, sections: Ints) -> Network:
    """Return a network of some of the sections."""
    columns = {field.name: getattr(network, field.name) for field in dataclasses.fields(network)}
    some: dict[str, Any] = {name: c[sections] for name, c in columns.items() if isinstance(c, np.ndarray)}
    return replace(network, **some)


def _on_the_millimetre(stretches: Stretches) -> Stretches:
    """Put chainages on a millimetre grid, downwards, so that printed figures add up and stay inside sections."""

    def floor(metres: Floats) -> Floats:
        return np.floor(metres * 1000.0 + 1e-6) / 1000.0

    return replace(stretches, from_m=floor(stretches.from_m), to_m=floor(stretches.to_m))
