"""What ``plan`` and ``demo`` say at the end: savings, counts, ledger, advice, differences, and where it all lies."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.table import Table

from cotrench.report import print_faults
from cotrench.words import say
from planner.difference_file import told_difference
from planner.ledger_files import told_line, told_request
from planner.messages import Language, text_of
from planner.model import Kind, ProjectStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from cotrench.output import Written
    from planner.model import Plan
    from planner.pipeline import Planned
    from planner.schedule.difference import Difference
    from planner.schedule.findings import Findings
    from planner.schedule.ledger import Ledger
    from planner.schedule.requests import Request

__all__ = ["print_advice", "print_counts", "print_difference", "print_ledger", "print_plan", "print_savings"]

_ADVISED = 5
_UNPROVEN, _PROVEN = 5, 1e-6


def print_plan(console: Console, planned: Planned, findings: Findings, written: Written, language: Language) -> None:
    """Print everything about a plan that was just written: faults, savings, advice, differences, and where it lies."""
    plan = planned.plan
    if planned.faults:
        print_faults(console, planned.faults, language)
    print_savings(console, plan, language)
    print_counts(console, plan, language)
    print_ledger(console, findings.ledger, language)
    print_advice(console, findings.requests, language)
    if planned.difference is not None:
        print_difference(console, planned.difference, language)
    console.print(say("plan.written", language))
    results = (
        ("map", written.map),
        ("plan", written.plan),
        ("layers", written.layers),
        ("ledger", written.plan.with_name("ledger.json")),
        ("advice", written.plan.with_name("advice.json")),
        ("bundles", written.bundles),
        ("faults", written.faults),
    )
    for key, path in results:
        label = say(f"result.{key}", language, count=len(plan.joint_works))
        console.print(f"  {label}: {path}", markup=False, soft_wrap=True)


def print_savings(console: Console, plan: Plan, language: Language) -> None:
    """Print what the joint works save against every work dug alone."""
    table = Table(title=say("savings.title", language), title_justify="left")
    table.add_column(say("savings.what", language))
    for column in ("separate", "joint", "saved"):
        table.add_column(say(f"savings.{column}", language), justify="right")
    t = plan.totals
    for key, separate, joint in (
        ("openings", t.openings_if_separate, t.openings),
        ("opened_m", t.opened_m_if_separate, t.opened_m),
        ("closure_days", t.closure_days_if_separate, t.closure_days),
        ("reinstated_low", t.reinstated_m2_if_separate[0], t.reinstated_m2[0]),
        ("reinstated_high", t.reinstated_m2_if_separate[1], t.reinstated_m2[1]),
    ):
        share = (separate - joint) / separate if separate else 0.0
        table.add_row(say(f"savings.{key}", language), f"{separate:,.0f}", f"{joint:,.0f}", f"{share:.1%}")
    console.print(table)


def print_counts(console: Console, plan: Plan, language: Language) -> None:
    """Print what became of the projects and how good the grouping is."""
    status = Counter(o.status for o in plan.outcomes)
    kind = Counter(w.kind for w in plan.joint_works)
    console.print(
        say(
            "plan.counts",
            language,
            projects=len(plan.outcomes),
            scheduled=status[ProjectStatus.SCHEDULED],
            unscheduled=status[ProjectStatus.UNSCHEDULED],
            unmatched=status[ProjectStatus.UNMATCHED],
            joint=kind[Kind.JOINT],
            solo=kind[Kind.SOLO],
            declined=len({d.projects for d in plan.declined}),
        ),
    )
    solver = plan.solver
    console.print(
        say(
            "plan.proof",
            language,
            status=solver.status,
            gap=solver.gap,
            by=say(f"bound.{solver.bound_by}", language),
            components=solver.components,
            largest=solver.largest_component,
        ),
    )
    unproven = sorted((p for p in solver.parts if p.gap > _PROVEN), key=lambda p: (-p.gap, p.id))
    for part in unproven[:_UNPROVEN]:
        by, projects = say(f"bound.{part.bound_by}", language), ", ".join(part.projects)
        text = say("plan.unproven", language, id=part.id, runs=part.runs, gap=part.gap, by=by, projects=projects)
        console.print(text, markup=False, soft_wrap=True)


def print_ledger(console: Console, ledger: Ledger, language: Language) -> None:
    """Print what the plan saves against each of the rules used elsewhere."""
    console.print(say("ledger.title", language))
    for line in ledger.lines[1:]:
        console.print(f"  {text_of(told_line(line, ledger.plan), language)}", markup=False, soft_wrap=True)


def print_advice(console: Console, requests: Sequence[Request], language: Language) -> None:
    """Print the shifts of dates that save most; nothing where none would."""
    if requests:
        console.print(say("advice.title", language))
    for request in requests[:_ADVISED]:
        console.print(f"  {text_of(told_request(request), language)}", markup=False, soft_wrap=True)


def print_difference(console: Console, difference: Difference, language: Language) -> None:
    """Print how a plan differs from the one it was made from."""
    console.print(say("difference.title", language))
    for told in told_difference(difference):
        console.print(f"  {text_of(told, language)}", markup=False, soft_wrap=True)
