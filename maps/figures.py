"""The site plan of one joint work as SVG: vector text and lines for the paper of the decision."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.ops import substring

from maps.drawing import fitted, said
from maps.layers import merged
from maps.popups import utility_name
from maps.svg import Label, Sheet, svg_document, text_width
from maps.tracks import Strip, Track, strips_of, tracks_of
from planner.messages import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.model import Floats, Ints, JointWork, Service, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["BAND", "GROUND", "ROAD", "WIDTH", "View", "cut_of", "draw_north", "draw_scale", "try_places", "work_figure"]

# Across the page the sheet shrinks to about four fifths, so the smallest letters come out at 6.5 points.
WIDTH = 560.0
HEIGHTS = (330.0, 580.0)
MARGIN = 52.0
LEAST_SPAN_M = 120.0
LANE, EDGE = 4.2, 1.6
BAND, GROUND, ROAD, QUIET = "#1d2746", "#ffffff", "#d9dde3", "#4a5362"
ROAD_WIDTHS = {"arterial": 11.0, "secondary": 8.5}
TINY, SMALL, NAME, OWN_NAME = 7.5, 8.2, 9.0, 12.0
DASHES = ("", "9 2.4", "3 2.4", "9 2.4 3 2.4")
ROUND_STEPS = (1.0, 2.0, 5.0)
ROW, COLUMN = 16.0, WIDTH / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The part of the ground on the sheet: metres of the planning CRS to points of the sheet, north up."""

    west: float
    north: float
    scale: float
    height: float

    def points(self, line: shapely.LineString) -> Floats:
        """Return the line's vertices on the sheet, shape (n, 2)."""
        xy = shapely.get_coordinates(line)
        return np.column_stack(((xy[:, 0] - self.west) * self.scale, (self.north - xy[:, 1]) * self.scale))

    def ground(self) -> shapely.Polygon:
        """Return the ground that lies on the sheet."""
        south, east = self.north - self.height / self.scale, self.west + WIDTH / self.scale
        return shapely.box(self.west, south, east, self.north)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one figure shows, and the view it is shown in."""

    work: JointWork
    situation: Situation
    rulebook: Rulebook
    tracks: tuple[Track, ...]
    strips: tuple[Strip, ...]
    view: View
    language: Language

    def points(self, part: Track | Strip) -> Floats:
        """Return the vertices of an interval of a section on the sheet, along the digitised direction."""
        return self.view.points(cut_of(self.situation, part.section, part.from_m, part.to_m))

    def beside(self, part: Track | Strip, lane: float) -> Floats:
        """Return the vertices of an interval moved to the middle of a lane."""
        line = cut_of(self.situation, part.section, part.from_m, part.to_m)
        return self.view.points(_moved(line, -lane * LANE / self.view.scale))


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendRow:
    """One sign of the legend and what it means."""

    text: str
    colour: str
    width: float
    dash: str = ""


def work_figure(
    work: JointWork, situation: Situation, rulebook: Rulebook, *, language: Language = Language.ZH
) -> bytes:
    """Return the site plan of a work: its openings and members' lines side by side, on the roads around them.

    Lines have the services' ink colours and lie on their true side of the centreline. Each section is labelled with
    its id and the opened chainage in metres, the arrow along its digitised direction; ticks stand where an opening
    begins or ends. North is up. Equal input gives equal bytes.

    Raises
    ------
    KeyError
        If the work names a section or a project that the situation does not hold.
    """
    scene, words = _scene_of(work, situation, rulebook, language), said(language)
    legend = _legend_rows(scene)
    height = scene.view.height
    sheet = Sheet(WIDTH, height + _legend_height(legend))
    sheet.reserve(np.array([[0.0, sheet.height], [WIDTH, sheet.height]]), sheet.height - height)
    nearby = _draw_roads(sheet, scene)
    _draw_strips(sheet, scene)
    _draw_lines(sheet, scene)
    _draw_ticks(sheet, scene)
    draw_north(sheet, words["north"])
    draw_scale(sheet, scene.view)
    _name_sections(sheet, scene)
    _name_roads(sheet, scene, nearby)
    _note_chainages(sheet, scene)
    _draw_legend(sheet, legend, height, words["site_note"])
    title = words["site_plan"].format(work=work.id, road=work.road_name or words["unnamed"])
    return svg_document(sheet, title, language)


def _scene_of(work: JointWork, situation: Situation, rulebook: Rulebook, language: Language) -> Scene:
    tracks = tracks_of(work, situation)
    strips = strips_of(work, tracks, situation)
    view = _view_of(strips, situation)
    return Scene(
        work=work,
        situation=situation,
        rulebook=rulebook,
        tracks=tracks,
        strips=strips,
        view=view,
        language=language,
    )


def _view_of(strips: Iterable[Strip], situation: Situation) -> View:
    lines = [cut_of(situation, s.section, s.from_m, s.to_m) for s in strips]
    west, south, east, north = shapely.total_bounds(np.array(lines, dtype=np.object_))
    width, tall = max(east - west, LEAST_SPAN_M), max(north - south, LEAST_SPAN_M)
    height = float(np.clip(tall * (WIDTH - 2 * MARGIN) / width + 2 * MARGIN, *HEIGHTS))
    scale = min((WIDTH - 2 * MARGIN) / width, (height - 2 * MARGIN) / tall)
    x, y = (west + east) / 2, (south + north) / 2
    return View(west=x - WIDTH / scale / 2, north=y + height / scale / 2, scale=scale, height=height)


def cut_of(situation: Situation, section: int, first: float, last: float) -> shapely.LineString:
    """Return the piece of a section between two chainages."""
    return shapely.LineString(shapely.get_coordinates(substring(situation.network.lines[section], first, last)))


def _moved(line: shapely.LineString, left_m: float) -> shapely.LineString:
    """Return the line moved to its left, or the line itself where it bends too sharply to be moved whole."""
    moved = shapely.offset_curve(line, left_m, join_style="mitre") if left_m else line
    return moved if isinstance(moved, shapely.LineString) and not moved.is_empty else line


def _sections_of(strips: Sequence[Strip]) -> Iterator[tuple[Strip, list[Strip]]]:
    """Yield each opened interval of a section whole, with the openings it is made of."""
    for section in sorted({s.section for s in strips}):
        on = [s for s in strips if s.section == section]
        for first, last in merged((s.from_m, s.to_m) for s in on):
            inside = [s for s in on if s.from_m < last and s.to_m > first]
            low = min(s.middle - s.lanes / 2 for s in inside)
            high = max(s.middle + s.lanes / 2 for s in inside)
            whole = Strip(section=section, from_m=first, to_m=last, middle=(low + high) / 2, lanes=high - low)
            yield whole, inside


def _draw_roads(sheet: Sheet, scene: Scene) -> Ints:
    """Draw every road on the sheet, narrow ones first, and return their rows."""
    network, ground = scene.situation.network, scene.view.ground()
    nearby = np.flatnonzero(shapely.intersects(network.lines, ground))
    group_of = {c: group for group, classes in scene.rulebook.road_class_groups.items() for c in classes}
    widths = [ROAD_WIDTHS.get(group_of.get(network.road_class[row], ""), 6.0) for row in nearby]
    for width, row in sorted(zip(widths, nearby.tolist(), strict=True)):
        for part in shapely.get_parts(shapely.intersection(network.lines[row], ground)):
            sheet.line(scene.view.points(part), colour=ROAD, width=width, round_ends=True)
    return nearby


def _draw_strips(sheet: Sheet, scene: Scene) -> None:
    for strip in scene.strips:
        points, width = scene.beside(strip, strip.middle), strip.lanes * LANE + 2 * EDGE
        sheet.line(points, colour=BAND, width=width)
        sheet.reserve(points, width / 2 + 1)


def _draw_lines(sheet: Sheet, scene: Scene) -> None:
    pens = _pens(scene)
    for track in scene.tracks:
        points = scene.beside(track, track.lane)
        ink, dash = pens[track.project]
        sheet.line(points, colour=GROUND, width=LANE)
        sheet.line(points, colour=ink, width=LANE - 1.2, dash=dash)


def _pens(scene: Scene) -> dict[str, tuple[str, str]]:
    """Return each member's colour and dashes; members of one service have its colour and differ in their dashes."""
    service_of = {p.key: p.service for p in scene.situation.routes.projects}
    seen: Counter[Service] = Counter()
    pens = {}
    for key in scene.work.members:
        service = service_of[key]
        pens[key] = (scene.rulebook.services[service].ink, DASHES[seen[service] % len(DASHES)])
        seen[service] += 1
    return pens


