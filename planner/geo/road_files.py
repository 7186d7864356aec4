"""Roads as they come: any vector file of lines, or an extract of OpenStreetMap as it was downloaded."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from planner.geo.crs import WGS84
from planner.geo.layer import objects
from planner.geo.vector import NOTHING_BESIDE, Features, read_features

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["is_osm", "read_road_features"]

_PBF = b"\n\tOSMHeader"
_HEAD = 1_000


def is_osm(content: bytes) -> bool:
    """Tell an extract of OpenStreetMap, PBF or XML, by its first bytes."""
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    return content[4:].startswith(_PBF) or (head.startswith(b"<") and b"<osm" in head)


def read_road_features(
    name: str,
    content: bytes,
    classes: Collection[str],
    *,
    crs: int | None = None,
    beside: Mapping[str, bytes] = NOTHING_BESIDE,
) -> Features:
    """Read a file of roads; an extract is split into sections as ``planner.geo.osm.read_osm`` does.

    Never raises on bad content, as ``read_features``.

    Parameters
    ----------
    classes : Values of ``highway`` that can be dug, asked of an extract only.
    crs : EPSG code for a file that does not say its own; an extract is always WGS 84.
    """
    if not is_osm(content):
        return read_features(name, content, crs=crs, beside=beside)
    # GDAL's reader loads pandas with it, half a second that other roads do not need
    from planner.geo.osm import read_osm  # noqa: PLC0415 - as said above

    found = read_osm(name, content, classes)
    fields = {key: objects([_given(value) for value in values]) for key, values in found.fields.items()}
    return Features(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        crs=WGS84 if len(found) else None,
        geometry=found.lines,
        drawn=found.lines,
        fields=fields,
        faults=found.faults,
    )


def _given(value: object) -> object:
    """Return None for a number that is none."""
    return None if isinstance(value, float) and np.isnan(value) else value
