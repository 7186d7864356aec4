"""Every page of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages import (
    account,
    calls,
    case_steps,
    cases,
    declined,
    emergencies,
    guide,
    inbox,
    log,
    meeting,
    people,
    places,
    plans,
    projects,
    public,
    utility,
    window,
    works,
)
from api.pages import map as map_pages

if TYPE_CHECKING:
    from fastapi import APIRouter

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    account.router,
    cases.router,
    case_steps.router,
    map_pages.router,
    plans.router,
    works.router,
    declined.router,
    log.router,
    meeting.router,
    places.router,
    calls.router,
    projects.router,
    public.router,
    window.router,
    inbox.router,
    emergencies.router,
    people.router,
    guide.router,
    utility.router,
)
