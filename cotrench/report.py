"""Tables on the terminal: faults, savings, and where projects lie."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from cotrench.words import say
from planner.geo.overlap import pair_metres
from planner.messages import Language, text_of
from planner.model import Kind, ProjectStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from planner.model import Fault, Ints, Plan, Situation

__all__ = ["print_counts", "print_faults", "print_partners", "print_savings"]

_SHOWN = 200


def print_faults(console: Console, faults: Sequence[Fault], language: Language) -> None:
    """Print every fault with its file, feature and field, errors first; then how many there are."""
    if not faults:
        console.print(say("faults.none", language))
        return
    table = Table(title=say("faults.title", language), title_justify="left")
    for column in ("source", "feature", "field", "severity"):
        table.add_column(say(f"faults.{column}", language), overflow="fold", no_wrap=column == "severity")
    table.add_column(say("faults.text", language), min_width=30, overflow="fold")
    for fault in sorted(faults, key=lambda f: (f.severity is not Severity.ERROR, f.source, f.feature or 0)):
        table.add_row(
            Text(fault.source),
            "" if fault.feature is None else str(fault.feature),
            Text(fault.field or ""),
            say(f"severity.{fault.severity.value}", language),
            Text(text_of(fault, language)),
            style="red" if fault.severity is Severity.ERROR else "yellow",
        )
    console.print(table)
    count = Counter(f.severity for f in faults)
    console.print(
        say("faults.counted", language, errors=count[Severity.ERROR], warnings=count[Severity.WARNING]),
        highlight=False,
    )


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
            components=solver.components,
            largest=solver.largest_component,
        ),
    )


def print_partners(console: Console, situation: Situation, minimum_shared_m: float, language: Language) -> None:
    """Print for each project its roads, the metres on and off them, and who shares at least the minimum with it."""
    table = Table(title=say("check.title", language), title_justify="left", expand=True)
    for column, justify in (("project", "left"), ("roads", "left"), ("matched", "right"), ("unmatched", "right")):
        table.add_column(say(f"check.{column}", language), justify="right" if justify == "right" else "left")
    table.add_column(say("check.partners", language), ratio=2, overflow="fold")
    projects = situation.routes.projects
    stretches = situation.stretches
    on = np.bincount(stretches.project, stretches.to_m - stretches.from_m, minlength=len(projects))
    off = np.bincount(situation.unmatched.project, situation.unmatched.length_m, minlength=len(projects))
    partners = _partners(situation, minimum_shared_m)
    for row, project in enumerate(projects[:_SHOWN]):
        names = situation.network.names[stretches.section[stretches.project == row]]
        table.add_row(
            Text(project.key),
            Text("、".join(dict.fromkeys(n for n in names if n))),
            f"{on[row]:,.1f}",
            f"{off[row]:,.1f}",
            Text("、".join(projects[p].key for p in partners.get(row, ()))),
        )
    console.print(table)
    if len(projects) > _SHOWN:
        console.print(f"… {len(projects) - _SHOWN}")


def _partners(situation: Situation, minimum_shared_m: float) -> dict[int, list[int]]:
    first, second, _, metres = pair_metres(situation.shared)
    enough = metres >= minimum_shared_m
    found: dict[int, set[int]] = {}
    pairs: tuple[Ints, Ints] = (first[enough], second[enough])
    for a, b in zip(*pairs, strict=True):
        found.setdefault(int(a), set()).add(int(b))
        found.setdefault(int(b), set()).add(int(a))
    return {p: sorted(others) for p, others in found.items()}
