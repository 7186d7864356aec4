"""The desk from the command line: a first link, a service that answers, a log that is proven."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Cotrench


@pytest.fixture
def desk_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COTRENCH_DATA_DIR", str(tmp_path / "desk"))
    return tmp_path / "desk"


@pytest.fixture
def served(desk_folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the address of a desk that ``cotrench serve`` started, and what it printed at its start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "-m", "cotrench", "serve", "--port", str(port), "--lang", "en"]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "200"}
    )
    assert process.stdout is not None
    said = process.stdout.readline() + process.stdout.readline()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", said
    process.terminate()
    process.communicate(timeout=20)
    assert (desk_folder / "desk.db").is_file()


def test_the_desk_serves_and_its_log_is_proven(served: tuple[str, str], cotrench: Cotrench, desk_folder: Path) -> None:
    address, said = served
    assert "one-time link" in said
    assert f"{address}/join/" in said
    with urlopen(f"{address}/api/openapi.json", timeout=20) as answer:  # noqa: S310 - our own service
        assert b'"/api/v1/submissions"' in answer.read()
    assert "0 messages" in cotrench("deliver"), "beside the service, which delivers too"
    assert "whole" in cotrench("audit", "verify")
    with sqlite3.connect(desk_folder / "desk.db") as forger:
        forger.execute("DROP TRIGGER keep_event_update")
        forger.execute("UPDATE event SET action = 'nothing' WHERE number = 1")
    assert "event 1" in cotrench("audit", "verify", code=1)
