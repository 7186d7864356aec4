"""The opened metres of a work, divided among its members."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.desk.projects import opened_shares

_PLACES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["S1", "S2"]), st.integers(0, 9), st.integers(1, 5)),
    min_size=1,
    max_size=8,
)


def work(*places: tuple[str, str, float, float]) -> dict[str, Any]:
    """Return a work of ``plan.json`` from (project, section, from, to)."""
    stretches = [
        {"project_id": project, "section_id": section, "from_m": low, "to_m": high, "mode": "single"}
        for project, section, low, high in places
    ]
    return {"members": sorted({project for project, *_ in places}), "stretches": stretches}


def test_a_metre_is_divided_among_those_who_lie_on_it() -> None:
    shares = opened_shares(work(("a", "S1", 0, 100), ("b", "S1", 40, 160), ("c", "S2", 0, 30), ("c", "S1", 90, 100)))

    # alone on 0-40; two on 40-90; three on 90-100; alone on 100-160 and on the other section
    assert shares == {
        "a": pytest.approx(40 + 25 + 10 / 3),
        "b": pytest.approx(60 + 25 + 10 / 3),
        "c": pytest.approx(30 + 10 / 3),
    }


def test_a_stretch_cut_in_two_bears_the_same() -> None:
    cut = work(("a", "S1", 0, 40), ("a", "S1", 40, 100), ("b", "S1", 20, 60))

    assert opened_shares(cut) == pytest.approx(opened_shares(work(("a", "S1", 0, 100), ("b", "S1", 20, 60))))


@given(_PLACES)
def test_shares_add_up_to_the_union_and_nobody_bears_more_than_alone(drawn: list[tuple[str, str, int, int]]) -> None:
    places = [(project, section, float(low), float(low + size)) for project, section, low, size in drawn]
    # metres as a set of whole metres, without interval arithmetic
    metres = {(p, s, m) for p, s, low, high in places for m in range(int(low), int(high))}
    shares = opened_shares(work(*places))

    assert sum(shares.values()) == pytest.approx(len({(s, m) for _, s, m in metres}))
    assert all(share <= len({m for m in metres if m[0] == who}) + 1e-9 for who, share in shares.items())
