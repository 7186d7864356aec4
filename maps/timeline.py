"""The timeline of a plan as an SVG: works by road, lines by utility, installations by crew; the same bytes always."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from maps.crews import crews_of
from maps.drawing import PAPER_MM, PHASE_INKS, SHADE, DateAxis, document, fitted, said
from maps.popups import COMMON_PHASES, utility_name
from maps.timeslider import closure_of
from planner.calendar import blocked
from planner.messages import Language
from planner.model import Service, Window
from planner.trench.sheet import FAINT, SMALL_MM, TEXT_MM, Sheet, words_mm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import JointWork, Plan, Project
    from planner.rulebook.model import Rulebook

__all__ = ["TimelineBy", "timeline_rows", "timeline_svg"]

HEAD_MM, AXIS_MM, ROW_MM, FOOT_MM, LABEL_MM = 12.0, 6.0, 4.4, 8.0, 54.0
BAND = "#f1f4f8"
SITE = "#c9d2de"
MOST_ROWS = 400


class TimelineBy(StrEnum):
    """What the rows of a timeline are gathered by."""

    ROAD = "road"
    UTILITY = "utility"
    CREW = "crew"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    window: Window
    fill: str
    height: float = 2.6
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    group: str
    label: str
    bars: tuple[_Bar, ...]


def timeline_svg(
    plan: Plan,
    rulebook: Rulebook,
    *,
    by: TimelineBy = TimelineBy.ROAD,
    language: Language = Language.ZH,
    first: int = 0,
    most: int = MOST_ROWS,
    paper_mm: float = PAPER_MM,
) -> str:
    """Return the timeline of a plan.

    By road a row is a work with all its phases; by utility it is a line with its works' time on site and its own
    installation; by crew it is a crew of a utility with the installations it does one after another. Periods in which
    all digging is forbidden on every road are tinted.

    Parameters
    ----------
    first, most : The rows shown, from 0; a long plan is drawn in several sheets of one axis.
    paper_mm : Width of the sheet.
    """
    rows = _rows(plan, rulebook, by, language)
    words = said(language)
    title = f"{words[f'timeline_{by}']} · {plan.as_of.isoformat()}"
    sheet = Sheet()
    sheet.text((4, 7), title, size=TEXT_MM + 0.7, how="start")
    if not rows:
        sheet.text((4, HEAD_MM + 4), words["timeline_empty"], how="start")
        return document(sheet, (paper_mm, HEAD_MM + FOOT_MM), title, words["timeline_empty"], language)
    shown = rows[first : first + most]
    axis = _axis(plan, paper_mm)
    told = words["timeline_told"].format(
        works=len(plan.joint_works),
        first=axis.first.isoformat(),
        last=axis.last.isoformat(),
        from_row=first + 1,
        to_row=first + len(shown),
        rows=len(rows),
    )
    sheet.text((paper_mm - 4, 7), told, ink=FAINT, how="end")
    bottom = _draw(sheet, shown, axis, rulebook, words)
    _legend(sheet, bottom + 4.5, by, rulebook, language)
    description = ". ".join((told, *_notes(plan, rulebook, by, language)))
    return document(sheet, (paper_mm, bottom + FOOT_MM), title, description, language)


def timeline_rows(plan: Plan, rulebook: Rulebook, by: TimelineBy) -> int:
    """Return how many rows a timeline has."""
    return len(_rows(plan, rulebook, by, Language.ZH))


def _axis(plan: Plan, paper_mm: float) -> DateAxis:
    windows = [getattr(work.phases, name) for work in plan.joint_works for name in ("survey", "acceptance")]
    first, last = min(w.first for w in windows), max(w.last for w in windows)
    return DateAxis(first=first, last=last, left=LABEL_MM, right=paper_mm - 4)


def _draw(sheet: Sheet, rows: Sequence[_Row], axis: DateAxis, rulebook: Rulebook, words: dict[str, str]) -> float:
    """Draw the rows under their groups' names, and return where they end."""
    top = HEAD_MM + AXIS_MM
    bottom = top + ROW_MM * (len(rows) + len(list(groupby(row.group for row in rows))))
    axis.shade(sheet, _forbidden(axis, rulebook), top, bottom)
    y, group = top, None
    axis.grid(sheet, top, bottom, words)
    for row in rows:
        if row.group != group:
            sheet.box((4, y + 0.3), (axis.right - 4, ROW_MM - 0.6), fill=BAND)
            sheet.text((5, y + 3.0), fitted(row.group, LABEL_MM + 40), how="start")
            y, group = y + ROW_MM, row.group
        sheet.text((8, y + 3.0), fitted(row.label, LABEL_MM - 10), ink=FAINT, how="start")
        for bar in row.bars:
            axis.bar(sheet, bar.window, y + (ROW_MM - bar.height) / 2, bar.height, fill=bar.fill)
        y += ROW_MM
    return bottom


