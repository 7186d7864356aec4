"""How many like pieces of work are carried: one after another, or side by side in processes of their own.

Whoever calls sees no difference but the time: answers come in order, and each is made by the same function from the
same data.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Runner", "SideBySide", "in_turn"]

T = TypeVar("T")

_FEW = 64
_SHARES = 8


class Runner(Protocol):
    """Calls a function with every number below a count and returns the answers in order."""

    def __call__(self, work: Callable[[int], T], count: int) -> list[T]:
        """Carry the work."""


def in_turn(work: Callable[[int], T], count: int) -> list[T]:
    """Carry the work one piece after another, in this process."""
    return [work(number) for number in range(count)]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Carries work in so many processes, each of which is a copy of this one at the time of the call.

    Few pieces are carried here: starting processes would take longer. Answers must be fit for pickling. Only for
    programs of one thread on systems that can copy a process.
    """

    workers: int

    def __call__(self, work: Callable[[int], T], count: int) -> list[T]:
        """Carry the work."""
        workers = min(self.workers, count // _FEW)
        if workers <= 1 or "fork" not in multiprocessing.get_all_start_methods():
            return in_turn(work, count)
        context = multiprocessing.get_context("fork")
        shares = [range(first, count, workers * _SHARES) for first in range(workers * _SHARES)]
        with ProcessPoolExecutor(workers, context, _remember, (work,)) as pool:
            made = list(pool.map(_share, shares))
        answers: list[Any] = [None] * count
        for share, found in zip(shares, made, strict=True):
            answers[share.start :: share.step] = found
        return answers


_remembered: dict[str, Any] = {}


def _remember(work: Callable[[int], object]) -> None:
    """Keep the work in a fresh process, with a thread of its own: what solvers keep per thread must not be a copy."""
    _remembered["work"] = work
    _remembered["thread"] = ThreadPoolExecutor(1)


def _share(numbers: range) -> list[object]:
    carried = _remembered["thread"].submit(lambda: [_remembered["work"](number) for number in numbers])
    answers: list[object] = carried.result()
    return answers
