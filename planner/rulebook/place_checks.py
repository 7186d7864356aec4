"""What must hold of the places of a rulebook: its areas, and what holds in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rulebook.documents import entries, items
from planner.rulebook.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.rulebook.documents import Path

__all__ = ["PLACE_RULES"]

_USERS = ("blackouts", "resurfacing")
_LEAST_CORNERS = 4
_LIMITS = (180.0, 90.0)


def areas_outlined(tree: dict[str, object]) -> Iterator[Found]:
    """Outline areas by closed rings of longitudes and latitudes, at least one."""
    for name, area in entries(tree.get("areas")).items():
        polygons = [items(polygon) for polygon in items(entries(area).get("polygons"))]
        if not all(polygons) or entries(area).get("polygons") == []:
            yield Found(("areas", name, "polygons"), "rulebook.open_ring", {"corners": 0})
        for p, polygon in enumerate(polygons):
            for r, ring in enumerate(polygon):
                path: Path = ("areas", name, "polygons", p, r)
                yield from _ring(path, [items(corner) for corner in items(ring)])


def _ring(path: Path, ring: list[list[object]]) -> Iterator[Found]:
    if len(ring) < _LEAST_CORNERS or ring[0] != ring[-1]:
        yield Found(path, "rulebook.open_ring", {"corners": len(ring)})
    for corner in ring:
        far = [
            value
            for value, limit in zip(corner, _LIMITS, strict=False)
            if isinstance(value, int | float) and abs(value) > limit
        ]
        if far:
            yield Found(path, "rulebook.not_on_earth", {"found": far[0]})
            return


def areas_known(tree: dict[str, object]) -> Iterator[Found]:
    """Name only areas that the rulebook outlines, and forbid nothing in one that is only recalled."""
    known = entries(tree.get("areas"))
    for path, record in _records(tree, *_USERS):
        for index, name in enumerate(items(record.get("areas"))):
            place = (*path, "areas", index)
            if not isinstance(name, str):
                continue
            if name not in known:
                yield Found(place, "rulebook.unknown_area", {"found": name, "expected": ", ".join(known)})
                continue
            status = entries(known[name]).get("status")
            if status in {"M", "U"} and _forbids(path, record):
                yield Found(place, "rulebook.unproven_rule", {"found": status, "expected": "V, C, P"})


def _forbids(path: Path, record: dict[str, object]) -> bool:
    return path[0] == "resurfacing" or (record.get("severity") == "block" and record.get("enabled", True) is True)


def resurfacing_sound(tree: dict[str, object]) -> Iterator[Found]:
    """Resurface somewhere, from a day to a later one, on proven ground."""
    for path, record in _records(tree, "resurfacing"):
        first, last, status = record.get("first"), record.get("last"), record.get("status")
        if isinstance(first, str) and isinstance(last, str) and first > last:
            yield Found(path, "rulebook.days_reversed", {"first": first, "last": last})
        if status in {"M", "U"}:
            yield Found((*path, "status"), "rulebook.unproven_rule", {"found": status, "expected": "V, C, P"})
        if not any(items(record.get(place)) for place in ("sections", "roads", "areas")):
            yield Found(path, "rulebook.nowhere", {"found": str(record.get("id", ""))})


def _records(tree: dict[str, object], *lists: str) -> Iterator[tuple[Path, dict[str, object]]]:
    for name in lists:
        for index, record in enumerate(items(tree.get(name))):
            yield (name, index), entries(record)


PLACE_RULES = (areas_outlined, areas_known, resurfacing_sound)
