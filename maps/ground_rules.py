"""Where and when the road may not be dug, as columns of the page: moratoria of new paving, and blackout periods."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from maps.timeslider import day_number, weeks_of
from planner.calendar import periods
from planner.model import Window
from planner.rulebook.model import Severity
from planner.rulebook.moratoria import moratorium_ends, protected_until
from planner.rulebook.places import Places

if TYPE_CHECKING:
    from planner.messages import Language
    from planner.model import Network, Plan, Situation
    from planner.rulebook.model import Blackout, Resurfacing, Rulebook

__all__ = ["rule_columns", "weeks_window"]

Columns: TypeAlias = dict[str, Any]
ALL_ROADS = None


def rule_columns(plan: Plan, situation: Situation, rulebook: Rulebook, language: Language) -> Columns:
    """Return moratoria that last beyond the plan's date, and every enabled blackout that falls into its weeks.

    Days are counted from 1970-01-01 and inclusive; ``until`` is the first day that is free again. ``sections`` of a
    blackout are rows of the roads, None for all of them. A resurfacing counts as a blackout for the years that its new
    paving is protected.
    """
    places, weeks = Places(situation.network, rulebook.areas), weeks_window(plan)
    blackouts = [
        _row(rule, windows, _sections(rule, situation.network, places), rulebook, language)
        for rule in rulebook.blackouts
        if rule.enabled and (windows := periods([rule], first=weeks.first, last=weeks.last))
    ]
    protected = [
        _resurfaced(rule, windows, situation.network, places, language)
        for rule in rulebook.resurfacing
        if (windows := _protected(rule, weeks, rulebook))
    ]
    return {"moratoria": _moratoria(plan, situation, rulebook), "blackouts": [*blackouts, *protected]}


def weeks_window(plan: Plan) -> Window:
    """Return the first and last day of the weeks a plan works in."""
    monday, count = weeks_of(plan)
    return Window(first=monday, last=monday + timedelta(days=max(7 * count - 1, 0)))


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


def _row(
    rule: Blackout, windows: tuple[Window, ...], sections: list[int] | None, rulebook: Rulebook, language: Language
) -> Columns:
    services = list(rulebook.services)
    return {
        "name": {"zh": rule.zh, "en": rule.en}[language],
        "severity": rule.severity.value,
        "windows": _days(windows),
        "sections": sections,
        "services": [services.index(service) for service in rule.services],
        "basis": rule.basis,
        "status": rule.status.value,
    }


def _sections(rule: Blackout, network: Network, places: Places) -> list[int] | None:
    rows = np.arange(len(network))
    if rule.road_classes:
        rows = np.flatnonzero(np.isin(network.road_class.astype(str), rule.road_classes))
    if rule.sections or rule.roads or rule.areas:
        return _held(rule, rows.tolist(), network, places)
    return rows.tolist() if rule.road_classes else ALL_ROADS


def _held(rule: Blackout | Resurfacing, rows: list[int], network: Network, places: Places) -> list[int]:
    return [row for row in rows if places.holds(rule, row, 0.0, float(network.length_m[row]))]


def _protected(rule: Resurfacing, weeks: Window, rulebook: Rulebook) -> tuple[Window, ...]:
    first = rule.last + timedelta(days=1)
    last = protected_until(rule.last, rule.kind.value, rulebook) - timedelta(days=1)
    if first > weeks.last or last < weeks.first:
        return ()
    return (Window(first=max(first, weeks.first), last=min(last, weeks.last)),)


def _resurfaced(
    rule: Resurfacing, windows: tuple[Window, ...], network: Network, places: Places, language: Language
) -> Columns:
    return {
        "name": {"zh": rule.zh, "en": rule.en}[language],
        "severity": Severity.BLOCK.value,
        "windows": _days(windows),
        "sections": _held(rule, list(range(len(network))), network, places),
        "services": [],
        "basis": rule.source,
        "status": rule.status.value,
    }


def _days(windows: tuple[Window, ...]) -> list[list[int]]:
    return [[day_number(window.first), day_number(window.last)] for window in windows]
