"""The form of the joint acceptance: what is accepted, and who says so (叶政办〔2023〕6号, annex 3 三、7)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from planner.permit.amounts import total
from planner.permit.blocks import column, note, table
from planner.permit.parts import range_text
from planner.permit.wording import clean, marked, say, utility_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.permit.blocks import Block
    from planner.permit.draft import Draft

__all__ = ["acceptance_form"]

_COMMON = ("backfill", "reinstatement", "site", "records")


def acceptance_form(draft: Draft) -> list[Block]:
    """Return the form: each member's line and what is common to all, then a row for each party's opinion."""
    return [_accepted(draft), _parties(draft), note(say("paper.acceptance.note"))]


def _accepted(draft: Draft) -> Block:
    columns = [
        column("paper.column.index", 0.6, "center"),
        column("paper.column.accepted", 4.4),
        column("paper.column.quantity", 2.4, "right"),
        column("paper.column.result", 2.6, "center"),
    ]
    rows = ([str(number), *row] for number, row in enumerate(_contents(draft), start=1))
    return table("paper.caption.accepted", columns, rows)


def _contents(draft: Draft) -> Iterator[list[str]]:
    result = say("paper.acceptance.result")
    for project, share in zip(draft.projects, draft.shares, strict=True):
        name = utility_name(project.utility, draft.rulebook)
        line = say("paper.acceptance.line", project=clean(project.key), name=name)
        yield [line, say("paper.acceptance.metres", metres=share.length_m), result]
    opened = sum((row.length_m for row in draft.rows), Decimal(0))
    area = range_text(total([row.area_m2 for row in draft.rows]))
    quantities = {
        "backfill": say("paper.acceptance.metres", metres=opened),
        "reinstatement": say("paper.acceptance.square", area=area),
    }
    for each in _COMMON:
        yield [say(f"paper.acceptance.{each}"), quantities.get(each, ""), result]


def _parties(draft: Draft) -> Block:
    columns = [
        column("paper.column.party", 3.6),
        column("paper.column.accepting", 2.6, "center"),
        column("paper.column.signed", 1.8),
        column("paper.column.day", 2, "right"),
    ]
    opinion, blank = say("paper.acceptance.opinion"), say("paper.blank_date").strip()
    return table("paper.caption.parties", columns, ([name, opinion, "", blank] for name in _names(draft)))


def _names(draft: Draft) -> Iterator[str]:
    """Name the members, and of the authorities those with an item of this work or with none at all."""
    for code in draft.utilities:
        yield utility_name(code, draft.rulebook)
    papers = draft.rulebook.papers
    if draft.issued is None:
        asked = {each.authority for each in papers.approvals if each.when is None}
    else:
        asked = {each.authority for each in draft.issued.answers}
    never = {each.code for each in papers.authorities} - {each.authority for each in papers.approvals}
    for authority in papers.authorities:
        if authority.code in asked | never:
            yield marked(authority.zh, authority.status)
