"""A plan's folder opened and judged: every rule on the files as they lie there, without the solver.

The ground is surveyed anew from the inputs beside the plan, so nothing that built the plan is believed.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyogrio
import shapely

from planner.difference_file import committed_in
from planner.errors import InputError, PlanRejectedError
from planner.exchange import plan_layers
from planner.ledger_files import finding_files
from planner.messages import CATALOGUE
from planner.model import Fault, ProjectStatus, Reason
from planner.pipeline import calendar_of, price_of
from planner.plan_inputs import read_inputs
from planner.plan_reading import read_plan
from planner.rulebook.load import default_documents, default_rulebook, load_rulebook
from planner.schedule.findings import findings_of
from planner.schedule.verify import violations
from planner.survey import survey_ground, survey_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import geopandas

    from planner.model import Plan, Project
    from planner.pipeline import Ground
    from planner.plan_inputs import Inputs
    from planner.rulebook.model import Rulebook
    from planner.survey import Roads

__all__ = ["DIFFERENCE", "INPUTS", "LAYERS", "PLAN", "Opened", "open_plan", "plan_violations"]

PLAN, LAYERS, INPUTS, DIFFERENCE = "plan.json", "plan.gpkg", "inputs.zip", "difference.json"
_FIRST, _LAST = date(1990, 1, 1), date(2200, 1, 1)
_MILLIMETRE = 1.5e-3
_FACTS = ("utility", "service", "window", "moratorium_exception")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A plan as its folder states it, the ground surveyed anew from its inputs, and its rulebook."""

    plan: Plan
    ground: Ground
    rulebook: Rulebook
    inputs: Inputs


def open_plan(
    files: Mapping[str, bytes], roads_of: Callable[[Inputs, Rulebook], Roads | None] = lambda *_: None
) -> Opened:
    """Open a plan from the files of its folder; whether its routes were drawn as they claim is not asked again.

    Parameters
    ----------
    files : At least ``plan.json`` and ``inputs.zip``, by name.
    roads_of : Gives the roads of the inputs where they are at hand as this rulebook reads them, else None.

    Raises
    ------
    InputError
        If a file is missing or is not what its name says; with every fault.
    RulebookError
        If the rulebook beside the plan is refused.
    """
    if missing := [name for name in (PLAN, INPUTS) if name not in files]:
        raise InputError([Fault(source=name, code="plan_file.missing") for name in missing])
    inputs = read_inputs(INPUTS, files[INPUTS])
    rulebook = _rulebook(inputs)
    ground = _surveyed(inputs, rulebook, roads_of(inputs, rulebook))
    plan = read_plan(PLAN, files[PLAN], ground.situation, price_of(rulebook))
    if not _FIRST < plan.as_of < _LAST:
        raise InputError([Fault(source=PLAN, code="plan_file.malformed", field="as_of", data={"problem": plan.as_of})])
    return Opened(plan=plan, ground=ground, rulebook=rulebook, inputs=inputs)


def _surveyed(inputs: Inputs, rulebook: Rulebook, roads: Roads | None) -> Ground:
    crs, readings = inputs.crs, inputs.readings
    if roads is not None:
        return survey_on(roads, inputs.routes, rulebook, crs=crs, readings=readings, diagnose=False)
    given = (inputs.roads, inputs.routes, rulebook)
    return survey_ground(*given, crs=crs, section_id=inputs.section_id, readings=readings, diagnose=False)


def _rulebook(inputs: Inputs) -> Rulebook:
    built_in = default_documents()
    if dict(inputs.rulebook) == built_in and inputs.main == next(iter(built_in)):
        return default_rulebook()
    return load_rulebook(inputs.rulebook, main=inputs.main)


def plan_violations(files: Mapping[str, bytes]) -> tuple[Reason, ...]:
    """Return everything that is wrong with a plan's folder, with the numbers; empty for one that may be trusted.

    Rules on the plan come first, then its facts and inputs, its layers, and what was reckoned from it. What follows
    from a plan is only asked of a plan that keeps the rules. Works that ``difference.json`` names as committed are not
    judged by the rules on dates.

    Raises
    ------
    InputError
        If the folder holds no plan that could be judged.
    RulebookError
        If the rulebook beside the plan is refused.
    """
    opened = open_plan(files)
    plan, situation, rulebook = opened.plan, opened.ground.situation, opened.rulebook
    calendar, price = calendar_of(rulebook, situation.routes.projects, plan.as_of), price_of(rulebook)
    names = committed_in(files.get(DIFFERENCE, b""))
    committed = tuple(w for w in plan.joint_works if w.id in names)
    found = [
        *violations(plan, situation, rulebook, calendar, price, frozen=committed),
        *_inputs(opened),
        *_facts(opened),
        *_reasons(plan),
    ]
    if found:
        return tuple(found)
    try:
        wanted = finding_files(findings_of(plan, situation, rulebook, calendar, price))
    except PlanRejectedError as error:
        return error.violations
    return (*_layers(opened, files), *_derived(wanted, files), *_declined(plan, wanted["advice.json"]))


