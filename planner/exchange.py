"""What leaves the planner as files: ``plan.json`` and the layers of ``plan.gpkg``, as contracted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from planner.geo.pieces import cut_lines
from planner.messages import Language, text_of
from planner.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas

    from planner.model import (
        Component,
        Declined,
        Fault,
        Ints,
        JointWork,
        Network,
        Objects,
        Plan,
        ProjectOutcome,
        Reason,
        Situation,
        Window,
    )

__all__ = ["SCHEMA", "faults_json", "joint_work_json", "plan_json", "plan_layers"]

SCHEMA = "cotrench/plan/1"
_SIDES = {1: "left", 0: "centre", -1: "right"}


def plan_json(plan: Plan, language: Language = Language.ZH) -> bytes:
    """Return the plan in schema ``cotrench/plan/1``: metres to the millimetre, dates inclusive, UTF-8."""
    totals, solver = plan.totals, plan.solver
    record = {
        "schema": SCHEMA,
        "as_of": plan.as_of.isoformat(),
        "rulebook": {"name": plan.rulebook.name, "version": plan.rulebook.version, "sha256": plan.rulebook.sha256},
        "inputs": [
            {"name": i.name, "sha256": i.sha256, "features": i.features, "rejected": i.rejected} for i in plan.inputs
        ],
        "projects": [_project(o, language) for o in plan.outcomes],
        "joint_works": [_joint_work(w, language) for w in plan.joint_works],
        "declined": [_declined(d, language) for d in plan.declined],
        "totals": {
            "openings": totals.openings,
            "openings_if_separate": totals.openings_if_separate,
            "opened_m": _metres(totals.opened_m),
            "opened_m_if_separate": _metres(totals.opened_m_if_separate),
            "closure_days": totals.closure_days,
            "closure_days_if_separate": totals.closure_days_if_separate,
            "reinstated_m2": [_metres(m) for m in totals.reinstated_m2],
            "reinstated_m2_if_separate": [_metres(m) for m in totals.reinstated_m2_if_separate],
        },
        "solver": {
            "status": solver.status,
            "objective": round(solver.objective, 6),
            "bound": round(solver.bound, 6),
            "gap": round(solver.gap, 9),
            "components": solver.components,
            "largest_component": solver.largest_component,
            "bound_by": solver.bound_by,
            "parts": [_component(p) for p in solver.parts],
            "deferred": solver.deferred,
            "dates": round(solver.dates, 6),
            "dates_bound": round(solver.dates_bound, 6),
            "dates_bound_by": solver.dates_bound_by,
        },
    }
    return _dump(record)


def joint_work_json(work: JointWork, language: Language = Language.ZH) -> bytes:
    """Return one joint work as it stands in ``plan.json``."""
    return _dump(_joint_work(work, language))


def faults_json(faults: Iterable[Fault], language: Language = Language.ZH) -> bytes:
    """Return every fault with its place, code, sentence and numbers; an empty list where there is none."""
    return _dump(
        [
            {
                "source": f.source,
                "feature": f.feature,
                "field": f.field,
                "severity": f.severity.value,
                "code": f.code,
                "text": text_of(f, language),
                "data": dict(f.data),
            }
            for f in faults
        ]
    )


def plan_layers(plan: Plan, situation: Situation) -> dict[str, geopandas.GeoDataFrame]:
    """Return the layers of ``plan.gpkg`` in the planning CRS, in the order they are written."""
    return {
        "stretches": _stretches(situation),
        "shared_stretches": _shared(situation),
        "joint_works": _works(plan, situation.network),
        "unmatched": _unmatched(situation),
        "crossings": _crossings(situation),
    }


def _dump(record: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return (json.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _metres(value: float) -> float:
    return round(float(value), 3)


def _window(window: Window) -> list[str]:
    return [window.first.isoformat(), window.last.isoformat()]


def _reasons(reasons: Sequence[Reason], language: Language) -> list[dict[str, str]]:
    return [{"code": r.code, "text": text_of(r, language)} for r in reasons]


def _component(part: Component) -> dict[str, Any]:
    return {
        "id": part.id,
        "projects": list(part.projects),
        "runs": part.runs,
        "objective": round(part.objective, 6),
        "bound": round(part.bound, 6),
        "gap": round(part.gap, 9),
        "bound_by": part.bound_by,
    }


def _project(outcome: ProjectOutcome, language: Language) -> dict[str, Any]:
    project = outcome.project
    return {
        "project_id": project.key,
        "utility": project.utility,
        "service": project.service.value,
        "window": _window(project.window),
        **({"moratorium_exception": project.moratorium_exception} if project.moratorium_exception else {}),
        "status": outcome.status.value,
        "reasons": _reasons(outcome.reasons, language),
    }


def _joint_work(work: JointWork, language: Language) -> dict[str, Any]:
    phases = work.phases
    return {
        "id": work.id,
        "kind": work.kind.value,
        "road_name": work.road_name,
        "lead": work.lead,
        "members": list(work.members),
        "stretches": [
            {
                "project_id": s.project,
                "section_id": s.section_id,
                "from_m": _metres(s.from_m),
                "to_m": _metres(s.to_m),
                "mode": s.mode.value,
            }
            for s in work.stretches
        ],
        "phases": {
            "survey": _window(phases.survey),
            "approval": _window(phases.approval),
            "excavation": _window(phases.excavation),
            "installation": [
                {"project_id": i.project, "start": i.window.first.isoformat(), "end": i.window.last.isoformat()}
                for i in phases.installation
            ],
            "backfill": _window(phases.backfill),
            "reinstatement": _window(phases.reinstatement),
            "acceptance": _window(phases.acceptance),
        },
        "opened_m": _metres(work.opened_m),
        "opened_m_if_separate": _metres(work.opened_m_if_separate),
        "closure_days": work.closure_days,
        "closure_days_if_separate": work.closure_days_if_separate,
        "reasons": _reasons(work.reasons, language),
    }


def _declined(declined: Declined, language: Language) -> dict[str, Any]:
    advice = declined.advice
    return {
        "projects": list(declined.projects),
        "section_id": declined.section_id,
        "shared_m": _metres(declined.shared_m),
        "code": declined.reason.code,
        "text": text_of(declined.reason, language),
        "advice": advice
        and {
            "project_id": advice.project,
            "shift_days": advice.shift_days,
            "saves_opened_m": _metres(advice.saves_opened_m),
        },
    }


def _frame(columns: Mapping[str, Any], lines: Objects, crs: int) -> geopandas.GeoDataFrame:
    # Only the layers need it; plans and bundles are written without
    import geopandas  # noqa: PLC0415 - as said above

    return geopandas.GeoDataFrame(dict(columns), geometry=geopandas.GeoSeries(list(lines), crs=crs), crs=crs)


def _keys(situation: Situation, project: Ints) -> Objects:
    return np.array([p.key for p in situation.routes.projects], dtype=object)[project]


def _stretches(situation: Situation) -> geopandas.GeoDataFrame:
    table, network, projects = situation.stretches, situation.network, situation.routes.projects
    columns = {
        "project_id": _keys(situation, table.project),
        "utility": [projects[p].utility for p in table.project],
        "service": [projects[p].service.value for p in table.project],
        "section_id": network.section_ids[table.section],
        "road_name": network.names[table.section],
        "from_m": np.round(table.from_m, 3),
        "to_m": np.round(table.to_m, 3),
        "length_m": np.round(table.to_m - table.from_m, 3),
        "offset_m": np.round(table.offset_m, 2),
        "side": [_SIDES[int(s)] for s in table.side],
        "confidence": np.round(table.confidence, 3),
    }
    return _frame(columns, cut_lines(network.lines, table.section, table.from_m, table.to_m), network.crs)


def _shared(situation: Situation) -> geopandas.GeoDataFrame:
    shared, network = situation.shared, situation.network
    keys = _keys(situation, shared.members)
    members = [keys[a:b] for a, b in zip(shared.member_start[:-1], shared.member_start[1:], strict=True)]
    columns = {
        "section_id": network.section_ids[shared.section],
        "road_name": network.names[shared.section],
        "from_m": np.round(shared.from_m, 3),
        "to_m": np.round(shared.to_m, 3),
        "length_m": np.round(shared.to_m - shared.from_m, 3),
        "project_ids": [json.dumps(sorted(m), ensure_ascii=False) for m in members],
    }
    return _frame(columns, cut_lines(network.lines, shared.section, shared.from_m, shared.to_m), network.crs)


def _works(plan: Plan, network: Network) -> geopandas.GeoDataFrame:
    works = plan.joint_works
    columns: dict[str, Any] = {
        "id": [w.id for w in works],
        "kind": [w.kind.value for w in works],
        "road_name": [w.road_name for w in works],
        "lead": [w.lead for w in works],
        "members": [json.dumps(w.members, ensure_ascii=False) for w in works],
        "joint": [w.kind is Kind.JOINT for w in works],
    }
    for phase in ("survey", "approval", "excavation", "backfill", "reinstatement", "acceptance"):
        columns[f"{phase}_start"] = [getattr(w.phases, phase).first.isoformat() for w in works]
        columns[f"{phase}_end"] = [getattr(w.phases, phase).last.isoformat() for w in works]
    columns |= {
        "installation_start": [min(i.window.first for i in w.phases.installation).isoformat() for w in works],
        "installation_end": [max(i.window.last for i in w.phases.installation).isoformat() for w in works],
        "opened_m": [_metres(w.opened_m) for w in works],
        "opened_m_if_separate": [_metres(w.opened_m_if_separate) for w in works],
        "closure_days": [w.closure_days for w in works],
        "closure_days_if_separate": [w.closure_days_if_separate for w in works],
    }
    return _frame(columns, _whole_works(works, network), network.crs)


def _whole_works(works: Sequence[JointWork], network: Network) -> Objects:
    row_of = {str(section): row for row, section in enumerate(network.section_ids)}
    openings = [o for w in works for o in w.openings]
    pieces = cut_lines(
        network.lines,
        np.array([row_of[o.section_id] for o in openings], dtype=np.int64),
        np.array([o.from_m for o in openings]),
        np.array([o.to_m for o in openings]),
    )
    work_of_piece = np.repeat(np.arange(len(works)), [len(w.openings) for w in works])
    return np.asarray(shapely.multilinestrings(pieces, indices=work_of_piece), dtype=object)


def _unmatched(situation: Situation) -> geopandas.GeoDataFrame:
    table = situation.unmatched
    columns = {"project_id": _keys(situation, table.project), "length_m": np.round(table.length_m, 3)}
    return _frame(columns, table.lines, situation.network.crs)


def _crossings(situation: Situation) -> geopandas.GeoDataFrame:
    table, network = situation.crossings, situation.network
    columns = {
        "project_id": _keys(situation, table.project),
        "section_id": network.section_ids[table.section],
        "road_name": network.names[table.section],
        "at_m": np.round(table.at_m, 3),
    }
    return _frame(columns, table.points, network.crs)
