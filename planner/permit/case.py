"""The way of a case: its states, the steps between them, and what still stands in the way of a step.

The steps are those of annex 3 of 叶政办〔2023〕6号: joint survey, agreed scheme and joint design, joint approval with
one decision, joint works, joint acceptance, notice to the applicant.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from planner.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.rulebook.model import Approval, Papers

__all__ = [
    "CaseFacts",
    "Given",
    "ItemFacts",
    "State",
    "Step",
    "Touches",
    "hindrances",
    "items_needed",
    "state_after",
    "steps_in",
]


class State(StrEnum):
    """Where a case stands."""

    OPENED = "opened"
    SURVEYED = "surveyed"
    DESIGNED = "designed"
    IN_REVIEW = "in_review"
    DECIDED = "decided"
    IN_WORKS = "in_works"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    REFUSED = "refused"


class Step(StrEnum):
    """What moves a case, or happens to it where it stands."""

    APPOINT_SURVEY = "appoint_survey"
    AGREE_SURVEY = "agree_survey"
    SHARE_DESIGN = "share_design"
    START_REVIEW = "start_review"
    GIVE_OPINION = "give_opinion"
    CORRECT = "correct"
    DECIDE = "decide"
    REFUSE = "refuse"
    REPORT_PROGRESS = "report_progress"
    CHECK = "check"
    ACCEPT = "accept"
    SUPERSEDE = "supersede"
    CLOSE = "close"


class Given(StrEnum):
    """The opinion an authority gives on its item."""

    AGREE = "agree"
    AGREE_WITH_CONDITIONS = "agree_with_conditions"
    CORRECT = "correct"
    OBJECT = "object"


class Touches(StrEnum):
    """What a work touches beyond the road itself, as the survey found; each makes an approval item needed."""

    GREEN = "green"
    TREES = "trees"
    HIGHWAY = "highway"
    RIVER = "river"
    LINES = "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """The latest round of one approval item: its authority's opinion, None while it is awaited."""

    item: str
    opinion: Given | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What the steps of a case depend on.

    ``unsurveyed`` tells that no joint survey was called yet. ``missing`` are papers still tolerated; ``absent`` the
    parties whose attendance of the survey is not recorded. ``unfinished`` are members whose lines are not reported
    backfilled; ``unheard`` parties without an opinion on acceptance and ``unsatisfied`` those whose opinion was no;
    ``unnotified`` whether the applicant was not told yet.
    """

    state: State
    unsurveyed: bool = False
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    items: tuple[ItemFacts, ...] = ()
    unfinished: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    unsatisfied: tuple[str, ...] = ()
    unnotified: bool = False


_FROM: Mapping[Step, frozenset[State]] = MappingProxyType(
    {
        Step.APPOINT_SURVEY: frozenset({State.OPENED}),
        Step.AGREE_SURVEY: frozenset({State.OPENED}),
        Step.SHARE_DESIGN: frozenset({State.SURVEYED, State.DESIGNED}),
        Step.START_REVIEW: frozenset({State.DESIGNED}),
        Step.GIVE_OPINION: frozenset({State.IN_REVIEW}),
        Step.CORRECT: frozenset({State.IN_REVIEW}),
        Step.DECIDE: frozenset({State.IN_REVIEW}),
        Step.REFUSE: frozenset({State.IN_REVIEW}),
        Step.REPORT_PROGRESS: frozenset({State.DECIDED, State.IN_WORKS}),
        Step.CHECK: frozenset({State.DECIDED, State.IN_WORKS, State.ACCEPTED, State.CLOSED}),
        Step.ACCEPT: frozenset({State.IN_WORKS}),
        Step.SUPERSEDE: frozenset({State.DECIDED, State.IN_WORKS}),
        Step.CLOSE: frozenset({State.ACCEPTED}),
    }
)
_TO: Mapping[Step, State] = MappingProxyType(
    {
        Step.AGREE_SURVEY: State.SURVEYED,
        Step.SHARE_DESIGN: State.DESIGNED,
        Step.START_REVIEW: State.IN_REVIEW,
        Step.DECIDE: State.DECIDED,
        Step.REFUSE: State.REFUSED,
        Step.REPORT_PROGRESS: State.IN_WORKS,
        Step.ACCEPT: State.ACCEPTED,
        Step.CLOSE: State.CLOSED,
    }
)
_FAVOURABLE = frozenset({Given.AGREE, Given.AGREE_WITH_CONDITIONS})


def items_needed(papers: Papers, touches: frozenset[Touches]) -> tuple[Approval, ...]:
    """Return the approval items a work needs, in the rulebook's order: those always needed and those it touches."""
    return tuple(each for each in papers.approvals if each.when is None or each.when in touches)


