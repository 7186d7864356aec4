"""The fonts of the papers are found where they are installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pylopdf_fonts_zh_cn
import pytest

from api.papers import font_files

if TYPE_CHECKING:
    from pathlib import Path


def test_both_fonts_are_opentype_files() -> None:
    files = font_files()
    assert [file.read_bytes()[:4] for file in files] == [b"OTTO", b"OTTO"]


def test_a_package_without_its_files_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pylopdf_fonts_zh_cn, "_BASE", tmp_path)
    with pytest.raises(FileNotFoundError):
        font_files()
