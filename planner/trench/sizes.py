"""How wide and high a line is in the ground, in whole millimetres.

A submission gives a nominal size and a count; a cross-section needs the room the line occupies, which the rulebook's
``trench.bodies`` tells:

- water pipe is as wide as iron pipe of its size, plastic pipe and gas pipe as their name says;
- heat pipe is as wide as its casing; pipes of one line lie side by side with a gap between them;
- ducts lie in a bank of columns as square as it can be, cables in the ground side by side;
- whatever lies in a 管沟 takes its walls and room on each side besides.
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
    from planner.rulebook.trench_rules import Bodies, SizeTable

__all__ = ["Body", "body_of"]

_CABLED = (Service.POWER, Service.TELECOM)
_NAMED_BY_OUTSIDE = ("PE", "PVC", "PP", "HDPE", "MPP", "CPVC")


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


def body_of(service: Service, specification: Specification, bodies: Bodies | None) -> Body:
    """Return the room a line occupies.

    A line laid in a 管沟 (``laying == "trench"``) includes the walls. Counts below one are read as one. Without
    ``bodies`` a line takes its nominal size and nothing between.
    """
    bare = _cables_or_ducts if service in _CABLED else _pipes
    body = bare(service, specification, bodies)
    if bodies is None or specification.laying != "trench" or service in {Service.WATER, Service.GAS}:
        return body
    side = bodies.channel_side_mm.value
    width = body.width_mm + 2 * side
    return dataclasses.replace(body, width_mm=width, height_mm=body.height_mm + side, od_mm=width, is_boxed=True)


def _pipes(service: Service, specification: Specification, bodies: Bodies | None) -> Body:
    gap = bodies.pipe_gap_mm.value if bodies is not None else 0
    return _side_by_side(_outer_diameter(service, specification, bodies), max(1, specification.count), gap)


def _side_by_side(size: int, count: int, gap: int) -> Body:
    width = count * size + (count - 1) * gap
    return Body(width_mm=width, height_mm=size, od_mm=size, bore_mm=size, bores=count, columns=count)


def _outer_diameter(service: Service, specification: Specification, bodies: Bodies | None) -> int:
    material = (specification.material or "").upper()
    is_named_by_outside = service is Service.GAS or material.startswith(_NAMED_BY_OUTSIDE)
    if bodies is None or (is_named_by_outside and service is not Service.HEAT):
        return math.ceil(specification.dn_mm)
    table = bodies.casing_od_mm if service is Service.HEAT else bodies.iron_od_mm
    return _next_size(table, specification.dn_mm)


def _next_size(table: SizeTable, dn_mm: float) -> int:
    """Return the outer diameter of the next size made; beyond the table it grows as its last row does."""
    rows = sorted(table.dn_od_mm) or [(1, 1)]
    place = bisect_left(rows, (dn_mm,))
    if place < len(rows):
        return rows[place][1]
    last, outside = rows[-1]
    return math.ceil(dn_mm * outside / last)


def _cables_or_ducts(service: Service, specification: Specification, bodies: Bodies | None) -> Body:
    size = math.ceil(specification.dn_mm)
    count = max(1, specification.count)
    room = _apart_mm(service, bodies, is_direct=specification.laying == "direct")
    if specification.laying == "direct":
        return _side_by_side(size, count, room)
    columns = math.isqrt(count - 1) + 1
    pitch = size + room
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


def _apart_mm(service: Service, bodies: Bodies | None, *, is_direct: bool) -> int:
    if bodies is None:
        return 0
    if service is Service.POWER:
        return (bodies.power_cable_gap_mm if is_direct else bodies.power_duct_mm).value
    return (bodies.telecom_cable_gap_mm if is_direct else bodies.telecom_duct_mm).value
