"""How the walls of a trench are held: upright, sloped or supported, by soil and depth.

An upright wall stands by itself down to a depth that the soil sets. Below that the walls are sloped (GB 50268-2008
table 4.3.3) or held by sheeting and struts, which take ``b2`` of the width on each side (4.3.2); a slope is taken where
it opens less of the surface than the slightest support, so that a deeper trench never opens less. The table of slopes
is only recalled: a slope widens an opening and goes on the list for review, but it refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from planner.model import Reason
from planner.rulebook.model import EdgeLoad
from planner.trench.clearances import is_only_recalled, recalled

if TYPE_CHECKING:
    from planner.rulebook.model import Ground, SlopeRun, Soil

__all__ = ["UPRIGHT", "WallKind", "Walls", "walls_of"]


class WallKind(StrEnum):
    """How a wall is held."""

    UPRIGHT = "upright"
    SLOPED = "sloped"
    SUPPORTED = "supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """The walls of one trench.

    Attributes
    ----------
    soil : What they were judged by; None where the rules know no soil.
    side_m : What each wall takes of the surface beside the bottom width, as a range in metres.
    told : Why they are held so; empty where they stand upright by themselves.
    review : Figures used that are only recalled.
    """

    kind: WallKind
    soil: Soil | None = None
    side_m: tuple[float, float] = (0.0, 0.0)
    told: tuple[Reason, ...] = ()
    review: tuple[Reason, ...] = ()

    @property
    def both_mm(self) -> tuple[int, int]:
        """What both walls take of the surface, as a range in millimetres."""
        low, high = self.side_m
        return 2 * round(1000 * low), 2 * round(1000 * high)


UPRIGHT = Walls(kind=WallKind.UPRIGHT)


def walls_of(depth_m: float, ground: Ground | None) -> Walls:
    """Return how the walls of a trench so many metres deep are held; upright where the rules know no soil."""
    if ground is None:
        return UPRIGHT
    soil = next(soil for soil in ground.soils if soil.key == ground.soil)
    deep = _deep(depth_m, ground)
    if depth_m <= soil.upright_m.value:
        return Walls(kind=WallKind.UPRIGHT, soil=soil, told=deep[0], review=deep[1])
    sloped = _sloped(depth_m, ground, soil)
    walls = _supported(depth_m, ground, soil)
    if sloped is not None and sloped.side_m[1] < walls.side_m[0]:
        walls = sloped
    return replace(walls, told=(*walls.told, *deep[0]), review=(*walls.review, *deep[1]))


def _supported(depth_m: float, ground: Ground, soil: Soil) -> Walls:
    room = ground.support_each_side_m
    ends = {"low_m": room.low, "high_m": room.high}
    told = (
        Reason(code="trench.walls_supported", data={**_facts(depth_m, soil), **ends, "clause": room.clause or "-"}),
    )
    review = (recalled("support", room.clause, room.status, **ends),) if is_only_recalled(room.status) else ()
    return Walls(kind=WallKind.SUPPORTED, soil=soil, side_m=(room.low, room.high), told=told, review=review)


def _sloped(depth_m: float, ground: Ground, soil: Soil) -> Walls | None:
    """Return sloped walls; None where the table has no slope for this soil, load or depth."""
    run = _run_of(soil.slope_run, ground.edge_load)
    if run is None or depth_m > ground.slope_depth_m.value:
        return None
    side = round(run * depth_m, 3)
    row = soil.slope_run
    told = (Reason(code="trench.walls_sloped", data={**_facts(depth_m, soil), "run": run, "clause": row.clause}),)
    names = {"soil": soil.en, "soil_zh": soil.zh}
    review = (recalled("slope", row.clause, row.status, run=run, **names),) if is_only_recalled(row.status) else ()
    return Walls(kind=WallKind.SLOPED, soil=soil, side_m=(side, side), told=told, review=review)


def _run_of(row: SlopeRun, load: EdgeLoad) -> float | None:
    return {EdgeLoad.UNLOADED: row.unloaded, EdgeLoad.STANDING: row.standing, EdgeLoad.MOVING: row.moving}[load]


def _facts(depth_m: float, soil: Soil) -> dict[str, float | str]:
    return {"depth_m": depth_m, "soil": soil.en, "soil_zh": soil.zh, "upright_m": soil.upright_m.value}


def _deep(depth_m: float, ground: Ground) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Return what a deep trench asks for besides its walls: layers, and a scheme of its own; and what is for review."""
    layered, scheme = ground.layered_from_m, ground.special_scheme_from_m
    reached = {
        "trench.dug_in_layers": layered if depth_m > layered.value else None,
        "trench.special_scheme": scheme if depth_m >= scheme.value else None,
    }
    told = tuple(
        Reason(code=code, data={"depth_m": depth_m, "limit_m": limit.value, "clause": limit.clause or "-"})
        for code, limit in reached.items()
        if limit is not None
    )
    if reached["trench.special_scheme"] is None or not is_only_recalled(scheme.status):
        return told, ()
    return told, (recalled("scheme", scheme.clause, scheme.status, limit_m=scheme.value),)
