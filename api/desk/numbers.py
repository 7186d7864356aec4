"""Numbers given out in series: one after another, none twice, none left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.store.tables import Series

if TYPE_CHECKING:
    from api.store.desk import Change

__all__ = ["next_serial"]


def next_serial(change: Change, name: str, year: int) -> int:
    """Return the next number of a series in a year, from 1.

    It is taken inside the change that uses it: if that fails, the number was never given out.
    """
    row = change.session.get(Series, (name, year))
    if row is None:
        row = Series(name=name, year=year, last=0)
        change.session.add(row)
    row.last += 1
    return row.last
