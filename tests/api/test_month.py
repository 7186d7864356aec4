"""One whole month of a county's desk, played on the running service over HTTP, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_data.month.__main__ import play_month

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_whole_month_leaves_nothing_lost_doubled_or_open(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COTRENCH_DATABASE_URL", database_url)
    story: list[str] = []
    assert play_month(tmp_path / "month", story.append) == []
    told = "\n".join(story)
    assert "〔2027〕1号 to 叶城管路许〔2027〕6号" in told
    assert "takes the place of an earlier decision" in told
    assert "accepted, evaluated and closed" in told
