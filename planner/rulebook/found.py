"""A fault of a rulebook before it knows its document and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.rulebook.documents import Path

__all__ = ["Found"]


class Found(NamedTuple):
    """A fault before it knows its document and line."""

    path: Path
    code: str
    data: Mapping[str, object]
