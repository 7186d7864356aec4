"""What takes long to make and never changes once made: made once however many ask, and kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["Kept"]

V = TypeVar("V")


class Kept(Generic[V]):
    """Keeps what was asked for last.

    Who asks for what is being made waits for it; who asks for something else does not.

    Parameters
    ----------
    room : So many values are kept; those asked for longest ago are forgotten first.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._held: OrderedDict[Hashable, V] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return the value of a key, made where it is not kept; whatever ``make`` raises is raised, and nothing kept.

        Parameters
        ----------
        key : Names everything the value depends on.
        """
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._held:
                    return self._held[key]
            try:
                value = make()
                self._keep(key, value)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value

    def _keep(self, key: Hashable, value: V) -> None:
        with self._lock:
            self._held[key] = value
            while len(self._held) > self._room:
                self._held.popitem(last=False)
