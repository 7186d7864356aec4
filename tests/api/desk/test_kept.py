"""What takes long is made once, whoever asks; other things are not kept waiting, and failures are not kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.desk.kept import Kept


def test_what_two_ask_for_at_once_is_made_once() -> None:
    kept, begun, goes_on, made = Kept[str](2), threading.Event(), threading.Event(), []

    def make() -> str:
        begun.set()
        goes_on.wait(10)
        made.append("plan")
        return "plan"

    with ThreadPoolExecutor(2) as people:
        one = people.submit(kept.get, "key", make)
        begun.wait(10)
        other = people.submit(kept.get, "key", make)
        goes_on.set()
        assert [one.result(10), other.result(10)] == ["plan", "plan"]
    assert made == ["plan"]


def test_who_asks_for_something_else_does_not_wait() -> None:
    kept, begun, goes_on = Kept[str](2), threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        goes_on.wait(10)
        return "slow"

    with ThreadPoolExecutor(1) as somebody:
        waits = somebody.submit(kept.get, "slow", slow)
        begun.wait(10)
        assert kept.get("quick", lambda: "quick") == "quick"
        assert not waits.done()
        goes_on.set()
        assert waits.result(10) == "slow"


def test_what_was_asked_for_longest_ago_is_forgotten_first() -> None:
    kept, made = Kept[int](2), []

    def ask(key: int) -> int:
        def make() -> int:
            made.append(key)
            return key

        return kept.get(key, make)

    for key in (1, 2, 1, 3, 1, 2):
        assert ask(key) == key
    assert made == [1, 2, 3, 2]


def test_a_failure_is_told_and_tried_again() -> None:
    kept = Kept[str](1)

    def fail() -> str:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            kept.get("key", fail)
    assert kept.get("key", lambda: "made") == "made"
