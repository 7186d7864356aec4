"""The site plan of one joint work as SVG: vector text and lines for the paper of the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.ops import substring

from maps.layers import merged
from maps.slots import lay_side_by_side
from maps.svg import Label, Sheet, svg_document, text_width
from planner.model import Stretches

if TYPE_CHECKING:
    from planner.model import Floats, Ints, JointWork, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["work_figure"]

WIDTH, HEIGHT = 800.0, 500.0
MARGIN = 60.0
LEAST_SPAN_M = 120.0
LANE = 4.5
BAND, GROUND, ROAD, QUIET = "#1d2746", "#ffffff", "#d9dde3", "#4a5362"
ROAD_WIDTHS = {"arterial": 13.0, "secondary": 10.0}
ROUND_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The part of the ground on the sheet: metres of the planning CRS to points of the sheet, north up."""

    west: float
    north: float
    scale: float

    def points(self, line: shapely.LineString) -> Floats:
        """Return the line's vertices on the sheet, shape (n, 2)."""
        xy = shapely.get_coordinates(line)
        return np.column_stack(((xy[:, 0] - self.west) * self.scale, (self.north - xy[:, 1]) * self.scale))

    def ground(self) -> shapely.Polygon:
        """Return the ground that lies on the sheet."""
        south, east = self.north - HEIGHT / self.scale, self.west + WIDTH / self.scale
        return shapely.box(self.west, south, east, self.north)


def work_figure(work: JointWork, situation: Situation, rulebook: Rulebook) -> bytes:
    """Return the site plan of a work: its sections and members' lines side by side, on the roads around them.

    Lines have the services' ink colours; marks give the chainage, in metres along each section's digitised
    direction, where an opened interval begins and ends. North is up. Equal input gives equal bytes.

    Raises
    ------
    KeyError
        If the work names a section or a project that the situation does not hold.
    """
    rows = _stretches_of(work, situation)
    view = _view_of(rows, situation)
    sheet = Sheet(WIDTH, HEIGHT)
    _reserve_corners(sheet, work, rulebook, situation)
    nearby = _draw_roads(sheet, view, situation, rulebook)
    _draw_lines(sheet, view, rows, situation, rulebook)
    _mark_ends(sheet, view, rows, situation)
    _name_roads(sheet, view, nearby, rows, situation)
    _draw_scale(sheet, view)
    _draw_north(sheet)
    _draw_legend(sheet, work, rulebook, situation)
    return svg_document(sheet, f"{work.id} {work.road_name}")


def _stretches_of(work: JointWork, situation: Situation) -> Stretches:
    number = {p.key: i for i, p in enumerate(situation.routes.projects)}
    section = {s: i for i, s in enumerate(situation.network.section_ids)}
    rows = sorted((number[s.project], section[s.section_id], s.from_m, s.to_m) for s in work.stretches)
    project, on, first, last = (np.array(column) for column in zip(*rows, strict=True))
    nothing = np.zeros(len(rows))
    return Stretches(
        project=project.astype(np.int64),
        section=on.astype(np.int64),
        from_m=first.astype(np.float64),
        to_m=last.astype(np.float64),
        offset_m=nothing,
        side=nothing.astype(np.int64),
        confidence=nothing + 1.0,
    )


