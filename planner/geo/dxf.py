"""DXF drawings: which layers are utility lines, and the facts a drawing cannot hold from the table beside it."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import shapely

from planner.geo.layer import Layer, empty_layer, objects, shown
from planner.geo.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.geo.layer import FaultList
    from planner.model import Service

__all__ = ["is_dxf", "is_whole", "sibling_name", "submission_of"]

_BINARY = b"AutoCAD Binary DXF"
_SECTION = re.compile(rb"^[ \t]*0[ \t]*\r?\n[ \t]*SECTION[ \t]*\r?$", re.MULTILINE)
_ENDSEC = re.compile(rb"^[ \t]*0[ \t]*\r?\n[ \t]*ENDSEC[ \t]*\r?$", re.MULTILINE)
_MOST_NAMED = 12
_ENCODING = "DXF_ENCODING"


def is_dxf(content: bytes) -> bool:
    """Tell a drawing by its first group codes: a section, perhaps after remarks."""
    head = content[:400].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    words = [line.strip() for line in head.split(b"\n")]
    while len(words) > 1 and words[0] == b"999":
        words = words[2:]
    return content.startswith(_BINARY) or words[:2] == [b"0", b"SECTION"]


def is_whole(content: bytes) -> bool:
    """Tell whether a drawing in text form ends as one should: every section closed, then the end of the file.

    GDAL reads the header of a drawing that was cut off for ever, so such a drawing must not reach it; the binary form
    cannot be told from a damaged one beforehand.
    """
    opened, closed = len(_SECTION.findall(content)), len(_ENDSEC.findall(content))
    return 0 < opened == closed and content.rstrip().endswith(b"EOF") and not content.startswith(_BINARY)


def read_drawing(content: bytes, faults: FaultList) -> Layer:
    """Read all entities of a drawing, with the fields ``Layer``, ``EntityHandle`` and ``Text`` among others.

    Drawings since AutoCAD 2007 are in UTF-8 whatever code page they name, which GDAL believes; so the bytes decide.
    """
    if not is_whole(content):
        faults.error("file.unreadable", format="DXF")
        return empty_layer()
    try:
        pyogrio.set_gdal_config_options({_ENCODING: _encoding(content)})
        return read_table(content, "DXF", faults)
    finally:
        pyogrio.set_gdal_config_options({_ENCODING: None})


def _encoding(content: bytes) -> str | None:
    for encoding in ("UTF-8", "GB18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def sibling_name(name: str) -> str:
    """Return the name of the table that holds the facts of a drawing."""
    return name.rsplit(".", 1)[0] + ".csv"


def submission_of(
    drawing: Layer, services: Mapping[str, Service], table: bytes | None, name: str, faults: FaultList
) -> Layer:
    """Return the entities of a drawing that are utility lines, with their facts.

    A layer whose name begins with a code of ``services`` is a utility line; so is every layer and every entity
    handle that the table lists. The table is a CSV with a column ``layer`` or ``handle`` (or both) and the properties
    of the contract; the row of a handle goes before that of its layer, and a ``service`` before that of the code.

    Parameters
    ----------
    drawing : All entities, with the fields ``Layer`` and ``EntityHandle``.
    table : Content of the CSV; without it nobody says who digs, which is a fault of the whole file.
    name : Name the table should have.
    """
    rows = _rows(table, name, faults)
    if faults.has_errors():
        return empty_layer()
    handle, layer = _texts(drawing, "EntityHandle"), _texts(drawing, "Layer")
    by_handle = {row["handle"]: row for row in rows if row.get("handle")}
    by_layer = {row["layer"]: row for row in rows if row.get("layer") and not row.get("handle")}
    service = {each: _service(each, services) for each in set(layer)}
    listed = [
        h in by_handle or each in by_layer or service[each] is not None for h, each in zip(handle, layer, strict=True)
    ]
    kept = np.flatnonzero(np.array(listed, dtype=np.bool_) & (shapely.get_dimensions(drawing.geometry) > 0))
    _tell_of_others(layer, kept.tolist(), faults)
    _tell_of_unused(by_handle, by_layer, handle, layer, name, faults)
    facts = [
        {"service": service[layer[i]], **_filled(by_layer.get(layer[i])), **_filled(by_handle.get(handle[i]))}
        for i in kept.tolist()
    ]
    columns = sorted({key for row in facts for key in row} - {"layer", "handle"})
    fields = {key: objects([row.get(key) for row in facts]) for key in columns}
    fields |= {key: column[kept] for key, column in drawing.fields.items() if key not in fields}
    return Layer(geometry=drawing.geometry[kept], fields=fields, crs=drawing.crs)


def _rows(table: bytes | None, name: str, faults: FaultList) -> list[dict[str, str]]:
    if table is None:
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
    column = drawing.fields.get(field, np.full(len(drawing.geometry), None, dtype=object))
    return ["" if value is None else str(value) for value in column.tolist()]


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
