"""The nine parts of a decision and its draft, each one function of the draft."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from planner.messages import text_of
from planner.model import Kind
from planner.permit.amounts import printed, total
from planner.permit.blocks import column, items, paragraph, part, table
from planner.permit.places import project_of, section_row
from planner.permit.review import review_items
from planner.permit.wording import (
    clean,
    day,
    law_title,
    listed,
    marked,
    period,
    project_text,
    road_class,
    say,
    utility_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.model import Window
    from planner.permit.amounts import OpenedRow, Pair
    from planner.permit.blocks import Part
    from planner.permit.draft import Draft
    from planner.rulebook.model import LegalClause

__all__ = ["decision_parts", "range_text"]


def decision_parts(draft: Draft) -> list[Part]:
    """Return the parts from permit holders to remedies, in their customary order."""
    papers = draft.rulebook.papers
    reasons = "paper.heading.reasons" if draft.work.kind is Kind.JOINT else "paper.heading.reasons.solo"
    return [
        part("paper.heading.holders", [_holders(draft), items(_liabilities(draft))]),
        part("paper.heading.subject", [items(_subject(draft)), _openings(draft)]),
        part("paper.heading.period", [_site_period(draft), _windows(draft)]),
        part("paper.heading.conditions", [items(_conditions(draft))]),
        part("paper.heading.basis", [items(_clause("paper.clause", clause) for clause in papers.legal_basis)]),
        part("paper.heading.fees", [paragraph(say("paper.fees"))]),
        part(reasons, [items(_reasons(draft))]),
        part(_review_heading(draft), [items(review_items(draft))]),
        part("paper.heading.remedies", _remedies(draft)),
    ]


def range_text(pair: Pair) -> str:
    """Return a low and a high figure in words; one figure where they are equal."""
    low, high = pair
    return str(low) if low == high else say("paper.cell.range", low=low, high=high)


def _review_heading(draft: Draft) -> str:
    return "paper.heading.review" if draft.issued is None else "paper.heading.review.issued"


def _holders(draft: Draft) -> dict[str, object]:
    columns = [
        column("paper.column.index", 0.6, "center"),
        column("paper.column.holder", 2.9),
        column("paper.column.projects", 2.8),
        column("paper.column.area", 2.3, "right"),
        column("paper.column.period", 2.5),
    ]
    rows = (_holder(draft, number, code) for number, code in enumerate(draft.utilities, start=1))
    whole = range_text(total([row.area_m2 for row in draft.rows]))
    return table("paper.caption.holders", columns, rows, ("", say("paper.total"), "", whole, ""))


def _holder(draft: Draft, number: int, code: str) -> list[str]:
    mine = [i for i, project in enumerate(draft.projects) if project.utility == code]
    return [
        str(number),
        say("paper.cell.holder", name=utility_name(code, draft.rulebook)),
        "\n".join(project_text(draft.projects[i], draft.rulebook) for i in mine),
        range_text(total([draft.shares[i].area_m2 for i in mine])),
        period(draft.site),
    ]


def _liabilities(draft: Draft) -> Iterator[str]:
    """Tell for each utility what it answers for; the first receiver leads besides (首接负责, 叶政办〔2023〕6号)."""
    lead = project_of(draft.situation, draft.work.lead).utility
    for code in draft.utilities:
        told = "paper.liability.lead" if code == lead else "paper.liability"
        laid, mine = draft.laid(code), [i for i, project in enumerate(draft.projects) if project.utility == code]
        yield say(
            told,
            name=utility_name(code, draft.rulebook),
            projects=listed(clean(draft.projects[i].key) for i in mine),
            area=range_text(total([draft.shares[i].area_m2 for i in mine])),
            first=day(laid.first),
            last=day(laid.last),
        )


def _conditions(draft: Draft) -> Iterator[str]:
    """Tell the conditions of the authorities before those that hold for every work."""
    names = {approval.id: approval.zh for approval in draft.rulebook.papers.approvals}
    for answer in draft.issued.answers if draft.issued is not None else ():
        for condition in answer.conditions:
            item = names.get(answer.item, answer.item)
            yield say("paper.condition.of_item", text=clean(condition), item=item, number=answer.item)
    for clause in draft.rulebook.papers.conditions:
        yield _clause("paper.condition", clause)


def _subject(draft: Draft) -> Iterator[str]:
    work = draft.work
    yield say("paper.subject.place", road=draft.road, sections=listed(clean(row.section_id) for row in draft.rows))
    yield say("paper.subject.modes", modes="，".join(_modes(draft.rows)))
    opened, separate = sum((row.length_m for row in draft.rows), Decimal(0)), printed(work.opened_m_if_separate)
    yield say(
        "paper.subject.opened",
        opened=opened,
        separate=separate,
        saved=separate - opened,
        days=work.closure_days,
        days_separate=work.closure_days_if_separate,
    )
    low, high = total([row.area_m2 for row in draft.rows])
    yield say("paper.subject.area", low=low, high=high)
    yield _green(draft)
    lead = project_of(draft.situation, work.lead)
    utility = utility_name(lead.utility, draft.rulebook)
    yield say("paper.subject.lead", utility=utility, project=clean(lead.key))


def _modes(rows: Sequence[OpenedRow]) -> Iterator[str]:
    for mode in dict.fromkeys(row.mode for row in rows):
        metres = sum((row.length_m for row in rows if row.mode is mode), Decimal(0))
        # A piece of a few millimetres is a mode of the plan, but none worth a word
        if metres:
            yield say("paper.subject.mode", mode=say(f"paper.mode.{mode}"), metres=metres)


def _green(draft: Draft) -> str:
    declared = [printed(project.green_m2) for project in draft.projects if project.green_m2]
    if not declared:
        return say("paper.subject.no_green")
    return say("paper.subject.green", area=sum(declared, Decimal(0)))


def _openings(draft: Draft) -> dict[str, object]:
    columns = [
        column("paper.column.index", 0.6, "center"),
        column("paper.column.road", 2.1),
        column("paper.column.chainage", 1.9, "center"),
        column("paper.column.mode", 1.4, "center"),
        column("paper.column.members", 1.9),
        column("paper.column.product", 3.1, "right"),
    ]
    rows = (_opening(draft, number, row) for number, row in enumerate(draft.rows, start=1))
    length = sum((row.length_m for row in draft.rows), Decimal(0))
    area = range_text(total([row.area_m2 for row in draft.rows]))
    last = ("", say("paper.total"), str(length), "", "", area)
    return table("paper.caption.openings", columns, rows, last)


def _opening(draft: Draft, number: int, row: OpenedRow) -> list[str]:
    value = str(draft.situation.network.road_class[section_row(draft.situation, row.section_id)])
    products = (
        say("paper.cell.product", length=row.length_m, width=width, area=area)
        for width, area in zip(row.width_m, row.area_m2, strict=True)
    )
    return [
        str(number),
        say(
            "paper.cell.road",
            road=draft.road,
            section=clean(row.section_id),
            road_class=road_class(value, draft.rulebook),
        ),
        say("paper.cell.range", low=row.from_m, high=row.to_m),
        say(f"paper.mode.{row.mode}"),
        "\n".join(clean(member) for member in row.members),
        "\n".join(dict.fromkeys(products)),
    ]


def _site_period(draft: Draft) -> dict[str, object]:
    return paragraph(say("paper.period.site", first=day(draft.site.first), last=day(draft.site.last)))


def _windows(draft: Draft) -> dict[str, object]:
    columns = [
        column("paper.column.phase", 4),
        column("paper.column.first", 2.2, "center"),
        column("paper.column.last", 2.2, "center"),
        column("paper.column.days", 1.2, "right"),
    ]
    return table("paper.caption.windows", columns, (_window(name, window) for name, window in _phases(draft)))


def _phases(draft: Draft) -> Iterator[tuple[str, Window]]:
    phases = draft.work.phases
    yield say("paper.phase.survey"), phases.survey
    yield say("paper.phase.approval"), phases.approval
    yield say("paper.phase.excavation"), phases.excavation
    for laid in phases.installation:
        yield say("paper.cell.installation", project=clean(laid.project)), laid.window
    yield say("paper.phase.backfill"), phases.backfill
    yield say("paper.phase.reinstatement"), phases.reinstatement
    yield say("paper.phase.acceptance"), phases.acceptance


def _window(name: str, window: Window) -> list[str]:
    days = (window.last - window.first).days + 1
    return [name, day(window.first), day(window.last), str(days)]


def _clause(code: str, clause: LegalClause) -> str:
    text = say(code, law=law_title(clause.law), article=clause.article, text=clause.zh)
    return marked(text, clause.status)


def _reasons(draft: Draft) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean(text_of(reason)) for reason in draft.work.reasons))


def _remedies(draft: Draft) -> list[dict[str, object]]:
    clocks, papers = draft.rulebook.clocks, draft.rulebook.papers
    reconsideration = say(
        "paper.reconsideration", days=clocks.reconsideration_days.value, body=papers.reconsideration_body_zh
    )
    litigation = say("paper.litigation", months=clocks.litigation_months.value)
    return [
        paragraph(marked(reconsideration, clocks.reconsideration_days.status)),
        paragraph(marked(litigation, clocks.litigation_months.status)),
    ]
