"""Members of works: the keys a plan gives to projects, and the projects they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["projects_behind"]

_Project = tuple[str, str]


def projects_behind(owners: Mapping[str, str]) -> frozenset[_Project]:
    """Return the organisation and the number of every project that members may stand for.

    A member's key is its project's number, or that with its utility before it where another's has the same one
    (``planner.geo.identity.project_keys``). A number may hold a slash itself, so both readings are returned; neither
    is ever another organisation's.

    Parameters
    ----------
    owners : The organisation of each member, by its key.
    """
    readings = ((owner, (member, member.removeprefix(f"{owner}/"))) for member, owner in owners.items())
    return frozenset((owner, number) for owner, numbers in readings for number in numbers)
