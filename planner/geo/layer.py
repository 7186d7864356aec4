"""What a reader of one format hands to ``planner.geo.vector``, and the faults of a file as one list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
from pyproj.exceptions import CRSError

from planner.model import Fault, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.model import Ints, Objects

__all__ = ["FaultList", "Layer", "coded", "crs_named", "crs_of_code", "empty_layer", "objects", "shown"]

_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Geometries and columns of one layer, before their positions are checked.

    ``crs_assumed`` tells that the file says nothing of its CRS and WGS 84 was taken; ``crs_said`` that nothing
    more is to be asked about it, not even where ``crs`` is None.
    """

    geometry: Objects
    fields: Mapping[str, Objects]
    crs: pyproj.CRS | None
    crs_assumed: bool = False
    crs_said: bool = False


@dataclass(slots=True)
class FaultList:
    """The faults of one source, gathered while it is read."""

    source: str
    found: list[Fault] = field(default_factory=list)

    def error(self, code: str, feature: int | None = None, field_name: str | None = None, **data: Any) -> None:  # noqa: ANN401 (fault data is open by contract)
        """Add a fault that keeps its feature (or the whole file) out of the plan."""
        self._add(Severity.ERROR, code, feature, field_name, data)

    def warning(self, code: str, feature: int | None = None, field_name: str | None = None, **data: Any) -> None:  # noqa: ANN401 (fault data is open by contract)
        """Add a fault that a person should look at; the feature is planned all the same."""
        self._add(Severity.WARNING, code, feature, field_name, data)

    def _add(self, severity: Severity, code: str, feature: int | None, name: str | None, data: dict[str, Any]) -> None:
        self.found.append(
            Fault(source=self.source, code=code, feature=feature, field=name, severity=severity, data=data)
        )

    def has_errors(self) -> bool:
        """Tell whether anything so far keeps a feature or the file out."""
        return any(fault.severity is Severity.ERROR for fault in self.found)

    def in_order(self) -> tuple[Fault, ...]:
        """Return the faults of the file first, then by feature, in the order they were found."""
        return tuple(sorted(self.found, key=lambda fault: -1 if fault.feature is None else fault.feature))


def objects(values: list[Any]) -> Objects:
    """Return a one-dimensional object array, whatever the values are."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def coded(values: Objects) -> tuple[Ints, list[Any]]:
    """Return a code for each value, -1 for None, and the distinct values by code, in order of first appearance.

    Values must have a hash; those that are equal, such as 1 and 1.0, share a code. pandas does the same, but takes
    half a second to load, which every command would pay.
    """
    codes: dict[Any, int] = {None: -1}
    column = np.array([codes.setdefault(value, len(codes) - 1) for value in values.tolist()], dtype=np.int64)
    return column, list(codes)[1:]


def empty_layer() -> Layer:
    """Return a layer without features, for a file that could not be read at all."""
    return Layer(geometry=objects([]), fields={}, crs=None)


def crs_of_code(code: int, faults: FaultList) -> pyproj.CRS | None:
    """Return the CRS of an EPSG code, or None with a fault of the whole file."""
    found = crs_named(f"EPSG:{code}")
    if found is None:
        faults.error("file.unknown_crs", found=f"EPSG:{code}")
    return found


def crs_named(name: str) -> pyproj.CRS | None:
    """Return the CRS of a name, an EPSG reference or WKT if it places positions on the Earth, else None."""
    try:
        crs = pyproj.CRS.from_user_input(name)
    except (CRSError, ValueError):
        return None
    placed = crs.is_geographic or crs.is_projected
    # GeoPackage writes "undefined" systems as if they were some
    return crs if placed and not crs.name.lower().startswith(("undefined", "unknown")) else None


def shown(value: object) -> str:
    """Return a short, printable form of a value that a submitter gave."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list | tuple | np.ndarray):
        return "[…]"
    text = str(value).encode("utf-8", "replace").decode()
    text = "".join(letter if letter.isprintable() else "�" for letter in text[: _SHOWN_CHARACTERS + 1])
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
