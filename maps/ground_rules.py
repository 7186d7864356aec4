"""Where and when the road may not be dug, as columns of the page: moratoria of new paving, and blackout periods."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from maps.timeslider import day_number, weeks_of
from planner.calendar import blocked
from planner.messages import Language
from planner.model import Service
from planner.rulebook.model import Severity
from planner.rulebook.moratoria import moratorium_ends

if TYPE_CHECKING:
    from planner.model import Plan, Situation
    from planner.rulebook.model import Blackout, Rulebook

__all__ = ["rule_columns"]

Columns: TypeAlias = dict[str, Any]
ALL_ROADS = None


def rule_columns(plan: Plan, situation: Situation, rulebook: Rulebook, language: Language) -> Columns:
    """Return moratoria that last beyond the plan's date, and every enabled blackout that falls into its weeks.

    Days are counted from 1970-01-01 and inclusive; ``until`` is the first day that is free again. ``sections`` of a
    blackout are rows of the roads, None for all of them.
    """
    return {
        "moratoria": _moratoria(plan, situation, rulebook),
        "blackouts": [
            row for rule in rulebook.blackouts if rule.enabled for row in _periods(rule, plan, situation, language)
        ],
    }


def _moratoria(plan: Plan, situation: Situation, rulebook: Rulebook) -> Columns:
    ends = moratorium_ends(situation.network, rulebook)
    rows = np.flatnonzero(~np.isnat(ends) & (ends > np.datetime64(plan.as_of, "D")))
    paved = situation.network.paved_on.astype("datetime64[D]")
    return {
        "section": rows.tolist(),
        "until": ends[rows].astype(np.int64).tolist(),
        "paved": paved[rows].astype(np.int64).tolist(),
        "kind": [str(kind) for kind in situation.network.paved_kind[rows]],
    }


def _periods(rule: Blackout, plan: Plan, situation: Situation, language: Language) -> list[Columns]:
    monday, count = weeks_of(plan)
    # Whether a rule forbids or only warns, its periods are the same.
    windows = blocked(
        [dataclasses.replace(rule, severity=Severity.BLOCK)],
        road_class=rule.road_classes[0] if rule.road_classes else "",
        services=frozenset(rule.services or Service),
        first=monday,
        last=monday + timedelta(days=max(7 * count - 1, 0)),
    )
    if not windows:
        return []
    services = list(Service)
    return [
        {
            "name": {"zh": rule.zh, "en": rule.en}[language],
            "severity": rule.severity.value,
            "windows": [[day_number(window.first), day_number(window.last)] for window in windows],
            "sections": _sections(rule, situation),
            "services": [services.index(service) for service in rule.services],
            "basis": rule.basis,
            "status": rule.status.value,
        }
    ]


def _sections(rule: Blackout, situation: Situation) -> list[int] | None:
    if not rule.road_classes:
        return ALL_ROADS
    rows: list[int] = np.flatnonzero(np.isin(situation.network.road_class.astype(str), rule.road_classes)).tolist()
    return rows
