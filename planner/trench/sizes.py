"""How wide and high a line is in the ground, in whole millimetres.

A submission gives a nominal size and a count; a cross-section needs the room the line occupies. No standard of the
rulebook turns one into the other, so these are planning assumptions (status P), the same that ``Assumption`` lists:

=====================  ==========================================================================================
line                   occupied width
=====================  ==========================================================================================
water                  outer diameter of ductile iron pipe (DN 200 is 222 mm); plastic pipe is named by its own
gas                    the nominal size is the outer diameter (PE 160 is 160 mm)
heat, direct           casing of each pre-insulated pipe (DN 200 is 315 mm) and 200 mm between casings
power duct             bank of columns as square as it can be; each duct takes its size and 50 mm (4 x 175: 450 mm)
telecom duct           the same with 40 mm (4 x 110: 300 mm)
power cable, direct    cables side by side, 100 mm between them
telecom cable, direct  cables side by side, 50 mm between them
anything in a 管沟     its own width and 300 mm each side for wall and room
=====================  ==========================================================================================
"""

from __future__ import annotations

import dataclasses
import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.model import Service

if TYPE_CHECKING:
    from planner.model import Specification

__all__ = ["Body", "body_of"]

_IRON_OD_MM = {
    80: 98,
    100: 118,
    125: 144,
    150: 170,
    200: 222,
    250: 274,
    300: 326,
    350: 378,
    400: 429,
    450: 480,
    500: 532,
    600: 635,
    700: 738,
    800: 842,
    900: 945,
    1000: 1048,
    1200: 1255,
}
_CASING_MM = {
    50: 140,
    65: 140,
    80: 160,
    100: 200,
    125: 225,
    150: 250,
    200: 315,
    250: 400,
    300: 450,
    350: 500,
    400: 560,
    450: 630,
    500: 655,
    600: 780,
    700: 900,
    800: 1000,
    900: 1100,
    1000: 1200,
}
_NAMED_BY_OUTSIDE = ("PE", "PVC", "PP", "HDPE", "MPP", "CPVC")
_PIPE_GAP_MM = 200
_DUCT_SPACING_MM = {Service.POWER: 50, Service.TELECOM: 40}
_CABLE_GAP_MM = {Service.POWER: 100, Service.TELECOM: 50}
_CHANNEL_SIDE_MM = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The room one line occupies, in mm.

    Attributes
    ----------
    width_mm, height_mm : Overall.
    od_mm : The diameter that sets its working room.
    bores : Pipes, ducts or cables, laid in ``columns`` columns from the bottom up, each ``bore_mm`` across.
    is_boxed : Whether the bores lie in a duct bank or a channel, spread over its width, or stand free.
    """

    width_mm: int
    height_mm: int
    od_mm: int
    bore_mm: int
    bores: int = 1
    columns: int = 1
    is_boxed: bool = False


def body_of(service: Service, specification: Specification) -> Body:
    """Return the room a line occupies.

    A line laid in a 管沟 (``laying == "trench"``) includes the walls. Counts below one are read as one.
    """
    bare = _cables_or_ducts(service, specification) if service in _DUCT_SPACING_MM else _pipes(service, specification)
    if specification.laying != "trench" or service in {Service.WATER, Service.GAS}:
        return bare
    width = bare.width_mm + 2 * _CHANNEL_SIDE_MM
    height = bare.height_mm + _CHANNEL_SIDE_MM
    return dataclasses.replace(bare, width_mm=width, height_mm=height, od_mm=width, is_boxed=True)


def _pipes(service: Service, specification: Specification) -> Body:
    od = _outer_diameter(service, specification)
    count = max(1, specification.count)
    return _side_by_side(od, count, _PIPE_GAP_MM)


def _side_by_side(size: int, count: int, gap: int) -> Body:
    width = count * size + (count - 1) * gap
    return Body(width_mm=width, height_mm=size, od_mm=size, bore_mm=size, bores=count, columns=count)


def _outer_diameter(service: Service, specification: Specification) -> int:
    if service is Service.HEAT:
        return _next_size(_CASING_MM, specification.dn_mm)
    material = (specification.material or "").upper()
    if service is Service.GAS or material.startswith(_NAMED_BY_OUTSIDE):
        return math.ceil(specification.dn_mm)
    return _next_size(_IRON_OD_MM, specification.dn_mm)


def _next_size(table: dict[int, int], dn_mm: float) -> int:
    sizes = sorted(table)
    place = bisect_left(sizes, dn_mm)
    if place < len(sizes):
        return table[sizes[place]]
    return math.ceil(dn_mm * table[sizes[-1]] / sizes[-1])


def _cables_or_ducts(service: Service, specification: Specification) -> Body:
    size = math.ceil(specification.dn_mm)
    count = max(1, specification.count)
    if specification.laying == "direct":
        return _side_by_side(size, count, _CABLE_GAP_MM[service])
    columns = math.isqrt(count - 1) + 1
    pitch = size + _DUCT_SPACING_MM[service]
    width = columns * pitch
    return Body(
        width_mm=width,
        height_mm=-(-count // columns) * pitch,
        od_mm=width,
        bore_mm=size,
        bores=count,
        columns=columns,
        is_boxed=True,
    )
