"""The main job, read top to bottom: documents in, a verified plan out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import WorkCalendar
from planner.errors import InputError, PlanRejectedError
from planner.geo.areas import area_stretches
from planner.geo.diagnosis import suspect_readings
from planner.geo.intake import read_routes
from planner.geo.match import match_routes
from planner.geo.network import build_network
from planner.geo.overlap import shared_stretches
from planner.geo.planning import planning_crs_of
from planner.geo.rereading import with_corrections
from planner.geo.stretch_tables import merge_stretches
from planner.geo.vector import read_features
from planner.geo.zones import DEFAULT_ZONE
from planner.model import InputFile, Plan, RulebookId, Severity, Situation
from planner.schedule.solve import schedule_works
from planner.schedule.verify import violations
from planner.trench.price import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from planner.geo.intake import Intake
    from planner.geo.vector import Features
    from planner.model import Cut, Fault, Floats, Project, Stretches
    from planner.rulebook.model import Rulebook

__all__ = ["AS_GIVEN", "Document", "Ground", "Planned", "Step", "plan_works", "survey_ground", "validate_routes"]

Step = str
_YEAR = timedelta(days=400)
AS_GIVEN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as bytes under the name its submitter knows it by.

    ``beside`` holds the files that belong to it, by name: those of ``planner.geo.vector.companions`` that there are.
    """

    name: str
    content: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Who lies where, before anybody is grouped: the answer to "is my submission right?"."""

    situation: Situation
    faults: tuple[Fault, ...]
    inputs: tuple[InputFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan the verifier accepts, the ground it stands on, and every fault met on the way."""

    plan: Plan
    situation: Situation
    faults: tuple[Fault, ...]


def validate_routes(
    routes: Sequence[Document],
    rulebook: Rulebook,
    *,
    crs: int | None = None,
    readings: Mapping[str, str] = AS_GIVEN,
) -> tuple[Fault, ...]:
    """Return every fault of the submitted routes, judged without roads; empty where all is well."""
    features = _read_all(routes, rulebook, crs, readings)
    planning = planning_crs_of(features)
    if planning is None:
        return tuple(fault for each in features for fault in each.faults)
    return read_routes(features, rulebook, planning).faults


def survey_ground(
    roads: Document,
    routes: Sequence[Document],
    rulebook: Rulebook,
    *,
    crs: int | None = None,
    section_id: str | None = None,
    readings: Mapping[str, str] = AS_GIVEN,
    tell: Callable[[Step], None] = lambda _: None,
) -> Ground:
    """Read roads and routes and refer every route to the road sections it runs along.

    Parameters
    ----------
    crs : EPSG code of documents that do not say their own.
    section_id : Column of the roads that holds the section's id; None for ``section_id``.
    readings : How to take the positions of route files, by name, where their submitter says that they are drawn
        otherwise than they claim: a name of ``planner.geo.rereading.READINGS``.
    tell : Called with the name of each step as it begins.

    Raises
    ------
    InputError
        If no section or no project is usable; it holds every fault of every document.
    """
    tell("read_roads")
    road_features = read_features(roads.name, roads.content, crs=crs, beside=roads.beside)
    planning = planning_crs_of([road_features])
    if planning is None:
        raise InputError((*road_features.faults, *validate_routes(routes, rulebook, crs=crs, readings=readings)))
    same_road_m = rulebook.matching.same_road_m.value
    network, road_faults = build_network(road_features, planning, section_id=section_id, same_road_m=same_road_m)
    tell("read_routes")
    features = _read_all(routes, rulebook, crs, readings, planning)
    intake = read_routes(features, rulebook, planning)
    faults = (*road_features.faults, *road_faults, *intake.faults, *suspect_readings(features, network))
    if not len(network) or not intake.routes.projects:
        raise InputError(faults)
    tell("match")
    matched = match_routes(intake.routes, network, rulebook.matching)
    areas = area_stretches(intake.routes, network, rulebook.matching)
    stretches = _on_the_millimetre(merge_stretches(matched.stretches, areas))
    tell("overlap")
    situation = Situation(
        routes=intake.routes,
        network=network,
        stretches=stretches,
        shared=shared_stretches(stretches),
        crossings=matched.crossings,
        unmatched=matched.unmatched,
    )
    return Ground(situation=situation, faults=faults, inputs=_inputs(road_features, faults, intake))


