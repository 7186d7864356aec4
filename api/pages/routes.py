"""Every page of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages import account

if TYPE_CHECKING:
    from fastapi import APIRouter

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (account.router,)
