"""The schedule of one joint work as a graph of its phases with the critical path: an SVG, the same bytes every time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING

from maps.drawing import PHASE_INKS, document, fitted, said
from planner.messages import Language
from planner.model import Mode
from planner.trench.sheet import FAINT, SMALL_MM, TEXT_MM, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.calendar import WorkCalendar
    from planner.model import JointWork, Project, Window
    from planner.rulebook.model import Rulebook

__all__ = ["Link", "Node", "schedule_graph_svg", "schedule_of"]

BOX_MM, HIGH_MM, GAP_MM, STEP_MM, TOP_MM = (42.0, 14.0, 9.0, 19.0, 16.0)
CRITICAL, QUIET = "#b3122b", "#8b94a3"
BEFORE, AFTER = ("survey", "approval", "excavation"), ("backfill", "reinstatement", "acceptance")
STAGE = {name: stage for stage, name in enumerate((*BEFORE, "installation", *AFTER))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One phase of a work, or the installation of one member.

    Attributes
    ----------
    project : The member whose installation it is; empty for the phases of all.
    days : Working days it lasts.
    slack : Working days it may come later without moving the acceptance; 0 on the critical path.
    """

    phase: str
    project: str
    window: Window
    days: int
    slack: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What waits for what: rows of nodes, and the working days between that nobody needs."""

    before: int
    after: int
    spare: int


def schedule_of(
    work: JointWork, rulebook: Rulebook, calendar: WorkCalendar
) -> tuple[tuple[Node, ...], tuple[Link, ...]]:
    """Return the phases of a work in their order, installations as the plan has them, and what waits for what.

    Phases follow one another, installations between excavation and backfill. A line waits for one before it in its
    trench as the planner has it: for its end, or for the rulebook's lag behind it where it has one.

    Raises
    ------
    ValueError
        If a phase lies outside the calendar.
    """
    phases = work.phases
    rows = [
        *((name, "", getattr(phases, name)) for name in BEFORE),
        *(("installation", each.project, each.window) for each in phases.installation),
        *((name, "", getattr(phases, name)) for name in AFTER),
    ]
    nodes = [
        Node(phase=phase, project=project, window=window, days=calendar.count_working(window.first, window.last))
        for phase, project, window in rows
    ]
    links = tuple(_links(nodes, _trench_mates(work), rulebook, calendar))
    slack = [0] * len(nodes)
    for row in reversed(range(len(nodes))):
        slack[row] = min((link.spare + slack[link.after] for link in links if link.before == row), default=0)
    return tuple(replace(node, slack=slack[row]) for row, node in enumerate(nodes)), links


def _links(
    nodes: list[Node], mates: frozenset[frozenset[str]], rulebook: Rulebook, calendar: WorkCalendar
) -> Iterator[Link]:
    lag = rulebook.durations.installation_lag_days
    for a, b in product(range(len(nodes)), repeat=2):
        begins = calendar.index_on_or_after(nodes[b].window.first)
        if STAGE[nodes[b].phase] == STAGE[nodes[a].phase] + 1:
            spare = begins - calendar.index_on_or_before(nodes[a].window.last) - 1
        elif a < b and frozenset((nodes[a].project, nodes[b].project)) in mates:
            spare = begins - _earliest(nodes[a], nodes[b], lag.value if lag is not None else None, calendar)
        else:
            continue
        yield Link(before=a, after=b, spare=max(spare, 0))


def _earliest(before: Node, after: Node, lag: int | None, calendar: WorkCalendar) -> int:
    """Return the index of the day a line may begin on behind another of its trench."""
    begun = calendar.index_on_or_after(before.window.first)
    laid = begun + before.days
    return laid if lag is None else min(laid, max(begun + lag, laid + lag - after.days))


def _trench_mates(work: JointWork) -> frozenset[frozenset[str]]:
    """Return the pairs of members that lie in one trench somewhere."""
    trenches = [trench for opening in work.openings for trench in opening.cut.trenches]
    trenches += [o.members for o in work.openings if not o.cut.trenches and o.cut.mode is Mode.SAME_TRENCH]
    return frozenset(frozenset(pair) for trench in trenches for pair in combinations(trench, 2))


def schedule_graph_svg(
    work: JointWork,
    projects: Iterable[Project],
    rulebook: Rulebook,
    calendar: WorkCalendar,
    *,
    language: Language = Language.ZH,
) -> str:
    """Return the graph of a work: a box for each phase with its days and its slack, the critical path in red.

    Parameters
    ----------
    projects : At least the members of the work.

    Raises
    ------
    KeyError
        If a member is not among the projects.
    ValueError
        If a phase lies outside the calendar.
    """
    (nodes, links), words = schedule_of(work, rulebook, calendar), said(language)
    known = {project.key: project for project in projects}
    lanes = [node for node in nodes if node.phase == "installation"]
    height = TOP_MM + max(len(lanes), 1) * STEP_MM + 8
    middle = TOP_MM + (max(len(lanes), 1) - 1) * STEP_MM / 2
    places = _places(nodes, middle)
    sheet = Sheet()
    title = words["schedule"].format(work=work.id)
    told = _told(work, nodes, calendar, words)
    width = max(place[0] for place in places) + BOX_MM + 4
    sheet.text((4, 6), title, size=TEXT_MM + 0.7, how="start")
    sheet.text((4, 10.5), fitted(told, width - 8), ink=FAINT, how="start")
    _arrows(sheet, nodes, links, places)
    for node, place in zip(nodes, places, strict=True):
        ink = PHASE_INKS[node.phase]
        if node.project:
            ink = rulebook.services[known[node.project].service].ink
        _box(sheet, node, place, ink, words)
    return document(sheet, (width, height), title, told, language)


def _places(nodes: tuple[Node, ...], middle: float) -> list[tuple[float, float]]:
    places, column, lane, before = [], -1, 0, ""
    for node in nodes:
        column, lane = (column, lane + 1) if node.phase == before else (column + 1, 0)
        before = node.phase
        y = TOP_MM + lane * STEP_MM if node.phase == "installation" else middle
        places.append((4 + column * (BOX_MM + GAP_MM), y))
    return places


def _arrows(sheet: Sheet, nodes: tuple[Node, ...], links: tuple[Link, ...], places: list[tuple[float, float]]) -> None:
    # The critical ones last, so that they lie on top.
    for link in sorted(links, key=lambda link: _is_critical(nodes, link)):
        ink, wide = (CRITICAL, 0.6) if _is_critical(nodes, link) else (QUIET, 0.25)
        (x, y), (to, down) = places[link.before], places[link.after]
        if nodes[link.before].phase == nodes[link.after].phase:
            _downwards(sheet, (x + BOX_MM / 2, y + HIGH_MM), down, ink, wide)
            continue
        x, y, down = x + BOX_MM, y + HIGH_MM / 2, down + HIGH_MM / 2
        bend = x + GAP_MM / 2
        sheet.stroke([[(x, y), (bend, y), (bend, down), (to - 1.2, down)]], ink=ink, width=wide)
        sheet.fill([(to, down), (to - 2.0, down - 0.9), (to - 2.0, down + 0.9)], fill=ink)


def _downwards(sheet: Sheet, start: tuple[float, float], down: float, ink: str, wide: float) -> None:
    """Draw an arrow to a line farther down in the same trench, past those between."""
    x, y = start
    sheet.stroke([[(x, y), (x, down - 1.2)]], ink=ink, width=wide)
    sheet.fill([(x, down), (x - 0.9, down - 2.0), (x + 0.9, down - 2.0)], fill=ink)


def _is_critical(nodes: tuple[Node, ...], link: Link) -> bool:
    return nodes[link.before].slack == 0 and nodes[link.after].slack == 0 and link.spare == 0


def _box(sheet: Sheet, node: Node, place: tuple[float, float], ink: str, words: dict[str, str]) -> None:
    x, y = place
    sheet.box((x, y), (BOX_MM, HIGH_MM), fill="#FFFFFF", ink=CRITICAL if node.slack == 0 else QUIET)
    sheet.box((x, y), (1.6, HIGH_MM), fill=ink)
    name = f"{words[node.phase]} {node.project}".strip()
    days = words["node_slack" if node.slack else "node_days"].format(days=node.days, slack=node.slack)
    sheet.text((x + 3, y + 4), fitted(name, BOX_MM - 4, TEXT_MM), size=TEXT_MM, how="start")
    sheet.text((x + 3, y + 8), f"{node.window.first.isoformat()} – {node.window.last.isoformat()}", how="start")
    sheet.text((x + 3, y + 11.8), fitted(days, BOX_MM - 4, SMALL_MM), ink=FAINT, how="start")


def _told(work: JointWork, nodes: tuple[Node, ...], calendar: WorkCalendar, words: dict[str, str]) -> str:
    path = words["arrow"].join(f"{words[node.phase]} {node.project}".strip() for node in nodes if node.slack == 0)
    first, last = nodes[0].window.first, nodes[-1].window.last
    days = calendar.count_working(first, last)
    road = work.road_name or words["unnamed"]
    return words["schedule_told"].format(road=road, first=first, last=last, days=days, path=path)
