"""Lists given page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Query

if TYPE_CHECKING:
    from api.settings import Settings

__all__ = ["Limit", "Offset", "size_of"]

Limit = Annotated[int | None, Query(ge=1, description="how many at most; a page of the settings by default")]
Offset = Annotated[int, Query(ge=0, le=2**31, description="how many to leave out before")]


def size_of(settings: Settings, limit: int | None) -> int:
    """Return how many rows a page has that was asked to have ``limit``."""
    return min(limit or settings.page_size, settings.page_limit)
