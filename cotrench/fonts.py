"""Find the fonts that papers are set in: Noto Sans SC and Noto Serif SC from an installed package.

System fonts are never used: a paper must look the same, and be the same bytes, on every machine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["font_files"]


def font_files() -> tuple[Path, ...]:
    """Return the paths of the sans and the serif font file.

    Raises
    ------
    FileNotFoundError
        If the font package is installed without one of its files.
    """
    package = import_module("pylopdf_fonts_zh_cn")
    files: tuple[Path, ...] = (package.sans_path(), package.serif_path())
    for file in files:
        if not file.is_file():
            raise FileNotFoundError(file)
    return files
