"""Lanes of a work's members: true side, no two in one, the same inside all along."""

from __future__ import annotations

import dataclasses
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from maps.tracks import strips_of, tracks_of

if TYPE_CHECKING:
    from planner.model import JointWork, Situation
    from tests.maps.conftest import Seat


def sides(work: JointWork, situation: Situation) -> dict[tuple[str, int], float]:
    """Return where each member truly lies on each section: positive to the right of its direction."""
    stretches, projects = situation.stretches, situation.routes.projects
    found: dict[tuple[str, int], float] = {}
    for row in range(len(stretches)):
        key = projects[stretches.project[row]].key, int(stretches.section[row])
        metres = float(stretches.to_m[row] - stretches.from_m[row])
        found[key] = found.get(key, 0.0) - float(stretches.side[row] * stretches.offset_m[row]) * metres
    return {key: value for key, value in found.items() if key[0] in work.members}


def test_every_member_lies_on_its_true_side(seat: Seat) -> None:
    for work in seat.plan.joint_works:
        true = sides(work, seat.situation)
        for track in tracks_of(work, seat.situation):
            assert np.sign(track.lane) == np.sign(true[track.project, track.section])


def test_members_that_overlap_have_a_lane_each(seat: Seat) -> None:
    for work in seat.plan.joint_works:
        for a, b in combinations(tracks_of(work, seat.situation), 2):
            if a.section == b.section and a.project != b.project:
                assert abs(a.lane - b.lane) >= 1


def test_the_order_of_stretches_does_not_matter(seat: Seat) -> None:
    for work in seat.plan.joint_works:
        turned = dataclasses.replace(work, stretches=work.stretches[::-1], openings=work.openings[::-1])
        tracks = tracks_of(work, seat.situation)
        assert tracks_of(turned, seat.situation) == tracks
        assert strips_of(turned, tracks, seat.situation) == strips_of(work, tracks, seat.situation)


def test_a_strip_is_just_wide_enough_for_its_members(seat: Seat) -> None:
    for work in seat.plan.joint_works:
        tracks = tracks_of(work, seat.situation)
        lanes = {(t.project, t.section): t.lane for t in tracks}
        sections = {name: row for row, name in enumerate(seat.situation.network.section_ids)}
        for opening in work.openings:
            on = [lanes[member, sections[opening.section_id]] for member in opening.members]
            strip = next(
                s
                for s in strips_of(work, tracks, seat.situation)
                if s.section == sections[opening.section_id] and s.from_m == opening.from_m
            )
            assert strip.middle - strip.lanes / 2 == min(on) - 0.5
            assert strip.middle + strip.lanes / 2 == max(on) + 0.5


def test_a_section_that_is_not_there_is_named(seat: Seat) -> None:
    work = seat.plan.joint_works[0]
    lost = dataclasses.replace(work, stretches=(dataclasses.replace(work.stretches[0], section_id="S-none"),))
    with pytest.raises(KeyError, match="S-none"):
        tracks_of(lost, seat.situation)
