"""The parameters of a query: box, period, page and reference system, each refused with what would be right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from sqlalchemy import func, literal

from api.problems import Problem
from api.store.columns import GEOGRAPHIC, Shape

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry
    from sqlalchemy import ColumnElement

    from api.ogc.collections import Collection

__all__ = ["CRS84", "Query", "crs_uri", "placed", "read_query"]

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = re.compile(r"http://www\.opengis\.net/def/crs/EPSG/(?:0|[\d.]+)/(\d+)")
_OPEN = ("", "..")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query, checked: ``box`` in EPSG:4490, ``first`` and ``last`` None where open, ``crs`` of the answer."""

    box: BaseGeometry | None
    first: date | None
    last: date | None
    crs: str

    def conditions(self, collection: Collection) -> list[ColumnElement[bool]]:
        """Return what rows of a collection have to meet."""
        wanted: list[ColumnElement[bool]] = []
        if self.box is not None:
            west, south, east, north = self.box.bounds
            table = collection.table
            wanted += [table.west <= east, table.east >= west, table.south <= north, table.north >= south]
            wanted.append(func.ST_Intersects(table.shape, literal(self.box, Shape())).is_(True))
        if collection.period is not None:
            begins, ends = collection.period
            wanted += [begins <= self.last] if self.last else []
            wanted += [ends >= self.first] if self.first else []
        return wanted


def crs_uri(code: int) -> str:
    """Return the name OGC gives to an EPSG code."""
    return f"http://www.opengis.net/def/crs/EPSG/0/{code}"


def read_query(
    *, bbox: str | None, bbox_crs: str | None, datetime_: str | None, crs: str | None, planning: int
) -> Query:
    """Return the query that the parameters state.

    Raises
    ------
    Problem
        400, naming the parameter and what would be right.
    """
    known = (CRS84, crs_uri(planning))
    for name, asked in (("crs", crs), ("bbox-crs", bbox_crs)):
        if asked is not None and _known(asked, planning) is None:
            raise Problem(HTTPStatus.BAD_REQUEST, "desk.crs", name=name, found=asked, known=known)
    first, last = _period(datetime_)
    return Query(
        box=_box(bbox, _known(bbox_crs or CRS84, planning)),
        first=first,
        last=last,
        crs=_known(crs or CRS84, planning) or CRS84,
    )


def placed(shape: BaseGeometry, crs: str) -> dict[str, Any]:
    """Return a shape as GeoJSON in a reference system, axes in the order of its authority."""
    moved = shape if crs == CRS84 else _moved(shape, _transformer(_code(crs), forward=True))
    interface: dict[str, Any] = shapely.geometry.mapping(moved)
    return interface


def _known(uri: str, planning: int) -> str | None:
    if uri == CRS84:
        return CRS84
    match = _EPSG.fullmatch(uri)
    return crs_uri(planning) if match and int(match[1]) == planning else None


def _code(uri: str) -> int:
    return int(uri.rsplit("/", 1)[1])


@cache
def _transformer(code: int, *, forward: bool) -> pyproj.Transformer:
    # the planning system keeps its authority's axes (northing first in China); the store is longitude first
    own, target = pyproj.CRS(GEOGRAPHIC), pyproj.CRS(code)
    return pyproj.Transformer.from_crs(*((own, target) if forward else (target, own)))


def _moved(shape: BaseGeometry, transformer: pyproj.Transformer) -> BaseGeometry:
    def move(xy: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(transformer.transform(xy[:, 1], xy[:, 0]))

    moved: BaseGeometry = shapely.transform(shape, move)
    return moved


def _box(bbox: str | None, crs: str | None) -> BaseGeometry | None:
    if bbox is None:
        return None
    try:
        numbers = [float(each) for each in bbox.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    right = len(numbers) == 4 and np.isfinite(numbers).all() and numbers[1] <= numbers[3] and numbers[0] <= numbers[2]
    if not right:
        raise Problem(HTTPStatus.BAD_REQUEST, "desk.bbox", found=bbox)
    if crs is None or crs == CRS84:
        return shapely.box(numbers[0], numbers[1], numbers[2], numbers[3])
    back = _transformer(_code(crs), forward=False)
    corners = np.array([[numbers[i], numbers[j]] for i in (0, 2) for j in (1, 3)])
    lat, lon = back.transform(corners[:, 0], corners[:, 1])
    return shapely.box(float(np.min(lon)), float(np.min(lat)), float(np.max(lon)), float(np.max(lat)))


def _period(text: str | None) -> tuple[date | None, date | None]:
    if text is None:
        return None, None
    ends = text.split("/")
    try:
        days = [None if each in _OPEN else _day(each) for each in ends]
    except ValueError:
        days = []
    if len(days) == 1 and days[0] is not None:
        return days[0], days[0]
    if len(days) == 2 and (None in days or days[0] <= days[1]):  # type: ignore[operator] # None was ruled out before
        return days[0], days[1]
    raise Problem(HTTPStatus.BAD_REQUEST, "desk.datetime", found=text)


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date() if "T" in text else date.fromisoformat(text)
