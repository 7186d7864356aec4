"""What must hold between the values of a rulebook, beyond their types: each rule is one function.

The rules read the plain tree, not the typed book, so that a book with a value of the wrong type still gets every
other fault told at once. Each yields ``Found``: where, which code, and the numbers behind it.
"""

from __future__ import annotations

import itertools
import math
import re
import string
from datetime import date
from typing import TYPE_CHECKING

from planner.model import Service, Track
from planner.rulebook.documents import entries, items, show, walk
from planner.rulebook.found import Found
from planner.rulebook.place_checks import PLACE_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.rulebook.documents import Path

__all__ = ["Found", "check", "contrast_on_white"]

# The only statuses that may forbid anything by themselves.
_PROVEN = ("V", "C", "P")
_LAYINGS = ("direct", "duct", "trench")
# WCAG 2.2, 1.4.11: graphical objects need this contrast against what is beside them.
_LEAST_CONTRAST = 3.0


def check(tree: dict[str, object]) -> Iterator[Found]:
    """Yield everything wrong between the values of a rulebook tree.

    Values that are absent or of the wrong type are passed over: the schema tells of those.
    """
    for rule in _RULES:
        yield from rule(tree)


def _at(tree: object, *path: str | int) -> object:
    """Return the value at a path, or None."""
    for step in path:
        tree = entries(tree).get(step) if isinstance(step, str) else dict(enumerate(items(tree))).get(step)
    return tree


def _records(tree: object, *path: str) -> Iterator[tuple[Path, dict[str, object]]]:
    """Yield the records of a list with their paths."""
    for index, record in enumerate(items(_at(tree, *path))):
        yield (*path, index), entries(record)


def _number(node: object) -> float | None:
    return float(node) if isinstance(node, int | float) and not isinstance(node, bool) else None


def _values_sound(tree: dict[str, object]) -> Iterator[Found]:
    """Test each value by itself, in one pass: it is the bulk of the work."""
    known = entries(tree.get("sources"))
    for path, node in walk(tree):
        if isinstance(node, dict):
            yield from _record_sound(path, node, known)
        elif isinstance(node, str):
            if not node.strip() and path[0] != "road_class_groups":
                yield Found(path, "rulebook.blank", {})
        elif isinstance(node, int | float) and not isinstance(node, bool):
            yield from _number_sound(path, node)


def _record_sound(path: Path, record: dict[str, object], sources: dict[str, object]) -> Iterator[Found]:
    source, low, high = record.get("source"), _number(record.get("low")), _number(record.get("high"))
    if isinstance(source, str) and source not in sources and path[:1] != ("sources",):
        yield Found((*path, "source"), "rulebook.unknown_source", {"found": source})
    if low is not None and high is not None and low > high:
        yield Found(path, "rulebook.range_reversed", {"low": low, "high": high})


def _number_sound(path: Path, number: float) -> Iterator[Found]:
    if not math.isfinite(number):
        yield Found(path, "rulebook.not_finite", {"found": str(number)})
    elif path[:1] != ("areas",) and (number < 0 or (number == 0 and not _may_be_zero(path))):
        yield Found(path, "rulebook.not_positive", {"found": number})


def _may_be_zero(path: Path) -> bool:
    section = path[:1]
    if section == ("durations",):
        return path[1:2] == ("lead_buffer_days",)
    free = ("trench", "cutback_each_side_m"), ("trench", "unopened_road_share"), ("calendar", "cut_off_hour")
    is_soil = path[:3] == ("trench", "ground", "soils") and path[4:5] == ("upright_m",)
    return is_soil or section in {("weights",), ("moratoria",)} or path[:2] in free


def _share_below_one(tree: dict[str, object]) -> Iterator[Found]:
    share = _number(_at(tree, "trench", "unopened_road_share", "value"))
    if share is not None and share >= 1:
        path = ("trench", "unopened_road_share", "value")
        yield Found(path, "rulebook.whole_share", {"found": share})


def _blocking_is_proven(tree: dict[str, object]) -> Iterator[Found]:
    """Keep recalled and uncertain figures from forbidding anything."""
    blackouts = [
        (path, record)
        for path, record in _records(tree, "blackouts")
        if record.get("severity") == "block" and record.get("enabled", True)
    ]
    never = [(path, record) for path, record in _records(tree, "compatibility") if record.get("rule") == "never"]
    years = [(("moratoria", key), entries(figure)) for key, figure in entries(tree.get("moratoria")).items()]
    for path, record in [*blackouts, *never, *years]:
        status = record.get("status")
        if status in {"M", "U"}:
            yield Found((*path, "status"), "rulebook.unproven_rule", {"found": status, "expected": ", ".join(_PROVEN)})


