"""Confidence: what it rises and falls with, and whom it sends to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo._confidence import Evidence, confidence_of, terms_of
from planner.geo.confirmation import to_confirm
from planner.model import Stretches
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from tests.planner.geo.conftest import Draw, Match, Roads


def seen(margin: float, length: float = 100.0, *, apart: float = 0.2, whole: bool = True) -> Evidence:
    return Evidence(
        margin=np.array([margin]),
        apart=np.array([apart]),
        samples=np.array([np.ceil(length / 5)]),
        length_m=np.array([length]),
        whole=np.array([whole]),
    )


def sure(evidence: Evidence) -> float:
    return float(confidence_of(evidence)[0])


def test_a_clear_margin_is_nearly_certain_and_none_is_a_guess() -> None:
    assert sure(seen(9.0)) > 0.99
    assert sure(seen(0.0)) < 0.7


def test_a_long_stretch_needs_more_margin_than_a_short_section_passed_through() -> None:
    assert sure(seen(0.5, 15.0)) > sure(seen(0.5, 200.0))


def test_what_lies_farther_out_or_covers_part_of_a_section_is_less_certain() -> None:
    assert sure(seen(1.0, apart=1.0)) < sure(seen(1.0, apart=0.1))
    assert sure(seen(1.0, 20.0, whole=False)) < sure(seen(1.0, 20.0, whole=True))


def test_the_terms_by_hand() -> None:
    evidence = Evidence(
        margin=np.array([0.9]),
        apart=np.array([0.5]),
        samples=np.array([0.0]),
        length_m=np.array([4.0]),
        whole=np.array([True]),
    )
    assert terms_of(evidence).tolist() == [pytest.approx([1, 0, np.log(8), 0, 0.5, 1, 0, 1, 1])]


@settings(deadline=None, max_examples=60)
@given(
    margin=st.floats(0, 9),
    more=st.floats(0.01, 1),
    length=st.floats(1, 900),
    apart=st.floats(0, 1.7),
    whole=st.sampled_from([False, True]),
)
def test_confidence_is_a_share_and_never_falls_with_the_margin(
    *, margin: float, more: float, length: float, apart: float, whole: bool
) -> None:
    less, better = (sure(seen(m, length, apart=apart, whole=whole)) for m in (margin, margin + more))
    assert 0.0 <= less <= better <= 1.0


def test_a_person_confirms_what_is_below_the_rulebooks_figure_least_certain_first() -> None:
    rules = default_rulebook().matching
    limit = rules.confirm_below.value
    confidence = np.array([0.99, limit - 0.1, limit, limit - 0.3, limit - 0.1])
    zeros = np.zeros(5, dtype=np.int64)
    stretches = Stretches(
        project=zeros,
        section=np.arange(5),
        from_m=np.zeros(5),
        to_m=np.ones(5),
        offset_m=np.zeros(5),
        side=zeros,
        confidence=confidence,
    )
    assert to_confirm(stretches, rules).tolist() == [3, 1, 4]


def test_midway_between_two_like_roads_is_to_be_confirmed_and_beside_one_is_not(
    roads: Roads, draw: Draw, match: Match
) -> None:
    network = roads([draw((0, 0), (300, 0)), draw((0, 12), (300, 12))], section_id="eid", eid=["S", "N"])[0]
    rules = default_rulebook().matching
    assert len(to_confirm(match(network, draw((20, 6.0), (280, 6.0))).stretches, rules)) == 1
    assert not len(to_confirm(match(network, draw((20, 1), (280, 1))).stretches, rules))
