"""Errors as RFC 9457 problem details, with every fault, in the language asked for."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from planner.messages import CATALOGUE, TOLD, Language, text_of
from planner.model import Fault, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI, Request

__all__ = [
    "MEDIA_TYPE",
    "Problem",
    "ProblemBody",
    "ProblemFault",
    "answer",
    "failed",
    "found",
    "install",
    "language_of",
    "malformed",
    "problem_of",
    "responses",
    "unstorable",
]

MEDIA_TYPE = "application/problem+json"
T = TypeVar("T")
# The source of a fault of the request itself
_REQUEST = "request"


class ProblemFault(BaseModel):
    """One thing that is wrong: where, what, and what would be right."""

    code: str
    text: str
    source: str | None = None
    feature: int | None = None
    field: str | None = None
    severity: str = "error"


class ProblemBody(BaseModel):
    """Problem details (RFC 9457); ``faults`` holds everything that is wrong at once."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    faults: list[ProblemFault] = Field(default_factory=list)


class Problem(Exception):  # noqa: N818 - the field's word
    """A request that is not done: a code with its data, the status, every fault, and headers of the answer."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        /,
        *,
        faults: Sequence[Fault | Reason] = (),
        headers: Mapping[str, str] | None = None,
        **data: object,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.headers = headers
        self.reason = Reason(code=code, data=data)
        self.faults = tuple(faults)


def found(row: T | None, key: str) -> T:
    """Return a row that was looked for.

    Raises
    ------
    Problem
        404 if there is none: what is another's is not there either.
    """
    if row is None:
        raise Problem(HTTPStatus.NOT_FOUND, "desk.unknown", key=key)
    return row


def language_of(request: Request) -> Language:
    """Return the language asked for by ``lang``, then by cookie, then by header; Chinese otherwise."""
    asked = request.query_params.get("lang") or request.cookies.get("lang")
    if asked in {"zh", "en"}:
        return Language(asked)
    accepted = request.headers.get("accept-language", "").lower()
    english, chinese = accepted.find("en"), accepted.find("zh")
    return Language.EN if english >= 0 and (chinese < 0 or english < chinese) else Language.ZH


def responses(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return what a route says of its errors in the API's description."""
    return {
        int(s): {
            "description": s.phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
        }
        for s in statuses
    }


def install(app: FastAPI) -> None:
    """Make every error of an application a problem."""
    for kind in (Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, answer)


def answer(request: Request, error: Exception) -> JSONResponse:
    """Return the problem document of an error."""
    problem, language = problem_of(error), language_of(request)
    body = ProblemBody(
        title=problem.status.phrase,
        status=problem.status,
        detail=text_of(problem.reason, language),
        code=problem.reason.code,
        faults=[_fault(each, language) for each in problem.faults],
    )
    headers = dict(getattr(error, "headers", None) or {})
    if problem.status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body.model_dump(), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def unstorable(request: Request, _error: Exception) -> JSONResponse:
    """Answer a request with a value that the database cannot hold, as PostgreSQL cannot a zero byte in a text."""
    return answer(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.malformed"))


def failed(request: Request, _error: Exception) -> JSONResponse:
    """Answer a request that failed through a defect of ours; what it was stands in the service's log alone."""
    return answer(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "desk.http_500"))


def problem_of(error: Exception) -> Problem:
    """Return an error of ours or of the framework as a problem.

    Raises
    ------
    TypeError
        If it is neither; that is a defect, not an answer.
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return malformed(error.errors())
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        code = f"desk.http_{status.value}"
        return Problem(status, code if code in CATALOGUE else "desk.http", phrase=status.phrase)
    raise TypeError(error)


def malformed(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the problem of a request that does not fit its model, from the errors pydantic lists."""
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.malformed", faults=[_malformed(each) for each in errors])


def _malformed(told: Mapping[str, Any]) -> Fault:
    """Return what is wrong with one field, in our words where there are any."""
    code = f"request.{told['type']}"
    data = dict(told.get("ctx") or {}) if code in CATALOGUE else {TOLD: told["msg"]}
    way = [str(each) for each in told["loc"]]
    return Fault(source=_REQUEST, code=code, field=".".join(way) or None, data=data)


def _fault(told: Fault | Reason, language: Language) -> ProblemFault:
    severity = getattr(told, "severity", None)
    return ProblemFault(
        code=told.code,
        text=text_of(told, language),
        source=getattr(told, "source", None),
        feature=getattr(told, "feature", None),
        field=getattr(told, "field", None),
        severity=severity.value if severity is not None else "error",
    )
