"""Working days of a county: public holidays, make-up workdays, the bureau's overrides, and blackout periods.

Working days leave out weekends and statutory holidays and count the announced make-up workdays (行政许可法 art. 82
with the State Council's yearly notice). Days after the last announced one are reckoned from the statutory holidays
alone and are called assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import holidays
import numpy as np

from planner.errors import RulebookError
from planner.model import Dates, Fault, Window
from planner.rulebook.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from planner.model import Service
    from planner.rulebook.model import Blackout, CalendarRules

__all__ = ["WorkCalendar", "blocked", "forbids", "periods"]

_DAY = timedelta(days=1)
# The first day of the epoch that ``datetime64[D]`` counts from was a Thursday.
_EPOCH_WEEKDAY = 3
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkCalendar:
    """The working days from ``first`` to ``last``, both inside.

    Attributes
    ----------
    days : The working days, ascending ``datetime64[D]``, shape (n,), read-only.
    cut_off_hour : Hour of the day from which a receipt counts for the next working day.
    """

    first: date
    last: date
    days: Dates
    cut_off_hour: int

    @classmethod
    def build(cls, rules: CalendarRules, first: date, last: date) -> WorkCalendar:
        """Return the calendar of the days from ``first`` to ``last``.

        Raises
        ------
        RulebookError
            If the public holidays of the rulebook's country are not known.
        ValueError
            If ``last`` is before ``first``.
        """
        if last < first:
            raise ValueError(f"a calendar cannot end on {last} before it starts on {first}")
        every = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
        working = (every.astype(np.int64) + _EPOCH_WEEKDAY) % 7 < _SATURDAY
        off, on = _announced(rules.country, first, last)
        _mark(working, every, off, to=False)
        _mark(working, every, on, to=True)
        _mark(working, every, [each.day for each in rules.overrides if not each.working], to=False)
        _mark(working, every, [each.day for each in rules.overrides if each.working], to=True)
        days = every[working]
        days.flags.writeable = False
        return cls(
            first=first,
            last=last,
            days=days,
            cut_off_hour=rules.cut_off_hour,
        )

    def __len__(self) -> int:
        """Return the number of working days."""
        return len(self.days)

    def is_working(self, day: date) -> bool:
        """Return whether a day is a working day.

        Raises
        ------
        ValueError
            If the day is outside the calendar.
        """
        self._require(day)
        index = self.index_on_or_after(day)
        return index < len(self) and self.day_of(index) == day

    def index_on_or_after(self, day: date) -> int:
        """Return the index of the first working day not before ``day``; ``len`` where there is none."""
        return int(np.searchsorted(self.days, np.datetime64(day, "D"), side="left"))

    def index_on_or_before(self, day: date) -> int:
        """Return the index of the last working day not after ``day``; -1 where there is none."""
        return int(np.searchsorted(self.days, np.datetime64(day, "D"), side="right")) - 1

    def day_of(self, index: int) -> date:
        """Return the working day at an index.

        Raises
        ------
        IndexError
            If the index is negative or not below ``len``.
        """
        if not 0 <= index < len(self):
            raise IndexError(f"no working day {index} among {len(self)} from {self.first} to {self.last}")
        day: date = self.days[index].item()
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Return the ``n``-th working day strictly after ``day``, strictly before it where ``n`` is negative.

        With ``n`` zero it is the day itself, or the next working day. A legal term of ``n`` working days that
        starts on ``day`` ends on the result, as the day of the start is not counted.

        Raises
        ------
        ValueError
            If ``day`` is outside the calendar.
        IndexError
            If the result is.
        """
        self._require(day)
        if n == 0:
            return self.day_of(self.index_on_or_after(day))
        start = self.index_on_or_before(day) if n > 0 else self.index_on_or_after(day)
        return self.day_of(start + n)

    def count_working(self, first: date, last: date) -> int:
        """Return the number of working days from ``first`` to ``last``, both counted; 0 where ``last`` is earlier.

        Raises
        ------
        ValueError
            If a day is outside the calendar.
        """
        self._require(first)
        self._require(last)
        return max(0, self.index_on_or_before(last) - self.index_on_or_after(first) + 1)

    def receipt_day(self, day: date, hour: int) -> date:
        """Return the working day on which something handed in on ``day`` at ``hour`` o'clock counts as received.

        Raises
        ------
        ValueError
            If ``day`` is outside the calendar.
        IndexError
            If the result is.
        """
        late = self.is_working(day) and hour >= self.cut_off_hour
        return self.add_working_days(day, 1 if late else 0)

    def _require(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise ValueError(f"{day} is outside the calendar from {self.first} to {self.last}")


def blocked(
    blackouts: Iterable[Blackout], *, road_class: str, services: AbstractSet[Service], first: date, last: date
) -> tuple[Window, ...]:
    """Return the periods in which works of these services on such a road are forbidden.

    The windows are merged where they touch or overlap, ascending, and clipped to ``first`` to ``last``. Disabled
    blackouts and those that only warn are left out. ``road_class`` is a road's class, not its group. Where on that
    road a blackout holds is not asked: ``blackouts`` are those of the place.
    """
    return periods((b for b in blackouts if forbids(b, road_class, services)), first=first, last=last)


def periods(blackouts: Iterable[Blackout], *, first: date, last: date) -> tuple[Window, ...]:
    """Return when any of some blackouts lasts: merged where they touch, ascending, clipped to ``first`` to ``last``."""
    windows = sorted(
        (window.first, window.last) for blackout in blackouts for window in _occurrences(blackout, first, last)
    )
    merged: list[Window] = []
    for start, end in windows:
        if merged and start <= merged[-1].last + _DAY:
            merged[-1] = Window(first=merged[-1].first, last=max(merged[-1].last, end))
        else:
            merged.append(Window(first=start, last=end))
    return tuple(merged)


def _announced(country: str, first: date, last: date) -> tuple[list[date], list[date]]:
    """Return public holidays and make-up workdays; a year's notice may name days of the year before."""
    try:
        known = holidays.country_holidays(country, years=range(first.year, last.year + 2))
    except NotImplementedError as error:
        fault = Fault(source="", code="rulebook.unknown_country", field="calendar.country", data={"found": country})
        raise RulebookError([fault]) from error
    return sorted(known), sorted(known.weekend_workdays)


def _mark(working: NDArray[np.bool_], every: Dates, days: Iterable[date], *, to: bool) -> None:
    """Set the days that are in the calendar; later marks win over earlier ones."""
    places = np.array(list(days), dtype="datetime64[D]").astype(np.int64) - every[0].astype(np.int64)
    working[places[(places >= 0) & (places < len(every))]] = to


def forbids(blackout: Blackout, road_class: str, services: AbstractSet[Service]) -> bool:
    """Tell whether a blackout, where it holds, forbids works of these services on a road of a class."""
    return (
        blackout.enabled
        and blackout.severity is Severity.BLOCK
        and (not blackout.road_classes or road_class in blackout.road_classes)
        and (not blackout.services or not services.isdisjoint(blackout.services))
    )


def _occurrences(blackout: Blackout, first: date, last: date) -> Iterator[Window]:
    """Yield a blackout's periods of every year that reach into ``first`` to ``last``, clipped to it."""
    for start, end in _periods(blackout, first.year - 1, last.year):
        if start <= last and end >= first:
            yield Window(first=max(start, first), last=min(end, last))


def _periods(blackout: Blackout, from_year: int, to_year: int) -> Iterator[tuple[date, date]]:
    if len(blackout.first) > len("MM-DD"):
        yield date.fromisoformat(blackout.first), date.fromisoformat(blackout.last)
        return
    wraps = int(blackout.last < blackout.first)
    for year in range(from_year, to_year + 1):
        yield date.fromisoformat(f"{year}-{blackout.first}"), date.fromisoformat(f"{year + wraps}-{blackout.last}")