def state_after(step: Step, state: State) -> State:
    """Return where a case stands after a step that nothing hinders."""
    return _TO.get(step, state)


def steps_in(state: State) -> tuple[Step, ...]:
    """Return the steps that belong to a state at all, whatever else may stand in their way."""
    return tuple(step for step in Step if state in _FROM[step])


def hindrances(step: Step, facts: CaseFacts) -> tuple[Reason, ...]:
    """Return everything that stands in the way of a step; empty where it may be taken.

    One decision is made only when every item is answered favourably (联合审批，由城管局统一形成审批决定书); a refusal
    needs every item answered too, so that nobody is refused twice for what could be told once.
    """
    if facts.state not in _FROM[step]:
        return (Reason(code="case.wrong_state", data={"step": step.value, "state": facts.state.value}),)
    return tuple(_HINDRANCES[step](facts)) if step in _HINDRANCES else ()


def _survey(facts: CaseFacts) -> Iterator[Reason]:
    if facts.unsurveyed:
        yield Reason(code="case.no_survey", data={})
    if facts.missing:
        yield Reason(code="case.missing_papers", data={"papers": facts.missing})
    if facts.absent:
        yield Reason(code="case.absent", data={"parties": facts.absent})


def _answered(facts: CaseFacts) -> Iterator[Reason]:
    if not facts.items:
        yield Reason(code="case.no_items", data={})
    if awaited := tuple(each.item for each in facts.items if each.opinion is None):
        yield Reason(code="case.awaited", data={"items": awaited})


def _decision(facts: CaseFacts) -> Iterator[Reason]:
    yield from _answered(facts)
    against = tuple(each.item for each in facts.items if each.opinion is not None and each.opinion not in _FAVOURABLE)
    if against:
        yield Reason(code="case.against", data={"items": against})


def _refusal(facts: CaseFacts) -> Iterator[Reason]:
    yield from _answered(facts)
    if all(each.opinion in _FAVOURABLE for each in facts.items):
        yield Reason(code="case.nobody_objects", data={})


def _correction(facts: CaseFacts) -> Iterator[Reason]:
    if not any(each.opinion in {Given.CORRECT, Given.OBJECT} for each in facts.items):
        yield Reason(code="case.nothing_to_correct", data={})


def _acceptance(facts: CaseFacts) -> Iterator[Reason]:
    if facts.unfinished:
        yield Reason(code="case.unfinished", data={"members": facts.unfinished})
    if facts.unheard:
        yield Reason(code="case.unheard", data={"parties": facts.unheard})
    if facts.unsatisfied:
        yield Reason(code="case.unsatisfied", data={"parties": facts.unsatisfied})


def _closing(facts: CaseFacts) -> Iterator[Reason]:
    if facts.unnotified:
        yield Reason(code="case.unnotified", data={})


_HINDRANCES = MappingProxyType(
    {
        Step.AGREE_SURVEY: _survey,
        Step.DECIDE: _decision,
        Step.REFUSE: _refusal,
        Step.CORRECT: _correction,
        Step.ACCEPT: _acceptance,
        Step.CLOSE: _closing,
    }
)