def _inputs(opened: Opened) -> Iterator[Reason]:
    """Name exactly the inputs that lie beside the plan."""
    told = {i.name: i for i in opened.plan.inputs}
    there = {i.name: i for i in opened.ground.inputs}
    for name in sorted(told.keys() | there.keys()):
        if told.get(name) != there.get(name):
            yield Reason(code="plan_file.input", data={"name": name})


def _facts(opened: Opened) -> Iterator[Reason]:
    """State the facts of every project as they were submitted."""
    submitted = {p.key: p for p in opened.ground.situation.routes.projects}
    for outcome in opened.plan.outcomes:
        known = submitted.get(outcome.project.key)
        if known is not None:
            yield from (
                Reason(code="plan_file.fact", data={"project": known.key, "field": name})
                for name in _differing(known, outcome.project)
            )


def _differing(one: Project, other: Project) -> list[str]:
    return [name for name in _FACTS if getattr(one, name) != getattr(other, name)]


def _reasons(plan: Plan) -> Iterator[Reason]:
    """Give every project, work and declined pair a reason of its kind, and only reasons that have words."""
    told = [(o.project.key, "project.", o.reasons) for o in plan.outcomes]
    told += [(w.id, "work.", w.reasons) for w in plan.joint_works]
    told += ((", ".join(d.projects), "declined.", (d.reason,)) for d in plan.declined)
    for name, kind, reasons in told:
        if not any(r.code.startswith(kind) for r in reasons) or any(r.code not in CATALOGUE for r in reasons):
            yield Reason(code="plan_file.reason", data={"name": name})
    for outcome in plan.outcomes:
        said = any(r.code == "project.scheduled" for r in outcome.reasons)
        if said is (outcome.status is not ProjectStatus.SCHEDULED):
            yield Reason(code="plan_file.reason", data={"name": outcome.project.key})


def _layers(opened: Opened, files: Mapping[str, bytes]) -> Iterator[Reason]:
    """Draw in every layer exactly what the plan says."""
    if LAYERS not in files:
        yield Reason(code="plan_file.absent", data={"file": LAYERS})
        return
    for name, wanted in plan_layers(opened.plan, opened.ground.situation).items():
        drawn = _layer(files[LAYERS], name)
        wrong = ["*"] if drawn is None else _columns(drawn, wanted)
        for column in wrong:
            yield Reason(code="plan_file.layer", data={"layer": name, "column": column})


def _layer(content: bytes, name: str) -> geopandas.GeoDataFrame | None:
    with warnings.catch_warnings():
        # GDAL remarks on file extensions, which bytes do not have
        warnings.simplefilter("ignore")
        try:
            drawn: geopandas.GeoDataFrame = pyogrio.read_dataframe(content, layer=name)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
            return None
    return drawn


def _columns(drawn: geopandas.GeoDataFrame, wanted: geopandas.GeoDataFrame) -> list[str]:
    """Return the columns of a layer that differ from what they should be; ``*`` where rows or the CRS do."""
    if len(drawn) != len(wanted) or drawn.crs != wanted.crs:
        return ["*"]
    names = [name for name in wanted.columns if name != "geometry"]
    wrong = [n for n in names if n not in drawn or drawn[n].tolist() != wanted[n].tolist()]
    same = shapely.equals_exact(drawn.geometry.to_numpy(), wanted.geometry.to_numpy(), tolerance=_MILLIMETRE)
    return wrong if same.all() else [*wrong, "geometry"]


def _derived(wanted: Mapping[str, bytes], files: Mapping[str, bytes]) -> Iterator[Reason]:
    """Say in the files beside the plan what follows from it."""
    for name in sorted(wanted):
        if name not in files:
            yield Reason(code="plan_file.absent", data={"file": name})
        elif files[name] != wanted[name]:
            yield Reason(code="plan_file.differs", data={"file": name})


def _declined(plan: Plan, advice: bytes) -> Iterator[Reason]:
    """Give every declined pair the code and the shift that follow from the ground."""
    wanted: list[dict[str, Any]] = json.loads(advice)["declined"]
    known = {(*w["projects"], w["section_id"]): w for w in wanted}
    for declined in plan.declined:
        found = known.get((*declined.projects, declined.section_id))
        given = declined.advice
        shift = [{"project_id": given.project, "shift_days": given.shift_days}] if given else None
        single = next((s for s in found["shifts"] if len(s) == 1), None) if found else None
        if found is None or found["code"] != declined.reason.code or single != shift:
            yield Reason(code="plan_file.declined", data={"pair": declined.projects, "section": declined.section_id})
