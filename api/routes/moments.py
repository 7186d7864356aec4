"""Moments as programs give them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

__all__ = ["Moment"]

# Days are counted from a moment, and hours added to it: at the ends of what can be written there is no room for that
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC))]
"""A moment with its zone, of this century."""
