"""How a paper says things: dates, lists, names of roads and utilities, marks on figures nobody has checked yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.messages import CATALOGUE, text_of
from planner.model import Reason
from planner.rulebook.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from planner.model import Project, Window
    from planner.rulebook.model import Rulebook

__all__ = [
    "clean",
    "day",
    "field_name",
    "hotline",
    "law_title",
    "listed",
    "marked",
    "period",
    "project_text",
    "road_class",
    "say",
    "unchecked",
    "utility_name",
]

_UNCHECKED = frozenset({Status.RECALLED, Status.UNCERTAIN})


def say(code: str, **data: object) -> str:
    """Return the Chinese words for a code of the papers' catalogue."""
    return text_of(Reason(code=code, data=data))


def clean(text: str) -> str:
    """Return submitted text on one line: white space collapsed, what cannot be printed shown as its code point."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else f"〔U+{ord(c):04X}〕" for c in line)


def listed(names: Iterable[str]) -> str:
    """Join names with the enumeration comma, in the order given, each once."""
    return "、".join(dict.fromkeys(names))


def day(value: date) -> str:
    """Return a date in words."""
    return say("paper.date", year=value.year, month=value.month, day=value.day)


def period(window: Window) -> str:
    """Return a window in words, both days included."""
    return say("paper.cell.period", first=day(window.first), last=day(window.last))


def field_name(field: str) -> str:
    """Return the Chinese name of a submitted property, or the property itself where it has none."""
    code = f"paper.field.{field}"
    return say(code) if code in CATALOGUE else clean(field)


def law_title(law: str) -> str:
    """Return a law in title marks; a document known by its number (〔2023〕6号) takes none."""
    return law if "〔" in law else say("paper.law", law=law)


def unchecked(status: Status) -> bool:
    """Return whether a text of this status waits for a person."""
    return status in _UNCHECKED


def marked(text: str, status: Status) -> str:
    """Return the text, marked for a person to check where its status is recalled or uncertain."""
    return say("paper.review_mark", text=text) if unchecked(status) else text


def utility_name(code: str, rulebook: Rulebook) -> str:
    """Return a utility's Chinese name, or its code said to be unknown."""
    found = rulebook.organisation(code)
    return found.zh if found else say("paper.unknown_utility", utility=clean(code))


def hotline(code: str, rulebook: Rulebook) -> str:
    """Return a utility's published hotline, and who answers it where that is another body."""
    found = rulebook.organisation(code)
    if not found or not found.hotline:
        return say("paper.cell.no_hotline")
    if found.hotline_holder_zh and found.hotline_holder_zh != found.zh:
        return say("paper.cell.hotline_held", hotline=found.hotline, holder=found.hotline_holder_zh)
    return found.hotline


def road_class(value: str, rulebook: Rulebook) -> str:
    """Return the group a road class falls in with the class itself; every unlisted class is a branch road."""
    if not value:
        return say("paper.road_class.unknown")
    groups = rulebook.road_class_groups.items()
    group = next((name for name, classes in groups if value in classes), "branch")
    code = f"paper.road_class.{group}"
    return say(code if code in CATALOGUE else "paper.road_class.other", group=clean(group), value=clean(value))


def project_text(project: Project, rulebook: Rulebook) -> str:
    """Return a project in words: id, name, service and line."""
    line = project.specification
    service = rulebook.services[project.service].zh
    specification = say("paper.cell.dn", dn=f"{line.dn_mm:g}", count=line.count)
    data = {"project": clean(project.key), "service": service, "specification": specification}
    if project.name:
        return say("paper.cell.project_named", name=clean(project.name), **data)
    return say("paper.cell.project", **data)
