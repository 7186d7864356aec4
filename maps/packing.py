"""The page's columns in less room: equal things once, days and rows as differences; ``static/unpack.js`` undoes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from maps.interned import Interned

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

__all__ = ["packed"]

Columns: TypeAlias = dict[str, Any]

NUMBER = re.compile(r"\d+")
# Stands for a number in a template; no text of a submission has it, as control characters are refused or shown.
HOLE = "\x01"
MODES = ("same_trench", "same_closure", "single")
STATUSES = ("scheduled", "unscheduled", "unmatched")


def packed(data: Mapping[str, Any]) -> Columns:
    """Return the columns that the page unpacks to ``data``; what is not named here stays as it is."""
    return {
        **data,
        "texts": _texts(data["texts"]),
        "works": _works(data["works"]),
        "stretches": _stretches(data["stretches"], len(data["projects"]["key"])),
        "bands": [[n for band in bands for n in _band(*band)] for bands in data["bands"]],
        "roads": {**data["roads"], "length": _tenths(data["roads"]["length"])},
        "shared": {
            **data["shared"],
            "from": _tenths(data["shared"]["from"]),
            "to": _tenths(data["shared"]["to"]),
            "members": _once(data["shared"]["members"]),
        },
        "projects": {**data["projects"], "status": [STATUSES.index(status) for status in data["projects"]["status"]]},
    }


def _texts(texts: Sequence[str]) -> Columns:
    """Return sentences as templates and, one line each, the template's number and what stands in its holes."""
    templates: Interned[str] = Interned()
    rows = [" ".join((str(templates.number_of(NUMBER.sub(HOLE, text))), *NUMBER.findall(text))) for text in texts]
    return {"templates": templates.items, "rows": "\n".join(rows)}


def _works(works: Mapping[str, Any]) -> Columns:
    kinds: Interned[Hashable] = Interned()
    rows = []
    for cuts in works["cuts"]:
        row: list[int] = []
        for section, first, last, mode, width, why, drawing in cuts:
            row += [section, *_tenths((first, last)), kinds.number_of((mode, tuple(width), tuple(why), drawing))]
        rows.append(row)
    return {
        **works,
        "modes": [_mode(metres, opened) for metres, (opened, _) in zip(works["modes"], works["opened"], strict=True)],
        "cuts": {"kinds": kinds.items, "rows": rows},
        "phases": [_steps(day for window in windows for day in window) for windows in works["phases"]],
        "installation": [
            [number for project, first, last in rows for number in (project, first - opened[0], last - first)]
            for rows, opened in zip(works["installation"], works["open"], strict=True)
        ],
    }


def _mode(metres: Mapping[str, float], opened: float) -> Mapping[str, float] | int:
    """Return the number of the one mode in which all that is opened is cut, else the metres by mode."""
    (mode, length), *others = metres.items() or [("", -1.0)]
    return metres if others or length != opened else MODES.index(mode)


def _steps(days: Iterable[int]) -> list[int]:
    steps, before = [], 0
    for day in days:
        steps.append(day - before)
        before = day
    return steps


def _stretches(stretches: Mapping[str, Any], projects: int) -> Columns:
    """Return stretches, which are sorted by project, with the number of each project's in its place."""
    counts = [0] * projects
    for project in stretches["project"]:
        counts[project] += 1
    return {
        **stretches,
        **{name: _tenths(stretches[name]) for name in ("from", "to", "offset")},
        "slot": [round(2 * slot) for slot in stretches["slot"]],
        "confidence": [round(100 * sure) for sure in stretches["confidence"]],
        "project": counts,
        "works": [works[0] if len(works) == 1 else works for works in stretches["works"]],
        "uncertain": [row for row, flag in enumerate(stretches["uncertain"]) if flag],
        "side": "".join(str(side + 1) for side in stretches["side"]),
    }


def _band(section: int, first: float, last: float, slot: float, lanes: int) -> tuple[int, ...]:
    """Return a band in whole numbers; lanes are counted in halves, as an even number of them has no middle one."""
    return section, *_tenths((first, last)), round(2 * slot), lanes


def _tenths(values: Iterable[float]) -> list[int]:
    """Return metres, which are rounded to tenths, as whole tenths."""
    return [round(10 * value) for value in values]


def _once(lists: Iterable[Sequence[int]]) -> Columns:
    sets: Interned[tuple[int, ...]] = Interned()
    numbers = [sets.number_of(tuple(each)) for each in lists]
    return {"sets": sets.items, "of": numbers}
