"""The synthetic seat a plan later: one work new, one moved, one gone, and some roads newly paved."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.model import JointWork, Plan, Situation, Window
    from tests.maps.conftest import Seat

PHASES = ("survey", "approval", "excavation", "backfill", "reinstatement", "acceptance")
ADDED, MOVED, DROPPED = 5, 6, 3
MOVED_DAYS = 14


def earlier(work: JointWork, days: int) -> JointWork:
    """Return the work with every phase so many days earlier."""

    def moved(window: Window) -> Window:
        back = timedelta(days=days)
        return dataclasses.replace(window, first=window.first - back, last=window.last - back)

    phases = work.phases
    laid = tuple(dataclasses.replace(each, window=moved(each.window)) for each in phases.installation)
    others = {name: moved(getattr(phases, name)) for name in PHASES}
    return dataclasses.replace(work, phases=dataclasses.replace(phases, installation=laid, **others))


def before_and_after(seat: Seat) -> tuple[Plan, Plan]:
    """Return an earlier plan, and the plan without the work that was dropped."""
    works = seat.plan.joint_works
    before = tuple(
        earlier(work, MOVED_DAYS) if row == MOVED else work for row, work in enumerate(works) if row != ADDED
    )
    after = tuple(work for row, work in enumerate(works) if row != DROPPED)
    return dataclasses.replace(seat.plan, joint_works=before), dataclasses.replace(seat.plan, joint_works=after)


def newly_paved(situation: Situation) -> Situation:
    """Return the situation with every seventh section paved on 2024-06-01."""
    rows = np.arange(len(situation.network)) % 7 == 0
    paved = np.where(rows, np.datetime64("2024-06-01"), np.datetime64("NaT")).astype("datetime64[D]")
    return dataclasses.replace(situation, network=dataclasses.replace(situation.network, paved_on=paved))
