"""The facts of a submission: every property read, every rule between them tested, all faults at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.geo import values
from planner.geo.layer import coded, shown
from planner.geo.values import Column, Refusal, read_column
from planner.model import Service, Track, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from planner.geo.layer import FaultList
    from planner.geo.vector import Features
    from planner.model import Dates, Objects
    from planner.rulebook.model import Rulebook

__all__ = ["FACTS", "REQUIRED", "Laying", "Rows", "Submission", "read_submission"]


class Laying(StrEnum):
    """How a line is laid."""

    DIRECT = "direct"
    DUCT = "duct"
    TRENCH = "trench"


REQUIRED = ("project_id", "utility", "service", "earliest_start", "latest_finish")

# The upper bounds are beyond anything laid in a county road: they catch wrong units, they are no norms
_READERS: dict[str, Callable[[Any], Any]] = {
    "project_id": values.text,
    "utility": values.text,
    "service": values.choice(Service),
    "earliest_start": values.date,
    "latest_finish": values.date,
    "preferred_start": values.date,
    "duration_days": values.whole(most=1000, unit=r"(天|日|days?|d)\s*$"),
    "install_m_per_day": values.number(most=5000, unit=r"(m|米)(\s*/\s*(day|d|天|日))?\s*$"),
    "dn_mm": values.number(most=5000, unit=r"^\s*DN\s*|(mm|毫米)\s*$"),
    "count": values.whole(most=500, unit=r"(根|孔|条)\s*$"),
    "material": values.text,
    "pressure": values.number(most=10, unit=r"(MPa|兆帕)\s*$"),
    "voltage_kv": values.number(most=1000, unit=r"(kV|千伏)\s*$"),
    "laying": values.choice(Laying),
    "cover_m": values.number(most=20, unit=r"(m|米)\s*$"),
    "name": values.text,
    "applicant": values.text,
    "application_id": values.text,
    "track": values.choice(Track),
    "urgency": values.choice(Urgency),
    "status": values.text,
    "green_m2": values.number(most=1_000_000, unit=r"(m2|m²|㎡|平方米)\s*$", zero=True),
    "moratorium_exception": values.text,
}

FACTS = tuple(name for name in _READERS if name not in {"project_id", "utility"})

_NO_FEATURE = {"feature.not_a_feature", "feature.properties_not_object"}

# Shapefile cuts column names to ten characters
_SHORT = 10


@dataclass(frozen=True, slots=True)
class Rows:
    """All features of all sources, one after another: where each row's faults go.

    ``source``, ``feature`` and ``real`` (false for what is no feature with properties) are of shape (n,);
    ``faults`` is one list per source.
    """

    source: NDArray[np.int64]
    feature: NDArray[np.int64]
    real: NDArray[np.bool_]
    faults: Sequence[FaultList]

    @classmethod
    def of(cls, sources: Sequence[Features], faults: Sequence[FaultList]) -> Rows:
        """Return the rows of the sources, in their order."""
        sizes = [len(source) for source in sources]
        feature = np.concatenate([np.arange(0), *map(np.arange, sizes)])
        real = np.concatenate([np.ones(0, dtype=np.bool_), *map(_real, sources)])
        return cls(np.repeat(np.arange(len(sizes)), sizes), feature, real, faults)

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.source)

    def at(self, row: int) -> tuple[FaultList, int]:
        """Return the fault list and the feature number of a row."""
        return self.faults[int(self.source[row])], int(self.feature[row])


@dataclass(frozen=True, slots=True)
class Submission:
    """What every row says; ``good`` rows have all required properties and no fault in any."""

    columns: Mapping[str, Column]
    good: NDArray[np.bool_]


def _real(source: Features) -> NDArray[np.bool_]:
    real = np.ones(len(source), dtype=np.bool_)
    real[[fault.feature for fault in source.faults if fault.code in _NO_FEATURE and fault.feature is not None]] = False
    return real


def read_submission(sources: Sequence[Features], rows: Rows, rulebook: Rulebook) -> Submission:
    """Read and test the properties of the contract; others are ignored.

    Column names may be in any case, or cut to ten characters as Shapefile does.
    """
    readers = _READERS | {"utility": _utility(rulebook)}
    columns = {name: read_column(_gathered(sources, name), reader) for name, reader in readers.items()}
    good = np.ones(len(rows), dtype=np.bool_)
    for name, column in columns.items():
        good &= ~_refused(name, column, rows)
    for name in REQUIRED:
        good &= ~_missing(name, columns[name], rows)
    good &= ~_service(columns, rows, rulebook) & ~_window(columns, rows)
    _exceptions(columns["moratorium_exception"], rows)
    return Submission(columns=columns, good=good)


def _gathered(sources: Sequence[Features], name: str) -> Objects:
    columns = [_found(source, name) for source in sources]
    return np.concatenate(columns) if columns else np.empty(0, dtype=object)


def _found(source: Features, name: str) -> Objects:
    if name in source.fields:
        return source.fields[name]
    alike = sorted(given for given in source.fields if given.casefold() in {name, name[:_SHORT]})
    return source.fields[alike[0]] if alike else np.full(len(source), None, dtype=object)


def _refused(name: str, column: Column, rows: Rows) -> NDArray[np.bool_]:
    for row, refusal in column.refusals.items():
        faults, feature = rows.at(row)
        faults.error(refusal.code, feature, name, **refusal.data)
    return column.refused


def _missing(name: str, column: Column, rows: Rows) -> NDArray[np.bool_]:
    for row in np.flatnonzero(column.missing & rows.real).tolist():
        faults, feature = rows.at(row)
        faults.error("property.missing", feature, name)
    return column.missing


def _utility(rulebook: Rulebook) -> Callable[[Any], Any]:
    """Return a reader of the codes of the organisations in the rulebook."""
    known = {organisation.code for organisation in rulebook.organisations}
    names = {
        "known_zh": "，".join(f"{each.code}（{each.zh}）" for each in rulebook.organisations),
        "known_en": ", ".join(f"{each.code} ({each.en})" for each in rulebook.organisations),
    }

    def read(value: object) -> object:
        code = values.text(value)
        if isinstance(code, Refusal) or code in known:
            return code
        return Refusal("property.unknown_utility", {"found": shown(code), **names})

    return read


def _service(columns: Mapping[str, Column], rows: Rows, rulebook: Rulebook) -> NDArray[np.bool_]:
    utility, service = columns["utility"].said, columns["service"].said
    told = ~columns["service"].missing & ~columns["service"].refused
    foreign = np.zeros(len(rows), dtype=np.bool_)
    for organisation in rulebook.organisations:
        wrong = (utility == organisation.code) & told & ~_any_of(service, organisation.services)
        foreign |= wrong
        lays = ", ".join(each.value for each in organisation.services)
        for row in np.flatnonzero(wrong).tolist():
            faults, feature = rows.at(row)
            data = {"utility": organisation.code, "service": service[row].value, "lays": lays}
            faults.error("property.service_not_laid", feature, "service", **data)
    return foreign


def _any_of(column: Objects, wanted: Sequence[object]) -> NDArray[np.bool_]:
    found = np.zeros(len(column), dtype=np.bool_)
    for value in wanted:
        found |= column == value
    return found


def _window(columns: Mapping[str, Column], rows: Rows) -> NDArray[np.bool_]:
    """Test the window, and the preferred start against it; NaT compares false with everything."""
    start, finish, preferred = (_days(columns[name]) for name in ("earliest_start", "latest_finish", "preferred_start"))
    reversed_ = finish < start
    outside = ((preferred < start) | (preferred > finish)) & ~reversed_
    for row in np.flatnonzero(reversed_).tolist():
        faults, feature = rows.at(row)
        data = {"start": str(start[row]), "finish": str(finish[row])}
        faults.error("property.finish_before_start", feature, "latest_finish", **data)
    for row in np.flatnonzero(outside).tolist():
        faults, feature = rows.at(row)
        data = {"start": str(start[row]), "finish": str(finish[row]), "preferred": str(preferred[row])}
        faults.error("property.preferred_outside_window", feature, "preferred_start", **data)
    return np.asarray(reversed_ | outside)


def _exceptions(column: Column, rows: Rows) -> None:
    """Let a person check every approval that lifts a moratorium: the planner cannot."""
    for row in np.flatnonzero(~column.missing & ~column.refused & rows.real).tolist():
        faults, feature = rows.at(row)
        faults.warning("property.moratorium_exception", feature, "moratorium_exception", found=column.said[row])


def _days(column: Column) -> Dates:
    codes, distinct = coded(column.said)
    return np.array([*distinct, None], dtype="datetime64[D]")[codes]
