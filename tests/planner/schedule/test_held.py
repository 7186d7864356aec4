"""Committed works stay as they are, and everything else is planned around them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.errors import FrozenWorkError
from planner.model import Window
from planner.schedule.solve import schedule_works
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import (
    AS_OF,
    calendar,
    day,
    network,
    plan,
    price,
    project,
    rulebook,
    situation,
    with_blackout,
)
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from datetime import date

    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook


def replanned(
    ground: Situation, frozen: tuple[JointWork, ...], book: Rulebook | None = None, as_of: date = AS_OF
) -> Plan:
    made = schedule_works(ground, book or rulebook(), calendar(), as_of, price, frozen=frozen)
    return replace(
        plan(ground, book, as_of),
        joint_works=made.joint_works,
        outcomes=made.outcomes,
        declined=made.declined,
        totals=made.totals,
        solver=made.solver,
    )


def ground() -> Situation:
    roads = network((500.0, 500.0), corridor=np.array([0, 1]), end_node=np.array([1, 9]))
    rows = [
        (project("A"), 0, 0.0, 300.0),
        (project("B"), 0, 100.0, 400.0),
        (project("C", "05-01", "08-01"), 1, 0.0, 100.0),
    ]
    return situation(rows, roads)


def test_the_committed_stay_and_newcomers_dig_apart() -> None:
    before = plan(ground())
    assert [w.members for w in before.joint_works] == [("A", "B"), ("C",)]
    rows = [
        (project("A"), 0, 0.0, 300.0),
        (project("B"), 0, 100.0, 400.0),
        (project("C", "05-01", "08-01"), 1, 0.0, 100.0),
        (project("D", "03-20"), 0, 0.0, 350.0),
    ]
    more = situation(rows, ground().network)
    frozen = before.joint_works[:1]
    after = replanned(more, frozen)
    assert frozen[0] in after.joint_works
    assert sorted(w.members for w in after.joint_works) == [("A", "B"), ("C",), ("D",)]
    assert len({w.id for w in after.joint_works}) == 3
    # One closure at a time: D does not stand open while the committed work does.
    (late,) = (w for w in after.joint_works if w.members == ("D",))
    assert (
        late.phases.reinstatement.last < frozen[0].phases.excavation.first
        or late.phases.excavation.first > frozen[0].phases.reinstatement.last
    )
    assert not violations(after, more, rulebook(), calendar(), price, frozen=frozen)


def test_a_committed_work_outlives_a_new_blackout_and_a_later_day_of_planning() -> None:
    before = plan(ground())
    frozen = before.joint_works[:1]
    first = frozen[0].phases.excavation.first
    book = with_blackout(f"{first:%m-%d}", f"{first:%m-%d}")
    after = replanned(ground(), frozen, book, day("04-01"))
    assert frozen[0] in after.joint_works
    assert not violations(after, ground(), book, calendar(), price, frozen=frozen)
    codes = {v.code for v in violations(after, ground(), book, calendar(), price)}
    assert codes == {"violation.blackout", "violation.before_as_of"}


@pytest.mark.parametrize("seed", range(6))
def test_freezing_everything_changes_nothing(seed: int) -> None:
    where = random_situation(seed)
    before = plan(where)
    after = replanned(where, before.joint_works)
    assert after.joint_works == before.joint_works
    assert after.totals == before.totals
    assert after.solver.objective == pytest.approx(before.solver.objective)
    assert after.solver.gap == 0
    assert not violations(after, where, rulebook(), calendar(), price, frozen=before.joint_works)


def test_a_committed_work_that_no_longer_fits_is_named() -> None:
    before = plan(ground())
    work = before.joint_works[0]
    longer = tuple(replace(s, to_m=s.to_m + 20) if s.project == "A" else s for s in work.stretches)
    gone = replace(work, id="JW-0007", members=("Z",))
    off = replace(
        before.joint_works[1],
        phases=replace(
            before.joint_works[1].phases, reinstatement=Window(first=day("08-01"), last=day("08-01").replace(year=2031))
        ),
    )
    for wrong in (replace(work, stretches=longer), gone, off):
        with pytest.raises(FrozenWorkError) as caught:
            replanned(ground(), (wrong,))
        assert caught.value.works == (wrong.id,)
    with pytest.raises(FrozenWorkError) as caught:
        replanned(ground(), (work, replace(work, id="JW-0008")))
    assert caught.value.works == (work.id, "JW-0008")
