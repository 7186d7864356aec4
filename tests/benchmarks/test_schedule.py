"""The schedule's benchmark keeps its tables where they belong, and its tables say what they should."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.schedule import END, START, kept_between, main

if TYPE_CHECKING:
    from pathlib import Path


def test_a_body_is_put_between_the_markers() -> None:
    assert kept_between(f"a\n{START}\nold\n{END}\nb\n", "new") == f"a\n{START}\nnew\n{END}\nb\n"
    assert kept_between("a\n", "new") == f"a\n\n{START}\nnew\n{END}\n"
    with pytest.raises(ValueError, match="bench-schedule"):
        kept_between(f"a\n{START}\n", "new")


def test_a_small_run_prints_and_keeps_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "RESULTS.md"
    kept.write_text("# Results\n", encoding="utf-8")
    sizes = ["--projects", "12", "--limited", "12", "--replan", "12", "--workers", "1", "--keep", str(kept)]
    monkeypatch.setattr(sys, "argv", ["schedule", *sizes])
    main()
    printed = capsys.readouterr().out
    assert printed.strip() in kept.read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in printed.splitlines() if line.startswith("| 12 ")]
    assert [len(row) for row in rows] == [7, 10, 7, 7]
    assert [row[-1] for row in rows[1:]] == ["0 |"] * 3
