"""A joint stretch finds its matched stretches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.errors import BundleError
from planner.permit.places import place_of, project_of, section_row

if TYPE_CHECKING:
    from planner.model import JointWork, Situation


def test_a_stretch_lies_where_its_route_was_matched(work: JointWork, situation: Situation) -> None:
    place = place_of(situation, work.stretches[2])
    assert (place.section, place.offset_m, place.side, place.confidence) == (1, 3.0, -1, 0.9)


def test_several_pieces_are_weighted_by_their_metres(work: JointWork, situation: Situation) -> None:
    table = situation.stretches
    split = replace(
        table,
        project=np.array([0, 0]),
        section=np.array([0, 0]),
        from_m=np.array([0.0, 100.0]),
        to_m=np.array([100.0, 300.0]),
        offset_m=np.array([1.0, 4.0]),
        side=np.array([1, -1]),
        confidence=np.array([0.5, 1.0]),
    )
    place = place_of(replace(situation, stretches=split), work.stretches[0])
    assert (place.offset_m, place.side, place.confidence) == (3.0, -1, 0.5)


def test_a_plan_of_another_situation_is_refused(work: JointWork, situation: Situation) -> None:
    with pytest.raises(BundleError, match="project"):
        project_of(situation, "NOBODY")
    with pytest.raises(BundleError, match="section"):
        section_row(situation, "wh-999")
    with pytest.raises(BundleError, match="no matched stretch"):
        place_of(situation, replace(work.stretches[0], section_id="wh-002"))