def _view_of(rows: Stretches, situation: Situation) -> View:
    lines = [_cut(situation, *interval) for interval in _intervals(rows)]
    west, south, east, north = shapely.total_bounds(np.array(lines, dtype=np.object_))
    width, height = max(east - west, LEAST_SPAN_M), max(north - south, LEAST_SPAN_M)
    scale = min((WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height)
    x, y = (west + east) / 2, (south + north) / 2
    return View(west=x - WIDTH / scale / 2, north=y + HEIGHT / scale / 2, scale=scale)


def _intervals(rows: Stretches) -> list[tuple[int, float, float]]:
    """Return the union of the stretches of each section."""
    found = []
    for section in np.unique(rows.section):
        on = rows.section == section
        found += [
            (int(section), *i) for i in merged(zip(rows.from_m[on].tolist(), rows.to_m[on].tolist(), strict=True))
        ]
    return found


def _cut(situation: Situation, section: int, first: float, last: float) -> shapely.LineString:
    part = substring(situation.network.lines[section], first, last)
    return part if isinstance(part, shapely.LineString) else shapely.LineString([part, part])


def _draw_roads(sheet: Sheet, view: View, situation: Situation, rulebook: Rulebook) -> Ints:
    """Draw every road on the sheet, narrow ones first, and return their rows."""
    network = situation.network
    nearby = np.flatnonzero(shapely.intersects(network.lines, view.ground()))
    group_of = {c: group for group, classes in rulebook.road_class_groups.items() for c in classes}
    widths = [ROAD_WIDTHS.get(group_of.get(network.road_class[row], ""), 7.0) for row in nearby]
    for width, row in sorted(zip(widths, nearby.tolist(), strict=True)):
        for part in shapely.get_parts(shapely.intersection(network.lines[row], view.ground())):
            sheet.line(view.points(part), colour=ROAD, width=width, round_ends=True)
    return nearby


def _draw_lines(sheet: Sheet, view: View, rows: Stretches, situation: Situation, rulebook: Rulebook) -> None:
    projects = situation.routes.projects
    services = [rulebook.services[p.service] for p in projects]
    depth = np.array([services[p].depth_rank.value for p in rows.project], dtype=np.float64)
    slots = lay_side_by_side(rows, depth)
    for section, first, last in _intervals(rows):
        inside = (rows.section == section) & (rows.from_m < last) & (rows.to_m > first)
        width = (int(slots.lanes[inside].max()) + 1) * LANE + 3
        sheet.line(view.points(_cut(situation, section, first, last)), colour=BAND, width=width)
    for row, offset in enumerate(slots.offset().tolist()):
        line = _cut(situation, int(rows.section[row]), float(rows.from_m[row]), float(rows.to_m[row]))
        beside = _beside(line, -offset * LANE / view.scale)
        sheet.line(view.points(beside), colour=GROUND, width=LANE)
        sheet.line(view.points(beside), colour=services[rows.project[row]].ink, width=LANE - 1.4)


def _beside(line: shapely.LineString, left_m: float) -> shapely.LineString:
    """Return the line moved to its left, or the line itself where it bends too sharply to be moved whole."""
    moved = shapely.offset_curve(line, left_m, join_style="mitre") if left_m else line
    return moved if isinstance(moved, shapely.LineString) and not moved.is_empty else line


def _mark_ends(sheet: Sheet, view: View, rows: Stretches, situation: Situation) -> None:
    """Set a tick across and the chainage beside both ends of every opened interval."""
    for section, first, last in _intervals(rows):
        points = view.points(_cut(situation, section, first, last))
        for at, towards, chainage in ((points[0], points[1], first), (points[-1], points[-2], last)):
            along = (towards - at) / max(float(np.hypot(*(towards - at))), 1e-9)
            across = np.array([-along[1], along[0]])
            sheet.line(np.array([at - 13 * across, at + 13 * across]), colour=BAND, width=1.2)
            # Inwards a little, so that the marks of two adjoining sections do not fall on each other.
            for side in (1, -1):
                place = at + side * 22 * across + 14 * along
                if sheet.write(Label(x=float(place[0]), y=float(place[1]), text=f"{chainage:.0f} m", size=10)):
                    break


def _name_roads(sheet: Sheet, view: View, nearby: Ints, rows: Stretches, situation: Situation) -> None:
    """Write each road's name once where it finds room, those of the work first."""
    network, own, named = situation.network, set(rows.section.tolist()), set[str]()
    order = sorted(nearby.tolist(), key=lambda row: (row not in own, -network.length_m[row], row))
    for row in order:
        name = network.names[row]
        if not name or name in named:
            continue
        size = 13.0 if row in own else 11.0
        visible = shapely.intersection(network.lines[row], view.ground())
        besides = (25.0, -25.0, 40.0, -40.0) if row in own else (0.0,)
        if any(_named_along(sheet, view.points(part), name, size, besides) for part in shapely.get_parts(visible)):
            named.add(name)


def _named_along(sheet: Sheet, points: Floats, name: str, size: float, besides: tuple[float, ...]) -> bool:
    """Write the name along a line at the first place with room; say whether there was one."""
    line = shapely.LineString(points)
    if line.length < text_width(name, size) * 0.8:
        return False
    places = ((share, beside) for beside in besides for share in (0.5, 0.3, 0.7))
    return any(sheet.write(_along(line, name, size, *place)) for place in places)


def _along(line: shapely.LineString, name: str, size: float, share: float, beside: float) -> Label:
    """Return the label at a share of the line's length, along it and ``beside`` points above it."""
    before, middle, after = (line.interpolate(line.length * share + step) for step in (-5.0, 0.0, 5.0))
    dx, dy = after.x - before.x, after.y - before.y
    if dx < 0 or (dx == 0 and dy > 0):
        dx, dy = -dx, -dy
    long = max(float(np.hypot(dx, dy)), 1e-9)
    x, y = middle.x + beside * dy / long, middle.y - beside * dx / long
    return Label(x=x, y=y, text=name, size=size, angle=float(np.degrees(np.arctan2(dy, dx))), colour=QUIET)


def _reserve_corners(sheet: Sheet, work: JointWork, rulebook: Rulebook, situation: Situation) -> None:
    width, height = _legend_size(work, rulebook, situation)
    sheet.reserve(WIDTH - width - 10, HEIGHT - height - 10, WIDTH, HEIGHT)
    sheet.reserve(WIDTH - 50, 0, WIDTH, 70)
    sheet.reserve(0, HEIGHT - 45, 160, HEIGHT)


def _draw_scale(sheet: Sheet, view: View) -> None:
    metres = _round_length(120 / view.scale)
    long, y = metres * view.scale, HEIGHT - 16
    sheet.panel(8, HEIGHT - 42, max(long, 60.0) + 24, 34)
    sheet.line(np.array([[20, y - 6], [20, y], [20 + long, y], [20 + long, y - 6]]), colour=BAND, width=1.4)
    sheet.text(Label(x=20 + long / 2, y=y - 12, text=f"{metres:g} m", size=10))


def _round_length(limit: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, 50 ... that is not above the limit."""
    power = 10.0 ** np.floor(np.log10(limit))
    return float(max(step * power for step in ROUND_STEPS if step * power <= limit))


def _draw_north(sheet: Sheet) -> None:
    x = WIDTH - 28
    sheet.panel(x - 16, 8, 32, 56)
    sheet.polygon([(x, 14), (x + 8, 40), (x, 34), (x - 8, 40)], colour=BAND)
    sheet.text(Label(x=x, y=52, text="北", size=12))


def _legend_rows(work: JointWork, rulebook: Rulebook, situation: Situation) -> list[tuple[str, str]]:
    projects = {p.key: p for p in situation.routes.projects}
    rows = []
    for key in work.members:
        rules = rulebook.services[projects[key].service]
        organisation = rulebook.organisation(projects[key].utility)
        name = projects[key].utility if organisation is None else organisation.zh
        rows.append((f"{rules.zh}　{name}　{key}", rules.ink))
    return rows


def _own_row(work: JointWork) -> str:
    return f"{work.id}　{work.road_name}　挖掘范围" if work.road_name else f"{work.id}　挖掘范围"


def _legend_size(work: JointWork, rulebook: Rulebook, situation: Situation) -> tuple[float, float]:
    rows = _legend_rows(work, rulebook, situation)
    return max(text_width(text, 10) for text in (_own_row(work), *(text for text, _ in rows))) + 56, 17.0 * (
        len(rows) + 1
    ) + 12


def _draw_legend(sheet: Sheet, work: JointWork, rulebook: Rulebook, situation: Situation) -> None:
    width, height = _legend_size(work, rulebook, situation)
    left, top = WIDTH - width - 8, HEIGHT - height - 8
    sheet.panel(left, top, width, height)
    rows = [(_own_row(work), BAND), *_legend_rows(work, rulebook, situation)]
    for number, (text, colour) in enumerate(rows):
        y = top + 15 + 17 * number
        thick = 9.0 if number == 0 else LANE - 1
        sheet.line(np.array([[left + 10, y], [left + 36, y]]), colour=colour, width=thick)
        sheet.text(Label(x=left + 44, y=y, text=text, size=10, anchor="start"))
