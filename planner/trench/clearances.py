"""What class of line a project is, and the clear distance the rules ask between two classes.

GB 50289-2016 table 4.1.9 (beside each other) and table 4.1.14 (crossing) and the sector standards are compared and
the largest figure holds. Neither table is a mandatory clause, and a figure of status M or U is only recalled: it
widens a cross-section, which is the safe side, and goes on the list for review, but it refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.model import Reason, Service
from planner.rulebook.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.model import Project, Specification
    from planner.rulebook.model import Clearance, TrenchRules

__all__ = [
    "ClearanceTable",
    "LineClass",
    "class_of",
    "crossing_table",
    "is_only_recalled",
    "parallel_table",
    "recalled",
    "unique",
]

# GB 50289-2016 table 4.1.9: gas by design pressure in MPa, upper bound included except for low pressure.
_GAS_CLASSES = ((0.2, "gas_mid_b"), (0.4, "gas_mid_a"), (0.8, "gas_subhigh_b"), (1.6, "gas_subhigh_a"))
_GAS_LOW_BELOW_MPA = 0.01
_GAS_ASSUMED = "gas_mid_a"
_HIGH_VOLTAGE_KV = 35.0
_LARGE_WATER_MM = 500.0
_TRUST = (Status.VERIFIED, Status.CORROBORATED, Status.POLICY, Status.RECALLED, Status.UNCERTAIN)
_RECALLED = frozenset({Status.RECALLED, Status.UNCERTAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class LineClass:
    """The rows of the tables a line is under.

    ``parallel`` begins with the class of table 4.1.9; narrower classes that only a sector rule may name follow:
    ``water_gt500``, ``power_ge35kv``, ``heat_trench``. ``crossing`` is the class of table 4.1.14, ``cover`` the key of
    table 4.1.1. ``told`` says what had to be assumed.
    """

    parallel: tuple[str, ...]
    crossing: str
    cover: str
    told: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceTable:
    """The figures among a few classes: the governing one of each pair, by the two classes in alphabetical order."""

    rows: Mapping[tuple[str, str], Clearance]

    def between(self, a: Sequence[str], b: Sequence[str]) -> Clearance | None:
        """Return the largest figure for two lines, each given by its classes; None where no rule has one.

        Of equal figures the better founded is returned.
        """
        found = [row for left in a for right in b if (row := self.rows.get(_pair(left, right))) is not None]
        return min(found, key=_governs) if found else None


def class_of(project: Project) -> LineClass:
    """Return the class of a project's line from service, size, laying, pressure and voltage.

    Gas without a pressure is taken as medium pressure A, power without a voltage as below 35 kV; ``told`` says so.
    Gas above 1.6 MPa is outside table 4.1.9 and is read in its strictest row, which is said too.
    """
    return _CLASSIFIERS[project.service](project.key, project.specification)


def parallel_table(rules: TrenchRules, classes: Iterable[str]) -> ClearanceTable:
    """Return the figures between lines beside each other: table 4.1.9 and the sector rules, the largest of each."""
    return _table((*rules.horizontal, *rules.sector), frozenset(classes))


def crossing_table(rules: TrenchRules, classes: Iterable[str]) -> ClearanceTable:
    """Return the figures between lines that cross: table 4.1.14."""
    return _table(rules.vertical, frozenset(classes))


def is_only_recalled(status: Status) -> bool:
    """Return whether a figure of this status waits for a person (待人工复核) and so may not refuse anything."""
    return status in _RECALLED


def recalled(figure: str, clause: str | None, status: Status, **data: float | str) -> Reason:
    """Return what a person has to check of one figure: ``figure`` ends the code, ``data`` is in metres."""
    return Reason(code=f"trench.recalled_{figure}", data={"clause": clause or "-", "status": status.value, **data})


def unique(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return reasons sorted by clause, each once."""
    told = {(str(r.data["clause"]), r.code, str(sorted(r.data.items()))): r for r in reasons}
    return tuple(told[key] for key in sorted(told))


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _governs(row: Clearance) -> tuple[float, int, str, str]:
    return -row.min_m, _TRUST.index(row.status), row.clause, row.source


def _table(rows: Iterable[Clearance], classes: frozenset[str]) -> ClearanceTable:
    chosen: dict[tuple[str, str], Clearance] = {}
    for row in rows:
        if row.a not in classes or row.b not in classes:
            continue
        pair = _pair(row.a, row.b)
        kept = chosen.get(pair)
        if kept is None or _governs(row) < _governs(kept):
            chosen[pair] = row
    return ClearanceTable(rows=chosen)


def _water(_key: str, specification: Specification) -> LineClass:
    table = "water_le200" if specification.dn_mm <= 200 else "water_gt200"
    narrower = ("water_gt500",) if specification.dn_mm > _LARGE_WATER_MM else ()
    return LineClass(parallel=(table, *narrower), crossing="water", cover="water")


def _gas(key: str, specification: Specification) -> LineClass:
    pressure = specification.pressure_mpa
    told: tuple[Reason, ...] = ()
    if pressure is None:
        table = _GAS_ASSUMED
        told = (Reason(code="trench.gas_pressure_assumed", data={"project": key, "class": table}),)
    elif pressure < _GAS_LOW_BELOW_MPA:
        table = "gas_low"
    else:
        table = next((name for limit, name in _GAS_CLASSES if pressure <= limit), "gas_subhigh_a")
        if pressure > _GAS_CLASSES[-1][0]:
            told = (Reason(code="trench.gas_above_table", data={"project": key, "pressure_mpa": pressure}),)
    return LineClass(parallel=(table,), crossing="gas", cover="gas", told=told)


def _heat(_key: str, specification: Specification) -> LineClass:
    if specification.laying == "trench":
        return LineClass(parallel=("pipe_trench", "heat_trench"), crossing="pipe_trench", cover="pipe_trench")
    return LineClass(parallel=("heat_direct",), crossing="heat", cover="heat_direct")


def _power(key: str, specification: Specification) -> LineClass:
    table, cover = _cable_class("power_direct", "power_conduit", specification.laying)
    voltage = specification.voltage_kv
    told = () if voltage is not None else (Reason(code="trench.voltage_assumed", data={"project": key}),)
    narrower = ("power_ge35kv",) if voltage is not None and voltage >= _HIGH_VOLTAGE_KV else ()
    return LineClass(parallel=(table, *narrower), crossing=table, cover=cover, told=told)


def _telecom(_key: str, specification: Specification) -> LineClass:
    table, cover = _cable_class("telecom_direct", "telecom_duct", specification.laying)
    material = (specification.material or "").lower()
    if table == "telecom_duct":
        cover = "telecom_steel" if "steel" in material or "钢" in material else "telecom_direct"
    return LineClass(parallel=(table,), crossing=table, cover=cover)


def _cable_class(direct: str, duct: str, laying: str) -> tuple[str, str]:
    table = {"direct": direct, "trench": "pipe_trench"}.get(laying, duct)
    return table, table


_CLASSIFIERS = {
    Service.WATER: _water,
    Service.POWER: _power,
    Service.GAS: _gas,
    Service.HEAT: _heat,
    Service.TELECOM: _telecom,
}