def _name_sections(sheet: Sheet, scene: Scene) -> None:
    """Write id and opened chainage beside each section, on the emptier side first, where there is room."""
    for whole, _ in _sections_of(scene.strips):
        name = scene.situation.network.section_ids[whole.section]
        points = scene.points(whole)
        first, last = f"{whole.from_m:.0f}", f"{whole.to_m:.0f}"
        text = f"{name}　{last}←{first} m" if _leftwards(points) else f"{name}　{first}→{last} m"
        right, left = _reach(whole)
        beside = [side * (out + 9.0) for out, side in sorted([(right, 1.0), (left, -1.0)])]
        if not try_places(sheet, points, text, beside, SMALL):
            _write_level(sheet, points, f"{name}　{first}–{last} m", beside)


def _reach(strip: Strip) -> tuple[float, float]:
    """Return how far a strip reaches to the right and to the left of its centreline on the sheet."""
    right, left = (max(side * strip.middle + strip.lanes / 2, 0.5) * LANE + EDGE for side in (1, -1))
    return right, left


def _write_level(sheet: Sheet, points: Floats, text: str, beside: Iterable[float]) -> None:
    """Write a level label beside the middle of a line too short to bear it along."""
    middle, along = points.mean(axis=0), points[-1] - points[0]
    across = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9)
    half = text_width(text, SMALL) / 2
    for away in beside:
        place = middle + across * (away + np.sign(away) * abs(across[0]) * half)
        if sheet.write(Label(x=float(place[0]), y=float(place[1]), text=text, size=SMALL, colour=QUIET)):
            return