def _names_unique(tree: dict[str, object]) -> Iterator[Found]:
    lists = (
        ("organisations", "code"),
        ("blackouts", "id"),
        ("resurfacing", "id"),
        ("calendar", "overrides", "day"),
        ("papers", "approvals", "id"),
        ("papers", "authorities", "code"),
        ("trench", "cover", "key"),
        ("trench", "ground", "soils", "key"),
    )
    for *path, key in lists:
        first: dict[object, str] = {}
        for place, record in _records(tree, *path):
            name = record.get(key)
            if isinstance(name, str) and name in first:
                data = {"found": name, "first": first[name]}
                yield Found((*place, key), "rulebook.duplicate_code", data)
            elif isinstance(name, str):
                first[name] = show(place)


def _authorities_known(tree: dict[str, object]) -> Iterator[Found]:
    known = {record.get("code") for _, record in _records(tree, "papers", "authorities")}
    for path, record in _records(tree, "papers", "approvals"):
        authority = record.get("authority")
        if isinstance(authority, str) and authority not in known:
            yield Found((*path, "authority"), "rulebook.unknown_authority", {"found": authority})


def _services_whole(tree: dict[str, object]) -> Iterator[Found]:
    services = tree.get("services")
    if isinstance(services, dict):
        for service in Service:
            if service.value not in services:
                yield Found(("services",), "rulebook.missing_service", {"expected": service.value})
    for path, record in _records(tree, "organisations"):
        if record.get("services") == []:
            yield Found((*path, "services"), "rulebook.no_services", {})


def _layings_known(tree: dict[str, object]) -> Iterator[Found]:
    for name, rules in entries(tree.get("services")).items():
        laying = entries(rules).get("default_laying")
        if isinstance(laying, str) and laying not in _LAYINGS:
            data = {"found": laying, "expected": ", ".join(_LAYINGS)}
            yield Found(("services", name, "default_laying"), "rulebook.not_one_of", data)


def _tracks_whole(tree: dict[str, object]) -> Iterator[Found]:
    tracks = _at(tree, "clocks", "approval_days")
    if isinstance(tracks, dict):
        for track in Track:
            if track.value not in tracks:
                yield Found(("clocks", "approval_days"), "rulebook.missing_track", {"expected": track.value})


def _pair(record: dict[str, object]) -> tuple[str, str] | None:
    a, b = record.get("a"), record.get("b")
    return (min(a, b), max(a, b)) if isinstance(a, str) and isinstance(b, str) else None


def _compatibility_whole(tree: dict[str, object]) -> Iterator[Found]:
    first: dict[tuple[str, str], Path] = {}
    for path, record in _records(tree, "compatibility"):
        pair = _pair(record)
        if pair is not None and pair in first:
            yield Found(path, "rulebook.duplicate_pair", {"pair": "-".join(pair), "first": show(first[pair])})
        elif pair is not None:
            first[pair] = path
    if isinstance(tree.get("compatibility"), list):
        wanted = itertools.combinations_with_replacement(sorted(service.value for service in Service), 2)
        for pair in wanted:
            if pair not in first:
                yield Found(("compatibility",), "rulebook.missing_pair", {"pair": "-".join(pair)})


def _classes_known(tree: dict[str, object]) -> Iterator[Found]:
    known = entries(_at(tree, "trench", "classes"))
    for table in ("horizontal", "vertical", "sector"):
        for path, record in _records(tree, "trench", table):
            for end in ("a", "b"):
                name = record.get(end)
                if isinstance(name, str) and name not in known:
                    yield Found((*path, end), "rulebook.unknown_class", {"found": name})


def _clearances_unique(tree: dict[str, object]) -> Iterator[Found]:
    """Tell pairs given twice in one table, in either order; trade standards may each have their own."""
    for table in ("horizontal", "vertical", "sector"):
        first: dict[object, tuple[Path, object]] = {}
        for path, record in _records(tree, "trench", table):
            pair = _pair(record)
            key = (pair, record.get("clause") if table == "sector" else None)
            if pair is not None and key in first:
                yield _given_twice(path, "-".join(pair), record.get("min_m"), *first[key])
            elif pair is not None:
                first[key] = (path, record.get("min_m"))


def _given_twice(path: Path, pair: str, found: object, first: Path, other: object) -> Found:
    if found == other:
        return Found(path, "rulebook.duplicate_pair", {"pair": pair, "first": show(first)})
    data = {"pair": pair, "first": show(first), "found": found, "other": other}
    return Found(path, "rulebook.contradicting_pair", data)


def _widths_ascending(tree: dict[str, object]) -> Iterator[Found]:
    rows = [(path, _number(record.get("od_max_mm"))) for path, record in _records(tree, "trench", "working_width")]
    for (_, before), (path, found) in itertools.pairwise(rows):
        if before is not None and found is not None and found <= before:
            yield Found((*path, "od_max_mm"), "rulebook.not_ascending", {"found": found, "before": before})


def _soil_known(tree: dict[str, object]) -> Iterator[Found]:
    soil = _at(tree, "trench", "ground", "soil")
    known = [str(record.get("key")) for _, record in _records(tree, "trench", "ground", "soils")]
    if isinstance(soil, str) and soil not in known:
        data = {"found": soil, "expected": ", ".join(known)}
        yield Found(("trench", "ground", "soil"), "rulebook.not_one_of", data)


