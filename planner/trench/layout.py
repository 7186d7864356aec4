"""The cross-section of one joint trench: order, positions, depths, and every figure it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.trench.arrange import Arrangement, arrange
from planner.trench.clearances import unique
from planner.trench.covers import RoadPlace, cover_of
from planner.trench.lines import Lines, lines_of, to_mm
from planner.trench.walls import Walls, walls_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import Cut, Project, Reason, Service, Specification
    from planner.rulebook.model import Clearance, Cover, TrenchRules, WorkingWidth
    from planner.trench.covers import Covered
    from planner.trench.lines import Line
    from planner.trench.sizes import Body

__all__ = [
    "MOST_LINES",
    "KeptClearance",
    "Layout",
    "PlacedLine",
    "arrange_lines",
    "lay_out",
    "lay_out_trenches",
]

MOST_LINES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """One line in the trench, in metres from the left wall and below the surface.

    ``body`` is what was assumed of its size; ``working`` is the row of GB 50268 table 4.3.2 and ``cover`` that of
    GB 50289 table 4.1.1 it was placed by.
    """

    key: str
    service: Service
    specification: Specification
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
    width_m, depth_m : Bottom width, from working room to working room; depth to the underside of the bedding.
    walls : How the walls are held, and what they take of the surface beside the bottom width.
    cutback_m : Least and largest cut-back of the surface on each side, for its reinstatement.
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
    walls: Walls
    cutback_m: tuple[float, float]

    @property
    def opened_m(self) -> tuple[float, float]:
        """Width opened at the surface, as a range."""
        low, high = (to_mm(self.width_m) + both for both in self.walls.both_mm)
        return low / 1000, high / 1000

    @property
    def reinstated_m(self) -> tuple[float, float]:
        """Width of surface to reinstate, as a range: what is opened and the cut-back on both sides."""
        low, high = (to_mm(m) + 2 * to_mm(back) for m, back in zip(self.opened_m, self.cutback_m, strict=True))
        return low / 1000, high / 1000


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
    covers = [cover_of(line, rules, place) for line in lines.lines]
    placed = [_placed(lines.lines[i], found.left[i], covers[i]) for i in found.order]
    depth_m = max(cover.depth_m for cover in covers)
    walls = walls_of(depth_m, rules.ground)
    back = rules.cutback_each_side_m
    return Layout(
        lines=tuple(placed),
        width_m=found.width / 1000,
        depth_m=depth_m,
        clearances=_kept(lines, found),
        installation=tuple(line.key for line in sorted(placed, key=lambda line: (-line.bottom_m, line.key))),
        told=(*_told(lines, covers), *walls.told),
        review=unique([*lines.review(), *(reason for cover in covers for reason in cover.review()), *walls.review]),
        walls=walls,
        cutback_m=(back.low, back.high),
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


def _told(lines: Lines, covers: Sequence[Covered]) -> tuple[Reason, ...]:
    assumed = (reason for line in lines.lines for reason in line.belongs.told)
    return (*assumed, *(reason for cover in covers for reason in cover.told))


def _placed(line: Line, left_mm: int, cover: Covered) -> PlacedLine:
    return PlacedLine(
        key=line.key,
        service=line.service,
        specification=line.specification,
        left_m=left_mm / 1000,
        right_m=(left_mm + line.body.width_mm) / 1000,
        top_m=cover.top_m,
        bottom_m=cover.bottom_m,
        body=line.body,
        working=line.working,
        cover=cover.row,
    )


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