def _leftwards(points: Floats) -> bool:
    """Return whether text along the line has to run against it to stand upright."""
    dx, dy = points[-1] - points[0]
    return bool(dx < 0 or (dx == 0 and dy > 0))


def try_places(
    sheet: Sheet, points: Floats, text: str, beside: Iterable[float], size: float, *, heavy: bool = False
) -> bool:
    """Write along the line at the first place with room; ``beside`` are distances to the right of its direction."""
    line = shapely.LineString(points)
    if line.length < text_width(text, size) * 0.6:
        return False
    places = ((at, away) for away in beside for at in (0.5, 0.35, 0.65, 0.2, 0.8))
    return any(sheet.write(_label_on(line, at, away, text, size, heavy=heavy)) for at, away in places)


def _label_on(line: shapely.LineString, at: float, away: float, text: str, size: float, *, heavy: bool) -> Label:
    half = text_width(text, size) / 2
    before, after = (line.interpolate(line.length * at + step) for step in (-half, half))
    middle = line.interpolate(line.length * at)
    dx, dy = after.x - before.x, after.y - before.y
    long = max(float(np.hypot(dx, dy)), 1e-9)
    x, y = middle.x - away * dy / long, middle.y + away * dx / long
    if dx < 0 or (dx == 0 and dy > 0):
        dx, dy = -dx, -dy
    angle = float(np.degrees(np.arctan2(dy, dx)))
    colour = BAND if heavy else QUIET
    return Label(x=x, y=y, text=text, size=size, angle=angle, colour=colour, heavy=heavy)


def _draw_ticks(sheet: Sheet, scene: Scene) -> None:
    """Set a tick across the road where an opening begins or ends, longer at the ends of what is opened of a section."""
    for whole, openings in _sections_of(scene.strips):
        right, left = _reach(whole)
        for chainage in _bounds_of(openings):
            at, across = _across(scene, whole, chainage)
            over, width = (4.0, 1.1) if chainage in {whole.from_m, whole.to_m} else (1.5, 0.6)
            ends = np.array([at - (left + over) * across, at + (right + over) * across])
            sheet.line(ends, colour=BAND, width=width)


def _note_chainages(sheet: Sheet, scene: Scene) -> None:
    """Write the chainage where the members change inside a section, where there is room."""
    for whole, openings in _sections_of(scene.strips):
        right, left = _reach(whole)
        inside = _bounds_of(openings)[1:-1]
        # what is written alike is written once, though it be two places
        for text, chainage in _first_of_each(inside).items():
            at, across = _across(scene, whole, chainage)
            for away in (right + 8, -left - 8):
                place = at + across * (away + np.sign(away) * abs(across[0]) * text_width(text, TINY) / 2)
                if sheet.write(Label(x=float(place[0]), y=float(place[1]), text=text, size=TINY)):
                    break


def _first_of_each(chainages: Iterable[float]) -> dict[str, float]:
    """Return the first of the chainages that are written alike, by what is written."""
    written: dict[str, float] = {}
    for chainage in chainages:
        written.setdefault(f"{chainage:.0f} m", chainage)
    return written


def _bounds_of(openings: Iterable[Strip]) -> list[float]:
    return sorted({chainage for s in openings for chainage in (s.from_m, s.to_m)})


def _across(scene: Scene, whole: Strip, chainage: float) -> tuple[Floats, Floats]:
    """Return the point on the sheet at a chainage, and the unit vector to the right of the section there."""
    line = scene.situation.network.lines[whole.section]
    step = min(1.0, line.length / 4)
    before, after = max(chainage - step, 0.0), min(chainage + step, line.length)
    points = scene.view.points(shapely.LineString([line.interpolate(m) for m in (before, chainage, after)]))
    along = (points[2] - points[0]) / max(float(np.hypot(*(points[2] - points[0]))), 1e-9)
    return points[1], np.array([-along[1], along[0]])


