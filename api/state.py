"""What the running desk holds: its settings, store, rulebook, ground and key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from fastapi import Request  # noqa: TC002 - routes' dependencies are read at run time

from api.desk.jobs import Jobs
from api.desk.opened import Shelf
from api.desk.plan_maps import MapMaker
from planner.calendar import WorkCalendar
from planner.geo.zones import DEFAULT_ZONE
from planner.permit.clocks import stand_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.desk.ground import Ground
    from api.security.throttle import Throttle
    from api.settings import Settings
    from api.store.desk import Store
    from planner.permit.clocks import Clock
    from planner.rulebook.model import CalendarRules, Rulebook

__all__ = ["Desk", "desk_of", "utc_now"]

_YEARS_BACK, _YEARS_AHEAD = 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a request may need; nothing in it is reached by any other way.

    ``ground`` is the county's road network, None until one is given: then nothing can be referred to roads yet.
    ``rulebook_documents`` are those the rulebook was loaded from, ``rulebook_main`` the one to begin with; ``shelf``
    holds the plans opened last, ``jobs`` the plans being made, ``maps`` the maps made last.
    """

    settings: Settings
    store: Store
    rulebook: Rulebook
    key: str
    throttle: Throttle
    ground: Ground | None = None
    rulebook_documents: Mapping[str, bytes] = field(default_factory=dict)
    rulebook_main: str = ""
    shelf: Shelf = field(default_factory=Shelf)
    jobs: Jobs = field(default_factory=Jobs)
    maps: MapMaker = field(default_factory=MapMaker)

    @property
    def roads(self) -> str:
        """Return the version of the roads, empty without them."""
        return self.ground.version if self.ground is not None else ""

    @property
    def planning_crs(self) -> int:
        """Return the EPSG code in which the county is measured."""
        return self.ground.roads.network.crs if self.ground is not None else DEFAULT_ZONE

    def today(self) -> date:
        """Return the day it is in the county."""
        return self.store.now().astimezone(self.settings.tz).date()

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the county's zone."""
        return moment.astimezone(self.settings.tz)

    def calendar(self) -> WorkCalendar:
        """Return the working days around today."""
        return _calendar(self.rulebook.calendar, self.today())

    def clock(self, due: date, answered: datetime | None) -> Clock:
        """Return how a clock stands today; ``answered`` is the moment of the answer, None while there is none."""
        day = self.local(answered).date() if answered is not None else None
        calendar = self.calendar()
        # one that ran out before the calendar begins is overdue by all the days it has
        return stand_of(max(due, calendar.first), self.today(), day, self.rulebook.desk.warn_days.value, calendar)


@lru_cache(maxsize=4)
def _calendar(rules: CalendarRules, today: date) -> WorkCalendar:
    first = today - timedelta(days=366 * _YEARS_BACK)
    return WorkCalendar.build(rules, first, today + timedelta(days=366 * _YEARS_AHEAD))


def desk_of(request: Request) -> Desk:
    """Return the desk a request came to."""
    return cast("Desk", request.app.state.desk)


def utc_now() -> datetime:
    """Return the moment it is; the only place where the service looks at a clock."""
    return datetime.now(UTC)
