"""A plan's folder read and written: what the plan was made from, and what follows from it, beside the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.difference_file import difference_json
from planner.ledger_files import finding_files
from planner.pipeline import calendar_of, price_of
from planner.plan_check import DIFFERENCE, INPUTS, LAYERS, PLAN
from planner.plan_inputs import inputs_archive
from planner.schedule.findings import findings_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner.pipeline import Planned
    from planner.plan_inputs import Inputs
    from planner.rulebook.model import Rulebook
    from planner.schedule.findings import Findings

__all__ = ["plan_files", "write_beside"]

_DERIVED = ("advice.json", "ledger.csv", "ledger.json", "ledger.xlsx", "regrets.json", "shares.json")


def write_beside(planned: Planned, rulebook: Rulebook, inputs: Inputs, out: Path) -> Findings:
    """Write beside a plan what it was made from, what follows from it, and how it differs from an earlier one."""
    situation, plan = planned.situation, planned.plan
    calendar = calendar_of(rulebook, situation.routes.projects, plan.as_of)
    findings = findings_of(plan, situation, rulebook, calendar, price_of(rulebook))
    for name, content in finding_files(findings).items():
        (out / name).write_bytes(content)
    (out / INPUTS).write_bytes(inputs_archive(inputs))
    if planned.difference is None:
        (out / DIFFERENCE).unlink(missing_ok=True)
    else:
        committed = (work.id for work in planned.committed)
        (out / DIFFERENCE).write_bytes(difference_json(planned.difference, committed))
    return findings


def plan_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a plan's folder that can be judged, by name; those that are not there are left out."""
    paths = [folder / name for name in (PLAN, LAYERS, INPUTS, DIFFERENCE, *_DERIVED)]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}
