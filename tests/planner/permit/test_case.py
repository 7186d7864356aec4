"""Which steps a case may take, and what is told of the others."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.messages import CATALOGUE, Language, text_of
from planner.permit.case import (
    CaseFacts,
    Given,
    ItemFacts,
    State,
    Step,
    Touches,
    hindrances,
    items_needed,
    state_after,
    steps_in,
)
from planner.rulebook.load import default_rulebook

PATH = [
    (Step.AGREE_SURVEY, State.SURVEYED),
    (Step.SHARE_DESIGN, State.DESIGNED),
    (Step.START_REVIEW, State.IN_REVIEW),
    (Step.DECIDE, State.DECIDED),
    (Step.REPORT_PROGRESS, State.IN_WORKS),
    (Step.ACCEPT, State.ACCEPTED),
    (Step.CLOSE, State.CLOSED),
]


def items(*opinions: Given | None) -> tuple[ItemFacts, ...]:
    return tuple(ItemFacts(item=f"P{i}", opinion=each) for i, each in enumerate(opinions, start=1))


def codes(step: Step, facts: CaseFacts) -> list[str]:
    return [reason.code for reason in hindrances(step, facts)]


def test_a_case_walks_from_opening_to_closing() -> None:
    facts = CaseFacts(state=State.OPENED, items=items(Given.AGREE, Given.AGREE_WITH_CONDITIONS))
    for step, state in PATH:
        assert hindrances(step, facts) == ()
        facts = replace(facts, state=state_after(step, facts.state))
        assert facts.state is state


@given(st.sampled_from(Step), st.sampled_from(State))
def test_no_step_of_the_way_may_be_taken_twice_or_early(step: Step, state: State) -> None:
    facts = CaseFacts(state=state, items=items(Given.AGREE))
    order = [State.OPENED, *(each for _, each in PATH)]
    after = state_after(step, state)
    if "case.wrong_state" not in codes(step, facts) and after is not State.REFUSED:
        assert order.index(after) - order.index(state) in {0, 1}


@pytest.mark.parametrize(
    ("opinions", "expected"),
    [
        ((), ["case.no_items"]),
        ((None, Given.AGREE), ["case.awaited"]),
        ((Given.OBJECT, Given.AGREE), ["case.against"]),
        ((None, Given.CORRECT), ["case.awaited", "case.against"]),
        ((Given.AGREE, Given.AGREE_WITH_CONDITIONS), []),
    ],
)
def test_one_decision_only_when_every_item_is_answered_favourably(
    opinions: tuple[Given | None, ...], expected: list[str]
) -> None:
    assert codes(Step.DECIDE, CaseFacts(state=State.IN_REVIEW, items=items(*opinions))) == expected


def test_a_refusal_needs_every_answer_and_one_against() -> None:
    def refusing(*opinions: Given | None) -> list[str]:
        return codes(Step.REFUSE, CaseFacts(state=State.IN_REVIEW, items=items(*opinions)))

    assert refusing(Given.OBJECT, None) == ["case.awaited"]
    assert refusing(Given.AGREE) == ["case.nobody_objects"]
    assert refusing(Given.OBJECT, Given.AGREE) == []


def test_a_case_goes_back_to_be_corrected_only_where_somebody_asks_for_it() -> None:
    def correcting(*opinions: Given | None) -> list[str]:
        return codes(Step.CORRECT, CaseFacts(state=State.IN_REVIEW, items=items(*opinions)))

    assert correcting(Given.AGREE, Given.AGREE_WITH_CONDITIONS, None) == ["case.nothing_to_correct"]
    assert correcting(Given.CORRECT, None) == []
    assert correcting(Given.AGREE, Given.OBJECT) == []


def test_tolerated_papers_hold_the_case_at_the_survey() -> None:
    facts = CaseFacts(state=State.OPENED, missing=("design",), absent=("YX-GAS",))
    assert codes(Step.AGREE_SURVEY, facts) == ["case.missing_papers", "case.absent"]


def test_no_scheme_is_agreed_on_without_a_survey() -> None:
    assert codes(Step.AGREE_SURVEY, CaseFacts(state=State.OPENED, unsurveyed=True)) == ["case.no_survey"]


def test_the_steps_of_a_state_are_those_that_are_not_of_another() -> None:
    for state in State:
        fitting = [s for s in Step if "case.wrong_state" not in codes(s, CaseFacts(state=state))]
        assert [*steps_in(state)] == fitting


def test_acceptance_waits_for_every_member_and_every_opinion() -> None:
    facts = CaseFacts(state=State.IN_WORKS, unfinished=("a",), unheard=("b",), unsatisfied=("c",))
    assert codes(Step.ACCEPT, facts) == ["case.unfinished", "case.unheard", "case.unsatisfied"]


def test_closing_waits_for_the_notice_to_the_applicant() -> None:
    assert codes(Step.CLOSE, CaseFacts(state=State.ACCEPTED, unnotified=True)) == ["case.unnotified"]


def test_only_what_is_touched_is_asked() -> None:
    papers = default_rulebook().papers
    always = [each.id for each in items_needed(papers, frozenset())]
    assert always == ["P1", "P2", "P3", "P9"]
    with_green = [each.id for each in items_needed(papers, frozenset({Touches.GREEN}))]
    assert with_green == ["P1", "P2", "P3", "P4", "P9"]
    assert {each.when for each in papers.approvals} - {None} == {*Touches}


def test_every_hindrance_has_words_in_both_languages() -> None:
    full = CaseFacts(
        state=State.OPENED,
        unsurveyed=True,
        missing=("a", "b"),
        absent=("c",),
        unfinished=("d",),
        unheard=("e",),
        unsatisfied=("f",),
        unnotified=True,
        items=items(None, Given.OBJECT),
    )
    found = {
        reason.code: text_of(reason, language)
        for step, state, language in itertools.product(Step, State, Language)
        for facts in (full, replace(full, items=()), replace(full, items=items(Given.AGREE)))
        for reason in hindrances(step, replace(facts, state=state))
    }
    assert set(found) == {code for code in CATALOGUE if code.startswith("case.")}
