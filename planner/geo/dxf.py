"""DXF drawings: which lines are utility lines, and their facts from the drawing itself and the table beside it.

The drawing is read here and not through GDAL, whose reader never returns from some damaged drawings and passes over
extended data and the attributes of blocks.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo._dxf_lines import TooManyEntitiesError, drawn_lines
from planner.geo._dxf_tags import BrokenDrawingError, read_entities
from planner.geo.layer import Layer, empty_layer, objects, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.geo._dxf_lines import DrawnLine
    from planner.geo.layer import FaultList
    from planner.model import Service

__all__ = ["is_dxf", "read_drawing", "sibling_name", "submission_of", "tell_undrawn"]

_BINARY = b"AutoCAD Binary DXF"
_MOST_NAMED = 12
_PLACE = ("Layer", "EntityHandle")


def is_dxf(content: bytes) -> bool:
    """Tell a drawing by its first group codes: a section, perhaps after remarks."""
    head = content[:400].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    words = [line.strip() for line in head.split(b"\n")]
    while len(words) > 1 and words[0] == b"999":
        words = words[2:]
    return content.startswith(_BINARY) or words[:2] == [b"0", b"SECTION"]


def read_drawing(content: bytes, faults: FaultList) -> Layer:
    """Read the lines of a drawing's model space, blocks resolved, curves as chords.

    The fields are ``Layer``, ``EntityHandle`` and each property of the contract that extended data (``key=value``) or
    the attributes of a block say. A feature is a LineString, or None where its values draw none. A drawing that is
    broken or cut off anywhere is one fault of the file: what is missing cannot be told.
    """
    text = None if content.startswith(_BINARY) else _decoded(content)
    if text is None:
        faults.error("file.unreadable", format="DXF")
        return empty_layer()
    try:
        found = drawn_lines(read_entities(text))
    except BrokenDrawingError as broken:
        faults.error("file.dxf_broken", line=broken.line)
        return empty_layer()
    except TooManyEntitiesError as error:
        faults.error("file.dxf_too_many", most=error.most)
        return empty_layer()
    if found.unread:
        kinds = [f"{kind} ({count})" for kind, count in sorted(found.unread.items())]
        faults.warning("file.dxf_kinds_ignored", kinds=_listed(kinds))
    return _layer(found.lines)


def _layer(lines: list[DrawnLine]) -> Layer:
    # Infinity is a fault of its feature, which whoever checks the positions tells
    with np.errstate(invalid="ignore"):
        geometry = objects([shapely.LineString(each.xy) if len(each.xy) > 1 else None for each in lines])
    place = objects([each.layer for each in lines]), objects([each.handle for each in lines])
    fields = dict(zip(_PLACE, place, strict=True))
    said = sorted({name for each in lines for name in each.facts})
    fields |= {name: objects([each.facts.get(name) for each in lines]) for name in said}
    return Layer(geometry=geometry, fields=fields, crs=None)


def tell_undrawn(drawing: Layer, faults: FaultList) -> None:
    """Blame the lines whose values draw nothing: fewer than two vertices, or no numbers."""
    for index in np.flatnonzero(shapely.is_missing(drawing.geometry)).tolist():
        faults.error("geometry.missing", index, "geometry")


def sibling_name(name: str) -> str:
    """Return the name of the table that holds the facts of a drawing."""
    return name.rsplit(".", 1)[0] + ".csv"


def submission_of(
    drawing: Layer, services: Mapping[str, Service], table: bytes | None, name: str, faults: FaultList
) -> Layer:
    """Return the entities of a drawing that are utility lines, with their facts.

    A layer whose name begins with a code of ``services`` is a utility line; so is every layer and every entity
    handle that the table lists, and every line whose extended data or block says its ``project_id``. The table is a
    CSV with a column ``layer`` or ``handle`` (or both) and the properties of the contract. What is said nearest to
    the line goes first: the row of its handle, its extended data, the attributes of its block, the row of its layer,
    the service of its layer's code.

    Parameters
    ----------
    drawing : All lines, as from ``read_drawing``.
    table : Content of the CSV; a drawing in which no line says its facts needs it.
    name : Name the table should have.
    """
    own = _own_facts(drawing)
    rows = _rows(table, name, faults, needed=not any("project_id" in each for each in own))
    if faults.has_errors():
        return empty_layer()
    handle, layer = _texts(drawing, "EntityHandle"), _texts(drawing, "Layer")
    by_handle = {row["handle"]: row for row in rows if row.get("handle")}
    by_layer = {row["layer"]: row for row in rows if row.get("layer") and not row.get("handle")}
    service = {each: _service(each, services) for each in set(layer)}
    listed = [
        h in by_handle or each in by_layer or service[each] is not None or "project_id" in said
        for h, each, said in zip(handle, layer, own, strict=True)
    ]
    kept = [i for i, wanted in enumerate(listed) if wanted]
    _tell_of_others(layer, kept, faults)
    _tell_of_unused(by_handle, by_layer, handle, layer, name, faults)
    facts = [
        {"service": service[layer[i]], **_filled(by_layer.get(layer[i])), **own[i], **_filled(by_handle.get(handle[i]))}
        for i in kept
    ]
    columns = sorted({key for row in facts for key in row} - {"layer", "handle"})
    fields = {key: objects([row.get(key) for row in facts]) for key in columns}
    fields |= {key: drawing.fields[key][kept] for key in _PLACE}
    return Layer(geometry=drawing.geometry[kept], fields=fields, crs=drawing.crs)


def _own_facts(drawing: Layer) -> list[dict[str, str]]:
    names = [name for name in drawing.fields if name not in _PLACE]
    columns = [drawing.fields[name].tolist() for name in names]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in zip(*columns, strict=True)
    ] or [{} for _ in drawing.geometry]


def _rows(table: bytes | None, name: str, faults: FaultList, *, needed: bool) -> list[dict[str, str]]:
    if table is None:
        if needed:
            faults.error("file.no_facts", table=name)
        return []
    text = _decoded(table)
    rows = list(csv.DictReader(io.StringIO(text or "", newline="")))
    named = [{(key or "").strip().lower(): (value or "").strip() for key, value in _plain(row)} for row in rows]
    if not any("layer" in row or "handle" in row for row in named):
        faults.error("file.facts_unreadable", table=name)
    return named


def _plain(row: Mapping[str | None, object]) -> list[tuple[str | None, str | None]]:
    """Return the cells under a heading; cells beyond the last heading come as a list and are passed over."""
    return [(key, value if isinstance(value, str) else None) for key, value in row.items() if key is not None]


def _decoded(table: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return table.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _texts(drawing: Layer, field: str) -> list[str]:
    return [str(value) for value in drawing.fields[field].tolist()] if len(drawing.geometry) else []


def _service(layer: str, services: Mapping[str, Service]) -> Service | None:
    """Return the service of the longest code that the layer's name begins with."""
    name = layer.casefold()
    codes = [code for code in services if name.startswith(code.casefold())]
    return services[max(codes, key=len)] if codes else None


def _filled(row: Mapping[str, str] | None) -> dict[str, str]:
    return {key: value for key, value in (row or {}).items() if value}


def _tell_of_others(layer: list[str], kept: list[int], faults: FaultList) -> None:
    used = {layer[i] for i in kept}
    others = sorted(set(layer) - used)
    if others and used:
        faults.warning("file.dxf_layers_ignored", used=_listed(sorted(used)), others=_listed(others))
    elif others:
        faults.error("file.dxf_no_service_layer", layers=_listed(others))


def _tell_of_unused(
    by_handle: Mapping[str, object],
    by_layer: Mapping[str, object],
    handle: list[str],
    layer: list[str],
    name: str,
    faults: FaultList,
) -> None:
    unused = [*sorted(by_layer.keys() - set(layer)), *sorted(by_handle.keys() - set(handle))]
    if unused:
        faults.warning("file.facts_unused", table=name, rows=_listed(unused))


def _listed(names: list[str]) -> str:
    more = ", …" if len(names) > _MOST_NAMED else ""
    return ", ".join(map(shown, names[:_MOST_NAMED])) + more
