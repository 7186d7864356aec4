"""Tables on the terminal: faults, and where projects lie."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from cotrench.words import say
from planner.geo.confirmation import to_confirm
from planner.geo.overlap import pair_metres
from planner.messages import Language, text_of
from planner.model import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from planner.model import Fault, Ints, Situation
    from planner.rulebook.model import Matching

__all__ = ["print_faults", "print_partners", "print_to_confirm"]

_SHOWN = 200
# The narrowest window in which the table of faults has room for a sentence
_WIDE = 100
_CONFIRMED = 10


def print_faults(console: Console, faults: Sequence[Fault], language: Language) -> None:
    """Print every fault with its file, feature and field, errors first; then how many there are."""
    if not faults:
        console.print(say("faults.none", language))
        return
    ordered = sorted(faults, key=lambda f: (f.severity is not Severity.ERROR, f.source, f.feature or 0))
    if console.width < _WIDE:
        _print_lines(console, ordered, language)
    else:
        console.print(_fault_table(ordered, language))
    count = Counter(f.severity for f in faults)
    console.print(
        say("faults.counted", language, errors=count[Severity.ERROR], warnings=count[Severity.WARNING]),
        highlight=False,
    )


def _print_lines(console: Console, faults: Sequence[Fault], language: Language) -> None:
    """Print a line for each fault: in a narrow window, and in a file, a table would lose words at its edge."""
    console.print(say("faults.title", language))
    for fault in faults:
        feature = "" if fault.feature is None else f"{say('faults.feature', language)} {fault.feature}"
        place = " ".join(filter(None, (fault.source, feature, fault.field)))
        text = f"  {say(f'severity.{fault.severity.value}', language)} {place}: {text_of(fault, language)}"
        style = "red" if fault.severity is Severity.ERROR else "yellow"
        console.print(Text(text, style=style), soft_wrap=True)


def _fault_table(faults: Sequence[Fault], language: Language) -> Table:
    table = Table(title=say("faults.title", language), title_justify="left")
    for column in ("source", "feature", "field", "severity"):
        table.add_column(say(f"faults.{column}", language), overflow="fold", no_wrap=column == "severity")
    table.add_column(say("faults.text", language), min_width=30, overflow="fold")
    for fault in faults:
        table.add_row(
            Text(fault.source),
            "" if fault.feature is None else str(fault.feature),
            Text(fault.field or ""),
            say(f"severity.{fault.severity.value}", language),
            Text(text_of(fault, language)),
            style="red" if fault.severity is Severity.ERROR else "yellow",
        )
    return table


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


def print_to_confirm(console: Console, situation: Situation, rules: Matching, language: Language) -> None:
    """Print how many stretches a person should confirm, and the ten least certain of them."""
    stretches, network = situation.stretches, situation.network
    rows = to_confirm(stretches, rules)
    if not len(rows):
        console.print(say("confirm.none", language))
        return
    table = Table(title=say("confirm.title", language, count=len(rows)), title_justify="left")
    for column in ("project", "road", "section", "place", "confidence"):
        right = column in {"place", "confidence"}
        table.add_column(say(f"confirm.{column}", language), justify="right" if right else "left", overflow="fold")
    for row in rows[:_CONFIRMED].tolist():
        section = int(stretches.section[row])
        table.add_row(
            Text(situation.routes.projects[stretches.project[row]].key),
            Text(str(network.names[section])),
            Text(str(network.section_ids[section])),
            f"{stretches.from_m[row]:.1f}-{stretches.to_m[row]:.1f}",
            f"{stretches.confidence[row]:.2f}",
        )
    console.print(table)


def _partners(situation: Situation, minimum_shared_m: float) -> dict[int, list[int]]:
    first, second, _, metres = pair_metres(situation.shared)
    enough = metres >= minimum_shared_m
    found: dict[int, set[int]] = {}
    pairs: tuple[Ints, Ints] = (first[enough], second[enough])
    for a, b in zip(*pairs, strict=True):
        found.setdefault(int(a), set()).add(int(b))
        found.setdefault(int(b), set()).add(int(a))
    return {p: sorted(others) for p, others in found.items()}
