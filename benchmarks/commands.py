"""What whoever types a command waits for: ``python benchmarks/commands.py [--runs 5]``.

Every run is a process of its own on the sample seat. "Warm" has Python's bytecode and the compiled kernels on disk;
"kernels to compile" begins with an empty folder of compiled kernels, "first run ever" with neither. The least of
several runs is printed, as other work on the machine only ever adds; user time counts all processes of a command.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cotrench.sample import sample_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process took, in seconds; ``user`` with all processes it started and waited for."""

    wall: float
    user: float
    system: float


def main() -> None:
    """Time the commands and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="warm runs of each command; a third as many cold ones")
    runs = parser.parse_args().runs
    roads, routes = sample_files()
    submissions = [str(path) for path in routes]
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}; other work: load {os.getloadavg()[0]:.1f}\n")
    print("| command on the sample seat | state | wall, s | user, s | system, s |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "`cotrench check`, validate only": ["check", "--routes", *submissions],
            "`cotrench check`, match and partners": ["check", "--roads", str(roads), "--routes", *submissions],
            "`cotrench demo`: plan, map, all bundles": ["demo", "--out", f"{folder}/out"],
        }
        for name, arguments in commands.items():
            warm = _caches(tempfile.mkdtemp(dir=folder))
            _tell(name, "first run ever", _least(arguments, [warm]))
            _tell(name, "warm", _least(arguments, [warm] * runs))
            cold = [warm | _kernels(tempfile.mkdtemp(dir=folder)) for _ in range(-(-runs // 3))]
            _tell(name, "kernels to compile", _least(arguments, cold))


def _tell(name: str, state: str, spent: Spent) -> None:
    print(f"| {name} | {state} | {spent.wall:.1f} | {spent.user:.1f} | {spent.system:.1f} |", flush=True)


def _caches(folder: str) -> dict[str, str]:
    """Return an environment that keeps bytecode and compiled kernels in a folder of its own, whatever ours says."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": f"{folder}/bytecode"} | _kernels(folder)


def _kernels(folder: str) -> dict[str, str]:
    return {"NUMBA_CACHE_DIR": f"{folder}/kernels"}


def _least(arguments: Sequence[str], environments: Sequence[Mapping[str, str]]) -> Spent:
    """Run a command once in each environment."""
    spent = [_timed(arguments, environment) for environment in environments]
    return Spent(*(min(getattr(each, part) for each in spent) for part in ("wall", "user", "system")))


def _timed(arguments: Sequence[str], environment: Mapping[str, str]) -> Spent:
    """Run one command; the sample holds faults, which ``check`` tells with exit code 2."""
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        running = subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "-m", "cotrench", *arguments],
            env=dict(environment),
            cwd=Path(__file__).parents[1],
            stdout=said,
            stderr=said,
        )
        _, status, used = os.wait4(running.pid, 0)
        wall = time.perf_counter() - started
        running.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if running.returncode not in {0, 2}:
            sys.exit(said.read().decode(errors="replace"))
    return Spent(wall, used.ru_utime, used.ru_stime)


if __name__ == "__main__":
    main()
