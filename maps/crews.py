"""Which crew of its utility lays which line: as few crews as the dates allow, the same every time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.model import InstallationWindow, Plan

__all__ = ["crews_of"]


def crews_of(plan: Plan) -> dict[str, tuple[tuple[InstallationWindow, ...], ...]]:
    """Return, by utility, the installations of each of its crews one after another.

    The plan says when a line is laid and not by whom. An installation goes to the first crew that is free, in order of
    their beginnings, which needs as many crews as are at work at once and no more.
    """
    utility = {outcome.project.key: outcome.project.utility for outcome in plan.outcomes}
    legs: dict[str, list[InstallationWindow]] = defaultdict(list)
    for work in plan.joint_works:
        for each in work.phases.installation:
            legs[utility[each.project]].append(each)
    return {name: _shared_out(legs[name]) for name in sorted(legs)}


def _shared_out(legs: list[InstallationWindow]) -> tuple[tuple[InstallationWindow, ...], ...]:
    crews: list[list[InstallationWindow]] = []
    for leg in sorted(legs, key=lambda each: (each.window.first, each.window.last, each.project)):
        free = next((crew for crew in crews if crew[-1].window.last < leg.window.first), None)
        if free is None:
            crews.append([leg])
        else:
            free.append(leg)
    return tuple(tuple(crew) for crew in crews)
