"""Durations and windows of phases, reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import Track, Urgency
from planner.schedule.phases import (
    Member,
    closure_days,
    days_for,
    install_days,
    lead_of,
    phases_of,
    spans_of,
)
from tests.planner.schedule.schedule_ground import calendar, day, figure, project, rulebook

if TYPE_CHECKING:
    from datetime import date

DAYS = calendar().days


@pytest.mark.parametrize(("metres", "days"), [(1.0, 1), (100.0, 1), (100.0000000001, 1), (100.1, 2), (250.0, 3)])
def test_days_for_rounds_up(metres: float, days: int) -> None:
    assert days_for(metres, 100.0) == days


def test_a_given_duration_is_shared_by_length() -> None:
    given_days = project("A", duration_days=10)
    assert install_days(given_days, 300.0, 300.0) == 10
    assert install_days(given_days, 100.0, 300.0) == 4
    assert install_days(given_days, 1.0, 300.0) == 1
    assert install_days(project("A", install_m_per_day=50.0), 120.0, 300.0) == 3


def test_members_of_one_trench_install_deepest_first_and_others_do_not_wait() -> None:
    members = [Member(key=k, depth_rank=r, days=d) for k, r, d in (("A", 3, 2), ("B", 1, 4), ("C", 2, 5))]
    apart = spans_of(members, 150.0, rulebook(), frozenset())
    assert (apart.excavation, apart.installing, apart.backfill, apart.reinstatement) == (2, 5, 2, 2)
    assert {i.offset for i in apart.installation} == {0}
    together = spans_of(members, 150.0, rulebook(), frozenset({frozenset("AB")}))
    assert {i.key: i.offset for i in together.installation} == {"B": 0, "C": 0, "A": 4}
    assert together.site_days == 2 + 6 + 2 + 2


@pytest.mark.parametrize(
    ("deep", "high", "lag", "starts"),
    [
        # The higher line follows by a day at its start and at its end.
        (6, 4, 1, 3),  # it would catch up: it ends on day 7, one after the deeper one's 6
        (6, 8, 1, 1),  # it is the slower one: only its start waits
        (4, 4, 1, 1),
        (1, 5, 1, 1),
        (6, 4, 2, 4),
        (2, 5, 3, 2),  # a lag longer than the deeper line takes: it is laid, so nothing is waited for any more
    ],
)
def test_a_higher_line_of_one_trench_follows_the_deeper_one_by_the_lag(
    deep: int, high: int, lag: int, starts: int
) -> None:
    book = replace(rulebook(), durations=replace(rulebook().durations, installation_lag_days=figure(lag)))
    members = [Member(key="A", depth_rank=1, days=deep), Member(key="B", depth_rank=2, days=high)]
    spans = spans_of(members, 100.0, book, frozenset({frozenset("AB")}))
    assert {i.key: i.offset for i in spans.installation} == {"A": 0, "B": starts}
    apart = spans_of(members, 100.0, book, frozenset())
    assert {i.offset for i in apart.installation} == {0}


def test_three_lines_of_one_trench_go_in_turn() -> None:
    book = replace(rulebook(), durations=replace(rulebook().durations, installation_lag_days=figure(1)))
    members = [Member(key=k, depth_rank=n, days=d) for n, (k, d) in enumerate((("A", 5), ("B", 2), ("C", 4)))]
    pairs = frozenset(frozenset(pair) for pair in ("AB", "BC", "AC"))
    spans = spans_of(members, 100.0, book, pairs)
    # B may end on day 6 at the earliest, so it begins on 4; C ends on day 7 at the earliest and waits a day for B.
    assert {i.key: i.offset for i in spans.installation} == {"A": 0, "B": 4, "C": 5}
    assert spans.installing == 9


def test_phases_follow_one_another_over_a_holiday() -> None:
    spans = spans_of([Member(key="A", depth_rank=1, days=2)], 100.0, rulebook(), frozenset())
    lead = lead_of([project("A")], rulebook(), calendar().index_on_or_after(day("03-02")))
    start = calendar().index_on_or_after(day("04-03"))
    phases = phases_of(spans, lead, start, DAYS, 2)
    # Qingming: 4 to 6 April 2026 are off.
    assert (phases.excavation.first, phases.excavation.last) == (day("04-03"), day("04-03"))
    assert phases.installation[0].window.first == day("04-07")
    assert phases.installation[0].window.last == day("04-08")
    assert phases.backfill.first == day("04-09")
    assert phases.reinstatement.last == day("04-10")
    assert (phases.acceptance.first, phases.acceptance.last) == (day("04-13"), day("04-14"))
    # Three working days of buffer, five of approval, two of survey.
    assert (phases.approval.first, phases.approval.last) == (day("03-24"), day("03-30"))
    assert (phases.survey.first, phases.survey.last) == (day("03-20"), day("03-23"))
    assert closure_days(spans.site_days, start, DAYS) == 8


def test_the_buffer_gives_way_to_the_day_of_planning() -> None:
    earliest = calendar().index_on_or_after(day("03-02"))
    spans = spans_of([Member(key="A", depth_rank=1, days=2)], 100.0, rulebook(), frozenset())
    lead = lead_of([project("A")], rulebook(), earliest)
    phases = phases_of(spans, lead, earliest + lead.days, DAYS, 2)
    assert phases.survey.first == day("03-02")
    assert phases.approval.last < phases.excavation.first


def test_the_slowest_clock_leads_and_emergencies_run_alongside() -> None:
    slow = project("B", track=Track.CONSTRUCTION_PERMIT)
    urgent = replace(project("C"), urgency=Urgency.EMERGENCY)
    assert lead_of([project("A"), slow], rulebook(), 0).approval_days == 20
    assert not lead_of([project("A"), urgent], rulebook(), 0).at_once
    alone = lead_of([urgent], rulebook(), 0)
    spans = spans_of([Member(key="C", depth_rank=1, days=1)], 50.0, rulebook(), frozenset())
    phases = phases_of(spans, alone, 40, DAYS, 2)
    assert alone.at_once
    assert phases.survey.first == phases.approval.last == phases.excavation.first


@settings(deadline=None, max_examples=50)
@given(
    members=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9)), min_size=1, max_size=6),
    metres=st.floats(1.0, 2000.0),
    start=st.integers(30, 200),
)
def test_phases_touch_only_working_days_in_order(members: list[tuple[int, int]], metres: float, start: int) -> None:
    made = [Member(key=f"P{i}", depth_rank=rank, days=days) for i, (rank, days) in enumerate(members)]
    sharing = frozenset(frozenset((a.key, b.key)) for a in made for b in made if a.key < b.key)
    spans = spans_of(made, metres, rulebook(), sharing)
    assert spans.installing == sum(m.days for m in made)
    phases = phases_of(spans, lead_of([project("A")], rulebook(), 0), start, DAYS, 2)
    windows = [phases.survey, phases.approval, phases.excavation]
    windows += [i.window for i in phases.installation] + [phases.backfill, phases.reinstatement, phases.acceptance]
    ends: list[date] = [d for w in windows for d in (w.first, w.last)]
    assert ends == sorted(ends)
    assert np.isin(np.array(ends, "datetime64[D]"), DAYS).all()
