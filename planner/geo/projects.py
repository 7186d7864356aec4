"""Checked facts to ``Project`` records, with the rulebook's defaults where a submission is silent."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.model import Project, Service, Specification, Track, Urgency, Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from planner.model import Objects
    from planner.rulebook.model import Rulebook, ServiceRules

__all__ = ["build_projects"]

_NOTHING = None
_SPECIFICATION = ("dn_mm", "count", "laying", "material", "pressure", "voltage_kv", "cover_m")
_PLAIN = (
    *("service", "install_m_per_day", "duration_days", "preferred_start", "track", "urgency"),
    *("name", "applicant", "application_id", "status", "green_m2", "moratorium_exception"),
)


def build_projects(
    keys: list[str], named: list[tuple[str, str]], facts: Mapping[str, Objects], rulebook: Rulebook
) -> tuple[Project, ...]:
    """Return one project per key, in their order.

    ``named`` are (utility, project_id); each fact is of shape (n,), None where the submission is silent. What the
    rulebook fills in is named in ``Project.assumed``; track and urgency default to the model's.
    """
    full, assumed = _with_defaults(facts, rulebook)
    full["track"] = _filled(full["track"], Track.SMALL_MICRO)
    full["urgency"] = _filled(full["urgency"], Urgency.PLANNED)
    window, specification = lru_cache(maxsize=None)(_window), lru_cache(maxsize=None)(_specification)
    windows = map(window, full["earliest_start"].tolist(), full["latest_finish"].tolist())
    specifications = map(specification, *(full[name].tolist() for name in _SPECIFICATION))
    plain = zip(*(full[name].tolist() for name in _PLAIN), strict=True)
    rows = zip(keys, named, windows, specifications, assumed, plain, strict=True)
    return tuple(_project(*row) for row in rows)


def _project(
    key: str,
    named: tuple[str, str],
    window: Window,
    specification: Specification,
    assumed: tuple[str, ...],
    plain: tuple[Any, ...],
) -> Project:
    utility, project_id = named
    return Project(
        key=key,
        project_id=project_id,
        utility=utility,
        window=window,
        specification=specification,
        assumed=assumed,
        **dict(zip(_PLAIN, plain, strict=True)),
    )


def _with_defaults(
    facts: Mapping[str, Objects], rulebook: Rulebook
) -> tuple[dict[str, Objects], list[tuple[str, ...]]]:
    """Return the facts with the defaults of each project's service, and the names of those that were assumed."""
    full = {name: column.copy() for name, column in facts.items()}
    by_service = {service: _defaults(rules) for service, rules in rulebook.services.items()}
    names = tuple(_defaults(rulebook.services[Service.WATER]))
    silent = np.column_stack([_is_none(facts[name]) for name in names])
    for place, name in enumerate(names):
        for service, defaults in by_service.items():
            full[name][silent[:, place] & (facts["service"] == service)] = defaults[name]
    told = lru_cache(maxsize=None)(lambda row: tuple(name for name, bit in zip(names, row, strict=True) if bit))
    return full, [told(tuple(row)) for row in silent.tolist()]


def _defaults(rules: ServiceRules) -> dict[str, Any]:
    return {
        "install_m_per_day": rules.install_m_per_day.value,
        "dn_mm": rules.default_dn_mm.value,
        "count": rules.default_count.value,
        "laying": rules.default_laying,
    }


def _is_none(column: Objects) -> NDArray[np.bool_]:
    return np.asarray(column == _NOTHING)


def _filled(column: Objects, default: object) -> Objects:
    filled = column.copy()
    filled[_is_none(column)] = default
    return filled


def _window(first: Any, last: Any) -> Window:  # noqa: ANN401 (dates, checked before)
    return Window(first=first, last=last)


def _specification(*said: Any) -> Specification:  # noqa: ANN401 (in the order of _SPECIFICATION, checked before)
    dn_mm, count, laying, material, pressure, voltage, cover = said
    return Specification(
        dn_mm=dn_mm,
        count=count,
        laying=str(laying),
        material=material,
        pressure_mpa=pressure,
        voltage_kv=voltage,
        cover_m=cover,
    )