def _forbidden(axis: DateAxis, rulebook: Rulebook) -> tuple[Window, ...]:
    everywhere = [
        b for b in rulebook.blackouts if not (b.road_classes or b.sections or b.roads or b.areas or b.services)
    ]
    return blocked(everywhere, road_class="", services=frozenset(Service), first=axis.first, last=axis.last)


def _legend(sheet: Sheet, y: float, by: TimelineBy, rulebook: Rulebook, language: Language) -> None:
    words = said(language)
    services = [(rules.ink, {"zh": rules.zh, "en": rules.en}[language]) for rules in rulebook.services.values()]
    phases = [(ink, words[name]) for name, ink in PHASE_INKS.items() if name != "installation"]
    signs = [*(phases if by is TimelineBy.ROAD else []), *services, (SHADE, words["blackout"])]
    x = 4.0
    for ink, text in signs:
        sheet.box((x, y - 2.0), (4.0, 2.4), fill=ink)
        sheet.text((x + 5, y), text, how="start")
        x += 8 + words_mm(text, SMALL_MM)


def _rows(plan: Plan, rulebook: Rulebook, by: TimelineBy, language: Language) -> list[_Row]:
    projects = {outcome.project.key: outcome.project for outcome in plan.outcomes}
    makers = {TimelineBy.ROAD: _by_road, TimelineBy.UTILITY: _by_utility, TimelineBy.CREW: _by_crew}
    return makers[by](plan, projects, rulebook, language)


def _by_road(plan: Plan, projects: dict[str, Project], rulebook: Rulebook, language: Language) -> list[_Row]:
    unnamed = said(language)["unnamed"]
    works = sorted(plan.joint_works, key=lambda w: (w.road_name or "\uffff", w.phases.excavation.first, w.id))
    return [
        _Row(group=w.road_name or unnamed, label=_label(w), bars=tuple(_phases(w, projects, rulebook))) for w in works
    ]


def _label(work: JointWork) -> str:
    return f"{work.id}　{' '.join(work.members)}"


def _phases(work: JointWork, projects: dict[str, Project], rulebook: Rulebook) -> Iterable[_Bar]:
    for name in COMMON_PHASES:
        yield _Bar(window=getattr(work.phases, name), fill=PHASE_INKS[name])
    height = 2.6 / max(len(work.phases.installation), 1)
    for each in work.phases.installation:
        ink = rulebook.services[projects[each.project].service].ink
        yield _Bar(window=each.window, fill=ink, height=max(height, 0.8))


def _by_utility(plan: Plan, projects: dict[str, Project], rulebook: Rulebook, language: Language) -> list[_Row]:
    comma = said(language)["comma"]
    found: dict[tuple[str, str], list[JointWork]] = defaultdict(list)
    for work in plan.joint_works:
        for member in work.members:
            found[projects[member].utility, member].append(work)
    return [
        _Row(
            group=utility_name(utility, rulebook, language),
            label=f"{key}　{comma.join(dict.fromkeys(work.road_name for work in works if work.road_name))}",
            bars=tuple(_line(key, works, rulebook.services[projects[key].service].ink)),
        )
        for (utility, key), works in sorted(found.items())
    ]


def _line(key: str, works: Sequence[JointWork], ink: str) -> Iterable[_Bar]:
    for work in works:
        first, last = closure_of(work)
        yield _Bar(window=Window(first=first, last=last), fill=SITE)
    for work in works:
        for each in work.phases.installation:
            if each.project == key:
                yield _Bar(window=each.window, fill=ink, height=2.0)


def _by_crew(plan: Plan, projects: dict[str, Project], rulebook: Rulebook, language: Language) -> list[_Row]:
    words = said(language)
    return [
        _Row(
            group=utility_name(utility, rulebook, language),
            label=words["crew"].format(number=number),
            bars=tuple(
                _Bar(window=each.window, fill=rulebook.services[projects[each.project].service].ink) for each in crew
            ),
        )
        for utility, crews in crews_of(plan).items()
        for number, crew in enumerate(crews, start=1)
    ]


def _notes(plan: Plan, rulebook: Rulebook, by: TimelineBy, language: Language) -> list[str]:
    if by is not TimelineBy.CREW:
        return []
    words, notes = said(language), []
    for utility, crews in crews_of(plan).items():
        organisation = rulebook.organisation(utility)
        limit = organisation.crews if organisation is not None else None
        text = words["crews_needed" if limit is None else "crews_known"]
        name = utility_name(utility, rulebook, language)
        notes.append(text.format(utility=name, needed=len(crews), limit=limit.value if limit is not None else ""))
    return notes
