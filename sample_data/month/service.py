"""The desk with a clock that is told what time it is, so that a month passes in a minute.

Only this module moves a desk's clock; ``cotrench serve`` looks at the machine's.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

from api.settings import Settings
from cotrench.desk import run_desk
from planner.messages import Language

__all__ = ["FileClock", "set_clock"]


class FileClock:
    """A clock that stands where a file says, and from there runs on as the machine's does."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._said = ""
        self._since = 0.0

    def __call__(self) -> datetime:
        """Return the moment it is."""
        said, now = self._path.read_text(encoding="ascii"), time.monotonic()
        if said != self._said:
            self._said, self._since = said, now
        started = datetime.fromisoformat(said)
        return datetime.fromtimestamp(started.timestamp() + now - self._since, tz=started.tzinfo)


def set_clock(path: Path, moment: datetime) -> None:
    """Move the clock of a file to a moment with its zone; whoever reads sees the old or the new, never half of it."""
    beside = path.with_suffix(".next")
    beside.write_text(moment.isoformat(), encoding="ascii")
    beside.replace(path)


if __name__ == "__main__":
    run_desk(Settings(), "127.0.0.1", int(sys.argv[1]), Language.EN, now=FileClock(Path(sys.argv[2])))
