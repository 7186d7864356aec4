"""What a person has to check before a draft may become a decision (待人工复核)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.messages import text_of
from planner.permit.wording import clean, day, field_name, law_title, listed, say, unchecked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.permit.draft import Draft
    from planner.rulebook.model import Papers

__all__ = ["review_items"]


def review_items(draft: Draft) -> tuple[str, ...]:
    """Return every recalled figure, clause and name that the draft rests on, and every assumed property and day."""
    papers = draft.rulebook.papers
    return (*_figures(draft), *_names(papers), *_clauses(papers), *_assumed(draft), *_days(draft))


def _figures(draft: Draft) -> Iterator[str]:
    figures = {text_of(told) for opening in draft.work.openings for told in opening.cut.review}
    return (say("paper.review.figure", figure=figure) for figure in sorted(figures))


def _names(papers: Papers) -> Iterator[str]:
    issuer = [papers.issuer_zh] if unchecked(papers.issuer_status) else []
    names = [*issuer, *(authority.zh for authority in papers.authorities if unchecked(authority.status))]
    if names:
        yield say("paper.review.authority", names=listed(names))


def _clauses(papers: Papers) -> Iterator[str]:
    for approval in papers.approvals:
        if unchecked(approval.status):
            yield say("paper.review.approval", name=approval.zh)
    for clause in (*papers.legal_basis, *papers.conditions):
        if unchecked(clause.status):
            yield say("paper.review.clause", law=law_title(clause.law), article=clause.article)


def _assumed(draft: Draft) -> Iterator[str]:
    for project in draft.projects:
        if project.assumed:
            fields = listed(field_name(field) for field in project.assumed)
            yield say("paper.review.assumed", project=clean(project.key), fields=fields)


def _days(draft: Draft) -> Iterator[str]:
    announced = draft.rulebook.calendar.announced_until
    if draft.work.phases.acceptance.last > announced:
        yield say("paper.review.days", day=day(announced))
