"""The verifier: a plan against every rule, without the solver and without anything that built the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.schedule._evidence import Evidence
from planner.schedule._verify_figures import FIGURE_RULES
from planner.schedule._verify_ground import GROUND_RULES, SHAPE_RULES
from planner.schedule._verify_times import TIME_RULES
from planner.schedule._verify_together import TOGETHER_RULES

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.calendar import WorkCalendar
    from planner.model import Cut, JointWork, Plan, Project, Reason, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["violations"]


def violations(
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    calendar: WorkCalendar,
    price: Callable[[tuple[Project, ...], float], Cut] | None,
    *,
    frozen: tuple[JointWork, ...] = (),
) -> tuple[Reason, ...]:
    """Return every rule a plan breaks, with the numbers; empty for a plan that may be written.

    A plan that names unknown projects or sections is judged no further than that; one whose phases lie off the
    calendar is not judged by its durations and figures.

    Parameters
    ----------
    calendar : The calendar the plan was made with, or a longer one.
    price : Cut of a set of projects on a road of a width; None leaves the cuts as they are claimed.
    frozen : Committed works: they must stand in the plan as they were, and are not judged by the rules on dates.
    """
    evidence = Evidence(
        plan=plan, situation=situation, rulebook=rulebook, calendar=calendar, price=price, frozen=frozen
    )
    for rules in (SHAPE_RULES, TIME_RULES[:1], (*GROUND_RULES, *TIME_RULES[1:], *TOGETHER_RULES, *FIGURE_RULES)):
        found = tuple(reason for rule in rules for reason in rule(evidence))
        if found:
            return found
    return ()
