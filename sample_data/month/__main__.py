"""Start a desk with a clock of its own, play the month on it, and say what came of it.

Run ``python -m sample_data.month --out out/month``; the settings of the desk (``COTRENCH_...``) hold here too, so that
``COTRENCH_DATABASE_URL`` plays it on PostGIS.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sample_data.month.checks import checks_of
from sample_data.month.people import let_everybody_in
from sample_data.month.play import Month, play
from sample_data.month.service import set_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["main", "play_month"]

SAMPLE = Path(__file__).resolve().parents[1]
BEGINNING = datetime(2027, 3, 1, 0, 0, tzinfo=UTC)
ROUND_S = "0.5"


def main(arguments: list[str] | None = None) -> int:
    """Play the month and print its story; return 1 if something does not hold at its end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/month"), help="folder of the desk; made anew")
    out: Path = parser.parse_args(arguments).out
    wrong = play_month(out, print)
    print(f"The desk lies in {out}. " + ("Everything holds." if not wrong else f"{len(wrong)} things do not hold:"))
    for each in wrong:
        print(f"  {each}")
    return 1 if wrong else 0


def play_month(out: Path, tell: Callable[[str], None]) -> list[str]:
    """Play the month on a desk in a folder; return what does not hold at its end.

    Raises
    ------
    FileExistsError
        If the folder holds a desk already.
    """
    if (out / "desk.db").exists():
        raise FileExistsError(out / "desk.db")
    out.mkdir(parents=True, exist_ok=True)
    with _desk(out) as (address, link, clock):
        month = Month(seats=let_everybody_in(address, link), sample=SAMPLE, clock=clock, tell=tell)
        play(month)
        return [
            f"{what}: {found} instead of {expected}" for what, expected, found in checks_of(month) if found != expected
        ]


@contextmanager
def _desk(out: Path) -> Iterator[tuple[str, str, Callable[[datetime], None]]]:
    """Run a desk in a process of its own; give its address, its first link, and a way to move its clock."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clock = out / "clock"
    set_clock(clock, BEGINNING)
    settings = {
        "COTRENCH_DATA_DIR": str(out),
        "COTRENCH_ROADS": str(SAMPLE / "roads.geojson"),
        "COTRENCH_ROUND_S": ROUND_S,
        "COLUMNS": "200",
    }
    command = [sys.executable, "-u", "-m", "sample_data.month.service", str(port), str(clock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | settings) as process:  # noqa: S603 - our own command
        assert process.stdout is not None  # noqa: S101 - asked for above
        link = process.stdout.readline().split()[-1]
        address = process.stdout.readline().split()[-1]
        try:
            _wait_for(port, process)
            yield address, link, lambda moment: set_clock(clock, moment)
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    raise ChildProcessError(f"the desk ended with {process.returncode}")


if __name__ == "__main__":
    sys.exit(main())
