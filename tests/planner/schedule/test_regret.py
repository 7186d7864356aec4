"""Works dug apart that should have been one: by hand, and against a metre-by-metre count."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.schedule.regret import Dug, dug_by, regrets_of
from tests.planner.schedule.schedule_ground import plan, project, situation

AS_OF = date(2026, 3, 2)


def dug(work: str, from_m: float, to_m: float, first: str, last: str, section: str = "S0") -> Dug:
    return Dug(
        work=work,
        project=f"project-{work}",
        utility=f"U-{work}",
        section_id=section,
        from_m=from_m,
        to_m=to_m,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
    )


def test_two_works_half_a_year_apart() -> None:
    rows = [dug("A", 0, 100, "2025-05-01", "2025-05-31"), dug("B", 40, 200, "2025-12-01", "2025-12-20")]
    found = regrets_of(rows, as_of=AS_OF, minimum_m=20.0)
    (pair,) = found.pairs
    assert (pair.works, pair.section_id, pair.shared_m, pair.days_between) == (("A", "B"), "S0", 60.0, 184)
    assert pair.projects == (("project-A",), ("project-B",))
    assert pair.utilities == (("U-A",), ("U-B",))
    assert (found.avoidable_openings, found.avoidable_m) == (1, 60.0)


def test_three_works_on_the_same_metres_could_have_been_one() -> None:
    rows = [dug(w, 0, 50, f"2025-0{m}-01", f"2025-0{m}-20") for w, m in zip("ABC", (3, 5, 9), strict=True)]
    found = regrets_of(rows, as_of=AS_OF, minimum_m=20.0)
    assert [p.works for p in found.pairs] == [("A", "B"), ("A", "C"), ("B", "C")]
    assert (found.avoidable_openings, found.avoidable_m) == (2, 100.0)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (dug("B", 90, 200, "2025-12-01", "2025-12-20"), "too few metres"),
        (dug("B", 0, 100, "2025-12-01", "2025-12-20", "S1"), "another section"),
        (dug("B", 0, 100, "2028-03-03", "2028-04-01"), "later than the next 24 months"),
        (dug("B", 0, 100, "2023-12-01", "2024-03-01"), "earlier than the last 24 months"),
        (dug("B", 100, 100, "2025-12-01", "2025-12-20"), "no metres"),
        (dug("A", 0, 100, "2025-12-01", "2025-12-20"), "one work"),
    ],
)
def test_no_regret(other: Dug, why: str) -> None:
    found = regrets_of([dug("A", 0, 100, "2025-05-01", "2025-05-31"), other], as_of=AS_OF, minimum_m=20.0)
    assert (found.pairs, found.avoidable_openings, found.avoidable_m) == ((), 0, 0.0), why


def test_more_than_the_months_between_are_no_pair() -> None:
    rows = [dug("A", 0, 100, "2024-04-01", "2024-05-01"), dug("B", 0, 100, "2026-05-02", "2026-06-01")]
    assert not regrets_of(rows, as_of=AS_OF, minimum_m=20.0).pairs
    nearer = [rows[0], dug("B", 0, 100, "2026-05-01", "2026-06-01")]
    assert len(regrets_of(nearer, as_of=AS_OF, minimum_m=20.0).pairs) == 1


def test_month_ends_are_kept_inside_the_month() -> None:
    rows = [dug("A", 0, 100, "2024-01-01", "2024-02-29"), dug("B", 0, 100, "2024-04-01", "2024-04-20")]
    assert len(regrets_of(rows, as_of=date(2026, 2, 28), minimum_m=20.0).pairs) == 1
    assert not regrets_of(rows, as_of=date(2026, 3, 31), minimum_m=20.0, months=24).pairs


def test_a_plan_regrets_nothing_within_a_work_but_its_own_past() -> None:
    made = plan(situation([(project("A"), 0, 0.0, 100.0), (project("B"), 0, 0.0, 100.0)]))
    rows = dug_by(made.joint_works, {"A": "U1", "B": "U2"})
    assert {r.work for r in rows} == {"JW-0001"}
    assert not regrets_of(rows, as_of=AS_OF, minimum_m=20.0).pairs
    past = dug("paved last year", 50, 150, "2025-10-01", "2025-10-20")
    (pair,) = regrets_of([*rows, past], as_of=AS_OF, minimum_m=20.0).pairs
    assert pair.works == ("paved last year", "JW-0001")
    assert pair.projects[1] == ("A", "B")
    assert pair.shared_m == 50.0


ROWS = st.lists(
    st.tuples(
        st.sampled_from("ABCDE"), st.integers(0, 3), st.integers(0, 40), st.integers(1, 30), st.integers(-800, 800)
    ),
    max_size=10,
)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.randoms())
def test_against_a_count_of_every_metre(drawn: list[tuple[str, int, int, int, int]], dice: object) -> None:
    start = {work: day for work, _, _, _, day in drawn}
    rows = [_row(work, section, at, at + length, start[work]) for work, section, at, length, _ in drawn]
    found = regrets_of(rows, as_of=AS_OF, minimum_m=5.0)
    seen = {(*sorted(p.works), p.section_id): (p.shared_m, p.days_between) for p in found.pairs}
    assert seen == _counted(rows)
    dice.shuffle(rows)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert regrets_of(rows, as_of=AS_OF, minimum_m=5.0) == found


def _row(work: str, section: int, first_m: int, last_m: int, day: int) -> Dug:
    first = AS_OF + timedelta(days=day)
    last = first + timedelta(days=20)
    return dug(work, first_m, last_m, first.isoformat(), last.isoformat(), f"S{section}")


def _counted(rows: list[Dug]) -> dict[tuple[str, str, str], tuple[float, int]]:
    """Mark every metre of every work and compare two works at a time."""
    kept = [r for r in rows if r.last >= date(2024, 3, 2) and r.first <= date(2028, 3, 2)]
    marks: dict[tuple[str, str], np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}
    days = {r.work: (r.first, r.last) for r in kept}
    for r in kept:
        marks.setdefault((r.section_id, r.work), np.zeros(100, bool))[int(r.from_m) : int(r.to_m)] = True
    found = {}
    for ((s, one), a), ((t, other), b) in combinations(sorted(marks.items()), 2):
        shared = float((a & b).sum()) if s == t else 0.0
        between = max(days[one][0], days[other][0]) - min(days[one][1], days[other][1])
        if shared >= 5.0 and between.days <= 730:
            found[one, other, s] = (shared, max(0, between.days))
    return found
