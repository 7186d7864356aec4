"""A page's condition: whoever visits may do its action, and is spoken to in the language asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from api.pages.render import Visit
from api.problems import language_of
from api.security.access import Allow, Person, asking
from api.security.roles import Action
from api.state import Desk, desk_of

__all__ = ["AnyVisit", "Visiting", "visit_of"]


def visit_of(request: Request, desk: Desk, person: Person) -> Visit:
    """Return a visit; what the person is told is in the language of the page."""
    language = language_of(request)
    return Visit(request=request, desk=desk, person=replace(person, language=language.value), language=language)


def Visiting(action: Action) -> object:  # noqa: N802 - reads as a condition, like ``Allow``
    """Return the dependency of a page that asks for an action."""
    # as a default, not in the annotation: those are read as text later, where ``action`` is not known
    allowed = Depends(Allow(action))

    def visiting(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        person: Person = allowed,
    ) -> Visit:
        return visit_of(request, desk, person)

    return Depends(visiting)


def _anyone(
    request: Request, desk: Annotated[Desk, Depends(desk_of)], person: Annotated[Person, Depends(asking)]
) -> Visit:
    return visit_of(request, desk, person)


AnyVisit = Annotated[Visit, Depends(_anyone)]
