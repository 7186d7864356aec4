"""What stands in the main navigation of each role, and where each begins its day."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from api.security.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.security.access import Person

__all__ = ["OPENID", "entries_of", "home_of"]

# The way to an OpenID provider, there only where the settings name one
OPENID = "/oidc/login"

_PATHS: Mapping[str, str] = MappingProxyType(
    {
        "home": "/",
        "guide": "/guide",
        "check": "/check",
        "map": "/map",
        "applications": "/applications",
        "submissions": "/submissions",
        "calls": "/calls",
        "projects": "/projects",
        "plans": "/plans",
        "declined": "/declined",
        "cases": "/cases",
        "emergencies": "/emergencies",
        "meeting": "/meeting",
        "people": "/people",
        "inbox": "/inbox",
        "log": "/log",
    }
)
_OF_ROLE: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        Role.PUBLIC: ("home", "guide", "check"),
        Role.WINDOW: ("applications", "cases", "meeting", "inbox"),
        Role.UTILITY: ("submissions", "calls", "projects", "cases", "emergencies", "map", "inbox"),
        Role.ENGINEER: ("plans", "map", "declined", "submissions", "calls", "cases", "meeting", "inbox"),
        Role.REVIEWER: ("cases", "map", "emergencies", "meeting", "inbox"),
        Role.OFFICER: ("cases", "plans", "map", "emergencies", "meeting", "inbox"),
        Role.AUDITOR: ("log", "cases", "plans", "applications", "meeting"),
        Role.ADMINISTRATOR: ("people", "inbox"),
    }
)


def entries_of(person: Person) -> list[tuple[str, str]]:
    """Return the entries of a person's navigation: the key of its words and the path."""
    return [(f"nav.{name}", _PATHS[name]) for name in _OF_ROLE[person.role]]


def home_of(person: Person) -> str:
    """Return the path where a person's day begins."""
    return _PATHS[_OF_ROLE[person.role][0]]
