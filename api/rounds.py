"""What a desk does by itself once in a while: it looks at every clock, and sends what is to be told."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Self

from api.delivery.outbox import channels_of, deliver
from api.desk.people import BUREAU
from api.desk.planning import accepted_plan
from api.desk.reminders import remind
from api.store.log import Actor
from planner.messages import Language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from api.delivery.channels import Channel
    from api.state import Desk

__all__ = ["ROUNDS", "Rounds", "go_round", "open_accepted"]

ROUNDS = Actor(login="rounds", organisation=BUREAU)
_LOG = logging.getLogger(__name__)


def go_round(desk: Desk, channels: Mapping[str, Channel]) -> int:
    """Tell of every clock that runs out, then send what is due; return how many messages went out."""
    with desk.store.changing(ROUNDS, "desk.clocks") as change:
        remind(change, desk)
    return deliver(desk, channels)


def open_accepted(desk: Desk) -> None:
    """Open the plan that counts, if there is one, so that after a start nobody waits for the survey of its ground."""
    with desk.store.reading() as session:
        row = accepted_plan(session)
        if row is not None:
            desk.shelf.told(session, row, Language.ZH)


class Rounds:
    """Opens the plan that counts, then goes round in a thread of its own while the service runs.

    A round that fails is told in the log and tried again.

    Parameters
    ----------
    every_s : Seconds between the end of one round and the next.
    """

    def __init__(self, desk: Desk, every_s: float) -> None:
        self._desk, self._every_s = desk, every_s
        self._channels = channels_of(desk.settings)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End after the round under way."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            open_accepted(self._desk)
        except Exception:  # noqa: BLE001 - whoever asks for the plan is told then what is wrong with it
            _LOG.exception("the accepted plan could not be opened")
        while not self._over.is_set():
            try:
                go_round(self._desk, self._channels)
            except Exception:  # noqa: BLE001 - whatever failed, the clocks go on and the next round tries again
                _LOG.exception("a round failed; the next one tries again")
            self._over.wait(self._every_s)
