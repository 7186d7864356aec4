"""Numbers and dates as road files write them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.geo.layer import coded, objects

if TYPE_CHECKING:
    from tests.planner.geo.conftest import Draw, Roads


@pytest.mark.parametrize(
    ("written", "metres"),
    [("7.5", 7.5), (" 12 ", 12.0), ("1e1", 10.0), (9, 9.0), ("1_0", None), ("0x10", None), ("inf", None), ("宽", None)],
)
def test_a_width_is_read_or_named_as_no_number(roads: Roads, draw: Draw, written: object, metres: float | None) -> None:
    network, faults = roads([draw((0, 0), (50, 0))], section_id="eid", eid=["a"], width_m=[written])
    assert network.width_m.tolist() == pytest.approx([np.nan if metres is None else metres], nan_ok=True)
    assert [fault.code for fault in faults] == ["network.bad_number"] * (metres is None)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-01", date(2024, 5, 1)),
        ("1998/5/1", date(1998, 5, 1)),
        ("2024-05-01T08:30:00", date(2024, 5, 1)),
        (date(2024, 5, 1), date(2024, 5, 1)),
        ("2024-02-30", None),
        ("2024-05", None),
        ("20240501", None),
    ],
)
def test_a_paving_date_is_read_or_named_as_no_date(roads: Roads, draw: Draw, written: object, day: date | None) -> None:
    network, faults = roads([draw((0, 0), (50, 0))], section_id="eid", eid=["a"], paved_on=[written])
    assert network.paved_on.astype(object).tolist() == [day]
    assert [fault.code for fault in faults] == ["network.bad_date"] * (day is None)


def test_repeated_ids_are_numbered_from_the_second_on(roads: Roads, draw: Draw) -> None:
    lines = [draw((0, 10 * row), (50, 10 * row)) for row in range(4)]
    network, _ = roads(lines, section_id="eid", eid=["b", "a", "b", "b"])
    assert network.section_ids.tolist() == ["b", "a", "b~2", "b~3"]


def test_values_are_coded_by_first_appearance() -> None:
    codes, distinct = coded(objects(["b", None, "a", "b", 1, 1.0]))
    assert codes.tolist() == [0, -1, 1, 0, 2, 2]
    assert distinct == ["b", "a", 1]