def _blackouts_dated(tree: dict[str, object]) -> Iterator[Found]:
    for path, record in _records(tree, "blackouts"):
        ends = {end: record.get(end) for end in ("first", "last")}
        texts = {end: text for end, text in ends.items() if isinstance(text, str)}
        bad = {end: text for end, text in texts.items() if _day(text) is None}
        for end, text in bad.items():
            yield Found((*path, end), "rulebook.bad_day", {"found": text})
        if len(texts) == len(ends) and not bad:
            yield from _blackout_ordered(path, **texts)


def _blackout_ordered(path: Path, first: str, last: str) -> Iterator[Found]:
    data = {"first": first, "last": last}
    if len(first) != len(last):
        yield Found(path, "rulebook.mixed_days", data)
    elif len(first) == len("YYYY-MM-DD") and first > last:
        yield Found(path, "rulebook.days_reversed", data)


def _free_days_ordered(tree: dict[str, object]) -> Iterator[Found]:
    for path, record in _records(tree, "wishes", "free_days"):
        first, last = record.get("first"), record.get("last")
        if isinstance(first, str) and isinstance(last, str) and first > last:
            yield Found(path, "rulebook.days_reversed", {"first": first, "last": last})


def _day(text: str) -> date | None:
    """Return the day a text means; ``MM-DD`` must exist in every year, so 02-29 does not."""
    if not re.fullmatch(r"([0-9]{4}-)?[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text if len(text) == len("YYYY-MM-DD") else f"2001-{text}")
    except ValueError:
        return None


def _colours_legible(tree: dict[str, object]) -> Iterator[Found]:
    for name, rules in entries(tree.get("services")).items():
        for key in ("colour", "ink"):
            text = entries(rules).get(key)
            path = ("services", name, key)
            if isinstance(text, str) and not re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
                yield Found(path, "rulebook.bad_colour", {"found": text})
            elif isinstance(text, str) and key == "ink" and contrast_on_white(text) < _LEAST_CONTRAST:
                ratio = round(contrast_on_white(text), 2)
                yield Found(path, "rulebook.faint_ink", {"found": text, "ratio": ratio, "least": _LEAST_CONTRAST})


def contrast_on_white(colour: str) -> float:
    """Return the contrast ratio of ``#RRGGBB`` on white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _groups_weighed(tree: dict[str, object]) -> Iterator[Found]:
    groups, weights = tree.get("road_class_groups"), _at(tree, "weights", "opened_metre")
    if isinstance(groups, dict) and isinstance(weights, dict):
        for name in sorted(groups.keys() - weights.keys()):
            yield Found(("road_class_groups", name), "rulebook.group_without_weight", {"found": name})
        for name in sorted(weights.keys() - groups.keys()):
            yield Found(("weights", "opened_metre", name), "rulebook.weight_without_group", {"found": name})


def _groups_apart(tree: dict[str, object]) -> Iterator[Found]:
    groups = entries(tree.get("road_class_groups"))
    classes = [(name, index, found) for name, listed in groups.items() for index, found in enumerate(items(listed))]
    first: dict[object, str] = {}
    for name, index, found in classes:
        if str(found) in first:
            data = {"found": str(found), "first": first[str(found)]}
            yield Found(("road_class_groups", name, index), "rulebook.class_in_two_groups", data)
        first.setdefault(str(found), name)
    if all(isinstance(listed, list) for listed in groups.values()) and groups and "" not in first:
        yield Found(("road_class_groups",), "rulebook.no_catch_all", {})


def _calendar_sound(tree: dict[str, object]) -> Iterator[Found]:
    hour, country = _at(tree, "calendar", "cut_off_hour"), _at(tree, "calendar", "country")
    if isinstance(hour, int) and hour > 24:
        yield Found(("calendar", "cut_off_hour"), "rulebook.bad_hour", {"found": hour})
    if isinstance(country, str) and not re.fullmatch(r"[A-Z]{2}", country):
        yield Found(("calendar", "country"), "rulebook.bad_country", {"found": country})


def _number_pattern_usable(tree: dict[str, object]) -> Iterator[Found]:
    pattern = _at(tree, "papers", "number_pattern")
    if isinstance(pattern, str) and _fields(pattern) != ["serial", "year"]:
        yield Found(("papers", "number_pattern"), "rulebook.bad_pattern", {"found": pattern})


def _fields(pattern: str) -> list[str] | None:
    """Return the sorted field names of a format pattern, or None where it is not one."""
    try:
        return sorted(name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None)
    except ValueError:
        return None


_RULES = (
    _values_sound,
    _share_below_one,
    _blocking_is_proven,
    _names_unique,
    _authorities_known,
    _services_whole,
    _layings_known,
    _tracks_whole,
    _compatibility_whole,
    _classes_known,
    _clearances_unique,
    _widths_ascending,
    _soil_known,
    _blackouts_dated,
    _free_days_ordered,
    _colours_legible,
    _groups_weighed,
    _groups_apart,
    _calendar_sound,
    _number_pattern_usable,
    *PLACE_RULES,
)
