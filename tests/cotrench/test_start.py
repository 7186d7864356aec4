"""What a command loads before it begins: an unneeded library is half a second that every user waits."""

from __future__ import annotations

import subprocess
import sys

import pytest

CHECK = "cotrench.cli, cotrench.report, planner.survey, planner.rulebook.load"
BUNDLES = "cotrench.bundles"
NEVER = ("folium", "geopandas", "holidays", "ortools", "pandas", "pyogrio", "scipy.optimize", "scipy.sparse")


@pytest.mark.parametrize(
    ("modules", "unneeded"),
    [
        (CHECK, (*NEVER, "planner.schedule", "planner.trench", "typst")),
        (BUNDLES, (*NEVER, "numba", "pydantic", "typer")),
        ("cotrench.cli", (*NEVER, "numba", "pydantic", "pyproj", "shapely", "typst")),
    ],
)
def test_only_what_is_needed_is_loaded(modules: str, unneeded: tuple[str, ...]) -> None:
    asked = f"import sys, {modules}; print(sorted({set(unneeded)} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert said.stdout.strip() == "[]"
