"""What went wrong, as a page, where a page was asked for; everything else stays a problem document."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from api import problems
from api.pages.visits import visit_of
from api.problems import Problem
from api.security.access import ANYONE, person_of
from api.state import desk_of

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import Response

    from api.security.access import Person
    from api.state import Desk

__all__ = ["answered", "failed", "install"]

# Addresses of programs, which are answered with problem documents
_OF_PROGRAMS = ("/api/", "/ogc", "/static/")


def install(app: FastAPI) -> None:
    """Answer errors of pages with pages."""
    for kind in (Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, answered)


def answered(request: Request, error: Exception) -> Response:
    """Return the answer to an error: a page where people go, a problem document where programs do."""
    if request.url.path.startswith(_OF_PROGRAMS):
        return problems.answer(request, error)
    problem = problems.problem_of(error)
    desk = desk_of(request)
    if problem.status is HTTPStatus.UNAUTHORIZED and request.method == "GET":
        return RedirectResponse(f"/login?next={quote(request.url.path)}", HTTPStatus.SEE_OTHER)
    return visit_of(request, desk, _whoever(request, desk)).show("wrong.html", problem=problem)


def failed(request: Request, error: Exception) -> Response:
    """Return the answer to a defect of ours; the page asks the store for nothing, which may be what failed."""
    if request.url.path.startswith(_OF_PROGRAMS):
        return problems.failed(request, error)
    problem = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "desk.http_500")
    return visit_of(request, desk_of(request), ANYONE).show("wrong.html", problem=problem)


def _whoever(request: Request, desk: Desk) -> Person:
    try:
        return person_of(desk, request)
    except Problem:
        return ANYONE
