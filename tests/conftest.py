"""What every test may use: the command line as a user runs it, and one plan of the sample seat."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


class Cotrench:
    """Runs the command line in a process of its own."""

    def __call__(self, *arguments: str | Path, code: int = 0, lang: str = "en") -> str:
        """Return what the command printed; fail unless it ended with ``code`` and without a traceback."""
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "cotrench", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={**os.environ, "COTRENCH_LANG": lang, "COLUMNS": "200"},
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def cotrench() -> Cotrench:
    return Cotrench()


@pytest.fixture(scope="session")
def sample_roads() -> Path:
    return REPOSITORY / "sample_data" / "roads.geojson"


@pytest.fixture(scope="session")
def sample_routes() -> list[Path]:
    return sorted(p for p in (REPOSITORY / "sample_data" / "routes").iterdir() if p.suffix in {".geojson", ".gpkg"})


@pytest.fixture(scope="session")
def sample_plan(
    cotrench: Cotrench, sample_roads: Path, sample_routes: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the folder of a plan of the sample seat, made by the command line."""
    out = tmp_path_factory.mktemp("plan")
    cotrench("plan", "--roads", sample_roads, "--routes", *sample_routes, "--out", out, "--as-of", "2026-11-24")
    return out