def plan_works(
    roads: Document,
    routes: Sequence[Document],
    rulebook: Rulebook,
    *,
    as_of: date,
    crs: int | None = None,
    section_id: str | None = None,
    readings: Mapping[str, str] = AS_GIVEN,
    tell: Callable[[Step], None] = lambda _: None,
) -> Planned:
    """Plan the joint works of a county.

    Parameters are those of :func:`survey_ground`; nothing is scheduled before ``as_of``.

    Raises
    ------
    InputError
        If nothing could be planned from the input.
    PlanRejectedError
        If the verifier refuses the plan the solver proposed.
    """
    ground = survey_ground(roads, routes, rulebook, crs=crs, section_id=section_id, readings=readings, tell=tell)
    situation = ground.situation
    calendar = _calendar(rulebook, situation.routes.projects, as_of)
    price = _price(rulebook)
    tell("schedule")
    schedule = schedule_works(situation, rulebook, calendar, as_of, price)
    plan = Plan(
        as_of=as_of,
        rulebook=RulebookId(name=rulebook.name, version=rulebook.version, sha256=rulebook.sha256),
        inputs=ground.inputs,
        outcomes=with_corrections(schedule.outcomes, situation.routes, ground.faults),
        joint_works=schedule.joint_works,
        declined=schedule.declined,
        totals=schedule.totals,
        solver=schedule.solver,
    )
    tell("verify")
    if found := violations(plan, situation, rulebook, calendar, price):
        raise PlanRejectedError(found)
    return Planned(plan=plan, situation=situation, faults=ground.faults)


def _read_all(
    routes: Sequence[Document],
    rulebook: Rulebook,
    crs: int | None,
    readings: Mapping[str, str],
    example_crs: int = DEFAULT_ZONE,
) -> list[Features]:
    return [
        read_features(
            each.name,
            each.content,
            crs=crs,
            beside=each.beside,
            services=rulebook.dxf_layers,
            reading=readings.get(each.name),
            example_crs=example_crs,
        )
        for each in sorted(routes, key=lambda each: each.name)
    ]


def _on_the_millimetre(stretches: Stretches) -> Stretches:
    """Put chainages on a millimetre grid, downwards, so that printed figures add up and stay inside sections."""

    def floor(metres: Floats) -> Floats:
        return np.floor(metres * 1000.0 + 1e-6) / 1000.0

    return replace(stretches, from_m=floor(stretches.from_m), to_m=floor(stretches.to_m))


def _inputs(roads: Features, faults: Sequence[Fault], intake: Intake) -> tuple[InputFile, ...]:
    refused = {f.feature for f in faults if f.source == roads.name and f.severity is Severity.ERROR} - {None}
    own = InputFile(name=roads.name, sha256=roads.sha256, features=len(roads.geometry), rejected=len(refused))
    return (own, *intake.inputs)


def _calendar(rulebook: Rulebook, projects: Sequence[Project], as_of: date) -> WorkCalendar:
    """Span every window of the projects with room for approvals before and acceptance after."""
    first = min([as_of, *(p.window.first for p in projects)]) - _YEAR
    last = max([as_of, *(p.window.last for p in projects)]) + _YEAR
    return WorkCalendar.build(rulebook.calendar, first, last)


def _price(rulebook: Rulebook) -> Callable[[tuple[Project, ...], float], Cut]:
    @cache
    def price(projects: tuple[Project, ...], road_width_m: float) -> Cut:
        return cut(projects, road_width_m, rulebook.trench, rulebook.compatibility)

    return price
