"""How deep a line lies: cover by GB 50289-2016 table 4.1.1 and the trade standards in its rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from planner.model import Reason
from planner.trench.clearances import is_only_recalled, recalled

if TYPE_CHECKING:
    from planner.rulebook.model import Cover, TrenchRules
    from planner.trench.lines import Line

__all__ = ["Covered", "RoadPlace", "cover_of"]


class RoadPlace(StrEnum):
    """Where in the road the trench lies: the two columns of GB 50289 table 4.1.1."""

    CARRIAGEWAY = "carriageway"
    SIDEWALK = "sidewalk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How deep a line lies, in metres below the surface.

    Attributes
    ----------
    row : The row of table 4.1.1; None where no rule has one.
    least_m : What that row asks for at this place of the road; 0 without one.
    is_given : Whether the submission states the cover, rather than the table.
    bedding_m : Sand or fine soil under the line.
    told : That a submitted cover was raised.
    """

    top_m: float
    bottom_m: float
    row: Cover | None
    least_m: float
    is_given: bool
    bedding_m: float
    told: tuple[Reason, ...] = ()

    @property
    def depth_m(self) -> float:
        """Depth to the underside of the bedding."""
        return round(self.bottom_m + self.bedding_m, 3)

    def review(self) -> tuple[Reason, ...]:
        """Return the figure, where it is only recalled."""
        row = self.row
        if row is None or not is_only_recalled(row.status):
            return ()
        return (recalled("cover", row.clause, row.status, line=row.key, line_zh=row.zh, least_m=self.least_m),)


def cover_of(line: Line, rules: TrenchRules, place: RoadPlace = RoadPlace.CARRIAGEWAY) -> Covered:
    """Return how deep a line lies: as submitted, else as shallow as table 4.1.1 allows.

    A submitted cover below the table is raised to it where the figure is verified or corroborated, and left as it is,
    for review, where the figure is only recalled.
    """
    row = next((row for row in rules.cover if row.key == line.belongs.cover), None)
    least, given = _least_m(row, place), line.specification.cover_m
    top = least if given is None else given
    told: tuple[Reason, ...] = ()
    if given is not None and given < least and row is not None and not is_only_recalled(row.status):
        data = {"project": line.key, "cover_m": given, "least_m": least, "clause": row.clause}
        top, told = least, (Reason(code="trench.cover_raised", data=data),)
    return Covered(
        top_m=top,
        bottom_m=round(top + line.body.height_mm / 1000, 3),
        row=row,
        least_m=least,
        is_given=given is not None,
        bedding_m=rules.bodies.bedding_m.value if rules.bodies is not None else 0.0,
        told=told,
    )


def _least_m(row: Cover | None, place: RoadPlace) -> float:
    """Return the figure of table 4.1.1; a blank sidewalk cell is read as the carriageway, no row as no demand."""
    if row is None:
        return 0.0
    sidewalk = row.sidewalk_m if row.sidewalk_m is not None else row.carriageway_m
    return (sidewalk if place is RoadPlace.SIDEWALK else row.carriageway_m) or 0.0
