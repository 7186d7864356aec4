"""Approval items on paper: the table of what was answered, and one sheet for each item.

One window may process several permits, yet each authority answers for its own (行政许可法 art. 26): so each item has
a sheet with its own authority, basis, answer and seal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.permit.amounts import total
from planner.permit.blocks import answered, column, opinion, table
from planner.permit.draft import begin
from planner.permit.masthead import masthead
from planner.permit.parts import range_text
from planner.permit.wording import clean, day, listed, marked, period, say, utility_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import JointWork, Plan, Situation
    from planner.permit.blocks import Block
    from planner.permit.draft import Draft
    from planner.permit.issued import Answer, Issued
    from planner.rulebook.model import Approval, Authority, Rulebook

__all__ = ["answers", "items_data"]


def answers(draft: Draft) -> Block:
    """Return the answers of a decision as a table: item, authority, opinion, conditions and day."""
    columns = [
        column("paper.column.item", 2.2),
        column("paper.column.authority", 1.9),
        column("paper.column.opinion", 1.3, "center"),
        column("paper.column.conditions", 3.7),
        column("paper.column.day", 2.1, "center"),
    ]
    given = draft.issued.answers if draft.issued is not None else ()
    return table("paper.caption.answers", columns, (_answer_row(draft, answer) for answer in given))


def items_data(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, *, issued: Issued | None = None
) -> dict[str, Any]:
    """Return the sheets as JSON: of a draft all items of the rulebook, of a decision those that were answered.

    Raises
    ------
    BundleError
        As ``decision_data``.
    """
    draft = begin(work, plan, situation, rulebook, issued=issued)
    sheets = [_sheet(draft, *asked) for asked in _asked(draft)]
    if draft.issued is None:
        return {**masthead(draft), "note": say("paper.item.note.draft"), "sheets": sheets}
    # No sheet is signed electronically: it waits for its own authority's seal, whatever the decision bears
    return {**masthead(draft), "mark": "", "note": say("paper.item.note"), "sheets": sheets}


def _asked(draft: Draft) -> Iterator[tuple[Approval, Answer | None]]:
    approvals = draft.rulebook.papers.approvals
    if draft.issued is None:
        yield from ((approval, None) for approval in approvals)
        return
    given = {answer.item: answer for answer in draft.issued.answers}
    yield from ((approval, given[approval.id]) for approval in approvals if approval.id in given)


def _sheet(draft: Draft, approval: Approval, answer: Answer | None) -> dict[str, Any]:
    box = _open_box(draft, approval) if answer is None else _answered_box(draft, approval, answer)
    return {
        "issuer": _name(draft, approval.authority),
        "heading": say("paper.item.heading", item=approval.id, name=approval.zh),
        "blocks": [_facts(draft, approval), _holders(draft), box],
    }


def _facts(draft: Draft, approval: Approval) -> Block:
    work = draft.work
    rows = [
        ("authority", _authority(draft, approval.authority)),
        ("basis", marked(approval.basis, approval.status)),
        ("condition", approval.condition_zh or say("paper.item.always")),
        ("work", say("paper.item.of_work", work=work.id, road=draft.road)),
        ("sections", listed(clean(row.section_id) for row in draft.rows)),
        ("site", period(draft.site).replace("\n", "")),
        ("area", say("paper.acceptance.square", area=range_text(total([row.area_m2 for row in draft.rows])))),
    ]
    if draft.issued is not None:
        rows.insert(0, ("number", draft.issued.number))
        rows.insert(1, ("case", draft.issued.case))
    columns = [column("paper.column.what", 2), column("paper.column.content", 8)]
    return table("paper.caption.item", columns, ([say(f"paper.item.{name}"), text] for name, text in rows))


def _holders(draft: Draft) -> Block:
    columns = [
        column("paper.column.holder", 2.6),
        column("paper.column.project", 2.6),
        column("paper.column.area", 1.9, "right"),
        column("paper.column.laid", 2.9, "center"),
    ]
    return table("paper.caption.item_holders", columns, (_holder(draft, code) for code in draft.utilities))


def _holder(draft: Draft, code: str) -> list[str]:
    mine = [i for i, project in enumerate(draft.projects) if project.utility == code]
    return [
        utility_name(code, draft.rulebook),
        listed(clean(draft.projects[i].key) for i in mine),
        range_text(total([draft.shares[i].area_m2 for i in mine])),
        period(draft.laid(code)),
    ]


def _open_box(draft: Draft, approval: Approval) -> Block:
    return opinion(say("paper.item.opinion", authority=_name(draft, approval.authority)), [approval.zh])


def _answered_box(draft: Draft, approval: Approval, answer: Answer) -> Block:
    said = [say("paper.item.said", opinion=_opinion(answer))]
    said += [
        say("paper.item.on_condition", number=number, text=clean(text))
        for number, text in enumerate(answer.conditions, start=1)
    ]
    title = say("paper.item.opinion", authority=_name(draft, approval.authority))
    return answered(title, said, _given(answer))


def _answer_row(draft: Draft, answer: Answer) -> list[str]:
    names = {each.id: each.zh for each in draft.rulebook.papers.approvals}
    conditions = (
        say("paper.item.on_condition", number=number, text=clean(text))
        for number, text in enumerate(answer.conditions, start=1)
    )
    return [
        say("paper.item.name", item=answer.item, name=names.get(answer.item, "")),
        _authority(draft, answer.authority),
        _opinion(answer),
        "\n".join(conditions) or say("paper.none"),
        _given(answer),
    ]


def _opinion(answer: Answer) -> str:
    return say(f"term.opinion.{answer.opinion.value}")


def _given(answer: Answer) -> str:
    return day(answer.given_on) if answer.given_on is not None else say("paper.blank_date")


def _authority(draft: Draft, code: str) -> str:
    found = _found(draft, code)
    return marked(found.zh, found.status) if found is not None else clean(code)


def _name(draft: Draft, code: str) -> str:
    found = _found(draft, code)
    return found.zh if found is not None else clean(code)


def _found(draft: Draft, code: str) -> Authority | None:
    return next((each for each in draft.rulebook.papers.authorities if each.code == code), None)
