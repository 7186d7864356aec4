"""Places and road works that a rulebook knows: named areas, and roads that are due for resurfacing.

As in ``planner.rulebook.model`` the annotations are the schema of the loader, so they are evaluated at run time.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from planner.rulebook.figures import Status

__all__ = ["Area", "Paving", "Polygon", "Resurfacing"]

Polygon: TypeAlias = tuple[tuple[tuple[float, float], ...], ...]
"""Closed rings of longitude and latitude in WGS 84, as in GeoJSON: the outer one, then the holes."""


class Paving(StrEnum):
    """What a road becomes by being paved: it decides the years for which it is not dug afterwards."""

    NEW = "new"
    MAJOR_REPAIR = "major_repair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A named piece of the county."""

    zh: str
    en: str
    status: Status
    source: str
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resurfacing:
    """Roads that are paved anew between two days, both inside; works on them come first.

    The places are sections, roads by their name, and areas of the rulebook, together.
    """

    id: str
    zh: str
    en: str
    first: date
    last: date
    status: Status
    source: str
    kind: Paving = Paving.MAJOR_REPAIR
    sections: tuple[str, ...] = ()
    roads: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
