"""The first half of the main job: documents in, who lies where out.

It stands by itself, without calendar, scheduling and trenches: what only checks a submission starts in half the time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from planner.errors import InputError
from planner.geo.diagnosis import suspect_readings
from planner.geo.intake import read_routes
from planner.geo.match import index_network
from planner.geo.network import build_network
from planner.geo.overlap import shared_stretches
from planner.geo.planning import planning_crs_of
from planner.geo.referencing import refer_routes
from planner.geo.road_files import read_road_features
from planner.geo.route_crossings import route_crossings
from planner.geo.vector import read_features
from planner.geo.zones import DEFAULT_ZONE
from planner.model import InputFile, Severity, Situation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planner.geo._match_index import RoadIndex
    from planner.geo.intake import Intake
    from planner.geo.vector import Features
    from planner.model import Fault, Network, Routes
    from planner.rulebook.model import Rulebook

__all__ = [
    "AS_GIVEN",
    "Document",
    "Ground",
    "Roads",
    "Step",
    "read_on",
    "read_roads",
    "survey_ground",
    "survey_on",
    "validate_routes",
]

Step = str
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
class Roads:
    """A county's roads, ready for surveys: the network, its index, what was wrong with the file, and the file."""

    network: Network
    index: RoadIndex
    faults: tuple[Fault, ...]
    input: InputFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Who lies where, before anybody is grouped: the answer to "is my submission right?"."""

    situation: Situation
    faults: tuple[Fault, ...]
    inputs: tuple[InputFile, ...]


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
    diagnose: bool = True,
) -> Ground:
    """Read roads and routes and refer every route to the road sections it runs along.

    Parameters
    ----------
    crs : EPSG code of documents that do not say their own.
    section_id : Column of the roads that holds the section's id; None for ``section_id``.
    readings : How to take the positions of route files, by name, where their submitter says that they are drawn
        otherwise than they claim: a name of ``planner.geo.rereading.READINGS``.
    tell : Called with the name of each step as it begins.
    diagnose : Whether to ask of each file if it fits the roads better when read another way; that warns, and changes
        nothing else.

    Raises
    ------
    InputError
        If no section or no project is usable; it holds every fault of every document.
    """
    tell("read_roads")
    try:
        read = read_roads(roads, rulebook, crs=crs, section_id=section_id)
    except InputError as error:
        found = validate_routes(routes, rulebook, crs=crs, readings=readings)
        raise InputError((*error.faults, *found)) from None
    return survey_on(read, routes, rulebook, crs=crs, readings=readings, tell=tell, diagnose=diagnose)


def read_roads(roads: Document, rulebook: Rulebook, *, crs: int | None = None, section_id: str | None = None) -> Roads:
    """Read a county's roads once, for any number of surveys.

    Parameters are those of :func:`survey_ground`.

    Raises
    ------
    InputError
        If the roads are in no reference system the planner can measure in; it holds every fault.
    """
    classes = {each for group in rulebook.road_class_groups.values() for each in group}
    features = read_road_features(roads.name, roads.content, classes, crs=crs, beside=roads.beside)
    planning = planning_crs_of([features])
    if planning is None:
        raise InputError(features.faults)
    same_road_m = rulebook.matching.same_road_m.value
    network, found = build_network(features, planning, section_id=section_id, same_road_m=same_road_m)
    faults = (*features.faults, *found)
    return Roads(
        network=network,
        index=index_network(network, rulebook.matching),
        faults=faults,
        input=_roads_input(features, faults),
    )


def survey_on(
    roads: Roads,
    routes: Sequence[Document],
    rulebook: Rulebook,
    *,
    crs: int | None = None,
    readings: Mapping[str, str] = AS_GIVEN,
    tell: Callable[[Step], None] = lambda _: None,
    diagnose: bool = True,
) -> Ground:
    """Refer routes to roads that were read before.

    Parameters are those of :func:`survey_ground`.

    Raises
    ------
    InputError
        If no section or no project is usable; it holds every fault of every document.
    """
    network = roads.network
    tell("read_routes")
    intake, faults = read_on(roads, routes, rulebook, crs=crs, readings=readings, diagnose=diagnose)
    tell("match")
    matched = refer_routes(intake.routes, network, rulebook.matching, roads.index)
    tell("overlap")
    situation = Situation(
        routes=intake.routes,
        network=network,
        stretches=matched.stretches,
        shared=shared_stretches(matched.stretches),
        crossings=matched.crossings,
        unmatched=matched.unmatched,
        route_crossings=route_crossings(intake.routes, network, rulebook.matching.search_m.value),
    )
    return Ground(situation=situation, faults=faults, inputs=(roads.input, *intake.inputs))


def read_on(
    roads: Roads,
    routes: Sequence[Document],
    rulebook: Rulebook,
    *,
    crs: int | None = None,
    readings: Mapping[str, str] = AS_GIVEN,
    weigh: Callable[[Sequence[Features]], Sequence[Fault]] = lambda _: (),
    judge: Callable[[Routes], Sequence[Fault]] = lambda _: (),
    diagnose: bool = True,
) -> tuple[Intake, tuple[Fault, ...]]:
    """Read routes for roads that were read before; return them with every fault of every document.

    Other parameters are those of :func:`survey_ground`.

    Parameters
    ----------
    weigh : Looks at the features before anything is made of them, which takes long where they have many vertices.
    judge : Looks at the routes before they are compared with the roads, which takes long where they are long. Nothing
        is taken in which either finds a fault.

    Raises
    ------
    InputError
        If no section or no project is usable, or ``weigh`` or ``judge`` found a fault; it holds every fault of every
        document.
    """
    network = roads.network
    features = _read_all(routes, rulebook, crs, readings, network.crs)
    if too_heavy := tuple(weigh(features)):
        raise InputError((*roads.faults, *too_heavy))
    intake = read_routes(features, rulebook, network.crs)
    if in_the_way := tuple(judge(intake.routes)):
        raise InputError((*roads.faults, *intake.faults, *in_the_way))
    suspected = suspect_readings(features, network) if diagnose else ()
    faults = (*roads.faults, *intake.faults, *suspected)
    if not len(network) or not intake.routes.projects:
        raise InputError(faults)
    return intake, faults


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


def _roads_input(roads: Features, faults: Sequence[Fault]) -> InputFile:
    refused = {f.feature for f in faults if f.source == roads.name and f.severity is Severity.ERROR} - {None}
    return InputFile(name=roads.name, sha256=roads.sha256, features=len(roads.geometry), rejected=len(refused))
