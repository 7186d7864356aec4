"""The location map of one joint work as SVG: where in the county it lies, among the main roads around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from maps.drawing import said
from maps.figures import BAND, GROUND, ROAD, WIDTH, View, cut_of, draw_north, draw_scale, try_places
from maps.svg import Sheet, svg_document
from planner.messages import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Ints, JointWork, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["location_figure"]

HEIGHT = 230.0
LEAST_SPAN_M, SPANS = 3_000.0, 6.0
# A map of a few centimetres shows no more, and a big city's roads would take longer to draw than the paper to set
MOST_ROADS, MOST_NAMES = 400, 16
RANKS = {"arterial": (0, 3.2), "secondary": (1, 2.2)}
MINOR = (2, 1.0)
WORK_COLOUR, NAME_SIZE = "#c8102e", 8.5


def location_figure(
    work: JointWork, situation: Situation, rulebook: Rulebook, *, language: Language = Language.ZH
) -> bytes:
    """Return the location map: the work in red, its surroundings framed, the main roads with their names.

    North is up; a bar tells the scale. Where roads are many, minor ones are left out. Equal input gives equal bytes.

    Raises
    ------
    KeyError
        If the work names a section that the situation does not hold.
    """
    words = said(language)
    pieces = [*_pieces(work, situation)]
    view = _view_of(pieces)
    sheet = Sheet(WIDTH, HEIGHT)
    rows, ranks = _roads(view, situation, rulebook)
    _draw_roads(sheet, view, situation, rows, ranks)
    drawn = [view.points(piece) for piece in pieces]
    for colour, width in ((GROUND, 6.5), (WORK_COLOUR, 4.0)):
        for points in drawn:
            sheet.line(points, colour=colour, width=width, round_ends=True)
    for points in drawn:
        sheet.reserve(points, 4.0)
    _frame(sheet, view, pieces)
    draw_north(sheet, words["north"])
    draw_scale(sheet, view)
    _name_roads(sheet, view, situation, rows, ranks)
    title = words["location"].format(work=work.id, road=work.road_name or words["unnamed"])
    return svg_document(sheet, title, language)


def _pieces(work: JointWork, situation: Situation) -> Iterator[shapely.LineString]:
    row_of = {str(section): row for row, section in enumerate(situation.network.section_ids)}
    for opening in work.openings:
        yield cut_of(situation, row_of[opening.section_id], opening.from_m, opening.to_m)


def _view_of(pieces: list[shapely.LineString]) -> View:
    west, south, east, north = shapely.total_bounds(np.array(pieces, dtype=np.object_))
    span = max(SPANS * max(east - west, (north - south) * WIDTH / HEIGHT), LEAST_SPAN_M)
    scale = WIDTH / span
    x, y = (west + east) / 2, (south + north) / 2
    return View(west=x - span / 2, north=y + HEIGHT / scale / 2, scale=scale, height=HEIGHT)


def _roads(view: View, situation: Situation, rulebook: Rulebook) -> tuple[Ints, Ints]:
    """Return the rows of the roads to draw with their ranks: main ones first, longer ones before shorter ones."""
    network = situation.network
    rows = np.flatnonzero(shapely.intersects(network.lines, view.ground()))
    rank_of = {c: RANKS.get(group, MINOR)[0] for group, classes in rulebook.road_class_groups.items() for c in classes}
    ranks = np.array([rank_of.get(network.road_class[row], MINOR[0]) for row in rows], dtype=np.int64)
    order = np.lexsort((rows, -network.length_m[rows], ranks))[:MOST_ROADS]
    return rows[order], ranks[order]


def _draw_roads(sheet: Sheet, view: View, situation: Situation, rows: Ints, ranks: Ints) -> None:
    widths = dict([*RANKS.values(), MINOR])
    lines = shapely.simplify(situation.network.lines[rows], 1.0 / view.scale)
    parts, of = shapely.get_parts(shapely.intersection(lines, view.ground()), return_index=True)
    for row in np.argsort(-ranks[of], kind="stable").tolist():
        if parts[row].geom_type == "LineString":
            sheet.line(view.points(parts[row]), colour=ROAD, width=widths[int(ranks[of[row]])], round_ends=True)


def _frame(sheet: Sheet, view: View, pieces: list[shapely.LineString]) -> None:
    """Frame the surroundings of the work, so that even a short one is found."""
    points = np.concatenate([view.points(piece) for piece in pieces])
    (left, top), (right, bottom) = points.min(axis=0) - 12, points.max(axis=0) + 12
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])
    sheet.line(corners, colour=BAND, width=1.0)
    sheet.reserve(corners, 2.0)


def _name_roads(sheet: Sheet, view: View, situation: Situation, rows: Ints, ranks: Ints) -> None:
    network, named = situation.network, {""}
    for row, rank in zip(rows.tolist(), ranks.tolist(), strict=True):
        name = str(network.names[row])
        if rank == MINOR[0] or name in named or len(named) > MOST_NAMES:
            continue
        for part in shapely.get_parts(shapely.intersection(network.lines[row], view.ground())):
            if part.geom_type == "LineString" and try_places(sheet, view.points(part), name, [0.0], NAME_SIZE):
                named.add(name)
                break
