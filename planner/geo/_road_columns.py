"""The attribute columns of a road file, cleaned: ids, names, widths, paving dates, levels."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.geo.layer import coded
from planner.model import Dates, Fault, Floats, Ints, Objects, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import DTypeLike

    from planner.geo.vector import Features

__all__ = ["RoadColumns", "given_ids", "read_road_columns", "read_section_ids"]

_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_NO = frozenset({"", "no", "false", "0", "f", "n", "否", "无"})
# What no drawing, page or paper can hold: control characters, halves of characters, and what XML forbids besides
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadColumns:
    """What a road file says of its features, one row per feature; see ``Network`` for the columns."""

    names: Objects
    road_class: Objects
    width_m: Floats
    paved_on: Dates
    paved_kind: Objects
    pavement: Objects
    level: Ints


def read_road_columns(roads: Features) -> tuple[RoadColumns, tuple[Fault, ...]]:
    """Read the columns the planner knows; a column that is absent reads as unknown everywhere.

    Without ``name`` the first column whose name starts with it serves (``name_fr``, ``name:zh``). Without
    ``width_m`` widths are unknown: lanes are too coarse to tell a trench's reinstatement.
    """
    width, width_faults = _numbers(roads, "width_m")
    level, level_faults = _levels(roads)
    paved, paved_faults = _dates(roads, "paved_on")
    columns = RoadColumns(
        names=_texts(roads, _name_column(roads)),
        road_class=_texts(roads, "highway"),
        width_m=np.where(width > 0, width, np.nan),
        paved_on=paved,
        paved_kind=_texts(roads, "paved_kind"),
        pavement=_texts(roads, "pavement"),
        level=level,
    )
    return columns, (*width_faults, *level_faults, *paved_faults)


def given_ids(roads: Features, column: str | None) -> list[str]:
    """Return the id that each feature gives its section, ``""`` where it gives none."""
    names: list[str] = _texts(roads, "section_id" if column is None else column).tolist()
    return names


def read_section_ids(roads: Features, column: str | None, feature: Ints) -> tuple[Objects, tuple[Fault, ...]]:
    """Return a unique id for each section; ``feature`` is the feature each section comes from, shape (s,).

    Pieces of one feature are numbered (``id.1``, ``id.2``); a missing id becomes ``S`` and the feature's
    number from one; a repeated one is numbered (``id~2``), and both are reported as warnings.
    """
    name = "section_id" if column is None else column
    faults: list[Fault] = []
    if name not in roads.fields and column is not None:
        known = "、".join(sorted(roads.fields))
        faults.append(Fault(source=roads.name, code="network.no_column", data={"column": column, "known": known}))
    given = _texts(roads, name)
    absent = given == ""
    named = given.copy()
    named[absent] = [f"S{row + 1:06d}" for row in np.flatnonzero(absent).tolist()]
    if name in roads.fields:
        rows = np.intersect1d(np.flatnonzero(absent), feature)
        faults += [_warning(roads, "missing_id", row, name, given=named[row]) for row in rows.tolist()]
    ids, repeats = _made_unique(_pieces_numbered(named[feature], feature))
    faults += [
        _warning(roads, "duplicate_id", int(feature[row]), name, found=found, given=ids[row]) for row, found in repeats
    ]
    return ids, tuple(faults)


def _pieces_numbered(ids: Objects, feature: Ints) -> Objects:
    _, first, inverse, count = np.unique(feature, return_index=True, return_inverse=True, return_counts=True)
    several = np.flatnonzero(count[inverse] > 1)
    numbered = ids.copy()
    place = several - first[inverse[several]] + 1
    numbered[several] = [f"{i}.{k}" for i, k in zip(ids[several].tolist(), place.tolist(), strict=True)]
    return numbered


def _made_unique(ids: Objects) -> tuple[Objects, list[tuple[int, str]]]:
    taken = set(ids.tolist())
    unique, repeats = ids.copy(), []
    again = np.ones(len(ids), dtype=np.bool_)
    again[np.unique(coded(ids)[0], return_index=True)[1]] = False
    for row in np.flatnonzero(again).tolist():
        serial = 2
        while (new := f"{ids[row]}~{serial}") in taken:
            serial += 1
        taken.add(new)
        unique[row] = new
        repeats.append((row, str(ids[row])))
    return unique, repeats


def _name_column(roads: Features) -> str:
    return "name" if "name" in roads.fields else next((c for c in roads.fields if c.startswith("name")), "name")


def _column(roads: Features, name: str) -> Objects:
    return roads.fields.get(name, np.full(len(roads), None, dtype=object))


def _texts(roads: Features, name: str) -> Objects:
    return _objects(_text(value) for value in _column(roads, name).tolist())


def _objects(values: Iterable[Any]) -> Objects:
    kept = list(values)
    column = np.empty(len(kept), dtype=object)
    column[:] = kept
    return column


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    whole = isinstance(value, float) and value.is_integer()
    text = str(int(value) if whole and isinstance(value, float) else value).strip()
    return text if text.isprintable() else _UNPRINTABLE.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    return " " if found[0].isspace() else "�"


def _numbers(roads: Features, name: str) -> tuple[Floats, list[Fault]]:
    texts = _texts(roads, name)
    numbers = _read_once(texts, _number, np.float64)
    bad = np.flatnonzero((texts != "") & ~np.isfinite(numbers))
    numbers[bad] = np.nan
    return numbers, [_warning(roads, "bad_number", row, name, found=texts[row]) for row in bad.tolist()]


def _dates(roads: Features, name: str) -> tuple[Dates, list[Fault]]:
    texts = _texts(roads, name)
    dates = _read_once(texts, _date, np.dtype("datetime64[D]"))
    bad = np.flatnonzero((texts != "") & np.isnat(dates))
    return dates, [_warning(roads, "bad_date", row, name, found=texts[row]) for row in bad.tolist()]


def _read_once(texts: Objects, reader: Callable[[str], object], kind: DTypeLike) -> Any:  # noqa: ANN401 (of that kind)
    """Read each distinct text once."""
    codes, distinct = coded(texts)
    return np.array([reader(text) for text in distinct], dtype=kind)[codes]


def _number(text: str) -> float:
    """Return a number, NaN where the text is none; Python's underscores between digits are nobody's numbers."""
    try:
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan


def _date(text: str) -> date | None:
    """Return the day of a date or a timestamp; a Shapefile writes it with slashes."""
    found = _DAY.fullmatch(text[:10])
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _levels(roads: Features) -> tuple[Ints, list[Fault]]:
    """Take ``layer`` where given; else a bridge is one level up and a tunnel one down."""
    layer, faults = _numbers(roads, "layer")
    bridge, tunnel = _flags(roads, "bridge"), _flags(roads, "tunnel")
    assumed = bridge.astype(np.int64) - tunnel.astype(np.int64)
    known = np.isfinite(layer)
    return np.where(known, np.where(known, layer, 0.0), assumed).astype(np.int64), faults


def _flags(roads: Features, name: str) -> Objects:
    return np.array([text.lower() not in _NO for text in _texts(roads, name).tolist()], dtype=bool)


def _warning(roads: Features, code: str, feature: int, field: str, **data: object) -> Fault:
    return Fault(
        source=roads.name,
        code=f"network.{code}",
        feature=feature,
        field=field,
        severity=Severity.WARNING,
        data=data,
    )
