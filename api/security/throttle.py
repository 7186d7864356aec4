"""How often somebody may try a password: so many times for one login and from one address within a while.

What is counted says nothing of whether there is such an account: an unknown login is held back like a known one. Tries
are counted before they are looked at, so that many at once count too. They are held in memory: a restart forgets them.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import timedelta
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING

from api.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

__all__ = ["Throttle"]

_Key = tuple[str, str]
# Tries of so many logins and addresses are held; then those longest not seen are forgotten
_ROOM = 50_000


class Throttle:
    """Counts tries.

    Parameters
    ----------
    limits : The tries allowed within ``minutes``, by the kind of what is counted.
    """

    def __init__(self, now: Callable[[], datetime], limits: Mapping[str, int], minutes: int) -> None:
        self._now, self._limits, self._while = now, limits, timedelta(minutes=minutes)
        self._tries: OrderedDict[_Key, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def take(self, **who: str) -> None:
        """Count a try of somebody, told by kind.

        Raises
        ------
        Problem
            429 with the seconds to wait; such a try is not counted.
        """
        keys = [*who.items()]
        with self._lock:
            now = self._now()
            waits = [wait for key in keys if (wait := self._wait(key, now)) is not None]
            if waits:
                seconds = max(1, round(max(waits).total_seconds()))
                headers = {"Retry-After": str(seconds)}
                raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "desk.too_many_tries", headers=headers, seconds=seconds)
            for key in keys:
                self._tries.setdefault(key, deque()).append(now)
                self._tries.move_to_end(key)
            while len(self._tries) > _ROOM:
                self._tries.popitem(last=False)

    def forget(self, **who: str) -> None:
        """Count the last try of somebody no longer: it was right."""
        with self._lock:
            for key in who.items():
                if tries := self._tries.get(key):
                    tries.pop()

    def _wait(self, key: _Key, now: datetime) -> timedelta | None:
        """Return how long to wait, None where nobody has to."""
        tries = self._tries.get(key, deque())
        while tries and tries[0] <= now - self._while:
            tries.popleft()
        return tries[0] + self._while - now if len(tries) >= self._limits[key[0]] else None
