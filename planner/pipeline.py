"""The main job, read top to bottom: documents in, a verified plan out."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from planner.calendar import WorkCalendar
from planner.errors import FrozenWorkError, InputError, PlanRejectedError, WishError
from planner.geo.rereading import with_corrections
from planner.model import Fault, Plan, RulebookId, Situation
from planner.runners import in_turn
from planner.schedule.commitments import Commitments
from planner.schedule.difference import difference_of
from planner.schedule.replan import replan
from planner.schedule.solve import schedule_works
from planner.schedule.verify import violations
from planner.survey import AS_GIVEN, Document, Ground, Step, survey_ground, validate_routes
from planner.trench.crossings import with_crossings, works_with_crossings
from planner.trench.price import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from planner.model import Cut, JointWork, Project
    from planner.rulebook.model import Rulebook
    from planner.runners import Runner
    from planner.schedule.difference import Difference
    from planner.schedule.solve import Schedule

__all__ = [
    "AS_GIVEN",
    "NOTHING_COMMITTED",
    "Document",
    "Ground",
    "Planned",
    "Step",
    "calendar_of",
    "plan_works",
    "price_of",
    "survey_ground",
    "validate_routes",
]

_YEAR = timedelta(days=400)
NOTHING_COMMITTED = Commitments()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan the verifier accepts, the ground it stands on, and every fault met on the way.

    ``difference`` is to the earlier plan it was made from, None where there was none; ``committed`` are the works
    that were not the planner's to decide.
    """

    plan: Plan
    situation: Situation
    faults: tuple[Fault, ...]
    difference: Difference | None = None
    committed: tuple[JointWork, ...] = ()


def plan_works(  # noqa: PLR0913 - the documents, and one keyword for each choice of whoever plans
    roads: Document,
    routes: Sequence[Document],
    rulebook: Rulebook,
    *,
    as_of: date,
    crs: int | None = None,
    section_id: str | None = None,
    readings: Mapping[str, str] = AS_GIVEN,
    tell: Callable[[Step], None] = lambda _: None,
    previous: Plan | None = None,
    commitments: Commitments = NOTHING_COMMITTED,
    runner: Runner = in_turn,
) -> Planned:
    """Plan the joint works of a county.

    Parameters are those of :func:`survey_ground`; nothing is scheduled before ``as_of``.

    Parameters
    ----------
    previous : An earlier plan to stay near; its projects carry all facts, as they were submitted then.
    commitments : Works of the earlier plan that are no longer to be decided.
    runner : Carries the components of a first plan; however it does, the plan is the same.

    Raises
    ------
    InputError
        If nothing could be planned from the input.
    PlanRejectedError
        If the verifier refuses the plan the solver proposed.
    """
    ground = survey_ground(roads, routes, rulebook, crs=crs, section_id=section_id, readings=readings, tell=tell)
    situation = ground.situation
    calendar = calendar_of(rulebook, situation.routes.projects, as_of)
    price = price_of(rulebook)
    tell("schedule")
    again = None
    with _told_as_faults():
        if previous is None:
            schedule = schedule_works(situation, rulebook, calendar, as_of, price, runner=runner)
        else:
            again = replan(previous, situation, rulebook, calendar, as_of, price, commitments)
            schedule = again.schedule
    plan = _plan(schedule, ground, rulebook, as_of)
    fixed = again.committed if again else frozenset()
    committed = tuple(w for w in plan.joint_works if w.id in fixed)
    tell("verify")
    if found := violations(plan, situation, rulebook, calendar, price, frozen=committed):
        raise PlanRejectedError(found)
    return Planned(
        plan=plan,
        situation=situation,
        faults=ground.faults,
        difference=difference_of(previous, plan, again.stability) if previous and again else None,
        committed=committed,
    )


@contextmanager
def _told_as_faults() -> Iterator[None]:
    """Make faults of the input of commitments that cannot be kept and wishes that cannot be met."""
    try:
        yield
    except FrozenWorkError as error:
        faults = [Fault(source="plan.json", code="plan_file.frozen", data={"work": w}) for w in error.works]
        raise InputError(faults) from None
    except WishError as error:
        wished = [{"one": one, "other": other} for one, other in error.pairs]
        raise InputError([Fault(source="wishes", code="plan_file.wish", data=pair) for pair in wished]) from None


def _plan(schedule: Schedule, ground: Ground, rulebook: Rulebook, as_of: date) -> Plan:
    situation = ground.situation
    return Plan(
        as_of=as_of,
        rulebook=RulebookId(name=rulebook.name, version=rulebook.version, sha256=rulebook.sha256),
        inputs=ground.inputs,
        outcomes=with_crossings(
            with_corrections(schedule.outcomes, situation.routes, ground.faults), situation, rulebook.trench
        ),
        joint_works=works_with_crossings(schedule.joint_works, situation, rulebook.trench),
        declined=schedule.declined,
        totals=schedule.totals,
        solver=schedule.solver,
    )


def calendar_of(rulebook: Rulebook, projects: Sequence[Project], as_of: date) -> WorkCalendar:
    """Return a calendar that spans every window, with room for approvals before and acceptance after."""
    first = min([as_of, *(p.window.first for p in projects)]) - _YEAR
    last = max([as_of, *(p.window.last for p in projects)]) + _YEAR
    return WorkCalendar.build(rulebook.calendar, first, last)


def price_of(rulebook: Rulebook) -> Callable[[tuple[Project, ...], float], Cut]:
    """Return the cut of a set of projects on a road of a width in metres, each set reckoned once."""

    @cache
    def price(projects: tuple[Project, ...], road_width_m: float) -> Cut:
        return cut(projects, road_width_m, rulebook.trench, rulebook.compatibility)

    return price
