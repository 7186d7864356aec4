"""The cross-section of one joint trench: order, positions, depths, and every figure it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from planner.model import Reason
from planner.trench.arrange import Arrangement, arrange
from planner.trench.clearances import is_only_recalled, recalled, unique
from planner.trench.lines import Lines, lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import Cut, Project, Service
    from planner.rulebook.model import Clearance, Cover, TrenchRules, WorkingWidth
    from planner.trench.lines import Line
    from planner.trench.sizes import Body

__all__ = [
    "BEDDING_M",
    "MOST_LINES",
    "KeptClearance",
    "Layout",
    "PlacedLine",
    "RoadPlace",
    "arrange_lines",
    "lay_out",
    "lay_out_trenches",
]

MOST_LINES = 8
# Sand or fine soil under the deepest line: GB 50168 and custom give 100 mm; a planning assumption for the drawing.
BEDDING_M = 0.1


class RoadPlace(StrEnum):
    """Where in the road the trench lies: the two columns of GB 50289 table 4.1.1."""

    CARRIAGEWAY = "carriageway"
    SIDEWALK = "sidewalk"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """One line in the trench, in metres from the left wall and below the surface.

    ``body`` is what was assumed of its size; ``working`` is the row of GB 50268 table 4.3.2 and ``cover`` that of
    GB 50289 table 4.1.1 it was placed by.
    """

    key: str
    service: Service
    left_m: float
    right_m: float
    top_m: float
    bottom_m: float
    body: Body
    working: WorkingWidth
    cover: Cover | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptClearance:
    """Two lines, the clear distance they must keep and do keep, and the figure that asks for it.

    ``figure`` is None where no rule has one; then the working room is kept between them.
    """

    a: str
    b: str
    required_m: float
    kept_m: float
    figure: Clearance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The narrowest joint trench of some lines.

    Attributes
    ----------
    lines : From left to right, none above another (GB 50289 4.1.6, GB 50168 6.2.3).
    width_m, depth_m : Bottom width between vertical walls; depth to the underside of the bedding.
    clearances : One for every pair, not only for neighbours, in order of position.
    installation : Keys in the order they are laid, deepest first.
    told : What was assumed or raised.
    review : Figures that are only recalled and wait for a person, by clause.
    """

    lines: tuple[PlacedLine, ...]
    width_m: float
    depth_m: float
    clearances: tuple[KeptClearance, ...]
    installation: tuple[str, ...]
    told: tuple[Reason, ...]
    review: tuple[Reason, ...]


def lay_out(projects: Sequence[Project], rules: TrenchRules, *, place: RoadPlace = RoadPlace.CARRIAGEWAY) -> Layout:
    """Lay up to eight lines in one trench, as narrow as the clearances allow.

    The order of ``projects`` does not matter. A submitted cover below table 4.1.1 is raised to the table where its
    figure is verified or corroborated, and left as it is, for review, where the figure is only recalled.

    Raises
    ------
    ValueError
        If there is no line or more than ``MOST_LINES``.
    """
    if not 1 <= len(projects) <= MOST_LINES:
        raise ValueError(f"{len(projects)} lines, between 1 and {MOST_LINES} can be laid out")
    lines = lines_of(projects, rules)
    found = arrange_lines(lines)
    covers = [_cover_of(line, rules, place) for line in lines.lines]
    placed = [_placed(lines.lines[i], found.left[i], *covers[i][:2]) for i in found.order]
    return Layout(
        lines=tuple(placed),
        width_m=found.width / 1000,
        depth_m=round(max(line.bottom_m for line in placed) + BEDDING_M, 3),
        clearances=_kept(lines, found),
        installation=tuple(line.key for line in sorted(placed, key=lambda line: (-line.bottom_m, line.key))),
        told=tuple(reason for line in lines.lines for reason in line.belongs.told)
        + tuple(reason for *_, told in covers for reason in told),
        review=unique([*lines.review(), *_cover_review(placed, place)]),
    )


def lay_out_trenches(
    made: Cut, projects: Sequence[Project], rules: TrenchRules, *, place: RoadPlace = RoadPlace.CARRIAGEWAY
) -> tuple[Layout, ...]:
    """Lay out every trench of a cut, in its order; ``projects`` must hold all its lines."""
    known = {project.key: project for project in projects}
    return tuple(lay_out([known[key] for key in keys], rules, place=place) for keys in made.trenches)


def arrange_lines(lines: Lines) -> Arrangement:
    """Return the narrowest order of the lines in one trench."""
    widths = tuple(line.body.width_mm for line in lines.lines)
    return arrange(widths, lines.gaps, tuple(line.margin_mm for line in lines.lines))


def _placed(line: Line, left_mm: int, cover_m: float, row: Cover | None) -> PlacedLine:
    return PlacedLine(
        key=line.key,
        service=line.service,
        left_m=left_mm / 1000,
        right_m=(left_mm + line.body.width_mm) / 1000,
        top_m=cover_m,
        bottom_m=round(cover_m + line.body.height_mm / 1000, 3),
        body=line.body,
        working=line.working,
        cover=row,
    )


def _least_cover(row: Cover | None, place: RoadPlace) -> float:
    """Return the figure of table 4.1.1; a blank sidewalk cell is read as the carriageway, no row as no demand."""
    if row is None:
        return 0.0
    sidewalk = row.sidewalk_m if row.sidewalk_m is not None else row.carriageway_m
    return (sidewalk if place is RoadPlace.SIDEWALK else row.carriageway_m) or 0.0


def _cover_of(line: Line, rules: TrenchRules, place: RoadPlace) -> tuple[float, Cover | None, tuple[Reason, ...]]:
    row = next((row for row in rules.cover if row.key == line.belongs.cover), None)
    least = _least_cover(row, place)
    given = line.specification.cover_m
    if given is None:
        return least, row, ()
    if given >= least or row is None or is_only_recalled(row.status):
        return given, row, ()
    data = {"project": line.key, "cover_m": given, "least_m": least, "clause": row.clause}
    return least, row, (Reason(code="trench.cover_raised", data=data),)


def _cover_review(placed: Sequence[PlacedLine], place: RoadPlace) -> list[Reason]:
    return [
        recalled("cover", row.clause, row.status, line=row.key, line_zh=row.zh, least_m=_least_cover(row, place))
        for line in placed
        if (row := line.cover) is not None and is_only_recalled(row.status)
    ]


def _kept(lines: Lines, found: Arrangement) -> tuple[KeptClearance, ...]:
    pairs = [(a, b) for place, b in enumerate(found.order) for a in found.order[:place]]
    return tuple(
        KeptClearance(
            a=lines.lines[a].key,
            b=lines.lines[b].key,
            required_m=lines.gaps[a][b] / 1000,
            kept_m=(found.left[b] - found.left[a] - lines.lines[a].body.width_mm) / 1000,
            figure=lines.figures[min(a, b), max(a, b)],
        )
        for a, b in pairs
    )