def _name_roads(sheet: Sheet, scene: Scene, nearby: Ints) -> None:
    """Write each road's name once where it finds room, that of the work first and larger."""
    network, own = scene.situation.network, {s.section for s in scene.strips}
    named = {""}
    for row in sorted(nearby.tolist(), key=lambda row: (row not in own, -network.length_m[row], row)):
        name = network.names[row]
        if name not in named and _name_road(sheet, scene, row, name, own=row in own):
            named.add(name)


def _name_road(sheet: Sheet, scene: Scene, row: int, name: str, *, own: bool) -> bool:
    visible = shapely.intersection(scene.situation.network.lines[row], scene.view.ground())
    lanes = max((s.lanes / 2 + abs(s.middle) for s in scene.strips), default=0.0)
    beside = [side * (lanes * LANE + gap) for gap in (12.0, 24.0) for side in (-1, 1)] if own else [0.0]
    size = OWN_NAME if own else NAME
    parts = [scene.view.points(part) for part in shapely.get_parts(visible)]
    return any(try_places(sheet, points, name, beside, size, heavy=own) for points in parts)


def draw_scale(sheet: Sheet, view: View) -> None:
    """Draw a bar of round metres in the lower left corner, and keep labels off it."""
    metres = _round_length(90 / view.scale)
    long, y = metres * view.scale, view.height - 14
    sheet.panel(0, view.height - 34, long + 28, 34)
    sheet.line(np.array([[14, y - 5], [14, y], [14 + long, y], [14 + long, y - 5]]), colour=BAND, width=1.3)
    sheet.text(Label(x=14 + long / 2, y=y - 10, text=f"{metres:g} m", size=SMALL))
    sheet.reserve(np.array([[0.0, view.height], [long + 28, view.height]]), 36)


def _round_length(limit: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, 50 ... that is not above the limit."""
    power = 10.0 ** np.floor(np.log10(limit))
    return float(max(step * power for step in ROUND_STEPS if step * power <= limit))


def draw_north(sheet: Sheet, name: str) -> None:
    """Draw the arrow to the north in the upper right corner, and keep labels off it."""
    x = WIDTH - 20
    sheet.panel(WIDTH - 38, 0, 38, 56)
    sheet.polygon([(x, 8), (x + 7, 32), (x, 27), (x - 7, 32)], colour=BAND)
    sheet.text(Label(x=x, y=44, text=name, size=10))
    sheet.reserve(np.array([[WIDTH, 0.0], [WIDTH, 40.0]]), 40)


def _legend_rows(scene: Scene) -> list[LegendRow]:
    projects = {p.key: p for p in scene.situation.routes.projects}
    words, book = said(scene.language), scene.rulebook
    opened = words["site_opened"].format(work=scene.work.id, road=scene.work.road_name or words["unnamed"])
    rows = [LegendRow(text=opened, colour=BAND, width=8.0)]
    for key, (ink, dash) in _pens(scene).items():
        service = book.services[projects[key].service]
        named = {"zh": service.zh, "en": service.en}[scene.language]
        text = f"{named}　{utility_name(projects[key].utility, book, scene.language)}　{key}"
        rows.append(LegendRow(text=text, colour=ink, dash=dash, width=LANE - 1.2))
    return rows


def _legend_columns(rows: Sequence[LegendRow]) -> int:
    return 2 if all(text_width(row.text, SMALL) < COLUMN - 56 for row in rows) else 1


def _legend_height(rows: Sequence[LegendRow]) -> float:
    return -(-len(rows) // _legend_columns(rows)) * ROW + ROW + 12


def _draw_legend(sheet: Sheet, rows: Sequence[LegendRow], top: float, note: str) -> None:
    columns = _legend_columns(rows)
    down = -(-len(rows) // columns)
    sheet.panel(0, top, WIDTH, sheet.height - top)
    for number, row in enumerate(rows):
        x, y = number // down * COLUMN + 14, top + 6 + ROW * (number % down + 0.5)
        sheet.line(np.array([[x, y], [x + 24, y]]), colour=row.colour, width=row.width, dash=row.dash)
        text = fitted(row.text, WIDTH / columns - 45, SMALL)
        sheet.text(Label(x=x + 31, y=y, text=text, size=SMALL, anchor="start"))
    y = sheet.height - 6 - ROW / 2
    sheet.text(Label(x=14, y=y, text=note, size=TINY, anchor="start", colour=QUIET))
