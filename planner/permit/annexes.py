"""The annexes of a decision: site plan, lines and shares of the members, opinions of the authorities, acceptance."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from planner.messages import text_of
from planner.permit.acceptance import acceptance_form
from planner.permit.amounts import is_printed, printed, printed_openings, total
from planner.permit.blocks import column, figure, note, opinion, part, table
from planner.permit.items import answers
from planner.permit.parts import range_text
from planner.permit.places import place_of
from planner.permit.sections import section_blocks
from planner.permit.wording import clean, hotline, listed, marked, say, utility_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.model import JointStretch
    from planner.permit.amounts import Share
    from planner.permit.blocks import Block, Part
    from planner.permit.draft import Draft
    from planner.permit.sections import CrossSection
    from planner.rulebook.model import Approval

__all__ = ["LOCATION", "decision_annexes"]

_SIDES = {1: "paper.side.left", -1: "paper.side.right", 0: "paper.side.centre"}


# The figure that shows where in the county the work lies
LOCATION = "location"


def decision_annexes(draft: Draft, sections: Sequence[CrossSection] = (), *, located: bool = False) -> list[Part]:
    """Return the annexes in their order, each on a page of its own; without cross-sections there is none for them."""
    plans = [figure(say("paper.caption.figure", road=draft.road, work=draft.work.id))]
    if located:
        plans.append(figure(say("paper.caption.location", road=draft.road), name=LOCATION))
    members = [_lines(draft), _shares(draft), note(say("paper.shares_note")), *_cuts(draft)]
    annexes = (
        part("paper.annex.map", plans),
        part("paper.annex.members", members),
        *([part("paper.annex.sections", section_blocks(sections))] if sections else []),
        part("paper.annex.opinions", [answers(draft)] if draft.issued is not None else [*_opinions(draft)]),
        part("paper.annex.acceptance", acceptance_form(draft)),
    )
    return [_numbered(number, annex) for number, annex in enumerate(annexes, start=1)]


def _numbered(number: int, annex: Part) -> Part:
    """Keep the bare title for the list of annexes; the heading of the annex itself carries its number."""
    return {**annex, "title": annex["heading"], "heading": say("paper.annex", number=number, title=annex["heading"])}


def _lines(draft: Draft) -> Block:
    columns = [
        column("paper.column.project", 2.6),
        column("paper.column.section", 2),
        column("paper.column.chainage", 1.9, "center"),
        column("paper.column.length", 1.2, "right"),
        column("paper.column.side", 1.7, "center"),
        column("paper.column.mode", 1.4, "center"),
    ]
    rows = (_line(draft, stretch) for stretch in draft.work.stretches if is_printed(stretch))
    return table("paper.caption.lines", columns, rows)


def _line(draft: Draft, stretch: JointStretch) -> list[str]:
    place = place_of(draft.situation, stretch)
    from_m, to_m = printed(stretch.from_m), printed(stretch.to_m)
    offset = printed(place.offset_m, Decimal("0.1"))
    return [
        clean(stretch.project),
        clean(stretch.section_id),
        say("paper.cell.range", low=from_m, high=to_m),
        str(to_m - from_m),
        say("paper.cell.side", side=say(_SIDES[place.side]), offset=offset),
        say(f"paper.mode.{stretch.mode}"),
    ]


def _shares(draft: Draft) -> Block:
    columns = [
        column("paper.column.project", 2.1),
        column("paper.column.holder", 2.4),
        column("paper.column.share_length", 1.3, "right"),
        column("paper.column.area", 2.3, "right"),
        column("paper.column.percent", 1.1, "right"),
        column("paper.column.hotline", 2.1),
    ]
    area = range_text(total([share.area_m2 for share in draft.shares]))
    percent = str(sum((share.percent for share in draft.shares), Decimal(0)))
    rows = (_share(draft, i, share) for i, share in enumerate(draft.shares))
    return table("paper.caption.shares", columns, rows, (say("paper.total"), "", "", area, percent, ""))


def _share(draft: Draft, index: int, share: Share) -> list[str]:
    utility = draft.projects[index].utility
    return [
        clean(share.project),
        utility_name(utility, draft.rulebook),
        str(share.length_m),
        range_text(share.area_m2),
        str(share.percent),
        hotline(utility, draft.rulebook),
    ]


def _cuts(draft: Draft) -> Iterator[Block]:
    """Tell each reason of a cross-section once, with the rows of the area table it holds for."""
    rows: dict[str, list[str]] = {}
    for number, opening in enumerate(printed_openings(draft.work), start=1):
        for reason in dict.fromkeys(clean(text_of(told)) for told in opening.cut.reasons):
            rows.setdefault(reason, []).append(str(number))
    columns = [column("paper.column.row", 1.4, "center"), column("paper.column.reason", 8)]
    if rows:
        yield table("paper.caption.cuts", columns, ((listed(numbers), reason) for reason, numbers in rows.items()))


def _opinions(draft: Draft) -> Iterator[Block]:
    papers = draft.rulebook.papers
    for authority in papers.authorities:
        asked = [_item(approval) for approval in papers.approvals if approval.authority == authority.code]
        yield opinion(marked(authority.zh, authority.status), asked or [say("paper.opinion.joint")])


def _item(approval: Approval) -> str:
    data = {"name": approval.zh, "basis": approval.basis}
    if approval.condition_zh:
        return marked(say("paper.opinion.item_if", condition=approval.condition_zh, **data), approval.status)
    return marked(say("paper.opinion.item", **data), approval.status)
