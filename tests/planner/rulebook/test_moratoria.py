"""How long paving closes a road, reckoned by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from planner.model import Network
from planner.rulebook.load import default_rulebook
from planner.rulebook.moratoria import moratorium_ends

BOOK = default_rulebook()


def paved(days: list[str], kinds: list[str]) -> Network:
    count, zeros = len(days), np.zeros(len(days), dtype=np.int64)
    blank, lines = np.full(count, "", dtype=object), np.empty(count, dtype=object)
    lines[:] = [shapely.LineString([(0, i), (100, i)]) for i in range(count)]
    return Network(
        crs=4547,
        section_ids=np.arange(count).astype(str).astype(object),
        lines=lines,
        length_m=shapely.length(lines),
        start_node=zeros,
        end_node=zeros + 1,
        corridor=zeros,
        names=blank,
        road_class=blank,
        width_m=np.full(count, np.nan),
        paved_on=np.array(days, dtype="datetime64[D]"),
        paved_kind=np.array(kinds, dtype=object),
        pavement=blank,
        level=zeros,
        aliases={},
    )


def test_new_roads_five_years_repaired_ones_three_and_unknown_ones_as_new() -> None:
    days = ["2024-06-15", "2024-06-15", "2024-06-15", "NaT"]
    ends = moratorium_ends(paved(days, ["new", "major_repair", "", "new"]), BOOK)
    assert ends.astype(str).tolist() == ["2029-06-15", "2027-06-15", "2029-06-15", "NaT"]


def test_a_leap_day_ends_on_the_first_of_march() -> None:
    assert moratorium_ends(paved(["2024-02-29"], ["new"]), BOOK).astype(str).tolist() == ["2029-03-01"]


def test_years_are_the_rulebook_s() -> None:
    two = replace(BOOK.moratoria, new_years=replace(BOOK.moratoria.new_years, value=2))
    ends = moratorium_ends(paved(["2024-06-15"], ["new"]), replace(BOOK, moratoria=two))
    assert ends.astype(str).tolist() == ["2026-06-15"]
